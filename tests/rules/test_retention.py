"""How long a complaint is kept: the longer of two terms, from two days, to the day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis.strategies import dates, integers

from complaintdesk.rules.procedure_grammar import Limit
from complaintdesk.rules.retention import kept, later

YEARS_3 = Limit("keep_records", "Kept", "receipt", 3, "year", "The rule book", date(2026, 6, 30))


@pytest.mark.parametrize(
    ("ended", "received", "months", "limit", "until", "why"),
    [
        (date(2026, 3, 31), date(2026, 1, 5), 12, None, date(2027, 3, 31), "ended 2026-03-31 + 1 year"),
        (date(2026, 3, 31), date(2026, 1, 5), 72, None, date(2032, 3, 31), "ended 2026-03-31 + 6 years"),
        (date(2026, 8, 31), date(2026, 1, 5), 18, None, date(2028, 2, 29), "ended 2026-08-31 + 18 months"),
        (date(2026, 8, 31), date(2026, 1, 5), 1, None, date(2026, 9, 30), "ended 2026-08-31 + 1 month"),
        (
            *(date(2026, 3, 31), date(2026, 1, 5), 12, YEARS_3, date(2029, 1, 5)),
            "received 2026-01-05 + 3 years (The rule book)",
        ),
        (date(2026, 3, 31), date(2026, 1, 5), 72, YEARS_3, date(2032, 3, 31), "ended 2026-03-31 + 6 years"),
    ],
)
def test_the_longer_term_holds_and_says_why(
    ended: date, received: date, months: int, limit: Limit | None, until: date, why: str
) -> None:
    assert kept(ended, received, months, limit) == (until, why)


def test_a_limit_in_weeks_says_nothing_of_records() -> None:
    weeks = Limit("keep_records", "Kept", "receipt", 900, "week", "x", date(2026, 1, 1))

    assert kept(date(2026, 1, 1), date(2026, 1, 1), 12, weeks).until == date(2027, 1, 1)


@given(day=dates(date(1990, 1, 1), date(2080, 1, 1)), months=integers(-300, 300))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    found = later(day, months)

    assert found.day in {day.day, 28, 29, 30}
    assert found.day <= day.day
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
