"""Row view: how the rows of a list become lines of the terminal.

Given rows and the state of the list, out come strips; nothing here moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal, NamedTuple

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from complaintdesk.rules import foreign_text
from complaintdesk.widgets.columns import GAP, Cell, Column, Row, fit, lay_out
from complaintdesk.widgets.symbols import Symbols

GUTTER = 2
"""Cells before the first column: the cursor, and the mark."""

SCROLLBAR = 1

Condition = Literal["empty", "filtered", "loading", "failed"]
"""Why there is nothing to see; the four look and read differently."""

_CONDITION_SIGNS: dict[Condition, str] = {"empty": "", "filtered": "/ ", "loading": "... ", "failed": "! "}


class RowState(NamedTuple):
    """How one row stands out."""

    at_cursor: bool = False
    is_marked: bool = False
    in_range: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of a list, as its style sheet gives them."""

    base: Style
    header: Style
    cursor: Style
    marked: Style
    ranged: Style
    bar: Style
    message: Style
    tones: dict[str, Style]


class RowView:
    """Draws the rows of one list in one width; remembers what it drew."""

    def __init__(self, columns: Sequence[Column], symbols: Symbols) -> None:
        self.columns = tuple(columns)
        self.symbols = symbols
        self.sorted_by: tuple[str, bool] | None = None
        """The key of the column the rows are sorted by, and whether downwards."""

        self._strips: LRUCache[tuple[object, RowState, bool], Strip] = LRUCache(512)
        self._laid_out: tuple[tuple[Column, int], ...] = ()
        self._width = -1
        self._looks: Looks | None = None

    def forget(self) -> None:
        """Draw everything anew: the rows or the styles are others now."""
        self._strips.clear()
        self._width = -1

    def prepare(self, width: int, looks: Looks) -> None:
        """Draw in `width` cells, the scroll bar included, from now on."""
        if width != self._width or looks is not self._looks:
            self._strips.clear()
            self._laid_out = lay_out(self.columns, width - GUTTER - SCROLLBAR)
            self._width = width
            self._looks = looks

    def column_at(self, x: int) -> Column | None:
        """Return the column that holds cell `x`, or None where there is none."""
        start = GUTTER
        for column, width in self._laid_out:
            if start <= x < start + width:
                return column
            start += width + GAP
        return None

    def header(self) -> Strip:
        """Return the line of the titles, with the sign of the sort order."""
        words = []
        for column, width in self._laid_out:
            title = column.title
            if self.sorted_by is not None and self.sorted_by[0] == column.key:
                title += f" {self.symbols.descending if self.sorted_by[1] else self.symbols.ascending}"
            words.append(fit(title, width, column.align))
        line = " " * GUTTER + (" " * GAP).join(words)
        return self._whole([Segment(line, self._looked.header)], self._looked.header)

    def row(self, row: Row, state: RowState, is_thumb: bool) -> Strip:
        """Return the line of one row with its cell of the scroll bar."""
        # The whole line is kept: what Textual makes of one on its way to the terminal it remembers with it.
        key = (row.key, state, is_thumb)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._with_bar(self._drawn(row, state), is_thumb)
        return strip

    def blank(self, is_thumb: bool) -> Strip:
        """Return an empty line with its cell of the scroll bar."""
        return self._with_bar(Strip.blank(self._width - SCROLLBAR, self._looked.base), is_thumb)

    def message(self, text: str, condition: Condition, height: int) -> list[Strip]:
        """Return `height` lines that say why there is no row, and which key helps."""
        cleaned = _CONDITION_SIGNS[condition] + foreign_text.clean(text, limit=2000)
        room = max(self._width - 2 * GUTTER, 1)
        lines = [part for line in cleaned.splitlines() for part in (wrap(line, room) or [""])]
        above = max((height - len(lines)) // 3, 0)
        shown = [""] * above + lines[: height - above]
        shown += [""] * (height - len(shown))
        style = self._looked.message
        return [
            self._whole([Segment(" " * GUTTER + fit(line, room), style)], self._looked.base) for line in shown
        ]

    def _with_bar(self, strip: Strip, is_thumb: bool) -> Strip:
        sign = self.symbols.thumb if is_thumb else " "
        return Strip([*strip, Segment(sign, self._looked.bar)], self._width)

    @property
    def _looked(self) -> Looks:
        if self._looks is None:
            raise RuntimeError("a row view is prepared before it draws")
        return self._looks

    def _drawn(self, row: Row, state: RowState) -> Strip:
        looks = self._looked
        style = looks.base + looks.tones[row.tone] if row.tone else looks.base
        if state.is_marked:
            style += looks.marked
        if state.in_range:
            style += looks.ranged
        if state.at_cursor:
            style += looks.cursor
        at_cursor = self.symbols.cursor if state.at_cursor else " "
        line = _Line(self._width - SCROLLBAR)
        line.add(at_cursor + (self.symbols.marked if state.is_marked else " "), GUTTER, style)
        for number, (column, width) in enumerate(self._laid_out):
            if number:
                line.add(" " * GAP, GAP, style)
            self._add_cell(line, row.cells.get(column.key, ""), column, width, style, state)
        return line.strip(style)

    def _add_cell(
        self, line: _Line, cell: str | Cell, column: Column, width: int, style: Style, state: RowState
    ) -> None:
        if isinstance(cell, str):
            line.add(fit(cell, width, column.align), width, style)
            return
        # On the cursor's own colours a tone could not be told from them.
        tone = style if state.at_cursor or not cell.tone else style + self._looked.tones[cell.tone]
        if not cell.text:
            line.add(fit(cell.sign, width, column.align), width, tone)
        elif not cell.sign or width <= len(cell.sign) + 1:
            line.add(fit(cell.text, width, column.align), width, style)
        else:
            sign = len(cell.sign) + 1
            line.add(f"{cell.sign} ", sign, tone)
            line.add(fit(cell.text, width - sign, column.align), width - sign, style)

    def _whole(self, segments: list[Segment], style: Style) -> Strip:
        return Strip(segments).adjust_cell_length(self._width, style)


class _Line:
    """A line in the making: texts whose widths are known, those of one style run together.

    A page of rows is drawn between two frames; measuring each piece again took half of that time.
    """

    def __init__(self, width: int) -> None:
        self._left = width
        self._width = width
        self._runs: list[tuple[list[str], Style]] = []

    def add(self, text: str, width: int, style: Style) -> None:
        """Add a text of so many cells, or as much of it as there is room for."""
        if width > self._left:
            text, width = set_cell_size(text, self._left), self._left
        self._left -= width
        if self._runs and self._runs[-1][1] is style:
            self._runs[-1][0].append(text)
        else:
            self._runs.append(([text], style))

    def strip(self, style: Style) -> Strip:
        """Return the whole line; `style` fills what is left of it."""
        self.add(" " * self._left, self._left, style)
        return Strip([Segment("".join(texts), drawn) for texts, drawn in self._runs], self._width)
