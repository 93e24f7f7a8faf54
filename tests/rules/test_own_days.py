"""An organisation's own working days: kept, read back, and refused in one sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import own_days
from complaintdesk.rules.own_days import OwnDays
from complaintdesk.rules.working_days import DayOff

STRIKE = date(2026, 11, 26)
SATURDAY = date(2026, 11, 28)
BOXING = date(2026, 12, 28)
"""Boxing Day falls on a Saturday in 2026; this is the day in its place."""

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_a_day_off_is_not_worked_and_a_bank_holiday_can_be() -> None:
    own = OwnDays().with_day_off(STRIKE, " The  drivers' strike ", "ENG").working(BOXING, "ENG")

    calendar = own.calendar("ENG")
    assert not calendar.is_working(STRIKE)
    assert calendar.name_of(STRIKE) == "The drivers' strike"
    assert calendar.is_working(BOXING)
    assert own.working(STRIKE, "ENG").calendar("ENG").is_working(STRIKE)
    assert not own.resting(BOXING).calendar("ENG").is_working(BOXING)


def test_a_bank_holiday_that_was_worked_can_be_closed_again_under_a_name_of_its_own() -> None:
    own = OwnDays().working(BOXING, "ENG").with_day_off(BOXING, "Flood", "ENG")

    assert own.calendar("ENG").name_of(BOXING) == "Flood"
    assert own.worked == frozenset()


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("Sat 28 Nov 2026 is not worked as it is: a Saturday.", lambda own: own.with_day_off(SATURDAY, "x", "ENG")),
        ("is not worked as it is: Boxing Day", lambda own: own.with_day_off(BOXING, "x", "ENG")),
        (
            "is not worked as it is: Strike",
            lambda own: own.with_day_off(STRIKE, "Strike", "ENG").with_day_off(STRIKE, "x", "ENG"),
        ),
        ("Name the day off", lambda own: own.with_day_off(STRIKE, " ", "ENG")),
        ("Thu 26 Nov 2026 is a working day already.", lambda own: own.working(STRIKE, "ENG")),
        ("is a Saturday, which is not in your week", lambda own: own.working(SATURDAY, "ENG")),
        ("is no bank holiday that is worked here", lambda own: own.resting(STRIKE)),
        ("A week is the days worked as digits", lambda own: own.with_week("")),
        ("A week is the days worked as digits", lambda own: own.with_week("1123")),
        ("A week is the days worked as digits", lambda own: own.with_week("08")),
        ("'25:00' is no time of day", lambda own: own_days.read_cutoff("25:00")),
        ("'noon' is no time of day", lambda own: own_days.read_cutoff("noon")),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_sentence(sentence: str, act: object) -> None:
    with pytest.raises(InvalidInputError, match=sentence.replace(".", r"\.")):
        act(OwnDays())  # type: ignore[operator]  # a lambda of the table


@pytest.mark.parametrize(
    ("typed", "kept"), [("", ""), ("none", ""), ("17:00", "17:00"), ("9", "09:00"), (" 9:30 ", "09:30")]
)
def test_a_cut_off_hour_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert own_days.read_cutoff(typed) == kept


@given(
    added=st.dictionaries(DAYS, st.sampled_from(["Strike", "Fair day", "Naïve 漢字 day"]), max_size=6),
    worked=st.frozensets(DAYS, max_size=6),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
)
def test_what_is_kept_is_read_back(
    added: dict[date, str], worked: frozenset[date], weekdays: frozenset[int]
) -> None:
    own = OwnDays(tuple(sorted(DayOff(on, name) for on, name in added.items())), worked, weekdays)

    assert own_days.read(*own.lines()) == own


@given(start=DAYS, n=st.integers(0, 60), off=DAYS)
def test_one_more_day_off_never_makes_a_deadline_earlier_and_moves_it_by_days_not_weeks(
    start: date, n: int, off: date
) -> None:
    before = OwnDays()
    try:
        after = before.with_day_off(off, "Strike", "ENG")
    except InvalidInputError:
        return
    due, later = (own.calendar("ENG").add(start, n) for own in (before, after))
    assert due <= later <= due + timedelta(days=7)
    assert (due != later) == (start < off <= due)


@given(name=st.text(min_size=1))
def test_any_name_is_kept_in_one_line(name: str) -> None:
    try:
        own = OwnDays().with_day_off(STRIKE, name, "ENG")
    except InvalidInputError:
        assert not name.strip()
        return

    assert own_days.read(*own.lines()) == own
