"""The program of docs/verify-by-hand.md finds what was done to a journal, and needs nothing of ours for it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from complaintdesk import services
from complaintdesk.errors import ExportRefusedError, InvalidInputError
from complaintdesk.services import care, erasing, journal_export
from complaintdesk.services.desk import Desk
from tests.cli.conftest import Call, call
from tests.conftest import REPOSITORY, AddComplaint

__all__ = ["call"]

Line = dict[str, Any]

PAGE = (REPOSITORY / "docs" / "verify-by-hand.md").read_text("utf-8")
(PROGRAM,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def journal(worked_desk: Desk, tmp_path: Path) -> Path:
    """The journal of a complaint that went the whole way."""
    return journal_export.export(worked_desk, tmp_path / "journal.jsonl").path


def check(journal: Path, head: str = "") -> tuple[int, list[str]]:
    """Run the program as a stranger would, and return its exit code and what it says."""
    program = journal.with_name("check.py")
    program.write_text(PROGRAM, "utf-8")
    ran = subprocess.run(
        # Alone: neither our packages nor our folder are there to be imported.
        [sys.executable, "-I", "-S", program, journal, *filter(None, [head])],
        capture_output=True,
        text=True,
        check=False,
        cwd=journal.parent,
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout.splitlines()


def lines_of(journal: Path) -> list[Line]:
    return [json.loads(line) for line in journal.read_text("utf-8").splitlines()]


def tampered(journal: Path, change: Callable[[list[Line]], object]) -> list[str]:
    """Return what is said of a journal after a change, held against the head it had before."""
    lines = lines_of(journal)
    head = next(line["hash"] for line in reversed(lines) if "hash" in line)
    change(lines)
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    code, said = check(journal, head)
    assert code == 1
    return said


def at(lines: list[Line], column: str, value: object) -> int:
    """Return the place of the first line that has a value in a column."""
    return next(place for place, line in enumerate(lines) if line.get(column) == value)


def test_it_is_short_and_needs_the_standard_library_only() -> None:
    assert len(PROGRAM.splitlines()) <= 60
    assert set(re.findall(r"^import (\w+)", PROGRAM, re.MULTILINE)) == {"hashlib", "json", "sys"}
    assert not re.search(r"^from ", PROGRAM, re.MULTILINE)


def test_it_says_ok_with_the_head_that_verify_prints(worked_desk: Desk, journal: Path, call: Call) -> None:
    store = worked_desk.store.folder.path
    head = call("--store", store, "verify", "--json").document["head"]

    code, (said,) = check(journal, head)

    assert code == 0
    assert re.fullmatch(rf"ok: \d+ steps, \d+ entries, \d+ with values, 0 erased, head {head}", said)
    assert f"head {head}" in call("--store", store, "verify").out


def test_an_older_head_is_found_in_the_middle(journal: Path) -> None:
    steps = [line for line in lines_of(journal) if "hash" in line]

    assert check(journal, steps[len(steps) // 2]["hash"])[0] == 0


def test_it_finds_a_changed_payload(journal: Path) -> None:
    def change(lines: list[Line]) -> None:
        place = at(lines, "id", 40)
        lines[place]["payload"] = lines[place]["payload"].replace("a", "b", 1)

    (said,) = tampered(journal, change)
    assert re.fullmatch(r"entry 40, step \d+: its values were changed", said)


def test_it_finds_a_changed_hash(journal: Path) -> None:
    def change(lines: list[Line]) -> None:
        lines[at(lines, "number", 9)]["hash"] = "5" * 64

    assert tampered(journal, change) == [
        "step 9: it was changed",
        "step 10: the step before it is another one",
    ]


@pytest.mark.parametrize("column", ["at", "actor", "label", "kind", "complaint_id", "undo_top"])
def test_it_finds_another_account_of_a_step(journal: Path, column: str) -> None:
    def change(lines: list[Line]) -> None:
        lines[at(lines, "number", 9)][column] = "7"

    assert tampered(journal, change) == ["step 9: it was changed"]


def test_it_finds_a_missing_entry(journal: Path) -> None:
    def change(lines: list[Line]) -> None:
        del lines[at(lines, "id", 40)]

    assert "entry 40: it is missing, or in another place" in tampered(journal, change)


def test_it_finds_a_missing_step(journal: Path) -> None:
    def change(lines: list[Line]) -> None:
        lines[:] = [line for line in lines if 9 not in (line.get("number"), line.get("step"))]

    assert "step 9: it is missing, or in another place" in tampered(journal, change)


def test_it_finds_a_cut_tail_only_against_a_head(journal: Path) -> None:
    def change(lines: list[Line]) -> None:
        last = max(line.get("number", 0) for line in lines)
        lines[:] = [line for line in lines if last not in (line.get("number"), line.get("step"))]

    (said,) = tampered(journal, change)
    assert said.endswith("no step has it; the end was cut off, or all was written anew")
    assert check(journal)[0] == 0


def test_it_finds_swapped_entries(journal: Path) -> None:
    def change(lines: list[Line]) -> None:
        first, second = at(lines, "step", 1), at(lines, "step", 1) + 1
        assert lines[second]["step"] == 1
        lines[first], lines[second] = lines[second], lines[first]

    assert "step 1: its entries are not those it was made with" in tampered(journal, change)


def test_it_finds_values_taken_out_without_an_erasure(journal: Path) -> None:
    def change(lines: list[Line]) -> None:
        lines[at(lines, "id", 40)].update(payload=None, salt=None)

    assert tampered(journal, change) == ["entry 40: its values are gone, and no erasure says so"]


def test_it_takes_a_journal_with_an_erasure_and_odd_letters(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    gone = add_complaint(customer="Zoë Ångström")
    add_complaint(customer="李雷", narrative="“Quoted”\n\u2028 \U0001f600")
    services.triage.accept(desk, gone.id)
    erasing.erase(desk, gone.customer_id or 0, "Asked for")
    written = journal_export.export(desk, tmp_path / "journal.jsonl")

    code, (said,) = check(written.path, care.verify(desk).head)

    assert code == 0
    assert f"{written.steps} steps, {written.entries} entries" in said
    assert not re.search(r"\b0 erased", said)


def test_the_chain_alone_holds_no_word_of_anybody_and_is_still_checked(
    worked_desk: Desk, tmp_path: Path
) -> None:
    written = journal_export.export(worked_desk, tmp_path / "chain.jsonl", chain_only=True)
    lines = lines_of(written.path)
    customer = worked_desk.reader.execute("SELECT name FROM customer").fetchone()[0]

    code, (said,) = check(written.path, written.head)

    assert (code, "0 with values, 0 erased" in said) == (0, True)
    assert {"payload", "salt"} & {name for line in lines for name in line} == set()
    assert customer not in written.path.read_text("utf-8")
    lines[at(lines, "id", 40)]["commitment"] = "5" * 64
    written.path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert check(written.path)[0] == 1


def test_the_command_says_what_it_wrote(worked_desk: Desk, tmp_path: Path, call: Call) -> None:
    store, to = worked_desk.store.folder.path, tmp_path / "out" / "journal.jsonl"

    said = call("--store", store, "export", "journal", "--to", to)
    told = call("--store", store, "export", "journal", "--to", to, "--chain-only", "--force", "--json")

    head = care.verify(worked_desk).head
    assert re.fullmatch(rf"{re.escape(str(to))}: \d+ steps, \d+ entries, head {head}\n", said.out)
    assert (told.document["head"], told.document["files"]) == (head, [str(to)])
    assert to.stat().st_mode & 0o777 == 0o600


def test_it_replaces_nothing_unasked_and_wants_its_own_ending(worked_desk: Desk, journal: Path) -> None:
    with pytest.raises(ExportRefusedError, match="is there already"):
        journal_export.export(worked_desk, journal)
    with pytest.raises(InvalidInputError, match=r"must end in \.jsonl"):
        journal_export.export(worked_desk, journal.with_suffix(".json"))
