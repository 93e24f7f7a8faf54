"""The shapes in which a date is written, and reading one of them.

No shape is known here that two systems read in two ways, but for numbers whose
order must be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)

_TIME = (
    r"(?:(?:[T,]|,?[ ])\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?(?:\s*[AaPp]\.?[Mm]\.?)?"
    r"(?:\s*(?:[A-Z]{1,5}|[+-]\d{2}:?\d{2}))?)?"
)
_WEEKDAY = r"(?:(?:[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)[a-z]{0,6}\.?,? )?"
SHAPES = {
    "ymd": re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME, re.ASCII),
    "nny": re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _TIME, re.ASCII),
    "nn2": re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})" + _TIME, re.ASCII),
    "dMy": re.compile(
        _WEEKDAY + r"(\d{1,2})(?:st|nd|rd|th)?([-/. ])([A-Za-z]{3,9})\.?(?:\2|, ?)(\d{4}|\d{2})" + _TIME,
        re.ASCII,
    ),
    "Mdy": re.compile(_WEEKDAY + r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})" + _TIME, re.ASCII),
    "packed": re.compile(r"((?:19|20)\d{2})([01]\d)([0-3]\d)", re.ASCII),
    "ym": re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII),
    "my": re.compile(r"(\d{1,2})[-/](\d{4})", re.ASCII),
    "My": re.compile(r"([A-Za-z]{3,9})\.?[-/ ,]{1,2}(\d{4})", re.ASCII),
}
MONTH_ONLY = frozenset({"ym", "my", "My"})
NUMBERS = frozenset({"nny", "nn2"})
"""Shapes in which day and month can be taken for each other."""

_MORE = re.compile(
    r"(?P<date>[^()\[\]]*?\d)(?:\s*[(\[].{1,200}[)\]]|\s+(?:to|until|-|–)\s+(?P<until>.{1,40}))"
)
"""A date with a remark in brackets, or the first and the last day of a period."""
_MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        (
            "january", "february", "march", "april", "may", "june",
            "july", "august", "september", "october", "november", "december",
        ),
        start=1,
    )
    for length in range(3, len(name) + 1)
}  # fmt: skip
_MONTHS["sept"] = 9


_LONGEST = 300
"""Characters of a cell that may be a date with a remark."""


def is_whole(value: str) -> bool:
    """Return whether a value that was read as a date says no less and no more than one day."""
    return bare(value) == value and not any(SHAPES[shape].fullmatch(value) for shape in MONTH_ONLY)


def bare(value: str) -> str:
    """Return the date of a value, without a remark after it or the end of a period."""
    match = _MORE.fullmatch(value) if len(value) <= _LONGEST else None
    if match is None:
        return value
    until = match["until"]
    start = match["date"].rstrip()
    return start if until is None or weigh(until.strip())[0] == weigh(start)[0] else value


def weigh(value: str) -> tuple[str, str]:
    """Return the shape of a value and the order that it alone proves, each empty where there is none."""
    value = bare(value)
    for shape, pattern in SHAPES.items():
        if pattern.fullmatch(value):
            if shape not in NUMBERS:
                return (shape, "") if read_as(value, shape, "") else ("", "")
            fitting = [order for order in ("dmy", "mdy") if read_as(value, shape, order)]
            if len(fitting) == 1:
                return (shape, fitting[0])
            if fitting:
                return (shape, "")
            return (shape, "ymd") if read_as(value, shape, "ymd") else ("", "")
    return ("", "")


def read_as(value: str, shape: str, order: str) -> date | None:
    """Return the date of a value in one shape and order; None where it is none."""
    match = SHAPES[shape].fullmatch(value)
    if match is None:
        return None
    try:
        day = _day(shape, order, match.groups())
    except (ValueError, KeyError):
        return None
    return day if EARLIEST <= day <= LATEST else None


def _day(shape: str, order: str, parts: Sequence[str]) -> date:
    """Return the day; raises where there is none such."""
    year, month, day = _PARTS[shape, order if shape in NUMBERS else ""]
    named = parts[month].lower()
    return date(
        _year(parts[year]),
        int(named) if named.isdecimal() else _MONTHS[named],
        1 if day is None else int(parts[day]),
    )


_PARTS: dict[tuple[str, str], tuple[int, int, int | None]] = {
    ("ymd", ""): (0, 2, 3),
    ("nny", "dmy"): (3, 2, 0),
    ("nny", "mdy"): (3, 0, 2),
    ("nn2", "dmy"): (3, 2, 0),
    ("nn2", "mdy"): (3, 0, 2),
    ("nn2", "ymd"): (0, 2, 3),
    ("dMy", ""): (3, 2, 0),
    ("Mdy", ""): (2, 0, 1),
    ("packed", ""): (0, 1, 2),
    ("ym", ""): (0, 1, None),
    ("my", ""): (1, 0, None),
    ("My", ""): (1, 0, None),
}
"""Where year, month and day stand among what a shape finds."""


def _year(digits: str) -> int:
    """Return a year in full; 00 to 68 are 2000 to 2068, as in POSIX."""
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) <= 68 else 1900)
