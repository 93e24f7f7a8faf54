"""Erasing and retention on the command line: said before, asked for in a terminal, told plainly afterwards."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from complaintdesk.cli import arguments
from tests.cli.conftest import NEW, Call

OLD = """ref,received,closed,customer,text
1,2019-10-01,2019-11-01,Bea Heath,Mould
2,2026-10-02,2026-11-02,Cy Lund,Damp
"""


def raw(store: Path) -> bytes:
    return b"".join(
        path.read_bytes() for path in store.rglob("*") if path.is_file() and "backups" not in path.parts
    )


def test_a_customer_is_erased_and_what_still_holds_them_is_named(on: Call, store: Path) -> None:
    on(*NEW)
    backup = on("backup", "--json").document["file"]
    assert b"Quill" in raw(store)
    ended = on("erase", "ada quill", "--reason", "Asked by Ada Quill", "--basis", "Art. 17", "--yes")

    assert ended.code == 0
    said = ended.out.splitlines()
    assert said[0].startswith("Erases customer 1, Ada Quill, with CD-2026-0001: every word")
    assert said[1] == "It cannot be undone, and nothing done before it can be undone any more."
    assert said[2] == "CD-2026-0001 is still open; erasing closes it."
    assert f"Still in the backup {backup}; delete it, or keep it knowingly." in said
    assert any(line.startswith("Done (step 3): 1 complaint, 1 customer") for line in said)
    assert b"Quill" not in raw(store)
    assert b"boiler" not in raw(store)
    assert on("verify").code == 0
    shown = on("show", "CD-2026-0001", "--json").document
    assert (shown["stage"], shown["customer"], shown["narrative"]) == ("closed", "", "")
    again = on("erase", "ada quill", "--reason", "x")
    assert (again.code, "There is no customer 'ada quill'" in again.err) == (1, True)


def test_the_document_of_an_erasure(on: Call) -> None:
    on(*NEW)
    told = on("erase", "CD-2026-0001", "--reason", "Asked", "--yes", "--json").document

    assert {"customer", "references", "step", "entries", "files", "copies", "is_compact"} <= told.keys()
    assert told["references"] == ["CD-2026-0001"]
    assert on("erase", "1", "--reason", "x").code == 1
    assert on("erase", "1").code == 2


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_where_nobody_can_be_asked_only_yes_erases(on: Call, store: Path, more: tuple[str, ...]) -> None:
    on(*NEW)
    ended = on("erase", "1", "--reason", "Asked", *more)

    assert ended.code == 1
    assert "Nothing was changed: it cannot be undone, and nobody is here to be asked. --yes" in ended.err
    assert b"Quill" in raw(store)


@pytest.mark.parametrize(("typed", "code"), [("yes\n", 0), ("y\n", 1), ("", 1)])
def test_in_a_terminal_it_is_asked_for(
    on: Call, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    on(*NEW)

    class Terminal:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return typed

    class Screen:
        def isatty(self) -> bool:
            return True

        def write(self, _: str) -> None: ...

        def flush(self) -> None: ...

    class Both:
        stdin, stdout = Terminal(), Screen()

    monkeypatch.setattr(arguments, "sys", Both)
    ended = on("erase", "1", "--reason", "Asked")

    assert ended.code == code
    assert ("Nothing was changed." in ended.err) is (code == 1)


def test_retention_lists_and_disposes_of_what_is_not_held(on: Call, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(OLD)
    mapping = [
        word
        for each in ("source_id=ref", "received_on=received", "closed_on=closed", "narrative=text")
        for word in ("--map", each)
    ]
    on("import", file, *mapping)
    listed = on("retention", "--json").document
    told = on("retention").out

    assert listed["disposed"] is None
    (due,) = listed["due"]
    assert (due["kept_until"], due["sum"]) == ("2025-11-01", "ended 2019-11-01 + 6 years")
    assert "ended 2019-11-01 + 6 years" in told
    info = on("info", "--json").document
    assert (info["kept_months"], info["due_for_disposal"], info["disposed_of"]) == (72, 1, 0)

    ended = on("retention", "--run", "--yes")
    assert "1 complaint loses every word, file and name" in ended.out
    assert "Done (step " in ended.out
    assert b"Heath" not in raw(store)
    assert b"Lund" in raw(store)
    assert on("retention").out == "Nothing is due for disposal.\n"
    assert on("retention", "--run", "--json").document == {"due": [], "disposed": None}
    assert on("info", "--json").document["disposed_of"] == 1
    assert on("verify").code == 0
    kept = sqlite3.connect(store / "desk.db").execute(
        "SELECT received_on, closed_on, narrative FROM complaint ORDER BY id"
    )
    assert kept.fetchall() == [("2019-10-01", "2019-11-01", ""), ("2026-10-02", "2026-11-02", "Damp")]
