"""The words of a review: count and expected count first, the ratio second, its range always.

Nothing is called significant, nothing is said to prove or cause; a rise of a base under ten has no percentage. What
cannot be told is said to be so, with the size of the change that may have been missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import inf
from typing import Protocol

from complaintdesk.rules import counting, periods
from complaintdesk.rules.months import Windows
from complaintdesk.rules.statistics.charts import Chart
from complaintdesk.rules.statistics.durations import Durations
from complaintdesk.rules.statistics.makeup import Pareto
from complaintdesk.rules.statistics.rates import ALPHA, Interval
from complaintdesk.rules.typed_dates import MONTHS
from complaintdesk.rules.verdicts import FALLING, RISING, Compared, Judged, Verdict

BANNED = (
    "significant",
    "proves",
    "proved",
    "caused",
    "causes the",
    "trend",
    "skyrocket",
    "plummet",
    "alarming",
)
"""Words that say more than small counts can; none of them stands in what a review says."""


class Taken(Protocol):
    """How long complaints take, those still open included."""

    @property
    def cases(self) -> int:
        """How many there are."""

    @property
    def open(self) -> int:
        """How many of them are open."""

    @property
    def durations(self) -> Durations:
        """The curve."""


ROUGH_FROM, SHARE_FROM = 10, 30
"""Below the first no percentage is given; below the second it is called rough."""


def months_in_words(months: Sequence[str]) -> str:
    """Return a stretch of months as people say it: `Nov-Jan`, `Nov 2024`."""
    first, last = (MONTHS[int(month[5:]) - 1] for month in (months[0], months[-1]))
    return f"{first} {months[0][:4]}" if len(months) == 1 else f"{first}-{last}"


def number(count: int) -> str:
    """Return a count as it is said: `none`, `1,204`."""
    return f"{count:,}" if count else "none"


def about(value: float) -> str:
    """Return an expected count as it is said: no more exactly than it is known."""
    return f"{value:.1f}" if 0 < value < 2 else f"{round(value):,}"


def times(ratio: float) -> str:
    """Return a ratio as it is said: `3.1`, `0.25`, `12`."""
    if ratio == inf:
        return "any number of"
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"


def likely(low: float, high: float) -> str:
    """Return a range of ratios: `likely between 1.8 and 5.4`."""
    return f"likely {times(low)} or more" if high == inf else f"likely between {times(low)} and {times(high)}"


def share(k: int, n: int, between: Interval) -> str:
    """Return so many of so many, with as much of a percentage as the numbers bear."""
    if n < ROUGH_FROM:
        return f"{k} of {n}"
    rough = "roughly " if n < SHARE_FROM else ""
    low, high = round(100 * between.low), round(100 * between.high)
    return f"{k} of {n} ({rough}{round(100 * k / n)}%, likely {low}-{high}%)"


def judged(row: Judged, windows: Windows, what: str = "categories") -> str:
    """Return what may be said of one row, in sentences.

    Args:
        row: The row.
        windows: What was compared.
        what: What the rows are, in the plural.
    """
    it, when = row.compared, months_in_words(windows.recent)
    if row.verdict is Verdict.too_few:
        return f"{it.value}: {number(it.now)} in {when}, {number(it.before)} in the year before. Too few to judge."
    counted = (
        f"{it.now:,} in {when}; at the rate of the year before we would expect about {about(it.expected)}"
    )
    if row.verdict is Verdict.no_clear_change:
        return (
            f"{it.value}: {counted}. No clear change: the rate may be anything from {times(row.low)} to"
            f" {times(row.high)} times the old one."
        )
    ratio = _ratio(row)
    checked = f"It is one of {row.looked_at} {what} checked, and the check allows for that."
    bursts = " Its complaints come in bursts, and the range is wider for it." if row.is_bursty else ""
    if row.verdict is Verdict.watching:
        return (
            f"{it.value}: {counted}. {ratio}. This could be chance: with {row.looked_at} {what} checked, one such row"
            f" is to be expected now and then.{bursts}"
        )
    if row.verdict is Verdict.campaign:
        return (
            f"{it.value}: {counted}. Most of the rise is one text sent by many; counted once, it is no rise. Treat it"
            " as one issue raised by many."
        )
    if row.verdict in RISING | FALLING:
        way = "rising" if row.verdict in RISING else "falling"
        return f"{it.value} is {way}: {counted}. {ratio}, {_others(it)}. {_season(row)} {checked}{bursts}"
    way = "up on" if it.is_up else "down on"
    same = "high" if it.is_up else "low"
    was = row.last_year.before if row.last_year is not None else 0
    return (
        f"{it.value} is {way} the last 12 months ({it.now:,} against an expected {about(it.expected)}), but the same"
        f" months last year were as {same} ({number(was)}). {ratio}. This may be the season: do not act on it alone."
        f"{bursts}"
    )


def _ratio(row: Judged) -> str:
    it = row.compared
    if it.rate.ratio in (None, inf):
        return f"There were none before and {it.now} now ({likely(row.low, row.high)} times)"
    ratio = it.rate.ratio or 0.0
    return f"That is about {times(ratio)} times the old rate ({likely(row.low, row.high)})"


def _others(it: Compared) -> str:
    if it.share_p > ALPHA:
        return "with all complaints"
    return "more than other complaints"


def _season(row: Judged) -> str:
    if (
        row.verdict in (Verdict.rising_season_unknown, Verdict.falling_season_unknown)
        or row.last_year is None
    ):
        return "The season cannot be ruled out: there is too little from the same months last year."
    way = "Up" if row.compared.is_up else "Down"
    return (
        f"{way} on the same months last year too ({number(row.last_year.now)} against"
        f" {number(row.last_year.before)})."
    )


def day_in_words(day: date) -> str:
    """Return a day as it is said: `1 Jun 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def counted(count: int, what: str) -> str:
    """Return a number of things: `1 word`, `3 words`, `no campaigns`."""
    return counting.counted(count, what) if count else f"no {what}s"


def percent(k: int, n: int) -> str:
    """Return a share as a cell has it; too few for a percentage give none."""
    return f"{100 * k / n:.0f}%" if n >= ROUGH_FROM else f"{k} of {n}"


def percent_range(between: Interval, n: int) -> str:
    """Return what a share likely is, as a cell has it."""
    return f"{100 * between.low:.0f}-{100 * between.high:.0f}%" if n >= ROUGH_FROM else ""


def steady(chart: Chart | None, names: Sequence[str], per: str, least: int) -> tuple[str, ...]:
    """Return whether the total is steady, in sentences.

    Args:
        chart: Complaints per so much; None where there are none.
        names: Its periods.
        per: What its rate is for: `per 30 days`.
        least: Periods below which no limits are drawn.
    """
    if chart is None:
        return ("No complaint in a complete period yet.",)
    kind = periods.kind_of(names[0])
    running = f"Complaints are running at about {about(chart.centre[-1])} {per}."
    if chart.lcl is None:
        return (f"{running} With {counted(len(names), kind)} there are no limits yet; {least} are needed.",)
    told = [running]
    outside = [periods.words(names[place]) for place in chart.outside]
    stands_out = (
        f"{' and '.join(outside) if len(outside) < 3 else f'{len(outside)} {kind}s'} beyond what chance allows"
        if outside
        else f"No {kind} stands out"
    )
    also = "and" if outside else "but"
    runs = chart.runs
    if not runs.signal:
        told.append(f"{stands_out}, and the level holds.")
    elif runs.longest_run > runs.longest_run_max and runs.longest_at is not None:
        first, last = (periods.words(names[place]) for place in runs.longest_at)
        told.append(
            f"{stands_out}, {also} the level changed: {runs.longest_run} {kind}s on one side of the average ({first}"
            f" to {last}; up to {runs.longest_run_max} may be chance)."
        )
    else:
        told.append(
            f"{stands_out}, {also} the level has drifted: it crossed its average only {runs.crossings} times in"
            f" {runs.n_useful} {kind}s ({runs.crossings_min} or more is usual)."
        )
    if len(names) < TRIAL_BELOW:
        told.append(f"With {len(names)} {kind}s these are trial limits; they will move.")
    return tuple(told)


def began(likely: str, first: str, last: str) -> str:
    """Return when a level likely changed, in a sentence, given the first period of the new one and its range."""
    if first == last:
        return f"It most likely began in {periods.words(likely)}."
    return f"It began between {periods.words(first)} and {periods.words(last)}, most likely in {periods.words(likely)}."


def rare(count: int, between: Interval, gaps: int, open_days: int | None) -> tuple[str, ...]:
    """Return what may be said of something too rare for a chart of periods, in sentences.

    Args:
        count: How many in the last twelve complete months.
        between: How many there would be on average, in years like this one.
        gaps: How many gaps between them are known.
        open_days: Days since the last one.
    """
    last = (
        ""
        if open_days is None
        else f" The last one was {counted(open_days, 'day')} ago, {counted(gaps, 'gap')} before it."
    )
    return (
        f"{number(count).capitalize()} in twelve months (years like this have {about(between.low)} to"
        f" {about(between.high)}), too few for limits by period: the days between are shown.{last}",
        "Only a gap beyond the limit says something: fewer than before.",
    )


TRIAL_BELOW = 12
"""Periods below which limits are trial limits."""


def in_run(chart: Chart, place: int) -> bool:
    """Return whether a point is part of a run that is too long for chance."""
    runs = chart.runs
    if runs.longest_run <= runs.longest_run_max or runs.longest_at is None:
        return False
    first, last = runs.longest_at
    return first <= place <= last


def made_of(pareto: Pareto, grouping: str) -> tuple[str, ...]:
    """Return what the complaints are made of, in sentences."""
    if not pareto.bars:
        return ()
    named = [bar for bar in pareto.bars if bar.label]
    few = [bar.label for bar in pareto.bars[: pareto.vital_few] if bar.label]
    if not named:
        return (f"None of the complaints has a {grouping}.",)
    vital = f"{', '.join(few[:4])}{' ...' if len(few) > 4 else ''}" if few else named[0].label
    make = "makes" if len(few) == 1 else "make"
    told = [f"{counted(len(few), 'value')} of {len(named)} {make} four fifths of the complaints: {vital}."]
    if len(pareto.bars) > 1 and not pareto.is_clear(0):
        told.append(
            f"Which of {pareto.bars[0].label} and {pareto.bars[1].label} comes first may be chance: their ranges"
            " overlap."
        )
    return tuple(told)


VERDICT_ORDER = {verdict: place for place, verdict in enumerate((
    Verdict.rising, Verdict.rising_season_unknown, Verdict.rising_or_season, Verdict.campaign, Verdict.falling,
    Verdict.falling_season_unknown, Verdict.falling_or_season, Verdict.watching, Verdict.no_clear_change,
    Verdict.too_few,
))}  # fmt: skip
"""What a handler looks at first."""

_SHORT = {
    Verdict.rising_or_season: "up, may be the season",
    Verdict.rising_season_unknown: "rising, season unknown",
    Verdict.falling_or_season: "down, may be the season",
    Verdict.falling_season_unknown: "falling, season unknown",
    Verdict.watching: "worth watching",
}


def short_verdict(verdict: Verdict) -> str:
    """Return a verdict as a cell has it."""
    return _SHORT.get(verdict, str(verdict))


def range_of(row: Judged) -> str:
    """Return between what the ratio likely is, as a cell has it."""
    return f"{times(row.low)} or more" if row.high == inf else f"{times(row.low)}-{times(row.high)}"


def rising_summary(rows: Sequence[Judged], windows: Windows, grouping: str) -> tuple[str, ...]:
    """Return what the rows of a review come to, in sentences."""
    if not rows:
        return ()
    up = [row.compared.value for row in rows if row.verdict in RISING]
    down = [row.compared.value for row in rows if row.verdict in FALLING]
    told = [
        f"{months_in_words(windows.recent)} against the twelve months before, by {grouping}:"
        f" {_listed(up, 'rising') or 'nothing is rising'}; {_listed(down, 'falling') or 'nothing is falling'}."
    ]
    judged_rows = rows[0].looked_at
    few = sum(row.verdict is Verdict.too_few for row in rows)
    rest = f" {counted(few, 'other')} too few to judge." if few else ""
    told.append(f"{counted(judged_rows, 'row')} checked, and the check allows for that.{rest}")
    return tuple(told)


def _listed(values: Sequence[str], how: str) -> str:
    if not values:
        return ""
    more = f" and {len(values) - 3} more" if len(values) > 3 else ""
    return f"{', '.join(values[:3])}{more} {how}"


def days_of(days: float | None) -> str:
    """Return a number of days as a cell has it."""
    return "not reached" if days is None else f"{days:g} days"


def days_between(low: float | None, high: float | None) -> str:
    """Return a range of days as a cell has it."""
    if low is None:
        return ""
    return f"{low:g} or more" if high is None else f"{low:g}-{high:g}"


def taken(found: Taken, target: int) -> tuple[str, ...]:
    """Return how long complaints take, in sentences; `target` is the days by which the share closed is told."""
    if not found.cases:
        return ()
    median, (low, high) = found.durations.median, found.durations.median_between
    still = f", counting the {found.open:,} still open" if found.open else ""
    half = (
        f"Half of the complaints are closed within {median:g} days (likely {days_between(low, high)}){still}."
        if median is not None
        else f"Fewer than half are closed yet{still}; how long half of them take cannot be told."
    )
    by = found.durations.closed_by(target)
    if found.cases < ROUGH_FROM:
        return (half,)
    return (
        half,
        f"{100 * by.share:.0f}% within {target} days ({100 * by.low:.0f}-{100 * by.high:.0f}%).",
    )
