"""Escalation: routes, the steps, the pack, the record that stays as it was, and the next stage."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from complaintdesk.errors import (
    DeskError,
    ExportRefusedError,
    GateError,
    InvalidInputError,
    NotFoundError,
    WrongStageError,
)
from complaintdesk.models import Offer
from complaintdesk.rules import escalations
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import (
    contacts,
    dossier,
    due,
    escalation,
    exporting,
    history,
    investigation,
    procedure_stages,
    triage,
)
from complaintdesk.services.desk import Desk
from complaintdesk.store import attachments
from complaintdesk.vocabulary import Known, OfferState
from tests.conftest import TODAY, AddComplaint, Now
from tests.hostile import walks
from tests.refusing import refused
from tests.rows import put, set_columns


@pytest.fixture
def found(desk: Desk, add_complaint: AddComplaint) -> Dossier:
    """A complaint that is being handed over to the Ombudsman, every step done."""
    complaint_id = add_complaint().id
    begun = escalation.start(desk, complaint_id, "ombudsman", " Housing Ombudsman ", "They asked for it.")
    (handed,) = begun.escalations
    return escalation.tick(desk, complaint_id, handed.id, dict.fromkeys(handed.checklist, True))


@pytest.fixture
def out(desk: Desk, found: Dossier) -> Dossier:
    """The same, sent today."""
    return escalation.send(desk, found.id, found.escalations[0].id, "portal")


def test_a_hand_over_begins_with_its_steps_and_a_day_to_send_it_by(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    begun = escalation.start(desk, add_complaint().id, "ombudsman", "Housing Ombudsman", "They asked.")
    (handed,) = begun.escalations

    assert (handed.to, handed.external, handed.route, handed.sent_on) == (
        "Housing Ombudsman",
        True,
        "ombudsman",
        None,
    )
    assert handed.checklist
    assert not any(handed.checklist.values())
    assert handed.due_on == desk.calendar(begun.region).add(TODAY, 10)
    assert not handed.is_out


def test_the_role_of_the_way_takes_it_where_nobody_is_named(desk: Desk, add_complaint: AddComplaint) -> None:
    begun = escalation.start(desk, add_complaint().id, "beyond_authority", "", "More than I may give.")

    assert (begun.escalations[0].to, begun.escalations[0].external) == ("line manager", False)


def test_it_is_not_sent_with_open_steps_unless_a_reason_is_written(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    begun = escalation.start(desk, add_complaint().id, "ombudsman", "Ombudsman", "They asked.")
    handed = begun.escalations[0].id
    with refused(desk, GateError, "The file is complete"):
        escalation.send(desk, begun.id, handed, "portal")

    sent = escalation.send(desk, begun.id, handed, "portal", override_reason="They want it today.")

    assert [(each.rule, each.reason) for each in sent.overrides] == [(42, "They want it today.")]


def test_sending_keeps_the_pack_and_is_a_contact_and_one_undo(
    desk: Desk, found: Dossier, out: Dossier
) -> None:
    (handed,) = out.escalations

    assert (handed.sent_on, handed.sent_by, handed.is_out) == (TODAY, "portal", True)
    assert handed.pack_file is not None
    kept = attachments.place(desk.store.folder.attachments, handed.pack_file.sha256).read_text()
    assert "The boiler was mended twice and is cold again." in kept
    assert "Ada Quill" in kept
    assert [(each.with_whom, each.channel) for each in out.contacts] == [("Housing Ombudsman", "portal")]
    history.undo(desk)
    after = dossier.load(desk, found.id)
    assert (after.escalations[0].sent_on, after.contacts) == (None, ())


def test_what_was_sent_is_neither_ticked_nor_sent_again(desk: Desk, out: Dossier) -> None:
    handed = out.escalations[0].id
    with refused(desk, InvalidInputError, "what was sent stays"):
        escalation.tick(desk, out.id, handed, {"complete": False})
    with refused(desk, InvalidInputError, "what was sent stays"):
        escalation.send(desk, out.id, handed, "post")


@pytest.mark.parametrize("table", sorted(escalations.FREE))
def test_no_row_of_a_frozen_table_is_added_or_changed(table: str) -> None:
    row = {"id": 1, "complaint_id": 1, "some_fact": "before"}

    assert escalations.is_frozen(table, None, row)
    assert escalations.is_frozen(table, row, None)
    assert escalations.is_frozen(table, row, {**row, "some_fact": "after"})
    assert not escalations.is_frozen(table, row, row)


def test_the_record_stays_as_it_was_while_it_is_out(desk: Desk, out: Dossier) -> None:
    sentence = r"Housing Ombudsman has this complaint since Wed 18 Nov \(hand-over 1\)"
    set_columns(desk, out.id, stage="investigating")
    with refused(desk, WrongStageError, sentence):
        investigation.add_head(desk, out.id, "Another point")
    with refused(desk, WrongStageError, sentence):
        triage.describe(desk, out.id, {"wants": "Something else"})

    contacts.promise(desk, out.id, "Ring on Friday", "Ada", TODAY)
    triage.describe(desk, out.id, {"adjustments": "Large print"})


def test_the_sending_and_what_came_before_it_are_undone_in_order(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    triage.describe(desk, complaint_id, {"wants": "A new boiler"})
    begun = escalation.start(desk, complaint_id, "insurer", "Acme", "A claim.")
    escalation.send(desk, complaint_id, begun.escalations[0].id, "post", override_reason="Urgent.")

    for _ in range(3):
        history.undo(desk)

    assert dossier.load(desk, complaint_id).wants != "A new boiler"


def test_once_it_is_back_the_record_may_be_changed(desk: Desk, out: Dossier, now: Now) -> None:
    now.day = TODAY + timedelta(days=9)
    back = escalation.came_back(desk, out.id, out.escalations[0].id, words="Upheld in part")

    assert (back.escalations[0].returned_on, back.escalations[0].outcome) == (now.day, "Upheld in part")
    assert triage.describe(desk, out.id, {"wants": "What they ordered"}).wants == "What they ordered"
    with refused(desk, InvalidInputError, "cannot come back"):
        escalation.came_back(desk, out.id, out.escalations[0].id)


def test_a_written_reason_lets_it_be_changed_until_it_is_back(desk: Desk, out: Dossier) -> None:
    thawed = escalation.thaw(desk, out.id, "They asked us to correct it.")

    assert [(each.rule, each.reason) for each in thawed.overrides] == [(42, "They asked us to correct it.")]
    assert triage.describe(desk, out.id, {"wants": "Corrected"}).wants == "Corrected"
    escalation.came_back(desk, out.id, out.escalations[0].id)
    with refused(desk, InvalidInputError, "No outside body"):
        escalation.thaw(desk, out.id, "Again")


def test_offers_end_stay_or_are_asked_about_when_it_is_referred(desk: Desk, found: Dossier) -> None:
    handed = found.escalations[0].id
    put(
        desk,
        *(
            Offer(
                complaint_id=found.id, number=number, terms="£50", made_on=TODAY, stays_open_if_referred=stays
            )
            for number, stays in enumerate((Known.no, Known.yes, Known.unknown), start=1)
        ),
    )
    with refused(desk, GateError, "Offer 3: say whether it stays open"):
        escalation.send(desk, found.id, handed, "portal")
    with desk.step("test") as step:
        step.session.get_one(Offer, 3).stays_open_if_referred = Known.yes

    sent = escalation.send(desk, found.id, handed, "portal")

    assert [offer.state for offer in sent.offers] == [OfferState.withdrawn, OfferState.open, OfferState.open]
    assert "Housing Ombudsman" in sent.offers[0].response


def test_the_file_is_on_the_list_until_sent_and_then_its_acknowledgement(
    desk: Desk, found: Dossier, now: Now
) -> None:
    before = [item.kind for item in due.morning(desk, 30)]
    escalation.send(desk, found.id, found.escalations[0].id, "portal")
    after = {item.kind: item for item in due.morning(desk, 30)}
    escalation.acknowledge(desk, found.id, found.escalations[0].id, "Case team")

    assert "escalation" in before
    assert "escalation" not in after
    assert after["acknowledgement"].due_on == desk.calendar("ENG").add(TODAY, due.ACKNOWLEDGED_WD)
    assert "acknowledgement" not in {item.kind for item in due.morning(desk, 30)}


def test_the_next_stage_starts_its_clocks_and_is_decided_by_somebody_else(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint()
    set_columns(desk, found.id, owner="Robin Hale", procedure="eng-hos-2024")
    with refused(desk, GateError, "must be decided by somebody else: robin  hale decided it before"):
        procedure_stages.request(desk, found.id, "s2", "robin  hale")

    asked = procedure_stages.request(desk, found.id, "s2", "Kit Moor", why="Still cold")

    clocks = {clock.id: clock for clock in asked.clocks}
    assert clocks["s2_ack"].due_on is not None
    assert asked.procedure_stage == "Stage 2"


def test_a_stage_that_is_none_is_refused(desk: Desk, found: Dossier) -> None:
    with refused(desk, NotFoundError, "no further stage"):
        procedure_stages.request(desk, found.id, "s9", "Kit Moor")


def test_the_pack_is_written_without_names_unless_they_are_asked_for(
    desk: Desk, out: Dossier, tmp_path: Path
) -> None:
    hidden = escalation.export_pack(desk, out.reference, 1, tmp_path / "one")
    named = escalation.export_pack(desk, out.reference, 1, tmp_path / "two", identified=True)

    assert "Ada Quill" not in hidden.path.read_text()
    assert "Ada Quill" in named.path.read_text()
    with pytest.raises(ExportRefusedError, match="there already"):
        escalation.export_pack(desk, out.reference, 1, tmp_path / "one")
    with pytest.raises(NotFoundError, match="no hand-over 2"):
        escalation.export_pack(desk, out.reference, 2, tmp_path / "one")


@pytest.mark.parametrize("words", walks().values(), ids=walks().keys())
def test_hostile_words_go_through_whole(desk: Desk, add_complaint: AddComplaint, words: str) -> None:
    complaint_id = add_complaint().id
    try:
        begun = escalation.start(desk, complaint_id, "handling", words, words, note=words)
    except DeskError:
        return
    escalation.send(desk, complaint_id, begun.escalations[0].id, words, override_reason=words)


def test_the_calendar_is_the_same_bytes_with_stable_names_and_no_person_in_it(
    desk: Desk, out: Dossier, tmp_path: Path
) -> None:
    contacts.promise(desk, out.id, "Call Ada Quill;, back", "Ada", TODAY)
    first = exporting.export_calendar(desk, tmp_path / "a.ics", 30)
    again = exporting.export_calendar(desk, tmp_path / "b.ics", 30)
    named = exporting.export_calendar(desk, tmp_path / "c.ics", 30, identified=True)
    events = Calendar.from_ical(first.read_bytes()).walk("VEVENT")
    told = [str(each["summary"]) for each in Calendar.from_ical(named.read_bytes()).walk("VEVENT")]

    assert first.read_bytes() == again.read_bytes()
    assert b"Quill" not in first.read_bytes()
    assert "CD-2026-0001: Call Ada Quill;, back" in told
    assert len({str(each["uid"]) for each in events}) == len(events) == len(due.morning(desk, 30))
    assert {each.decoded("dtstart") for each in events} == {item.due_on for item in due.morning(desk, 30)}
    assert all(len(each.walk("VALARM")) == 1 for each in events)
    with pytest.raises(ExportRefusedError, match="there already"):
        exporting.export_calendar(desk, first, 30)
    with pytest.raises(InvalidInputError, match=r"must end in \.ics"):
        exporting.export_calendar(desk, tmp_path / "a.txt", 30)
