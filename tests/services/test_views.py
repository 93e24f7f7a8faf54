"""Saved views: a filter under a name, which one comes back to."""

from __future__ import annotations

import pytest

from complaintdesk import services
from complaintdesk.errors import FilterError, InvalidInputError, NotFoundError
from complaintdesk.services import views
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.queue import COLUMNS
from tests.refusing import Refusals, refused_each


def saved(desk: Desk) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for row in desk.reader.execute(
            "SELECT name, position, filter, sort, descending FROM saved_view WHERE NOT removed ORDER BY position"
        )
    ]


def test_a_view_is_saved_and_a_known_name_gets_the_new_filter(desk: Desk) -> None:
    first = views.save(desk, " Grave ", "severity:4", "due")
    views.save(desk, "New", "stage:referred", "score", descending=True)
    again = views.save(desk, "Grave", " severity:5 ", "score")

    assert again == first
    assert saved(desk) == [("Grave", 1, "severity:5", "score", 0), ("New", 2, "stage:referred", "score", 1)]


def test_a_view_is_taken_away_and_undo_brings_it_back(desk: Desk) -> None:
    key = views.save(desk, "Grave", "severity:4", "due")
    views.remove(desk, key)
    gone = saved(desk)
    services.history.undo(desk)

    assert gone == []
    assert [row[0] for row in saved(desk)] == ["Grave"]


def test_a_name_that_was_taken_away_may_be_given_again(desk: Desk) -> None:
    first = views.save(desk, "Grave", "severity:4", "due")
    views.remove(desk, first)

    assert views.save(desk, "Grave", "severity:5", "due") != first


def test_a_view_is_changed_whole_and_keeps_its_place(desk: Desk) -> None:
    key = views.save(desk, "Grave", "severity:4", "due")
    views.save(desk, "New", "stage:referred", "score")
    views.change(desk, key, "Gravest", "severity:5", "score", descending=True, columns="ref, due ref")

    shown = services.queue.view(desk, key)
    assert (shown.name, shown.filter, shown.sort, shown.descending) == (
        "Gravest",
        "severity:5",
        "score",
        True,
    )
    assert shown.columns == ("ref", "due")
    assert [row[0] for row in saved(desk)] == ["Gravest", "New"]
    services.history.undo(desk)
    assert services.queue.view(desk, key).name == "Grave"


def test_the_columns_of_a_view_are_those_of_the_queue() -> None:
    assert tuple(column.key for column in COLUMNS) == views.COLUMNS


def _twice(desk: Desk) -> None:
    views.save(desk, "First", "severity:4", "due")
    second = views.save(desk, "Second", "severity:4", "due")
    views.change(desk, second, "First", "severity:5", "due")


def test_two_views_cannot_have_one_name(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="Another view is called First already"):
        _twice(desk)

    assert [(row[0], row[2]) for row in saved(desk)] == [("First", "severity:4"), ("Second", "severity:4")]


REFUSALS: Refusals = {
    "a sort that is none": (lambda desk: views.save(desk, "All", "severity:4", "beauty"), InvalidInputError),
    "a column that is none": (
        lambda desk: views.save(desk, "All", "severity:4", "due", columns="due, custmer"),
        InvalidInputError,
    ),
    "changing a view of the desk's own": (
        lambda desk: views.change(desk, "live", "All", "severity:4", "due"),
        InvalidInputError,
    ),
    "no name": (lambda desk: views.save(desk, " ", "severity:4", "due"), InvalidInputError),
    "no filter": (lambda desk: views.save(desk, "All", " ", "due"), InvalidInputError),
    "a filter that is none": (lambda desk: views.save(desk, "All", "severity:", "due"), FilterError),
    "a view of the desk's own": (lambda desk: views.remove(desk, "live"), InvalidInputError),
    "a view without a number": (lambda desk: views.remove(desk, "saved:mine"), InvalidInputError),
    "a view that is not there": (lambda desk: views.remove(desk, "saved:99"), NotFoundError),
}


def test_a_refused_view_leaves_everything_as_it_was(desk: Desk) -> None:
    refused_each(desk, REFUSALS)
