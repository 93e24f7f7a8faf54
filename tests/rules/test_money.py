"""Money is read exactly, and shown as people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import money

CURRENCIES = st.sampled_from(["GBP", "EUR", "USD", "AUD", "JPY", "KWD", "CHF"])


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("250", "GBP", 25_000),
        ("1,250.50", "GBP", 125_050),
        ("£250", "GBP", 25_000),
        ("£ 250.5", "GBP", 25_050),
        ("250.00 GBP", "GBP", 25_000),
        ("gbp 1 250.5", "GBP", 125_050),
        ("1\u202f250", "EUR", 125_000),
        ("250€", "EUR", 25_000),
        ("$5", "AUD", 500),
        ("A$5", "AUD", 500),
        (".5", "GBP", 50),
        ("0", "GBP", 0),
        ("000250", "GBP", 25_000),
        ("1,250", "JPY", 1_250),
        ("¥1250", "JPY", 1_250),
        ("1.25", "KWD", 1_250),
        ("1.255", "KWD", 1_255),
        ("CHF 80", "CHF", 8_000),
        ("1,234,567.89", "GBP", 123_456_789),
    ],
)
def test_a_typed_amount_is_read_exactly(typed: str, currency: str, minor: int) -> None:
    assert money.parse(typed, currency) == minor


@pytest.mark.parametrize(
    ("typed", "currency", "why"),
    [
        ("", "GBP", "Type an amount such as 250 or 1,250.50."),
        ("   ", "JPY", "Type an amount such as 250 or 125,050."),
        ("12,50", "GBP", "a comma parts thousands"),
        ("1.250,50", "GBP", "a comma parts thousands"),
        ("1,25,000", "GBP", "a comma parts thousands"),
        ("-5", "GBP", "cannot be less than nothing"),
        ("£-5", "GBP", "cannot be less than nothing"),
        ("(5)", "GBP", "cannot be less than nothing"),
        ("1.005", "GBP", "finer than GBP, which has 2 decimals"),
        ("1.500", "GBP", "finer than GBP"),
        ("1.5", "JPY", "finer than JPY, which has no decimals"),
        ("$5", "GBP", "keeps its amounts in GBP"),
        ("5 EUR", "GBP", "keeps its amounts in GBP"),
        ("250k", "GBP", "is not an amount; type one such as 250 or 1,250.50"),
        ("5.", "GBP", "is not an amount"),
        ("£", "GBP", "is not an amount"),
        ("٣", "GBP", "is not an amount"),
        ("1e3", "GBP", "is not an amount"),
        ("nan", "GBP", "is not an amount"),
        ("9" * 14, "GBP", "more than the desk can keep"),
        ("9" * 100_000, "GBP", "…' is more than the desk can keep"),
    ],
)
def test_what_is_no_amount_is_refused_in_a_sentence(typed: str, currency: str, why: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        money.parse(typed, currency)

    assert why in str(refusal.value)
    assert len(str(refusal.value)) < 200
    assert refusal.value.field == "amount"


@pytest.mark.parametrize(
    ("minor", "currency", "shown", "plain"),
    [
        (125_050, "GBP", "£1,250.50", "1250.50"),
        (0, "GBP", "£0.00", "0.00"),
        (5, "GBP", "£0.05", "0.05"),
        (-500, "GBP", "-£5.00", "-5.00"),
        (1_250, "JPY", "¥1,250", "1250"),
        (1_250, "KWD", "KWD 1.250", "1.250"),
        (8_000, "CHF", "CHF 80.00", "80.00"),
    ],
)
def test_an_amount_is_shown_as_people_write_it(minor: int, currency: str, shown: str, plain: str) -> None:
    assert money.shown(minor, currency) == shown
    assert money.plain(minor, currency) == plain


@given(st.integers(0, 10**15 - 1), CURRENCIES)
def test_what_is_shown_can_be_typed_again(minor: int, currency: str) -> None:
    assert money.parse(money.shown(minor, currency), currency) == minor
    assert money.parse(money.plain(minor, currency), currency) == minor


@given(st.text(), CURRENCIES)
def test_any_text_is_an_amount_or_refused(typed: str, currency: str) -> None:
    try:
        minor = money.parse(typed, currency)
    except InvalidInputError:
        return

    assert money.parse(money.plain(minor, currency), currency) == minor


@pytest.mark.parametrize(("code", "valid"), [("GBP", True), ("gbp", False), ("£", False), ("GBPX", False)])
def test_a_currency_is_three_capital_letters(code: str, valid: bool) -> None:
    assert money.is_currency(code) is valid
