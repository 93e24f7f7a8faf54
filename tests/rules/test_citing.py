"""Reasons cite sources by their numbers, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.rules.citing import cited, retold


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


TITLES = {
    1: "Job sheet of 9 November",
    2: "Engineer's account",
    3: "Mr Abbey's account",
    4: "The log",
    5: "GPS record",
    6: "Northmoor Homes invoice",
    7: "My note of 5 November",
}


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ("Source 1 shows a part on order.", "The job sheet of 9 November shows a part on order."),
        ("Nobody came: source 1 shows it.", "Nobody came: the job sheet of 9 November shows it."),
        ("No. Sources 2 and 3 agree", "No. The engineer's account and Mr Abbey's account agree"),
        ("as sources 4, 5 and 6 say", "as the log, the GPS record and the Northmoor Homes invoice say"),
        ("(source 7)", "(my note of 5 November)"),
        ("Three visits failed.", "Three visits failed."),
        ("Source 9 shows it, and source 1.", ""),
    ],
)
def test_whoever_is_outside_reads_titles_and_no_numbers(reasons: str, said: str) -> None:
    assert retold(reasons, TITLES) == said


@given(st.text(), st.text(min_size=1))
def test_any_reasons_can_be_retold_with_any_title(reasons: str, title: str) -> None:
    said = retold(reasons, dict.fromkeys(cited(reasons), title))

    assert said or not reasons
    assert cited(reasons) or said == reasons
