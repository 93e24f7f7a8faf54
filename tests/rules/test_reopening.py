"""Reopening: a clock of its own, and what had been met before stays met."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from complaintdesk.config import procedures, shipped_data
from complaintdesk.rules import clocks, reopening
from complaintdesk.rules.procedure_grammar import Procedure
from complaintdesk.rules.working_days import WorkingCalendar

SHIPPED = procedures.load(shipped_data() / "procedures", Path("nowhere")).procedures
ENGLAND = WorkingCalendar("ENG")
ANSWERED, BACK, AGAIN = date(2026, 11, 2), date(2026, 11, 18), date(2026, 12, 1)
HAPPENED = [
    ("acknowledged", date(2026, 10, 20)),
    ("final_response", ANSWERED),
    ("reopened", BACK),
    ("final_response", AGAIN),
    ("s2_requested", AGAIN),
]


def test_what_happened_before_keeps_its_day_and_what_happens_after_is_known_apart() -> None:
    assert reopening.dated(HAPPENED) == {
        "acknowledged": date(2026, 10, 20),
        "final_response": ANSWERED,
        "reopened": BACK,
        "final_response_again": AGAIN,
        "s2_requested": AGAIN,
        "s2_requested_again": AGAIN,
    }


def test_without_a_reopening_the_last_day_of_an_event_counts() -> None:
    assert reopening.dated([("update", BACK), ("update", ANSWERED)]) == {"update": BACK}


def test_only_what_follows_the_last_reopening_is_again() -> None:
    twice = [*HAPPENED, ("reopened", date(2026, 12, 10))]

    days = reopening.dated(twice)

    assert "final_response_again" not in days
    assert days["reopened"] == date(2026, 12, 10)


def of(procedure: Procedure, happened: list[tuple[str, date]], today: date) -> dict[str, clocks.Clock]:
    events = {"received": date(2026, 10, 19), **reopening.dated(happened)}
    found = clocks.clocks(reopening.with_reopening(procedure), events, ENGLAND, today)
    return {clock.id: clock for clock in found}


@pytest.mark.parametrize("procedure", SHIPPED.values(), ids=SHIPPED.keys())
def test_every_procedure_gets_a_clock_for_the_answer_after_a_reopening(procedure: Procedure) -> None:
    clock = of(procedure, HAPPENED[:3], BACK)["reopened"]

    assert (clock.start_on, clock.status) == (BACK, "running")
    assert clock.due_on == date(2026, 12, 2)
    assert "10 working days after" in clock.sum


def test_the_new_clock_is_met_by_a_new_answer_and_the_old_one_stays_as_it_was() -> None:
    found = of(SHIPPED["uk-general"], HAPPENED, AGAIN)

    assert (found["final"].status, found["final"].met_on) == ("met", ANSWERED)
    assert (found["reopened"].status, found["reopened"].met_on) == ("met", AGAIN)


def test_a_procedure_s_own_clock_for_it_takes_the_place_of_ours() -> None:
    plain = SHIPPED["uk-general"]
    own = replace(
        plain.clocks[-1], id="second_look", start=("reopened",), met_by=("final_response", "closed")
    )
    procedure = replace(plain, clocks=(*plain.clocks, own))

    found = of(procedure, HAPPENED[:3], BACK)

    assert "reopened" not in found
    assert (found["second_look"].status, found["second_look"].start_on) == ("running", BACK)
    assert of(procedure, HAPPENED, AGAIN)["second_look"].met_on == AGAIN
