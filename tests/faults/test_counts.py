"""The table of promises names tests that are there, and what several runs found is put together rightly."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs import facts
from tests.faults.__main__ import added
from tests.faults.counts import ROWS, Row, rounds

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_each_promise_names_tests_that_are_there(row: Row) -> None:
    files, _, chosen = row.tests.partition(" -k ")
    tests = [
        line
        for file in files.split()
        for line in (ROOT / file).read_text("utf-8").splitlines()
        if "def test_" in line or "parametrize" in line
    ]

    # The parser of the GitHub dialect is a parameter, by its name.
    assert [line for line in tests if chosen in line] or chosen == "github"


def test_what_is_counted_is_counted_somewhere() -> None:
    told = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))

    assert [name for name, row in ROWS.items() if row.release and f'tell("{name}"' not in told] == []


def test_a_release_tries_oftener_than_a_landing() -> None:
    assert [name for name, row in ROWS.items() if row.release < row.landing] == []
    assert rounds("flips") in {ROWS["flips"].landing, ROWS["flips"].release}


def test_what_is_whole_adds_up_and_of_what_is_not_the_worst_is_kept() -> None:
    found = added(
        {"refused": 3, "seconds": 1.5}, [{"refused": 4, "seconds": 1.25}, {"met": 1, "seconds": 2.128}]
    )

    assert found == {"refused": 7, "seconds": 2.13, "met": 1}


def test_the_page_says_what_was_tried_and_whether_it_held() -> None:
    row = Row("So", "tests", 1, 1_000)
    kept = {
        "tried": 400,
        "tests": 1,
        "on": "2026-11-27",
        "minutes": 2.5,
        "found": {"half_made": 3},
        "held": True,
    }

    assert facts.tried(row, None) == ("not yet", "")
    assert facts.tried(row, kept) == ("400, until 2026-11-27, in 2.5 min", "held: half made 3")
    assert facts.tried(Row("So", "tests"), {**kept, "found": {}, "held": False}) == (
        "1 tests, until 2026-11-27, in 2.5 min",
        "**did not hold**",
    )
