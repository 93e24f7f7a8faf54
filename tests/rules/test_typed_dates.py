"""Typed dates: the words a handler uses, day before month, and the sentence that says it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis.strategies import booleans, dates, text

from complaintdesk.errors import TypedDateError
from complaintdesk.rules import typed_dates
from complaintdesk.rules.working_days import WorkingCalendar

ENGLAND = WorkingCalendar("ENG")
FRIDAY = date(2026, 12, 18)
SOME_DAYS = dates(date(1901, 1, 1), date(2099, 1, 1))


def parse(typed: str, today: date = FRIDAY, past: bool = False) -> date:
    return typed_dates.parse(typed, today, ENGLAND.add, past)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("today", "2026-12-18"),
        ("  ToMorrow ", "2026-12-19"),
        ("yesterday", "2026-12-17"),
        ("mon", "2026-12-21"),
        ("Friday", "2026-12-25"),
        ("sun", "2026-12-20"),
        ("eow", "2026-12-18"),
        ("eom", "2026-12-31"),
        ("+3d", "2026-12-21"),
        ("-3d", "2026-12-15"),
        ("+2w", "2027-01-01"),
        ("-2w", "2026-12-04"),
        ("+5wd", "2026-12-29"),
        ("+0wd", "2026-12-18"),
        ("18", "2026-12-18"),
        ("12", "2027-01-12"),
        ("31", "2026-12-31"),
        ("24/12", "2026-12-24"),
        ("1/2", "2027-02-01"),
        ("24.12.2026", "2026-12-24"),
        ("24/12/26", "2026-12-24"),
        ("29/2", "2028-02-29"),
        ("2026-12-24", "2026-12-24"),
        ("24 Dec", "2026-12-24"),
        ("Thu 24 Dec", "2026-12-24"),
        ("3 march 2027", "2027-03-03"),
    ],
)
def test_a_day_is_read_as_a_handler_means_it(typed: str, expected: str) -> None:
    assert parse(typed) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("fri", "2026-12-11"),
        ("mon", "2026-12-14"),
        ("18", "2026-12-18"),
        ("19", "2026-11-19"),
        ("31", "2026-10-31"),
        ("24/12", "2025-12-24"),
        ("29/2", "2024-02-29"),
    ],
)
def test_a_day_that_must_lie_behind_is_sought_there(typed: str, expected: str) -> None:
    assert parse(typed, past=True) == date.fromisoformat(expected)


@pytest.mark.parametrize("today", [date(2026, 12, 19), date(2026, 12, 20)])
def test_the_end_of_the_week_said_at_a_weekend_is_the_coming_friday(today: date) -> None:
    assert parse("eow", today) == date(2026, 12, 25)


@pytest.mark.parametrize(("today", "past"), [(date(2096, 3, 1), False), (date(1904, 2, 28), True)])
def test_the_29_february_after_a_century_without_one_is_out_of_reach(today: date, past: bool) -> None:
    with pytest.raises(TypedDateError, match="is not between 1900 and 2100"):
        parse("29/2", today, past)


def test_working_days_beyond_the_calendar_are_out_of_reach() -> None:
    with pytest.raises(TypedDateError, match="is not between 1900 and 2100"):
        parse("+9999wd", date(2099, 1, 1))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type a day: today"),
        ("   ", "Type a day: today"),
        ("soon", "“soon” is not a day; type one of today tomorrow"),
        ("24 foo", "“24 foo” is not a day"),
        ("30/2/2026", "There is no 30 Feb 2026."),
        ("2026-02-30", "There is no 30 Feb 2026."),
        ("2026-13-01", "There is no month 13; the day comes first, as in 24/12."),
        ("12/24", "There is no month 24"),
        ("31/4", "There is no 31 Apr 2026."),
        ("0", "No month has a day 0."),
        ("32", "No month has a day 32."),
        ("-5wd", "Working days are counted forward only; type -3d for days ago."),
        ("1899-12-31", "“1899-12-31” is not between 1900 and 2100."),
        ("2101-01-01", "is not between 1900 and 2100."),
        ("+9999w", "is not between 1900 and 2100."),
        ("-9999w", "is not between 1900 and 2100."),
        ("٢٤/١٢", "is not a day"),
        ("[/oops]\x1b]0;x\x07", "“[/oops]␛]0;x␇” is not a day"),
        ("x" * 100_000, "“" + "x" * 29 + "…” is not a day"),
    ],
)
def test_what_is_no_day_is_refused_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(TypedDateError) as refusal:
        parse(typed)

    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


@given(text(), SOME_DAYS, booleans())
@example("+1d", date(2099, 1, 1), False)
def test_anything_typed_is_a_day_or_a_refusal(typed: str, today: date, past: bool) -> None:
    try:
        found = parse(typed, today, past)
    except TypedDateError:
        return
    assert typed_dates.FIRST_YEAR <= found.year <= typed_dates.LAST_YEAR


@given(SOME_DAYS, SOME_DAYS)
def test_a_day_written_out_is_that_day(day: date, today: date) -> None:
    written = (day.isoformat(), f"{day.day}/{day.month}/{day.year}", typed_dates.in_full(day))

    assert {parse(typed, today) for typed in written} == {day}


@given(SOME_DAYS, SOME_DAYS, booleans())
def test_a_day_without_its_year_lies_on_the_side_asked_for(day: date, today: date, past: bool) -> None:
    found = parse(f"{day.day}/{day.month}", today, past)

    assert (found.day, found.month) == (day.day, day.month)
    assert found <= today if past else found >= today


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 18), "Fri 18 Dec (today)"),
        (date(2026, 12, 24), "Thu 24 Dec (in 4 working days)"),
        (date(2026, 12, 21), "Mon 21 Dec (in 1 working day)"),
        (date(2026, 12, 20), "Sun 20 Dec (in 2 days)"),
        (date(2026, 12, 17), "Thu 17 Dec (1 working day ago)"),
        (date(2027, 1, 4), "Mon 4 Jan 2027 (in 8 working days)"),
        (date(2025, 12, 18), "Thu 18 Dec 2025 (253 working days ago)"),
    ],
)
def test_a_day_is_said_back_in_full_with_its_distance(day: date, said: str) -> None:
    assert typed_dates.echo(day, FRIDAY, ENGLAND.between) == said


@given(SOME_DAYS, SOME_DAYS)
def test_what_is_said_back_names_the_day(day: date, today: date) -> None:
    said = typed_dates.echo(day, today, ENGLAND.between)

    in_full, _, _ = said.partition(" (")
    assert parse(in_full if f"{day.year}" in in_full else f"{in_full} {day.year}", today) == day


def test_a_weekend_just_behind_is_said_in_days() -> None:
    sunday = date(2026, 12, 20)

    assert typed_dates.echo(sunday - timedelta(days=1), sunday, ENGLAND.between) == "Sat 19 Dec (1 day ago)"
