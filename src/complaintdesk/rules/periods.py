"""Periods of a chart: weeks, months and quarters by their names, and the shortest that has enough in it.

A name says its kind: `2026-W12` (as ISO 8601 counts weeks), `2026-03`, `2026-Q1`. Names of one kind sort in time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from complaintdesk.rules import months
from complaintdesk.rules.typed_dates import MONTHS

Kind = Literal["week", "month", "quarter"]

KINDS: tuple[Kind, ...] = ("week", "month", "quarter")
"""The kinds of period, the shortest first."""

LEAST_MEAN = 5
"""Complaints a period needs on average before limits say anything."""

LEAST_PERIODS = 12
"""Complete periods that limits need."""


def of(day: date, kind: Kind) -> str:
    """Return the name of the period that a day is in."""
    if kind == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if kind == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return months.month_of(day)


def kind_of(name: str) -> Kind:
    """Return what kind of period a name is of.

    Raises:
        ValueError: If it is no name of a period.
    """
    kind: Kind = "week" if "W" in name else "quarter" if "Q" in name else "month"
    if of(_first(name, kind), kind) != name:
        msg = f"{name!r} is no period; one is written 2026-03, 2026-W12 or 2026-Q1."
        raise ValueError(msg)
    return kind


def first_day(name: str) -> date:
    """Return the first day of a period."""
    return _first(name, kind_of(name))


def last_day(name: str) -> date:
    """Return the last day of a period."""
    kind = kind_of(name)
    begins = _first(name, kind)
    if kind == "week":
        return begins + timedelta(days=6)
    return months.last_day(months.shifted(months.month_of(begins), 2 if kind == "quarter" else 0))


def days_in(name: str) -> int:
    """Return how many days a period has."""
    return (last_day(name) - first_day(name)).days + 1


def following(name: str) -> str:
    """Return the period after one."""
    return of(last_day(name) + timedelta(days=1), kind_of(name))


def preceding(name: str) -> str:
    """Return the period before one."""
    return of(first_day(name) - timedelta(days=1), kind_of(name))


def between(first: str, last: str) -> tuple[str, ...]:
    """Return the periods from one to another of the same kind, both included."""
    found = []
    while first <= last:
        found.append(first)
        first = following(first)
    return tuple(found)


def counted(by_day: Mapping[date, int], kind: Kind) -> dict[str, int]:
    """Return period -> how many, from how many on each day; periods without any are left out."""
    found: dict[str, int] = {}
    for day in sorted(by_day):
        name = of(day, kind)
        found[name] = found.get(name, 0) + by_day[day]
    return found


def fitting(total: int, first: date, until: date) -> Kind | None:
    """Return the shortest period with enough in it for limits, or None where there is none.

    Args:
        total: How many there are in the complete periods, near enough.
        first: The day of the first.
        until: The day on which the running period is.
    """
    for kind in KINDS:
        complete = between(of(first, kind), preceding(of(until, kind))) if first < until else ()
        if len(complete) >= LEAST_PERIODS and total / len(complete) >= LEAST_MEAN:
            return kind
    return None


def words(name: str) -> str:
    """Return a period as people say it: `Mar 2026`, `week 12 of 2026`, `Jan to Mar 2026`."""
    kind = kind_of(name)
    if kind == "week":
        return f"week {int(name[6:])} of {name[:4]}"
    first, last = first_day(name), last_day(name)
    if kind == "quarter":
        return f"{MONTHS[first.month - 1]} to {MONTHS[last.month - 1]} {name[:4]}"
    return f"{MONTHS[first.month - 1]} {name[:4]}"


def short(name: str) -> str:
    """Return a period where there are but a few cells: `M`, `12`, `Q1`."""
    kind = kind_of(name)
    return MONTHS[int(name[5:]) - 1][0] if kind == "month" else name[6:] if kind == "week" else name[5:]


def _first(name: str, kind: Kind) -> date:
    year, rest = name[:4], name[5:].lstrip("WQ")
    if not (year.isdigit() and rest.isdigit() and len(year) == 4):
        msg = f"{name!r} is no period; one is written 2026-03, 2026-W12 or 2026-Q1."
        raise ValueError(msg)
    if kind == "week":
        return date.fromisocalendar(int(year), int(rest), 1)
    return date(int(year), int(rest) * 3 - 2 if kind == "quarter" else int(rest), 1)
