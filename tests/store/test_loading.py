"""A whole import comes out and goes back in as it was, to the last value, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import CannotUndoError
from complaintdesk.services.desk import Desk
from complaintdesk.services.importing import Request
from complaintdesk.store import journal, loading, schema, search
from complaintdesk.vocabulary import Origin
from tests.hostile import STRINGS
from tests.refusing import refused, tables

LOADED = ("complaint", "customer", "import_batch")


@pytest.fixture(params=[Origin.history, Origin.referred], ids=str)
def loaded(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Desk:
    """A desk with one import of seven rows, in chunks and runs smaller than that."""
    monkeypatch.setattr(loading, "CHUNK", 3)
    monkeypatch.setattr(loading, "RUN", 2)
    lines = [
        f'{n},2026-10-0{n},Customer {n % 3},c{n % 3}@example.org,phone,"Boiler [b] ""{n}"" \u2028 \U0001f525, zanzibar"'
        for n in range(1, 8)
    ]
    file = tmp_path / "log.csv"
    file.write_text("ref,received,customer,email,channel,text\n" + "\n".join(lines), "utf-8")
    services.importing.run(desk, Request(file, load_as=request.param))
    return desk


def contents(desk: Desk) -> dict[str, object]:
    """The tables that an import fills, and what the search finds."""
    return {name: rows for name, rows in tables(desk).items() if name in LOADED} | {
        "found": search.find(desk.reader, "zanzibar")
    }


def test_rows_that_come_back_are_identical(loaded: Desk) -> None:
    before = contents(loaded)
    services.history.undo(loaded)
    undone = contents(loaded)
    services.history.redo(loaded)

    assert [undone[name] for name in LOADED] == [[], [], []]
    assert search.find(loaded.reader, "zanzibar").places == before["found"].places  # type: ignore[attr-defined]
    assert contents(loaded) == before
    assert services.care.verify(loaded).ok


def test_rows_set_aside_are_kept_once_however_often_they_go(loaded: Desk) -> None:
    def kept() -> list[Path]:
        return sorted(path for path in loaded.store.folder.attachments.rglob("*") if path.is_file())

    services.history.undo(loaded)
    first = kept()
    services.history.redo(loaded)
    services.history.undo(loaded)

    assert len(first) == 1
    assert kept() == first


def test_an_import_that_was_worked_on_does_not_come_out(loaded: Desk) -> None:
    services.triage.flag(loaded, 3, urgent=True)

    with refused(loaded, CannotUndoError, "worked on since"):
        services.history.take_back_import(loaded, 1)


@pytest.mark.parametrize("damage", ["missing", "altered"])
def test_rows_that_were_tampered_with_while_set_aside_do_not_come_back(loaded: Desk, damage: str) -> None:
    services.history.undo(loaded)
    (file,) = [path for path in loaded.store.folder.attachments.rglob("*") if path.is_file()]
    file.chmod(0o600)
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-1])

    with refused(loaded, CannotUndoError, "set aside are missing"):
        services.history.redo(loaded)


@pytest.mark.parametrize("table", loading.LOADED)
def test_what_sqlite_writes_is_the_canonical_form(desk: Desk, tmp_path: Path, table: str) -> None:
    """The digests of an import are the same whoever wrote the JSON."""
    told = [*STRINGS, "\x7f", "\u00e9\U0001f525", "a\\b/c\b\f\t\x01\x1f", '"', '{"a": [1]}', "<\u2028>", "'"]
    file = tmp_path / "log.jsonl"
    file.write_text(
        "\n".join(
            json.dumps(
                {
                    "ref": f"r{n}",
                    "received": "2026-10-01",
                    "customer": each,
                    "text": each,
                    "Ward": each,
                    "amount": n,
                }
            )
            for n, each in enumerate(told)
        )
    )
    report = services.importing.run(desk, Request(file))
    assert report.batch is not None
    with desk.reading() as session:
        connection = session.connection()
        written = dict(loading.canonical_rows(connection, table, report.batch))
        rows = list(loading.rows_of(connection, table, report.batch))
    later = schema.LATER.get(table, {})

    assert len(written) > len(STRINGS) // 2
    assert written == {
        row["id"]: journal.canonical(
            {name: value for name, value in row.items() if later.get(name, row) != value}
        )
        for row in rows
    }
    assert services.care.verify(desk).ok
