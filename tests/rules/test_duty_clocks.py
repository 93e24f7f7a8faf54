"""The clocks of implications: hours to the hour, days from the day it was known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.rules import duty_clocks
from complaintdesk.rules.notices import WEEKDAYS

KNOWN = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)
ON = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("n", "unit", "on"),
    [
        (72, "hour", date(2026, 11, 21)),
        (1, "hour", ON),
        (2, "hour", date(2026, 11, 19)),
        (0, "day", ON),
        (10, "day", date(2026, 11, 28)),
        (2, "week", date(2026, 12, 2)),
        (5, "working_day", date(2026, 11, 25)),
        (6, "month", date(2027, 5, 18)),
    ],
)
def test_each_unit_counts_from_when_it_was_known(n: int, unit: str, on: date) -> None:
    due = duty_clocks.due(n, unit, KNOWN, ON, WEEKDAYS)

    assert due.on == on
    assert due.at == (KNOWN + timedelta(hours=n) if unit == "hour" else None)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_a_month_without_the_day_ends_on_its_last(start: date, months: int, expected: date) -> None:
    assert duty_clocks.due(months, "month", KNOWN, start, WEEKDAYS).on == expected


def test_the_local_day_moves_as_the_moment_does() -> None:
    """Known at half past midnight here, when the moment in UTC is still of the day before."""
    due = duty_clocks.due(72, "hour", datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 2), WEEKDAYS)

    assert due.on == date(2026, 7, 5)


def test_an_unknown_unit_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="fortnight is no unit"):
        duty_clocks.due(1, "fortnight", KNOWN, ON, WEEKDAYS)


@given(st.integers(0, 400), st.sampled_from(["hour", "day", "week", "month", "working_day"]))
def test_nothing_is_due_before_it_was_known(n: int, unit: str) -> None:
    assert duty_clocks.due(n, unit, KNOWN, ON, WEEKDAYS).on >= ON
