"""The points of Trends' charts: what came in by period, or the days between where it is rare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk.rules import periods, trend_words
from complaintdesk.services import review_charts
from complaintdesk.widgets.control_chart import ChartPoint

if TYPE_CHECKING:
    from complaintdesk.services.panels import Told
    from complaintdesk.services.steadiness import Gaps, Steady


def points(told: Told) -> list[ChartPoint]:
    """Return the points of a panel's chart; none where it has no chart."""
    if told.steady is not None:
        return _by_period(told.steady)
    return [] if told.gaps is None else _between(told.gaps)


def _by_period(steady: Steady) -> list[ChartPoint]:
    """Return a point a period, the running one last and hollow."""
    chart, per = steady.chart, steady.measure.words
    found = []
    for place, name in enumerate(steady.periods):
        value = chart.value[place] if chart is not None else None
        rate = "" if value is None else f"{value:.1f} {per}"
        said = [trend_words.counted(steady.counts[place], "complaint"), rate]
        found.append(
            ChartPoint(
                name,
                periods.words(name),
                periods.short(name),
                value,
                ", ".join(part for part in (*said, *review_charts.notes_of(steady, place)) if part),
                chart.centre[place] if chart is not None else None,
                chart.lcl[place] if chart is not None and chart.lcl is not None else None,
                chart.ucl[place] if chart is not None and chart.ucl is not None else None,
                chart is not None and place in chart.outside,
                chart is not None and trend_words.in_run(chart, place),
            )
        )
    running = steady.running
    if running is not None:
        of = periods.days_in(running.period)
        so_far = steady.measure.of(running.period) * running.days_so_far / of
        found.append(
            ChartPoint(
                running.period,
                periods.words(running.period),
                periods.short(running.period),
                running.n / so_far * steady.measure.per if so_far else None,
                f"{trend_words.counted(running.n, 'complaint')} in {running.days_so_far} of {of} days; running, in no"
                " limit and no share",
                is_partial=True,
            )
        )
    return found


def _between(gaps: Gaps) -> list[ChartPoint]:
    """Return a point a gap, the open one last and hollow: it is at least so long."""
    chart = gaps.chart
    found = [
        ChartPoint(
            f"{place} {end.isoformat()}",
            trend_words.day_in_words(end),
            f"{end.day}",
            days,
            f"{trend_words.counted(days, 'day')} after the one before"
            + (", longer than chance allows" if chart is not None and place in chart.outside else ""),
            chart.centre[place] if chart is not None else None,
            None,
            chart.ucl[place] if chart is not None and chart.ucl is not None else None,
            chart is not None and place in chart.outside,
        )
        for place, (end, days) in enumerate(zip(gaps.ends, gaps.days, strict=True))
    ]
    if gaps.open_days is not None:
        found.append(
            ChartPoint(
                "open",
                "Today",
                "·",
                gaps.open_days,
                f"{trend_words.counted(gaps.open_days, 'day')} since the last one, so far",
                is_partial=True,
            )
        )
    return found
