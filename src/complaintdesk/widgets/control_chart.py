"""A control chart of plain characters: points, their average and limits, and what stands out, told in words too.

What is selected is said beneath, so that nothing has to be read off a height; what lies outside the limits and what
makes the level a changed one have signs of their own, which hold without colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

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
        shown = self._points[self._first_shown :]
        bottom, top = _scale(shown)
        styles = self._styles()
        lines = []
        for row in range(height):
            # Each line of the screen stands for a stretch of the scale, the first for the highest.
            upper = top - (top - bottom) * row / height
            lower = top - (top - bottom) * (row + 1) / height
            lines.append(self._line(shown, (lower, upper), row, height, styles))
        return [*lines, self._names(shown, styles), self._said(styles)]

    def _line(
        self,
        shown: Sequence[ChartPoint],
        stretch: tuple[float, float],
        row: int,
        height: int,
        styles: dict[str, Style],
    ) -> Strip:
        lower, upper = stretch
        is_labelled = row in {0, height - 1, height // 2}
        label = _number((lower + upper) / 2) if is_labelled else ""
        segments = [Segment(f"{label:>{AXIS - 1}} ", styles["words"])]
        for place, point in enumerate(shown):
            at_selected = self._first_shown + place == self._selected and self.has_focus
            segments += self._cells(point, lower, upper, styles, at_selected=at_selected)
        return Strip(segments).adjust_cell_length(self.size.width, styles["base"])

    def _cells(
        self, point: ChartPoint, lower: float, upper: float, styles: dict[str, Style], *, at_selected: bool
    ) -> list[Segment]:
        def is_here(value: float | None) -> bool:
            return value is not None and lower <= value < upper

        line = ""
        if is_here(point.high) or is_here(point.low):
            line = self._sign("limit")
        if is_here(point.centre):
            line = self._sign("centre")
        style = styles["line"]
        if not is_here(point.value):
            drawn = (line or " ") * self._step
            return [Segment(drawn, style + styles["selected"] if at_selected and not line else style)]
        kind = (
            "partial"
            if point.is_partial
            else "outside"
            if point.is_outside
            else "run"
            if point.in_run
            else "point"
        )
        before = (self._step - 1) // 2
        mark = styles["outside"] if kind in {"outside", "run"} else styles["point"]
        if at_selected:
            mark += styles["selected"]
        rest = (line or " ") * (self._step - before - 1)
        return [Segment((line or " ") * before, style), Segment(self._sign(kind), mark), Segment(rest, style)]

    def _sign(self, kind: str) -> str:
        return (_PLAIN_SIGNS if self._symbols is PLAIN else _SIGNS)[kind]

    def _names(self, shown: Sequence[ChartPoint], styles: dict[str, Style]) -> Strip:
        segments = [Segment(" " * AXIS, styles["words"])]
        for place, point in enumerate(shown):
            is_selected = self._first_shown + place == self._selected
            style = styles["words"] + styles["selected"] if is_selected else styles["words"]
            segments.append(Segment(fit(point.short, self._step), style))
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
            for name in ("point", "outside", "line", "words")
        }
        return {
            **named,
            "base": base,
            "selected": self.get_component_rich_style("control--selected", partial=True),
        }


_SIGNS = {"point": "●", "outside": "◆", "run": "■", "partial": "○", "limit": "┄", "centre": "─"}
_PLAIN_SIGNS = {"point": "o", "outside": "X", "run": "#", "partial": ".", "limit": ".", "centre": "-"}


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
