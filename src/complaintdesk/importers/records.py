"""Records of a CSV file with the lines they start on; what is no whole record is a problem.

The dialect is strict: text after a closing quotation mark is an error, because a
lenient reader drops marks from the customer's words without a word.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice, repeat
from operator import attrgetter, itemgetter
from typing import NamedTuple, TextIO

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.drafts import Problem, shown

DELIMITERS = (",", ";", "\t", "|")

_REMEMBERED_LINES = 200
"""How many of the last lines are shown of a record that could not be read."""
_REMEMBERED_CHARS = 1_000_000
_LINES_CHARS = 1 << 18
"""Characters of whole lines that are read at a time; the lines read before them are kept too."""

_RUN = 2_000
"""Records that are judged together."""

_STRAY = re.compile("[\ud800-\udfff]")


class Layout(NamedTuple):
    """How the table is laid out."""

    delimiter: str
    header: tuple[str, ...]
    """The names of the columns, trimmed; a column may have none."""

    line: int
    """The line on which the header starts; 0 for a file without one, which is JSON."""

    above: tuple[str, ...] = ()
    """What stands above the header and is no part of the table: the title of a report, the separator's name."""


class Record(NamedTuple):
    """One record with as many cells as the header has."""

    line: int
    cells: list[str]


class Run(NamedTuple):
    """Records that follow one another, each with as many cells as the header has."""

    lines: list[int]
    rows: list[list[str]]


class _Ragged(NamedTuple):
    line: int
    cells: tuple[str, ...]
    after_blank: bool


_FOOTER = 20
"""Lines that a report may write below its table."""

_FOOTER_WORDS = re.compile(
    r"\b(?:copyright|all rights reserved|confidential|generated (?:by|on|at)|exported (?:by|on|from)|printed on|"
    r"grand total|total (?:records|rows|cases)|end of report|report name|run by)\b|©",
    re.IGNORECASE,
)
"""What at least one of them says; any other line that is no record is a problem."""


def find_layout(head: str, field_chars: int) -> Layout:
    """Return the layout of a table from its beginning.

    The separator is the one by which most of the first records are as wide as the
    header; of several such, the one that gives the header the most cells.

    Args:
        head: The first lines of the file.
        field_chars: The longest cell let in.

    Raises:
        ImportRefusedError: If there is no record, or its quotation marks are wrong.
    """
    csv.field_size_limit(field_chars)
    named = _SEPARATOR.match(head)
    delimiters = (named[1],) if named else DELIMITERS
    found = [sample for delimiter in delimiters if (sample := _sample(head, delimiter, bool(named)))]
    if not found:
        raise ImportRefusedError(
            "No header line was found; the first line must name the columns, with its quotation marks closed."
        )
    return max(found)[-1]


_SEPARATOR = re.compile(r"\ufeff?sep=([,;|\t])\r?\n", re.IGNORECASE)
"""The line by which a spreadsheet is told the separator."""

_SAMPLED = 30
_ABOVE = 12
"""Lines of a report's title that may stand above the header."""

_REPORT_COLUMNS = 3


def _sample(head: str, delimiter: str, is_named: bool) -> tuple[bool, int, int, Layout] | None:
    """Return how well a separator fits the beginning of a file, the best one highest, and the layout it gives."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                records.append((line, cells))
            line = reader.line_num + 1
            if len(records) == _SAMPLED:
                break
    except csv.Error:
        if not records:
            return None
    if is_named:
        records = records[1:]
    if not records:
        return None
    at = _header_among([cells for _, cells in records])
    line, cells = records[at]
    names = tuple(
        cell.strip().removeprefix("\ufeff").removeprefix("ï»¿").strip('"').strip() for cell in cells
    )
    above = tuple(" ".join(filter(None, map(str.strip, cells))) for _, cells in records[:at])
    after = [len(cells) for _, cells in records[at + 1 :]]
    fits = len(names) > 1 and 2 * sum(width == len(names) for width in after) >= len(after)
    return fits, len(names), -DELIMITERS.index(delimiter), Layout(delimiter, names, line, above)


def _header_among(records: Sequence[Sequence[str]]) -> int:
    """Return which record is the header: the first, or the first wide one below the lines of a title."""
    widths = [sum(bool(cell.strip()) for cell in cells) for cells in records[:_ABOVE]]
    if widths[0] == 1:
        for place, width in enumerate(widths):
            if width >= _REPORT_COLUMNS:
                return place
    return 0


class RecordReader:
    """Yields every record after the header, in the order of the file; blank lines are passed over.

    Args:
        file: The text from its beginning, line ends untouched.
        layout: Its separator and header.
        field_chars: The longest cell let in.
        ends_with_newline: Whether the file ends with a line end; without one, a last
            record that is not whole was cut.
        starts_a_record: Whether cells of the right number look like a record of this file.
        no_text: What no cell may hold, because it is no text.
    """

    def __init__(
        self,
        file: TextIO,
        layout: Layout,
        *,
        field_chars: int,
        ends_with_newline: bool,
        starts_a_record: Callable[[Sequence[str]], bool],
        no_text: re.Pattern[str] | None = None,
    ) -> None:
        csv.field_size_limit(field_chars)
        self._layout = layout
        self._width = len(layout.header)
        self._field_chars = field_chars
        self._ends_with_newline = ends_with_newline
        self._starts_a_record = starts_a_record
        self._no_text = no_text
        self._lines = _Lines(file)
        self.footer: tuple[str, ...] = ()
        """What a report wrote below its table and was passed over, a line each."""

        self.longest = (0, 0)
        """How many lines the longest record takes, and the line on which it starts."""

        self._after_blank = False
        self._reader = csv.reader(self._lines.all(), delimiter=layout.delimiter, strict=True)

    def __iter__(self) -> Iterator[Record | Problem]:
        """Read on, one record at a time; see `runs`."""
        for item in self.runs():
            if isinstance(item, Run):
                yield from map(Record, item.lines, item.rows)
            else:
                yield item

    def runs(self) -> Iterator[Run | Problem]:
        """Read on.

        Raises:
            ImportRefusedError: If a quotation mark that is never closed has swallowed records.
        """
        waiting: list[_Ragged] = []
        for item in self._judged():
            # Only what follows tells whether a record was the last, or what ends a report.
            if waiting and not (isinstance(item, _Ragged) and self._may_be_footer(waiting)):
                yield from map(self._misshapen, waiting)
                waiting = []
            if isinstance(item, _Ragged):
                waiting.append(item)
            else:
                yield item
        if self._may_be_footer(waiting) and any(
            _FOOTER_WORDS.search(cell) for each in waiting for cell in each.cells
        ):
            self.footer = tuple(" ".join(filter(None, map(str.strip, each.cells))) for each in waiting)
            return
        for each in waiting:
            yield self._misshapen(each, cut=each is waiting[-1] and not self._ends_with_newline)

    @staticmethod
    def _may_be_footer(waiting: Sequence[_Ragged]) -> bool:
        """Return whether these lines may be what a report writes below its table.

        That is a text each, after a blank line. Whether they are, `_FOOTER_WORDS` decides at the end of the file.
        """
        return (
            0 < len(waiting) <= _FOOTER
            and waiting[0].after_blank
            and all(sum(bool(cell.strip()) for cell in each.cells) == 1 for each in waiting)
        )

    def _judged(self) -> Iterator[Run | Problem | _Ragged]:
        reader = self._reader
        # What the reader tells of its place is asked right after each record.
        placed = zip(reader, map(attrgetter("line_num"), repeat(reader)))  # noqa: B905 - the second never ends
        last_line = 0
        while True:
            rows: list[list[str]] = []
            ends = [last_line]
            error = ""
            try:
                for cells, end in islice(placed, _RUN):
                    rows.append(cells)
                    ends.append(end)
            except csv.Error as wrong:
                error = str(wrong)
            last_line = ends[-1]
            lines = [end + 1 for end in ends[:-1]]
            self._look_into_long_ones(lines, ends, rows)
            if rows and lines[0] > self._layout.line and self._is_plain(rows):
                self._after_blank = False
                yield Run(lines, rows)
            else:
                yield from self._one_by_one(lines, rows)
            if error:
                line, last_line = last_line + 1, reader.line_num
                yield self._unreadable(error, line, last_line)
            elif not rows:
                return

    def _look_into_long_ones(
        self, lines: Sequence[int], ends: Sequence[int], rows: Sequence[list[str]]
    ) -> None:
        """Look whether records of several lines have swallowed others."""
        if ends[-1] - ends[0] == len(rows):
            return
        for line, end, cells in zip(lines, ends[1:], rows, strict=True):
            if end > line > self._layout.line:
                self.longest = max(self.longest, (end - line + 1, line))
                inner = [part for cell in cells if "\n" in cell for part in cell.split("\n")[1:]]
                self._refuse_swallowed(inner, line)

    def _is_plain(self, rows: Sequence[list[str]]) -> bool:
        """Return whether each row is a record, without a doubt."""
        return (
            self._no_text is None
            and set(map(len, rows)) == {self._width}
            and all(map(any, rows))
            and self._layout.header[0] not in map(str.strip, map(itemgetter(0), rows))
        )

    def _one_by_one(
        self, lines: Sequence[int], rows: Sequence[list[str]]
    ) -> Iterator[Run | Problem | _Ragged]:
        good = Run([], [])
        for line, cells in zip(lines, rows, strict=True):
            judged = self._judge(line, cells) if line > self._layout.line else None
            if isinstance(judged, Record):
                good.lines.append(line)
                good.rows.append(cells)
            elif judged is not None:
                if good.rows:
                    yield good
                    good = Run([], [])
                yield judged
        if good.rows:
            yield good

    def _judge(self, line: int, cells: list[str]) -> Record | Problem | _Ragged | None:
        """Return what a record is; None for one without content."""
        width, header = self._width, self._layout.header
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            # Some programs end each record with a separator.
            del cells[width:]
        if len(cells) != width:
            return self._ragged(line, cells)
        self._after_blank = False
        if self._no_text is not None:
            for name, cell in zip(header, cells, strict=True):
                if self._no_text.search(cell):
                    return Problem(line, not_text(cell, name), tuple(cells))
        if cells[0].strip() == header[0] and tuple(map(str.strip, cells)) == header:
            return Problem(line, "The header line is repeated here; delete the line.", tuple(cells))
        if any(cells):
            return Record(line, cells)
        self._after_blank = True
        return None

    def _ragged(self, line: int, cells: list[str]) -> _Ragged | None:
        after_blank, self._after_blank = self._after_blank, not any(map(str.strip, cells))
        return None if self._after_blank else _Ragged(line, tuple(cells), after_blank)

    def _misshapen(self, ragged: _Ragged, *, cut: bool = False) -> Problem:
        found, width = len(ragged.cells), self._width
        if cut and found < width:
            reason = f"The file ends inside the record ({found} of {width} cells); get the whole file again."
        else:
            cause = "a text holds an unquoted separator" if found > width else "a separator is missing"
            reason = f"The record has {found} cells where the header has {width}; {cause}, mend the line."
        return Problem(ragged.line, reason, ragged.cells)

    def _unreadable(self, error: str, line: int, last_line: int) -> Problem:
        lines = self._lines.between(line, last_line)
        self._refuse_swallowed(lines[1:], line)
        if "unexpected end of data" in error:
            reason = (
                "The file ends inside the record, in a cell whose quotation mark is not closed; "
                "get the whole file again."
            )
        elif "larger than field limit" in error:
            reason = f"A cell is longer than {self._field_chars:,} characters; shorten it."
        else:
            reason = "The quotation marks of the record are wrong; double each one that is part of a text."
        return Problem(line, reason, ("".join(lines),))

    def _refuse_swallowed(self, lines: Sequence[str], line: int) -> None:
        """Refuse the file where lines inside one record are records themselves."""
        separators = self._width - 1
        for text in lines:
            if not separators or text.count(self._layout.delimiter) < separators:
                continue
            try:
                cells = next(csv.reader([text], delimiter=self._layout.delimiter, strict=True), [])
            except csv.Error:
                continue
            if len(cells) == self._width and self._starts_a_record(cells):
                raise ImportRefusedError(
                    f"The record that starts on line {line:,} has a quotation mark that is not closed and "
                    f"swallows the records after it, such as {shown(text, 60)}; close the mark, or double it "
                    "where it is part of the text, and import again."
                )


class _Lines:
    """The lines of a file, the last of which can be had again by their numbers."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._kept: list[str] = []
        self._part: list[str] = []
        self._before_kept = 0

    def all(self) -> Iterator[str]:
        """Return all lines."""
        return chain.from_iterable(self._parts())

    def _parts(self) -> Iterator[list[str]]:
        while part := self._file.readlines(_LINES_CHARS):
            self._before_kept += len(self._kept)
            self._kept, self._part = self._part, part
            yield part

    def between(self, first: int, last: int) -> list[str]:
        """Return the last of some lines that have been read, each no longer than is shown."""
        wanted = [*self._kept, *self._part][max(first - 1 - self._before_kept, 0) : last - self._before_kept]
        return [line[:_REMEMBERED_CHARS] for line in wanted[-_REMEMBERED_LINES:]]


def not_text(cell: str, column: str) -> str:
    """Return what is wrong with a cell that holds what is no text."""
    if _STRAY.search(cell):
        return f"The column {shown(column)} holds bytes that are no text in the file's encoding; correct it."
    return f"The column {shown(column)} holds a NUL character, which is no text; take it out."
