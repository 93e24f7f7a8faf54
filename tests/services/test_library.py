"""The library and the authority matrix: what holds on which day, and what a change leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.rules.authority import Limit
from complaintdesk.services import authority, history, library
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import LibraryKind
from tests.conftest import TODAY, Now
from tests.refusing import refused_each

CLAUSE = LibraryKind.policy_clause


def own(desk: Desk) -> Limit:
    return next(limit for limit in authority.view(desk) if limit.role == "complaint_handler")


def test_editions_tell_what_holds_what_comes_and_what_is_past(desk: Desk) -> None:
    library.add(desk, CLAUSE, "REP-4", "Refunds", "Within 30 days.")
    library.add(desk, CLAUSE, "REP-4", "Refunds", "Within 60 days.", TODAY)
    library.add(desk, CLAUSE, "REP-4", "Refunds", "Within 90 days.", TODAY + timedelta(days=1))

    found = [(each.entry.edition, each.standing) for each in library.editions(desk, CLAUSE)]

    assert found == [(3, "coming"), (2, "in force"), (1, "past")]


def test_a_removed_edition_gives_way_to_the_one_before_and_undo_brings_it_back(desk: Desk) -> None:
    library.add(desk, CLAUSE, "REP-4", "Refunds", "Within 30 days.")
    second = library.add(desk, CLAUSE, "REP-4", "Refunds", "Within 60 days.")[0]

    assert library.remove(desk, second.id)[0].text == "Within 30 days."

    history.undo(desk)

    assert library.entries(desk, CLAUSE)[0].text == "Within 60 days."


def test_what_is_not_in_the_library_cannot_be_removed(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        library.remove(desk, 4711)


def test_limits_hold_from_their_day_on(desk: Desk, now: Now) -> None:
    wider = replace(own(desk), goodwill_minor=60_000)

    authority.amend(desk, wider, TODAY + timedelta(days=2))
    before = own(desk).goodwill_minor
    now.day = TODAY + timedelta(days=2)

    assert (before, own(desk).goodwill_minor) == (25_000, 60_000)


def test_limits_changed_twice_on_a_day_are_the_last_ones(desk: Desk) -> None:
    for goodwill_minor in (60_000, 70_000):
        authority.amend(desk, replace(own(desk), goodwill_minor=goodwill_minor))

    assert own(desk).goodwill_minor == 70_000
    assert len(authority.view(desk)) == 6


def test_undoing_a_change_of_limits_restores_them(desk: Desk) -> None:
    before = authority.view(desk)
    authority.amend(desk, replace(own(desk), refund_minor=None))

    history.undo(desk)

    assert authority.view(desk) == before


@pytest.mark.parametrize(
    ("changes", "days", "field"),
    [
        ({"rank": 6}, 0, "rank"),
        ({"title": " ", "role": " "}, 0, "Role"),
        ({}, -1, "From"),
    ],
)
def test_a_shared_rank_a_nameless_role_and_a_past_day_are_refused(
    desk: Desk, changes: dict[str, object], days: int, field: str
) -> None:
    before = authority.view(desk)

    with pytest.raises(InvalidInputError) as refused:
        authority.amend(desk, replace(own(desk), **changes), TODAY + timedelta(days=days))  # type: ignore[arg-type]  # names are checked by replace

    assert refused.value.field == field
    assert authority.view(desk) == before


def test_codes_of_two_kinds_are_two_entries(desk: Desk) -> None:
    library.add(desk, CLAUSE, "A-1", "Refunds", "")
    library.add(desk, LibraryKind.aim, "A-1", "Warm homes", "")
    library.add(desk, LibraryKind.aim, " A-1 ", "Warmer homes", "")

    assert [(one.kind, one.title, one.edition) for one in library.entries(desk)] == [
        (LibraryKind.aim, "Warmer homes", 2),
        (CLAUSE, "Refunds", 1),
    ]


def test_an_entry_needs_a_code_and_a_title(desk: Desk) -> None:
    refused_each(
        desk,
        {
            "no code": (lambda on: library.add(on, CLAUSE, " ", "Refunds", ""), InvalidInputError),
            "no title": (lambda on: library.add(on, CLAUSE, "A-1", "", ""), InvalidInputError),
            "nothing to remove": (lambda on: library.remove(on, 99), NotFoundError),
        },
    )
