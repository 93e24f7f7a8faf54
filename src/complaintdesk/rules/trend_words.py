"""The words of a review: count and expected count first, the ratio second, its range always.

Nothing is called significant, nothing is said to prove or cause; a rise of a base under ten has no percentage. What
cannot be told is said to be so, with the size of the change that may have been missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import inf

from complaintdesk.rules.months import Windows
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
    if it.share.p > ALPHA:
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
