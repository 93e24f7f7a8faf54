"""Preset files: TOML to presets, with a wrong file refused by its name and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from complaintdesk.errors import ImportRefusedError, left_out
from complaintdesk.importers.dates import DATE_ORDERS
from complaintdesk.importers.drafts import FIELDS, TEXT_FIELDS, shown
from complaintdesk.importers.presets import Preset, nearest

_KEYS = frozenset(
    {
        "id",
        "title",
        "note",
        "guarded",
        "columns",
        "fingerprints",
        "extras",
        "comments",
        "renamed",
        "ignored",
        "date_order",
        "blanks",
        "constants",
        "values",
    }
)


class Loaded(NamedTuple):
    """The presets there are, and what is wrong with those of one's own that were left out."""

    presets: Mapping[str, Preset]
    problems: tuple[str, ...] = ()
    """One sentence a file: its name, the line where it can be told, what is wrong and the remedy."""


class _File(NamedTuple):
    """A preset file, for the sentences about it."""

    name: str
    text: str

    def wrong(self, key: str, what: str) -> ImportRefusedError:
        """Return the refusal that names the file, and the line of a key such as `columns.received_on`."""
        line = _line_of(key, self.text)
        return ImportRefusedError(
            f"The preset file {self.name}{f', line {line},' if line is not None else ''} {what}."
        )


def load(shipped: Path, own: Path | None = None) -> Loaded:
    """Return every preset by its id; the handler's own add to the shipped ones or override them.

    A file of one's own that is wrong is left out and named; files are read without it.

    Raises:
        ImportRefusedError: If a shipped file is wrong.
    """
    presets = {found.id: found for found in map(read, _files(shipped))}

    def take(path: Path) -> None:
        found = read(path)
        presets[found.id] = found

    return Loaded(presets, left_out(_files(own), take, ImportRefusedError))


def load_all(shipped: Path, own: Path | None = None) -> Mapping[str, Preset]:
    """Return every preset, as `load` does, but refuse what is wrong.

    Raises:
        ImportRefusedError: If a file is wrong; the sentence names it, the line, the key and the remedy.
    """
    loaded = load(shipped, own)
    if loaded.problems:
        raise ImportRefusedError(loaded.problems[0])
    return loaded.presets


def _files(folder: Path | None) -> Iterable[Path]:
    return sorted(folder.glob("*.toml")) if folder is not None else ()


def read(path: Path) -> Preset:
    """Return the preset of one file.

    Raises:
        ImportRefusedError: If the file is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        mapping = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ImportRefusedError(f"The preset file {path} cannot be read: {error}.") from error
    return _parse(mapping, _File(path.name, text))


def _parse(mapping: Mapping[str, object], where: _File) -> Preset:
    """Return the preset that a TOML document describes.

    Raises:
        ImportRefusedError: If a key is missing, unknown or of the wrong kind.
    """
    for key in mapping:
        if key not in _KEYS:
            raise where.wrong(key, f"does not know the key {shown(key)}{nearest(key, _KEYS)}")
    columns = {
        key: _texts(names, f"columns.{key}", where) for key, names in _table(mapping, "columns", where)
    }
    _require_fields(columns, FIELDS, "columns", where)
    if "received_on" not in columns:
        raise where.wrong(
            "columns", "needs columns.received_on: every complaint has a day on which it came in"
        )
    constants = {
        key: _text(value, f"constants.{key}", where) for key, value in _table(mapping, "constants", where)
    }
    _require_fields(constants, TEXT_FIELDS, "constants", where)
    values = {
        key: {
            word.casefold(): _text(ours, f"values.{key}", where) for word, ours in _pairs(words, key, where)
        }
        for key, words in _table(mapping, "values", where)
    }
    _require_fields(values, TEXT_FIELDS, "values", where)
    order = mapping.get("date_order")
    if order not in {None, *DATE_ORDERS}:
        raise where.wrong("date_order", f"has date_order {shown(str(order))}; it is dmy, mdy or ymd")
    if not isinstance(mapping.get("guarded", False), bool):
        raise where.wrong("guarded", "needs guarded as true or false")
    prints = mapping.get("fingerprints", [])
    if not isinstance(prints, list):
        raise where.wrong("fingerprints", "needs fingerprints as a list of lists of columns")
    return Preset(
        id=_text(mapping.get("id"), "id", where),
        title=_text(mapping.get("title"), "title", where),
        columns=columns,
        fingerprints=tuple(_texts(names, "fingerprints", where) for names in prints),
        extras=_texts(mapping.get("extras", []), "extras", where),
        comments=_texts(mapping.get("comments", []), "comments", where),
        renamed={
            other: _text(name, f"renamed.{other}", where) for other, name in _table(mapping, "renamed", where)
        },
        ignored=_texts(mapping.get("ignored", []), "ignored", where),
        note=_text(mapping["note"], "note", where) if "note" in mapping else "",
        guarded=mapping.get("guarded") is True,
        date_order=str(order) if order else None,
        blanks=frozenset(_texts(mapping.get("blanks", []), "blanks", where)),
        constants=constants,
        values=values,
    )


def _line_of(key: str, text: str) -> int | None:
    """Return the line, from 1, on which a key of a table stands, or the heading of a table; None where none does."""
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+\s*(?P<table>[\w.]+)\s*\]", line)
        said = re.match(r"\s*[\"']?(?P<key>[\w.]+)[\"']?\s*=", line)
        if header is not None:
            inside = header["table"]
        found = inside if header is not None else f"{inside}.{said['key']}" if said is not None else ""
        if found.removeprefix(".") == key:
            return number
    return None


def _require_fields(found: Iterable[str], allowed: Sequence[str], table: str, where: _File) -> None:
    for name in found:
        if name not in allowed:
            raise where.wrong(f"{table}.{name}", f"names no field in {table}.{name}{nearest(name, allowed)}")


def _table(mapping: Mapping[str, object], key: str, where: _File) -> Iterable[tuple[str, object]]:
    return _pairs(mapping.get(key, {}), key, where)


def _pairs(value: object, key: str, where: _File) -> Iterable[tuple[str, object]]:
    if not isinstance(value, dict):
        raise where.wrong(key, f"needs {key} as a table")
    return value.items()


def _text(value: object, key: str, where: _File) -> str:
    if not isinstance(value, str) or not value:
        raise where.wrong(key, f"needs a text for {key}")
    return value


def _texts(value: object, key: str, where: _File) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise where.wrong(key, f"needs {key} as a list of texts")
    return tuple(_text(item, key, where) for item in value)
