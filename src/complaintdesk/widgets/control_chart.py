"""A control chart of plain characters: points, their average and limits, and what stands out, told in words too.

What is selected is said beneath, so that nothing has to be read off a height; what lies outside the limits and what
makes the level a changed one have signs of their own, which hold without colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from complaintdesk.rules import foreign_text
from complaintdesk.widgets.columns import RowKey, fit
from complaintdesk.widgets.symbols import DRAWN, PLAIN, Symbols

AXIS = 7
"""Cells at the left for the numbers of the scale."""

NAMED_FROM = 12
"""Cells at the right from which the lines are named there."""

WORDS = 2
"""Lines beneath the points: their names, and what is said of the one selected."""


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One point of a control chart."""

    key: RowKey
    name: str
    """`Nov 2025`."""

    short: str
    """The name where there are but a few cells: `N`."""

    value: float | None
    said: str
    """The point in words, with its unit and what is out of line about it."""

    centre: float | None = None
    low: float | None = None
    high: float | None = None
    is_outside: bool = False
    in_run: bool = False
    """Whether it is one of those that make the level a changed one."""

    is_partial: bool = False
    """Whether it is not over; it is drawn hollow and stands beside the limits."""


class ControlChart(Widget, can_focus=True):
    """Points side by side, oldest at the left; arrows select one, `enter` chooses it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "control--point",
        "control--outside",
        "control--line",
        "control--join",
        "control--words",
        "control--selected",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,k", "select(-1)", "Earlier", id="chart.earlier", show=False),
        Binding("right,j", "select(1)", "Later", id="chart.later", show=False),
        Binding("home,g", "select(-1000000)", "First", id="chart.first", show=False),
        Binding("end,G", "select(1000000)", "Last", id="chart.last", show=False),
        Binding("enter", "choose", "Complaints", id="chart.open", show=False),
    ]

    class Chosen(Message):
        """A point was opened."""

        def __init__(self, chart: ControlChart, key: RowKey) -> None:
            super().__init__()
            self.chart = chart
            self.key = key

        @property
        def control(self) -> ControlChart:
            """The chart, for `@on(..., "#id")`."""
            return self.chart

    def __init__(
        self,
        *,
        symbols: Symbols = DRAWN,
        id: str | None = None,  # noqa: A002 - as every widget names it
    ) -> None:
        super().__init__(id=id)
        self._symbols = symbols
        self._points: tuple[ChartPoint, ...] = ()
        self._selected = 0
        self._drawn: list[Strip] = []
        self._scale = (0.0, 1.0)

    def show_points(self, points: Sequence[ChartPoint]) -> None:
        """Show these points, the last selected; the scale begins at 0, or below where a point or limit does."""
        self._points = tuple(points)
        self._selected = max(len(self._points) - 1, 0)
        self._redraw()

    @property
    def selected(self) -> ChartPoint | None:
        """The point that is selected."""
        return self._points[self._selected] if self._points else None

    def on_resize(self) -> None:
        """Draw the points for the new size."""
        self._redraw()

    def on_focus(self) -> None:
        """Show which point the keys are on."""
        self._redraw()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self._redraw()

    def notify_style_update(self) -> None:
        """Draw anew in the styles of another theme."""
        super().notify_style_update()
        self._redraw()

    def action_select(self, by: int) -> None:
        """Select the point so many further."""
        if self._points:
            self._selected = max(min(self._selected + by, len(self._points) - 1), self._first_shown)
            self._redraw()

    def action_choose(self) -> None:
        """Open the point that is selected."""
        if self.selected is not None:
            self.post_message(self.Chosen(self, self.selected.key))

    def on_click(self, event: events.Click) -> None:
        """Select the point where the mouse is; a second click opens it."""
        place = event.get_content_offset(self)
        if place is None or not self._points or place.x < AXIS:
            return
        index = self._first_shown + (place.x - AXIS) // self._step
        if index < len(self._points):
            self._selected = index
            self._redraw()
            if event.chain == 2:
                self.action_choose()

    def render_line(self, y: int) -> Strip:
        """Return one line of the chart."""
        if not self._drawn:
            self._drawn = self._lines()
        return self._drawn[y] if y < len(self._drawn) else Strip.blank(self.size.width, self.rich_style)

    def _redraw(self) -> None:
        self._drawn = []
        if self.is_mounted:
            self.refresh()

    @property
    def _room(self) -> int:
        return max(self.size.width - AXIS, 1)

    @property
    def _step(self) -> int:
        """Cells from one point to the next."""
        return max(min(self._room // max(len(self._points), 1), 6), 2)

    @property
    def _first_shown(self) -> int:
        """The first point there is room for; the latest are always shown."""
        return max(len(self._points) - self._room // self._step, 0)

    def _lines(self) -> list[Strip]:
        width, height = self.size.width, self.size.height - WORDS
        if width <= AXIS or height < 3 or not self._points:
            return []
        styles = self._styles()
        shown = self._points[self._first_shown :]
        self._scale = _scale(shown)
        grid: list[list[_Drawn]] = [[_NOTHING] * self._room for _ in range(height)]
        self._draw_limits(grid, shown)
        if self._symbols is not PLAIN:
            for (row, column), dots in self._joins(shown, height).items():
                grid[row][column] = (chr(_BRAILLE + dots), "join")
        self._draw_points(grid, shown)
        numbers = self._numbers(shown, height)
        return [
            *(self._line(cells, numbers.get(row, ""), styles) for row, cells in enumerate(grid)),
            self._names(styles),
            self._said(styles),
        ]

    def _row_of(self, value: float, height: int) -> int:
        """Return the line of the chart that a value is on, from the top."""
        bottom, top = self._scale
        return min(max(int((top - value) / (top - bottom) * height), 0), height - 1)

    def _draw_limits(self, grid: list[list[_Drawn]], shown: Sequence[ChartPoint]) -> None:
        step = self._step
        for place, point in enumerate(shown):
            for value, kind in ((point.low, "limit"), (point.high, "limit"), (point.centre, "centre")):
                if value is not None:
                    cells = grid[self._row_of(value, len(grid))]
                    cells[place * step : (place + 1) * step] = [(self._sign(kind), "line")] * step
        # Where the picture ends before the room does, the lines are named.
        beside = len(shown) * step + 1
        if self._room - beside < NAMED_FROM:
            return
        for name, row in self._last_lines(shown, len(grid)).items():
            grid[row][beside : beside + len(name)] = [(character, "words") for character in name]

    def _last_lines(self, shown: Sequence[ChartPoint], height: int) -> dict[str, int]:
        """Return the name of each line -> its row at the latest point that has it."""
        found: dict[str, int] = {}
        for point in shown:
            for name, value in (
                ("lower limit", point.low),
                ("upper limit", point.high),
                ("average", point.centre),
            ):
                if value is not None:
                    found[name] = self._row_of(value, height)
        return found

    def _numbers(self, shown: Sequence[ChartPoint], height: int) -> dict[int, str]:
        """Return row -> the number at the left of it: of the lines at the latest point, or of the scale."""
        found: dict[int, str] = {}
        for point in shown:
            lines = [value for value in (point.low, point.high, point.centre) if value is not None]
            if lines:
                found = {self._row_of(value, height): _number(value) for value in lines}
        bottom, top = self._scale
        highest = max(
            (value for point in shown for value in (point.value, point.high) if value is not None),
            default=top,
        )
        return {height - 1: _number(bottom), self._row_of(highest, height): _number(highest), **found}

    def _draw_points(self, grid: list[list[_Drawn]], shown: Sequence[ChartPoint]) -> None:
        step = self._step
        for place, point in enumerate(shown, start=self._first_shown):
            column = (place - self._first_shown) * step + (step - 1) // 2
            is_selected = place == self._selected and self.has_focus
            if is_selected:
                for cells in grid:
                    if cells[column] is _NOTHING:
                        cells[column] = (self._sign("here"), "line")
            if point.value is not None:
                mark = "outside" if point.is_outside or point.in_run else "point"
                style = f"{mark}+selected" if is_selected else mark
                grid[self._row_of(point.value, len(grid))][column] = (self._sign(_kind(point)), style)

    def _joins(self, shown: Sequence[ChartPoint], height: int) -> dict[tuple[int, int], int]:
        """Return cell -> dots of the line from point to point, two dots wide and four high a cell."""
        bottom, top = self._scale
        step = self._step
        found: dict[tuple[int, int], int] = {}
        ends = [
            (
                (place * step + (step - 1) // 2) * 2 + 1,
                (top - point.value) / (top - bottom) * height * 4,
            )
            if point.value is not None and not point.is_partial
            else None
            for place, point in enumerate(shown)
        ]
        for start, end in pairwise(ends):
            if start is None or end is None:
                continue
            dots = max(abs(end[0] - start[0]), int(abs(end[1] - start[1])), 1)
            for dot in range(dots + 1):
                x = round(start[0] + (end[0] - start[0]) * dot / dots)
                y = min(max(int(start[1] + (end[1] - start[1]) * dot / dots), 0), height * 4 - 1)
                cell = (y // 4, x // 2)
                found[cell] = found.get(cell, 0) | _DOTS[y % 4][x % 2]
        return found

    def _line(self, cells: Sequence[_Drawn], number: str, styles: dict[str, Style]) -> Strip:
        segments = [Segment(f"{number:>{AXIS - 1}} ", styles["words"])]
        for style, run in groupby(cells, key=itemgetter(1)):
            segments.append(Segment("".join(drawn for drawn, _ in run), styles[style]))
        return Strip(segments).adjust_cell_length(self.size.width, styles["base"])

    def _sign(self, kind: str) -> str:
        return (_PLAIN_SIGNS if self._symbols is PLAIN else _SIGNS)[kind]

    def _names(self, styles: dict[str, Style]) -> Strip:
        """Return the line of names: a short one each, or the name in full where a year begins and there is room."""
        segments = [Segment(" " * AXIS, styles["words"])]
        step = self._step
        before = (step - 1) // 2
        for place, point in enumerate(self._points[self._first_shown :], start=self._first_shown):
            style = styles["words+selected"] if place == self._selected else styles["words"]
            short = fit(point.short, step - before)
            segments += [Segment(" " * before, styles["words"]), Segment(short.rstrip() or " ", style)]
            segments.append(
                Segment(" " * (step - before - max(cell_len(short.rstrip()), 1)), styles["words"])
            )
        return Strip(segments).adjust_cell_length(self.size.width, styles["base"])

    def _said(self, styles: dict[str, Style]) -> Strip:
        said = "" if self.selected is None else f"{self.selected.name}: {self.selected.said}"
        words = fit(foreign_text.clean(said, one_line=True, limit=400), max(self.size.width - 2, 1))
        return Strip([Segment(f"{self._symbols.cursor} {words}", styles["words"])]).adjust_cell_length(
            self.size.width, styles["base"]
        )

    def _styles(self) -> dict[str, Style]:
        base = self.rich_style
        named = {
            name: base + self.get_component_rich_style(f"control--{name}", partial=True)
            for name in ("point", "outside", "line", "join", "words")
        }
        selected = self.get_component_rich_style("control--selected", partial=True)
        return {
            "base": base,
            **named,
            **{f"{name}+selected": style + selected for name, style in named.items()},
        }


_Drawn = tuple[str, str]
"""A character, and the style it is drawn in."""

_NOTHING: _Drawn = (" ", "base")

_SIGNS = {
    "point": "●", "outside": "◆", "run": "■", "partial": "○", "limit": "┄", "centre": "─", "here": "┊",
}  # fmt: skip
_PLAIN_SIGNS = {
    "point": "o", "outside": "X", "run": "#", "partial": ".", "limit": ".", "centre": "-", "here": ":",
}  # fmt: skip

_BRAILLE = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The dots of a braille character: line, column."""


def _kind(point: ChartPoint) -> str:
    if point.is_partial:
        return "partial"
    if point.is_outside:
        return "outside"
    return "run" if point.in_run else "point"


def _scale(points: Sequence[ChartPoint]) -> tuple[float, float]:
    """Return the lowest and the highest value the chart has room for."""
    values = [
        value
        for point in points
        for value in (point.value, point.low, point.high, point.centre)
        if value is not None
    ]
    lowest, highest = min([*values, 0.0]), max([*values, 1.0])
    return lowest, highest + (highest - lowest) * 0.05


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}"
