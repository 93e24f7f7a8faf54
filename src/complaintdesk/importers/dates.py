"""Dates as a column writes them: found by its own evidence, read one way, never guessed.

A column is weighed value by value (`Evidence`), then a form is chosen for it
(`choose`). A value that can be read in one way only is read so; where day and
month could be taken for each other, all values of the column are read in one
order, which its days above 12 decide. Where none does, the order is asked for
and never assumed. A time of day and a zone after a date are allowed and not
used: the date is the one the file writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.date_shapes import MONTH_ONLY, NUMBERS, SHAPES, bare, is_whole, read_as, weigh
from complaintdesk.importers.drafts import shown

DATE_ORDERS = ("dmy", "mdy", "ymd")
"""Day first, month first, year first: the orders of numbers that one column cannot always tell apart."""

_MEMORY = 20_000
"""Different values remembered for each column; a column of timestamps may have a million."""

_MAJORITY = 0.9
"""Share of the deciding values that must agree when some speak for the other order."""

_LABELS = {
    ("ymd", ""): "year, month, day",
    ("nny", "dmy"): "day, month, year",
    ("nny", "mdy"): "month, day, year",
    ("nn2", "dmy"): "day, month, two-digit year",
    ("nn2", "mdy"): "month, day, two-digit year",
    ("nn2", "ymd"): "two-digit year, month, day",
    ("dMy", ""): "day, name of the month, year",
    ("Mdy", ""): "name of the month, day, year",
    ("packed", ""): "year, month, day without signs",
    ("ym", ""): "year, month",
    ("my", ""): "month, year",
    ("My", ""): "name of the month, year",
}


class DateForm(NamedTuple):
    """The form in which one column writes its dates, and how that was decided."""

    column: str
    shape: str
    """The commonest one; a value of another shape is read where it can be read in one way only."""

    order: str
    """`dmy`, `mdy` or `ymd` where numbers leave it open, else empty."""

    example: str
    decided_by: str
    """`column` (its own values), `beside` (another column of the file), `preset` or `asked` (`--date-order`)."""

    deciding: int
    """How many of the values weighed speak for this form alone."""

    weighed: int
    """How many values that are not blank were looked at."""

    otherwise: int = 0
    """How many of them have another shape and are read all the same."""

    suspicion: str = ""
    """Why the values are not to be believed, in a sentence; empty where they are."""

    @property
    def label(self) -> str:
        """The form in words, with a value of the column."""
        return f"{_LABELS[self.shape, self.order if self.shape in NUMBERS else '']}, as in {self.example}"

    @property
    def sentence(self) -> str:
        """What was chosen for the column and what decided it."""
        by = {
            "column": f"{self.deciding:,} of {self.weighed:,} values decide",
            "beside": "no value decides; the other dates of the file do",
            "preset": "no value decides; the preset says so",
            "asked": f"as asked; {self.deciding:,} of {self.weighed:,} values decide for it",
        }
        others = f"; {self.otherwise:,} are written in another form" if self.otherwise else ""
        return f"{self.column}: {self.label} ({by[self.decided_by]}{others})"


def looks_like_a_date(value: str) -> bool:
    """Return whether a value is a date in a form that nothing else has."""
    return weigh(value.strip())[0] not in {"", "packed"}


class Evidence:
    """What the values of one column say about its form, gathered a value at a time."""

    def __init__(self) -> None:
        self.weighed = 0
        self.shapes: Counter[str] = Counter()
        self.orders: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], str] = {}
        self.first = ""
        self._known: dict[str, tuple[str, str]] = {}
        self._times: Counter[str] = Counter()

    def add(self, value: str) -> None:
        """Weigh one value; a blank one says nothing."""
        value = value.strip()
        if not value:
            return
        seen = self._known.get(value)
        if seen is None:
            seen = weigh(value)
            if len(self._known) < _MEMORY:
                self._known[value] = seen
            self.examples.setdefault(seen, value)
            self.first = self.first or value
        if value in self._known:
            self._times[value] += 1
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
        return bool(shape) and (shape not in NUMBERS or any(self.speaking(order) for order in DATE_ORDERS))

    def speaking(self, order: str) -> int:
        """Return how many values can be read in this order only."""
        return sum(self.orders[shape, order] for shape in NUMBERS)

    @property
    def proven(self) -> str:
        """The order that values prove and none speaks against; empty where there is none."""
        orders = [order for order in DATE_ORDERS if self.speaking(order)]
        return orders[0] if len(orders) == 1 else ""

    def example(self, order: str) -> str:
        """Return a value that can be read in this order only; empty where there is none."""
        return next((self.examples[shape, order] for shape in NUMBERS if (shape, order) in self.examples), "")

    def swapped(self, read: Callable[[str], date | None]) -> tuple[int, int, date, date] | None:
        """Return how many dates seem to have day and month exchanged, of how many that could have.

        With them come the first and the last of the other dates. Days above 12 cannot have been
        exchanged. Where nearly all of the days up to 12 fall outside the months of those, and
        would fall into them with day and month exchanged, somebody has exchanged them.
        """
        large: Counter[date] = Counter()
        small: Counter[date] = Counter()
        for value, times in self._times.items():
            day = read(value)
            if day is not None and self._known[value][0] not in MONTH_ONLY:
                (large if day.day > _MONTHS_IN_YEAR else small)[day] += times
        months = {(day.year, day.month) for day in large}
        count = sum(small.values())
        if min(count, sum(large.values())) < _ENOUGH:
            return None
        as_written = sum(times for day, times in small.items() if (day.year, day.month) in months)
        exchanged = sum(times for day, times in small.items() if (day.year, day.day) in months)
        if exchanged < _NEARLY_ALL * count or as_written > _FEW * count:
            return None
        return count - as_written, count, min(large), max(large)


_MONTHS_IN_YEAR = 12
_ENOUGH = 20
_NEARLY_ALL = 0.95
_FEW = 0.7


def choose(
    evidence: Evidence,
    column: str,
    *,
    asked: str | None = None,
    beside: str | None = None,
    usual: str | None = None,
) -> DateForm:
    """Return the form in which the column is read.

    Args:
        evidence: What its values say.
        column: Its name, for the sentences.
        asked: The order the handler asked for; it outranks the values.
        beside: The order that other columns of the file prove; it counts only where no value decides.
        usual: The order the preset is known to use; it counts only where nothing else decides.

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
    if asked == "ymd" and not evidence.shapes["nn2"]:
        asked = None
    order, by = _order(evidence, column, asked, beside, usual)
    deciding = evidence.speaking(order) if shape in NUMBERS else evidence.shapes[shape]
    form = DateForm(column, shape, order, _example(evidence, shape, order), by, deciding, evidence.weighed)
    read = reader(form)
    otherwise = sum(
        times
        for value, times in evidence._times.items()  # noqa: SLF001 - of this module
        if evidence._known[value][0] not in {shape, ""} and read(value)  # noqa: SLF001
    )
    return form._replace(otherwise=otherwise, suspicion=_suspicion(evidence, column, read))


def _order(
    evidence: Evidence, column: str, asked: str | None, beside: str | None, usual: str | None
) -> tuple[str, str]:
    """Return the order in which the column's numbers are read, empty where it has none, and what decided it."""
    shape = evidence.shape
    if not any(evidence.shapes[numbers] for numbers in NUMBERS):
        return "", "column"
    if asked:
        return asked, "asked" if shape in NUMBERS else "column"
    found = sorted(((evidence.speaking(order), order) for order in DATE_ORDERS), reverse=True)
    deciding, order = found[0]
    if not deciding:
        if shape not in NUMBERS:
            return "", "column"
        if beside is not None:
            return beside, "beside"
        if usual is None:
            raise ImportRefusedError(
                f"The column {shown(column)} does not tell the day from the month (such as "
                f"{shown(evidence.examples[shape, ''])}); say which comes first with --date-order dmy or "
                "--date-order mdy."
            )
        return usual, "preset"
    if deciding < _MAJORITY * sum(speaking for speaking, _ in found):
        one, other = sorted(order for speaking, order in found if speaking)[:2]
        raise ImportRefusedError(
            f"The column {shown(column)} mixes dates with {_FIRST[one]} first (such as "
            f"{shown(evidence.example(one))}) and {_FIRST[other]} first (such as "
            f"{shown(evidence.example(other))}); write them in one form, or choose one with "
            "--date-order and the others are rejected."
        )
    return order, "column"


_FIRST = {"dmy": "the day", "mdy": "the month", "ymd": "the year"}


def _suspicion(evidence: Evidence, column: str, read: Callable[[str], date | None]) -> str:
    found = evidence.swapped(read)
    if found is None:
        return ""
    outside, count, first, last = found
    return (
        f"{column}: day and month seem to be exchanged in the file itself. {outside:,} of the {count:,} dates "
        f"with a day up to 12 fall into months in which no later day occurs; exchanged, they would lie from "
        f"{first:%Y-%m} to {last:%Y-%m} like all the others. Get the dates from the source again, or do not "
        "believe any figure by month."
    )


def reader(form: DateForm, remarked: set[str] | None = None) -> Callable[[str], date | None]:
    """Return a function from a trimmed value to its date; None where it cannot be read in one way only.

    A date outside 1900 to 2200 is none. Where only a month is written, its first day is returned.

    Args:
        form: The column's form.
        remarked: Is given each value read that says more or less than one day.
    """
    known: dict[str, date | None] = {}

    def read(value: str) -> date | None:
        try:
            return known[value]
        except KeyError:
            if len(known) >= _MEMORY:
                known.clear()
                if remarked is not None:
                    remarked.clear()
            found = known[value] = _found(form, value)
            if remarked is not None and found is not None and not is_whole(value):
                remarked.add(value)
            return found

    return read


def _found(form: DateForm, value: str) -> date | None:
    start = bare(value)
    # The column's own shape first: it is nearly always that.
    for shape in (form.shape, *SHAPES):
        if shape == "packed" != form.shape or (shape in NUMBERS and not form.order):
            continue
        day = read_as(start, shape, form.order)
        if day is not None:
            return day
    return None


def _example(evidence: Evidence, shape: str, order: str) -> str:
    for wanted in ((shape, order), (shape, "")):
        if wanted in evidence.examples:
            return evidence.examples[wanted]
    return evidence.first
