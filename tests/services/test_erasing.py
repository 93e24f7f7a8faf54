"""The end of data: a person is gone from every byte of the store, the figures stay, and the journal still holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import (
    CannotUndoError,
    InvalidInputError,
    NotFoundError,
    NothingToUndoError,
    WrongStageError,
)
from complaintdesk.importers.presets import parse_mapping
from complaintdesk.models import Claim
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import contacts, erasing, history, importing, investigation, letters, retention
from complaintdesk.services.care import verify
from complaintdesk.services.contacts import NewContact
from complaintdesk.services.desk import Desk
from complaintdesk.services.import_report import Report
from complaintdesk.services.investigation import NewParty, NewSource
from complaintdesk.vocabulary import Direction, Origin, PartyRole, Side, SourceKind, Stage
from tests import journey
from tests.conftest import AddComplaint, Now
from tests.hostile import walks

NAME, EMAIL, PHONE = "Zebedee Quillfeather", "zeb.quill@example.org", "07700 900877"
MARKS = (b"quillfeather", b"zebedee", b"zeb.quill", b"900877", b"moonstone")


def bytes_of(desk: Desk) -> dict[str, bytes]:
    """Return every file of the store but its backups and exports, small letters only."""
    folder = desk.store.folder
    return {
        str(path.relative_to(folder.path)): path.read_bytes().lower() + path.name.lower().encode()
        for path in folder.path.rglob("*")
        if path.is_file() and folder.backups not in path.parents and folder.exports not in path.parents
    }


def traces(desk: Desk) -> list[tuple[str, bytes]]:
    """Return where something of the person is left."""
    return [(name, mark) for name, content in bytes_of(desk).items() for mark in MARKS if mark in content]


@pytest.fixture
def theirs(desk: Desk, add_complaint: AddComplaint, tmp_path: Path) -> Dossier:
    """A complaint with the person in every kind of record, some of them undone, taken off or only a draft."""
    found = add_complaint(
        customer=NAME,
        email=EMAIL,
        phone=PHONE,
        narrative="I am Zebedee. The moonstone is cold.",
        about="Moonstone",
    )
    services.triage.accept(desk, found.id)
    for file_name in ("quillfeather.txt", "moonstone undone.txt"):
        file = tmp_path / file_name
        file.write_text(f"the moonstone of {file_name}")
        source = NewSource(
            SourceKind.document, "Quillfeather's letter", "moonstone", "Drive", desk.today(), file=file
        )
        investigation.add_source(desk, found.id, source)
    history.undo(desk)
    investigation.add_head(desk, found.id, "Zebedee's moonstone", "delay_service")
    said = NewContact(Side.customer, Direction.inward, "phone", "Zebedee rang about the moonstone.")
    contacts.log(desk, found.id, said)
    contacts.promise(desk, found.id, "Ring Zebedee", NAME, desk.today() + timedelta(days=2))
    letters.keep(desk, found.id, letters.Written("update", "Moonstone", f"Dear {NAME}, the moonstone ..."))
    investigation.add_party(desk, found.id, NewParty(PartyRole.representative, "Nan Quillfeather"))
    services.drafts.keep(desk, f"head.add:{found.id}", {"text": "more of the moonstone"})
    return services.dossier.load(desk, found.id)


def test_an_erased_customer_is_in_no_byte_of_the_store_and_the_journal_still_holds(
    desk: Desk, theirs: Dossier, add_complaint: AddComplaint
) -> None:
    other = add_complaint(customer="Ada Quill", narrative="My neighbour Zebedee Quillfeather said so.")
    services.drafts.keep(desk, f"head.add:{other.id}", {"text": "kept"})
    services.naming.people(desk, [theirs, other])
    before = desk.reader.execute("SELECT count(*) FROM journal_entry").fetchone()[0]
    assert traces(desk)

    done = erasing.erase(
        desk, erasing.find(desk, NAME), "Asked on 3 November, Zebedee Quillfeather", "Art. 17"
    )

    assert traces(desk) == []
    assert verify(desk).problems == ()
    assert (done.complaints, done.customers, done.files, done.drafts) == (1, 1, 2, 1)
    assert done.is_compact
    assert done.left == ()
    assert done.entries > 10
    assert "complaint 2" in done.elsewhere
    left = services.dossier.load(desk, theirs.id)
    assert (left.reference, left.received_on, left.customer, left.narrative) == (
        *(theirs.reference, theirs.received_on, "", ""),
    )
    assert (left.about, left.stage, left.heads[0].cause) == (
        "Erased on 2026-11-18",
        Stage.closed,
        "delay_service",
    )
    assert services.dossier.load(desk, other.id).narrative == "My neighbour [erased] said so."
    assert services.drafts.find(desk, f"head.add:{other.id}") == {"text": "kept"}
    assert desk.reader.execute("SELECT reason, legal_basis FROM erasure").fetchone()[:] == (
        "Asked on 3 November, [erased]",
        "Art. 17",
    )
    assert desk.reader.execute("SELECT count(*) FROM journal_entry").fetchone()[0] > before
    for word in ("moonstone", "quillfeather"):
        assert services.searching.search(desk, word).total == 0


def test_what_was_erased_can_be_worked_around_and_never_be_taken_back(
    desk: Desk, theirs: Dossier, add_complaint: AddComplaint
) -> None:
    erasing.erase(desk, erasing.find(desk, EMAIL), "Asked")

    assert history.next_undo(desk) is None
    with pytest.raises(NothingToUndoError):
        history.undo(desk)
    with pytest.raises(NotFoundError, match="There is no customer"):
        erasing.find(desk, NAME)
    with pytest.raises(WrongStageError, match="was erased or disposed of"):
        services.triage.rate(desk, theirs.id, 3, "again")

    found = add_complaint()
    investigation.add_head(desk, services.triage.accept(desk, found.id).id, "Cold", "")
    history.undo(desk)
    history.redo(desk)
    assert verify(desk).problems == ()
    assert traces(desk) == []


def test_a_complaint_that_went_all_the_way_is_erased_whole(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "job.txt"
    file.write_text("x")
    found = journey.walk(desk, journey.referred(desk).id, file)
    told = erasing.plan(desk, found.customer_id or 0)

    assert told.references == (found.reference,)
    assert told.open_references == ()
    erasing.erase(desk, found.customer_id or 0, "Asked")

    assert verify(desk).problems == ()
    left = services.dossier.load(desk, found.id)
    assert (left.outcome, left.closed_on, left.cause, left.product) == (
        *(found.outcome, found.closed_on, found.cause, found.product),
    )
    assert left.agreement is not None
    assert found.agreement is not None
    assert (left.agreement.terms, left.agreement.amount_minor) == ("", found.agreement.amount_minor)
    assert [score.outcome_score for score in left.satisfaction] == [
        score.outcome_score for score in found.satisfaction
    ]


def test_a_hold_or_an_outside_body_keeps_a_customer_from_being_erased(desk: Desk, theirs: Dossier) -> None:
    services.triage.describe(desk, theirs.id, {"legal_hold": "yes", "legal_hold_reason": "Court, March"})
    with pytest.raises(WrongStageError, match=r"under a legal hold \(Court, March\)"):
        erasing.plan(desk, theirs.customer_id or 0)
    services.triage.describe(desk, theirs.id, {"legal_hold": "no", "legal_hold_reason": "Ended in April"})

    with pytest.raises(InvalidInputError, match="Reason"):
        erasing.erase(desk, theirs.customer_id or 0, " ")
    with pytest.raises(NotFoundError, match="There is no customer 99"):
        erasing.erase(desk, 99, "Asked")
    assert services.dossier.load(desk, theirs.id).narrative


def test_namesakes_are_told_apart_and_keep_their_name(
    desk: Desk, theirs: Dossier, add_complaint: AddComplaint
) -> None:
    other = add_complaint(customer=NAME, email="other@example.org", narrative=f"I am {NAME} too.")

    with pytest.raises(NotFoundError, match=r"1 \(CD-2026-0001\); 2 \(CD-2026-0002\)"):
        erasing.find(desk, NAME)
    assert erasing.find(desk, "2") == erasing.find(desk, "cd-2026-2") == other.customer_id
    told = erasing.plan(desk, theirs.customer_id or 0)
    assert told.namesakes == ("customer 2",)
    erasing.erase(desk, theirs.customer_id or 0, "Asked")

    assert services.dossier.load(desk, other.id).narrative == f"I am {NAME} too."
    assert services.dossier.load(desk, other.id).customer == NAME
    assert verify(desk).problems == ()


def test_names_alike_are_left_and_claims_lose_every_form(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint(customer="Reader 7", narrative="x")
    other = add_complaint(customer="Reader 71", narrative="I am Reader 71, not Reader 7.")
    named = add_complaint(customer=NAME, narrative="x")
    with desk.step("claim") as step:
        claim = {
            "criteria_set": "unit-45",
            "criterion": "1.1",
            "complaint_id": named.id,
            "record_kind": "head",
        }
        step.session.add(Claim.model_validate({**claim, "record_id": 1, "shows": "How Zebedee was heard"}))

    erasing.erase(desk, found.customer_id or 0, "Asked")
    erasing.erase(desk, named.customer_id or 0, "Asked")

    left = services.dossier.load(desk, other.id)
    assert (left.customer, left.narrative) == ("Reader 71", "I am Reader 71, not [erased].")
    assert services.dossier.load(desk, named.id).claims[0].shows == "How [erased] was heard"
    assert traces(desk) == []
    assert verify(desk).problems == ()


def test_copies_that_still_hold_the_person_are_named(desk: Desk, theirs: Dossier) -> None:
    backup = services.backups.make(desk).path
    services.exporting.export_reports(
        desk, [theirs.reference], desk.store.folder.exports / "open", identified=True
    )
    services.exporting.export_reports(desk, [theirs.reference], desk.store.folder.exports / "hidden")
    broken = desk.store.folder.backups / "broken.db"
    broken.write_bytes(b"no database" * 500)

    done = erasing.erase(desk, theirs.customer_id or 0, "Asked")

    assert done.copies.backups == (backup,)
    assert done.copies.unreadable == (broken,)
    assert done.copies.exports == (desk.store.folder.exports / "open" / theirs.reference / "report.md",)
    assert done.copies.sentences[0] == f"Still in the backup {backup}; delete it, or keep it knowingly."
    assert services.backups.make(desk).path != backup
    assert erasing._copies(desk, [theirs.customer_id or 0], [theirs.id], None).backups == (backup,)


def test_an_exported_journal_is_named_however_it_spells_the_name(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint(customer="Zoë Ångström")
    folder = desk.store.folder.exports
    journal = services.journal_export.export(desk, folder / "journal.jsonl").path
    services.journal_export.export(desk, folder / "chain.jsonl", chain_only=True)

    done = erasing.erase(desk, found.customer_id or 0, "Asked")

    assert done.copies.exports == (journal,)


ROWS = (
    f"ref,received,closed,customer,email,text\n1,2019-10-01,2019-11-01,{NAME},{EMAIL},The moonstone of Zebedee\n"
    "2,2019-10-02,2019-11-02,Bea Heath,bea@example.org,Mould\n3,2026-10-03,2026-11-03,Cy Lund,,Damp\n"
)
MAPPING = ("source_id=ref", "received_on=received", "closed_on=closed", "narrative=text")


def load(desk: Desk, tmp_path: Path, rows: str = ROWS, name: str = "log.csv") -> Report:
    file = tmp_path / name
    file.write_text(rows)
    return importing.run(
        desk, importing.Request(file, None, parse_mapping(MAPPING), Origin.history, "dmy", None)
    )


def test_what_lists_sort_by_names_nobody_who_was_erased(desk: Desk, add_complaint: AddComplaint) -> None:
    gone = add_complaint(customer=NAME, narrative="x")
    other = add_complaint(customer="Bea Heath", narrative="x")
    contacts.promise(desk, other.id, f"Ring {NAME} back", "Bea Heath", desk.today())
    named = "SELECT count(*) FROM complaint WHERE next_due_name LIKE ?"
    assert desk.reader.execute(named, (f"%{NAME}%",)).fetchone()[0] == 1

    erasing.erase(desk, gone.customer_id or 0, "Asked")

    assert desk.reader.execute(named, (f"%{NAME}%",)).fetchone()[0] == 0
    assert verify(desk).problems == ()


def test_nothing_is_due_any_more_on_an_imported_complaint_that_was_open(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(ROWS)
    importing.run(desk, importing.Request(file, None, parse_mapping(MAPPING), Origin.referred, "dmy", None))

    erasing.erase(desk, erasing.find(desk, NAME), "Asked")

    assert verify(desk).problems == ()


def test_imported_people_are_erased_and_no_later_import_brings_them_back(desk: Desk, tmp_path: Path) -> None:
    first = load(desk, tmp_path, name=f"{NAME}.csv")
    history.undo(desk)
    history.redo(desk)
    assert traces(desk)

    done = erasing.erase(desk, erasing.find(desk, NAME), "Asked")

    assert traces(desk) == []
    assert (done.complaints, done.files) == (1, 1)
    assert verify(desk).problems == ()
    again = load(desk, tmp_path, ROWS.replace("Mould", "Mould again"))
    assert (again.new, again.updated) == (0, 1)
    assert [row[0] for row in desk.reader.execute("SELECT narrative FROM complaint ORDER BY source_id")] == [
        "",
        "Mould again",
        "Damp",
    ]
    assert verify(desk).problems == ()
    with pytest.raises(CannotUndoError):
        history.take_back_import(desk, first.batch or 0)


def test_retention_runs_out_by_the_longer_term_and_a_hold_stops_it(
    desk: Desk, tmp_path: Path, now: Now
) -> None:
    load(desk, tmp_path)
    one, two = retention.due(desk)

    assert (one.reference, one.kept_until, one.sum) == (
        *(one.reference, date(2025, 11, 1), "ended 2019-11-01 + 6 years"),
    )
    services.triage.describe(desk, two.complaint_id, {"legal_hold": "yes", "legal_hold_reason": "Court"})
    assert [each.hold for each in retention.due(desk)] == ["", "Court"]
    with pytest.raises(InvalidInputError, match="not due for disposal, or a legal hold keeps it"):
        erasing.dispose(desk, [two])

    done = erasing.dispose(desk)

    assert done is not None
    assert (done.complaints, done.customers) == (1, 1)
    assert traces(desk) == []
    assert verify(desk).problems == ()
    rows = desk.reader.execute(
        "SELECT about, narrative, received_on, closed_on, disposed_on FROM complaint ORDER BY id"
    )
    assert tuple(next(rows)) == (
        *("Disposed of on 2026-11-18", "", "2019-10-01", "2019-11-01", "2026-11-18"),
    )
    assert [each.reference for each in retention.due(desk)] == [two.reference]
    assert erasing.dispose(desk) is None
    assert erasing.disposed_of(desk) == 1


def test_a_customer_with_another_complaint_stays_when_one_is_disposed_of(
    desk: Desk, tmp_path: Path, now: Now
) -> None:
    load(desk, tmp_path, ROWS + f"4,2026-01-01,2026-02-01,{NAME},{EMAIL},Newer\n")
    done = erasing.dispose(desk)

    assert done is not None
    assert (done.complaints, done.customers) == (2, 1)
    assert desk.reader.execute("SELECT count(*) FROM customer WHERE name = ?", (NAME,)).fetchone()[0] == 1
    assert verify(desk).problems == ()


def test_the_procedures_own_term_counts_from_receipt(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    found = add_complaint(received_on=date(2026, 11, 10))
    services.triage.assign_procedure(desk, found.id, "uk-fca-disp", "ENG")
    services.triage.send_back(desk, found.id, "Not ours")
    desk.settings = replace(desk.settings, retention_months=12)
    now.day = date(2028, 11, 1)
    assert retention.due(desk) == ()

    now.day = date(2029, 11, 11)
    (one,) = retention.due(desk)
    assert one.kept_until == date(2029, 11, 10)
    assert one.sum.startswith("received 2026-11-10 + 3 years (FCA Handbook, DISP 1.9.1R")


@pytest.mark.parametrize("string", walks().values(), ids=walks().keys())
def test_hostile_names_are_erased_too(desk: Desk, add_complaint: AddComplaint, string: str) -> None:
    found = add_complaint(customer=string, narrative=f"moonstone {string}", about="moonstone")

    erasing.erase(desk, found.customer_id or 0, string)

    assert verify(desk).problems == ()
    assert [one for one in traces(desk) if one[1] == b"moonstone"] == []


def test_an_entry_emptied_by_hand_after_an_erasure_is_found(desk: Desk, theirs: Dossier) -> None:
    erasing.erase(desk, theirs.customer_id or 0, "Asked")
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal_entry SET payload = NULL, salt = NULL WHERE id = 1")

    (problem, *_) = verify(desk).problems
    assert problem.what == "its journal entry was emptied without an erasure"


def test_the_journal_tells_of_an_erasure_without_a_word_of_the_person(desk: Desk, theirs: Dossier) -> None:
    done = erasing.erase(desk, theirs.customer_id or 0, "Asked")
    told = services.timeline.entries(desk, done.step)

    assert {entry.act for entry in told} == {"restate", "erase", "delete"}
    payloads = desk.reader.execute("SELECT payload FROM journal_entry WHERE act = 'erase'").fetchall()
    assert all(json.loads(payload)["entries"] for (payload,) in payloads)
