"""Money: typed amounts read exactly, kept in minor units, and shown as people write them.

No float is used: what is typed is what is kept. Every desk has one currency.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from complaintdesk.errors import InvalidInputError

WITHOUT_DECIMALS = frozenset(
    {
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"),
        *("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
    }
)
WITH_THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])

SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "GBP": "£",
        "EUR": "€",
        "USD": "$",
        "JPY": "¥",
        "INR": "₹",
        "AUD": "A$",
        "CAD": "C$",
        "NZD": "NZ$",
        "HKD": "HK$",
        "SGD": "S$",
    }
)
"""The sign before an amount; other currencies show their code."""

_MOST_DIGITS = 15
"""No complaint is worth more minor units; more digits are a slip of the hand."""

_LONGEST_QUOTED = 40

_CURRENCY = re.compile(r"[A-Z]{3}")
_BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_AMOUNT = re.compile(r"(?P<whole>\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)?(?:\.(?P<part>\d+))?", re.ASCII)


def decimals(currency: str) -> int:
    """Return how many decimals the currency has: 0, 2 or 3."""
    if currency in WITHOUT_DECIMALS:
        return 0
    return 3 if currency in WITH_THREE_DECIMALS else 2


def is_currency(code: str) -> bool:
    """Return whether `code` is written as a currency is: three capital letters."""
    return _CURRENCY.fullmatch(code) is not None


def parse(text: str, currency: str) -> int:
    """Return the typed amount in minor units of `currency`.

    The sign or code of the currency may stand before or after it, thousands may
    be parted by commas or blanks, and decimals may be left out: `250`, `£250`,
    `1,250.50`, `GBP 1 250.5`.

    Raises:
        InvalidInputError: With one sentence, if it is no amount, is negative,
            is in another currency, or is finer than the currency.
    """
    typed = _BLANKS.sub(" ", text).strip()
    if not typed:
        raise _refused(f"Type an amount such as {_example(currency)}.")
    quoted = repr(typed if len(typed) <= _LONGEST_QUOTED else f"{typed[:_LONGEST_QUOTED]}…")
    bare = _without_currency(typed, currency)
    if bare.startswith(("-", "−", "(")):
        raise _refused(f"An amount cannot be less than nothing; {quoted} is.")
    found = _AMOUNT.fullmatch(bare)
    if found is None or not bare:
        raise _refused(_not_an_amount(quoted, bare, currency))
    places, part = decimals(currency), found["part"] or ""
    if len(part) > places:
        raise _refused(f"{quoted} is finer than {currency}, which has {_places(places)}.")
    whole = re.sub("[, ]", "", found["whole"] or "").lstrip("0")
    digits = whole + part.ljust(places, "0")
    if len(digits) > _MOST_DIGITS:
        raise _refused(f"{quoted} is more than the desk can keep.")
    return int(digits or "0")


def shown(minor: int, currency: str) -> str:
    """Return an amount as people write it: `£1,250.50`, `CHF 80.00`, `-£5.00`."""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"{'-' if minor < 0 else ''}{symbol}{_digits(abs(minor), currency, ',')}"


def plain(minor: int, currency: str) -> str:
    """Return an amount for a form or a table: digits and a point only, `1250.50`."""
    return f"{'-' if minor < 0 else ''}{_digits(abs(minor), currency, '')}"


def _digits(minor: int, currency: str, comma: str) -> str:
    places = decimals(currency)
    whole, part = divmod(minor, 10**places)
    grouped = f"{whole:,}".replace(",", comma)
    return f"{grouped}.{part:0{places}d}" if places else grouped


def _without_currency(typed: str, currency: str) -> str:
    """Return the typed amount without the desk's own currency, which may stand at either end."""
    symbol = SYMBOLS.get(currency, "")
    for mark in filter(None, (currency, symbol, symbol[-1:])):
        if typed[: len(mark)].upper() == mark:
            return typed[len(mark) :].strip()
        if typed[-len(mark) :].upper() == mark:
            return typed[: -len(mark)].strip()
    return typed


def _refused(sentence: str) -> InvalidInputError:
    return InvalidInputError(sentence, "amount")


def _not_an_amount(quoted: str, bare: str, currency: str) -> str:
    """Return the sentence that says why this is no amount."""
    example = _example(currency)
    if "," in bare and re.fullmatch(r"[\d,. ]+", bare, re.ASCII):
        return f"{quoted} is not clear: a comma parts thousands and a point the decimals, as in {example}."
    others = {*SYMBOLS, *SYMBOLS.values()} - {currency}
    if any(bare.upper().startswith(other) or bare.upper().endswith(other) for other in others):
        return f"This desk keeps its amounts in {currency}; {quoted} is in another currency."
    return f"{quoted} is not an amount; type one such as {example}."


def _example(currency: str) -> str:
    return f"250 or {_digits(125050 * 10 ** max(decimals(currency) - 2, 0), currency, ',')}"


def _places(places: int) -> str:
    return "no decimals" if not places else f"{places} decimals"
