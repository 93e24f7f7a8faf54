"""Every command: its document, its exit code, and what is on the desk afterwards."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from complaintdesk.config import Settings
from complaintdesk.services import demo, setup
from complaintdesk.services.desk import Desk
from tests.cli.conftest import NEW, Call
from tests.conftest import TODAY
from tests.stock import Stock

LOG = "ref,received,category,customer,text\n1,2026-10-01,damp,Bea Heath,Mould\n2,nonsense,damp,,\n"


def test_a_new_complaint_is_accepted_and_contacted_each_as_one_step(on: Call) -> None:
    made = on(*NEW, "--wants", "A warm flat", "--json").document
    accepted = on("accept", "cd 26 1", "--json").document
    contacted = on(
        "contact", made["reference"], "--with", "customer", "--direction", "out", "--channel", "phone",
        "--summary", "Told her", "--promise", "Call back", "--by", "2026-11-20", "--json",
    ).document  # fmt: skip
    shown = on("show", "CD-2026-0001", "--json").document

    assert made == {"reference": "CD-2026-0001", "step": 2}
    assert accepted == {"reference": "CD-2026-0001", "step": 3}
    assert contacted == {"reference": "CD-2026-0001", "step": 4}
    assert (shown["stage"], shown["wants"]) == ("investigating", "A warm flat")
    assert [(each["direction"], each["side"], each["on"]) for each in shown["contacts"]] == [
        ("out", "customer", "2026-11-18")
    ]
    assert [(each["text"], each["due_on"], each["state"]) for each in shown["promises"]] == [
        ("Call back", "2026-11-20", "open")
    ]


def test_show_has_the_whole_dossier(on: Call) -> None:
    on(*NEW)
    shown = on("show", "CD-2026-0001", "--json").document
    wanted = {
        "reference", "narrative", "stage", "outcome", "heads", "sources", "contacts", "promises", "options",
        "offers", "agreement", "actions", "clocks", "currency",
    }  # fmt: skip

    assert wanted <= shown.keys()
    assert shown["currency"] == "GBP"
    assert {"id", "name", "start_on", "due_on", "status", "sum"} <= shown["clocks"][0].keys()
    assert shown["narrative"] == "The boiler is cold again."


def test_the_list_has_the_shape_that_scripts_rely_on(on: Call) -> None:
    on(*NEW, "--category", "heating", "--product", "Homes")
    (row,) = on("list", "--json").document

    assert list(row) == [
        "reference", "customer", "about", "stage", "severity", "triage_score", "received_on", "next_due",
        "category", "product", "source_id",
    ]  # fmt: skip
    assert row["next_due"].keys() == {"clock", "on", "days_left"}
    assert (row["reference"], row["customer"], row["stage"]) == ("CD-2026-0001", "Ada Quill", "referred")


def test_the_list_takes_a_filter_of_one_word_or_several(on: Call, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(LOG)
    on("import", file)
    on(*NEW)

    assert [row["reference"] for row in on("list", "origin:history", "--json").document] == ["LOG-1"]
    assert on("list", "origin:any category:damp", "--json").document[0]["next_due"] is None
    assert on("list", "origin:any", "category:damp", "--json").document[0]["source_id"] == "1"
    assert len(on("list", "origin:any", "--limit", "1", "--json").document) == 1
    assert "1 of 2" in on("list", "origin:any", "--limit", "1").out


def test_an_import_tells_what_became_of_every_row(on: Call, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(LOG)
    looked = on("import", file, "--dry-run", "--json").document
    done = on("import", file, "--rejects", tmp_path / "bad.csv", "--json").document
    again = on("import", file, "--json").document

    assert list(done)[:9] == [
        "preset", "rows", "new", "updated", "known", "duplicate", "invalid", "batch", "seconds",
    ]  # fmt: skip
    assert (looked["batch"], looked["new"]) == (None, 1)
    assert (done["preset"], done["rows"], done["new"], done["invalid"], done["batch"]) == ("log", 2, 1, 1, 1)
    assert [each["line"] for each in done["rejected"]] == [3]
    assert (again["new"], again["updated"], again["known"], again["batch"]) == (0, 0, 1, None)
    assert "nonsense" in (tmp_path / "bad.csv").read_text("utf-8-sig")
    assert on("undo-import", 1, "--json").document["batch"] == 1
    assert on("list", "origin:history", "--json").document == []
    assert on("undo-import", 1).code == 1


def test_an_import_lists_words_and_changes_and_remembers_what_was_matched(on: Call, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("ref,received,category,outcome\n1,2026-10-01,damp,Founded\n")
    first = on("import", file, "--json").document
    matched = on("import", file, "--value", "outcome:Founded=upheld", "--json").document
    later = on("import", file, "--json").document

    assert first["unknown"] == [{"field": "outcome", "value": "Founded", "rows": 1}]
    assert (first["changes"], first["kept"]) == ([], 0)
    assert first["confidence"]["known"] == 4
    assert matched["unknown"] == []
    assert matched["changes"] == [
        {
            "reference": "LOG-1",
            "source_id": "1",
            "line": 2,
            "kind": "updated",
            "fields": {"outcome": ["", "upheld"]},
        }
    ]
    assert (later["known"], later["updated"], later["unknown"]) == (1, 0, [])
    assert "write FIELD:THEIRS=OURS" in on("import", file, "--value", "Founded").err


def test_several_files_are_several_steps_and_a_refused_one_stops_none(on: Call, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.csv", tmp_path / "b.csv"
    good.write_text(LOG)
    bad.write_text("")
    ended = on("import", bad, good, "--json")

    assert ended.code == 1
    assert ended.err.startswith("complaintdesk: b.csv:")
    assert [each.get("new") for each in ended.document] == [None, 1]
    assert "empty" in ended.document[0]["refused"]


def test_columns_are_mapped_by_hand_and_complaints_referred(on: Call, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("Who;When;Said\nBea;01/10/2026;Mould\nCal;13/10/2026;Wet\n")
    done = on(
        "import", file, "--map", "customer=Who", "--map", "received_on=When", "--map", "narrative=Said",
        "--as", "referred", "--json",
    ).document  # fmt: skip

    assert (done["preset"], done["new"]) == ("map", 2)
    assert {row["reference"]: row["received_on"] for row in on("list", "--json").document} == {
        "CD-2026-0001": "2026-10-01",
        "CD-2026-0002": "2026-10-13",
    }


def test_search_counts_and_quotes(on: Call) -> None:
    on(*NEW, "--about", "No heat")
    found = on("search", "boiler", "--json").document

    assert found["total"] == 1
    assert found["results"] == [
        {"reference": "CD-2026-0001", "field": "narrative", "snippet": "The boiler is cold again."}
    ]
    assert on("search", "nothing", "like", "it", "--json").document == {"total": 0, "results": []}


def test_due_lists_promises_and_clocks(on: Call) -> None:
    on(*NEW)
    contact = ("contact", "CD-2026-0001", "--with", "customer", "--direction", "in", "--channel", "email")
    on(*contact, "--summary", "Asked", "--promise", "Answer", "--by", "2026-11-19")
    items = on("due", "--json").document

    assert all(list(item) == ["kind", "reference", "what", "due_on", "days_left"] for item in items)
    assert ("promise", "Answer", "2026-11-19", 1) in [
        (item["kind"], item["what"], item["due_on"], item["days_left"]) for item in items
    ]


def test_clocks_are_reckoned_without_a_store(call: Call, tmp_path: Path) -> None:
    ended = call(
        "--store", tmp_path / "nowhere", "clocks", "--procedure", "eng-hos-2024", "--region", "ENG",
        "--received", "2026-12-21", "--json",
    )  # fmt: skip
    found = {clock["id"]: clock for clock in ended.document}

    assert ended.code == 0
    assert list(ended.document[0]) == ["id", "due_on", "sum"]
    assert "2026-12-30" in {clock["due_on"] for clock in found.values()}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--procedure", "uk-genral", "--region", "ENG", "--received", "2026-12-21"), 1, "uk-general"),
        (("--procedure", "uk-general", "--region", "XX", "--received", "2026-12-21"), 1, "XX"),
        (("--procedure", "uk-general", "--region", "ENG", "--received", "21.12."), 2, "YYYY-MM-DD"),
        (
            ("--procedure", "uk-general", "--region", "ENG", "--received", "2026-12-21", "--event", "x"),
            2,
            "NAME=",
        ),
        (
            (
                "--procedure",
                "uk-general",
                "--region",
                "ENG",
                "--received",
                "2026-12-21",
                "--event",
                "recieved=2026-12-22",
            ),
            1,
            "received",
        ),
    ],
)
def test_clocks_refuse_what_they_do_not_know(
    call: Call, words: tuple[str, ...], code: int, said: str
) -> None:
    ended = call("clocks", *words)

    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_a_report_is_written_where_asked_and_nobody_is_named(on: Call, tmp_path: Path) -> None:
    on(*NEW, "--narrative", "Ada Quill here, the boiler is cold.")
    ended = on("export", "complaint", "CD-2026-0001", "--to", tmp_path / "out", "--json")
    again = on("export", "complaint", "CD-2026-0001", "--to", tmp_path / "out")
    report = tmp_path / "out" / "CD-2026-0001" / "report.md"

    assert ended.document == {"files": [str(report)], "replaced": {"name": 3}, "doubtful": 0}
    assert "Quill" not in report.read_text()
    assert "Customer A" in report.read_text()
    assert (again.code, "--force" in again.err) == (1, True)
    assert (
        on("export", "complaint", "CD-2026-0001", "--to", tmp_path / "out", "--force", "--identified").code
        == 0
    )
    assert "Ada Quill" in report.read_text()


def test_complaints_are_written_as_a_table(on: Call, tmp_path: Path) -> None:
    on(*NEW, "--about", "=cmd|calc")
    ended = on("export", "complaints", "--to", tmp_path / "all.csv", "--json")
    on("export", "complaints", "stage:referred", "--to", tmp_path / "all.json")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text("utf-8-sig")))

    assert ended.document == {"files": [str(tmp_path / "all.csv")], "rows": 1}
    assert (row["reference"], row["about"], row["currency"]) == ("CD-2026-0001", "'=cmd|calc", "GBP")
    assert json.loads((tmp_path / "all.json").read_text())[0]["about"] == "=cmd|calc"
    assert on("export", "complaints", "--to", tmp_path / "all.xls").code == 1


def test_verify_is_sound_and_backup_is_a_store(on: Call, call: Call, tmp_path: Path) -> None:
    on(*NEW)
    verified = on("verify", "--json")
    copied = on("backup", "--to", tmp_path / "copy" / "desk.db", "--json").document
    copy = call("--store", tmp_path / "copy", "list", "--json")

    assert verified.code == 0
    assert list(verified.document) == ["ok", "steps", "head", "problems"]
    assert (verified.document["ok"], verified.document["steps"]) == (True, 2)
    assert copied["bytes"] > 0
    assert [row["reference"] for row in copy.document] == ["CD-2026-0001"]
    assert on("backup", "--to", tmp_path / "copy" / "desk.db").code == 1
    assert on("backup").out.strip().endswith("by-hand.db")


def test_verify_names_what_was_tampered_with_and_exits_1(on: Call, store: Path) -> None:
    import sqlite3

    on(*NEW)
    connection = sqlite3.connect(store / "desk.db")
    connection.execute("UPDATE complaint SET narrative = 'All is well.'")
    connection.commit()
    connection.close()
    ended = on("verify", "--json")

    assert ended.code == 1
    assert "complaint 1 (CD-2026-0001), narrative" in ended.document["problems"][0]["where"]
    assert on("verify").code == 1


def test_info_says_where_things_are(on: Call, store: Path) -> None:
    on(*NEW)
    found = on("info", "--json").document

    assert (found["store"], found["handler"], found["referred"], found["steps"]) == (
        str(store),
        "Robin Hale",
        1,
        2,
    )
    assert {"python", "sqlite", "textual", "sqlalchemy", "schema", "holder", "config"} <= found.keys()
    assert str(store) in on("info").out


def test_info_names_the_folder_for_own_files_before_there_is_a_store(call: Call, tmp_path: Path) -> None:
    ended = call("--store", tmp_path / "none", "info")

    assert ended.code == 1
    assert {line.split()[0] for line in ended.out.splitlines()} == {"store", "config", "state", "data"}
    assert "complaintdesk init" in ended.err


def test_init_makes_a_store_once(call: Call, tmp_path: Path) -> None:
    words = ("init", "--store", tmp_path / "new", "--name", "Robin", "--region", "SCT", "--currency", "EUR")
    made = call(*words, "--json").document
    again = call(*words)

    assert (made["handler"], made["region"], made["currency"]) == ("Robin", "SCT", "EUR")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "desk.db").stat().st_mode & 0o077 == 0
    assert (again.code, "already" in again.err) == (1, True)
    assert call("init", "--store", tmp_path / "other", "--region", "XX").code == 1
    assert not (tmp_path / "other").exists()


def test_the_keys_are_those_of_the_screens(call: Call) -> None:
    keys = call("keys", "--json").document

    assert {"id", "key", "description", "where"} == keys[0].keys()
    assert "Quit" in call("keys").out


def test_the_demo_is_made_where_it_is_kept(
    call: Call, tmp_path: Path, stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "demo"
    # Before the making is exchanged, for the stock makes it so, too.
    played = stock.folders("demo")

    def created(settings: Settings) -> Desk:
        """Make the demo that the stock has, which takes seconds to play."""
        shutil.copytree(played / "store", settings.places.store)
        return setup.open_desk(settings, lambda: TODAY, lambda: datetime(2026, 11, 18, 9, tzinfo=UTC))

    monkeypatch.setattr(demo, "create", created)
    made = call("demo", "--keep", folder, "--no-open")
    listed = call("--store", folder, "list", "--json").document
    verified = call("--store", folder, "verify", "--json")

    assert made.code == 0
    assert str(folder) in made.out
    assert listed
    assert verified.document["problems"] == []
    assert call("--store", folder, "info", "--json").document["today_is_fixed"] is True


def test_the_sample_prints_what_scripts_expect(on: Call, shared_data: Path) -> None:
    words = ("import", shared_data / "cfpb_sample.csv.gz", "--preset", "cfpb", "--json")
    first, again = on(*words).document, on(*words).document

    assert (first["rows"], first["new"], first["invalid"]) == (20_000, 20_000, 0)
    assert (again["new"], again["updated"], again["known"]) == (0, 0, 20_000)


def test_every_dialect_is_imported_and_its_rejects_are_listed(on: Call, shared_data: Path) -> None:
    ended = on("import", *sorted((shared_data / "dialects").glob("*.csv")))
    lines = [line for line in ended.out.splitlines() if line.startswith("line ")]

    assert ended.code == 0
    assert [line.partition(":")[0] for line in lines] == ["line 8,341", "line 3,302"]
    assert "13 cells where the header has 14" in lines[0]
    assert "The file ends inside the record" in lines[1]
    assert on("verify").code == 0


def test_a_contact_keeps_a_promise_and_says_why_it_went_otherwise(on: Call) -> None:
    on(*NEW)
    words = (
        "contact",
        "CD-2026-0001",
        "--with",
        "customer",
        "--direction",
        "out",
        "--channel",
        "phone",
        "--summary",
    )
    on(*words, "Told her", "--promise", "Call back", "--by", "2026-11-20")

    refused = on(*words, "Rang", "--keeps", "2")
    assert (refused.code, "There is no promise 2 on this complaint; it has 1." in refused.err) == (1, True)
    on(*words, "Rang", "--keeps", "1", "--otherwise", "She asked for a call")

    shown = on("show", "CD-2026-0001", "--json").document
    assert [promise["state"] for promise in shown["promises"]] == ["kept"]
    assert shown["contacts"][-1]["preference_note"] == "She asked for a call"
