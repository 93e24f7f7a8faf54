"""Where in a TOML file a refusal points to: TOML itself forgets the lines once it is read."""

from __future__ import annotations

import re
from pathlib import Path

from complaintdesk.errors import SettingsError

_PLACE = re.compile(r"(?P<list>[a-z_]+) (?P<quote>['\"]?)(?P<id>[^'\" ]+)(?P=quote)(?: (?P<under>[a-z_]+))? ")
_KEY = re.compile(r"(?:no key|for|the key|both|down to) '(?P<key>[a-z_.]+)'|for (?P<plain>[a-z_]+\.[a-z_]+)")
_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<name>[a-z_.]+)\s*\]")

_TABLE = re.compile(
    r"(?:, \[\[(?P<list>[a-z_]+)\]\] (?P<id>[^:,]+)(?:, (?P<under>[a-z_]+))?)?: (?P<said>.*)", re.DOTALL
)
_QUOTED = re.compile(r"'(?P<key>[a-z_]+)'")


def placed(wrong: SettingsError, path: Path) -> SettingsError:
    """Return the refusal of a `Table` with the line it is about, where that can be told."""
    said = str(wrong).removeprefix(str(path))
    found = _TABLE.fullmatch(said)
    if found is None:
        return wrong
    key = _QUOTED.search(found["said"])
    under = f" {found['under']}" if found["under"] else ""
    table = f"{found['list']} '{found['id']}'{under}" if found["list"] else "the file"
    line = line_of(f"{table} has no key '{key['key'] if key else ''}'", path.read_text("utf-8-sig"))
    return wrong if line is None else SettingsError(f"{path}, line {line}{said}")


def line_of(refusal: str, text: str) -> int | None:
    """Return the line, from 1, that a refusal is about; None where none can be told.

    Args:
        refusal: The sentence without the file's name: `clocks 's1' has no key 'nn'.`
        text: The whole file.
    """
    lines = text.splitlines()
    first, last = _region(refusal, lines)
    found = _KEY.search(refusal)
    if found is not None:
        key = (found["key"] or found["plain"]).rpartition(".")[2]
        for number in range(first, last):
            if re.match(rf"\s*{re.escape(key)}\s*=", lines[number]) or _opens(lines[number], key):
                return number + 1
        # The headings of its tables are keys of the file, too.
        for number in range(last, len(lines)) if first == 0 else ():
            header = _HEADER.match(lines[number])
            if header is not None and header["name"] == key:
                return number + 1
    # A key that is missing has no line of its own: its table's stands for it.
    return first + 1 if first else None


def _region(refusal: str, lines: list[str]) -> tuple[int, int]:
    """Return where the table begins that a refusal names, and where it ends; the whole file if it names none."""
    place = _PLACE.match(refusal)
    if place is None:
        return 0, _top_end(lines)
    starts = [number for number, line in enumerate(lines) if _opens(line, place["list"])]
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else _end(lines, start, place["list"])
        body = lines[start:end]
        named = any(
            re.match(rf"\s*(id|kind)\s*=\s*[\"']{re.escape(place['id'])}[\"']", line) for line in body
        )
        if named or place["id"] == str(position + 1):
            under = place["under"]
            return (start + _offset(body, under), end) if under else (start, end)
    if place["list"] == "the":
        return 0, _top_end(lines)
    headed = next((number for number, line in enumerate(lines) if _opens(line, place["list"])), None)
    return (headed, _end(lines, headed, place["list"])) if headed is not None else (0, len(lines))


def _offset(body: list[str], under: str) -> int:
    """Return how far into a table its own table `under` begins; 0 where it has no heading."""
    return next((number for number, line in enumerate(body) if _opens(line, under)), 0)


def _opens(line: str, name: str) -> bool:
    """Return whether a line is the heading of this table, or of this part of one."""
    header = _HEADER.match(line)
    return header is not None and header["name"].rpartition(".")[2] == name


def _end(lines: list[str], start: int, name: str) -> int:
    """Return the line after a table and the tables within it."""
    for number in range(start + 1, len(lines)):
        header = _HEADER.match(lines[number])
        if header is not None and not header["name"].startswith(f"{name}."):
            return number
    return len(lines)


def _top_end(lines: list[str]) -> int:
    """Return the line of the first heading."""
    return next((number for number, line in enumerate(lines) if _HEADER.match(line)), len(lines))
