"""The clocks that run from the day the organisation comes to know of something: a data breach, a danger."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import NamedTuple

from complaintdesk.rules.working_days import WorkingCalendar


class Due(NamedTuple):
    """Until when something must be done; `at` is the moment in UTC where the clock counts hours."""

    on: date
    at: datetime | None = None


def due(n: int, unit: str, aware_at: datetime, aware_on: date, calendar: WorkingCalendar) -> Due:
    """Return until when there is time.

    Args:
        n: How many units; 0 is the same day.
        unit: `hour`, `day`, `working_day`, `week` or `month`.
        aware_at: The moment from which hours count.
        aware_on: Its local day, from which everything else counts; it is day 0.
        calendar: The days that count as working days.

    Raises:
        ValueError: If the unit is unknown.
    """
    if unit == "hour":
        at = aware_at + timedelta(hours=n)
        # The day moves as far as the moment does: the local day of `at` needs no time zone here.
        return Due(aware_on + (at.date() - aware_at.date()), at)
    if unit == "working_day":
        return Due(calendar.add(aware_on, n))
    if unit == "month":
        return Due(_months_after(aware_on, n))
    per_unit = {"day": 1, "week": 7}.get(unit)
    if per_unit is None:
        raise ValueError(f"{unit} is no unit of a duty's clock")
    return Due(aware_on + timedelta(days=n * per_unit))


def _months_after(day: date, n: int) -> date:
    """Return the corresponding day so many months on; the last of a month that has none."""
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
