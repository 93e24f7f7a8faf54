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


def test_yes_and_no_amounts_and_moments_are_said_as_a_handler_says_them(worked_desk: Desk) -> None:
    steps = services.dossier.by_reference(worked_desk, "CD-2026-0001").steps
    told = {
        (entry.record, each.name): (each.before, each.after)
        for step in steps
        for entry in services.timeline.entries(worked_desk, step.number)
        for each in entry.changed
    }

    assert told["option remedy", "amount"] == (None, "£500.00")
    assert told["option", "explain_only"] == (None, "yes")
    assert told["contact", "at"] == (None, "2026-11-18 09:00")
    assert ("contact", "automatic") not in told
    assert ("contact", "removed") not in told


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


def test_the_steps_of_a_complaint_are_told_oldest_first_with_what_they_touched(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    add_complaint(customer="Bo Marsh")
    services.triage.accept(desk, complaint_id)
    services.investigation.add_head(desk, complaint_id, "Not mended")

    steps = services.dossier.load(desk, complaint_id).steps

    assert [step.label for step in steps] == ["new complaint", "accept", "add a head"]
    assert [step.actor for step in steps] == ["Robin Hale"] * 3
    assert [step.records for step in steps] == [
        ("customer 1", f"complaint {complaint_id}"),
        (f"complaint {complaint_id}",),
        ("head 1",),
    ]
    assert [step.at for step in steps] == [desk.now()] * 3


def test_a_step_that_was_undone_and_redone_stands_again(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    standing = []
    for act in (services.history.undo, services.history.redo, services.history.undo):
        act(desk)
        steps = services.dossier.load(desk, complaint_id).steps
        standing.append(next(not step.undone for step in steps if step.label == "accept"))

    assert standing == [False, True, False]
    assert [step.label for step in services.dossier.load(desk, complaint_id).steps] == [
        "new complaint", "accept", "undo accept", "redo accept", "undo accept",
    ]  # fmt: skip


def test_a_step_about_several_complaints_is_told_record_by_record_up_to_a_limit(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    ids = [add_complaint(customer=f"Customer {number}").id for number in range(3)]
    services.triage.accept_all(desk, ids)

    told = services.timeline.entries(desk, services.care.last_step(desk))

    assert [(entry.record, entry.record_id) for entry in told] == [("complaint", each) for each in ids]
