"""Trends: the review of what came in, panel by panel; every number opens the complaints behind it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import ContentSwitcher, Footer, Input, Static

from complaintdesk import services
from complaintdesk.errors import DeskError, FilterError
from complaintdesk.rules import months as calendar
from complaintdesk.screens.overview import OverviewScreen
from complaintdesk.services.aside import Aside
from complaintdesk.services.review_panels import PANELS, Panel, PanelRow, Told
from complaintdesk.widgets.columns import Cell, Column, Row
from complaintdesk.widgets.control_chart import ChartPoint, ControlChart
from complaintdesk.widgets.filter_input import FilterInput, Offers
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.strip import Tab

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.review import Review, Steady

GROUPED_BY: Mapping[str, str] = MappingProxyType({"root": "root cause"})
"""Grouping -> what a handler calls it, where that is another word."""


class Wanted(NamedTuple):
    """Which review is shown: the complaints, by what, and as of how many months ago."""

    filter_text: str = ""
    grouping: str = "category"
    months_back: int = 0


class Shown(NamedTuple):
    """A panel as it is on screen."""

    panel: str
    heading: str
    told: Told


class TrendsScreen(OverviewScreen):
    """Reviews what came in; `enter` opens the complaints behind a number."""

    PLACE = "trends"
    AUTO_FOCUS: ClassVar[str | None] = "#panel-rows"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "period(1)", "Earlier", id="period.earlier"),
        Binding("l", "period(-1)", "Later", id="period.later", show=False),
        Binding("i", "group", "Count by", id="trends.group"),
        Binding("full_stop", "table", "Table", id="trends.table", key_display="."),
        Binding("slash", "filter", "Filter", id="queue.filter", key_display="/"),
        Binding("F", "clear_filter", "Clear the filter", id="queue.filter-clear", show=False),
    ]

    class Counted(Message):
        """A panel was made in another thread."""

        def __init__(self, number: int, wanted: Wanted, found: Shown | DeskError) -> None:
            super().__init__()
            self.number = number
            self.wanted = wanted
            self.found = found

    heading = getters.query_one("#heading", Static)
    said = getters.query_one("#said", Static)
    in_full = getters.query_one("#in-full", Static)
    switcher = getters.query_one(ContentSwitcher)
    chart = getters.query_one("#panel-chart", ControlChart)
    rows = getters.query_one("#panel-rows", RowList)
    filter_box = getters.query_one("#filter", FilterInput)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.wanted = Wanted()
        self.panel: Panel = PANELS[1]
        self.shown: Shown | None = None
        self._aside = Aside(desk)
        self._review: tuple[Wanted, int, Review] | None = None
        """The figures already counted, for these complaints as they were when they were counted."""

        self._as_table: set[str] = set()
        self.is_counting = False

    def compose(self) -> ComposeResult:
        """Lay out what is counted, what may be said of it, and the rows or the chart behind that."""
        yield from self.compose_head()
        yield Static(id="heading")
        yield Static(id="said")
        with ContentSwitcher(initial="panel-rows"):
            yield ControlChart(symbols=self.symbols, id="panel-chart")
            yield RowList((), symbols=self.symbols, can_mark=False, id="panel-rows")
        yield Static(id="in-full")
        yield FilterInput(
            lambda text, cursor: services.filtering.offers(self.desk, text, cursor),
            services.filtering.token_at,
            id="filter",
            placeholder="Filter: words, product:repairs, channel:phone",
        )
        yield Offers()
        yield Footer(compact=True)

    def reload(self) -> None:
        """Count anew, in another thread: what is quick is there at once, the tests as soon as they are done."""
        self._review = None
        self._show()

    def _show(self) -> None:
        """Make the panel that is wanted; what was there stays until it is."""
        number = self._aside.next()
        self.is_counting = True
        tabs = [Tab(panel.id, panel.title, panel.short) for panel in PANELS]
        until = services.review.as_of(self.desk.today(), self.wanted.months_back)
        self.show_head(tabs, self.panel.id, f"to {services.review_panels.calendar_words(until)}  h l months")
        if self.shown is None or self.shown.panel != self.panel.id:
            self.heading.update(C("Counting ..."))
            self.rows.say_instead("Counting ...", "loading")
        self._count(number, self.wanted, self.panel)

    @work(thread=True, group="review")
    def _count(self, number: int, wanted: Wanted, panel: Panel) -> None:
        def read(desk: Desk) -> Shown:
            known = self._review
            if known is None or known[0] != wanted or known[1] != services.review.moment(desk):
                review = services.review.Review.of_month(
                    desk, wanted.filter_text, wanted.grouping, wanted.months_back
                )
                known = self._review = (wanted, services.review.moment(desk), review)
            return Shown(panel.id, services.review_panels.header(known[2]), panel.tell(known[2]))

        try:
            found: Shown | DeskError | None = self._aside.ask(number, read)
        except DeskError as refusal:
            found = refusal
        if found is not None:
            self.post_message(self.Counted(number, wanted, found))

    def on_trends_screen_counted(self, message: Counted) -> None:
        """Show a panel, unless another one was asked for meanwhile."""
        if not self._aside.is_wanted(message.number):
            return
        self.is_counting = False
        found = message.found
        if isinstance(found, DeskError):
            self.heading.update(C(str(found)))
            if isinstance(found, FilterError):
                self.query_one(Offers).point_at(self.filter_box, found.at)
            return
        is_same = self.shown is not None and self.shown.panel == found.panel
        self.shown = found
        self._draw(is_same=is_same)

    def _draw(self, *, is_same: bool) -> None:
        found = self.shown
        assert found is not None, "there is something to draw"
        told = found.told
        self.query_one(Offers).clear_fault()
        self.heading.update(C(found.heading))
        self.said.update(C("\n".join(told.sentences)))
        self.rows.columns = tuple(
            Column(each.title, each.key, each.width, grow=each.grow, align="right" if each.is_number else "left",
                   priority=min(place // 2, 3), least=min(each.width, 8))
            for place, each in enumerate(self.panel.columns)
        )  # fmt: skip
        self.rows.say_instead(told.empty)
        first = None if is_same or not told.rows else told.rows[0].key
        self.rows.show(ListedRows(self._row(row) for row in told.rows), first)
        if told.steady is not None:
            self.chart.show_points(points(told.steady))
        wanted = (
            "panel-chart" if told.steady is not None and self.panel.id not in self._as_table else "panel-rows"
        )
        had_keys = self.chart.has_focus or self.rows.has_focus or not is_same
        self.switcher.current = wanted
        if had_keys and not self.filter_box.has_focus:
            (self.chart if wanted == "panel-chart" else self.rows).focus()
        self._say_in_full()

    def _row(self, row: PanelRow) -> Row:
        """Return a row of the panel; a bar is as long as the column is at the least."""
        cells: dict[str, str | Cell] = dict(row.cells)
        if "bar" in cells:
            room = next(each.width for each in self.panel.columns if each.key == "bar")
            cells["bar"] = Cell(
                "", self.symbols.bar * (max(round(row.share * room), 1) if row.share else 0), "soon"
            )
        return Row(row.key, cells)

    @on(RowList.Highlighted)
    def _follow_cursor(self) -> None:
        self._say_in_full()

    def _say_in_full(self) -> None:
        key = self.rows.cursor_key
        rows = self.shown.told.rows if self.shown is not None else ()
        said = next((row.said for row in rows if row.key == key), "")
        self.in_full.update(C(said))
        self.in_full.display = bool(said) and self.switcher.current == "panel-rows"

    @on(RowList.Chosen)
    @on(ControlChart.Chosen)
    def _open_number(self, event: RowList.Chosen | ControlChart.Chosen) -> None:
        event.stop()
        if self.shown is None:
            return
        told, key = self.shown.told, str(event.key)
        row = next((each for each in told.rows if each.key == key), None)
        if row is not None and row.complaint_id is not None:
            self.post_message(self.Going("investigation", row.complaint_id))
            return
        filter_text = row.filter if row is not None and row.filter else told.behind.get(key, "")
        if filter_text:
            self.post_message(self.Going("desk", None, filter_text))
        else:
            self.notify("No complaints are behind this number.", markup=False)

    def go_to_part(self, key: str) -> None:
        """Show another panel."""
        self.panel = next(panel for panel in PANELS if panel.id == key)
        self._show()

    def action_part(self, by: int) -> None:
        """Show the next panel, or the one before."""
        place = next(place for place, panel in enumerate(PANELS) if panel.id == self.panel.id)
        self.go_to_part(PANELS[(place + by) % len(PANELS)].id)

    def action_period(self, by: int) -> None:
        """Look at the review as it was so many months earlier, or later; never later than today."""
        self.wanted = self.wanted._replace(months_back=max(self.wanted.months_back + by, 0))
        self._show()

    def action_group(self) -> None:
        """Ask by what the complaints are counted."""
        from complaintdesk.widgets.dialogs import ChoiceScreen
        from complaintdesk.widgets.form_field import Choice

        def picked(grouping: str | None) -> None:
            if grouping is not None:
                self.wanted = self.wanted._replace(grouping=grouping)
                self._show()

        choices = [Choice(name, GROUPED_BY.get(name, name)) for name in services.figures.GROUPINGS]
        self.app.push_screen(ChoiceScreen("Count by", choices), picked)

    def action_table(self) -> None:
        """Show the numbers of a chart as a table, or the chart again."""
        if self.shown is None or self.shown.told.steady is None:
            self.notify("This panel has no chart; its rows are the table.", markup=False)
            return
        self._as_table ^= {self.panel.id}
        self._draw(is_same=True)
        (self.rows if self.panel.id in self._as_table else self.chart).focus()

    def action_filter(self) -> None:
        """Ask which complaints count."""
        self.filter_box.value = self.wanted.filter_text
        self.filter_box.add_class("-shown")
        self.filter_box.focus()

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        wanted = self.filter_box.value.strip()
        with self.showing_refusals():
            services.filtering.parse(self.desk, wanted)
            self.wanted = self.wanted._replace(filter_text=wanted)
            self._leave_filter()
            self._show()

    def action_clear_filter(self) -> None:
        """Count all complaints again."""
        self.filter_box.value = ""
        self.wanted = self.wanted._replace(filter_text="")
        self._leave_filter()
        self._show()

    def action_cancel(self) -> None:
        """Leave the filter box, clear the filter, or go back."""
        if self.filter_box.has_focus:
            self.filter_box.value = self.wanted.filter_text
            self._leave_filter()
        elif self.wanted.filter_text:
            self.action_clear_filter()
        else:
            super().action_cancel()

    def _leave_filter(self) -> None:
        self.filter_box.set_class(bool(self.wanted.filter_text), "-shown")
        (self.chart if self.switcher.current == "panel-chart" else self.rows).focus()

    def on_unmount(self) -> None:
        """Give the connection back."""
        self._aside.close()


def points(steady: Steady) -> list[ChartPoint]:
    """Return the months of the chart, the running one last and hollow."""
    from complaintdesk.rules import trend_words

    chart = steady.chart
    found = []
    for place, month in enumerate(steady.months):
        name = trend_words.months_in_words([month])
        value = chart.value[place] if chart is not None else 0.0
        said = f"{steady.counts[place]:,} complaints, {value or 0:.1f} per 30 days"
        is_outside = chart is not None and place in chart.outside
        in_run = chart is not None and trend_words.in_run(chart, place)
        notes = [
            said,
            *(["outside the limits"] if is_outside else []),
            *(["in the longest run"] if in_run else []),
        ]
        found.append(
            ChartPoint(
                month,
                name,
                name[0],
                value,
                ", ".join(notes),
                chart.centre[place] if chart is not None else None,
                chart.lcl[place] if chart is not None and chart.lcl is not None else None,
                chart.ucl[place] if chart is not None and chart.ucl is not None else None,
                is_outside,
                in_run,
            )
        )
    if steady.running is not None:
        running = steady.running
        name = trend_words.months_in_words([running.month])
        of = calendar.days_in([running.month])
        found.append(
            ChartPoint(
                running.month,
                name,
                name[0],
                running.n / running.days_so_far * 30,
                f"{running.n:,} complaints in {running.days_so_far} of {of} days; running, in no limit and no share",
                is_partial=True,
            )
        )
    return found
