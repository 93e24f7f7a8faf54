from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaintdesk.services import contacts, searching
from complaintdesk.services.contacts import NewContact
from complaintdesk.services.desk import Desk
from complaintdesk.store import search as stored
from complaintdesk.vocabulary import Direction, Side
from tests.conftest import AddComplaint
from tests.rows import put_complaint


def marked(result: searching.Result) -> list[str]:
    return [result.snippet[first:last] for first, last in result.ranges]


def test_a_reference_in_any_spelling_comes_first_and_whole(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()
    add_complaint(narrative="As I said in 2026 0001, it is cold")

    found = searching.search(desk, "cd 2026 1")

    assert found.total == 1
    assert found.results[0] == searching.Result(1, "CD-2026-0001", "reference", "CD-2026-0001", ((0, 12),))


def test_the_snippet_shows_the_words_where_they_stand(desk: Desk, add_complaint: AddComplaint) -> None:
    before, after = "Much was said. " * 30, "And more. " * 30
    add_complaint(about="Heating", narrative=f"{before}The BOILER was cold. {after}")

    found = searching.search(desk, "cold boil")
    (result,) = found.results

    assert found.total == 1
    assert result.field == "narrative"
    assert marked(result) == ["BOILER", "cold"]
    assert result.snippet.startswith("… ")
    assert result.snippet.endswith(" …")
    assert len(result.snippet) < 140


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("quill", "customer", ["Quill"]),
        ("apology", "wants", ["apology"]),
        ("depot", "contact", ["depot"]),
        ("telefon", "contact", ["Téléfon"]),
        ("AB/12-34", "reference", None),
        ("12-34", "account_ref", ["12", "34"]),
    ],
)
def test_a_result_says_in_which_text_the_words_stand(
    desk: Desk, add_complaint: AddComplaint, text: str, field: str, words: list[str] | None
) -> None:
    found = add_complaint(account_ref="AB/12-34", about="Cold")
    contacts.log(
        desk, found.id, NewContact(Side.colleague, Direction.outward, "phone", "Asked the depot by Téléfon")
    )

    (result,) = searching.search(desk, text).results

    assert result.field == field
    assert words is None or marked(result) == words


def test_the_first_of_several_texts_with_the_words_is_shown(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint(about="Boiler", narrative="A cold boiler", wants="A warm boiler")

    assert searching.search(desk, "boiler").results[0].field == "about"
    assert searching.search(desk, "boiler cold").results[0].field == "narrative"


def test_a_complaint_that_goes_while_it_is_shown_is_left_out(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_complaint()
    monkeypatch.setattr(stored, "heads_of", lambda *_: {})

    assert searching.search(desk, "boiler").results == ()
    assert stored.texts_of(desk.reader, [404], "boiler") == {}


def test_a_text_without_letters_finds_nothing(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()

    assert searching.search(desk, "!!! -- ") == searching.SearchResult(0, ())


def test_the_total_counts_all_and_the_limit_shows_some(desk: Desk) -> None:
    for number in range(1, 5):
        put_complaint(desk, f"CD-2026-{number:04d}", narrative="cold", received_on=f"2026-0{number}-01")

    found = searching.search(desk, "cold", limit=2)

    assert found.total == 4
    assert [result.reference for result in found.results] == ["CD-2026-0004", "CD-2026-0003"]


def test_beyond_a_thousand_there_is_no_total(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "COUNTED", 1)
    put_complaint(desk, "CD-2026-0001", narrative="cold")
    put_complaint(desk, "CD-2026-0002", narrative="cold")

    assert searching.search(desk, "cold").total is None


@pytest.mark.parametrize("counted", [1, 1000])
def test_an_account_comes_first_however_many_hold_its_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, counted: int
) -> None:
    monkeypatch.setattr(stored, "COUNTED", counted)
    put_complaint(desk, "CD-2026-0001", account_ref="A 12")
    for number in (2, 3):
        put_complaint(desk, f"CD-2026-000{number}", narrative="A 12 that is no account")

    found = searching.find(desk, "a 12")

    assert found.by_reference == (1,)
    assert found.by_words == ((3, 2) if counted > 1 else (3,))


@pytest.mark.parametrize("limit", [0, 1, 2, 3])
def test_a_limit_holds_for_references_and_words_together(desk: Desk, limit: int) -> None:
    put_complaint(desk, "CD-2026-0001")
    put_complaint(desk, "CD-2026-0002", narrative="after CD-2026-0001")

    assert len(searching.search(desk, "CD-2026-0001", limit).results) == min(limit, 2)


def test_the_snippet_is_one_line_without_controls(desk: Desk) -> None:
    put_complaint(desk, "CD-2026-0001", narrative="[red]cold[/red]\x1b[2J\n\n\tand  damp\u202e flat")

    (result,) = searching.search(desk, "damp").results

    assert result.snippet == "[red]cold[/red]␛[2J and damp\N{REPLACEMENT CHARACTER} flat"
    assert marked(result) == ["damp"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.text(max_size=600) | st.text('"*()^{}:-NEARANDO cold\x00\ud800é', max_size=60))
def test_nothing_typed_is_an_error(desk: Desk, text: str) -> None:
    if not desk.reader.execute("SELECT count(*) FROM complaint").fetchone()[0]:
        put_complaint(desk, "CD-2026-0001", "Ada", narrative="cold near and or café", account_ref="1")

    found = searching.search(desk, text)

    for result in found.results:
        assert all(0 <= first < last <= len(result.snippet) for first, last in result.ranges)
