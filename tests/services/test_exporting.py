"""Exports name nobody unless asked, keep their pseudonyms, and write all or nothing."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from complaintdesk import services
from complaintdesk.errors import ExportRefusedError, InvalidInputError, NotFoundError, ReadOnlyError
from complaintdesk.rules import pseudonyms
from complaintdesk.services import escalation, exporting, investigation, letters, setup, triage
from complaintdesk.services.care import verify
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Direction, PartyRole, Side
from tests import journey
from tests.conftest import TODAY, AddComplaint, Now


def pseudonym_rows(desk: Desk) -> list[tuple[Any, ...]]:
    return [
        tuple(row)
        for row in desk.reader.execute("SELECT kind, number, customer_id, person FROM pseudonym ORDER BY id")
    ]


def report(folder: Path, reference: str) -> str:
    return (folder / reference / "report.md").read_text("utf-8")


def test_the_report_of_the_whole_journey_is_written_whole(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "job-sheet.txt"
    file.write_text("Visited twice.")
    found = journey.walk(desk, journey.referred(desk).id, file)

    written = services.exporting.export_reports(desk, [found.reference], tmp_path / "out", identified=True)
    (path,) = written.paths
    text = path.read_text("utf-8")
    head = desk.reader.execute("SELECT hash FROM journal_step ORDER BY number DESC LIMIT 1").fetchone()[0]

    assert path == tmp_path / "out" / found.reference / "report.md"
    assert found.narrative.strip() in text
    assert head in text
    assert f"- **Cause:** {desk.vocabularies.causes.label(found.heads[0].cause)}" in text
    assert found.heads[0].cause.replace("_", " ") not in text
    assert found.sources[0].attachment is None or found.sources[0].attachment.sha256 in text
    assert not (path.parent / "job-sheet.txt").exists()
    assert path.stat().st_mode & 0o077 == 0


def test_people_have_the_same_pseudonym_in_every_export(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    first = add_complaint(
        customer="Ada Quill", email="ada@example.org", narrative="Ada Quill and Jo Bell spoke."
    )
    second = add_complaint(customer="Bea Heath", narrative="Jo Bell again.")
    third = add_complaint(customer="Ada Quill", email="ADA@example.org", narrative="Me again, Ada.")
    colleague = services.contacts.NewContact(
        Side.colleague, Direction.outward, "email", "Asked.", with_whom="Jo Bell"
    )
    services.contacts.log(desk, first.id, colleague)

    services.exporting.export_reports(desk, [second.reference], tmp_path / "a")
    services.exporting.export_reports(desk, [first.reference], tmp_path / "b")
    steps = services.care.last_step(desk)
    services.exporting.export_reports(
        desk, [third.reference, second.reference, first.reference], tmp_path / "c"
    )

    assert pseudonym_rows(desk) == [
        ("customer", 1, second.customer_id, ""),
        ("customer", 2, first.customer_id, ""),
        ("colleague", 1, None, "Jo Bell"),
    ]
    assert services.care.last_step(desk) == steps
    assert "Customer B" in report(tmp_path / "c", third.reference)
    assert "Colleague 1 again" in report(tmp_path / "c", second.reference)
    for reference in (first.reference, second.reference, third.reference):
        assert not {"Ada", "Quill", "Bea", "Heath", "Bell"} & set(report(tmp_path / "c", reference).split())
    assert verify(desk).problems == ()


def test_a_party_is_known_by_its_role_and_nicknames(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    found = add_complaint(narrative="My sister Nell Quill will call. Nell knows.")
    services.triage.accept(desk, found.id)
    investigation.add_party(desk, found.id, investigation.NewParty(PartyRole.representative, "Nell Quill"))
    services.exporting.export_reports(desk, [found.reference], tmp_path)

    assert ("representative", 1, None, "Nell Quill") in pseudonym_rows(desk)
    assert "Nell" not in report(tmp_path, found.reference)


def test_the_handler_and_the_organisation_stay(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    found = add_complaint(narrative="Robin Hale of Northmoor Homes was kind.")
    services.triage.accept(desk, found.id)
    services.exporting.export_reports(desk, [found.reference], tmp_path)

    assert "Robin Hale of Northmoor Homes" in report(tmp_path, found.reference)
    named = [row[3] for row in pseudonym_rows(desk)]
    assert named
    assert "Robin Hale" not in named


def test_naming_is_a_step_that_can_be_undone(desk: Desk, add_complaint: AddComplaint, tmp_path: Path) -> None:
    found = add_complaint()
    services.exporting.export_reports(desk, [found.reference], tmp_path)

    assert str(services.history.undo(desk)) == "name pseudonyms"
    assert pseudonym_rows(desk) == []
    assert verify(desk).problems == ()


def test_a_report_that_would_give_somebody_away_is_not_written(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should a pseudonym miss somebody, the second look at the finished report stops it."""
    found = add_complaint(narrative="I am Ada Quill.")
    monkeypatch.setattr(
        pseudonyms,
        "pseudonymise",
        lambda dossier, _people: (replace(dossier, customer="X"), pseudonyms.Tally()),
    )
    with pytest.raises(ExportRefusedError, match=r"report\.md would give somebody away \(line \d+"):
        services.exporting.export_reports(desk, [found.reference], tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_one_report_that_is_there_keeps_all_from_being_written(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    one, two = add_complaint(), add_complaint()
    services.exporting.export_reports(desk, [two.reference], tmp_path)

    with pytest.raises(ExportRefusedError, match="--force"):
        services.exporting.export_reports(desk, [one.reference, two.reference], tmp_path)

    assert not (tmp_path / one.reference).exists()
    again = services.exporting.export_reports(desk, [one.reference, two.reference], tmp_path, force=True)
    assert len(again.paths) == 2


def test_a_complaint_that_is_not_there_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        services.exporting.export_reports(desk, ["CD-2026-0009"], tmp_path)


def test_a_store_that_is_only_read_exports_those_who_have_a_pseudonym(
    desk: Desk, add_complaint: AddComplaint, now: Now, tmp_path: Path
) -> None:
    one, two = add_complaint(), add_complaint(customer="Bea Heath")
    services.exporting.export_reports(desk, [one.reference], tmp_path / "a")
    reading = setup.open_desk(desk.settings, now.today, now.moment, read_only=True)

    services.exporting.export_reports(reading, [one.reference], tmp_path / "b")
    with pytest.raises(ReadOnlyError):
        services.exporting.export_reports(reading, [two.reference], tmp_path / "c")
    reading.close()


def test_the_table_holds_what_the_filter_says(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    add_complaint(category="heating", narrative='=1+1\n"quoted"')
    add_complaint(category="damp")
    written = services.exporting.export_table(desk, "category:heating", tmp_path / "t.csv")
    services.exporting.export_table(desk, "", tmp_path / "t.json")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text("utf-8-sig"), newline=""))
    rows = json.loads((tmp_path / "t.json").read_text("utf-8"))

    assert (written.path, written.rows) == (tmp_path / "t.csv", 1)
    assert (row["category"], row["narrative"], row["received_on"]) == (
        "heating",
        '\'=1+1\n"quoted"',
        "2026-11-16",
    )
    assert [each["category"] for each in rows] == ["heating", "damp"]
    assert rows[0]["narrative"] == '=1+1\n"quoted"'
    assert rows[0]["accepted"] is None


def test_a_table_is_neither_replaced_nor_of_an_unknown_kind(desk: Desk, tmp_path: Path) -> None:
    services.exporting.export_table(desk, "", tmp_path / "t.csv")

    with pytest.raises(ExportRefusedError):
        services.exporting.export_table(desk, "", tmp_path / "t.csv")
    with pytest.raises(InvalidInputError, match=r"\.csv or \.json"):
        services.exporting.export_table(desk, "", tmp_path / "t.txt")
    assert services.exporting.export_table(desk, "", tmp_path / "t.csv", force=True).rows == 0


def test_the_summary_is_markdown_in_which_foreign_text_means_nothing(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint(about="*Cold* [flat](http://x)", wants="<b>Heat</b>")
    services.triage.accept(desk, found.id)
    investigation.add_head(desk, found.id, "No heat", "")
    text = services.exporting.summary(desk, services.dossier.load(desk, found.id))

    assert text.startswith(f"**{found.reference}** ")
    assert "[flat](" not in text.replace("\\[flat\\](", "")
    assert "&lt;b&gt;Heat" in text
    assert "- Head 1: No heat" in text
    assert "- Next: " in text


def test_items_of_checklists_stand_in_the_report_as_their_procedure_says_them(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    found = triage.accept(desk, add_complaint(received_on=TODAY).id)
    triage.assign_procedure(desk, found.id, "eng-hos-2024")
    letters.keep(desk, found.id, letters.Written("acknowledgement", "We have it", "Dear Ms Quill", "s1"))
    found = services.dossier.load(desk, found.id)
    rule = letters.rule_of(desk, found, found.letters[0])
    assert rule is not None

    report = (
        exporting.export_reports(desk, [found.reference], tmp_path, identified=True)
        .paths[0]
        .read_text("utf-8")
    )

    assert rule.items
    for item, sentence in rule.items.items():
        assert f"- {sentence.rstrip('.')}: " in report
        assert f"- {item.replace('_', ' ').capitalize()}: " not in report


def test_steps_of_a_hand_over_are_called_as_its_route_says_them(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = triage.accept(desk, add_complaint().id)
    found = escalation.start(desk, found.id, "ombudsman", "She asked for it", "The ombudsman")
    (handed,) = found.escalations
    way = desk.vocabularies.escalations.find("ombudsman")

    called = exporting.labels(desk, found)

    assert way is not None
    assert way.route is not None
    assert handed.checklist
    assert {item: called("step", f"{handed.id}/{item}") for item in handed.checklist} == {
        item: sentence.rstrip(".") for item, sentence in way.route.steps.items()
    }
    assert called("step", f"{handed.id}/not_known_any_more") == "not known any more"
