"""Private details that can be known by their form: addresses of mail, numbers, postcodes.

Patterns are over folded text (`name_forms.fold`); in them a low line parts words,
as in the names of files. `KEPT` is what looks like such
a detail and is none: references, digests, dates and amounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from complaintdesk.rules import strangers
from complaintdesk.rules.name_forms import fold

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\b\.?(?:,?\s+\d{{4}})?"
    rf"|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|{_MONTH}\s+\d{{4}})"
)

_STREETS = (
    "(?i:street|road|avenue|lane|crescent|gardens|terrace|boulevard)|St|Rd|Ave|Ln|Close|Drive|Way|Court|Ct|Place|Pl|"
    "Cres|Gdns|Terr|Square|Sq|Hill|Grove|Mews|Walk|Row|Rise|Park|Parade|Green|View|Vale|Blvd"
)
"""What ends the name of a street; what is a word as well only with a capital."""
_BUILDINGS = "house|court|heights|tower|lodge|point|building|buildings|mansions|villas|cottages|hall"
_FLAT = r"(?:(?i:flat|apartment|apt|unit|room|suite)\.?\s+(?:no\.?\s*)?\d{1,4}[A-Za-z]?\s*,?\s+)"
_PROPER = r"(?:[^\W\d_a-z][\w'.-]*\s+)"
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|"
    "V[AT]|W[AIVY]"
)

KEPT = (
    r"(?<![^\W_])(?i:cd-\d{4}-\d{4,})(?![^\W_])"
    r"|(?<![^\W_])(?i:[0-9a-f]{32,})(?![^\W_])"
    r"|(?:[£$€¥]|(?<![^\W_])[A-Z]{3}\s)\s?\d[\d,]*(?:\.\d+)?"
    rf"|(?<![^\W_])(?i:{_DATE})(?![^\W_])"
)
"""References of ours, digests, amounts with their currency, and dates."""

STRANGER = "stranger"
"""The kind of what looks like the name of somebody who was not entered."""

PATTERNS = {
    "birth": (
        r"(?P<born>(?i:date\s+of\s+birth|birth\s?da(?:te|y)|\bd\.?o\.?b\b\.?|\bborn(?:\s+on)?)[\s:=-]{0,4}"
        rf"(?:(?i:is|was)\s+)?)(?i:{_DATE})"
    ),
    "sort": r"(?<![^\W_])(?<!-)(?P<pair>\d\d-\d\d-\d\d)(?![^\W_])(?!-)",
    "email": r"(?<![\w.+%'-])[\w.+%'-]++@[\w-]++(?:\.[\w-]++)++",
    "account": (
        r"(?P<said>(?<![^\W_])(?i:account|acct|acc|a/c|sort[\s-]code|policy|card|membership|customer|meter|nhs|iban|roll)"
        r"(?i:\s+(?:numbers?|nos?\b\.?|num|ref(?:erence)?\b\.?|id|code))?"
        r"(?i:\s+(?:is|was))?\s{0,3}[:#=]?\s{0,3})"
        r"(?P<number>[A-Za-z]{0,4}-?\d(?:[A-Za-z0-9]|[ -](?=\d)){4,200})(?![^\W_])"
    ),
    "iban": r"(?<![^\W_])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![^\W_])",
    "card": r"(?<![^\W_])(?<!-)[1-9](?:[ -]?\d){12,18}(?![^\W_])(?!-)",
    "insurance": (r"(?<![^\W_])(?i:[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D])(?![^\W_])"),
    "phone": (
        r"(?<![\d/.])(?<![^\W_]-)(?:(?:\+|00)[\s().-]{0,3}[1-9](?:[\s().-]{0,3}\d){6,13}"
        r"|\(?0(?:[\s().-]{0,2}\d){9,10}|\(?[2-9]\d\d(?:\)\s?|[ .-])\d{3}[.-]\d{4})(?![\d/])"
    ),
    "bare": r"(?<![^\W_])(?<![.,/#£$€-])(?<![£$€]\s)\d{8}(?![^\W_]|[/£$€-]|[.,]\d)",
    "address": (
        rf"(?<![^\W_])(?<![/.-])(?:{_FLAT}?(?i:no\.?\s*)?\d{{1,5}}[A-Za-z]?(?:\s?-\s?\d{{1,4}})?,?\s+{_PROPER}{{1,3}}?"
        rf"(?:{_STREETS})(?![^\W_])(?!')|{_FLAT}{_PROPER}{{1,3}}?(?i:{_BUILDINGS})(?![^\W_])(?!'))"
    ),
    "postcode": (
        r"(?<![^\W_])(?:[A-Z]{1,2}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{2}"
        r"|(?i:[A-Z]{1,2}\d[A-Z\d]?\s{1,2}\d[ABD-HJLNP-UW-Z]{2})"
        r"|[AC-FHKNPRTV-Y](?:\d\d|6W)\s?(?=[A-Z\d]{0,3}\d)(?=\d{0,3}[A-Z])[AC-FHKNPRTV-Y\d]{4}"
        r"|[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\s?\d[ABCEGHJ-NPRSTV-Z]\d"
        rf"|(?:{_STATES}),?\s\d{{5}}(?:-\d{{4}})?)(?![^\W_])"
    ),
    STRANGER: strangers.PATTERN,
}
"""Kind of detail -> how it is written. `birth` and `account` keep the words before the number.

The first two are looked for before what is kept: a date of birth is a date, and a
sort code may look like one. Postcodes are those of the United Kingdom, Ireland,
Canada and the United States.
"""

DOUBTFUL = frozenset({"bare", STRANGER})
"""Kinds that may just as well be something else: eight digits are an account's number, or an order's."""

KINDS = {
    "name": ("name", "names"),
    "birth": ("date of birth", "dates of birth"),
    "email": ("e-mail address", "e-mail addresses"),
    "account": ("account number", "account numbers"),
    "card": ("card number", "card numbers"),
    "insurance": ("National Insurance number", "National Insurance numbers"),
    "phone": ("telephone number", "telephone numbers"),
    "address": ("address", "addresses"),
    "postcode": ("postcode", "postcodes"),
    "word": ("hidden word", "hidden words"),
}
"""Kind of detail -> what one and several are called."""

COUNTED_AS = {"iban": "account", "sort": "account", "bare": "account", STRANGER: "name"}
"""Kinds that differ in form only."""

_ORDINALS_AND_UNITS = frozenset({"st", "nd", "rd", "th", "wd", "ft", "gb", "hr", "pt", "lb"})
_KEPT = re.compile(KEPT)
_DIGITS = re.compile(r"\d")
_LEAST_DIGITS = 5
"""A shorter number would be found in years and amounts."""


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
    if kind == "sort":
        first, second, third = map(int, found["pair"].split("-"))
        is_day_first, is_year_first = first <= 31 and second <= 12, second <= 12 and third <= 31
        return not (is_day_first or is_year_first)
    if kind == STRANGER:
        return strangers.is_stranger(found)
    if kind == "bare":
        return not _is_compact_date(found[0]) and len(set(found[0])) > 1
    if kind == "postcode":
        return found[0][-2:].lower() not in _ORDINALS_AND_UNITS
    return True


def _is_compact_date(digits: str) -> bool:
    """Return whether eight digits can be a day, as `20261124` or `24112026`."""
    century, month, day = digits[:2], int(digits[4:6]), int(digits[6:])
    is_year_first = century in {"19", "20"} and 1 <= month <= 12 and 1 <= day <= 31
    is_day_first = 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12 and digits[4:6] in {"19", "20"}
    return is_year_first or is_day_first


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


def patterns_of(kind: str, values: Iterable[str]) -> list[str]:
    """Return the patterns of details of one kind that are known to be somebody's, however they are parted."""
    plain = sorted({fold(value).strip() for value in values}, key=lambda one: (-len(one), one))
    if kind == "email":
        return [re.escape(one) for one in plain if "@" in one]
    if kind == "phone":
        return [_phone(one) for one in plain if sum(map(str.isdigit, one)) >= _LEAST_DIGITS]
    if kind == "address":
        return [
            r"[\s,]+".join(map(re.escape, re.split(r"[\s,]+", one)))
            for one in plain
            if len(one.split()) > 1 and any(map(str.isdigit, one))
        ]
    return [
        "[ /.-]?".join(re.escape(character) for character in one if character.isalnum())
        for one in plain
        if sum(map(str.isalnum, one)) >= _LEAST_DIGITS and any(map(str.isdigit, one))
    ]


def _phone(number: str) -> str:
    """Return the pattern of one telephone number, with or without the code of its country."""
    digits = re.sub(r"\D", "", number)
    core = re.sub(r"^(?:0044|44|0)(?=\d{9,})", "", digits)
    spelt = r"[\s().-]{0,3}".join(core)
    return rf"(?:(?:\+|00)?44[\s().-]{{0,3}}(?:0[\s)]{{0,2}})?|\(?0)?{spelt}"
