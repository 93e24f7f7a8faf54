"""A letter from the command line: listed, filled, looked through, written to a file; nothing is stored."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import NEW, Call


def test_the_letters_there_are_begin_with_the_one_that_is_due(on: Call) -> None:
    on(*NEW)

    listed = on("letter", "cd 26 1", "--json").document
    assert listed[0] == {
        "kind": "acknowledgement", "stage": "answer", "name": "Acknowledgement", "due_on": "2026-11-18",
    }  # fmt: skip
    assert on("letter", "cd 26 1").out.startswith("acknowledgement: Acknowledgement, due 2026-11-18\n")


def test_a_letter_is_filled_and_looked_through_and_nothing_is_stored(on: Call, tmp_path: Path) -> None:
    on(*NEW, "--wants", "A warm flat")
    steps = on("info", "--json").document["steps"]

    told = on("letter", "CD-2026-0001", "acknowledgement", "--json").document
    assert (told["reference"], told["kind"], told["warnings"]) == ("CD-2026-0001", "acknowledgement", [])
    assert "you would like: A warm flat" in told["text"]
    assert "how to reach you" in told["placeholders"]
    found = {point["id"]: point["found"] for point in told["checklist"]}
    assert found["outcome_sought"] == "A warm flat"
    assert on("letter", "CD-2026-0001", "update").out.startswith(
        "Your complaint CD-2026-0001: where it stands\n"
    )
    file = tmp_path / "letter.txt"
    assert on("letter", "CD-2026-0001", "update", "--to", file).out == f"Written to {file}.\n"
    assert file.read_text().startswith("Your complaint CD-2026-0001")
    assert on("letter", "CD-2026-0001", "update", "--to", file).code == 1
    assert on("info", "--json").document["steps"] == steps


def test_a_letter_nobody_knows_is_refused_with_those_there_are(on: Call) -> None:
    on(*NEW)

    ended = on("letter", "CD-2026-0001", "love")
    assert ended.code == 1
    assert "There is no letter 'love'; there are acknowledgement" in ended.err
