"""Four faults that other desks had with pauses and calendars, so that this one never has them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from complaintdesk.errors import ProcedureError
from complaintdesk.rules.clocks import Clock, Pause, clocks
from complaintdesk.rules.due_dates import due
from complaintdesk.rules.procedures import Procedure, parse
from complaintdesk.rules.working_days import WorkingCalendar

ENGLAND = WorkingCalendar("ENG")


def procedure(n: int = 5, *, stops: bool = True) -> Procedure:
    return parse(
        {
            "id": "desk",
            "name": "Desk",
            "region": "ENG",
            "kind": "policy",
            "source": "A test",
            "as_of": date(2026, 11, 1),
            "clocks": [
                {
                    "id": "answer",
                    "name": "Answer",
                    "start": "received",
                    "met_by": "final_response",
                    "n": n,
                    "unit": "wd",
                    "kind": "policy",
                    "stop_clock": stops,
                    "source": "A test",
                    "as_of": date(2026, 11, 1),
                }
            ],
        },
        "desk.toml",
    )


def answer(today: date, *pauses: Pause, under: Procedure | None = None) -> Clock:
    (clock,) = clocks(under or procedure(), {"received": date(2026, 11, 2)}, ENGLAND, today, pauses)
    return clock


def test_frappe_helpdesk_1554_a_running_pause_is_counted_and_read_before_missed() -> None:
    """There, only ended pauses moved the date, and *failed* was asked before *paused*."""
    clock = answer(date(2026, 11, 30), Pause(date(2026, 11, 4), reason="parts"))

    assert clock.status == "paused"
    assert clock.due_on == date(2026, 12, 2)
    assert clock.sum.endswith("if resumed now, Mon 30 Nov")


@pytest.mark.parametrize(
    ("from_on", "to_on"),
    [
        (date(2026, 11, 3), date(2026, 11, 4)),
        (date(2026, 11, 6), date(2026, 11, 9)),
        (date(2026, 11, 7), date(2026, 11, 8)),
        (date(2026, 11, 4), date(2026, 11, 4)),
    ],
    ids=["over a night", "over a weekend", "on a weekend", "within a day"],
)
def test_erpnext_47029_a_hold_outside_working_time_adds_nothing(from_on: date, to_on: date) -> None:
    """There, the seconds of the hold were added, nights and all."""
    assert answer(date(2026, 11, 5), Pause(from_on, to_on)).due_on == answer(date(2026, 11, 5)).due_on


def test_glpi_6902_another_procedure_keeps_the_waiting_there_was() -> None:
    """There, another priority swapped the policy and forgot earlier waiting time."""
    pause = Pause(date(2026, 11, 3), date(2026, 11, 6))

    assert answer(date(2026, 11, 9), pause).due_on == date(2026, 11, 11)
    assert answer(date(2026, 11, 9), pause, under=procedure(10)).due_on == date(2026, 11, 18)


@pytest.mark.parametrize("weekdays", [frozenset[int](), frozenset({7})], ids=["no day", "no such day"])
def test_zammad_1395_a_calendar_without_a_working_day_is_refused(weekdays: frozenset[int]) -> None:
    """There, each edit failed; elsewhere, a hundred and fifty days were made up."""
    with pytest.raises(ProcedureError, match="weekday"):
        WorkingCalendar("ENG", weekdays=weekdays)


def test_a_calendar_whose_every_day_is_off_ends_instead_of_looping() -> None:
    from complaintdesk.rules.working_days import LAST_YEAR, DayOff

    first = date(LAST_YEAR, 12, 1)
    shut = WorkingCalendar("custom", added=tuple(DayOff(first + timedelta(n), "shut") for n in range(31)))

    with pytest.raises(ProcedureError, match="where the calendar ends"):
        due(procedure().clock("answer"), first, shut)


def test_a_clock_that_cannot_pause_says_that_it_is_not_moved() -> None:
    pause = Pause(date(2026, 11, 3), date(2026, 11, 6))
    clock = answer(date(2026, 11, 9), pause, under=procedure(stops=False))

    assert clock.due_on == date(2026, 11, 9)
    assert clock.sum.endswith("(not moved by the pause)")


def test_a_pause_after_the_due_date_is_not_spoken_of() -> None:
    clock = answer(
        date(2026, 11, 16), Pause(date(2026, 11, 12), date(2026, 11, 13)), under=procedure(stops=False)
    )

    assert "pause" not in clock.sum
