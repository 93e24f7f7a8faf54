"""Preset files: TOML to presets, with a wrong file refused by its name and key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from complaintdesk.errors import ImportRefusedError
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


def load_all(shipped: Path, own: Path | None = None) -> dict[str, Preset]:
    """Return every preset by its id; the handler's own add to the shipped ones or override them.

    Raises:
        ImportRefusedError: If a file is wrong; the sentence names it, the key and the remedy.
    """
    presets = {}
    for folder in (shipped, own):
        if folder is not None and folder.is_dir():
            for path in sorted(folder.glob("*.toml")):
                preset = load(path)
                presets[preset.id] = preset
    return presets


def load(path: Path) -> Preset:
    """Return the preset of one file.

    Raises:
        ImportRefusedError: If the file is wrong.
    """
    try:
        mapping = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ImportRefusedError(f"The preset file {path} cannot be read: {error}.") from error
    return parse(mapping, path.name)


def parse(mapping: Mapping[str, object], where: str) -> Preset:
    """Return the preset that a TOML document describes.

    Args:
        mapping: The document.
        where: The name of its file, for the sentences.

    Raises:
        ImportRefusedError: If a key is missing, unknown or of the wrong kind.
    """
    for key in mapping:
        if key not in _KEYS:
            raise _wrong(where, f"does not know the key {shown(key)}{nearest(key, _KEYS)}")
    columns = {
        key: _texts(names, f"columns.{key}", where) for key, names in _table(mapping, "columns", where)
    }
    _require_fields(columns, FIELDS, "columns", where)
    if "received_on" not in columns:
        raise _wrong(where, "needs columns.received_on: every complaint has a day on which it came in")
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
        raise _wrong(where, f"has date_order {shown(str(order))}; it is dmy, mdy or ymd")
    if not isinstance(mapping.get("guarded", False), bool):
        raise _wrong(where, "needs guarded as true or false")
    prints = mapping.get("fingerprints", [])
    if not isinstance(prints, list):
        raise _wrong(where, "needs fingerprints as a list of lists of columns")
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


def _wrong(where: str, what: str) -> ImportRefusedError:
    return ImportRefusedError(f"The preset file {where} {what}.")


def _require_fields(found: Iterable[str], allowed: Sequence[str], table: str, where: str) -> None:
    for name in found:
        if name not in allowed:
            raise _wrong(where, f"names no field in {table}.{name}{nearest(name, allowed)}")


def _table(mapping: Mapping[str, object], key: str, where: str) -> Iterable[tuple[str, object]]:
    return _pairs(mapping.get(key, {}), key, where)


def _pairs(value: object, key: str, where: str) -> Iterable[tuple[str, object]]:
    if not isinstance(value, dict):
        raise _wrong(where, f"needs {key} as a table")
    return value.items()


def _text(value: object, key: str, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise _wrong(where, f"needs a text for {key}")
    return value


def _texts(value: object, key: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong(where, f"needs {key} as a list of texts")
    return tuple(_text(item, key, where) for item in value)
