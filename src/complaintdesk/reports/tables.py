"""Tables for other programs: CSV that no spreadsheet runs, and JSON.

Both are made row by row, so that a million complaints need no more memory than one.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import TypeAlias

from complaintdesk.rules.foreign_text import clean
from complaintdesk.rules.spreadsheet import guarded

Row: TypeAlias = Mapping[str, object]
"""Column -> text, number, date, yes or no, or None where it is not known."""

BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet takes UTF-8 for the letters of its own country."""


def csv_lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield a CSV file line by line: the header, then every row in the order of `columns`.

    Every cell is quoted; what a spreadsheet would take for a formula stands
    behind an apostrophe (`rules.spreadsheet`); control characters are made
    visible; dates are ISO, yes and no are `true` and `false`, and what is not
    known is an empty cell.
    """
    buffer = StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)

    def line(cells: Sequence[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue()

    yield BYTE_ORDER_MARK + line([_cell(column) for column in columns])
    for row in rows:
        values = [row.get(column) for column in columns]
        yield _plain_line(values) or line([_cell(value) for value in values])


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield one JSON array, a row a line; texts as they are, dates ISO."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False, default=_plain)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def json_objects(rows: Iterable[Row]) -> Iterator[str]:
    """Yield JSON Lines, a row a line, in ASCII: each text can be read back exactly as it is kept."""
    for row in rows:
        yield json.dumps(row, default=_plain) + "\n"


def _plain_line(values: Iterable[object]) -> str:
    """Return the line of a row in which nothing can be taken for anything else, or an empty text.

    Most rows are such, and to look at one as a whole takes a third of the time of going from cell to cell.
    """
    cells = [value if value.__class__ is str else "" if value is None else _cell(value) for value in values]
    together = "".join(cells)
    begin = "".join([cell[0] for cell in cells if cell])
    is_plain = together.isascii() and together.isprintable() and begin.isalnum() and '"' not in together
    return '"' + '","'.join(cells) + '"\r\n' if is_plain else ""


def _cell(value: object) -> str:
    if isinstance(value, str):
        return guarded(clean(str(value)))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else _plain(value)


def _plain(value: object) -> str:
    """Return a value that JSON has no form for.

    Raises:
        TypeError: If it is not a date.
    """
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a cell cannot hold {value!r}")
