"""Charts of plain characters: bars beside their labels, and columns by month.

Both take labels and values; what is selected stands in words beside it, so
that nothing has to be read off a length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from complaintdesk.rules import foreign_text
from complaintdesk.widgets.columns import Cell, Column, Row, RowKey, fit
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.symbols import DRAWN, PLAIN, Symbols

EIGHTHS = " ▁▂▃▄▅▆▇█"
WHOLES = " ########"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it counts, how much, and how that is said."""

    key: RowKey
    label: str
    value: float
    said: str = ""
    """The value in words, with its unit: `12 (34%)`; the bare number where empty."""

    short: str = ""
    """The label where there are but a few cells for it; the label itself, cut, where empty."""

    is_partial: bool = False
    """Whether the count is not complete yet; its column is drawn hollow."""

    @property
    def words(self) -> str:
        """The value as it is shown."""
        return self.said or f"{self.value:,.10g}"


class BarChart(RowList):
    """Bars that lie beside their labels, one a row; `enter` chooses one as in any list."""

    def __init__(
        self,
        label: str = "",
        value: str = "",
        *,
        symbols: Symbols = DRAWN,
        id: str | None = None,  # noqa: A002 - as every widget names it
    ) -> None:
        columns = (
            Column(label, "label", 28, least=12),
            Column(value, "words", 16, least=8, align="right"),
            Column("", "bar", 1, grow=1),
        )
        super().__init__(columns, symbols=symbols, can_mark=False, id=id)
        self._bars: tuple[Bar, ...] = ()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars; the longest fills the width. A value below 0 has no bar."""
        self._bars = tuple(bars)
        self._draw()

    def on_resize(self) -> None:
        """Draw the bars for the new width."""
        self._draw()

    def _draw(self) -> None:
        room = self._view.width_of("bar", self.size.width)
        longest = max((bar.value for bar in self._bars), default=0)
        rows = []
        for bar in self._bars:
            cells = round(bar.value / longest * room) if longest > 0 and bar.value > 0 else 0
            # What is not nothing is never drawn as nothing.
            drawn = self._view.symbols.bar * (max(cells, 1) if bar.value > 0 else 0)
            rows.append(
                Row(bar.key, {"label": bar.label, "words": bar.words, "bar": Cell("", drawn, "soon")})
            )
        self.show(ListedRows(rows))


class ColumnChart(Widget, can_focus=True):
    """Columns side by side, oldest at the left; arrows select one, `enter` chooses it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"chart--column", "chart--selected", "chart--words"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "select(-1)", "Earlier", id="chart.earlier", show=False),
        Binding("right", "select(1)", "Later", id="chart.later", show=False),
        Binding("home,g", "select(-1000000)", "First", id="chart.first", show=False),
        Binding("end,G", "select(1000000)", "Last", id="chart.last", show=False),
        Binding("enter", "choose", "Complaints", id="chart.open", show=False),
    ]

    class Chosen(Message):
        """A column was opened."""

        def __init__(self, chart: ColumnChart, key: RowKey) -> None:
            super().__init__()
            self.chart = chart
            self.key = key

        @property
        def control(self) -> ColumnChart:
            """The chart, for `@on(..., "#id")`."""
            return self.chart

    def __init__(
        self,
        *,
        symbols: Symbols = DRAWN,
        column_width: int = 4,
        id: str | None = None,  # noqa: A002 - as every widget names it
    ) -> None:
        super().__init__(id=id)
        self._signs = WHOLES if symbols is PLAIN else EIGHTHS
        self._hollow = ":" if symbols is PLAIN else "░"
        self._cursor_sign = symbols.cursor
        self._column = column_width
        self._bars: tuple[Bar, ...] = ()
        self._selected = 0

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these columns; the last is selected, or still the one that was."""
        key = self.selected.key if self.selected is not None else None
        self._bars = tuple(bars)
        keys = [bar.key for bar in self._bars]
        self._selected = keys.index(key) if key is not None and key in keys else max(len(keys) - 1, 0)
        self.refresh()

    @property
    def selected(self) -> Bar | None:
        """The column under the hand, or None where there is none."""
        return self._bars[self._selected] if self._bars else None

    def action_select(self, by: int) -> None:
        """Select another column."""
        self._selected = max(min(self._selected + by, len(self._bars) - 1), 0)
        self.refresh()

    def action_choose(self) -> None:
        """Open the column under the hand."""
        if self.selected is not None:
            self.post_message(self.Chosen(self, self.selected.key))

    def on_click(self, event: events.Click) -> None:
        """Select the column that was clicked; the second click opens it."""
        place = event.get_content_offset(self)
        if place is None or not self._bars:
            return
        clicked = self._first + place.x // self._column
        if clicked < len(self._bars):
            self._selected = clicked
            self.refresh()
            if event.chain == 2:
                self.action_choose()

    def render_line(self, y: int) -> Strip:
        """Return one line: what is selected, part of the columns, or their labels."""
        width, height = self.size
        base = self.rich_style
        words = base + self.get_component_rich_style("chart--words", partial=True)
        if y == 0:
            return Strip([Segment(fit(self._said(), width), words)], width)
        plain = base + self.get_component_rich_style("chart--column", partial=True)
        chosen = base + self.get_component_rich_style("chart--selected", partial=True)
        segments = []
        for number in range(self._first, min(self._first + self._shown, len(self._bars))):
            style = chosen if number == self._selected else plain
            bar = self._bars[number]
            if y == height - 1:
                segments.append(
                    Segment(
                        fit(bar.short or bar.label, self._column - 1) + " ",
                        style if style is chosen else base,
                    )
                )
            else:
                segments.append(Segment(self._part_of(bar, height - 2 - y) * (self._column - 1), style))
                segments.append(Segment(" ", base))
        return Strip(segments).adjust_cell_length(width, base)

    @property
    def _shown(self) -> int:
        """How many columns there is room for."""
        return max(self.size.width // self._column, 1)

    @property
    def _first(self) -> int:
        """The number of the leftmost column: the latest ones, moved so that the selected one is in sight."""
        latest = max(len(self._bars) - self._shown, 0)
        return min(latest, self._selected)

    def _part_of(self, bar: Bar, line: int) -> str:
        """Return the sign for one line of a column; line 0 is the lowest."""
        highest = max((other.value for other in self._bars), default=0)
        if bar.value <= 0 or highest <= 0:
            return self._signs[0]
        lines = max(self.size.height - 2, 1)
        eighths = max(round(bar.value / highest * lines * 8), 1)
        if bar.is_partial:
            return self._hollow if eighths > line * 8 else self._signs[0]
        return self._signs[max(min(eighths - line * 8, 8), 0)]

    def _said(self) -> str:
        if self.selected is None:
            return "Nothing to show."
        label = foreign_text.clean(self.selected.label, one_line=True, limit=60)
        return f"{self._cursor_sign} {label}: {self.selected.words}"
