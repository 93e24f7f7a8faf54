"""The journey under a procedure: late, extended, at its next stage, and with a second clock beside it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from complaintdesk import services
from complaintdesk.errors import GateError
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import investigation, procedure_stages, timekeeping, triage
from complaintdesk.services.desk import Desk
from tests import journey
from tests.conftest import AddComplaint, Now


@pytest.fixture
def housed(desk: Desk, add_complaint: AddComplaint) -> Dossier:
    """A landlord's complaint of Monday 9 November, taken on two days before it must be acknowledged."""
    made = add_complaint(received_on=date(2026, 11, 9))
    triage.assign_procedure(desk, made.id, "eng-hos-2024")
    return triage.accept(desk, made.id)


def clock_of(found: Dossier, clock_id: str) -> Clock:
    return next(clock for clock in found.clocks if clock.id == clock_id)


def acknowledge(desk: Desk, complaint_id: int) -> Dossier:
    """Write and send the acknowledgement, everything on its checklist ticked."""
    journey.write(desk, complaint_id, "acknowledgement", "We have it", "Robin Hale looks after it.")
    return journey.send(desk, complaint_id)


def test_an_acknowledgement_a_day_late_is_overdue_and_then_met_late(
    desk: Desk, now: Now, housed: Dossier
) -> None:
    due_on = clock_of(housed, "s1_ack").due_on
    assert due_on == date(2026, 11, 16), "five working days after Monday the 9th"
    now.day = due_on + timedelta(days=1)

    overdue = clock_of(services.dossier.load(desk, housed.id), "s1_ack")
    met = clock_of(acknowledge(desk, housed.id), "s1_ack")

    assert (overdue.status, overdue.days_left) == ("missed", -1)
    assert (met.status, met.met_on, met.days_left) == ("met_late", now.day, None)
    assert clock_of(services.dossier.load(desk, housed.id), "s1").due_on == date(2026, 12, 1)


def test_more_time_is_refused_until_the_ombudsman_s_details_were_given(desk: Desk, housed: Dossier) -> None:
    acknowledge(desk, housed.id)

    with pytest.raises(GateError) as refused:
        timekeeping.extend(desk, housed.id, "s1", None, "The survey is late.")
    extended = timekeeping.extend(
        desk, housed.id, "s1", None, "The survey is late.", external_body_details_given=True
    )

    assert refused.value.missing == (
        "An extension of Stage 1 answer needs the external body's contact details.",
    )
    # Ten working days from Wednesday the 18th, and ten more.
    assert clock_of(extended, "s1").due_on == date(2026, 12, 16)


def test_stage_two_is_not_decided_by_who_decided_stage_one(desk: Desk, housed: Dossier) -> None:
    acknowledge(desk, housed.id)

    with pytest.raises(GateError):
        procedure_stages.request(desk, housed.id, "s2", "robin  HALE", why="She does not accept it.")
    asked = procedure_stages.request(desk, housed.id, "s2", "Kit Moss", why="She does not accept it.")

    assert asked.procedure_stage == "Stage 2"
    assert clock_of(asked, "s2_ack").due_on == date(2026, 11, 25)


def test_a_point_about_data_protection_starts_a_second_clock(desk: Desk, housed: Dossier) -> None:
    assert not [clock for clock in housed.clocks if clock.id.startswith("dp_")]

    found = investigation.add_head(
        desk, housed.id, "My file was sent to next door", about_data_protection=True
    )

    # Day 30 after Monday 9 November is Wednesday 9 December; weekends count.
    assert clock_of(found, "dp_ack").due_on == date(2026, 12, 9)
    assert clock_of(found, "s1_ack").due_on == date(2026, 11, 16)
