"""A file of many records: its indexes are made after its rows, and nothing else is otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from complaintdesk.errors import ImportRefusedError
from complaintdesk.services import history, importing
from complaintdesk.services.care import verify
from complaintdesk.services.desk import Desk
from complaintdesk.services.import_report import Report
from complaintdesk.services.importing import Request
from complaintdesk.store import bulk

MANY = 5_200
HEADER = "ref,received,customer,category,amount,text\n"

Put = Callable[[str], Report]


def records(count: int = MANY) -> Iterator[str]:
    for number in range(count):
        day = f"2026-{1 + number % 9:02}-{1 + number % 28:02}"
        yield f"{number},{day},Customer {number % 7},damp,1.50,Mould {number}.\n"


@pytest.fixture
def put(desk: Desk, tmp_path: Path) -> Put:
    """Imports a text as a log."""

    def do(text: str) -> Report:
        path = tmp_path / "log.csv"
        path.write_text(text, "utf-8")
        return importing.run(desk, Request(path, preset="log"))

    return do


@pytest.fixture
def taken_away(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[str]]:
    """Which indexes were spared, each time that the others were taken away."""
    spared: list[frozenset[str]] = []
    usual = bulk.Indexes.take_away

    def noting(self: bulk.Indexes, *, but: frozenset[str]) -> None:
        spared.append(frozenset(but))
        usual(self, but=but)

    monkeypatch.setattr(bulk.Indexes, "take_away", noting)
    return spared


def indexes(desk: Desk) -> set[tuple[str, ...]]:
    return {
        tuple(row)
        for row in desk.reader.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''"
        )
    }


def count(desk: Desk) -> int:
    return int(desk.reader.execute("SELECT count(*) FROM complaint").fetchone()[0])


def test_many_records_are_imported_verified_and_taken_back(
    desk: Desk, put: Put, taken_away: list[frozenset[str]]
) -> None:
    before = indexes(desk)
    report = put(HEADER + "".join(records()))
    again = put(HEADER + "".join(records()))

    assert (report.new, again.known) == (MANY, MANY)
    assert taken_away == [{bulk.BY_KEY, bulk.BY_IDENTITY}]
    assert indexes(desk) == before
    assert verify(desk).problems == ()
    history.undo(desk)
    assert count(desk) == 0
    history.redo(desk)
    assert count(desk) == MANY
    assert verify(desk).problems == ()


def test_a_record_told_again_thousands_of_lines_later_is_one_complaint_that_verifies(
    desk: Desk, put: Put
) -> None:
    told = [*records(), "3,2026-01-04,Another,damp,2.00,Worse.\n", *records(2)]
    report = put(HEADER + "".join(told))
    row = desk.reader.execute("SELECT narrative FROM complaint WHERE source_id = '3'").fetchone()

    assert (report.new, report.duplicate) == (MANY, 3)
    assert row[0] == "Worse."
    assert verify(desk).problems == ()


def test_many_records_without_ids_need_no_index_by_key_meanwhile(
    desk: Desk, put: Put, taken_away: list[frozenset[str]]
) -> None:
    lines = [line.partition(",")[2] for line in records()]
    text = HEADER.partition(",")[2] + "".join(lines) + lines[0]
    report = put(text)
    again = put(text)

    assert (report.new, again.new, again.known) == (MANY + 1, 0, MANY + 1)
    assert taken_away == [{bulk.BY_IDENTITY}]
    assert verify(desk).problems == ()


def test_a_few_records_leave_the_indexes_alone(put: Put, taken_away: list[frozenset[str]]) -> None:
    put(HEADER + "".join(records(20)))

    assert taken_away == []


def test_a_cancelled_import_brings_the_indexes_back(desk: Desk, tmp_path: Path) -> None:
    before = indexes(desk)
    path = tmp_path / "log.csv"
    path.write_text(HEADER + "".join(records()), "utf-8")
    asked = iter([False, True])
    with pytest.raises(ImportRefusedError, match="cancelled"):
        importing.run(desk, Request(path, preset="log"), cancelled=lambda: next(asked))

    assert indexes(desk) == before
    assert count(desk) == 0
