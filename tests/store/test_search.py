from __future__ import annotations

import sqlite3

import pytest

from complaintdesk.models import Contact, ImportBatch
from complaintdesk.services.desk import Desk
from complaintdesk.store import beginnings, search
from tests.faults.counts import rounds, seeded, tell
from tests.rows import put, put_complaint


def ids(desk: Desk, text: str) -> list[int]:
    hits = search.find(desk.reader, text)
    return [*hits.exact, *(search.id_of(place) for place in hits.places)]


@pytest.fixture
def kitchen(desk: Desk) -> Desk:
    """Two complaints of one customer, one of another with a contact about it."""
    put_complaint(desk, "CD-2026-0001", "Ada Quill", narrative="Boiler cold", received_on="2026-03-01")
    put_complaint(desk, "CD-2026-0002", "Ben Das", narrative="Door stuck", received_on="2026-05-01")
    put_complaint(desk, "CD-2026-0003", narrative="Boiler loud", received_on="2026-04-01", account_ref="T-55")
    put(
        desk,
        Contact.model_validate(
            {
                "complaint_id": 2,
                "at": "2026-05-02T09:00:00Z",
                "happened_on": "2026-05-02",
                "side": "customer",
                "direction": "inward",
                "channel": "phone",
                "summary": "Says the boiler is loud as well",
            }
        ),
    )
    return desk


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("boiler", [2, 3, 1]),
        ("boil", [2, 3, 1]),
        ("bo", []),
        ("loud boiler", [2, 3]),
        ("quill", [1]),
        ("quill boiler", [1]),
        ("das loud", [2]),
        ("quill door", []),
        ("26-3", [3]),
        ("cd 2026 0003", [3]),
        ("cd-2026-0003", [3]),
        ("t-55", [3]),
        ("", []),
        ("!!! --", []),
    ],
)
def test_all_words_are_found_wherever_they_stand_the_newest_first(
    kitchen: Desk, text: str, expected: list[int]
) -> None:
    assert ids(kitchen, text) == expected


@pytest.mark.parametrize("most", [0, 1, 60])
@pytest.mark.parametrize(
    ("text", "expected"),
    [("boil", [3, 2, 1]), ("BOILE", [3, 1]), ("boiler", [3, 1]), ("boilers", []), ("böil", [3, 2, 1])],
)
def test_a_beginning_finds_the_same_whether_its_longer_words_are_few_or_many(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, most: int, text: str, expected: list[int]
) -> None:
    monkeypatch.setattr(beginnings, "MOST", most)
    put_complaint(desk, "CD-2026-0001", narrative="Boiler cold", received_on="2026-03-01")
    put_complaint(desk, "CD-2026-0002", narrative="Boil it", received_on="2026-04-01")
    put_complaint(desk, "CD-2026-0003", narrative="The boiler, boiling", received_on="2026-05-01")

    assert ids(desk, text) == expected


def test_a_reader_that_has_listed_words_still_writes_nothing(kitchen: Desk) -> None:
    search.find(kitchen.reader, "boil")

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        kitchen.reader.execute("DELETE FROM complaint")


def test_a_session_that_reads_can_list_words_too(kitchen: Desk) -> None:
    with kitchen.reading():
        assert ids(kitchen, "boil") == [2, 3, 1]


def test_the_reference_of_another_system_is_found_whole_and_first(desk: Desk) -> None:
    with desk.step("test") as step:
        batch = ImportBatch.model_validate(
            {
                "file_name": "a.csv",
                "file_sha256": "0" * 64,
                "preset": "log",
                "loaded_as": "history",
                "imported_at": "2026-01-01T00:00:00Z",
            }
        )
        step.session.add(batch)
    put_complaint(desk, "LOG-7781", preset="log", source_id="7781", origin="history")
    put_complaint(desk, "CD-2026-0001", narrative="As in 7781 before", received_on="2026-10-01")

    assert ids(desk, "7781") == [1, 2]
    assert ids(desk, "log-7781")[0] == 1


def test_more_than_a_thousand_complaints_are_not_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNTED", 2)
    for number in range(1, 4):
        put_complaint(desk, f"CD-2026-{number:04d}", narrative="Boiler cold")

    few, many = search.find(desk.reader, "26-0001"), search.find(desk.reader, "boiler")

    assert few.is_exact
    assert not many.is_exact
    assert len(many.places) == 2


def test_words_in_very_many_complaints_are_not_followed_across_indexes(
    kitchen: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "RARE", 2)

    assert ids(kitchen, "quill boiler") == []
    assert ids(kitchen, "loud boiler") == [2, 3]


TYPED = (
    *"\"'*()^{}:-+~!?@#%&|<>=[]\\/,.;_ \t\n\x00\u200b\u0301é漢\ud800",
    "NEAR", "AND", "OR", "NOT", "near(", "boil", "Quill ", "26-3", "t-55", "narrative:", '"boiler', "^cold", "0", " ",
)  # fmt: skip
"""What means something to a full-text index, to SQLite, or to us."""


def test_whatever_is_typed_is_no_error(kitchen: Desk) -> None:
    chance = seeded(3)
    found = 0
    for _ in range(rounds("search-fuzz")):
        found += bool(ids(kitchen, "".join(chance.choices(TYPED, k=chance.randrange(1, 12)))))
    tell("search-fuzz", rounds("search-fuzz"), found=found)

    assert found > 0
