"""The words of a saved review: what its frozen figures say, in the sentences of `trend_words`.

Counts stand first, every ratio and share has its range, and nothing is said that small counts do not bear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from complaintdesk.rules import counting as nouns
from complaintdesk.rules import trend_words
from complaintdesk.rules.kept_figures import KeptChart, KeptRemedy, KeptReview, KeptRow, KeptShare, KeptTime
from complaintdesk.rules.statistics.rates import Interval
from complaintdesk.rules.verdicts import Verdict
from complaintdesk.vocabulary import PatternLabel

NOT_CUSTOMERS = (
    "Complaints measure who tells us, not who is harmed; a rise can mean that complaining became easier."
)
"""What every paper says of its figures."""

SOLUTIONS = "Remedies went to different cases, so this does not show which works better."

LABELS: Mapping[PatternLabel, str] = MappingProxyType(
    {
        PatternLabel.systematic: "systematic: the way things are done brings it about",
        PatternLabel.recurring: "recurring: it comes back, whatever brings it about",
        PatternLabel.single: "single: it happened once",
    }
)
"""Label of a pattern -> what it means."""

SHOWN_FINDINGS = 3
"""A paper leads with so many findings at most."""

_CHANGED = (
    Verdict.rising,
    Verdict.rising_season_unknown,
    Verdict.falling,
    Verdict.falling_season_unknown,
    Verdict.rising_or_season,
    Verdict.falling_or_season,
    Verdict.campaign,
    Verdict.watching,
)
"""The verdicts that are told first, in this order."""


def share(kept: KeptShare) -> str:
    """Return so many of so many, with as much of a percentage as the numbers bear."""
    return trend_words.share(kept.k, kept.n, Interval(kept.low, kept.high))


def months(first: str, last: str) -> str:
    """Return a stretch of months with its years: `Nov 2025 to Oct 2026`."""
    begun, ended = trend_words.months_in_words([first]), trend_words.months_in_words([last])
    return begun if first == last else f"{begun} to {ended}"


def likely(row: KeptRow) -> str:
    """Return the ratio of a row with its range, as a table has it: `3.1 (1.8 to 5.4)`."""
    ratio = "none before" if row.ratio is None else trend_words.times(row.ratio)
    return f"{ratio} ({span(row.low, row.high)})"


def span(low: float, high: float | None) -> str:
    """Return a range of ratios as a table has it: `1.8 to 5.4`."""
    return (
        f"{trend_words.times(low)} or more"
        if high is None
        else f"{trend_words.times(low)} to {trend_words.times(high)}"
    )


def measured_times(ratio: float | None, low: float, high: float | None) -> str:
    """Return a ratio with its range, as a table has it; where it has no range, it is not told."""
    if ratio is None or low == high:
        return "not told"
    return f"{trend_words.times(ratio)} ({span(low, high)})"


def counted(kept: KeptReview) -> str:
    """Return what was counted: the months, how many complaints, and what was left out."""
    told = [
        f"{months(kept.year[0], kept.year[-1])}: {nouns.counted(kept.year_complaints, 'complaint')}"
        f" of {nouns.counted(kept.repeats.customers, 'customer')}"
    ]
    if kept.running_month:
        told.append(
            f"{trend_words.months_in_words([kept.running_month])} was running ({kept.running_complaints:,} in"
            f" {nouns.counted(kept.running_days, 'day')}) and is left out"
        )
    if kept.uncategorised.k:
        told.append(f"{share(kept.uncategorised)} have no {kept.grouping}")
    return "; ".join(told) + "."


def steady(chart: KeptChart | None) -> str:
    """Return whether the total is steady."""
    if chart is None:
        return "There is no complete month yet to draw."
    running = (
        f"Complaints are running at about {trend_words.about(chart.centre[0])} per {chart.per_days} days."
    )
    if not chart.ucl:
        return f"{running} {len(chart.months)} months are too few for limits."
    outside = [trend_words.months_in_words([chart.months[place]]) for place in chart.outside]
    stands_out = f"{', '.join(outside)} beyond the limits of chance" if outside else "No month stands out"
    if not chart.level_changed:
        return f"{running} {stands_out}, and the level holds."
    if chart.longest_run > chart.longest_run_max:
        return (
            f"{running} {stands_out}; the level changed: {chart.longest_run} months in a row on one side of the"
            f" average, where {chart.longest_run_max} may be chance."
        )
    return (
        f"{running} {stands_out}; the level has drifted: it crossed its average {chart.crossings} times in"
        f" {chart.useful} months, where {chart.crossings_min} or more are usual."
    )


def time(kept: KeptTime | None) -> str:
    """Return how long complaints take."""
    if kept is None:
        return "Nothing was received in these months."
    still = f", counting the {kept.open:,} still open" if kept.open else ""
    if kept.median is None:
        return f"Fewer than half are closed yet{still}; how long half of them take cannot be told."
    half = f"Half of the complaints are closed within {kept.median:g} days{_between(kept)}{still}."
    if kept.cases < trend_words.ROUGH_FROM:
        return half
    if kept.closed_low is None or kept.closed_high is None:
        return f"{half} {'All' if kept.closed == 1 else 'None'} within {kept.target_days} days."
    low, high = sorted((kept.closed_low, kept.closed_high))
    percent = f"{100 * kept.closed:.0f}% within {kept.target_days} days"
    return f"{half} {percent} ({100 * low:.0f}-{100 * high:.0f}%)."


def _between(kept: KeptTime) -> str:
    if kept.low is None:
        return ""
    between = f"{kept.low:g} or more" if kept.high is None else f"{kept.low:g}-{kept.high:g}"
    return f" (likely {between})"


def remedy(kept: KeptRemedy, label: str = "") -> str:
    """Return what became of one kind of remedy."""
    named = label or kept.remedy.replace("_", " ")
    said = share(kept.satisfied) + " of those who said" if kept.satisfied.n else "nobody said"
    return f"{named[:1].upper()}{named[1:]}: accepted {share(kept.accepted)}; satisfied {said}."


def findings(kept: KeptReview) -> tuple[KeptRow, ...]:
    """Return the rows that a paper leads with: the surest changes first, three at most."""
    order = {str(verdict): place for place, verdict in enumerate(_CHANGED)}
    told = [row for row in kept.rows if row.verdict in order]
    told.sort(key=lambda row: (order[row.verdict], -(row.now + row.before), row.value))
    return tuple(told[:SHOWN_FINDINGS])


def changes(old: KeptReview, new: KeptReview) -> tuple[str, ...]:
    """Return what is otherwise than in the last review of the same filter, in sentences."""
    return tuple(_changes(old, new))


def _changes(old: KeptReview, new: KeptReview) -> Iterator[str]:
    yield (
        f"{nouns.counted(new.year_complaints, 'complaint')} in twelve months; there were {old.year_complaints:,}"
        f" when it was last looked at ({trend_words.day_in_words(old.as_of)})."
    )
    was = {row.value: row for row in old.rows}
    same = 0
    for row in new.rows:
        before = was.pop(row.value, None)
        if before is None:
            yield f"{row.value}: new; {row.verdict} ({row.now:,} in the last three months)."
        elif before.verdict != row.verdict:
            yield (
                f"{row.value}: was {before.verdict} ({before.now:,} in three months), is now {row.verdict}"
                f" ({row.now:,} in three months)."
            )
        else:
            same += 1
    for gone in was.values():
        yield f"{gone.value}: none any more; it was {gone.verdict}."
    if same:
        yield f"{'1 row has' if same == 1 else f'{same} rows have'} the same verdict as before."
