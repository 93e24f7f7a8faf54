"""Typed dates: the short words in which a handler types a day, and how it is said back.

Words in, dates out, day before month always. Today and the working days come
from the caller; no clock and no calendar is read here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from complaintdesk.errors import ProcedureError, TypedDateError
from complaintdesk.rules import foreign_text
from complaintdesk.rules.counting import counted

WAYS = "today tomorrow mon eow eom +3d +2w +5wd 12 24/12 2026-12-24"
"""Examples of what may be typed, for the line beneath a date field."""

FIRST_YEAR = 1900
LAST_YEAR = 2100
"""The years a complaint can be dated in; the working calendar knows the same."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

FRIDAY = 4
_LONG_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?", re.ASCII)
_NAMED_MONTH = re.compile(r"(?:[a-z]{3,9} )?(\d{1,2}) ([a-z]{3,9})(?: (\d{4}))?", re.ASCII)
_DAY = re.compile(r"\d{1,2}", re.ASCII)
_AWAY = re.compile(r"([+-])(\d{1,4})(d|w|wd)", re.ASCII)
_ONE_DAY = timedelta(days=1)


def parse(
    text: str,
    today: date,
    add_working_days: Callable[[date, int], date],
    past: bool = False,
) -> date:
    """Return the day that `text` names.

    `today`, `tomorrow`, `yesterday`; `mon` to `sun`, the next one after today;
    `eow`, this week's Friday, or the coming one at the weekend; `eom`, the last
    day of the month; `+3d`, `-3d`, `+2w`, `-2w`; `+5wd`, working days; `12`, the
    12th; `24/12`, `24/12/2026`, `24 Dec`, `24 Dec 2026`; `2026-12-24`.

    Args:
        text: As typed; case and outer blanks do not matter.
        today: The day to count from.
        add_working_days: Returns the nth working day after a date.
        past: Whether a weekday, or a day or month without its year, means the
            latest one up to today instead of the next one from today.

    Raises:
        TypedDateError: With one sentence, if it names no day or one outside 1900 to 2100.
    """
    typed = " ".join(text.split()).casefold()
    if not typed:
        raise TypedDateError(f"Type a day: {WAYS}.", "date")
    try:
        day = _named(typed, today, past) or _away(typed, today, add_working_days)
        day = day or _written(typed, today, past)
    except (OverflowError, ProcedureError):
        raise _out_of_reach(text) from None
    if day is None:
        raise TypedDateError(f"{_quoted(text)} is not a day; type one of {WAYS}.", "date")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _out_of_reach(text)
    return day


def echo(day: date, today: date, working_days_between: Callable[[date, date], int]) -> str:
    """Return the day in full, with its distance: `Thu 24 Dec (in 4 working days)`.

    The year is named where it is not this year's. A distance without any working
    day in it is said in days.
    """
    return f"{in_full(day, today)} ({_distance(day, today, working_days_between)})"


def in_full(day: date, today: date | None = None) -> str:
    """Return `Thu 24 Dec 2026`; without its year where that is the year of `today`."""
    year = "" if today is not None and day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def _distance(day: date, today: date, working_days_between: Callable[[date, date], int]) -> str:
    if day == today:
        return "today"
    worked = abs(working_days_between(today, day))
    count = counted(worked, "working day") if worked else counted(abs((day - today).days), "day")
    return f"in {count}" if day > today else f"{count} ago"


def _named(typed: str, today: date, past: bool) -> date | None:
    """Return the day of a word such as `today`, `mon` or `eow`."""
    match typed:
        case "today":
            return today
        case "tomorrow":
            return today + _ONE_DAY
        case "yesterday":
            return today - _ONE_DAY
        case "eow":
            return today + _ONE_DAY * ((FRIDAY - today.weekday()) % 7)
        case "eom":
            return today.replace(day=monthrange(today.year, today.month)[1])
    for number, name in enumerate(_LONG_WEEKDAYS):
        if typed in (name, name[:3]):
            if past:
                return today - _ONE_DAY * ((today.weekday() - number - 1) % 7 + 1)
            return today + _ONE_DAY * ((number - today.weekday() - 1) % 7 + 1)
    return None


def _away(typed: str, today: date, add_working_days: Callable[[date, int], date]) -> date | None:
    """Return the day of a distance such as `+3d` or `+5wd`."""
    found = _AWAY.fullmatch(typed)
    if found is None:
        return None
    sign, number, unit = found.groups()
    if unit == "wd":
        if sign == "-":
            raise TypedDateError("Working days are counted forward only; type -3d for days ago.", "date")
        return add_working_days(today, int(number))
    days = int(number) * (7 if unit == "w" else 1)
    return today + _ONE_DAY * (days if sign == "+" else -days)


def _written(typed: str, today: date, past: bool) -> date | None:
    """Return the day of a written date, whole or with its month or year left out."""
    if found := _ISO.fullmatch(typed):
        year, month, day = map(int, found.groups())
        return _existing(year, month, day)
    if found := _DAY_MONTH.fullmatch(typed):
        return _of_year(int(found[1]), int(found[2]), found[3], today, past)
    if found := _NAMED_MONTH.fullmatch(typed):
        named = _month(found[2])
        return _of_year(int(found[1]), named, found[3], today, past) if named else None
    return _of_month(int(typed), today, past) if _DAY.fullmatch(typed) else None


def _month(word: str) -> int | None:
    """Return the number of a month named in English, by at least its first three letters."""
    return next((number for number, name in enumerate(MONTHS, 1) if word[:3] == name.casefold()), None)


def _of_year(day: int, month: int, year: str | None, today: date, past: bool) -> date:
    """Return that day of the year given, or of the nearest year on the right side of today."""
    if year is not None:
        return _existing(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    # Eight years hold a 29 February wherever one starts, turns of the century included.
    years = range(today.year, today.year + (-9 if past else 9), -1 if past else 1)
    for candidate in years:
        found = _day_or_none(candidate, month, day)
        if found is not None and (found <= today if past else found >= today):
            return found
    return _existing(today.year, month, day)


def _of_month(day: int, today: date, past: bool) -> date:
    """Return the nearest such day of a month on the right side of today."""
    months = today.year * 12 + today.month - 1
    for away in range(4):
        year, month = divmod(months + (-away if past else away), 12)
        found = _day_or_none(year, month + 1, day)
        if found is not None and (found <= today if past else found >= today):
            return found
    raise TypedDateError(f"No month has a day {day}.", "date")


def _existing(year: int, month: int, day: int) -> date:
    found = _day_or_none(year, month, day)
    if found is not None:
        return found
    if 1 <= month <= 12:
        raise TypedDateError(f"There is no {day} {MONTHS[month - 1]} {year}.", "date")
    raise TypedDateError(f"There is no month {month}; the day comes first, as in 24/12.", "date")


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _quoted(text: str) -> str:
    return f"“{foreign_text.clean(text.strip(), one_line=True, limit=30)}”"


def _out_of_reach(text: str) -> TypedDateError:
    return TypedDateError(f"{_quoted(text)} is not between {FIRST_YEAR} and {LAST_YEAR}.", "date")
