"""The timeline: what each step changed, before and after."""

from __future__ import annotations

from complaintdesk import services
from complaintdesk.services.desk import Desk
from tests.conftest import AddComplaint


def last_step(desk: Desk, complaint_id: int) -> int:
    return services.dossier.load(desk, complaint_id).steps[-1].number


def test_a_change_is_told_before_and_after(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint(about="Boiler").id
    services.triage.describe(desk, complaint_id, {"about": "Boiler, again"})

    (entry,) = services.timeline.entries(desk, last_step(desk, complaint_id))

    assert (entry.record, entry.record_id, entry.act) == ("complaint", complaint_id, "update")
    assert [(each.name, each.before, each.after) for each in entry.changed] == [
        ("about", "Boiler", "Boiler, again")
    ]


def test_a_new_record_tells_only_what_it_holds(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    services.investigation.add_head(desk, complaint_id, "Not mended")

    (entry,) = services.timeline.entries(desk, last_step(desk, complaint_id))

    told = {each.name: each.after for each in entry.changed}
    assert entry.act == "insert"
    assert told["text"] == "Not mended"
    assert "cause" not in told
    assert not {"id", "version", "complaint_id"} & set(told)
    assert all(each.before is None for each in entry.changed)


def test_an_undone_step_still_tells_what_it_had_changed(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    services.history.undo(desk)
    accepted = next(
        step for step in services.dossier.load(desk, complaint_id).steps if step.label == "accept"
    )

    (entry,) = services.timeline.entries(desk, accepted.number)

    assert accepted.undone
    assert ("stage", "referred", "investigating") in [
        (each.name, each.before, each.after) for each in entry.changed
    ]


def test_a_step_that_is_not_there_changed_nothing(desk: Desk) -> None:
    assert services.timeline.entries(desk, 999) == ()
