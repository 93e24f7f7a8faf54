"""Undo and redo are steps themselves, and lose nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import NothingToUndoError
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.store.verifying import verify
from tests import journey
from tests.conftest import AddComplaint, Now


def facts(found: Dossier) -> Dossier:
    """The dossier without what undo rightly leaves: a grown version and a longer journal."""
    return replace(found, version=0, steps=())


def undo_all(desk: Desk) -> int:
    count = 0
    while services.history.next_undo(desk) is not None:
        services.history.undo(desk)
        count += 1
    return count


def test_undoing_the_whole_journey_and_redoing_it_gives_the_same_dossier(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "job-sheet.txt"
    file.write_text("Visited twice.")
    end = journey.walk(desk, journey.referred(desk).id, file)

    undone = undo_all(desk)
    for _ in range(undone):
        services.history.redo(desk)

    assert undone > 30
    assert facts(services.dossier.load(desk, end.id)) == facts(end)
    assert verify(desk.reader, desk.store.folder, desk.store.anchor_file).ok


def test_undo_takes_back_the_last_step_and_says_which(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    before = services.dossier.load(desk, complaint_id)
    services.triage.accept(desk, complaint_id)

    said = services.history.undo(desk)

    assert str(said) == f"accept, {before.reference}"
    assert facts(services.dossier.load(desk, complaint_id)) == facts(before)


def test_undo_goes_on_after_a_restart(
    desk: Desk, settings: Settings, now: Now, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    desk.close()
    again = setup.open_desk(settings, now.today, now.moment)

    services.history.undo(again)

    assert services.dossier.load(again, complaint_id).accepted_on is None
    again.close()


def test_something_new_clears_the_redo_list(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    services.triage.rate(desk, complaint_id, 2)
    services.history.undo(desk)
    services.triage.rate(desk, complaint_id, 3)

    with pytest.raises(NothingToUndoError):
        services.history.redo(desk)


def test_the_set_up_is_not_undone(desk: Desk) -> None:
    assert services.history.next_undo(desk) is None
    with pytest.raises(NothingToUndoError):
        services.history.undo(desk)


def test_a_bulk_act_is_one_undo(desk: Desk, add_complaint: AddComplaint) -> None:
    ids = [add_complaint(customer=f"Customer {n}").id for n in range(5)]
    services.triage.accept_all(desk, ids)

    services.history.undo(desk)

    assert {services.dossier.load(desk, each).stage.name for each in ids} == {"referred"}


def test_undo_and_redo_in_any_order_keep_the_lists_straight(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    for severity in (1, 2, 3):
        services.triage.rate(desk, complaint_id, severity)
    severities = []
    for act in "uuruurrr":
        (services.history.undo if act == "u" else services.history.redo)(desk)
        severities.append(services.dossier.load(desk, complaint_id).severity)

    assert severities == [2, 1, 2, 1, 0, 1, 2, 3]
