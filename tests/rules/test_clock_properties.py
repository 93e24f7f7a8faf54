"""What holds for every clock, whatever its start, its length and the waiting in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis.strategies import booleans, dates, integers, lists, sampled_from, tuples

from complaintdesk.rules.due_dates import Extension, Pause, due
from complaintdesk.rules.procedure_grammar import ClockRule, ExtensionRule
from complaintdesk.rules.working_days import WorkingCalendar

CALENDARS = {region: WorkingCalendar(region) for region in ("ENG", "WLS", "SCT", "NIR", "custom")}
SOME_DAYS = dates(date(2020, 1, 1), date(2035, 12, 31))
REGIONS = sampled_from(sorted(CALENDARS))
UNITS = sampled_from(["wd", "cd", "week", "month"])
RULE = ClockRule(
    id="a", name="A", start=("received",), met_by=("closed",), unit="wd", kind="policy", source="A test",
    as_of=date(2026, 11, 1), n=5, stop_clock=True,
)  # fmt: skip


@given(SOME_DAYS, integers(1, 60), UNITS, booleans(), REGIONS)
def test_a_clock_that_rolls_never_ends_on_a_day_that_is_not_worked(
    start: date, n: int, unit: str, inclusive: bool, region: str
) -> None:
    rule = replace(RULE, n=n, unit=unit, count="inclusive" if inclusive else "exclusive", roll="next_wd")
    ends = due(rule, start, CALENDARS[region]).on

    assert ends is not None
    assert CALENDARS[region].is_working(ends)


@given(
    SOME_DAYS,
    integers(1, 60),
    booleans(),
    REGIONS,
    lists(tuples(integers(0, 40), integers(0, 20)), max_size=3),
)
def test_a_clock_in_working_days_ends_on_one(
    start: date, n: int, inclusive: bool, region: str, waits: list[tuple[int, int]]
) -> None:
    rule = replace(RULE, n=n, count="inclusive" if inclusive else "exclusive")
    pauses = [Pause(start + timedelta(first), start + timedelta(first + length)) for first, length in waits]
    ends = due(rule, start, CALENDARS[region], pauses=pauses).on

    assert ends is not None
    assert CALENDARS[region].is_working(ends)


@given(SOME_DAYS, integers(1, 40), UNITS, REGIONS, integers(0, 30), integers(0, 30), integers(0, 30))
def test_waiting_in_two_parts_is_waiting_once(
    start: date, n: int, unit: str, region: str, begun: int, first: int, then: int
) -> None:
    """Two pauses that share a day of meeting lose that day only if work went on in it, so they overlap here."""
    rule, calendar = replace(RULE, n=n, unit=unit), CALENDARS[region]
    from_on, mid_on = start + timedelta(begun), start + timedelta(begun + first)
    to_on = mid_on + timedelta(then)
    parted = [Pause(from_on, mid_on + timedelta(1)), Pause(mid_on, to_on)]

    together = due(rule, start, calendar, pauses=[Pause(from_on, max(to_on, mid_on + timedelta(1)))])
    assert due(rule, start, calendar, pauses=parted).on == together.on


@given(SOME_DAYS, integers(1, 40), REGIONS, integers(0, 40))
def test_a_pause_from_one_working_day_to_the_next_adds_nothing(
    start: date, n: int, region: str, begun: int
) -> None:
    calendar = CALENDARS[region]
    from_on = calendar.next_working(start + timedelta(begun))
    outside = Pause(from_on, calendar.add(from_on, 1))

    assert (
        due(replace(RULE, n=n), start, calendar, pauses=[outside]).on
        == due(replace(RULE, n=n), start, calendar).on
    )


@given(
    SOME_DAYS,
    integers(1, 40),
    UNITS,
    REGIONS,
    lists(tuples(booleans(), integers(-30, 90)), min_size=1, max_size=3),
    sampled_from(
        [
            ExtensionRule("wd", n=10),
            ExtensionRule("wd", to=35),
            ExtensionRule("cd", to=60),
            ExtensionRule("month", to=3),
            ExtensionRule("agreed"),
        ]
    ),
)
def test_an_extension_never_shortens(
    start: date, n: int, unit: str, region: str, taken: list[tuple[bool, int]], allowed: ExtensionRule
) -> None:
    rule, calendar = replace(RULE, n=n, unit=unit, extension=allowed), CALENDARS[region]
    chain = [Extension("a", start, start + timedelta(days) if is_dated else None) for is_dated, days in taken]
    ends = [due(rule, start, calendar, extensions=chain[:length]).on for length in range(len(chain) + 1)]

    assert all(
        before is not None and after is not None and before <= after for before, after in pairwise(ends)
    )


@given(SOME_DAYS, integers(2, 60), REGIONS)
def test_counting_the_first_day_gains_one_working_day(start: date, n: int, region: str) -> None:
    calendar = CALENDARS[region]
    begun = calendar.next_working(start)
    inclusive = due(replace(RULE, n=n, count="inclusive"), begun, calendar).on
    exclusive = due(replace(RULE, n=n), begun, calendar).on

    assert inclusive is not None
    assert calendar.add(inclusive, 1) == exclusive
