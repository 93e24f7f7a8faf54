"""Complaints that belong together: linked, worked as a group, or merged so that nothing is lost and all can go back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import GateError, InvalidInputError, NotFoundError, WrongStageError
from complaintdesk.services import contacts, investigation, links
from complaintdesk.services.contacts import NewContact
from complaintdesk.services.desk import Desk
from complaintdesk.services.investigation import NewSource
from complaintdesk.vocabulary import Direction, Finding, LinkKind, PartyRole, Side, SourceKind, Stage
from tests import mails
from tests.conftest import TODAY, AddComplaint

SAID = NewContact(
    Side.customer, Direction.outward, "phone", "We look into it.", promise="Call back",
    promise_due_on=TODAY + timedelta(days=2),
)  # fmt: skip


@pytest.fixture
def two(desk: Desk, add_complaint: AddComplaint) -> tuple[int, int]:
    """A complaint that is worked on, and one that turns out to be the same: with a contact, a source and a head."""
    lives, goes = add_complaint().id, add_complaint(customer="Bo Marsh", email="bo@example.org").id
    for complaint_id in (lives, goes):
        services.triage.accept(desk, complaint_id)
        contacts.log(desk, complaint_id, SAID)
        investigation.add_source(
            desk, complaint_id, NewSource(SourceKind.document, f"Sheet {complaint_id}", obtained_on=TODAY)
        )
        investigation.add_head(desk, complaint_id, f"Cold flat {complaint_id}")
    return lives, goes


def test_what_was_logged_on_a_merged_complaint_goes_over_with_its_origin(
    desk: Desk, two: tuple[int, int]
) -> None:
    lives, goes = two

    merged = links.merge(desk, goes, "CD-2026-0001", "The same boiler")

    found = services.dossier.load(desk, lives)
    assert (merged.stage, merged.merged_into) == (Stage.merged, "CD-2026-0001")
    assert (merged.contacts, merged.promises, merged.sources, merged.heads) == ((), (), (), ())
    for kind in ("contacts", "promises", "sources", "heads"):
        assert [one.merged_from for one in getattr(found, kind)] == ["", "CD-2026-0002"]
    assert [source.number for source in found.sources] == [1, 2]
    assert [head.number for head in found.heads] == [1, 2]
    (party,) = found.parties
    assert (party.name, party.role, party.merged_from) == ("Bo Marsh", PartyRole.customer, "CD-2026-0002")
    assert (found.links[0].reference, found.links[0].kind, found.links[0].is_ours) == (
        "CD-2026-0002", LinkKind.merged_into, False,
    )  # fmt: skip
    assert services.care.verify(desk).ok


def test_both_timelines_tell_of_a_merge_and_of_its_end(desk: Desk, two: tuple[int, int]) -> None:
    goes = two[1]

    links.merge(desk, goes, "CD-2026-0001", "The same")
    links.unmerge(desk, goes, "Another flat")

    for complaint_id in two:
        labels = [step.label for step in services.dossier.load(desk, complaint_id).steps]
        assert labels[-2:] == ["merge", "unmerge"]


def test_what_is_new_of_a_merged_complaint_goes_to_the_one_that_lives(
    desk: Desk, two: tuple[int, int]
) -> None:
    lives, goes = two
    links.merge(desk, goes, "CD-2026-0001", "The same")

    found = contacts.log(desk, goes, SAID)
    investigation.add_source(desk, goes, NewSource(SourceKind.document, "Late sheet", obtained_on=TODAY))

    assert found.id == lives
    assert len(found.contacts) == 3
    assert [source.what for source in services.dossier.load(desk, lives).sources][-1] == "Late sheet"
    assert services.dossier.load(desk, goes).contacts == ()


def test_a_merge_taken_back_leaves_each_with_its_own(desk: Desk, two: tuple[int, int]) -> None:
    lives, goes = two
    before = services.dossier.load(desk, goes)
    links.merge(desk, goes, "CD-2026-0001", "The same")
    contacts.log(desk, lives, SAID)

    back = links.unmerge(desk, goes, "Another flat")

    found = services.dossier.load(desk, lives)
    assert (back.stage, back.merged_into) == (Stage.investigating, "")
    for kind in ("contacts", "promises", "sources", "heads", "parties"):
        assert getattr(back, kind) == getattr(before, kind)
    assert len(found.contacts) == 2
    assert found.parties == ()
    assert [link.kind for link in found.links] == [LinkKind.related]
    assert "taken back: Another flat" in found.links[0].reason
    assert services.care.verify(desk).ok


def test_a_merge_is_undone_and_redone_like_any_step(desk: Desk, two: tuple[int, int]) -> None:
    lives, goes = two
    before = [services.dossier.load(desk, each) for each in two]
    links.merge(desk, goes, "CD-2026-0001", "The same")
    after = services.dossier.load(desk, lives)

    services.history.undo(desk)
    for complaint_id, was in zip(two, before, strict=True):
        now = services.dossier.load(desk, complaint_id)
        assert (now.contacts, now.sources, now.heads, now.promises, now.stage) == (
            was.contacts, was.sources, was.heads, was.promises, was.stage,
        )  # fmt: skip

    services.history.redo(desk)
    again = services.dossier.load(desk, lives)
    assert (again.contacts, again.sources, again.links) == (after.contacts, after.sources, after.links)
    assert services.care.verify(desk).ok


def test_a_merge_makes_no_chains_and_loses_no_decision(
    desk: Desk, two: tuple[int, int], add_complaint: AddComplaint
) -> None:
    lives, goes = two
    third = add_complaint(customer="Cy Dane").id
    found = services.dossier.load(desk, lives)
    investigation.find(
        desk, lives, found.heads[0].id, Finding.upheld, "Source 1 shows it.", [found.sources[0].id]
    )

    with pytest.raises(InvalidInputError, match="cannot be linked with itself"):
        links.merge(desk, goes, "CD-2026-0002", "Me")
    with pytest.raises(GateError, match="It has a finding on record"):
        links.merge(desk, lives, "CD-2026-0002", "The other way round")
    links.merge(desk, goes, "CD-2026-0001", "The same")
    with pytest.raises(InvalidInputError, match="was merged itself"):
        links.merge(desk, third, "CD-2026-0002", "Into a signpost")
    with pytest.raises(WrongStageError):
        links.merge(desk, goes, "CD-2026-0003", "Again")
    with pytest.raises(InvalidInputError, match="Another complaint was merged into CD-2026-0001"):
        links.merge(desk, lives, "CD-2026-0003", "With its own")
    with pytest.raises(WrongStageError, match="not merged into another"):
        links.unmerge(desk, third, "Never was")
    with pytest.raises(InvalidInputError, match="Reason is needed"):
        links.unmerge(desk, goes, " ")


def test_a_returned_complaint_takes_no_other_in(desk: Desk, two: tuple[int, int]) -> None:
    services.triage.send_back(desk, two[0], "Not ours")

    with pytest.raises(WrongStageError, match="CD-2026-0001 is returned"):
        links.merge(desk, two[1], "CD-2026-0001", "The same")


def test_complaints_are_linked_once_and_both_say_so(desk: Desk, two: tuple[int, int]) -> None:
    lives, goes = two

    links.link(desk, goes, "26-1", "Again in the winter", LinkKind.repeat_of)

    with pytest.raises(InvalidInputError, match="linked as repeat of already"):
        links.link(desk, lives, "26-2", "Twice", LinkKind.repeat_of)
    with pytest.raises(InvalidInputError, match="A link is one of"):
        links.link(desk, lives, "26-2", "No", LinkKind.merged_into)
    ours, theirs = (services.dossier.load(desk, each).links[0] for each in (goes, lives))
    assert (ours.reference, ours.is_ours, theirs.reference, theirs.is_ours) == (
        "CD-2026-0001", True, "CD-2026-0002", False,
    )  # fmt: skip

    found = links.unlink(desk, lives, theirs.id)
    assert found.links == ()
    with pytest.raises(NotFoundError):
        links.unlink(desk, lives, theirs.id)


def test_a_group_is_worked_as_one_and_each_customer_is_informed(
    desk: Desk, two: tuple[int, int], add_complaint: AddComplaint
) -> None:
    third = add_complaint(customer="Cy Dane").id
    gone = add_complaint(customer="Di Esk").id

    links.group(desk, [two[0], two[1], third, gone], "One boiler for the house")
    services.triage.send_back(desk, gone, "Not ours")

    assert links.group_of(desk, third) == (two[0], two[1], third, gone)
    with pytest.raises(InvalidInputError, match="at least two"):
        links.group(desk, [third, third], "Alone")
    with pytest.raises(InvalidInputError, match="CD-2026-0002 is in a group already"):
        links.group(desk, [two[1], third], "Another")

    told = links.inform(desk, third, SAID)

    assert told == ("CD-2026-0001", "CD-2026-0002", "CD-2026-0003")
    heard = [services.dossier.load(desk, each).contacts[-1].with_whom for each in (*two, third)]
    assert heard == ["Ada Quill", "Bo Marsh", "Cy Dane"]
    assert services.dossier.load(desk, gone).contacts == ()
    services.history.undo(desk)
    assert services.dossier.load(desk, third).contacts == ()
    with pytest.raises(InvalidInputError, match="is in no group"):
        links.inform(desk, add_complaint().id, SAID)


def test_an_e_mail_to_a_merged_complaint_goes_to_the_one_that_lives(
    desk: Desk, two: tuple[int, int], tmp_path: Path
) -> None:
    links.merge(desk, two[1], "CD-2026-0001", "The same")
    path = mails.write(tmp_path / "a.eml", mails.mail(subject="CD-2026-0002", sender="bo@example.org"))

    looked = services.mail.look(desk, path)
    services.mail_intake.take(desk, looked)

    assert "CD-2026-0002 was merged into it" in looked.proposals[0].why
    contact = services.dossier.load(desk, two[0]).contacts[-1]
    assert (contact.side, contact.with_whom) == (Side.customer, "Bo Marsh")
