"""A clock that is set back changes nothing of the journal's order, and is told of."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.rules.findings import Finding, Sign
from complaintdesk.services import care, doctor, history, triage
from complaintdesk.services.desk import Desk
from complaintdesk.services.doctor import Circumstances
from complaintdesk.services.surroundings import Machine
from complaintdesk.store import records
from tests.conftest import AddComplaint, Now
from tests.services.test_doctor import UTF8
from tests.services.test_history import facts


def clock(settings: Settings, now: Now) -> Finding:
    found = doctor.look_at(Circumstances(settings, (), Machine(UTF8), now.today, now.moment)).findings
    return next(each for each in found if each.what == "clock")


def test_a_clock_set_back_between_steps_is_named_and_the_journal_holds(
    desk: Desk, settings: Settings, now: Now, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    assert clock(settings, now).sign is Sign.ok
    now.day -= timedelta(days=1)
    assert "is still to come" in clock(settings, now).says

    triage.rate(desk, complaint_id, 3)
    step = care.last_step(desk)
    triage.accept(desk, complaint_id)

    told = clock(settings, now)
    assert told.sign is Sign.look
    assert told.says.startswith(
        f"Step {step} was taken at 2026-11-17 09:00 UTC, and the one before it at 2026-11-18 09:00 UTC"
    )
    assert care.verify(desk).problems == ()


def test_undo_goes_by_the_order_of_steps_whatever_the_clock_said(
    desk: Desk, now: Now, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    stages, before = [], []
    for days, severity in ((-1, 1), (3, 2), (-2, 3)):
        now.day += timedelta(days=days)
        triage.rate(desk, complaint_id, severity, "So it seems")
        stages.append(services.dossier.load(desk, complaint_id).severity)
    for _ in stages:
        before.append(services.dossier.load(desk, complaint_id).severity)
        history.undo(desk)

    assert before == stages[::-1]
    assert care.verify(desk).problems == ()


def test_it_is_told_of_for_a_month(
    desk: Desk, settings: Settings, now: Now, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    now.day -= timedelta(days=1)
    triage.rate(desk, complaint_id, 3)
    now.day += timedelta(days=40)

    assert clock(settings, now).sign is Sign.ok


def test_the_days_of_a_demo_are_not_this_machine_s(
    desk: Desk, settings: Settings, now: Now, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    with desk.step("fix the day") as step:
        records.profile(step.session).fixed_today = now.day.isoformat()
    now.day -= timedelta(days=1)
    triage.rate(desk, complaint_id, 3)

    assert clock(settings, now).sign is Sign.ok


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Adak"])
def test_the_zone_of_the_machine_is_nothing_to_it(
    desk: Desk,
    settings: Settings,
    now: Now,
    add_complaint: AddComplaint,
    zone: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    complaint_id = add_complaint().id
    seen = facts(services.dossier.load(desk, complaint_id))
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert clock(settings, now).sign is Sign.ok
        assert care.verify(desk).problems == ()
        assert facts(services.dossier.load(desk, complaint_id)) == seen
    finally:
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
