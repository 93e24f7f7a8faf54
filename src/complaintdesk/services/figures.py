"""Figures for the trend review: counts by month and by what complaints count as, with the way back to them.

Every number carries the filter that lists the complaints behind it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules.filter_terms import Filter, written
from complaintdesk.services import filtering
from complaintdesk.store import figures as stored
from complaintdesk.store.conditions import Condition, both

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

GROUPINGS = tuple(stored.GROUPINGS)
"""What complaints can be counted by."""


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many complaints were received in a month."""

    month: str
    """`2026-03`."""

    n: int
    is_running: bool
    """Whether the month is not over, so that the count is not yet one to compare."""

    filter: str
    """Lists the complaints behind the number."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How many complaints have one value."""

    value: str
    """Empty for those without any."""

    n: int
    share: float
    """Of the counted, from 0 to 1."""

    cumulative: float
    """The share of this bar and those before it."""

    filter: str
    """Lists the complaints behind the number."""


@dataclass(frozen=True, slots=True)
class Pareto:
    """What the complaints are made of, the most frequent first; those without a value come last."""

    by: str
    counted: int
    """What the shares are of: complaints, or causes and remedies where a complaint has several."""

    bars: tuple[Bar, ...]


def months(
    desk: Desk, filter_text: str = "", first: date | None = None, last: date | None = None
) -> tuple[MonthCount, ...]:
    """Return complaints received by month, months without any included.

    Args:
        desk: The desk.
        filter_text: Which complaints; of any origin unless it names one.
        first: The first day that counts; without it, the month of the first complaint is the first.
        last: The last day that counts; without it, the month of the last complaint is the last.

    Raises:
        FilterError: At the first place of the filter that is not understood.
        InvalidInputError: If the period ends before it begins.
    """
    filtered = filtering.parse(desk, filter_text)
    counts = stored.by_month(desk.reader, _condition(desk, filter_text, first, last))
    edges = [*counts, *(_month(day) for day in (first, last) if day is not None)]
    if not edges:
        return ()
    running = _month(desk.today())
    return tuple(
        MonthCount(
            month,
            counts.get(month, 0),
            month >= running,
            _behind(filtered, _within(month, first, last)),
        )
        for month in _months(min(edges), max(edges))
    )


def pareto(
    desk: Desk, by: str, filter_text: str = "", first: date | None = None, last: date | None = None
) -> Pareto:
    """Return how many complaints have each category, product, channel, cause, outcome or remedy.

    The arguments are those of `months`; `by` is one of `GROUPINGS`.

    Raises:
        FilterError: At the first place of the filter that is not understood.
        InvalidInputError: If complaints cannot be counted by that, or the period ends before it begins.
    """
    if by not in stored.GROUPINGS:
        msg = f"Complaints cannot be counted by {by!r}; they can by {', '.join(GROUPINGS)}."
        raise InvalidInputError(msg, "group")
    filtered = filtering.parse(desk, filter_text)
    counts = stored.by_value(desk.reader, by, _condition(desk, filter_text, first, last))
    counted = sum(counts.values())
    period = written_period(first, last)
    bars = []
    so_far = 0
    for value, n in sorted(counts.items(), key=lambda pair: (not pair[0], -pair[1], pair[0])):
        so_far += n
        term = written(by, value) if value else f"{by}:none"
        bars.append(Bar(value, n, n / counted, so_far / counted, _behind(filtered, f"{term} {period}")))
    return Pareto(by, counted, tuple(bars))


def written_period(first: date | None, last: date | None) -> str:
    """Return a period as a filter would have it; empty where it has no ends."""
    if first is None and last is None:
        return ""
    return f"received:{first or ''}..{last or ''}"


def _condition(desk: Desk, filter_text: str, first: date | None, last: date | None) -> Condition:
    if first is not None and last is not None and last < first:
        msg = "The period ends before it begins."
        raise InvalidInputError(msg, "to")
    parts = [filtering.condition(desk, filter_text, default=None)]
    # By month as well as by day, because the months are what the index holds.
    if first is not None:
        parts.append(Condition(f"{stored.MONTH} >= ?", (_month(first),)))
        if first.day > 1:
            parts.append(Condition("complaint.received_on >= ?", (first.isoformat(),)))
    if last is not None:
        parts.append(Condition(f"{stored.MONTH} <= ?", (_month(last),)))
        if last.day < monthrange(last.year, last.month)[1]:
            parts.append(Condition("complaint.received_on <= ?", (last.isoformat(),)))
    return both(*parts)


def _behind(filtered: Filter, term: str) -> str:
    """Return the filter that lists what was counted: lists mean referred complaints unless told otherwise."""
    origin = "" if filtered.field("origin") else "origin:any"
    return " ".join(part for part in (filtered.text, term.strip(), origin) if part)


def _within(month: str, first: date | None, last: date | None) -> str:
    """Return the days of a month that lie in the period, as a filter has them."""
    begins = first is not None and _month(first) == month and first.day > 1
    ends = last is not None and _month(last) == month
    if not begins and not ends:
        return f"received:{month}"
    return written_period(
        first if begins else date.fromisoformat(f"{month}-01"), last if ends else _end(month)
    )


def _end(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _months(first: str, last: str) -> Iterator[str]:
    year, number = int(first[:4]), int(first[5:])
    while (month := f"{year:04d}-{number:02d}") <= last:
        yield month
        year, number = (year, number + 1) if number < 12 else (year + 1, 1)
