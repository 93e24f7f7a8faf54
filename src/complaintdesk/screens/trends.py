"""Trends: the review of what came in, panel by panel; every number opens the complaints behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeVar, cast

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import ContentSwitcher, Input, Static

from complaintdesk import services
from complaintdesk.errors import DeskError, FilterError
from complaintdesk.rules.filter_terms import written
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens import trend_charts
from complaintdesk.screens.narrowing import FIELD_NAMES
from complaintdesk.screens.overview import OverviewScreen
from complaintdesk.services.aside import Aside
from complaintdesk.services.panels import Panel, PanelColumn, PanelRow, Told
from complaintdesk.services.review_panels import CHART_COLUMNS, PANELS
from complaintdesk.services.review_values import AS_IT_COMES, Counting
from complaintdesk.widgets.columns import Cell, Column, Row
from complaintdesk.widgets.control_chart import ControlChart
from complaintdesk.widgets.filter_input import FilterInput, Offers
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.strip import Tab

if TYPE_CHECKING:
    from complaintdesk.rules.kept_figures import KeptEvidence
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.review import Review


Frozen = TypeVar("Frozen")

STILL_COUNTING = "Still counting; press it again in a moment."


class Wanted(NamedTuple):
    """Which review is shown: the complaints, by what, as of how many months ago, and how they are counted."""

    filter_text: str = ""
    grouping: str = "category"
    months_back: int = 0
    counting: Counting = AS_IT_COMES


class Shown(NamedTuple):
    """A panel as it is on screen, or the chart of one of its values."""

    panel: str
    value: str | None
    heading: str
    told: Told
    is_whole: bool
    """Whether nothing more is looked for."""


class TrendsScreen(OverviewScreen):
    """Reviews what came in; `enter` opens the complaints behind a number."""

    PLACE = "trends"
    PURPOSE = (
        "What the complaints say together: whether the level holds, what is rising, where it gathers, who "
        "comes back. Go through the panels, open the complaints behind a number, save the review, and "
        "write a recommendation where a pattern is real."
    )
    AUTO_FOCUS: ClassVar[str | None] = "#panel-rows"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "period(1)", "Earlier", id="period.earlier", show=False),
        Binding("l", "period(-1)", "Later", id="period.later", show=False),
        Binding("i", "count", "Count", id="trends.count"),
        Binding("full_stop", "table", "Chart", id="trends.table", key_display="."),
        Binding("R", "save_review", "Save", id="review.save"),
        Binding("W", "write", "Recommend", id="recommendation.write"),
        Binding("plus", "add", "Add limits or amounts", id="trends.add", key_display="+", show=False),
        Binding("x", "remove", "Take limits back", id="trends.remove", show=False),
        Binding("f", "narrow", "Narrow by a value", id="queue.narrow", show=False),
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
        self._value: str | None = None
        """The value whose chart is shown in place of the panel."""

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
        box = FilterInput(
            lambda text, cursor: services.filtering.offers(self.desk, text, cursor),
            services.filtering.token_at,
            id="filter",
            placeholder="Filter: words, product:repairs, channel:phone",
        )
        box.value = self.wanted.filter_text
        box.set_class(bool(box.value), "-shown")
        yield box
        yield Offers()
        yield KeysFooter()

    @property
    def is_ready(self) -> bool:
        """Whether the panel is there, all of it."""
        return super().is_ready and self.shown is not None and not self.is_counting

    def stand(self) -> tuple[str | int | None, ...]:
        """Return the panel, the value whose chart is shown, and which complaints are reviewed, by what, as of when."""
        wanted = self.wanted
        return self.panel.id, self._value, wanted.filter_text, wanted.grouping, wanted.months_back

    def stand_at(self, stand: tuple[str | int | None, ...]) -> None:
        """Have the same review counted; what it is counted by stays as it is now."""
        panel, value, filter_text, grouping, months_back = stand
        self.panel = next((each for each in PANELS if each.id == panel), self.panel)
        self._value = None if value is None else str(value)
        self.wanted = self.wanted._replace(
            filter_text=str(filter_text), grouping=str(grouping), months_back=int(months_back or 0)
        )
        self.filter_box.value = self.wanted.filter_text
        self._leave_filter()
        self._show()

    def bookmark(self) -> tuple[Wanted, Panel]:
        """Return which complaints are reviewed, and the panel."""
        return self.wanted, self.panel

    def go_on_from(self, mark: object) -> None:
        """Begin with the review and the panel that were left."""
        if mark is not None:
            self.wanted, self.panel = cast("tuple[Wanted, Panel]", mark)

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
        self.show_head(tabs, self.panel.id, f"to {services.panels.calendar_words(until)}  h l months")
        if self.shown is None or (self.shown.panel, self.shown.value) != (self.panel.id, self._value):
            self.heading.update(C("Counting ..."))
            self.rows.say_instead("Counting ...", "loading")
        self._count(number, self.wanted, self.panel, self._value)

    @work(thread=True, group="review")
    def _count(self, number: int, wanted: Wanted, panel: Panel, value: str | None) -> None:
        """Make a panel: what is quick at once, and again once the words of the complaints were read."""

        def read(desk: Desk, *, is_quick: bool) -> Shown:
            review = self._known(desk, wanted)
            review.is_quick = is_quick
            told = panel.tell(review) if value is None else services.review_charts.of_value(review, value)
            is_whole = not (is_quick and panel.reads_words) or review.has_read_words
            return Shown(panel.id, value, services.review_panels.header(review), told, is_whole)

        try:
            found: Shown | DeskError | None = self._aside.ask(number, partial(read, is_quick=True))
            if isinstance(found, Shown) and not found.is_whole:
                self.post_message(self.Counted(number, wanted, found))
                found = self._aside.ask(number, partial(read, is_quick=False))
        except DeskError as refusal:
            found = refusal
        if found is not None:
            self.post_message(self.Counted(number, wanted, found))

    def _known(self, desk: Desk, wanted: Wanted) -> Review:
        """Return the review, with what was counted of it before where nothing was written since."""
        if self._review is None or self._review[:2] != (wanted, services.review.moment(desk)):
            review = services.review.Review.of_month(
                desk, wanted.filter_text, wanted.grouping, wanted.months_back, wanted.counting
            )
            self._review = (wanted, services.review.moment(desk), review)
        return self._review[2]

    @work(thread=True, group="freeze")
    def _freeze(
        self,
        freeze: Callable[[Desk, Review], Frozen],
        then: Callable[[Review, Frozen], None],
    ) -> None:
        """Have figures of the review frozen in another thread, and go on with them."""

        def read(desk: Desk) -> tuple[Review, Frozen]:
            review = self._known(desk, self.wanted)
            review.is_quick = False
            return review, freeze(desk, review)

        def refuse(refusal: DeskError) -> None:
            say(self, str(refusal), "warning", refusal.title)

        try:
            found = self._aside.ask(self._aside.next(), read)
        except DeskError as refusal:
            self.app.call_from_thread(refuse, refusal)
            return
        if found is not None:
            self.app.call_from_thread(then, *found)

    def on_trends_screen_counted(self, message: Counted) -> None:
        """Show a panel, unless another one was asked for meanwhile."""
        if not self._aside.is_wanted(message.number):
            return
        found = message.found
        self.is_counting = isinstance(found, Shown) and not found.is_whole
        if isinstance(found, DeskError):
            self.heading.update(C(str(found)))
            if isinstance(found, FilterError):
                self.query_one(Offers).point_at(self.filter_box, found.at)
            return
        is_same = self.shown is not None and self.shown[:2] == found[:2]
        self.shown = found
        self._draw(is_same=is_same)

    def _draw(self, *, is_same: bool) -> None:
        found = self.shown
        assert found is not None, "there is something to draw"
        told = found.told
        self.query_one(Offers).clear_fault()
        self.heading.update(C(found.heading))
        self.said.update(C("\n".join(told.sentences)))
        of = CHART_COLUMNS if found.value is not None else self.panel.columns
        self.rows.columns = tuple(self._column(each, place) for place, each in enumerate(of))
        self.rows.say_instead(told.empty)
        first = None if is_same or not told.rows else told.rows[0].key
        self.rows.show(ListedRows(self._row(row) for row in told.rows), first)
        self.chart.show_points(trend_charts.points(told))
        wanted = "panel-chart" if told.has_chart and self.panel.id not in self._as_table else "panel-rows"
        had_keys = self.chart.has_focus or self.rows.has_focus or not is_same
        self.switcher.current = wanted
        if had_keys and not self.filter_box.has_focus:
            (self.chart if wanted == "panel-chart" else self.rows).focus()
        self._say_in_full()

    def _column(self, found: PanelColumn, place: int) -> Column:
        return Column(
            found.title or self._grouped_by(found.key),
            found.key,
            found.width,
            grow=found.grow,
            align="right" if found.is_number else "left",
            priority=min(place // 2, 3),
            least=min(found.width, 8),
        )

    def _grouped_by(self, key: str) -> str:
        """Return the title of a column of values: what the complaints are counted by."""
        grouping = self.wanted.grouping
        return FIELD_NAMES.get(grouping, grouping).capitalize() if key == "value" else ""

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
        if row is not None and row.recommendation_id is not None:
            where = Where("recommendations", "recommendation.record", "recommendation", row.recommendation_id)
            self.post_message(self.Going("recommendations", None, where=where))
            return
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
        self._value = None
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

    def action_count(self) -> None:
        """Ask by what the complaints are counted, per what, and in which periods."""
        from complaintdesk.screens import trend_forms

        def counted(wanted: Wanted) -> None:
            self.wanted = wanted
            self._show()

        trend_forms.ask_counting(self, counted)

    def action_table(self) -> None:
        """Show the numbers of a chart as a table or the chart again; of a row, its chart or the rows again."""
        if self.shown is None:
            return
        if self.shown.told.steady is not None and self._value is None:
            self._as_table ^= {self.panel.id}
            self._draw(is_same=True)
            (self.rows if self.panel.id in self._as_table else self.chart).focus()
            return
        row = self._row_in_hand()
        if self._value is None and (row is None or not row.value):
            self.notify("This row has no chart of its own.", markup=False)
            return
        self._value = None if self._value is not None else row.value if row is not None else None
        self._show()

    def _row_in_hand(self) -> PanelRow | None:
        if self.shown is None:
            return None
        return next((row for row in self.shown.told.rows if row.key == self.rows.cursor_key), None)

    @property
    def filter_shown(self) -> str:
        """The filter of the complaints on the chart: that of the review, narrowed to a value where one is shown."""
        parts = [self.wanted.filter_text]
        if self._value is not None:
            parts.append(written(self.wanted.grouping, self._value))
        return " ".join(part for part in parts if part)

    def action_add(self) -> None:
        """Begin new limits at the point in hand, or enter how much there was to complain about."""
        from complaintdesk.screens import trend_forms

        steady = self.shown.told.steady if self.shown is not None else None
        at = self.chart.selected.key if steady is not None and self.chart.selected is not None else ""
        trend_forms.ask_addition(self, str(at))

    def action_save_review(self) -> None:
        """Save the review with its figures as they are now."""
        if self.is_counting:
            say(self, STILL_COUNTING)
            return
        from complaintdesk.screens import review_forms

        self._freeze(lambda _, review: services.freezing.review(review), partial(review_forms.ask_save, self))

    def action_write(self) -> None:
        """Begin a recommendation about the value at the cursor, or about all of the complaints."""
        if self.is_counting:
            say(self, STILL_COUNTING)
            return
        from complaintdesk.screens import recommendation_forms

        row = self._row_in_hand() if self.switcher.current == "panel-rows" else None
        value = self._value or (row.value if row is not None else "")

        def ask(_: Review, evidence: KeptEvidence) -> None:
            recommendation_forms.ask_new(self, services.recommendations.Draft("", evidence=evidence))

        self._freeze(lambda desk, review: services.recommendations.evidence(desk, review, value), ask)

    def action_remove(self) -> None:
        """Take new limits back."""
        from complaintdesk.screens import trend_forms

        steady = self.shown.told.steady if self.shown is not None else None
        trend_forms.ask_end(self, steady.bases if steady is not None else ())

    def action_narrow(self) -> None:
        """Pick a field, then one of the values; the filter is written."""
        from complaintdesk.screens import narrowing

        def narrow(filter_text: str) -> None:
            self.wanted = self.wanted._replace(filter_text=filter_text)
            self.filter_box.value = filter_text
            self._leave_filter()
            self._show()

        narrowing.ask(self, services.queue.EVERYTHING, self.wanted.filter_text, narrow)

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
        elif self._value is not None:
            self._value = None
            self._show()
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
