"""Cells of records to drafts, by a plan that is made once for a file.

Records come by the hundred and are gone through column by column: what a cell
says is worked out once for each different cell, and most columns have few.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Any, NamedTuple

from complaintdesk.importers import comments, values
from complaintdesk.importers.dates import DateForm, reader
from complaintdesk.importers.drafts import DATE_FIELDS, TEXT_FIELDS, ComplaintDraft, Problem, shown
from complaintdesk.importers.presets import ColumnMap, Preset, folded
from complaintdesk.importers.twins import TwinCounter
from complaintdesk.rules.spreadsheet import unguarded

_FORMULAS = ("=", "-", "+", "@")
_VALUES = ("accepted", "satisfaction", "amount")


class Money(NamedTuple):
    """The store's currency, as far as reading an amount needs it."""

    currency: str = ""
    digits: int = 2


class Plan:
    """Makes drafts of one file's records.

    Args:
        preset: Whose blanks, constants and words are used.
        header: The names of the columns.
        columns: Which column gives which field.
        forms: For each field of dates that has a column, the form it is read in.
        money: The store's currency.
        guarded: Whether the cells come from a rejects file, with apostrophes before formulas.
        records: How many records are expected; only a hint.
    """

    def __init__(
        self,
        preset: Preset,
        header: Sequence[str],
        columns: ColumnMap,
        forms: Mapping[str, DateForm],
        *,
        money: Money,
        guarded: bool,
        records: int,
    ) -> None:
        self.preset = preset
        self.header = header
        self.fields = columns.fields
        self.extras = columns.extras
        commented = set(map(folded, preset.comments))
        self.comments = {place for _, place in columns.extras if folded(header[place]) in commented}
        self.forms = forms
        self.guarded = guarded
        self.longest_blank = max(map(len, preset.blanks), default=0)
        self.remarked: dict[str, set[str]] = {name: set() for name in forms}
        self.dates = {name: reader(forms[name], self.remarked[name]) for name in forms}
        self.values: dict[str, Callable[[str], int | bool]] = {
            "accepted": values.yes_or_no,
            "satisfaction": values.score,
            "amount": lambda text: values.minor_units(text, *money),
        }
        self.twins = None if "source_id" in columns.fields else TwinCounter(records)
        self.shortened = 0
        """Records with a date that says more or less than one day."""

    def drafts(self, lines: Sequence[int], rows: Sequence[list[str]]) -> list[ComplaintDraft | Problem]:
        """Return for each record the complaint that it tells of, or what is wrong with it.

        The rows have as many cells as the header has.
        """
        if not rows:
            return []
        records = _Records(self, rows)
        misfits = records.misfits
        if not misfits:
            return records.drafts(lines)
        fitting = [place for place in range(len(rows)) if place not in misfits]
        made = iter(self.drafts([lines[place] for place in fitting], [rows[place] for place in fitting]))
        return [
            Problem(lines[place], misfits[place], records.cells(place)) if place in misfits else next(made)
            for place in range(len(rows))
        ]


class _Records:
    """Some records, column by column; `misfits` says which of them fit no draft, and why."""

    def __init__(self, plan: Plan, rows: Sequence[list[str]]) -> None:
        self._plan = plan
        self._count = len(rows)
        self._none: list[None] = [None] * len(rows)
        self._plain: list[Sequence[str]] = list(zip(*rows, strict=True))
        if plan.guarded:
            self._plain = [list(map(unguarded, column)) for column in self._plain]
        self._cells = list(map(_without_apostrophes, self._plain)) if plan.preset.guarded else self._plain
        self.misfits: dict[int, str] = {}
        self._remarks: dict[str, Sequence[str]] = {}
        """Field -> its cells, where some of them say more or less than one day."""

        self._texts = [self._text(name) for name in TEXT_FIELDS]
        self._dates = {name: self._days(name) for name in DATE_FIELDS}
        self._require_closed_after()
        self._values = [self._read(name) for name in _VALUES]
        if plan.twins is None:
            for place, text in enumerate(self._texts[0]):
                if not text:
                    self._misfit(place, "source_id", "", "is blank; give the record its id")

    def cells(self, place: int) -> tuple[str, ...]:
        """Return a record's cells as they were read."""
        return tuple(column[place] for column in self._plain)

    def _trimmed(self, place: int) -> Sequence[str]:
        """Return a column without blanks around its texts, and without what stands for an empty cell."""
        column, blanks = list(map(str.strip, self._cells[place])), self._plan.preset.blanks
        return column if blanks.isdisjoint(column) else ["" if text in blanks else text for text in column]

    def _text(self, name: str) -> Sequence[str]:
        plan = self._plan
        place = plan.fields.get(name)
        column = [""] * self._count if place is None else self._trimmed(place)
        constant = plan.preset.constants.get(name, "")
        if constant:
            column = [text or constant for text in column]
        words = plan.preset.values.get(name)
        if words and name != "outcome":
            column = _each(column, lambda text: words.get(text.casefold(), text))
        return column

    def _narratives(self) -> Sequence[str]:
        plan = self._plan
        place = plan.fields.get("narrative")
        if place is None:
            return [""] * self._count
        blanks, longest = plan.preset.blanks, plan.longest_blank
        return [
            "" if len(text) <= longest and text.strip() in blanks else text for text in self._cells[place]
        ]

    def _days(self, name: str) -> Sequence[date | None]:
        plan = self._plan
        place, read = plan.fields.get(name), plan.dates.get(name)
        if place is None:
            return self._none
        column = self._trimmed(place)
        found: dict[str, date | None] = {}
        has_remarks = False
        for text in set(column):
            found[text] = read(text) if read is not None and text else None
            has_remarks = has_remarks or text in plan.remarked.get(name, ())
        if has_remarks:
            self._remarks[name] = [text if text in plan.remarked[name] else "" for text in column]
        if None in found.values() and (name == "received_on" or any(column)):
            for at, text in enumerate(column):
                if found[text] is None and (text or name == "received_on"):
                    self._no_date(at, name, text)
        return [found[text] for text in column]

    def _require_closed_after(self) -> None:
        received, closed = self._dates["received_on"], self._dates["closed_on"]
        if not any(closed):
            return
        for place, (first, last) in enumerate(zip(received, closed, strict=True)):
            if last is not None and first is not None and last < first:
                text = self._trimmed(self._plan.fields["closed_on"])[place]
                what = f"is before the day of receipt ({first}); correct one"
                self._misfit(place, "closed_on", text, what)

    def _read(self, name: str) -> Sequence[int | None]:
        place = self._plan.fields.get(name)
        if place is None:
            return self._none
        column = self._trimmed(place)
        found: dict[str, int | None] = {"": None}
        wrong = {}
        for text in set(filter(None, column)):
            try:
                found[text] = self._plan.values[name](text)
            except ValueError as error:
                found[text], wrong[text] = None, str(error)
        if wrong:
            for at, text in enumerate(column):
                if text in wrong:
                    self._misfit(at, name, text, wrong[text])
        return [found[text] for text in column]

    def _no_date(self, place: int, name: str, text: str) -> None:
        what = "is blank; every complaint has a day on which it came in"
        if text:
            what = f"is no date in the form of its column ({self._plan.forms[name].label})"
        self._misfit(place, name, text, what)

    def _misfit(self, place: int, name: str, text: str, what: str) -> None:
        """Say why a record fits no draft, unless something was wrong with it before."""
        at = self._plan.fields.get(name)
        column = f" (column {shown(self._plan.header[at])})" if at is not None else ""
        value = f" {shown(text)}" if text else ""
        self.misfits.setdefault(place, f"{name}{column}{value} {what}.")

    def drafts(self, lines: Sequence[int]) -> list[ComplaintDraft | Problem]:
        """Return the complaints; there must be no misfits."""
        plan = self._plan
        narratives, extras = self._narratives(), self._extras()
        words = plan.preset.values.get("outcome", {})
        verdicts: Sequence[str] = [""] * self._count
        if words:
            verdicts = _each(
                self._texts[TEXT_FIELDS.index("outcome")], lambda text: words.get(text.casefold(), "")
            )
        hashes = [hashlib.sha256(text.encode()) for text in self._contents(narratives, extras, verdicts)]
        digests = [hashed.hexdigest() for hashed in hashes]
        keys = self._texts[0]
        if plan.twins is not None:
            turns = plan.twins.counts([hashed.digest() for hashed in hashes])
            keys = [f"c:{digest}:{turn}" for digest, turn in zip(digests, turns, strict=True)]
        columns = (
            lines, keys, digests, *self._dates.values(), *self._texts,
            verdicts, narratives, *self._values, extras,
        )  # fmt: skip
        return list(map(ComplaintDraft._make, zip(*columns, strict=True)))

    def _contents(
        self, narratives: Sequence[str], extras: Sequence[Mapping[str, str]], verdicts: Sequence[str]
    ) -> Iterator[str]:
        """Yield for each record what its digest is made of."""
        typed = [
            repeat("None") if column is self._none else _each(column, str)
            for column in (*self._dates.values(), *self._values)
        ]
        if any("\r" in text for text in narratives):
            narratives = [text.replace("\r\n", "\n") for text in narratives]
        # No cell holds a NUL, so that no two contents join to one text.
        # A record has a day of receipt at least, so `typed` ends.
        texts = map("\0".join, zip(*self._texts, map(" ".join, zip(*typed)), narratives))  # noqa: B905
        for text, extra, verdict in zip(texts, extras, verdicts, strict=True):
            if extra or verdict:
                yield "\0".join((text, *extra, *extra.values(), *((verdict,) if verdict else ())))
            else:
                yield text

    def _extras(self) -> list[dict[str, str]]:
        """Return what is only kept of each record; a cell of a date is kept that says more or less than a day."""
        comments_in = self._plan.comments
        kept = [
            (name, list(map(comments.told, column)) if place in comments_in else column)
            for name, place in self._plan.extras
            for column in (self._trimmed(place),)
        ]
        told = [(name, column) for name, column in kept if any(column)]
        if not told:
            extras: list[dict[str, str]] = [{} for _ in range(self._count)]
        else:
            names = [name for name, _ in told]
            extras = [
                {name: text for name, text in zip(names, row, strict=True) if text}
                for row in zip(*(column for _, column in told), strict=True)
            ]
        shortened = set()
        for field, column in self._remarks.items():
            name = self._plan.header[self._plan.fields[field]]
            for place, text in enumerate(column):
                if text:
                    extras[place][name] = text
                    shortened.add(place)
        self._plan.shortened += len(shortened)
        return extras


def _each(column: Sequence[Any], said: Callable[[Any], Any]) -> list[Any]:
    """Return what each value of a column says; a value that comes again is not asked again."""
    found = {value: said(value) for value in set(column)}
    return [found[value] for value in column]


def _without_apostrophes(column: Sequence[str]) -> Sequence[str]:
    return [cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULAS else cell for cell in column]
