"""Going on through the gates: what is missing is listed, and what is overridden keeps its reason."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from complaintdesk import services
from complaintdesk.errors import GateError, WrongStageError
from complaintdesk.services import progress
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Finding, Stage
from tests import journey
from tests.conftest import TODAY, AddComplaint, Now
from tests.refusing import refused


def test_a_gate_lists_all_that_is_missing_and_opens_once_it_is_there(desk: Desk, tmp_path: Path) -> None:
    complaint_id = journey.referred(desk).id
    services.triage.accept(desk, complaint_id)
    missing = [gap.sentence for gap in progress.missing(desk, complaint_id)]

    with refused(desk, GateError, "CD-2026-0001 cannot become deciding yet") as caught:
        progress.advance(desk, complaint_id)

    assert isinstance(caught.value, GateError)
    assert list(caught.value.missing) == missing
    assert missing == [
        "What the customer wants is not written down.",
        "No head is set out: say what is complained of.",
        "Say whether you have a conflict of interest.",
    ]
    services.triage.describe(desk, complaint_id, {"conflict": "no", "wants": "Heat."})
    file = tmp_path / "sheet.txt"
    file.write_text("Visited twice.")
    after = journey.investigated(desk, complaint_id, file)
    assert (after.stage, after.overrides) == (Stage.deciding, ())


def test_an_override_is_kept_once_for_each_thing_that_was_missing(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    missing = progress.missing(desk, complaint_id)

    after = progress.advance(desk, complaint_id, override_reason=" The manager took the facts down. ")

    assert after.stage is Stage.deciding
    assert [(one.rule, one.sentence) for one in after.overrides] == [
        (gap.rule, gap.sentence) for gap in missing
    ]
    assert {(one.reason, one.happened_on) for one in after.overrides} == {
        ("The manager took the facts down.", TODAY)
    }
    # Back and forth again: what was overridden once is not asked for again.
    now.day = TODAY + timedelta(days=1)
    progress.advance(desk, complaint_id, Stage.investigating)
    assert progress.missing(desk, complaint_id) == ()
    assert progress.advance(desk, complaint_id).overrides == after.overrides


def test_undoing_an_override_takes_it_off_the_record_of_the_complaint(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    progress.advance(desk, complaint_id, override_reason="So it is.")

    services.history.undo(desk)

    found = services.dossier.load(desk, complaint_id)
    assert (found.stage, found.overrides) == (Stage.investigating, ())


@pytest.mark.parametrize("wanted", [Stage.negotiating, Stage.implementing, Stage.closed, Stage.investigating])
def test_a_stage_that_does_not_follow_is_refused_whatever_the_reason(
    desk: Desk, add_complaint: AddComplaint, wanted: Stage
) -> None:
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)

    with refused(desk, WrongStageError):
        progress.advance(desk, complaint_id, wanted, "Because.")


def test_a_withdrawn_complaint_goes_straight_to_checking(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    services.triage.describe(desk, complaint_id, {"conflict": "no"})
    head = services.investigation.add_head(desk, complaint_id, "Not mended").heads[0]
    services.investigation.find(desk, complaint_id, head.id, Finding.withdrawn, "She rang to say so.")

    found = progress.advance(desk, complaint_id, Stage.checking)

    assert (found.stage, found.overrides) == (Stage.checking, ())


def test_there_is_nothing_above_the_top(desk: Desk, add_complaint: AddComplaint) -> None:
    returned = services.triage.send_back(desk, add_complaint().id, "Not ours.")

    assert progress.missing(desk, returned.id) == ()
    assert progress.next_stage(returned) is None
    with refused(desk, WrongStageError, "no stage above"):
        progress.advance(desk, returned.id)


def test_what_is_missing_is_worked_out_once_for_a_dossier_until_something_is_written(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = add_complaint()
    asked: list[Stage] = []
    work_out = progress._missing

    def counted(*of: Any) -> Any:
        asked.append(of[-1])
        return work_out(*of)

    monkeypatch.setattr(progress, "_missing", counted)

    assert progress.missing(desk, found) == progress.missing(desk, found) == progress.missing(desk, found.id)
    assert len(asked) == 2, "by the id it is read anew"
    progress.missing(desk, found, Stage.closed)
    assert asked[2:] == [Stage.closed]
    services.triage.describe(desk, found.id, {"wants": "Heat."})
    progress.missing(desk, found, Stage.closed)
    assert asked[3:] == [Stage.closed]
