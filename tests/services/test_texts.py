"""Texts where they come in: kept whole or refused whole."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import InvalidInputError
from complaintdesk.services import texts

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(st.text())
def test_whatever_is_kept_can_be_stored_and_changes_no_more(value: str) -> None:
    kept = texts.text(value, "Note")

    assert kept.encode().decode() == kept
    assert "\0" not in kept
    assert len(kept) == len(value)
    assert texts.text(kept, "Note") == kept


def test_the_longest_text_is_kept_and_a_longer_one_is_not_cut() -> None:
    assert len(texts.text("x" * texts.LONGEST, "Note")) == texts.LONGEST
    with pytest.raises(InvalidInputError, match="Note has 200,001 characters; 200,000 are kept") as caught:
        texts.text("x" * (texts.LONGEST + 1), "Note")

    assert caught.value.field == "Note"


@pytest.mark.parametrize("blank", ["", " ", "\n\t ", "\u00a0"])
def test_what_is_needed_is_not_blank(blank: str) -> None:
    with pytest.raises(InvalidInputError, match="Reason is needed"):
        texts.needed(blank, "Reason")


def test_what_is_needed_is_kept_as_it_was_typed() -> None:
    assert texts.needed(" so ", "Reason") == " so "


@given(DAYS, DAYS)
def test_a_day_is_refused_on_one_side_of_another_only(day: date, other: date) -> None:
    for check, is_refused in ((texts.not_before, day < other), (texts.not_after, day > other)):
        if is_refused:
            with pytest.raises(InvalidInputError, match=f"{day}.*{other}"):
                check(day, other, "Due", "today")
        else:
            assert check(day, other, "Due", "today") == day
