"""An import is one step: whole, idempotent, and taken back without a trace."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from complaintdesk import services
from complaintdesk.errors import CannotUndoError, ImportRefusedError
from complaintdesk.services.care import verify
from complaintdesk.services.desk import Desk
from complaintdesk.services.import_report import Report
from complaintdesk.services.importing import Request
from complaintdesk.vocabulary import Direction, Origin, Outcome, Side, Stage
from tests.conftest import Now

LOG = """\
ref,received,closed,category,product,customer,email,channel,outcome,accepted,satisfaction,amount,text
7,2026-10-01,2026-10-20,late repair,Repairs,Bea Heath,bea@example.org,email,Upheld,yes,4,50.00,"It said ""soon""."
8,2026-10-02,,damp,Homes,Bea Heath,BEA@example.org,phone,,,,,Mould [again].
9,2026-10-03,,damp,Homes,Cal Wold,,letter,closed by us,no,1,,"Two
lines."
"""

Load = Callable[..., Report]


@pytest.fixture
def load(desk: Desk, tmp_path: Path) -> Load:
    """Imports a text as a file; how, is given by name."""

    def do(text: str, name: str = "log.csv", **how: Any) -> Report:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return services.importing.run(desk, Request(path, **how))

    return do


def rows(desk: Desk, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in desk.reader.execute(sql)]


def tables(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """What the tables hold that an import fills, apart from versions, which only ever grow."""
    found = {}
    for table in ("complaint", "customer", "import_batch"):
        columns = [
            row[1] for row in desk.reader.execute(f"PRAGMA table_info({table})") if row[1] != "version"
        ]
        found[table] = rows(
            desk, f"SELECT {', '.join(f'{chr(34)}{one}{chr(34)}' for one in columns)} FROM {table}"
        )
    found["words"] = rows(
        desk, "SELECT rowid FROM complaint_words WHERE complaint_words MATCH 'mould OR soon'"
    )
    return found


def counts(report: Report) -> tuple[int, ...]:
    return (report.new, report.updated, report.known, report.duplicate, report.invalid)


def test_history_keeps_what_the_file_says_and_is_no_work(desk: Desk, load: Load) -> None:
    report = load(LOG)
    found = services.dossier.by_reference(desk, "LOG-7")

    assert counts(report) == (3, 0, 0, 0, 0)
    assert (found.origin, found.stage, found.outcome) == (Origin.history, Stage.closed, Outcome.upheld)
    assert found.narrative == 'It said "soon".'
    assert (found.customer, found.amount_minor, found.satisfaction_score, found.accepted) == (
        "Bea Heath",
        5000,
        4,
        True,
    )
    assert rows(desk, "SELECT source_outcome, outcome FROM complaint WHERE source_id = '9'") == [
        ("closed by us", None)
    ]
    assert services.queue.total(desk, "live").count == 0
    assert services.searching.search(desk, "mould").total == 1
    assert verify(desk).problems == ()


def test_a_customer_is_one_row_by_email_or_by_name(desk: Desk, load: Load) -> None:
    load(LOG)

    assert rows(desk, "SELECT name, email FROM customer ORDER BY id") == [
        ("Bea Heath", "BEA@example.org"),
        ("Cal Wold", ""),
    ]


def test_the_same_file_again_takes_no_step(desk: Desk, load: Load) -> None:
    load(LOG)
    steps = services.care.last_step(desk)
    again = load(LOG)

    assert counts(again) == (0, 0, 3, 0, 0)
    assert (again.batch, again.step) == (None, None)
    assert services.care.last_step(desk) == steps


def test_looking_tells_what_running_does(desk: Desk, load: Load, tmp_path: Path) -> None:
    load(LOG)
    file = tmp_path / "next.csv"
    file.write_text(
        LOG.replace("Mould", "More mould").replace("9,", "10,") + "11,,,,,,,,,,,,\n7,2026-10-01,,,,,,,,,,,\n"
    )
    request = Request(file)
    before = tables(desk)

    looked = services.importing.dry_run(desk, request)
    unchanged = tables(desk) == before
    done = services.importing.run(desk, request)

    assert unchanged
    assert looked.batch is None
    assert counts(looked) == counts(done) == (1, 2, 0, 1, 1)
    assert looked.rejected == done.rejected
    assert sum(counts(done)) == done.rows == 5


def test_of_several_records_of_one_id_the_last_one_holds(desk: Desk, load: Load) -> None:
    twice = LOG + "8,2026-10-02,,damp,Homes,Dee Moor,,phone,,,,,The last word.\n"
    first = load(twice)
    said = services.dossier.by_reference(desk, "LOG-8")
    again = load(twice)

    assert counts(first) == (3, 0, 0, 1, 0)
    assert (said.narrative, said.customer) == ("The last word.", "Dee Moor")
    assert any("the later one holds" in note for note in first.notes)
    assert counts(again) == (0, 0, 3, 1, 0)
    assert verify(desk).problems == ()


def test_an_update_changes_what_the_file_tells_otherwise_and_is_journalled(desk: Desk, load: Load) -> None:
    load(LOG)
    report = load(LOG.replace("Mould [again].", "Mould a third time."))
    found = services.dossier.by_reference(desk, "LOG-8")

    assert counts(report) == (0, 1, 2, 0, 0)
    assert found.narrative == "Mould a third time."
    assert services.searching.search(desk, "third").total == 1
    assert services.searching.search(desk, "again").total == 0
    assert verify(desk).problems == ()
    services.history.undo(desk)
    assert services.dossier.by_reference(desk, "LOG-8").narrative == "Mould [again]."
    assert verify(desk).problems == ()
    assert counts(load(LOG.replace("Mould [again].", "Mould a third time."))) == (0, 1, 2, 0, 0)


def test_an_extract_without_a_column_does_not_wipe_it(desk: Desk, load: Load) -> None:
    load(LOG)
    report = load("ref,received,category\n7,2026-10-01,late repair\n8,2026-10-02,condensation\n", "short.csv")

    assert counts(report) == (0, 1, 1, 0, 0)
    assert services.dossier.by_reference(desk, "LOG-8").category == "condensation"
    assert services.dossier.by_reference(desk, "LOG-8").narrative == "Mould [again]."


def test_a_complaint_that_was_worked_on_stays_and_the_differences_are_shown(desk: Desk, load: Load) -> None:
    load(LOG, load_as=Origin.referred)
    complaint_id = services.dossier.find_id(desk, "CD-2026-0002")
    services.triage.accept(desk, complaint_id)
    services.triage.describe(desk, complaint_id, {"category": "ventilation"})
    services.triage.describe(desk, complaint_id, {"product": "Flats"})
    services.history.undo(desk)
    changed = LOG.replace("damp,Homes", "mildew,Houses").replace("2026-10-02,,", "2026-10-02,2026-10-30,")
    report = load(changed, load_as=Origin.referred)
    found = services.dossier.load(desk, complaint_id)

    assert counts(report) == (0, 1, 2, 0, 0)
    assert (found.category, found.product) == ("ventilation", "Homes")
    assert report.kept == 1
    assert [(change.reference, change.kind, change.fields) for change in report.changes] == [
        (
            "CD-2026-0002",
            "kept",
            (
                ("category", "ventilation", "mildew"),
                ("closed_on", "", "2026-10-30"),
                ("product", "Homes", "Houses"),
            ),
        ),
        ("CD-2026-0003", "updated", (("category", "damp", "mildew"), ("product", "Homes", "Houses"))),
    ]
    assert (found.reference, found.stage.name, found.closed_on) == ("CD-2026-0002", "investigating", None)
    assert verify(desk).problems == ()


def test_referred_complaints_are_numbered_in_order_and_have_clocks(desk: Desk, load: Load, now: Now) -> None:
    load(LOG, load_as=Origin.referred)
    found = services.dossier.by_reference(desk, "cd 2026 1")
    first = rows(
        desk,
        "SELECT reference, stage, referred_on, about, procedure, region, closed_on FROM complaint ORDER BY id",
    )

    assert first[0] == (
        "CD-2026-0001",
        "referred",
        "2026-11-18",
        'It said "soon".',
        "uk-general",
        "ENG",
        None,
    )
    assert [row[0] for row in first] == ["CD-2026-0001", "CD-2026-0002", "CD-2026-0003"]
    assert found.extra == {"closed_on": "2026-10-20"}
    assert found.outcome is None
    assert rows(
        desk, "SELECT count(*) FROM complaint WHERE next_due_on IS NULL OR scored_on <> '2026-11-18'"
    ) == [(0,)]
    assert services.queue.page(desk, "to_triage")[0].days_left is not None
    assert verify(desk).problems == ()


def test_numbers_go_on_after_those_that_are_there(
    desk: Desk, load: Load, add_complaint: Callable[..., Any]
) -> None:
    add_complaint()
    load(LOG, load_as=Origin.referred)

    assert services.dossier.by_reference(desk, "CD-2026-0004").narrative == "Two\nlines."


@pytest.mark.parametrize(
    ("reference", "called"),
    [("NH/3", "NH/3"), ("CD-2026-0001", "LOG-3"), ("2026-0001", "LOG-3"), ("x" * 90, "LOG-3"), ("", "LOG-3")],
)
def test_a_source_s_own_reference_is_kept_unless_it_would_be_taken_for_ours(
    desk: Desk, load: Load, reference: str, called: str
) -> None:
    load(f"ref,received,category,their ref\n3,2026-10-01,damp,{reference}\n")
    ((found, extra),) = rows(desk, "SELECT reference, extra FROM complaint")

    assert found == called
    assert json.loads(extra or "{}") == (
        {"reference": reference} if reference and called != reference else {}
    )


def test_two_records_with_one_reference_of_their_own_are_told_apart(desk: Desk, load: Load) -> None:
    load("ref,received,category,their ref\n3,2026-10-01,damp,A\n4,2026-10-01,damp,A\n")

    assert rows(desk, "SELECT reference FROM complaint ORDER BY id") == [("A",), ("LOG-4",)]


def test_a_file_without_ids_is_known_by_its_content(desk: Desk, load: Load) -> None:
    text = "date received,category,text\n2026-10-01,damp,Wet.\n2026-10-01,damp,Wet.\n"
    how = {"mapping": {"received_on": "date received", "category": "category", "narrative": "text"}}
    first, again = load(text, **how), load(text, **how)
    references = [row[0] for row in rows(desk, "SELECT reference FROM complaint ORDER BY id")]

    assert counts(first) == (2, 0, 0, 0, 0)
    assert counts(again) == (0, 0, 2, 0, 0)
    assert references[1] == f"{references[0]}-2"


def test_rejected_rows_are_listed_and_written_with_line_and_reason(
    desk: Desk, load: Load, tmp_path: Path
) -> None:
    rejects = tmp_path / "out.csv"
    report = load(LOG + "10,nonsense,,,,,,,,,,,\n11,2026-10-04,,,\n", rejects=rejects)
    written = rejects.read_text("utf-8-sig").splitlines()

    assert report.invalid == 2
    assert [each.line for each in report.rejected] == [6, 7]
    assert "5 cells where the header has 13" in report.rejected[1].reason
    assert len(written) == 3
    assert written[1].startswith('"6","received_on')
    assert str(rejects) in report.told()


@pytest.mark.parametrize("where", ["log.csv", "no/such/folder.csv"])
def test_rejects_that_cannot_be_written_refuse_the_import(
    desk: Desk, load: Load, tmp_path: Path, where: str
) -> None:
    with pytest.raises(ImportRefusedError, match="rejects cannot"):
        load(LOG, rejects=tmp_path / where)

    assert rows(desk, "SELECT count(*) FROM complaint") == [(0,)]


def test_an_id_that_is_none_is_rejected(load: Load) -> None:
    report = load(f"ref,received,category\n{'x' * 201},2026-10-01,damp\n")

    assert counts(report) == (0, 0, 0, 0, 1)
    assert "201 characters" in report.rejected[0].reason


def test_a_day_after_today_is_told_and_not_hidden(load: Load) -> None:
    report = load("ref,received,category\n1,2026-11-19,damp\n")

    assert counts(report) == (1, 0, 0, 0, 0)
    assert any("after today" in note for note in report.notes)


def test_a_cancelled_import_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(many(5000))
    told: list[int] = []
    with pytest.raises(ImportRefusedError, match="cancelled"):
        services.importing.run(
            desk, Request(file), lambda done, total: told.append(done), lambda: len(told) == 2
        )

    assert len(told) == 2
    assert rows(desk, "SELECT count(*) FROM complaint UNION ALL SELECT count(*) FROM import_batch") == [
        (0,),
        (0,),
    ]
    assert verify(desk).problems == ()


def many(count: int) -> str:
    lines = ["ref,received,category,customer,text"]
    lines += [
        f"{n},2026-{n % 9 + 1:02d}-{n % 28 + 1:02d},damp,Customer {n % 700},Mould {n}" for n in range(count)
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("load_as", [Origin.history, Origin.referred])
def test_undo_and_redo_of_2500_rows_restore_identical_tables(desk: Desk, load: Load, load_as: Origin) -> None:
    before = tables(desk)
    load(many(2500), load_as=load_as)
    after = tables(desk)

    services.history.undo(desk)
    undone, sound_without = tables(desk), verify(desk).problems
    services.history.redo(desk)

    assert undone == before
    assert tables(desk) == after
    assert (sound_without, verify(desk).problems) == ((), ())


def test_an_import_is_taken_back_whatever_was_done_elsewhere(
    desk: Desk, load: Load, add_complaint: Callable[..., Any]
) -> None:
    batch = load(many(2500)).batch
    add_complaint()
    assert batch is not None
    after = tables(desk)

    services.history.take_back_import(desk, batch)
    left = rows(desk, "SELECT count(*) FROM complaint")
    sound = verify(desk).problems
    services.history.undo(desk)

    assert (left, sound) == ([(1,)], ())
    assert tables(desk) == after
    assert verify(desk).problems == ()


def test_an_import_whose_complaints_were_worked_on_stays(desk: Desk, load: Load) -> None:
    batch = load(LOG, load_as=Origin.referred).batch
    assert batch is not None
    complaint_id = services.dossier.find_id(desk, "CD-2026-0001")
    contact = services.contacts.NewContact(Side.customer, Direction.inward, "phone", "Called.")
    services.contacts.log(desk, complaint_id, contact)

    with pytest.raises(CannotUndoError, match="worked on"):
        services.history.take_back_import(desk, batch)

    assert rows(desk, "SELECT count(*) FROM complaint") == [(3,)]


def test_an_import_on_whose_customers_another_rests_stays(desk: Desk, load: Load) -> None:
    first = load(LOG).batch
    load("ref,received,category,email\n20,2026-10-01,damp,bea@example.org\n")
    assert first is not None

    with pytest.raises(CannotUndoError, match="others rest on its customers"):
        services.history.take_back_import(desk, first)


def test_work_that_was_undone_does_not_keep_an_import(desk: Desk, load: Load) -> None:
    load(LOG, load_as=Origin.referred)
    after = tables(desk)
    complaint_id = services.dossier.find_id(desk, "CD-2026-0001")
    services.triage.accept(desk, complaint_id)
    services.triage.rate(desk, complaint_id, 4)
    for _ in range(3):
        services.history.undo(desk)
    gone, sound = rows(desk, "SELECT count(*) FROM complaint"), verify(desk).problems
    for _ in range(3):
        services.history.redo(desk)
    found = services.dossier.load(desk, complaint_id)

    assert (gone, sound) == ([(0,)], ())
    assert (found.stage.name, found.severity) == ("investigating", 4)
    assert verify(desk).problems == ()
    for _ in range(2):
        services.history.undo(desk)
    assert tables(desk) == after


def test_rows_that_come_after_an_import_was_taken_back_are_not_taken_for_its_own(
    desk: Desk, load: Load
) -> None:
    """The table gives ids out again; the journal of the rows that had them must not speak for the new ones."""
    batch = load(LOG, load_as=Origin.referred).batch
    assert batch is not None
    services.triage.rate(desk, 1, 4)
    services.history.undo(desk)
    services.history.take_back_import(desk, batch)
    load(LOG.replace("Mould", "Damp"))

    assert verify(desk).problems == ()
    assert counts(load(LOG)) == (0, 1, 2, 0, 0)


def test_an_import_that_comes_back_is_not_taken_for_a_later_one(desk: Desk, load: Load) -> None:
    """Both were the only import of their time; what each of them set aside is its own."""
    first = load(LOG).batch
    assert first is not None
    before = tables(desk)
    services.history.take_back_import(desk, first)
    second = load(LOG.replace("Mould", "Damp").replace("bea@", "dora@"))
    services.history.undo(desk)

    services.history.undo(desk)

    assert second.batch != first
    assert tables(desk) == before


def test_the_sample_is_imported_whole_and_known_the_second_time(desk: Desk, shared_data: Path) -> None:
    request = Request(shared_data / "cfpb_sample.csv.gz", preset="cfpb")
    first = services.importing.run(desk, request)
    again = services.importing.run(desk, request)

    assert (first.rows, counts(first)) == (20_000, (20_000, 0, 0, 0, 0))
    assert counts(again) == (0, 0, 20_000, 0, 0)


def test_two_dialects_of_the_same_rows_are_the_same_complaints_on_the_same_days(
    desk: Desk, shared_data: Path
) -> None:
    folder = shared_data / "dialects"
    services.importing.run(desk, Request(folder / "cfpb_2020_18col_iso_head2500.csv"))
    said = "SELECT source_id, received_on, category, product, channel FROM complaint ORDER BY source_id"
    before = {row[0]: row[1:] for row in rows(desk, said)}
    second = services.importing.run(
        desk, Request(folder / "cfpb_2020_same_excel_Y-m-d_slash_crlf_head2500.csv")
    )
    after = {row[0]: row[1:] for row in rows(desk, said)}

    assert second.new == len(after) - len(before) == 112
    assert all(after[key] == values for key, values in before.items())


def test_the_words_of_the_cell_are_the_words_of_the_complaint(desk: Desk, load: Load) -> None:
    words = ' "It\'s\t[red]9°[/]" \r\n\r\n=1+1 \x1b[31m ZWJ \u200d end '
    cell = words.replace('"', '""')
    load(f'ref,received,category,text\n1,2026-10-01,damp,"{cell}"\n')

    assert services.dossier.by_reference(desk, "LOG-1").narrative == words


def test_a_preset_of_the_handler_s_own_is_found(desk: Desk, load: Load) -> None:
    folder = desk.settings.places.config / "presets"
    folder.mkdir(parents=True)
    (folder / "desk9.toml").write_text(
        'id = "desk9"\ntitle = "Desk 9"\nfingerprints = [["Nr", "In"]]\n'
        '[columns]\nsource_id = ["Nr"]\nreceived_on = ["In"]\n'
    )
    report = load("Nr,In\n1,2026-10-01\n")

    assert (report.preset, report.new) == ("desk9", 1)
    assert date(2026, 10, 1) == services.dossier.by_reference(desk, "DESK9-1").received_on
