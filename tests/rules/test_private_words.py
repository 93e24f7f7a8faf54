"""Words that do not belong in a note are found as they stand, and masked so that nothing is found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.rules import private_words
from complaintdesk.rules.private_words import ACCOUNT, CARD, HEALTH, INSURANCE, Wary
from tests.hostile import STRINGS

WARY = Wary({"time waster": "Write how often.", "stupid": ""}, {"diabetic": "Write the need.", "PTSD": ""})
CARDS = ("4111 1111 1111 1111", "4111111111111111", "5500-0000-0000-0004")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A Time-Waster, and stupid.", ["Time-Waster", "stupid"]),
        ("time  wasters", ["time  wasters"]),
        ("stupid STUPID", ["stupid"]),
        ("stupidly estimated", []),
        ("", []),
    ],
)
def test_insults_are_found_as_whole_words_each_once(text: str, expected: list[str]) -> None:
    assert [found.words for found in private_words.insults(text, WARY)] == expected


def test_what_to_write_instead_comes_with_the_word() -> None:
    (found,) = private_words.insults("Such time wasters", WARY)

    assert found.instead == "Write how often."


@pytest.mark.parametrize(
    ("text", "kind", "masked"),
    [
        ("card 4111 1111 1111 1111 ok", CARD, "card **** **** **** 1111 ok"),
        ("4111111111111111", CARD, "************1111"),
        ("NI QQ 12 34 56 C.", INSURANCE, "NI ** ** *4 56 C."),
        ("20-30-40 account 12345678", ACCOUNT, "**-**-** account ****5678"),
        ("12345678, sort code 20-30-40", ACCOUNT, "********, sort code **-30-40"),
        ("sort code 203040 account 12345678", ACCOUNT, "sort code ****** account ****5678"),
        ("She is diabetic.", HEALTH, "She is [health detail]."),
    ],
)
def test_what_is_private_is_found_and_masked_but_for_its_end(text: str, kind: str, masked: str) -> None:
    (found,) = private_words.private(text, WARY)

    assert found.kind == kind
    assert private_words.masked(text, WARY) == masked


@pytest.mark.parametrize(
    "text",
    [
        "CD-2026-0007 of 2026-11-18, 1,300.00 paid",
        "4111 1111 1111 1112 is no card",
        "0000 0000 0000 0000",
        "The case of 20-11-26, reference 1234567",
        "12345678",
        "nondiabetic",
    ],
)
def test_what_only_looks_like_it_is_left(text: str) -> None:
    assert private_words.private(text, WARY) == ()
    assert private_words.masked(text, WARY) == text


def test_a_sentence_names_a_number_by_its_end_only() -> None:
    card, health = private_words.private("4111 1111 1111 1111 and PTSD", WARY)

    assert private_words.told(card) == "a card number (ending 1111)"
    assert private_words.told(health) == 'a diagnosis ("PTSD")'


def test_without_lists_no_word_is_found() -> None:
    assert private_words.insults("stupid", Wary()) == ()
    assert private_words.private("diabetic", Wary()) == ()


@given(st.lists(st.sampled_from([*CARDS, "QQ123456C", "20-30-40 to 12345678", "PTSD", "words", "£5", "\n"])))
def test_once_masked_nothing_is_found_again(parts: list[str]) -> None:
    masked = private_words.masked("; ".join(parts), WARY)

    assert private_words.private(masked, WARY) == ()
    assert private_words.masked(masked, WARY) == masked


@given(st.text())
def test_a_text_without_finds_is_left_to_the_letter(text: str) -> None:
    found = private_words.private(text, WARY)

    assert found or private_words.masked(text, WARY) == text


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
def test_hostile_words_are_no_insults_and_hold_nothing_once_masked(text: str) -> None:
    assert private_words.insults(text, WARY) == ()
    assert private_words.private(private_words.masked(text, WARY), WARY) == ()
