"""Foreign text: nothing a customer wrote can steer the terminal, and nothing readable is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis.strategies import booleans, characters, integers, text

from complaintdesk.rules import foreign_text

ANY_TEXT = text(characters(codec=None))


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("", ""),
        ("plain words, £5 – “quoted”", "plain words, £5 – “quoted”"),
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("\x1b]52;c;AAAA\x1b\\", "␛]52;c;AAAA␛\\"),
        ("a\x00b\x7fc", "a␀b␡c"),
        ("a\x9b31mb\x85c", "a�31mb�c"),
        ("pay \u202eevil\u202c \u2066x\u2069 \u200e\u061c\ufeff\u200b", "pay �evil� �x� ����"),
        ("lone \ud800 half", "lone � half"),
        ("one\ntwo\tthree", "one\ntwo\tthree"),
        ("one\r\ntwo\rthree", "one\ntwo␍three"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("नमस्ते می\u200cخواهم 👨\u200d👩\u200d👧", "नमस्ते می\u200cخواهم 👨\u200d👩\u200d👧"),
        ("[red]x[/red] [/oops] [@click=app.quit]x[/]", "[red]x[/red] [/oops] [@click=app.quit]x[/]"),
    ],
)
def test_controls_are_shown_as_signs_and_words_stay(given_text: str, shown: str) -> None:
    assert foreign_text.clean(given_text) == shown


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("one\ntwo\tthree", "one two three"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one two␍three four�five"),
        ("e" + "\u0301" * 20 + "f", "e" + "\u0301" * 8 + "f"),
        ("\u200d" * 20, "\u200d" * 8),
    ],
)
def test_one_line_is_one_line(given_text: str, shown: str) -> None:
    assert foreign_text.clean(given_text, one_line=True) == shown


@pytest.mark.parametrize(
    ("given_text", "limit", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abcdef", 1, "…"),
        ("a\r\nb", 3, "a\nb"),
        ("\u0301" * 1_000_000, 10, "\u0301" * 8 + "…"),
    ],
)
def test_a_longer_text_says_that_it_was_cut(given_text: str, limit: int, shown: str) -> None:
    assert foreign_text.clean(given_text, one_line="\u0301" in given_text, limit=limit) == shown


@given(ANY_TEXT, booleans())
def test_what_is_shown_can_be_printed_and_steers_nothing(given_text: str, one_line: bool) -> None:
    shown = foreign_text.clean(given_text, one_line)

    shown.encode("utf-8")
    allowed = "" if one_line else "\n\t"
    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} and c not in allowed]
    assert not [c for c in shown if unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF"}]


@given(ANY_TEXT, booleans())
def test_cleaning_twice_changes_nothing_more(given_text: str, one_line: bool) -> None:
    shown = foreign_text.clean(given_text, one_line)

    assert foreign_text.clean(shown, one_line) == shown


@given(ANY_TEXT, booleans(), integers(1, 50))
def test_a_limit_holds_and_keeps_the_beginning(given_text: str, one_line: bool, limit: int) -> None:
    whole = foreign_text.clean(given_text, one_line)
    shown = foreign_text.clean(given_text, one_line, limit)

    assert len(shown) <= limit
    assert shown == whole or (shown[-1] == "…" and whole.startswith(shown[:-1]))


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("as it came\r\n\x1b[31m", ("as it came\r\n\x1b[31m", False)),
        ("a\x00b", ("a�b", True)),
        ("a\ud800b", ("a�b", True)),
    ],
)
def test_only_what_the_store_cannot_keep_is_altered(given_text: str, expected: tuple[str, bool]) -> None:
    assert foreign_text.storable(given_text) == expected


@given(ANY_TEXT)
def test_what_is_storable_is_stored(given_text: str) -> None:
    kept, altered = foreign_text.storable(given_text)

    kept.encode("utf-8")
    assert "\x00" not in kept
    assert altered == (kept != given_text)
    assert len(kept) == len(given_text)


@given(ANY_TEXT)
@example("○ 21d")
@example("a\u0301" + "\u0301" * 9)
@example("x\u202ey")
def test_what_is_said_to_be_fit_is_left_as_it_is(text_: str) -> None:
    if foreign_text.is_fit(text_):
        assert foreign_text.clean(text_, one_line=True) == text_


def test_signs_and_letters_of_any_script_are_fit_and_what_cannot_be_seen_is_not() -> None:
    assert foreign_text.is_fit("○ ▲ Ǿ é ß")
    assert not any(
        foreign_text.is_fit(text_) for text_ in ("\x1b", "\n", "\u200b", "\u202e", "\ud800", "\u2028")
    )
