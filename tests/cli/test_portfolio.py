"""The portfolio on the command line: shown, claimed, written, exported, each with one clear line where refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from complaintdesk.__main__ import main
from complaintdesk.services.desk import Desk


@pytest.fixture
def store(worked_desk: Desk) -> list[str]:
    worked_desk.close()
    return ["--store", str(worked_desk.store.folder.path), "--today", "2026-11-18"]


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main([*words, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def said(capsys: pytest.CaptureFixture[str], code: int, *words: str) -> str:
    assert main([*words]) == code
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return out if code == 0 else err


def test_a_record_is_claimed_listed_counted_and_taken_back(
    store: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    free = told(capsys, *store, "portfolio", "records", "1.3")[0]
    assert free["claim"] is None

    made = told(
        capsys, *store, "portfolio", "claim", "1.3", "cd 2026 1", free["record"].upper(), "--shows", "Told her.",
        "--kind", "witness-testimony", "--witness", "Kay Doyle", "--role", "Team leader", "--relation", "manager",
        "--on", "2026-11-17", "--original", "Folder",
    )  # fmt: skip

    seen = told(capsys, *store, "portfolio")
    one = next(each for each in seen["criteria"] if each["id"] == "1.3")
    assert (one["items"], one["complaints"], one["first"]) == (1, 1, "2026-11-17")
    assert "one occasion only" in one["gaps"]
    assert seen["criteria_set"] == "unit-45"
    assert {each["name"]: each["has"] for each in seen["gauge"]}["complaints"] == 1
    assert seen["next"][0]["reference"] == "CD-2026-0001"
    shown = said(capsys, 0, *store, "portfolio")
    assert "1.3\t1\t1 complaint\t1" in shown
    assert (one["from"], one["evidenced_by"]) == ({"complaint": 1}, ["update", "promise_kept", "letter"])
    assert "3.4, 3.5: nothing yet; it would be shown by an option of a recommendation (" in shown
    assert "Next: CD-2026-0001 would fill" in shown
    assert "Told her." in said(capsys, 0, *store, "portfolio", "records", "1.3")
    assert "taken back" in said(capsys, 0, *store, "portfolio", "unclaim", str(made["claim"]))
    assert "taken back" in said(capsys, 1, *store, "portfolio", "unclaim", str(made["claim"]))


def test_an_option_of_a_recommendation_is_claimed_by_its_reference(
    prepared: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared.close()
    store = ["--store", str(prepared.store.folder.path), "--today", "2026-11-18"]

    made = told(
        capsys, *store, "portfolio", "claim", "3.5", "rec-1", "option 2", "--shows", "Weighed both ways."
    )

    (claimed,) = (each for each in told(capsys, *store, "portfolio", "records", "3.5") if each["claim"])
    assert (claimed["claim"], claimed["reference"], claimed["record"]) == (made["claim"], "REC-1", "Option 2")


def test_statements_are_kept_edition_by_edition_and_shown_beside_their_questions(
    store: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("Because silence costs.", "utf-8")

    assert told(capsys, *store, "portfolio", "statement", "4.5", f"@{words}")["edition"] == 1
    assert "edition 2 is kept" in said(
        capsys, 0, *store, "portfolio", "statement", "4.5", "Because it costs more."
    )

    held = told(capsys, *store, "portfolio", "statement", "4.5")
    assert [each["edition"] for each in held["editions"]] == [2, 1]
    shown = said(capsys, 0, *store, "portfolio", "statement", "4.5")
    assert held["questions"][0] in shown
    assert "Because it costs more." in shown


def test_another_criteria_set_is_chosen(store: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert "yes\t25\tUnit 45" in said(capsys, 0, *store, "portfolio", "criteria")

    sets = told(capsys, *store, "portfolio", "criteria", "inscs028")["sets"]

    assert [one["id"] for one in sets if one["in_force"]] == ["inscs028"]
    assert told(capsys, *store, "portfolio")["criteria_set"] == "inscs028"


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (["claim", "9.9", "CD-2026-0001", "Head 1", "--shows", "x"], "no criterion '9.9'; it has 1.1, 1.2"),
        (["claim", "1.1", "CD-2026-0001", "Head 99", "--shows", "x"], "no record 'Head 99' that can be evidence"),
        (["claim", "1.1", "CD-2026-0099", "Head 1", "--shows", "x"], "CD-2026-0099"),
        (["claim", "1.1", "CD-2026-0001", "Head 1", "--shows", " "], "What it shows is needed"),
        (["records", "9.9"], "no criterion '9.9'"),
        (["statement", "1.1", "x"], "1.1 is shown by doing it; statements explain 4.1"),
        (["statement", "4.99"], "no criterion '4.99'"),
        (["criteria", "unit-46"], "no criteria set 'unit-46'; did you mean 'unit-45'?"),
        (["unclaim", "77"], "There is no such claim"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line(
    store: list[str], capsys: pytest.CaptureFixture[str], words: list[str], refused: str
) -> None:
    err = said(capsys, 1, *store, "portfolio", *words)

    assert refused in err
    assert err.count("\n") == 1


def test_the_portfolio_is_exported_whole_or_in_one_file_and_not_over_another(
    store: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    to = ["--to", str(tmp_path / "out")]

    files = told(capsys, *store, "export", "portfolio", *to)["files"]
    assert [Path(file).name for file in files] == [
        "index.md",
        "statements.md",
        "CD-2026-0001.md",
        "manifest.md",
    ]
    assert all(Path(file).is_file() for file in files)
    assert "is there already; --force replaces it" in said(capsys, 1, *store, "export", "portfolio", *to)
    assert "index.md" in said(capsys, 0, *store, "export", "portfolio", *to, "--force", "--identified")
    assert "Quill" in Path(files[2]).read_text("utf-8")

    (single,) = told(capsys, *store, "export", "portfolio", *to, "--single")["files"]
    assert Path(single).name == "portfolio.md"
