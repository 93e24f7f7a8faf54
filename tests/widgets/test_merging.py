"""Merging: what is taken over, what is asked, and how both are shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from complaintdesk.errors import Clash, StaleError
from complaintdesk.widgets.form_field import Choice, FormAids, FormField
from complaintdesk.widgets.merging import BOTH, MINE, THEIRS, merge

AIDS = FormAids(
    date(2026, 11, 27), lambda day, days: day + timedelta(days), lambda one, two: (two - one).days
)
YES_NO = (Choice("yes"), Choice("no"))


@pytest.mark.parametrize(
    ("field", "stored", "typed", "theirs"),
    [
        (FormField("x", "X"), ("a", "b"), "c", "b"),
        (FormField("x", "X", "money"), (1000, 2550), "30", "£25.50"),
        (
            FormField("x", "X", "date"),
            ("2026-11-30", "2026-12-01"),
            "2026-12-02",
            "Tue 1 Dec (in 4 working days)",
        ),
        (FormField("x", "X", "yesno"), (0, 1), "", "Yes"),
        (FormField("x", "X", "choice", choices=YES_NO), (0, 1), "", "yes"),
        (FormField("x", "X", "choice", choices=(Choice("4", "4 grave"),)), (3, 4), "2", "4 grave"),
        (FormField("y", "X", "choice", column="x"), (None, "late"), "early", "late"),
    ],
)
def test_both_are_shown_as_people_read_them(
    field: FormField, stored: tuple[object, object], typed: str, theirs: str
) -> None:
    stale = StaleError("", [Clash("t", 1, "x", *stored, typed)])

    merged = merge(stale, [field], AIDS, {field.id: typed}, {field.id: "something else"})

    (value,) = merged.open
    assert theirs in value.theirs
    assert (value.typed(MINE), value.typed(THEIRS)) == (typed, AIDS.stored(stored[1], field))
    assert merged.taken == {}


def test_what_is_as_it_was_is_taken_over_in_the_field() -> None:
    stale = StaleError("", [Clash("t", 1, "x_minor", 1000, 2550, 1000)])
    field = FormField("x", "Worth", "money", column="x_minor")

    merged = merge(stale, [field], AIDS, {"x": AIDS.stored(1000, field)}, {})

    assert (merged.taken, merged.labels, merged.open) == ({"x": "25.50"}, ("Worth",), ())


def test_who_saw_theirs_and_typed_over_it_is_not_asked() -> None:
    stale = StaleError("", [Clash("t", 1, "x", "a", "b", "c")])

    merged = merge(stale, [FormField("x", "X")], AIDS, {"x": "c"}, {"x": "b"})

    assert (merged.taken, merged.open) == ({}, ())


def test_notes_can_hold_both() -> None:
    stale = StaleError("", [Clash("t", 1, "x", "a", "b", "c")])

    (value,) = merge(stale, [FormField("x", "X", "long")], AIDS, {"x": "c"}, {"x": "a"}).open

    assert value.is_prose
    assert value.typed(BOTH) == "b\n\nc"


def test_what_has_no_field_is_told_in_words() -> None:
    stale = StaleError(
        "",
        [
            Clash("change_option", 1, "policy_clause_id", 1, 2, 3),
            Clash("source_head", 2, "", None, "head 3", None),
        ],
    )

    one, two = merge(stale, [], AIDS, {}, {}).open

    assert (one.label, one.before, one.theirs, one.mine) == (
        "policy clause of the change option",
        "1",
        "2",
        "3",
    )
    assert (two.label, two.theirs, two.mine, two.field) == (
        "A source head",
        "head 3",
        "(taken off, or replaced)",
        "",
    )
