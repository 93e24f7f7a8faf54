"""Private details that can be known by their form: addresses of mail, numbers, postcodes.

Patterns are over folded text (`name_forms.fold`). `KEPT` is what looks like such
a detail and is none: references, digests, dates and amounts.
"""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\b\.?(?:,?\s+\d{{4}})?"
    rf"|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|{_MONTH}\s+\d{{4}})"
)

KEPT = (
    r"(?<!\w)(?i:cd-\d{4}-\d{4,})(?!\w)"
    r"|(?<!\w)(?i:[0-9a-f]{32,})(?!\w)"
    r"|(?:[£$€¥]|(?<!\w)[A-Z]{3}\s)\s?\d[\d,]*(?:\.\d+)?"
    rf"|(?<![\w])(?i:{_DATE})(?!\w)"
)
"""References of ours, digests, amounts with their currency, and dates."""

PATTERNS = {
    "birth": (
        r"(?P<born>(?i:date\s+of\s+birth|\bd\.?o\.?b\b\.?|\bborn(?:\s+on)?)[\s:=-]{0,4}"
        rf"(?:(?i:is|was)\s+)?)(?i:{_DATE})"
    ),
    "email": r"(?<![\w.+%'-])[\w.+%'-]++@[\w-]++(?:\.[\w-]++)++",
    "account": (
        r"(?P<said>(?<!\w)(?i:account|acct|a/c|sort[\s-]code|policy|card|membership|customer|meter|nhs|iban)"
        r"(?i:\s+(?:numbers?|nos?\b\.?|num|ref(?:erence)?\b\.?|id|code))?"
        r"(?i:\s+(?:is|was))?\s{0,3}[:#=]?\s{0,3})"
        r"(?P<number>[A-Za-z]{0,4}-?\d(?:[A-Za-z0-9]|[ -](?=\d)){4,200})(?!\w)"
    ),
    "iban": r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)",
    "card": r"(?<![\w-])[1-9](?:[ -]?\d){12,18}(?![\w-])",
    "insurance": (r"(?<!\w)(?i:[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D])(?!\w)"),
    "phone": (
        r"(?<![\d/.])(?<!\w-)(?:(?:\+|00)[\s().-]{0,3}[1-9](?:[\s().-]{0,3}\d){6,13}"
        r"|\(?0(?:[\s().-]{0,2}\d){9,10})(?![\d/])"
    ),
    "postcode": (
        r"(?<!\w)(?:[A-Z]{1,2}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{2}"
        r"|(?i:[A-Z]{1,2}\d[A-Z\d]?\s{1,2}\d[ABD-HJLNP-UW-Z]{2}))(?!\w)"
    ),
}
"""Kind of detail -> how it is written. `birth` and `account` keep the words before the number."""

KINDS = {
    "name": ("name", "names"),
    "birth": ("date of birth", "dates of birth"),
    "email": ("e-mail address", "e-mail addresses"),
    "account": ("account number", "account numbers"),
    "card": ("card number", "card numbers"),
    "insurance": ("National Insurance number", "National Insurance numbers"),
    "phone": ("telephone number", "telephone numbers"),
    "postcode": ("postcode", "postcodes"),
}
"""Kind of detail -> what one and several are called."""

_ORDINALS_AND_UNITS = frozenset({"st", "nd", "rd", "th", "wd", "ft", "gb", "hr", "pt", "lb"})
_KEPT = re.compile(KEPT)
_DIGITS = re.compile(r"\d")
_LEAST_DIGITS = 5


def is_detail(kind: str, found: re.Match[str]) -> bool:
    """Return whether what has the form of a private detail is one."""
    if kind == "card":
        return is_card(found[0])
    if kind == "iban":
        return passes_mod_97(found[0])
    if kind == "account":
        number = found["number"]
        # A sort code is written like a short date.
        is_kept = _KEPT.match(number) is not None and not found["said"].lower().startswith("sort")
        return len(_DIGITS.findall(number)) >= _LEAST_DIGITS and not is_kept
    if kind == "postcode":
        return found[0][-2:].lower() not in _ORDINALS_AND_UNITS
    return True


def is_card(number: str) -> bool:
    """Return whether a number can be that of a payment card: 13 to 19 digits that pass the Luhn check."""
    return 13 <= len(_DIGITS.findall(number)) <= 19 and passes_luhn(number)


def passes_luhn(number: str) -> bool:
    """Return whether the digits of a card number have the right check digit."""
    digits = [int(digit) for digit in _DIGITS.findall(number)][::-1]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return len(digits) > 1 and len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def passes_mod_97(number: str) -> bool:
    """Return whether an international account number has the right check digits."""
    plain = number.replace(" ", "")
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1
