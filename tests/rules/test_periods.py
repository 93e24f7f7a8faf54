"""Periods: names and days agree, whatever the kind; the shortest with enough in it is chosen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import dates, sampled_from

from complaintdesk.rules import periods

DAYS = dates(date(1990, 1, 1), date(2090, 12, 31))


@given(DAYS, sampled_from(periods.KINDS))
def test_a_day_lies_in_the_period_it_is_named_by_and_periods_meet(day: date, kind: periods.Kind) -> None:
    name = periods.of(day, kind)

    assert periods.kind_of(name) == kind
    assert periods.first_day(name) <= day <= periods.last_day(name)
    assert periods.first_day(periods.following(name)) == periods.last_day(name) + timedelta(days=1)
    assert periods.preceding(periods.following(name)) == name
    assert name < periods.following(name), "names sort in time"


NAMES = {
    "2026-03": (date(2026, 3, 1), date(2026, 3, 31), "Mar 2026", "M"),
    "2024-02": (date(2024, 2, 1), date(2024, 2, 29), "Feb 2024", "F"),
    "2026-W53": (date(2026, 12, 28), date(2027, 1, 3), "week 53 of 2026", "53"),
    "2026-W01": (date(2025, 12, 29), date(2026, 1, 4), "week 1 of 2026", "01"),
    "2026-Q3": (date(2026, 7, 1), date(2026, 9, 30), "Jul to Sep 2026", "Q3"),
}


@pytest.mark.parametrize(("name", "told"), NAMES.items(), ids=NAMES)
def test_names_have_days_and_words(name: str, told: tuple[date, date, str, str]) -> None:
    found = periods.first_day(name), periods.last_day(name), periods.words(name), periods.short(name)

    assert found == told
    assert periods.days_in(name) == (told[1] - told[0]).days + 1


@pytest.mark.parametrize(
    "name", ["", "2026", "2026-13", "2026-W54", "2026-Q5", "2026-3", "20a6-03", "2026-W1", "W-Q"]
)
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"no period|month must be|[Ii]nvalid week"):
        periods.kind_of(name)


ENOUGH = {
    "many": (2000, "week"),
    "five a month": (180, "month"),
    "two a month": (72, "quarter"),
    "next to none": (20, None),
}


@pytest.mark.parametrize(("total", "kind"), ENOUGH.values(), ids=ENOUGH)
def test_the_shortest_period_with_enough_in_it_is_chosen(total: int, kind: str | None) -> None:
    assert periods.fitting(total, date(2023, 11, 1), date(2026, 11, 18)) == kind


def test_a_short_past_has_no_fitting_period() -> None:
    assert periods.fitting(900, date(2026, 10, 1), date(2026, 11, 18)) is None
    assert periods.fitting(900, date(2026, 11, 18), date(2026, 11, 18)) is None


def test_days_are_counted_into_periods() -> None:
    by_day = {date(2026, 1, 1): 2, date(2025, 12, 31): 1, date(2026, 1, 5): 4}

    assert periods.counted(by_day, "week") == {"2026-W01": 3, "2026-W02": 4}
    assert periods.counted(by_day, "quarter") == {"2025-Q4": 1, "2026-Q1": 6}
