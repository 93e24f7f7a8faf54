"""Tables: every row and cell comes back, and no cell is ever run."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis.strategies import lists, sampled_from, text

from complaintdesk.reports.tables import BYTE_ORDER_MARK, _cell, csv_lines, json_lines
from complaintdesk.rules.foreign_text import clean
from complaintdesk.rules.spreadsheet import RISKY, guarded, unguarded


def read_back(lines: str) -> list[list[str]]:
    assert lines.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(StringIO(lines.removeprefix(BYTE_ORDER_MARK), newline="")))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+44 20",
        "-5",
        "@SUM(A1)",
        "|cmd",
        "%x",
        "\t=1",
        "\r=1",
        "＝1",
        " =1",
        "\u200b=1",
        "\n=1",
        "'x",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_stands_behind_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == "'" + cell
    assert unguarded(guarded(cell)) == cell


@given(cell=text())
def test_every_cell_comes_back_from_behind_its_apostrophe(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] == "'" or guarded(cell)[:1] not in RISKY


@given(
    cells=lists(
        sampled_from(['"', ",", "\n", "=", "'", "a", "é", " ", "\x1b", "\x00", "\u2028"]), max_size=8
    ).map("".join)
)
def test_every_text_comes_back_from_csv_but_for_what_cannot_be_shown(cells: str) -> None:
    header, row = read_back("".join(csv_lines(["a"], [{"a": cells}])))

    assert header == ["a"]
    assert unguarded(row[0]) == clean(cells)


def test_numbers_dates_and_unknowns_are_plain() -> None:
    cells = {
        "amount_minor": -500,
        "balance": 1.5,
        "on": date(2026, 12, 24),
        "at": datetime(2026, 12, 24, 9, 0, tzinfo=UTC),
        "open": True,
        "closed": False,
        "outcome": None,
    }

    assert read_back("".join(csv_lines([*cells, "missing"], [cells])))[1] == [
        *("-500", "1.5", "2026-12-24", "2026-12-24T09:00:00+00:00", "true", "false", "", "")
    ]
    assert json.loads("".join(json_lines([{"on": date(2026, 12, 24), "n": 1, "x": None}]))) == [
        {"on": "2026-12-24", "n": 1, "x": None}
    ]


def test_as_many_rows_come_out_as_went_in() -> None:
    rows = [{"n": n, "text": f"line {n}\nnext"} for n in range(300)]

    assert len(read_back("".join(csv_lines(["n", "text"], iter(rows))))) == 301
    assert json.loads("".join(json_lines(iter(rows)))) == rows
    assert json.loads("".join(json_lines([]))) == []


def test_what_a_cell_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="a cell cannot hold"):
        list(json_lines([{"a": object()}]))
    with pytest.raises(TypeError, match="a cell cannot hold"):
        list(csv_lines(["a"], [{"a": object()}]))


@given(text() | sampled_from(["", "a=1", "=a", "0", "x\n=1", "\x1b[0m", "a\x00", "é", "٣", "_x", "'a"]))
def test_the_short_way_for_plain_cells_writes_what_the_long_one_does(cell: str) -> None:
    assert _cell(cell) == guarded(clean(cell))
