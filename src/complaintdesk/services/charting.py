"""Charts of any series: read from a file, drawn by the rules, told with the kind that fits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError
from complaintdesk.importers import series as files
from complaintdesk.rules.statistics import charts, nhs
from complaintdesk.rules.statistics.charts import Chart, Point, Wanted

if TYPE_CHECKING:
    from complaintdesk.rules.statistics.rates import Spread

LEAST_MEAN = 5.0
"""Below so many complaints a period no limits are drawn: they would be wrong more often than right."""

LEAST_POINTS = 12
"""Fewer points give limits that will move; below `LEAST_TRIAL` there are none."""

LEAST_TRIAL = 8

LANEY = frozenset({"uprime", "pprime"})


@dataclass(frozen=True, slots=True)
class Asked:
    """How a series is to be drawn, with points numbered from 1 as a handler counts them."""

    kind: str = ""
    """One of `charts.KINDS`; "" for the one that fits."""

    freeze: int | None = None
    exclude: tuple[int, ...] = ()
    rebase: tuple[str, ...] = ()
    """Periods, as the file names them, at which new limits begin."""

    multiply: float = 1.0
    screen: bool | None = None
    """None for what is usual: the NHS charts screen, the others do not."""

    improvement: str = "decrease"
    bounded: bool = True


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart, and why it is of its kind."""

    kind: str
    reason: str
    periods: tuple[str, ...]
    chart: Chart
    points: tuple[Point, ...]
    bounded: Chart | None = None
    """The same with sigma_z never below 1, where that is something to choose."""

    spread: Spread | None = None
    """Whether the counts of a u chart vary more than chance."""

    rules: nhs.Rules | None = None
    """The rules of the NHS charts; None for the other kinds."""

    causes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


def of_file(path: Path, asked: Asked) -> Charted:
    """Return the chart of a file.

    Raises:
        ImportRefusedError: If the file cannot be read as a series, or lacks a column the chart needs; names it.
        InvalidInputError: If there is no such chart, point or period.
    """
    found = files.read(path)
    kind, reason = (asked.kind, "asked for") if asked.kind else recommended(found)
    if kind not in charts.KINDS:
        msg = f"There is no chart {kind!r}; there are {', '.join(charts.KINDS)}."
        raise InvalidInputError(msg, "chart")
    columns = found.of(kind)
    points = tuple(Point(*cells) for cells in zip(*columns, strict=True))
    how = _wanted(kind, asked, found.periods)
    chart = charts.chart(kind, points, how)
    charted = Charted(kind, reason, found.periods, chart, points)
    if kind in LANEY:
        bounded = charts.chart(kind, points, replace(how, bounded=True))
        return replace(charted, bounded=bounded, spread=_spread(points) if kind == "uprime" else None)
    if kind == "nhs":
        broken = nhs.rules(chart, how.rebase)
        causes, types = nhs.kinds(chart, broken, asked.improvement)
        return replace(charted, rules=broken, causes=tuple(causes), types=tuple(types))
    return charted


def _spread(points: Sequence[Point]) -> Spread | None:
    from complaintdesk.rules.statistics.rates import dispersion

    counted = [point for point in points if point.exposure > 0]
    if not any(point.n for point in counted):
        return None
    return dispersion([round(point.n) for point in counted], [point.exposure for point in counted])


def recommended(found: files.Series) -> tuple[str, str]:
    """Return the kind of chart that fits a series, and why in a sentence."""
    given = found.columns
    if "between" in given:
        return "g", "gaps between rare events"
    if "numerator" in given and "denominator" in given:
        return "pprime", "shares, as wide as they vary"
    if "count" not in given:
        return "xmr", "a measure, not a count"
    counts = given["count"]
    mean = sum(counts) / len(counts)
    if len(counts) < LEAST_TRIAL:
        return "run", f"only {len(counts)} points: too few for limits"
    if mean < LEAST_MEAN:
        return "run", f"{mean:.1f} a period: limits need {LEAST_MEAN:g} or more"
    trial = (
        f"; fewer than {LEAST_POINTS} points, so the limits will move" if len(counts) < LEAST_POINTS else ""
    )
    return "uprime", f"counts, with limits as wide as they vary{trial}"


def _wanted(kind: str, asked: Asked, periods: Sequence[str]) -> Wanted:
    length = len(periods)
    if asked.freeze is not None and not 1 <= asked.freeze <= length:
        msg = f"--freeze {asked.freeze} is none of the {length} points."
        raise InvalidInputError(msg, "freeze")
    for number in asked.exclude:
        if not 1 <= number <= length:
            msg = f"--exclude {number} is none of the {length} points."
            raise InvalidInputError(msg, "exclude")
    for period in asked.rebase:
        if period not in periods:
            msg = f"There is no period {period!r} in the file; the first is {periods[0]!r}."
            raise InvalidInputError(msg, "rebase")
    return Wanted(
        freeze=asked.freeze,
        exclude=frozenset(number - 1 for number in asked.exclude),
        rebase=tuple(periods.index(period) for period in asked.rebase),
        multiply=asked.multiply,
        screen=kind == "nhs" if asked.screen is None else asked.screen,
        bounded=asked.bounded,
    )
