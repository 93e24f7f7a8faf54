"""Statements keep every edition; an empty portfolio says what is missing; what lies outside the desk counts too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from complaintdesk import services
from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.services import claims, history, portfolio, portfolio_export, statements
from complaintdesk.services.care import verify
from complaintdesk.services.claims import Record
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import EvidenceKind
from tests import journey
from tests.claiming import SEEN, SHOWS, offered, record_of
from tests.conftest import TODAY, AddComplaint, Now
from tests.refusing import refused_each


def test_a_new_desk_has_gaps_everywhere_and_nothing_to_claim(desk: Desk) -> None:
    seen = portfolio.view(desk)

    assert {one.gaps for one in seen.covered} == {("no evidence",), ("no statement",)}
    assert seen.criteria.id == "unit-45"
    assert {one.id for one in seen.others} == {"r-506-2151", "inscs028"}
    assert (seen.complaints, seen.suggestions, seen.period, seen.problems) == ((), (), None, ())
    assert len(seen.reminders) == 25


def test_what_lies_outside_the_desk_is_claimed_with_where_it_is_and_who_was_there(desk: Desk) -> None:
    for _ in range(2):
        claims.claim(desk, "2.2", Record("outside"), replace(SEEN, kind=EvidenceKind.observation))

    found = portfolio.view(desk).of("2.2")
    assert found is not None
    assert (found.items, found.occasions, found.complaints) == (2, 1, 0)
    assert claims.said_before(desk, "2.2", Record("outside")) is None


def test_a_claimed_record_that_was_taken_off_is_said_and_counts_no_more(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "job-sheet.txt"
    file.write_text("Visited twice.")
    worked = journey.investigated(desk, journey.triaged(desk, journey.referred(desk).id).id, file)
    head = next(each for each in offered(desk, "1.1") if each.evidence.record_kind == "source")
    claims.claim(desk, "1.1", record_of(head), SHOWS)
    services.investigation.remove(desk, worked.id, "source", head.evidence.record_id)

    found = portfolio.view(desk).of("1.1")

    assert found is not None
    assert found.gaps == ("no evidence", "1 claimed record was taken off")
    assert not found.claims[0].evidence.is_there


def test_only_own_work_is_proposed(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()

    assert portfolio.view(desk).complaints == ()
    assert offered(desk, "1.1") == []


def test_every_edition_of_a_statement_is_kept(desk: Desk, now: Now) -> None:
    first = statements.write(desk, "4.1", "\nBecause silence costs.\n")
    now.day = date(2026, 11, 20)
    second = statements.write(desk, "4.1", "Because silence costs more.")

    assert statements.editions(desk, "4.1") == (second, first)
    assert (first.edition, first.text, first.on) == (1, "Because silence costs.", TODAY)
    assert (second.edition, second.on) == (2, now.day)
    found = portfolio.view(desk).of("4.1")
    assert found is not None
    assert (found.gaps, found.statement_edition, found.statement_on) == ((), 2, now.day)
    history.undo(desk)
    assert statements.editions(desk, "4.1") == (first,)
    assert verify(desk).problems == ()


def test_a_statement_that_cannot_be_kept_is_refused(desk: Desk) -> None:
    statements.write(desk, "4.1", "Because.")

    refused_each(
        desk,
        {
            "blank": (lambda d: statements.write(d, "4.1", " \n"), InvalidInputError),
            "the same": (lambda d: statements.write(d, "4.1", "Because.\n"), InvalidInputError),
            "by doing": (lambda d: statements.write(d, "1.1", "I did."), InvalidInputError),
            "unknown": (lambda d: statements.write(d, "4.12", "I know."), NotFoundError),
        },
    )


def test_an_empty_desk_has_a_portfolio_that_says_so(desk: Desk, tmp_path: Path) -> None:
    written = portfolio_export.export(desk, tmp_path / "out")

    index = written[0].read_text("utf-8")
    assert [path.name for path in written] == ["index.md", "statements.md", "manifest.md"]
    assert "No complaint is in this portfolio." in index
    assert "No claim names a witness." in index
    assert "**Nothing is claimed yet.**" in index
