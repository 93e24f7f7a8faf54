"""Records of a JSON file: an array, an answer of an interface with an array in it, or one object a line.

What is nested becomes columns of its own, named by the way to it (`via.channel`),
so that presets, maps and the rejects file know one kind of record only. Numbers
stay as they are spelled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple, TextIO

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.drafts import Problem, shown
from complaintdesk.importers.records import Layout, Record, Run, not_text

MOST_COLUMNS = 2_000
_DEEPEST = 6
"""Levels that become columns; what lies deeper stays JSON in one cell."""

_CHUNK = 1 << 20
_RUN = 500
"""Records that are handed on together."""

_BLANK = re.compile(r"[\s,]*")
_BEGINS = re.compile(r"\ufeff?\s*(?:\[\s*(?:\{|\])|\{\s*(?:\"|\}))")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


class Found(NamedTuple):
    """One object of a file, or what is wrong with what stands in its place."""

    place: int
    """Its line where each object has one, else its number in the array."""

    value: Any
    reason: str = ""
    text: str = ""
    """The beginning of what could not be read."""


def is_json(head: str) -> bool:
    """Return whether a file that begins like this is JSON with objects in it."""
    return _BEGINS.match(head) is not None


def layout(file: TextIO, longest: int) -> Layout:
    """Go through the whole file and return its columns: every name that occurs, in the order of the file.

    Raises:
        ImportRefusedError: If it holds no objects, is no JSON, or has very many columns.
    """
    names: dict[str, None] = {}
    for found in _objects(file, longest):
        if isinstance(found.value, dict):
            with suppress(RecursionError):
                names.update(dict.fromkeys(flat(found.value)))
            if len(names) > MOST_COLUMNS:
                raise ImportRefusedError(
                    f"The objects have more than {MOST_COLUMNS:,} different names; export fewer, or as CSV."
                )
    if not names:
        raise ImportRefusedError("The file is JSON but holds no objects; export the complaints again.")
    return Layout("", tuple(names), 0)


class ObjectReader:
    """Yields every object of a file as a record with the cells of `columns`, in the order of the file."""

    def __init__(self, file: TextIO, columns: Sequence[str], longest: int) -> None:
        self._file = file
        self._columns = columns
        self._longest = longest

    def runs(self) -> Iterator[Run | Problem]:
        """Read on, several records at a time."""
        run = Run([], [])
        for item in self:
            if isinstance(item, Record):
                run.lines.append(item.line)
                run.rows.append(item.cells)
            if run.rows and (isinstance(item, Problem) or len(run.rows) == _RUN):
                yield run
                run = Run([], [])
            if isinstance(item, Problem):
                yield item
        if run.rows:
            yield run

    def __iter__(self) -> Iterator[Record | Problem]:
        """Read on."""
        for found in _objects(self._file, self._longest):
            if found.reason:
                yield Problem(found.place, found.reason, (found.text,))
            elif not isinstance(found.value, dict):
                text = _text(found.value)
                yield Problem(found.place, f"{shown(text)} is no object with names and values.", (text,))
            elif found.value:
                yield self._record(found.place, found.value)

    def _record(self, place: int, value: Mapping[str, Any]) -> Record | Problem:
        try:
            values = flat(value)
        except RecursionError:
            return Problem(place, "The record is nested too deeply; flatten it.", ())
        cells = [values.get(name, "") for name in self._columns]
        for name, cell in zip(self._columns, cells, strict=True):
            if _NO_TEXT.search(cell):
                return Problem(place, not_text(cell, name), tuple(cells))
            if len(cell) > self._longest:
                return Problem(place, f"A cell is longer than {self._longest:,} characters; shorten it.", ())
        return Record(place, cells)


def flat(value: Mapping[str, Any]) -> dict[str, str]:
    """Return an object's values as text, by the way to each; `null` is blank.

    An object that only wraps what a search engine found (`_source`) is what it wraps.
    """
    inner = value.get("_source")
    cells: dict[str, str] = {}
    _flatten(cells, "", inner if isinstance(inner, dict) else value, 0)
    return cells


def _flatten(cells: dict[str, str], way: str, value: Any, depth: int) -> None:
    if isinstance(value, dict) and depth < _DEEPEST:
        for name, inner in value.items():
            _flatten(cells, f"{way}.{name}" if way else name, inner, depth + 1)
    elif isinstance(value, list) and (named := _named(value)) is not None and depth < _DEEPEST:
        _flatten(cells, way, named, depth)
    else:
        kept, turn = way, 2
        while kept in cells:
            kept, turn = f"{way} ({turn})", turn + 1
        cells[kept] = _text(value)


def _named(items: list[Any]) -> dict[str, Any] | None:
    """Return a list of `{"id": ..., "value": ...}`, as custom fields are often written, as one object."""
    found: dict[str, Any] = {}
    for item in items:
        if not isinstance(item, dict) or "value" not in item or len(item) > _FIELD_NAMES:
            return None
        name = next(
            (item[key] for key in ("name", "title", "key", "id") if isinstance(item.get(key), str)), None
        )
        if name is None or name in found:
            return None
        found[name] = item["value"]
    return found or None


_FIELD_NAMES = 3


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        return ", ".join(_text(item) for item in value if item is not None)
    return json.dumps(value, ensure_ascii=False) if value else ""


def _objects(file: TextIO, longest: int) -> Iterator[Found]:
    """Yield what the file holds, an object at a time."""
    if _Buffer(file, longest).sign() == "[":
        file.seek(0)
        yield from _array(_Buffer(file, longest))
        return
    file.seek(0)
    first, second = _two_lines(file)
    file.seek(0)
    if first.endswith("}") and second.startswith("{"):
        yield from _lines(file)
        return
    buffer = _Buffer(file, longest)
    try:
        only = buffer.value()
    except _CutError as cut:
        yield Found(1, None, _CUT, str(cut))
        return
    if buffer.sign():
        # Objects over several lines each, one after another.
        yield Found(1, only)
        yield from _array(buffer, 2)
    else:
        inner = _inside(only) if isinstance(only, dict) else None
        yield from (Found(number, value) for number, value in enumerate(inner or [only], start=1))


_CUT = "The file ends inside the record; get the whole file again."


def _two_lines(file: TextIO) -> tuple[str, str]:
    """Return the first two lines that are not blank, trimmed; empty where there are none."""
    lines = (line.strip().removeprefix("\ufeff") for line in file)
    found = [*islice(filter(None, lines), 2), "", ""]
    return found[0], found[1]


def _lines(file: TextIO) -> Iterator[Found]:
    for place, line in enumerate(file, start=1):
        text = line.strip().removeprefix("\ufeff")
        if not text:
            continue
        try:
            yield Found(place, _DECODER.decode(text))
        except RecursionError:
            yield Found(place, None, "The line is nested too deeply; flatten it.", text[:_SHOWN])
        except ValueError as error:
            is_whole = line.endswith(("\n", "\r"))
            yield Found(
                place, None, f"The line is no JSON ({error}); mend it." if is_whole else _CUT, text[:_SHOWN]
            )


_SHOWN = 1_000_000


def _array(buffer: _Buffer, place: int = 1) -> Iterator[Found]:
    buffer.enter()
    while buffer.sign() not in {"", "]"}:
        try:
            value = buffer.value()
        except _CutError as cut:
            yield Found(place, None, _CUT, str(cut))
            return
        yield Found(place, value)
        place += 1


def _inside(answer: Mapping[str, Any]) -> list[Any] | None:
    """Return the one list of objects that an answer of an interface holds; None where it is a record itself."""
    lists: list[list[Any]] = []
    for value in answer.values():
        inner = _inside(value) if isinstance(value, dict) else value
        if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner):
            lists.append(inner)
    wraps = any(name in answer for name in ("id", "number", "key", "ticket_id", "complaint_id"))
    return lists[0] if len(lists) == 1 and not wraps else None


class _CutError(Exception):
    """The file ends inside a value; the message is what there is of it."""


class _Buffer:
    """The text of a file, of which as much is held as one value takes."""

    def __init__(self, file: TextIO, longest: int) -> None:
        self._file = file
        self._longest = max(longest, _CHUNK)
        self._text = ""
        self._at = 0
        self._is_whole = False
        self._read_before = 0
        self._more(_CHUNK)
        self._text = self._text.removeprefix("\ufeff")

    def _more(self, size: int) -> None:
        text = self._file.read(size)
        self._read_before += self._at
        self._text, self._at = self._text[self._at :] + text, 0
        self._is_whole = not text

    def sign(self) -> str:
        """Return the next sign that is neither blank nor a comma; empty at the end."""
        while True:
            match = _BLANK.match(self._text, self._at)
            assert match is not None
            self._at = match.end()
            if self._at < len(self._text) or self._is_whole:
                return self._text[self._at : self._at + 1]
            self._more(_CHUNK)

    def enter(self) -> None:
        """Step into the array that begins here, if one does."""
        if self.sign() == "[":
            self._at += 1

    def value(self) -> Any:
        """Return the next value.

        Raises:
            _CutError: If the file ends inside it.
            ImportRefusedError: If it is no JSON, or longer than a record may be.
        """
        self.sign()
        size = _CHUNK
        while True:
            try:
                value, self._at = _DECODER.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise ImportRefusedError(
                    "The file is nested too deeply; flatten it, or export CSV."
                ) from error
            except json.JSONDecodeError as error:
                is_short = error.pos >= len(self._text) - _LAST_SIGNS or error.msg.startswith("Unterminated")
                if not is_short:
                    around = self._text[max(error.pos - 20, 0) : error.pos + 20]
                    raise ImportRefusedError(
                        f"The file is no valid JSON at character {self._read_before + error.pos + 1:,}, near "
                        f"{shown(around)}; get it again."
                    ) from error
                if self._is_whole:
                    raise _CutError(self._text[self._at : self._at + _SHOWN]) from error
                if len(self._text) - self._at > self._longest:
                    raise ImportRefusedError(
                        f"A record is longer than {self._longest:,} characters, or its quotation marks are "
                        "wrong; get the file again."
                    ) from error
                self._more(size)
                size *= 2
            else:
                return value


_LAST_SIGNS = 12
"""A number, a word or an escape may be cut up to so many signs before the end."""
