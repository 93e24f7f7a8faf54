"""Control charts: a series, its centre line, the limits within which chance alone moves it, and its runs.

Formulas as in Montgomery, "Introduction to Statistical Quality Control", and Laney 2002 (Quality Engineering 14:531)
for u' and p'. Nothing here needs more than arithmetic, so that a chart paints at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, isclose, log, sqrt
from statistics import fmean, median
from types import MappingProxyType
from typing import NamedTuple

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules.statistics.runs import Runs, runs

SIGMAS = 3.0
"""Limits stand this many standard deviations from the centre line."""

RANGE_TO_SIGMA = 1.128
"""The mean of the range of two from a normal distribution, in standard deviations (d2 of Montgomery's tables)."""

RANGE_SCREEN = 3.267
"""A moving range beyond so many of their means is itself out of line (D4 for two points)."""

NHS_MULTIPLIER = 2.66
"""Limits of the NHS charts, in mean moving ranges: 3 / 1.128, rounded."""

T_POWER = 3.6
"""Times between events are drawn up to this root, where they are nearly normal (Nelson 1994)."""

GEOMETRIC_TAIL = 0.00135
"""The chance beyond three standard deviations on one side of a normal distribution."""


class Point(NamedTuple):
    """One point: a value, or a count and what it is out of."""

    n: float
    exposure: float = 1.0
    """What the count is out of; where it is 0 or less the point is left out."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a chart is to be drawn."""

    freeze: int | None = None
    """Limits come from the first so many points and are carried on."""

    exclude: frozenset[int] = frozenset()
    """Points left out of the limits and the runs, from 0."""

    rebase: tuple[int, ...] = ()
    """Points, from 0, at which new limits begin."""

    multiply: float = 1.0
    screen: bool = False
    """Whether moving ranges that are themselves out of line are left out of the limits."""

    bounded: bool = True
    """Whether sigma_z of u' and p' is never below 1: chance makes it smaller on short series, and limits too narrow."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A series with its centre line and limits, one of each per point."""

    kind: str
    value: tuple[float | None, ...]
    """None where there was nothing to divide by."""

    centre: tuple[float, ...]
    lcl: tuple[float, ...] | None
    """The lower limits; None where no limits can be drawn."""

    ucl: tuple[float, ...] | None
    runs: Runs
    sigma_z: float | None = None
    """How much more than chance alone the points vary (u' and p'), as it was computed."""

    facts: Mapping[str, float] = field(default_factory=dict)
    """Further figures that a kind of chart is known by."""

    @property
    def outside(self) -> tuple[int, ...]:
        """The points strictly beyond the limits, from 0."""
        if self.lcl is None or self.ucl is None:
            return ()
        return tuple(
            place
            for place, (value, low, high) in enumerate(zip(self.value, self.lcl, self.ucl, strict=True))
            if value is not None and (_beyond(value, high) or _beyond(-value, -low))
        )


class _Limits(NamedTuple):
    """What a kind of chart makes of one stretch of a series."""

    centre: float
    low: tuple[float, ...] | None
    high: tuple[float, ...] | None
    sigma_z: float | None = None
    facts: Mapping[str, float] = MappingProxyType({})


_Maker = Callable[[Sequence[Point], Sequence[int], Wanted], _Limits]


def chart(kind: str, points: Sequence[Point], wanted: Wanted | None = None) -> Chart:
    """Return a series as a chart of one kind.

    Args:
        kind: One of `KINDS`.
        points: In order.
        wanted: How it is to be drawn.

    Raises:
        InvalidInputError: If there is no such kind, no point to draw limits from, or a t chart of a time of 0 or less.
    """
    how = wanted or Wanted()
    if kind not in KINDS:
        msg = f"There is no chart {kind!r}; there are {', '.join(KINDS)}."
        raise InvalidInputError(msg, "chart")
    value = tuple(_value(kind, point, how.multiply) for point in points)
    stretches = _stretches(len(points), how.rebase)
    made = [_limits(kind, points, stretch, how) for stretch in stretches]
    centre = tuple(limits.centre for limits, at in zip(made, stretches, strict=True) for _ in at)
    has_limits = all(limits.low is not None for limits in made)
    counted = tuple(None if place in how.exclude else each for place, each in enumerate(value))
    return Chart(
        kind,
        value,
        centre,
        tuple(low for limits in made for low in limits.low or ()) if has_limits else None,
        tuple(high for limits in made for high in limits.high or ()) if has_limits else None,
        runs(counted, centre),
        made[0].sigma_z,
        made[0].facts,
    )


def _stretches(length: int, rebase: Collection[int]) -> list[range]:
    edges = [0, *sorted({at for at in rebase if 0 < at < length}), length]
    return [range(start, end) for start, end in pairwise(edges)]


def _limits(kind: str, points: Sequence[Point], at: range, how: Wanted) -> _Limits:
    stretch = [points[place] for place in at]
    last = len(stretch) if how.freeze is None or at.start else min(how.freeze, len(stretch))
    base = [place for place in range(last) if at[place] not in how.exclude and points[at[place]].exposure > 0]
    if not base:
        msg = "There is no point to draw a centre line from."
        raise InvalidInputError(msg, "series")
    found = KINDS[kind](stretch, base, how)
    scale = how.multiply
    return _Limits(
        found.centre * scale,
        None if found.low is None else tuple(each * scale for each in found.low),
        None if found.high is None else tuple(each * scale for each in found.high),
        found.sigma_z,
        found.facts,
    )


def _value(kind: str, point: Point, multiply: float) -> float | None:
    if kind in PER_EXPOSURE:
        return point.n / point.exposure * multiply if point.exposure > 0 else None
    return point.n * multiply


def _run(points: Sequence[Point], base: Sequence[int], _how: Wanted) -> _Limits:
    return _Limits(median(points[place].n / points[place].exposure for place in base), None, None)


def _c(points: Sequence[Point], base: Sequence[int], _how: Wanted) -> _Limits:
    centre = fmean(points[place].n for place in base)
    return _around(centre, [sqrt(centre)] * len(points))


def _u(points: Sequence[Point], base: Sequence[int], how: Wanted, *, laney: bool = False) -> _Limits:
    centre = sum(points[place].n for place in base) / sum(points[place].exposure for place in base)
    sigmas = [sqrt(centre / point.exposure) if point.exposure > 0 else 0.0 for point in points]
    return _laney(points, base, how, centre, sigmas) if laney else _around(centre, sigmas)


def _p(points: Sequence[Point], base: Sequence[int], how: Wanted, *, laney: bool = False) -> _Limits:
    centre = sum(points[place].n for place in base) / sum(points[place].exposure for place in base)
    sigmas = [
        sqrt(max(centre * (1 - centre), 0) / point.exposure) if point.exposure > 0 else 0.0
        for point in points
    ]
    return _laney(points, base, how, centre, sigmas, most=1) if laney else _around(centre, sigmas, most=1)


def _laney(
    points: Sequence[Point],
    base: Sequence[int],
    how: Wanted,
    centre: float,
    sigmas: Sequence[float],
    most: float | None = None,
) -> _Limits:
    """Return limits widened by how much more than chance the points vary from one to the next."""
    scores = [
        (points[place].n / points[place].exposure - centre) / sigmas[place]
        for place in base
        if sigmas[place] > 0
    ]
    if len(scores) < 2:
        return _Limits(centre, None, None)
    sigma_z = fmean(_ranges(scores, how.screen)) / RANGE_TO_SIGMA
    used = max(1.0, sigma_z) if how.bounded else sigma_z
    return _around(centre, [sigma * used for sigma in sigmas], most)._replace(sigma_z=sigma_z)


def _xmr(points: Sequence[Point], base: Sequence[int], how: Wanted) -> _Limits:
    return _individual([points[place].n for place in base], len(points), how, SIGMAS / RANGE_TO_SIGMA)


def _nhs(points: Sequence[Point], base: Sequence[int], how: Wanted) -> _Limits:
    return _individual([points[place].n for place in base], len(points), how, NHS_MULTIPLIER)


def _individual(values: Sequence[float], length: int, how: Wanted, multiplier: float) -> _Limits:
    centre = fmean(values)
    if len(values) < 2:
        return _Limits(centre, None, None)
    spread = fmean(_ranges(values, how.screen))
    if spread == 0:
        return _Limits(centre, None, None)
    facts = {"mean_moving_range": spread, "std_dev": spread / RANGE_TO_SIGMA}
    low, high = centre - multiplier * spread, centre + multiplier * spread
    return _Limits(centre, (low,) * length, (high,) * length, facts=facts)


def _g(points: Sequence[Point], base: Sequence[int], _how: Wanted) -> _Limits:
    """Return limits for the days or events between two rare events; longer is better, and only that can be shown."""
    gaps = [points[place].n for place in base]
    mean = fmean(gaps)
    high = mean + SIGMAS * sqrt(mean * (mean + 1))
    chance = 1 / (mean + 1)
    facts = {"mean": mean}
    if 0 < chance < 1:
        # Quantiles of the geometric distribution: the gaps that one in 741 stays below, or goes beyond.
        stay = log(1 - chance)
        facts["geometric_lower"] = max(ceil(log(1 - GEOMETRIC_TAIL) / stay - 1), 0)
        facts["geometric_upper"] = ceil(log(GEOMETRIC_TAIL) / stay - 1)
    return _Limits(median(gaps), (0.0,) * len(points), (high,) * len(points), facts=facts)


def _t(points: Sequence[Point], base: Sequence[int], how: Wanted) -> _Limits:
    """Return limits for the time between rare events, drawn where it is nearly normal and taken back."""
    if any(points[place].n <= 0 for place in base):
        msg = "A t chart needs times above 0; a g chart takes gaps of 0 days."
        raise InvalidInputError(msg, "chart")
    roots = [points[place].n ** (1 / T_POWER) for place in base]
    found = _individual(roots, len(points), how, SIGMAS / RANGE_TO_SIGMA)
    centre = found.centre**T_POWER
    if found.low is None or found.high is None:
        return _Limits(centre, None, None)
    low, high = (max(each, 0.0) ** T_POWER for each in (found.low[0], found.high[0]))
    return _Limits(centre, (low,) * len(points), (high,) * len(points))


def _around(centre: float, sigmas: Sequence[float], most: float | None = None) -> _Limits:
    """Return limits on both sides of the centre, cut where counts and shares end."""
    if centre == 0:
        return _Limits(centre, None, None)
    low = tuple(max(centre - SIGMAS * sigma, 0.0) for sigma in sigmas)
    high = tuple(min(centre + SIGMAS * sigma, most or float("inf")) for sigma in sigmas)
    return _Limits(centre, low, high)


def _ranges(values: Sequence[float], is_screened: bool) -> list[float]:
    ranges = [abs(one - other) for one, other in pairwise(values)]
    if not is_screened:
        return ranges
    most = RANGE_SCREEN * fmean(ranges)
    return [each for each in ranges if each < most] or ranges


def _beyond(value: float, limit: float) -> bool:
    return value > limit and not isclose(value, limit, rel_tol=1e-12)


KINDS: Mapping[str, _Maker] = MappingProxyType(
    {
        "run": _run,
        "c": _c,
        "u": _u,
        "uprime": lambda points, base, how: _u(points, base, how, laney=True),
        "p": _p,
        "pprime": lambda points, base, how: _p(points, base, how, laney=True),
        "xmr": _xmr,
        "nhs": _nhs,
        "g": _g,
        "t": _t,
    }
)
"""Kind of chart -> what makes its limits."""

PER_EXPOSURE = frozenset({"u", "uprime", "p", "pprime", "run"})
"""Kinds whose points may be a count out of something; a run of plain values is each out of 1."""
