"""Values of a cell that are not text or date: amounts, satisfaction, yes and no.

Each function returns the value, or raises `ValueError` with the rest of a
sentence that begins with the field and the value and ends with the remedy.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_AMOUNT = re.compile(r"([^\d\s.,+-]*)\s*(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d+))?\s*([^\d\s.,+-]*)", re.ASCII)
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY"}
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})


@lru_cache(4096)
def minor_units(text: str, currency: str = "", digits: int = 2) -> int:
    """Return an amount in minor units, exactly; `1,234.5` is 123450.

    Args:
        text: A plain number, thousands with commas allowed, with or without the
            sign or code of `currency`.
        currency: The store's currency code; empty where no sign is allowed.
        digits: How many decimals the currency has.

    Raises:
        ValueError: If it is not such a number, is in another currency, or has more
            decimals than the currency.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError("is not an amount; write it as 1234.50")
    before, whole, decimals, after = match.groups()
    for sign in filter(None, (before, after)):
        if not currency or _SIGNS.get(sign, sign.upper()) != currency.upper():
            wanted = currency or "the store's currency, without a sign"
            raise ValueError(f"is not in {wanted}; convert it first")
    fraction = (decimals or "").rstrip("0")
    if len(fraction) > digits:
        raise ValueError(f"has more than {digits} decimals; round it in the file")
    amount = Decimal(f"{whole.replace(',', '')}.{fraction or '0'}")
    return int(amount.scaleb(digits))


def score(text: str) -> int:
    """Return a satisfaction score from 1 to 5.

    Raises:
        ValueError: If it is anything else.
    """
    if text in {"1", "2", "3", "4", "5"}:
        return int(text)
    raise ValueError("is not a whole number from 1 to 5; correct it or leave it blank")


def yes_or_no(text: str) -> bool:
    """Return True for yes and False for no, in any case of letters.

    Raises:
        ValueError: If it is neither.
    """
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("is neither yes nor no; correct it or leave it blank")
