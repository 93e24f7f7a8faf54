"""Reasons cite sources by their numbers, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.rules.citing import cited


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        ("", ()),
        ("Two visits failed (source 2).", (2,)),
        ("Sources 1, 3 and 4 agree.", (1, 3, 4)),
        ("sources 2 to 4", (2, 3, 4)),
        ("source no. 7 & source 1", (1, 7)),
        ("sources 1 and sources 2-3", (1, 2, 3)),
        ("source 2 of 11 November", (2,)),
        ("The resource 3 and 4 pounds", ()),
        ("sources 1 to 900", (1, 900)),
        ("source two", ()),
    ],
)
def test_numbers_are_read_where_they_follow_the_word(reasons: str, expected: tuple[int, ...]) -> None:
    assert cited(reasons) == expected


@given(st.text())
def test_any_text_can_be_read(reasons: str) -> None:
    assert all(number >= 0 for number in cited(reasons))
