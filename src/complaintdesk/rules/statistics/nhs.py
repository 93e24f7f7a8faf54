"""The four rules of the NHS "Making Data Count" charts, for measures on an XmR chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from complaintdesk.rules.statistics.charts import Chart

RUN = 7
"""Points on one side of the centre, or rising or falling, that are no chance any more."""

NEAR = 2 / 3
"""A point beyond this part of the way to a limit is near it."""


class Rules(NamedTuple):
    """The points that each rule is broken by, from 0; all points of a pattern, not only its last."""

    outside_limits: tuple[int, ...]
    seven_point_trend: tuple[int, ...]
    two_of_three_near_limit: tuple[int, ...]
    seven_one_side: tuple[int, ...]
    rising: frozenset[int] = frozenset()
    """Those of the points of a trend that rise."""


def rules(chart: Chart, rebase: Sequence[int] = ()) -> Rules:
    """Return the points each rule names; a pattern does not go on over a place where limits begin anew."""
    edges = [0, *sorted({at for at in rebase if 0 < at < len(chart.value)}), len(chart.value)]
    stretches = [range(start, end) for start, end in pairwise(edges)]
    sides = _sides(chart)
    trends = dict(pair for at in stretches for pair in _trend(chart, at))
    return Rules(
        chart.outside,
        tuple(trends),
        tuple(place for at in stretches for place in _near(chart, sides, at)),
        tuple(
            place
            for at in stretches
            for side, run in groupby(at, key=lambda place: sides[place])
            for place in _long_enough(side, list(run))
        ),
        frozenset(place for place, is_rising in trends.items() if is_rising),
    )


def kinds(chart: Chart, found: Rules, improvement: str = "decrease") -> tuple[list[str], list[str]]:
    """Return for each point the first rule that names it, in the NHS charts' words, and whether that is good.

    Args:
        chart: The chart.
        found: Its `rules`.
        improvement: `decrease` where less is better, else `increase`.
    """
    causes, types = [], []
    for place, side in enumerate(_sides(chart)):
        cause, is_high = _cause(chart, found, place, side)
        causes.append(cause)
        is_good = is_high is (improvement == "increase")
        types.append(
            "common_cause"
            if is_high is None
            else "special_cause_improvement"
            if is_good
            else "special_cause_concern"
        )
    return causes, types


def _cause(chart: Chart, found: Rules, place: int, side: int) -> tuple[str, bool | None]:
    above = side > 0
    if place in found.outside_limits:
        return ("Above UCL" if above else "Below LCL"), above
    if place in found.seven_point_trend:
        rising = place in found.rising
        return f"7 Point Trend ({'Increasing' if rising else 'Decreasing'})", rising
    if place in found.two_of_three_near_limit:
        return f"2 in 3 {'Above' if above else 'Below'} CL", above
    if place in found.seven_one_side:
        return f"7 Points {'Above' if above else 'Below'} CL", above
    return "Common Cause", None


def _sides(chart: Chart) -> list[int]:
    return [
        0 if value is None else (value > centre) - (value < centre)
        for value, centre in zip(chart.value, chart.centre, strict=True)
    ]


def _long_enough(side: int, run: list[int]) -> list[int]:
    return run if side and len(run) >= RUN else []


def _steps(chart: Chart, at: range) -> list[int]:
    values = [chart.value[place] or 0.0 for place in at]
    return [(later > earlier) - (later < earlier) for earlier, later in pairwise(values)]


def _trend(chart: Chart, at: range) -> Iterator[tuple[int, bool]]:
    """Yield the points of every trend, with whether it rises; a tie breaks one."""
    place = at.start
    for step, run in groupby(_steps(chart, at)):
        length = len(list(run))
        if step and length >= RUN - 1:
            yield from ((each, step > 0) for each in range(place, place + length + 1))
        place += length


def _near(chart: Chart, sides: Sequence[int], at: range) -> list[int]:
    if chart.lcl is None or chart.ucl is None:
        return []
    outside = set(chart.outside)
    near = {place for place in at if place not in outside and _part_of_the_way(chart, place) > NEAR}
    named: set[int] = set()
    for start in range(at.start, at.stop - 2):
        window = range(start, start + 3)
        close = [place for place in window if place in near]
        if len(close) >= 2 and sides[start] and len({sides[place] for place in window}) == 1:
            named.update(close)
    return sorted(named)


def _part_of_the_way(chart: Chart, place: int) -> float:
    value, centre = chart.value[place], chart.centre[place]
    if value is None or chart.lcl is None or chart.ucl is None:
        return 0.0
    limit = chart.ucl[place] if value > centre else chart.lcl[place]
    return (value - centre) / (limit - centre) if limit != centre else 0.0
