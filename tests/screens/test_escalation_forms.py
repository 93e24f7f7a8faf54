"""Escalation by keys: the next stage with another decider, and a record that is frozen while it is out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import WrongStageError
from complaintdesk.services import escalation, triage
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Known
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import TODAY, AddComplaint
from tests.screens.filling import fill
from tests.screens.stage import opened, shown
from tests.screens.test_resolution import press


async def test_the_next_stage_is_asked_for_with_another_decider_and_shown_at_the_top(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    triage.assign_procedure(desk, complaint_id, "eng-hos-2024")
    triage.accept(desk, complaint_id)

    async with opened(desk, "resolution", complaint_id) as pilot:
        await press(pilot, "X")
        await fill(pilot, route="stage 2", why="She does not accept it.", to="Robin Hale")
        assert isinstance(pilot.app.screen, FormScreen), "who decided stage 1 cannot decide stage 2"
        assert "somebody else" in shown(pilot) or "decided" in shown(pilot)
        await press(pilot, "escape")
        await press(pilot, "X")
        await fill(pilot, to="Kit Moss")
        await pilot.pause()

        assert "Stage 2" in shown(pilot)
    found = services.dossier.load(desk, complaint_id)
    assert found.procedure_stage == "Stage 2"
    clock = next(clock for clock in found.clocks if clock.id == "s2_ack")
    assert (clock.start_on, clock.due_on) == (TODAY, date(2026, 11, 25))


async def test_a_frozen_record_is_freed_by_a_written_reason(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    triage.accept(desk, complaint_id)
    found = escalation.start(desk, complaint_id, "ombudsman", "Ombudsman", "She asked.")
    handed = found.escalations[0]
    escalation.tick(desk, complaint_id, handed.id, dict.fromkeys(handed.checklist, True))
    escalation.send(desk, complaint_id, handed.id, "email")
    with pytest.raises(WrongStageError, match="Ombudsman"):
        triage.describe(desk, complaint_id, {"wants": "More."})

    async with opened(desk, "resolution", complaint_id) as pilot:
        await press(pilot, *["]"] * 5, "e")
        await fill(pilot, reason="The address was wrong.")

    changed = triage.describe(desk, complaint_id, {"wants": "More."})
    assert changed.wants == "More."
    assert [override.rule for override in changed.overrides] == [42]
    assert changed.vulnerable is Known.unknown


async def test_going_to_the_ombudsman_before_anything_was_answered_is_cautioned_and_not_refused(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    triage.assign_procedure(desk, complaint_id, "eng-hos-2024")

    async with opened(desk, "resolution", complaint_id) as pilot:
        await press(pilot, "X")
        await fill(pilot, route="ombudsman or outside body", why="She asked.")
        told = " ".join(shown(pilot).split())
        assert services.dossier.load(desk, complaint_id).escalations == ()
        assert "You have not accepted it yet." in told
        assert "No answer was sent at Stage 1 or at Stage 2: Housing Ombudsman may well send it back." in told
        await press(pilot, "down", "enter")
        assert "r writes its pack and notes that it is sent" in " ".join(shown(pilot).split())

    assert services.dossier.load(desk, complaint_id).escalations[0].to == "Housing Ombudsman"


async def test_a_pack_is_written_before_it_is_sent_and_who_has_it_then_is_said(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    complaint_id = add_complaint().id
    found = escalation.start(desk, complaint_id, "ombudsman", "Ombudsman", "She asked.")

    async with opened(desk, "resolution", complaint_id) as pilot:
        await press(pilot, *["]"] * 5, "r")
        await fill(pilot, pack_to=str(tmp_path))
        (pack,) = tmp_path.rglob("pack-1.md")
        assert "Ada Quill" in pack.read_text("utf-8")
        assert services.dossier.load(desk, complaint_id).escalations[0].sent_on is None
        assert "complaintdesk export escalation CD-2026-0001 1" in " ".join(shown(pilot).split())

        steps = {f"step-{item}": "Yes" for item in found.escalations[0].checklist}
        await press(pilot, "r")
        await fill(pilot, **steps, sent_by="e-mail")
        assert services.dossier.load(desk, complaint_id).escalations[0].sent_by == "email"
        assert "kept as it was sent, o opens it" in " ".join(shown(pilot).split())
        assert "Next: Ombudsman has this complaint since" in shown(pilot)

        await press(pilot, "m")
        assert "Ombudsman has this complaint since" in shown(pilot)
        assert "a accepts it" not in shown(pilot)
        await press(pilot, "a")
        assert services.dossier.load(desk, complaint_id).accepted_on is None
