"""Months of a review: which are over, how many days they have, and which are compared with which."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

RECENT = 3
"""Complete months that are judged."""

BEFORE = 12
"""Complete months before them that they are judged by."""


class Windows(NamedTuple):
    """The months that are compared, each as `2026-03`, in order."""

    recent: tuple[str, ...]
    before: tuple[str, ...]
    last_year: tuple[str, ...]
    """The same months a year earlier."""

    year: tuple[str, ...]
    """The last twelve complete months."""


def windows(today: date) -> Windows:
    """Return the months that are compared as of a day; the month of that day is still running, to its last day."""
    running = month_of(today)
    recent = tuple(shifted(running, by) for by in range(-RECENT, 0))
    return Windows(
        recent,
        tuple(shifted(running, by) for by in range(-RECENT - BEFORE, -RECENT)),
        tuple(shifted(month, -12) for month in recent),
        tuple(shifted(running, by) for by in range(-12, 0)),
    )


def month_of(day: date) -> str:
    """Return the month of a day: `2026-03`."""
    return day.isoformat()[:7]


def shifted(month: str, by: int) -> str:
    """Return the month so many months later."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def between(first: str, last: str) -> tuple[str, ...]:
    """Return the months from one to another, both included."""
    found = []
    while first <= last:
        found.append(first)
        first = shifted(first, 1)
    return tuple(found)


def days_in(months: Sequence[str]) -> int:
    """Return how many days these months have together."""
    return sum(monthrange(int(month[:4]), int(month[5:]))[1] for month in months)


def first_day(month: str) -> date:
    """Return the first day of a month."""
    return date(int(month[:4]), int(month[5:]), 1)


def last_day(month: str) -> date:
    """Return the last day of a month."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])
