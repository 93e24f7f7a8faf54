"""A newer file: what it changes is listed, what was worked on stays, and words are matched once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from complaintdesk import services
from complaintdesk.errors import ImportRefusedError
from complaintdesk.services import import_words
from complaintdesk.services.care import verify
from complaintdesk.services.desk import Desk
from complaintdesk.services.import_report import Report
from complaintdesk.services.importing import Request
from complaintdesk.vocabulary import Outcome

HEAD = "ref,received,category,customer,email,channel,outcome,text,Ward\n"
OLD = HEAD + (
    "7,2026-10-01,repair,Bea Heath,bea@example.org,phone,In progress,Late.,North\n"
    "8,2026-10-02,damp,Cal Wold,cal@example.org,Portal,Founded,Mould.,South\n"
    "9,2026-10-03,damp,Dee Moor,,phone,Founded,Wet.,\n"
)
NEW = HEAD + (
    "7,2026-10-01,repair,Bea Heath,bea@example.org,phone,upheld,Late.,\n"
    "8,2026-10-02,damp,Ann Fell,ann@example.org,Portal,Founded,Mould again.,South\n"
    "9,2026-10-03,damp,Dee Moor,,phone,Founded,Wet.,\n"
)

Load = Callable[..., Report]


@pytest.fixture
def load(desk: Desk, tmp_path: Path) -> Load:
    """Imports a text as a file, or only looks at it; how, is given by name."""

    def do(text: str, looks: bool = False, name: str = "log.csv", **how: Any) -> Report:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        act = services.importing.dry_run if looks else services.importing.run
        return act(desk, Request(path, **how))

    return do


def listed(report: Report) -> list[tuple[str, str, tuple[Any, ...]]]:
    return [(change.reference or change.source_id, change.kind, change.fields) for change in report.changes]


def test_a_newer_snapshot_updates_and_every_change_is_listed(desk: Desk, load: Load) -> None:
    load(OLD)
    looked, report = load(NEW, looks=True), load(NEW)

    assert (report.new, report.updated, report.known) == (0, 2, 1)
    assert listed(report) == [
        (
            "LOG-7",
            "updated",
            (("Ward", "North", ""), ("outcome", "", "upheld"), ("source_outcome", "In progress", "upheld")),
        ),
        ("LOG-8", "updated", (("customer", "Cal Wold", "Ann Fell"), ("narrative", "Mould.", "Mould again."))),
    ]
    assert listed(looked) == listed(report)
    assert [change.line for change in report.changes] == [2, 3]
    assert "LOG-8 follows its file: customer “Cal Wold” -> “Ann Fell”; narrative" in report.told()
    assert load(NEW).changes == ()
    assert verify(desk).problems == ()


def test_a_complaint_with_a_record_of_work_stays_as_it_is(desk: Desk, load: Load) -> None:
    load(OLD)
    complaint_id = services.dossier.find_id(desk, "LOG-8")
    services.intake.refer(desk, complaint_id)
    services.history.undo(desk)
    only_looked_at = load(NEW, looks=True)
    services.intake.refer(desk, complaint_id)
    report = load(NEW)
    found = services.dossier.load(desk, complaint_id)

    assert (only_looked_at.updated, only_looked_at.kept) == (2, 0)
    assert (report.updated, report.known, report.kept) == (1, 2, 1)
    assert (found.customer, found.narrative) == ("Cal Wold", "Mould.")
    assert [kind for _, kind, _ in listed(report)] == ["updated", "kept"]
    assert "was worked on and stays; the file has: customer" in report.told()
    assert verify(desk).problems == ()


def test_what_was_updated_and_put_back_can_be_taken_back_and_brought_back_as_often_as_wanted(
    desk: Desk, load: Load
) -> None:
    """A row's version grows with each of these, and is none of its content."""
    batch = load(OLD).batch or 0
    load(NEW)
    services.history.undo(desk)
    services.history.take_back_import(desk, batch)
    for act in (services.history.undo, services.history.redo) * 2:
        act(desk)
        assert verify(desk).problems == ()
    services.history.undo(desk)
    services.history.undo(desk)

    assert services.history.next_undo(desk) is None
    assert desk.reader.execute("SELECT count(*) FROM complaint").fetchone()[0] == 0


def test_a_new_customer_of_a_complaint_that_stays_is_not_taken_in(desk: Desk, load: Load) -> None:
    load(OLD)
    services.intake.refer(desk, services.dossier.find_id(desk, "LOG-8"))
    customers = desk.reader.execute("SELECT count(*) FROM customer").fetchone()[0]
    report = load(HEAD + NEW.splitlines()[2] + "\n")

    assert (report.new, report.updated, report.kept, report.step) == (0, 0, 1, None)
    assert ("customer", "Cal Wold", "Ann Fell") in report.changes[0].fields
    assert desk.reader.execute("SELECT count(*) FROM customer").fetchone()[0] == customers
    assert verify(desk).problems == ()


def test_a_customer_whom_a_later_record_takes_back_is_not_taken_in(
    desk: Desk, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records are far apart in a large file; here each is taken by itself."""
    load(OLD)
    monkeypatch.setattr(services.importing, "CHUNK", 1)
    there, otherwise = OLD.splitlines()[2], NEW.splitlines()[2]
    report = load(f"{HEAD}{otherwise}\n{there}\n")

    assert (report.new, report.updated, report.step) == (0, 0, None)
    assert services.dossier.by_reference(desk, "LOG-8").customer == "Cal Wold"
    assert desk.reader.execute("SELECT count(*) FROM customer WHERE name = 'Ann Fell'").fetchone()[0] == 0
    assert verify(desk).problems == ()


def test_snapshots_in_one_file_are_one_complaint_and_what_changed_is_listed(desk: Desk, load: Load) -> None:
    both = OLD + NEW.removeprefix(HEAD)
    report = load(both)

    assert (report.new, report.duplicate, report.rows) == (3, 3, 6)
    assert [(name, kind) for name, kind, _ in listed(report)] == [("7", "superseded"), ("8", "superseded")]
    assert ("outcome", "In progress", "upheld") in report.changes[0].fields
    assert services.dossier.by_reference(desk, "LOG-8").narrative == "Mould again."
    assert (load(both).known, load(both).updated) == (3, 0)


def test_words_that_are_none_of_ours_are_shown_and_kept_as_they_stand(desk: Desk, load: Load) -> None:
    report = load(OLD)

    assert report.unknown == (
        ("outcome", "Founded", 2),
        ("outcome", "In progress", 1),
        ("channel", "Portal", 1),
    )
    assert (
        "outcome: 2 words are none of ours and are kept as they stand: “Founded” (2), “In progress” (1)."
        in (report.told())
    )
    assert services.dossier.by_reference(desk, "LOG-8").outcome is None


def test_a_word_is_matched_once_and_remembered(desk: Desk, load: Load) -> None:
    words = {"outcome": {"Founded": "not upheld"}, "channel": {"Portal": "web_form"}}
    looked = load(OLD, looks=True, words=words)
    forgotten = load(OLD, looks=True)
    first = load(OLD, words=words)
    found = services.dossier.by_reference(desk, "LOG-8")
    later = load(HEAD + "10,2026-10-04,damp,Dee Moor,,portal,FOUNDED,x,\n", name="later.csv")
    same = load(OLD)

    assert [each.value for each in looked.unknown] == ["In progress"]
    assert len(forgotten.unknown) == 3
    assert (first.new, found.outcome, found.channel) == (3, Outcome.not_upheld, "web_form")
    assert desk.reader.execute("SELECT source_outcome FROM complaint WHERE source_id = '8'").fetchone()[
        0
    ] == ("Founded")
    assert later.unknown == ()
    assert services.dossier.by_reference(desk, "LOG-10").outcome is Outcome.not_upheld
    assert (same.new, same.updated) == (0, 0)
    assert verify(desk).problems == ()


def test_a_word_matched_otherwise_later_updates_what_is_there(desk: Desk, load: Load) -> None:
    load(OLD, words={"outcome": {"Founded": "upheld"}})
    report = load(OLD, words={"outcome": {"Founded": "partly_upheld"}})

    assert (report.updated, report.known) == (2, 1)
    assert [fields for _, _, fields in listed(report)] == [(("outcome", "upheld", "partly_upheld"),)] * 2
    assert len(desk.reader.execute("SELECT * FROM import_mapping").fetchall()) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"outcome": {"Founded": "uphold"}}, "“uphold” is no outcome of ours (the nearest is “upheld”)"),
        (
            {"outcomes": {"Founded": "upheld"}},
            "words of “outcomes” cannot be matched (the nearest is “outcome”)",
        ),
        ({"category": {"damp": ""}}, "“” is no category of ours"),
    ],
)
def test_a_word_that_is_none_of_ours_is_refused(words: Any, sentence: str, load: Load) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        load(OLD, words=words)

    assert sentence in str(refusal.value)


def test_any_word_can_be_matched_where_there_are_none_of_ours(desk: Desk, load: Load) -> None:
    load(OLD, words={"category": {"damp": "Damp and mould"}})

    assert services.dossier.by_reference(desk, "LOG-8").category == "Damp and mould"


def test_words_are_parsed_and_refused_where_they_are_no_pair() -> None:
    assert import_words.parse(["outcome:a=b=upheld", "channel: Portal =web_form"]) == {
        "outcome": {"a=b": "upheld"},
        "channel": {"Portal": "web_form"},
    }
    for item in ("outcome", "outcome:x", "outcome:=upheld", "x=y"):
        with pytest.raises(ImportRefusedError, match="matches no word"):
            import_words.parse([item])


def test_free_text_in_the_place_of_words_is_not_held(desk: Desk, load: Load) -> None:
    many = "".join(f"{n},2026-10-01,x,,,,free {n},x,\n" for n in range(10, 2_500))
    report = load(OLD + many, looks=True)

    assert len([each for each in report.unknown if each.field == "outcome"]) <= import_words.LISTED
    assert ("outcome", "Founded", 2) in report.unknown


def test_the_real_snapshots_are_updated_once(desk: Desk, shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "dialects" / "cfpb_same_id_two_snapshots.csv"
    report = services.importing.run(desk, Request(path))
    again = services.importing.run(desk, Request(path))

    assert (report.rows, report.new, report.duplicate) == (114, 56, 58)
    assert len([change for change in report.changes if change.kind == "superseded"]) == 57
    assert all(change.fields for change in report.changes)
    assert (again.new, again.updated, again.known) == (0, 0, 56)


def test_what_the_preset_does_not_know_is_kept_and_found(desk: Desk, load: Load) -> None:
    load(OLD)

    assert [hit.reference for hit in services.searching.search(desk, "north").results] == ["LOG-7"]
