"""Trends: how many complaints came in, month by month, and what they are made of; every number opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.reactive import reactive
from textual.widgets import ContentSwitcher, Footer, Input, Static

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules.typed_dates import MONTHS
from complaintdesk.screens.overview import OverviewScreen
from complaintdesk.widgets.chart import Bar, BarChart, ColumnChart
from complaintdesk.widgets.columns import Cell, Column, Row, RowKey
from complaintdesk.widgets.filter_input import FilterInput, Offers
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.strip import Tab

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.figures import MonthCount, Pareto

GROUPED_BY: Mapping[str, str] = MappingProxyType({"root": "root cause"})
"""Grouping -> what a handler calls it, where that is another word."""

PERIODS = (("12 months", 12), ("24 months", 24), ("5 years", 60), ("everything", None))
"""How far back the figures go, in whole months before the running one."""

MONTH_COLUMNS = (
    Column("Month", "month", 10),
    Column("Complaints", "n", 10, align="right"),
    Column("", "note", 24, grow=1),
)
PARETO_COLUMNS = (
    Column("Most frequent first", "value", 24, least=14, grow=2),
    Column("Complaints", "n", 10, align="right"),
    Column("Share", "share", 6, align="right"),
    Column("So far", "so_far", 6, align="right"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the screen shows: the months of a period and what its whole months are made of."""

    months: tuple[MonthCount, ...]
    pareto: Pareto
    heading: str

    def behind(self, key: RowKey) -> str | None:
        """Return the filter that lists the complaints behind a month or a bar; None where there is none."""
        of_months = {month.month: month.filter for month in self.months if month.n}
        of_bars = {_bar_key(bar.value): bar.filter for bar in self.pareto.bars}
        return (of_months | of_bars).get(str(key))


class TrendsScreen(OverviewScreen):
    """Counts complaints by month and by what they are; `enter` opens the complaints behind a number."""

    PLACE = "trends"
    AUTO_FOCUS: ClassVar[str | None] = "#pareto-chart"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "period(1)", "Longer", id="period.longer"),
        Binding("h", "period(-1)", "Shorter", id="period.shorter"),
        Binding("full_stop", "table", "Table", id="trends.table", key_display="."),
        Binding("slash", "filter", "Filter", id="queue.filter", key_display="/"),
        Binding("F", "clear_filter", "Clear the filter", id="queue.filter-clear", show=False),
    ]

    shown: reactive[Figures | None] = reactive(None)
    """The figures on screen; setting them redraws the screen."""

    heading = getters.query_one("#heading", Static)
    switcher = getters.query_one(ContentSwitcher)
    month_chart = getters.query_one("#month-chart", ColumnChart)
    pareto_chart = getters.query_one("#pareto-chart", BarChart)
    month_table = getters.query_one("#month-table", RowList)
    pareto_table = getters.query_one("#pareto-table", RowList)
    filter_box = getters.query_one("#filter", FilterInput)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.grouping = "category"
        self.period = 0
        self.filter_text = ""

    def compose(self) -> ComposeResult:
        """Lay out the charts, and the tables that take their place."""
        yield from self.compose_head()
        yield Static(id="heading")
        with ContentSwitcher(initial="charts"):
            with Vertical(id="charts"):
                yield ColumnChart(symbols=self.symbols, id="month-chart")
                yield BarChart("Most frequent first", "Complaints", symbols=self.symbols, id="pareto-chart")
            with Container(id="tables"):
                yield RowList(MONTH_COLUMNS, symbols=self.symbols, can_mark=False, id="month-table")
                yield RowList(PARETO_COLUMNS, symbols=self.symbols, can_mark=False, id="pareto-table")
        yield FilterInput(
            lambda text, cursor: services.filtering.offers(self.desk, text, cursor),
            services.filtering.token_at,
            id="filter",
            placeholder="Filter: words, product:repairs, channel:phone",
        )
        yield Offers()
        yield Footer(compact=True)

    def reload(self) -> None:
        """Count anew; a filter that is not understood leaves the figures as they are."""
        today = self.desk.today()
        months = PERIODS[self.period][1]
        first = None if months is None else _months_before(today, months)
        last_whole = _months_before(today, 0) - timedelta(days=1)
        counted = services.figures.months(self.desk, self.filter_text, first, today)
        begun = first or (date.fromisoformat(f"{counted[0].month}-01") if counted else last_whole)
        period = (min(begun, last_whole), last_whole)
        made_of = services.figures.pareto(self.desk, self.grouping, self.filter_text, *period)
        self.shown = Figures(counted, made_of, self._heading(counted, made_of))

    def _heading(self, counted: tuple[MonthCount, ...], made_of: Pareto) -> str:
        """Return what is counted, over which period, and what is left out."""
        of_what = f" that match {self.filter_text}" if self.filter_text else ""
        whole = [month for month in counted if not month.is_running]
        running = f"{_month_name(self.desk.today().isoformat()[:7])} is running: hollow, in no share."
        if not whole:
            return f"Complaints received{of_what}: no whole month yet. {running}"
        total = sum(month.n for month in whole)
        period = f"{_month_name(whole[0].month)} to {_month_name(whole[-1].month)}"
        named = GROUPED_BY.get(made_of.by, made_of.by)
        shares = f" Shares are of {made_of.counted:,}: each {named} of a complaint counts."
        return (
            f"Complaints received{of_what}, {period}: {total:,}."
            f"{shares if made_of.counted != total else ''} {running}"
        )

    def watch_shown(self, found: Figures | None) -> None:
        """Draw charts and tables anew."""
        if found is None:
            return
        tabs = [Tab(name, GROUPED_BY.get(name, name)) for name in services.figures.GROUPINGS]
        self.show_head(tabs, self.grouping, f"{PERIODS[self.period][0]}  h l period")
        self.heading.update(C(found.heading))
        self.month_chart.show_bars([_column(month) for month in found.months])
        self.month_table.show(ListedRows(self._month_row(month) for month in reversed(found.months)))
        self._show_pareto(found.pareto)

    def _show_pareto(self, made_of: Pareto) -> None:
        bars = [
            Bar(_bar_key(bar.value), self._named(bar.value), bar.n, f"{bar.n:,} ({bar.share:.0%})")
            for bar in made_of.bars
        ]
        empty = (
            "No complaints match in whole months. F clears the filter."
            if self.filter_text
            else "No complaints in the whole months of this period. l goes further back, 1 then c adds one."
        )
        self.pareto_chart.say_instead(empty)
        self.pareto_table.say_instead(empty)
        self.month_table.say_instead("No complaints in this period. l goes further back.")
        self.pareto_chart.show_bars(bars)
        self.pareto_table.show(
            ListedRows(
                Row(
                    _bar_key(bar.value),
                    {
                        "value": self._named(bar.value),
                        "n": f"{bar.n:,}",
                        "share": f"{bar.share:.0%}",
                        "so_far": f"{bar.cumulative:.0%}",
                    },
                )
                for bar in made_of.bars
            )
        )

    def _month_row(self, month: MonthCount) -> Row:
        note = (
            Cell("running, not yet to be compared", self.symbols.later, "later") if month.is_running else ""
        )
        return Row(month.month, {"month": _month_name(month.month), "n": f"{month.n:,}", "note": note})

    def _named(self, value: str) -> str:
        """Return a value as the desk's own lists say it."""
        lists = self.desk.vocabularies
        listed = {
            "cause": lists.causes,
            "root": lists.root_causes,
            "remedy": lists.remedies,
            "channel": lists.channels,
        }.get(self.grouping)
        if not value:
            return f"(no {GROUPED_BY.get(self.grouping, self.grouping)})"
        if listed is not None:
            return listed.label(value)
        return value.replace("_", " ") if self.grouping == "outcome" else value

    @on(RowList.Chosen)
    @on(ColumnChart.Chosen)
    def _open_number(self, event: RowList.Chosen | ColumnChart.Chosen) -> None:
        event.stop()
        filter_text = self.shown.behind(event.key) if self.shown is not None else None
        if filter_text is None:
            self.notify("No complaints are behind this number.", markup=False)
        else:
            self.post_message(self.Going("desk", None, filter_text))

    def go_to_part(self, key: str) -> None:
        """Count by something else."""
        self.grouping = key
        self._refresh()

    def action_part(self, by: int) -> None:
        """Count by the next grouping, or the one before."""
        groupings = services.figures.GROUPINGS
        self.go_to_part(groupings[(groupings.index(self.grouping) + by) % len(groupings)])

    def action_period(self, by: int) -> None:
        """Look further back, or less far."""
        self.period = max(min(self.period + by, len(PERIODS) - 1), 0)
        self._refresh()

    def action_table(self) -> None:
        """Show the tables in place of the charts, or the charts again."""
        is_table = self.switcher.current == "tables"
        in_months = self.focused in (self.month_chart, self.month_table)
        self.switcher.current = "charts" if is_table else "tables"
        if is_table:
            (self.month_chart if in_months else self.pareto_chart).focus()
        else:
            (self.month_table if in_months else self.pareto_table).focus()

    def action_filter(self) -> None:
        """Ask which complaints count."""
        self.filter_box.add_class("-shown")
        self.filter_box.focus()

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        wanted, before = self.filter_box.value.strip(), self.filter_text
        with self.showing_refusals():
            try:
                self.filter_text = wanted
                self.reload()
            except DeskError:
                self.filter_text = before
                raise
            self._leave_filter()

    def action_clear_filter(self) -> None:
        """Count all complaints again."""
        self.filter_box.value = self.filter_text = ""
        self._refresh()
        self._leave_filter()

    def action_cancel(self) -> None:
        """Leave the filter box, clear the filter, or go back."""
        if self.filter_box.has_focus:
            self.filter_box.value = self.filter_text
            self._leave_filter()
        elif self.filter_text:
            self.action_clear_filter()
        else:
            super().action_cancel()

    def _leave_filter(self) -> None:
        self.filter_box.set_class(bool(self.filter_text), "-shown")
        (self.pareto_table if self.switcher.current == "tables" else self.pareto_chart).focus()


def _column(month: MonthCount) -> Bar:
    running = ", the month is running" if month.is_running else ""
    return Bar(
        month.month,
        _month_name(month.month),
        month.n,
        f"{month.n:,} complaint{'' if month.n == 1 else 's'}{running}",
        short=MONTHS[int(month.month[5:]) - 1],
        is_partial=month.is_running,
    )


def _bar_key(value: str) -> str:
    """Return the key of a bar; no value is the same as a month."""
    return f"={value}"


def _month_name(month: str) -> str:
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def _months_before(day: date, months: int) -> date:
    """Return the first day of the month so many months before the day's own."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
