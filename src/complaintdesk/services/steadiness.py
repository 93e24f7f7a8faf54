"""Whether something is steady: a chart of what came in per period, or of the gaps where too little does.

The period that is running is left out of the chart's limits and shown beside them. New limits begin where the handler
said that something had changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from complaintdesk.rules import periods
from complaintdesk.rules.statistics import charts
from complaintdesk.rules.statistics.change_point import change_point

MOST_PERIODS = 36
"""Periods of the chart: over more, chance alone crosses a limit too often."""

MOST_GAPS = 36
"""Gaps of the chart between rare complaints."""

PER_DAYS = 30
"""The chart tells complaints per so many days, for months differ."""

PER_EXPOSURE = 1000
"""With customers, orders or the like entered, it tells complaints per so many of them."""

LEAST_FOR_LIMITS = 8
"""Periods below which no limits are drawn."""

LEAST_FOR_NEW_LIMITS = 12
"""Complete periods that a new level must have lasted before it has limits of its own."""

LEAST_GAPS = 10
"""Gaps below which no limit is drawn."""


class Base(NamedTuple):
    """Where new limits begin, and why."""

    id: int
    period: str
    cause: str


class Measure(NamedTuple):
    """How much there was to complain about, by period; the empty name is days, which every period has."""

    name: str = ""
    amounts: Mapping[str, float] = {}

    @property
    def per(self) -> int:
        """What the rate is told per."""
        return PER_EXPOSURE if self.name else PER_DAYS

    @property
    def words(self) -> str:
        """What the rate is told per, in words."""
        return f"per {self.per:,} {self.name or 'days'}"

    def of(self, period: str) -> float:
        """Return how much there was in a period; 0 where it was not entered."""
        return self.amounts.get(period, 0.0) if self.name else periods.days_in(period)


DAYS = Measure()
"""Every period has days."""


@dataclass(frozen=True, slots=True)
class Running:
    """The period that is not over."""

    period: str
    n: int
    days_so_far: int


@dataclass(frozen=True, slots=True)
class Steady:
    """The chart of complaints by period."""

    periods: tuple[str, ...]
    counts: tuple[int, ...]
    exposures: tuple[float, ...]
    """What each is a rate of: days, or what was entered; 0 where nothing was, and the point is left out."""

    chart: charts.Chart | None
    """None where there is nothing to draw; without limits below eight periods."""

    running: Running | None
    measure: Measure = DAYS
    bases: tuple[Base, ...] = ()
    """Those of the shown periods at which new limits begin."""

    @property
    def lacking(self) -> tuple[str, ...]:
        """The periods for which nothing to divide by was entered."""
        return tuple(
            name for name, exposure in zip(self.periods, self.exposures, strict=True) if exposure <= 0
        )


def steady(
    totals: Mapping[str, int],
    kind: periods.Kind,
    until: date,
    measure: Measure | None = None,
    bases: Sequence[Base] = (),
) -> Steady:
    """Return the chart of the last 36 complete periods at most.

    Args:
        totals: Period -> complaints; a period without any may be left out.
        kind: What periods these are.
        until: The day of the review; its period is running.
        measure: What there was to complain about; days where nothing else is said.
        bases: Where new limits begin.
    """
    per = measure or DAYS
    running = periods.of(until, kind)
    so_far = (until - periods.first_day(running)).days + 1
    now = Running(running, totals[running], so_far) if totals.get(running) else None
    complete = [name for name in totals if name < running]
    if not complete:
        return Steady((), (), (), None, now, per)
    shown = periods.between(min(complete), periods.preceding(running))[-MOST_PERIODS:]
    counts = tuple(totals.get(name, 0) for name in shown)
    exposures = tuple(per.of(name) for name in shown)
    used = tuple(base for base in bases if base.period in shown[1:])
    how = charts.Wanted(multiply=per.per, rebase=tuple(shown.index(base.period) for base in used))
    points = [charts.Point(*pair) for pair in zip(counts, exposures, strict=True)]
    can_draw = any(counts) and _can_draw(exposures, how.rebase)
    chart = charts.chart("uprime", points, how) if can_draw else None
    if chart is not None and sum(exposure > 0 for exposure in exposures) < LEAST_FOR_LIMITS:
        chart = replace(chart, lcl=None, ucl=None)
    return Steady(shown, counts, exposures, chart, now, per, used)


def _can_draw(exposures: Sequence[float], rebase: Sequence[int]) -> bool:
    edges = [0, *sorted(rebase), len(exposures)]
    return all(any(exposure > 0 for exposure in exposures[start:end]) for start, end in pairwise(edges))


@dataclass(frozen=True, slots=True)
class Gaps:
    """The days between rare complaints, the first gap first."""

    ends: tuple[date, ...]
    """The day that ended each gap."""

    days: tuple[int, ...]
    open_days: int | None
    """Days since the last one: a gap that is at least so long; None where there is none."""

    chart: charts.Chart | None
    """With limits from the earlier gaps only; None below ten gaps."""


def gaps(received: Sequence[date], until: date) -> Gaps:
    """Return the gaps between complaints, given the days they were received on, in order."""
    found = [(end - start).days for start, end in pairwise(received)][-MOST_GAPS:]
    ends = tuple(received[len(received) - len(found) :])
    chart = None
    if len(found) >= LEAST_GAPS:
        points = [charts.Point(days) for days in found]
        chart = charts.chart("g", points, charts.Wanted(freeze=len(found) - 1))
    return Gaps(ends, tuple(found), (until - received[-1]).days if received else None, chart)


class Started(NamedTuple):
    """When a change of level likely began: the first period of the new level, and between which it may lie."""

    likely: str
    first: str
    last: str


def started(found: Steady) -> Started | None:
    """Return when the level likely changed; to be asked only where something has changed."""
    usable = [place for place, exposure in enumerate(found.exposures) if exposure > 0]
    if len(usable) < LEAST_FOR_LIMITS or not any(found.counts):
        return None
    names = [found.periods[place] for place in usable]
    point = change_point(
        [found.counts[place] for place in usable], [found.exposures[place] for place in usable]
    )
    return Started(
        names[point.last_before + 1], names[point.plausible[0] + 1], names[point.plausible[-1] + 1]
    )
