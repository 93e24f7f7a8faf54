"""Investigation: heads, sources and gaps, findings, implications and parties; refusals change nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import GateError, InvalidInputError, NotFoundError, WrongStageError
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import implications, investigation
from complaintdesk.services.desk import Desk
from complaintdesk.services.implications import NewImplication
from complaintdesk.services.investigation import Chase, NewParty, NewSource
from complaintdesk.vocabulary import Direction, Finding, Likelihood, PartyRole, Side, SourceKind
from tests.conftest import TODAY, AddComplaint, Now
from tests.refusing import Refusals, refused, refused_each

SHEET = NewSource(SourceKind.document, "Job sheet", "Two visits", obtained_on=TODAY)
ASKED = NewSource(SourceKind.call, "Recording", asked_of="Call centre", asked_on=TODAY)


@pytest.fixture
def found(desk: Desk, add_complaint: AddComplaint) -> Dossier:
    """A complaint under investigation with one head, a source that came and one that did not."""
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    investigation.add_head(desk, complaint_id, " Not mended ", "delay_service")
    investigation.add_source(desk, complaint_id, SHEET)
    return investigation.add_source(desk, complaint_id, ASKED)


def test_numbers_go_on_after_one_was_removed(desk: Desk, found: Dossier) -> None:
    investigation.remove(desk, found.id, "head", found.heads[0].id)
    after = investigation.add_head(desk, found.id, "Rude")

    assert [(head.number, head.text) for head in after.heads] == [(2, "Rude")]


def test_a_head_is_put_right(desk: Desk, found: Dossier) -> None:
    after = investigation.edit_head(desk, found.id, found.heads[0].id, "Never mended", "", "no_parts")

    assert [(head.text, head.cause, head.root_cause) for head in after.heads] == [
        ("Never mended", "", "no_parts")
    ]


def test_what_was_asked_for_is_a_gap_until_it_comes(desk: Desk, found: Dossier, now: Now) -> None:
    sheet, recording = found.sources
    now.day = TODAY + timedelta(days=2)

    after = investigation.receive_source(desk, found.id, recording.id, "She told us", "Call store")

    assert (sheet.is_gap, recording.is_gap) == (False, True)
    received = after.sources[1]
    assert (received.obtained_on, received.shows, received.where_kept) == (
        now.day,
        "She told us",
        "Call store",
    )
    assert received.asked_on == TODAY


def test_a_finding_cites_its_sources(desk: Desk, found: Dossier) -> None:
    head, sheet = found.heads[0], found.sources[0]

    after = investigation.find(
        desk, found.id, head.id, Finding.upheld, "Two visits failed.", [sheet.id], "no_parts"
    )

    assert after.heads[0].finding is Finding.upheld
    assert (after.heads[0].reasons, after.heads[0].root_cause) == ("Two visits failed.", "no_parts")
    assert after.heads[0].source_ids == (sheet.id,)
    assert after.sources[0].head_ids == (head.id,)


@pytest.mark.parametrize("finding", [Finding.withdrawn, Finding.outside_scope])
def test_what_needs_no_evidence_needs_only_reasons(desk: Desk, found: Dossier, finding: Finding) -> None:
    after = investigation.find(desk, found.id, found.heads[0].id, finding, "She said so.")

    assert after.heads[0].finding is finding


def test_a_file_is_kept_with_its_source(desk: Desk, found: Dossier, tmp_path: Path) -> None:
    file = tmp_path / "sheet [1].txt"
    file.write_text("Visited twice.")
    entered = NewSource(SourceKind.document, "Copy", obtained_on=TODAY, file=file)

    first = investigation.add_source(desk, found.id, entered).sources[-1].attachment
    second = investigation.receive_source(desk, found.id, found.sources[1].id, "Same", file=file)

    assert first is not None
    assert (first.name, first.size, first.media_type) == ("sheet [1].txt", 14, "text/plain")
    assert second.sources[1].attachment is not None
    assert second.sources[1].attachment.id == first.id, "known bytes have one row"


def test_an_implication_says_who_was_alerted_and_what_they_answered(
    desk: Desk, found: Dossier, now: Now
) -> None:
    entered = NewImplication("safety", "Gas left on", Likelihood.possible, 4)
    one = implications.add(desk, found.id, entered).implications[0]
    now.day = TODAY + timedelta(days=1)
    alerted = implications.alert(desk, found.id, one.id, "Gas safety lead").implications[0]
    now.day = TODAY + timedelta(days=2)
    answered = implications.alert(desk, found.id, one.id, "Gas safety lead", "Checked").implications[0]

    assert (one.alerted, one.alerted_on) == ("", None)
    assert (alerted.alerted_on, alerted.response) == (TODAY + timedelta(days=1), "")
    assert (answered.alerted_on, answered.response) == (TODAY + timedelta(days=1), "Checked")
    assert answered.responded_on == now.day


def test_people_around_the_complaint_are_kept_and_taken_off(desk: Desk, found: Dossier) -> None:
    party = NewParty(PartyRole.colleague, " Sol Birch ", "Planner", email="sol@example.org")

    after = investigation.add_party(desk, found.id, party)
    removed = investigation.remove(desk, found.id, "party", after.parties[0].id)
    services.history.undo(desk)

    assert [(one.name, one.position, one.email) for one in after.parties] == [
        ("Sol Birch", "Planner", "sol@example.org")
    ]
    assert removed.parties == ()
    assert services.dossier.load(desk, found.id).parties == after.parties


def test_what_has_come_is_not_received_again(desk: Desk, found: Dossier, tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_text("Other")

    with refused(desk, InvalidInputError, "Source 1 came on 2026-11-18"):
        investigation.receive_source(desk, found.id, found.sources[0].id, "Something else", file=file)

    assert not list(desk.store.folder.attachments.glob("*/*")), "nothing is kept of a refused file"


def test_a_gap_is_chased_in_one_step(desk: Desk, found: Dossier, now: Now) -> None:
    recording = found.sources[1]
    now.day = TODAY + timedelta(days=3)
    steps = services.care.last_step(desk)

    new_day = now.day + timedelta(days=4)
    chased = investigation.chase(desk, found.id, recording.id, Chase(new_day, "Rang the call centre."))
    again = investigation.chase(desk, found.id, recording.id, Chase(new_day, "Wrote.", Side.third, "letter"))

    assert services.care.last_step(desk) == steps + 2
    source = chased.sources[1]
    assert (source.chased_on, source.chases, source.due_on, source.is_gap) == (now.day, 1, new_day, True)
    (contact,) = chased.contacts
    assert (contact.side, contact.direction, contact.with_whom, contact.summary) == (
        Side.colleague, Direction.outward, "Call centre", "Rang the call centre.",
    )  # fmt: skip
    assert (again.sources[1].chases, again.contacts[-1].side, again.contacts[-1].channel) == (
        2, Side.third, "letter",
    )  # fmt: skip


def test_reasons_cite_sources_by_their_numbers(desk: Desk, found: Dossier) -> None:
    head, sheet = found.heads[0], found.sources[0]

    after = investigation.find(
        desk, found.id, head.id, Finding.upheld, "Both visits failed (source 1).", proof_note=" Likely "
    )

    assert (after.heads[0].source_ids, after.heads[0].proof_note) == ((sheet.id,), "Likely")
    with refused(desk, InvalidInputError, "There is no source 7 or 9"):
        investigation.find(desk, found.id, head.id, Finding.upheld, "See sources 1, 7 and 9.")
    other = investigation.add_head(desk, found.id, "Rude").heads[-1].id
    with refused(desk, GateError, "at least one source that has come"):
        investigation.find(desk, found.id, other, Finding.upheld, "See source 2.")


def test_a_head_can_turn_out_to_be_about_data_protection(desk: Desk, found: Dossier) -> None:
    head_id = found.heads[0].id

    flagged = investigation.edit_head(desk, found.id, head_id, "Sent it out", about_data_protection=True)
    kept = investigation.edit_head(desk, found.id, head_id, "Sent my file out")

    assert flagged.heads[0].about_data_protection
    assert kept.heads[0].about_data_protection


def test_an_implication_starts_the_clock_of_its_kind(desk: Desk, found: Dossier) -> None:
    now_at = datetime(2026, 11, 18, 9, tzinfo=UTC)
    breach = NewImplication("data_breach", "Sent to the wrong flat", Likelihood.likely, 3)
    earlier = replace(breach, aware_at=now_at - timedelta(hours=30))
    by_hand = replace(breach, due_on=TODAY)
    unclocked = NewImplication("reputation", "Known", Likelihood.likely, 3)
    unknown = NewImplication("weather", "Rain", Likelihood.likely, 3)

    rows = [
        implications.add(desk, found.id, each).implications[-1]
        for each in (breach, earlier, by_hand, unclocked, unknown)
    ]

    assert [(row.due_on, row.aware_at) for row in rows[:2]] == [
        (TODAY + timedelta(days=3), now_at),
        (TODAY + timedelta(days=2), now_at - timedelta(hours=30)),
    ]
    assert [row.due_on for row in rows[2:]] == [TODAY, None, None]
    with refused(desk, InvalidInputError, "later than now"):
        ahead = replace(breach, aware_at=now_at + timedelta(hours=1))
        implications.add(desk, found.id, ahead)


def test_who_is_complained_of_is_known(desk: Desk, found: Dossier) -> None:
    party = NewParty(PartyRole.colleague, "Robin Hale", complained_of=True)

    after = investigation.add_party(desk, found.id, party)

    assert after.parties[0].complained_of
    missing = [gap.sentence for gap in services.progress.missing(desk, found.id)]
    assert "You are complained of: someone else must take this on." in missing


CHASED = Chase(TODAY, "Rang.")


def _removed(desk: Desk, found: Dossier) -> int:
    investigation.remove(desk, found.id, "head", found.heads[0].id)
    return found.heads[0].id


REFUSALS: Refusals = {
    "chasing what has come": (
        lambda desk, found: investigation.chase(desk, found.id, found.sources[0].id, CHASED),
        InvalidInputError,
    ),
    "chasing without a word": (
        lambda desk, found: investigation.chase(
            desk, found.id, found.sources[1].id, replace(CHASED, words=" ")
        ),
        InvalidInputError,
    ),
    "chasing for yesterday": (
        lambda desk, found: investigation.chase(
            desk, found.id, found.sources[1].id, replace(CHASED, due_on=TODAY - timedelta(days=1))
        ),
        InvalidInputError,
    ),
    "a head without words": (
        lambda desk, found: investigation.add_head(desk, found.id, " \n"),
        InvalidInputError,
    ),
    "a head of another complaint": (
        lambda desk, found: investigation.edit_head(desk, found.id, 999, "x"),
        NotFoundError,
    ),
    "a finding without reasons": (
        lambda desk, found: investigation.find(
            desk, found.id, found.heads[0].id, Finding.upheld, " ", [found.sources[0].id]
        ),
        InvalidInputError,
    ),
    "a finding without a source": (
        lambda desk, found: investigation.find(desk, found.id, found.heads[0].id, Finding.upheld, "So"),
        GateError,
    ),
    "a finding that rests on a gap": (
        lambda desk, found: investigation.find(
            desk, found.id, found.heads[0].id, Finding.not_upheld, "So", [found.sources[1].id]
        ),
        GateError,
    ),
    "a finding that cites what is not there": (
        lambda desk, found: investigation.find(
            desk, found.id, found.heads[0].id, Finding.upheld, "So", [found.sources[0].id, 999]
        ),
        NotFoundError,
    ),
    "a source with neither date": (
        lambda desk, found: investigation.add_source(desk, found.id, NewSource(SourceKind.photo, "Photo")),
        InvalidInputError,
    ),
    "a source from tomorrow": (
        lambda desk, found: investigation.add_source(
            desk, found.id, NewSource(SourceKind.photo, "Photo", obtained_on=TODAY + timedelta(days=1))
        ),
        InvalidInputError,
    ),
    "a gap asked of nobody": (
        lambda desk, found: investigation.add_source(
            desk, found.id, NewSource(SourceKind.photo, "Photo", asked_on=TODAY)
        ),
        InvalidInputError,
    ),
    "a gap to be asked for tomorrow": (
        lambda desk, found: investigation.add_source(
            desk,
            found.id,
            NewSource(SourceKind.photo, "Photo", asked_of="Sol", asked_on=TODAY + timedelta(days=1)),
        ),
        InvalidInputError,
    ),
    "a source that bears on no head of this complaint": (
        lambda desk, found: investigation.add_source(
            desk, found.id, NewSource(SourceKind.photo, "Photo", obtained_on=TODAY, head_ids=(999,))
        ),
        NotFoundError,
    ),
    "a source whose file is not there": (
        lambda desk, found: investigation.add_source(
            desk, found.id, NewSource(SourceKind.photo, "Photo", obtained_on=TODAY, file=Path("/no/such"))
        ),
        NotFoundError,
    ),
    "an implication of no kind": (
        lambda desk, found: implications.add(
            desk, found.id, NewImplication(" ", "Gas", Likelihood.likely, 3)
        ),
        InvalidInputError,
    ),
    "an implication graver than grave": (
        lambda desk, found: implications.add(
            desk, found.id, NewImplication("safety", "Gas", Likelihood.likely, 6)
        ),
        InvalidInputError,
    ),
    "an alert to nobody": (
        lambda desk, found: implications.add(
            desk, found.id, NewImplication("safety", "Gas", Likelihood.likely, 3, alerted_on=TODAY)
        ),
        InvalidInputError,
    ),
    "a party without a name": (
        lambda desk, found: investigation.add_party(desk, found.id, NewParty(PartyRole.colleague, "")),
        InvalidInputError,
    ),
    "removing what is not there": (
        lambda desk, found: investigation.remove(desk, found.id, "implication", 1),
        NotFoundError,
    ),
}


def test_a_refused_act_of_investigation_leaves_everything_as_it_was(desk: Desk, found: Dossier) -> None:
    refused_each(desk, REFUSALS, found)


def test_what_was_taken_off_cannot_be_worked_on(desk: Desk, found: Dossier) -> None:
    head_id = _removed(desk, found)
    acts: list[Callable[[], object]] = [
        lambda: investigation.edit_head(desk, found.id, head_id, "Back"),
        lambda: investigation.find(desk, found.id, head_id, Finding.withdrawn, "So"),
        lambda: investigation.remove(desk, found.id, "head", head_id),
        lambda: investigation.add_source(
            desk, found.id, NewSource(SourceKind.photo, "Photo", obtained_on=TODAY, head_ids=(head_id,))
        ),
    ]

    for act in acts:
        with refused(desk, NotFoundError, "no such head"):
            act()


def test_nothing_is_investigated_before_it_is_accepted(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    acts: list[Callable[[], object]] = [
        lambda: investigation.add_head(desk, complaint_id, "Not mended"),
        lambda: investigation.add_source(desk, complaint_id, SHEET),
        lambda: investigation.add_party(desk, complaint_id, NewParty(PartyRole.colleague, "Sol")),
        lambda: implications.add(desk, complaint_id, NewImplication("safety", "Gas", Likelihood.likely, 3)),
    ]

    for act in acts:
        with refused(desk, WrongStageError):
            act()


def test_one_complaint_does_not_reach_into_another(
    desk: Desk, found: Dossier, add_complaint: AddComplaint
) -> None:
    other = add_complaint(customer="Bo Marsh").id
    services.triage.accept(desk, other)

    with refused(desk, NotFoundError):
        investigation.edit_head(desk, other, found.heads[0].id, "Mine")
    with refused(desk, NotFoundError):
        investigation.receive_source(desk, other, found.sources[1].id, "Mine")


def test_whose_account_a_source_gives_is_kept(desk: Desk, found: Dossier) -> None:
    entered = NewSource(SourceKind.statement, "Engineer", obtained_on=TODAY, heard_side=Side.colleague)

    assert investigation.add_source(desk, found.id, entered).sources[-1].heard_side is Side.colleague
