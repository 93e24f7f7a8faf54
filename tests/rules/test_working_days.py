"""Working days: the nations' bank holidays, added and removed days, and walks that always end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis.strategies import dates, frozensets, integers, sampled_from

from complaintdesk.errors import ProcedureError
from complaintdesk.rules.working_days import DayOff, WorkingCalendar

ENGLAND = WorkingCalendar("ENG")
WEEKDAYS = WorkingCalendar("custom")
SOME_DAYS = dates(date(2000, 1, 1), date(2099, 1, 1))


@pytest.mark.parametrize(
    ("region", "year", "expected"),
    [
        ("ENG", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        ("WLS", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        ("ENG", 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        ("ENG", 2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
        ("SCT", 2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28"),
        ("SCT", 2027, "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28"),
        ("SCT", 2028, "01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26"),
        ("NIR", 2026, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28"),
        ("NIR", 2028, "01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26"),
    ],
)
def test_each_nation_has_its_own_bank_holidays(region: str, year: int, expected: str) -> None:
    off = WorkingCalendar(region).days_off(date(year - 1, 12, 31), date(year, 12, 31))

    assert " ".join(f"{day.on:%m-%d}" for day in off) == expected


def test_names_are_english_whatever_the_machine_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "th")

    assert WorkingCalendar("NIR").name_of(date(2045, 3, 17)) == "Saint Patrick's Day"
    assert WorkingCalendar("DE").name_of(date(2045, 4, 7)) == "Good Friday"


@pytest.mark.parametrize("region", ["AU", "US", "AU-NSW", "custom"])
def test_other_countries_have_calendars_too(region: str) -> None:
    assert not WorkingCalendar(region).is_working(date(2026, 12, 26))


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ("UK", "choose one of ENG, WLS, SCT, NIR"),
        ("GB", "choose one of ENG"),
        ("ZZ", "No bank holidays are known"),
        ("AU-ZZZ", "No bank holidays are known"),
        ("england", "No bank holidays are known"),
        ("", "No bank holidays are known"),
    ],
)
def test_a_region_without_bank_holidays_of_its_own_is_refused(region: str, message: str) -> None:
    with pytest.raises(ProcedureError, match=message):
        WorkingCalendar(region)


def test_an_empty_week_is_refused_at_once() -> None:
    with pytest.raises(ProcedureError, match="at least one working weekday"):
        WorkingCalendar("ENG", weekdays=frozenset())


def test_a_weekday_that_is_none_is_refused() -> None:
    with pytest.raises(ProcedureError, match=r"0 \(Monday\) to 6"):
        WorkingCalendar("ENG", weekdays=frozenset({7}))


def test_a_strike_day_is_skipped_by_name_and_a_worked_bank_holiday_is_not() -> None:
    calendar = WorkingCalendar(
        "ENG", added=(DayOff(date(2026, 12, 22), "Strike"),), removed=frozenset({date(2026, 12, 28)})
    )

    assert calendar.add(date(2026, 12, 21), 4) == date(2026, 12, 29)
    assert calendar.name_of(date(2026, 12, 22)) == "Strike"
    assert calendar.is_working(date(2026, 12, 28))


def test_the_next_working_day_after_christmas() -> None:
    assert ENGLAND.next_working(date(2026, 12, 25)) == date(2026, 12, 29)
    assert ENGLAND.next_working(date(2026, 12, 29)) == date(2026, 12, 29)


def test_waiting_a_negative_time_is_an_error() -> None:
    with pytest.raises(ValueError, match="-1 working days"):
        ENGLAND.add(date(2026, 12, 21), -1)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2101, 1, 1), date(9999, 12, 31)])
def test_years_without_a_table_are_refused_not_guessed(day: date) -> None:
    with pytest.raises(ProcedureError, match="1900 to 2100"):
        ENGLAND.is_working(day)
    assert not ENGLAND.covers(day)


def test_a_walk_off_the_end_of_the_calendar_stops() -> None:
    with pytest.raises(ProcedureError, match="where the calendar ends"):
        ENGLAND.add(date(2100, 12, 20), 1_000_000)


def test_a_calendar_whose_every_day_was_added_as_a_holiday_stops_too() -> None:
    first = date(2099, 1, 1)
    added = tuple(DayOff(first + timedelta(days=n), "Closed") for n in range(731))

    with pytest.raises(ProcedureError, match="where the calendar ends"):
        WorkingCalendar("ENG", added=added).next_working(date(2099, 3, 1))


@given(SOME_DAYS, integers(0, 60), integers(0, 60), sampled_from(["ENG", "SCT", "NIR", "US", "custom"]))
def test_waiting_in_two_parts_is_waiting_once(start: date, first: int, then: int, region: str) -> None:
    """A clock stopped on a due day and restarted there loses no time."""
    calendar = WorkingCalendar(region)

    assert calendar.add(calendar.add(start, first), then) == calendar.add(start, first + then)


@given(SOME_DAYS, integers(0, 30), integers(1, 60), sampled_from(["ENG", "SCT", "NIR"]))
def test_a_later_start_is_never_due_earlier(start: date, later: int, n: int, region: str) -> None:
    calendar = WorkingCalendar(region)

    assert calendar.add(start, n) <= calendar.add(start + timedelta(days=later), n)


@given(SOME_DAYS, integers(1, 400))
def test_counting_back_gives_the_number_that_was_waited(start: date, n: int) -> None:
    end = ENGLAND.add(start, n)

    assert ENGLAND.is_working(end)
    assert ENGLAND.between(start, end) == n
    assert ENGLAND.between(end, start) == -n


@given(SOME_DAYS, integers(0, 700))
def test_counting_agrees_with_looking_at_every_day(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    one_by_one = sum(ENGLAND.is_working(start + timedelta(days=n)) for n in range(1, days + 1))

    assert ENGLAND.between(start, end) == one_by_one


@settings(max_examples=50)
@given(
    frozensets(integers(0, 6), min_size=1),
    frozensets(dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=30),
    frozensets(dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=30),
    dates(date(2025, 12, 1), date(2026, 12, 31)),
    integers(1, 50),
)
def test_random_weeks_and_holidays_always_come_to_an_end(
    week: frozenset[int], added: frozenset[date], removed: frozenset[date], start: date, n: int
) -> None:
    calendar = WorkingCalendar(
        "ENG", weekdays=week, added=tuple(DayOff(day, "Closed") for day in added), removed=removed
    )
    end = calendar.add(start, n)

    assert end > start
    assert end.weekday() in week
    assert end not in added
    assert calendar.between(start, end) == n
