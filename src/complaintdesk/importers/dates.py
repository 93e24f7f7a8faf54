"""Dates as a column writes them: one form for a whole column, found by its own evidence.

A column is weighed value by value (`Evidence`), then one form is chosen for it
(`choose`), and every value is read in that form or not at all. Where no day
above 12 tells the day from the month, the order is asked for and never assumed.
A time of day and a zone after a date are allowed and not used: the date is the
one the file writes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.drafts import shown

DATE_ORDERS = ("dmy", "mdy")
"""Day first, month first: the two orders that one column cannot always tell apart."""

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)

_MEMORY = 20_000
"""Different values remembered for each column; a column of timestamps may have a million."""

_MAJORITY = 0.9
"""Share of the deciding values that must agree when some speak for the other order."""

_TIME = (
    r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s*[AaPp]\.?[Mm]\.?)?"
    r"(?:\s*(?:[A-Z]{1,5}|[+-]\d{2}:?\d{2}))?)?"
)
_SHAPES = {
    "ymd": re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME, re.ASCII),
    "nny": re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _TIME, re.ASCII),
    "nn2": re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})" + _TIME, re.ASCII),
    "dMy": re.compile(
        r"(\d{1,2})(?:st|nd|rd|th)?([-/. ])([A-Za-z]{3,9})\.?\2(\d{4}|\d{2})" + _TIME, re.ASCII
    ),
    "Mdy": re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})" + _TIME, re.ASCII),
}
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

_LABELS = {
    ("ymd", ""): "year, month, day",
    ("nny", "dmy"): "day, month, year",
    ("nny", "mdy"): "month, day, year",
    ("nn2", "dmy"): "day, month, two-digit year",
    ("nn2", "mdy"): "month, day, two-digit year",
    ("dMy", ""): "day, name of the month, year",
    ("Mdy", ""): "name of the month, day, year",
}


class DateForm(NamedTuple):
    """The form in which one column writes its dates, and how that was decided."""

    column: str
    shape: str
    order: str
    """`dmy` or `mdy` where the shape leaves it open, else empty."""

    example: str
    decided_by: str
    """`column` (its own values), `preset` or `asked` (`--date-order`)."""

    deciding: int
    """How many of the values weighed speak for this form alone."""

    weighed: int
    """How many values that are not blank were looked at."""

    @property
    def label(self) -> str:
        """The form in words, with a value of the column."""
        return f"{_LABELS[self.shape, self.order]}, as in {self.example}"

    @property
    def sentence(self) -> str:
        """What was chosen for the column and what decided it."""
        by = {
            "column": f"{self.deciding:,} of {self.weighed:,} values decide",
            "preset": "no value decides; the preset says so",
            "asked": f"as asked; {self.deciding:,} of {self.weighed:,} values decide for it",
        }
        return f"{self.column}: {self.label} ({by[self.decided_by]})"


def looks_like_a_date(value: str) -> bool:
    """Return whether a value is a date in any form that is understood."""
    return bool(_weigh(value.strip())[0])


class Evidence:
    """What the values of one column say about its form, gathered a value at a time."""

    def __init__(self) -> None:
        self.weighed = 0
        self.shapes: Counter[str] = Counter()
        self.orders: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], str] = {}
        self.first = ""
        self._known: dict[str, tuple[str, str]] = {}

    def add(self, value: str) -> None:
        """Weigh one value; a blank one says nothing."""
        value = value.strip()
        if not value:
            return
        seen = self._known.get(value)
        if seen is None:
            seen = _weigh(value)
            if len(self._known) < _MEMORY:
                self._known[value] = seen
            self.examples.setdefault(seen, value)
            self.first = self.first or value
        self.weighed += 1
        self.shapes[seen[0]] += 1
        self.orders[seen] += 1

    @property
    def shape(self) -> str:
        """The commonest form of the column; empty where no value looks like a date."""
        found = [(count, shape) for shape, count in self.shapes.items() if shape]
        return max(found)[1] if found else ""

    @property
    def settled(self) -> bool:
        """Whether the values seen so far are enough to choose by."""
        shape = self.shape
        if shape in {"nny", "nn2"}:
            return bool(self.orders[shape, "dmy"] or self.orders[shape, "mdy"])
        return bool(shape)


def choose(
    evidence: Evidence, column: str, *, asked: str | None = None, usual: str | None = None
) -> DateForm:
    """Return the one form in which the column is read.

    Args:
        evidence: What its values say.
        column: Its name, for the sentences.
        asked: The order the handler asked for; it outranks the values.
        usual: The order the preset is known to use; it counts only where no value decides.

    Raises:
        ImportRefusedError: If the column holds no dates, cannot tell day from month
            and nobody says which, or mixes the two orders.
    """
    shape = evidence.shape
    if not shape:
        raise ImportRefusedError(
            f"The column {shown(column)} holds no date that is understood, such as {shown(evidence.first)}; "
            "map another column, leave the field out with --map FIELD= and nothing after it, or write its "
            "dates as YYYY-MM-DD."
        )
    if shape not in {"nny", "nn2"}:
        return _form(evidence, column, shape, "", "column", evidence.shapes[shape])
    day_first, month_first = evidence.orders[shape, "dmy"], evidence.orders[shape, "mdy"]
    if asked:
        return _form(evidence, column, shape, asked, "asked", day_first if asked == "dmy" else month_first)
    order, deciding = ("dmy", day_first) if day_first > month_first else ("mdy", month_first)
    if not deciding:
        if usual is None:
            raise ImportRefusedError(
                f"The column {shown(column)} does not tell the day from the month (such as "
                f"{shown(evidence.examples[shape, ''])}); say which comes first with --date-order dmy or "
                "--date-order mdy."
            )
        return _form(evidence, column, shape, usual, "preset", 0)
    if deciding < _MAJORITY * (day_first + month_first):
        raise ImportRefusedError(
            f"The column {shown(column)} mixes dates with the day first (such as "
            f"{shown(evidence.examples[shape, 'dmy'])}) and the month first (such as "
            f"{shown(evidence.examples[shape, 'mdy'])}); write them in one form, or choose one with "
            "--date-order and the others are rejected."
        )
    return _form(evidence, column, shape, order, "column", deciding)


def reader(form: DateForm) -> Callable[[str], date | None]:
    """Return a function from a trimmed value to its date; None where it does not fit the form.

    A date outside 1900 to 2200 does not fit.
    """
    known: dict[str, date | None] = {}

    def read(value: str) -> date | None:
        try:
            return known[value]
        except KeyError:
            if len(known) >= _MEMORY:
                known.clear()
            found = known[value] = _read(value, form.shape, form.order)
            return found

    return read


def _form(evidence: Evidence, column: str, shape: str, order: str, by: str, deciding: int) -> DateForm:
    for wanted in ((shape, order), (shape, "")):
        if wanted in evidence.examples:
            example = evidence.examples[wanted]
            break
    else:
        example = evidence.first
    return DateForm(column, shape, order, example, by, deciding, evidence.weighed)


def _weigh(value: str) -> tuple[str, str]:
    """Return the shape of a value and the order that it alone proves, each empty where there is none."""
    for shape, pattern in _SHAPES.items():
        if pattern.fullmatch(value):
            if shape not in {"nny", "nn2"}:
                return (shape, "") if _read(value, shape, "") else ("", "")
            day_first, month_first = (_read(value, shape, order) for order in DATE_ORDERS)
            if day_first and month_first:
                return (shape, "")
            if day_first or month_first:
                return (shape, "dmy" if day_first else "mdy")
            return ("", "")
    return ("", "")


def _read(value: str, shape: str, order: str) -> date | None:
    match = _SHAPES[shape].fullmatch(value)
    if match is None:
        return None
    parts = match.groups()
    try:
        if shape == "ymd":
            day = date(int(parts[0]), int(parts[2]), int(parts[3]))
        elif shape == "dMy":
            day = date(_year(parts[3]), _MONTHS[parts[2].lower()], int(parts[0]))
        elif shape == "Mdy":
            day = date(int(parts[2]), _MONTHS[parts[0].lower()], int(parts[1]))
        elif order == "dmy":
            day = date(_year(parts[3]), int(parts[2]), int(parts[0]))
        else:
            day = date(_year(parts[3]), int(parts[0]), int(parts[2]))
    except (ValueError, KeyError):
        return None
    return day if EARLIEST <= day <= LATEST else None


def _year(digits: str) -> int:
    """Return a year in full; 00 to 68 are 2000 to 2068, as in POSIX."""
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) <= 68 else 1900)
