"""Which backups are kept: all of today and yesterday, then one a day, one a week, one a month.

Moments in, moments out; no file is touched. Of each day, week or month it is the
latest that is kept: whoever thins every day then keeps the last of each week, and
later the last week of each month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many backups are kept beyond those of today and yesterday."""

    daily: int = 12
    weekly: int = 10
    monthly: int = 9


def kept(moments: Iterable[datetime], today: date, rotation: Rotation) -> frozenset[datetime]:
    """Return which of the backups made at these moments are kept.

    Args:
        moments: When each was made; in any order, and all in the zone that `today` is of.
        today: All of this day, of the day before and of any later day are kept.
        rotation: How many are kept of those before: first of one a day, then one a week (Monday
            to Sunday), then one a month.
    """
    yesterday = today - timedelta(days=1)
    left: list[tuple[int, Callable[[date], object]]] = [
        (rotation.daily, date.toordinal),
        (rotation.weekly, _week),
        (rotation.monthly, _month),
    ]
    found: list[datetime] = []
    for moment in sorted(set(moments), reverse=True):
        day = moment.date()
        if day >= yesterday:
            found.append(moment)
            continue
        while left and not left[0][0]:
            left.pop(0)
        if not left:
            break
        most, span = left[0]
        if not found or span(day) != span(found[-1].date()):
            found.append(moment)
            left[0] = (most - 1, span)
    return frozenset(found)


def _week(day: date) -> object:
    return day.isocalendar()[:2]


def _month(day: date) -> object:
    return day.year, day.month
