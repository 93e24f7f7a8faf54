"""One setting of a settings file put in its place; every other line, and every remark, stays as it is."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator

_LONGEST_VALUE = 60
"""Lines that one value may take up; a longer one is for its owner to change."""


def changed(text: str, name: str, value: str) -> str | None:
    """Return a settings file with one setting of words changed or added.

    Args:
        text: The file as it is.
        name: The setting, one that stands in no table.
        value: What it is from now on.

    Returns:
        The file; None where that cannot be done without touching something else. What is returned says exactly
        what it said before, but for this setting.
    """
    try:
        wanted = tomllib.loads(text) | {name: value}
    except tomllib.TOMLDecodeError:
        return None
    return next((tried for tried in _tries(text, name, value) if _says(tried) == wanted), None)


def _says(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _tries(text: str, name: str, value: str) -> Iterator[str]:
    """Yield the file with the setting in each place where it may belong; only one that reads right is taken."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")
    said = f"{name} = {_quoted(value)}"
    for start, line in enumerate(lines):
        if line.partition("=")[0].strip().strip("\"'") == name:
            for last in range(start, min(start + _LONGEST_VALUE, len(lines))):
                for remark in _remarks(lines, last):
                    yield "\n".join([*lines[:start], said + remark, *lines[last + 1 :]])
    for place in dict.fromkeys((_before_tables(lines), 0)):
        before = "\n".join(lines[:place])
        glue = "" if not before or before.endswith("\n") else "\n"
        rest = "\n".join(lines[place:])
        yield f"{before}{glue}{said}{end}{rest}"


def _remarks(lines: list[str], number: int) -> Iterator[str]:
    """Yield what may follow a value on its line: a remark, which the file says the same without, before nothing."""
    line = lines[number]
    whole = _says("\n".join(lines))
    for at in (place for place, sign in enumerate(line) if sign == "#"):
        bare = line[:at].rstrip()
        if _says("\n".join([*lines[:number], bare, *lines[number + 1 :]])) == whole:
            yield line[len(bare) :]
    yield "\r" if line.endswith("\r") else ""


def _before_tables(lines: list[str]) -> int:
    """Return where a setting is added: behind the last that stands in no table, before remarks on the first table."""
    place = next((number for number, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    while place and (not lines[place - 1].strip() or lines[place - 1].lstrip().startswith("#")):
        place -= 1
    return place


def _quoted(value: str) -> str:
    """Return a text as TOML writes one."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
