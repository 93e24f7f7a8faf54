"""Cells of one record to a draft, by a plan that is made once for a file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple, TypeVar

from complaintdesk.importers import values
from complaintdesk.importers.dates import DateForm, reader
from complaintdesk.importers.drafts import DATE_FIELDS, TEXT_FIELDS, ComplaintDraft, Problem, shown
from complaintdesk.importers.presets import ColumnMap, Preset
from complaintdesk.importers.twins import TwinCounter
from complaintdesk.rules.spreadsheet import unguarded

_Value = TypeVar("_Value", bool, int)

_FORMULAS = ("=", "-", "+", "@")
_TYPED_FIELDS = (*DATE_FIELDS, "accepted", "satisfaction", "amount")
_TEXTS = len(TEXT_FIELDS)
_OUTCOME = TEXT_FIELDS.index("outcome")
_TYPED = _TEXTS + len(_TYPED_FIELDS)
_DATES = _TEXTS + len(DATE_FIELDS)


class Money(NamedTuple):
    """The store's currency, as far as reading an amount needs it."""

    currency: str = ""
    digits: int = 2


class _MisfitError(Exception):
    """A cell that does not fit its field; the message is the whole sentence."""


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
        # A field without a column reads the blank cell that is put after the last one.
        beyond = len(header)
        places = [columns.fields.get(name, beyond) for name in (*TEXT_FIELDS, *_TYPED_FIELDS)]
        self._pick = itemgetter(*places, *(place for _, place in columns.extras))
        self._narrative = columns.fields.get("narrative", beyond)
        self._extras = [name for name, _ in columns.extras]
        self._header = header
        self._fields = columns.fields
        self._forms = forms
        self._remarked: dict[str, set[str]] = {name: set() for name in forms}
        self._dates: list[Callable[[str], date | None]] = [
            reader(forms[name], self._remarked[name]) if name in forms else _no_date for name in DATE_FIELDS
        ]
        self.shortened = 0
        """Records with a date that says more or less than one day."""
        self._blanks = preset.blanks
        self._longest_blank = max(map(len, preset.blanks), default=0)
        self._constants = [(TEXT_FIELDS.index(name), text) for name, text in preset.constants.items()]
        self._words = [
            (TEXT_FIELDS.index(name), words) for name, words in preset.values.items() if name != "outcome"
        ]
        self._verdicts = preset.values.get("outcome", {})
        self._formulas = preset.guarded
        self._money = money
        self._guarded = guarded
        self._twins = None if "source_id" in columns.fields else TwinCounter(records)

    def draft(self, line: int, cells: list[str]) -> ComplaintDraft | Problem:
        """Return the complaint that a record tells of, or what is wrong with it.

        `cells` are as many as the header has; they are not changed on return.
        """
        read = plain = [unguarded(cell) for cell in cells] if self._guarded else cells
        if self._formulas:
            read = [cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULAS else cell for cell in plain]
        read.append("")
        try:
            return self._draft(line, read)
        except _MisfitError as misfit:
            return Problem(line, str(misfit), tuple(plain[: len(self._header)]))
        finally:
            read.pop()

    def _draft(self, line: int, cells: list[str]) -> ComplaintDraft:
        short = list(map(str.strip, self._pick(cells)))
        blanks = self._blanks
        if not blanks.isdisjoint(short):
            short = ["" if text in blanks else text for text in short]
        for place, text in self._constants:
            short[place] = short[place] or text
        for place, words in self._words:
            text = short[place]
            short[place] = words.get(text.casefold(), text)
        narrative = cells[self._narrative]
        if len(narrative) <= self._longest_blank and narrative.strip() in self._blanks:
            narrative = ""
        received = self._dates[0](short[_TEXTS])
        if received is None:
            raise self._no_date_in("received_on", short[_TEXTS])
        logged = closed = incident = accepted = satisfaction = amount = None
        if any(short[_TEXTS + 1 : _TYPED]):
            logged, closed, incident = self._read_dates(short, received)
            accepted, satisfaction, amount = self._read_values(short)
        extra = {name: text for name, text in zip(self._extras, short[_TYPED:], strict=True) if text}
        if any(self._remarked.values()):
            self._keep_remarks(short, extra)
        texts = short[:_TEXTS]
        verdict = self._verdicts.get(texts[_OUTCOME].casefold(), "") if self._verdicts else ""
        hashed = hashlib.sha256(
            # No cell holds a NUL, so that no two contents join to one text.
            "\0".join(
                (
                    *texts,
                    f"{received} {logged} {closed} {incident} {accepted} {satisfaction} {amount}",
                    narrative.replace("\r\n", "\n") if "\r" in narrative else narrative,
                    *extra,
                    *extra.values(),
                    *((verdict,) if verdict else ()),
                )
            ).encode()
        )
        digest = hashed.hexdigest()
        if self._twins is not None:
            key = f"c:{digest}:{self._twins.count(hashed.digest())}"
        else:
            key = texts[0]
            if not key:
                raise self._misfit("source_id", "", "is blank; give the record its id")
        return ComplaintDraft._make(
            (line, key, digest, received, logged, closed, incident, *texts,
             verdict, narrative, accepted, satisfaction, amount, extra)
        )  # fmt: skip

    def _keep_remarks(self, short: list[str], extra: dict[str, str]) -> None:
        """Keep the cells of dates that say more or less than one day, by the names of their columns."""
        kept = {
            self._header[self._fields[name]]: text
            for name, text in zip(DATE_FIELDS, short[_TEXTS:], strict=False)
            if name in self._remarked and text in self._remarked[name]
        }
        extra.update(kept)
        self.shortened += bool(kept)

    def _read_dates(self, short: list[str], received: date) -> tuple[date | None, date | None, date | None]:
        others: list[date | None] = [None, None, None]
        for place in (1, 2, 3):
            if text := short[_TEXTS + place]:
                others[place - 1] = found = self._dates[place](text)
                if found is None:
                    raise self._no_date_in(DATE_FIELDS[place], text)
        logged, closed, incident = others
        if closed is not None and closed < received:
            raise self._misfit(
                "closed_on", short[_TEXTS + 2], f"is before the day of receipt ({received}); correct one"
            )
        return logged, closed, incident

    def _read_values(self, short: list[str]) -> tuple[bool | None, int | None, int | None]:
        accepted, satisfaction, amount = short[_DATES:_TYPED]
        return (
            self._value("accepted", accepted, values.yes_or_no),
            self._value("satisfaction", satisfaction, values.score),
            self._value("amount", amount, lambda text: values.minor_units(text, *self._money)),
        )

    def _value(self, name: str, text: str, read: Callable[[str], _Value]) -> _Value | None:
        if not text:
            return None
        try:
            return read(text)
        except ValueError as error:
            raise self._misfit(name, text, str(error)) from error

    def _no_date_in(self, name: str, text: str) -> _MisfitError:
        if not text:
            return self._misfit(name, text, "is blank; every complaint has a day on which it came in")
        return self._misfit(name, text, f"is no date in the form of its column ({self._forms[name].label})")

    def _misfit(self, name: str, text: str, what: str) -> _MisfitError:
        place = self._fields.get(name)
        column = f" (column {shown(self._header[place])})" if place is not None else ""
        value = f" {shown(text)}" if text else ""
        return _MisfitError(f"{name}{column}{value} {what}.")


def _no_date(_text: str) -> None:
    return None
