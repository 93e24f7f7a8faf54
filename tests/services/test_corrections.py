"""Corrections: what was entered wrong is put right as a step of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import InvalidInputError, NotFoundError, WrongStageError
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import corrections, implications, investigation
from complaintdesk.services.corrections import SourceWords
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Known, Likelihood, PartyRole, Side, SourceKind
from tests.conftest import AddComplaint


@pytest.fixture
def found(desk: Desk, add_complaint: AddComplaint) -> Dossier:
    """A complaint with two heads, and a source that bears on the first."""
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    investigation.add_head(desk, complaint_id, "Not mended")
    heads = investigation.add_head(desk, complaint_id, "Rude").heads
    return investigation.add_source(
        desk,
        complaint_id,
        investigation.NewSource(
            SourceKind.document, "Job sheet", obtained_on=desk.today(), head_ids=(heads[0].id,)
        ),
    )


def test_a_source_is_put_right_and_bears_on_other_heads(desk: Desk, found: Dossier) -> None:
    second = found.heads[1].id
    said = SourceWords(SourceKind.call, " Call of May ", "She rang", "Call store", (second,), Side.customer)

    after = corrections.source(desk, found.id, found.sources[0].id, said).sources[0]

    assert (after.kind, after.what, after.shows) == (SourceKind.call, "Call of May", "She rang")
    assert (after.where_kept, after.heard_side, after.head_ids) == ("Call store", Side.customer, (second,))
    assert after.obtained_on == desk.today()

    services.history.undo(desk)

    assert services.dossier.load(desk, found.id).sources == found.sources


def test_a_source_must_say_what_it_is_and_bear_on_heads_of_its_own_complaint(
    desk: Desk, found: Dossier, add_complaint: AddComplaint
) -> None:
    source_id = found.sources[0].id
    with pytest.raises(InvalidInputError, match="What it is is needed"):
        corrections.source(desk, found.id, source_id, SourceWords(SourceKind.call, " ", "", "", ()))
    with pytest.raises(NotFoundError):
        corrections.source(desk, found.id, source_id, SourceWords(SourceKind.call, "Call", "", "", (999,)))
    other = add_complaint(customer="Bo Marsh").id
    services.triage.accept(desk, other)
    with pytest.raises(NotFoundError):
        corrections.source(desk, other, source_id, SourceWords(SourceKind.call, "Call", "", "", ()))

    assert services.dossier.load(desk, found.id).sources == found.sources


def test_a_file_is_attached_to_a_source_and_another_takes_its_place(
    desk: Desk, found: Dossier, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("first")
    second.write_text("second")
    source_id = found.sources[0].id

    corrections.attach(desk, found.id, source_id, first)
    after = corrections.attach(desk, found.id, source_id, second).sources[0]

    assert after.attachment is not None
    assert (after.attachment.name, after.attachment.size) == ("b.txt", 6)
    with pytest.raises(NotFoundError):
        corrections.attach(desk, found.id, source_id, tmp_path / "none.txt")


def test_an_implication_is_put_right(desk: Desk, found: Dossier) -> None:
    given = implications.NewImplication("safety", "Gas", Likelihood.possible, 2, "Gas lead")
    one = implications.add(desk, found.id, given).implications[0]

    (after,) = corrections.implication(
        desk, found.id, one.id, "Gas left on", Likelihood.certain, 5
    ).implications

    assert (after.text, after.likelihood, after.severity) == ("Gas left on", Likelihood.certain, 5)
    assert after.alerted == "Gas lead"


def test_a_party_is_put_right(desk: Desk, found: Dossier) -> None:
    given = investigation.NewParty(PartyRole.colleague, "Sol Birch")
    party = investigation.add_party(desk, found.id, given).parties[0]
    said = investigation.NewParty(
        PartyRole.representative, "Sol Birch", "Niece", authority_to_act=Known.yes, authority_note="Letter"
    )

    (after,) = corrections.party(desk, found.id, party.id, said).parties

    assert (after.role, after.position, after.authority_to_act) == (
        PartyRole.representative,
        "Niece",
        Known.yes,
    )
    with pytest.raises(InvalidInputError, match="Name is needed"):
        corrections.party(desk, found.id, party.id, investigation.NewParty(PartyRole.colleague, " "))


def test_nothing_is_put_right_before_the_complaint_is_accepted(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("a")

    with pytest.raises(WrongStageError, match="to attach a file it must be"):
        corrections.attach(desk, add_complaint().id, 1, file)
