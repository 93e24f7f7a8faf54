"""Thinning backups: what is kept over a year of days, and what always holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.rules.backup_rotation import Rotation, kept

USUAL = Rotation()
TODAY = date(2026, 11, 18)


def on(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001 - the rule knows no zones


def days_ago(moments: frozenset[datetime], today: date) -> list[int]:
    return sorted((today - moment.date()).days for moment in moments)


def lived(days: int, a_day: int = 1, rotation: Rotation = USUAL) -> tuple[frozenset[datetime], date]:
    """Return what is left after backing up and thinning every day."""
    held: frozenset[datetime] = frozenset()
    today = TODAY
    for _ in range(days):
        held = kept([*held, *(on(today, hour) for hour in range(a_day))], today, rotation)
        today += timedelta(days=1)
    return held, today - timedelta(days=1)


def test_after_a_year_of_days_there_are_days_then_weeks_then_months() -> None:
    held, today = lived(365)
    ages = days_ago(held, today)
    gaps = [later - earlier for earlier, later in pairwise(ages)]

    assert ages[:14] == list(range(14)), "today, yesterday, and twelve days before"
    assert len(ages) == 2 + 12 + 10 + 9
    assert all(gap <= 8 for gap in gaps[:23])
    assert all(gap <= 38 for gap in gaps)
    assert 330 <= ages[-1] <= 365


def test_all_of_today_and_yesterday_are_kept_and_of_a_day_before_the_last() -> None:
    held, today = lived(30, a_day=5)

    assert [moment.hour for moment in sorted(held) if (today - moment.date()).days <= 1] == [
        0,
        1,
        2,
        3,
        4,
    ] * 2
    assert {moment.hour for moment in held if (today - moment.date()).days > 1} == {4}


@pytest.mark.parametrize(
    ("rotation", "ages"),
    [
        (Rotation(0, 0, 0), [0, 1]),
        (Rotation(3, 0, 0), [0, 1, 2, 3, 4]),
        # 18 November 2026 is a Wednesday; the Sundays before are 3, 10 and 17 days ago.
        (Rotation(0, 2, 0), [0, 1, 3, 10]),
        (Rotation(0, 0, 2), [0, 1, 18, 49]),
    ],
)
def test_each_number_is_its_own(rotation: Rotation, ages: list[int]) -> None:
    year = [on(TODAY - timedelta(days=number)) for number in range(365)]

    assert days_ago(kept(year, TODAY, rotation), TODAY) == ages


def test_a_long_absence_takes_nothing_away() -> None:
    held, today = lived(200)
    later = today + timedelta(days=500)
    back = kept([*held, on(later)], later, USUAL)

    assert on(later) in back
    assert max(held) in back
    assert len(back) >= 1 + 12 + 1


moments = st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), max_size=80)  # noqa: DTZ001
rotations = st.builds(Rotation, st.integers(0, 15), st.integers(0, 15), st.integers(0, 15))


@given(moments, st.dates(date(2020, 1, 1), date(2030, 1, 1)), rotations)
def test_what_is_kept(made: list[datetime], today: date, rotation: Rotation) -> None:
    held = kept(made, today, rotation)
    recent = {moment for moment in made if moment.date() >= today - timedelta(days=1)}

    assert recent <= held <= set(made)
    assert len(held - recent) <= rotation.daily + rotation.weekly + rotation.monthly
    assert kept(reversed(made), today, rotation) == held
    assert kept(held, today, rotation) == held
    if rotation.daily:
        assert not made or max(made) in held
