"""Amounts exactly, satisfaction from 1 to 5, yes and no."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.importers import values


@pytest.mark.parametrize(
    ("text", "minor"),
    [("250", 25000), ("250.5", 25050), ("1,234.50", 123450), ("1,234,567", 123456700), ("0.10", 10),
     ("£12.34", 1234), ("GBP 12", 1200), ("12 gbp", 1200), ("5.000", 500)],
)  # fmt: skip
def test_an_amount_is_read_exactly(text: str, minor: int) -> None:
    assert values.minor_units(text, "GBP") == minor


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$5", "is not in GBP"),
        ("1.005", "more than 2 decimals"),
        ("1.234,56", "not an amount"),
        ("12,5", "not an amount"),
        ("-5", "not an amount"),
        ("five", "not an amount"),
        ("1e9", "not an amount"),
        ("", "not an amount"),
        ("nan", "not an amount"),
    ],
)
def test_what_is_no_amount_of_the_currency_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        values.minor_units(text, "GBP")


def test_without_a_currency_no_sign_is_taken() -> None:
    with pytest.raises(ValueError, match="without a sign"):
        values.minor_units("£5")


@given(st.integers(0, 10**15), st.integers(0, 3))
def test_no_minor_unit_is_lost(minor: int, digits: int) -> None:
    text = format(Decimal(minor).scaleb(-digits), ",f")

    assert values.minor_units(text, digits=digits) == minor


@pytest.mark.parametrize("text", ["0", "6", "3.5", "good", "٣", ""])
def test_satisfaction_is_a_whole_number_from_1_to_5(text: str) -> None:
    assert [values.score(str(number)) for number in range(1, 6)] == [1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match="from 1 to 5"):
        values.score(text)


def test_yes_and_no_in_any_case() -> None:
    assert values.yes_or_no("YES")
    assert values.yes_or_no("y")
    assert values.yes_or_no("1")
    assert not values.yes_or_no("No")
    assert not values.yes_or_no("false")
    with pytest.raises(ValueError, match="neither yes nor no"):
        values.yes_or_no("maybe")
