"""Filters as they are typed on the desk: the same for lists, exports and figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from complaintdesk.errors import FilterError
from complaintdesk.rules import filters
from complaintdesk.rules.filter_terms import Filter, Phrase, Words
from complaintdesk.store import facets, filter_sql
from complaintdesk.store import queue as stored
from complaintdesk.store.conditions import Condition
from complaintdesk.vocabulary import Origin

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

token_at = filters.token_at

MOST_VALUES = 2000
"""A field with more values in the store than this takes any text."""


class KnownValues(Mapping[str, Collection[str]]):
    """Field -> its values in the store, each looked up when it is first asked for.

    The history can be long, so its values are kept until an import comes or goes.
    """

    def __init__(self, reader: sqlite3.Connection) -> None:
        self._reader = reader
        self._written = -1
        self._imported = (-1, -1)
        self._here: dict[str, set[str]] = {}
        self._past: dict[str, set[str]] = {}

    def keep_up(self, written: int) -> None:
        """Forget what may have changed; `written` differs once anything was written."""
        if written != self._written:
            self._written = written
            self._here.clear()
            imported = stored.imports(self._reader)
            if imported != self._imported:
                self._imported = imported
                self._past.clear()

    def __getitem__(self, field: str) -> Collection[str]:
        values = self._values(field) if field in facets.FACETS else None
        if values is None:
            raise KeyError(field)
        return values

    def __iter__(self) -> Iterator[str]:
        return (field for field in facets.FACETS if self._values(field) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _values(self, field: str) -> list[str] | None:
        for origin, found in ((Origin.referred, self._here), (Origin.history, self._past)):
            if field not in found:
                found[field] = stored.values_of(self._reader, field, origin, MOST_VALUES + 1)
        values = self._here[field] | self._past[field]
        return sorted(values) if len(values) <= MOST_VALUES else None


_KNOWN: WeakKeyDictionary[Desk, KnownValues] = WeakKeyDictionary()


def known_values(desk: Desk) -> Mapping[str, Collection[str]]:
    """Return the values that a filter can name and that completion offers, by field."""
    known = _KNOWN.setdefault(desk, KnownValues(desk.reader))
    known.keep_up(desk.store.changes_elsewhere())
    return known


def words(desk: Desk, text: str) -> tuple[str, ...]:
    """Return the words and phrases that a typed filter looks for in texts; none where it is not understood."""
    try:
        terms = parse(desk, text).terms
    except FilterError:
        return ()
    return tuple(term.text for term in terms if isinstance(term, Words | Phrase) and not term.negated)


def offers(desk: Desk, text: str, cursor: int) -> list[str]:
    """Return what the word at the cursor of a typed filter may become, the likeliest first."""
    return filters.complete(text, cursor, known_values(desk))


def parse(desk: Desk, text: str) -> Filter:
    """Return what a typed filter means as of today.

    Raises:
        FilterError: At the first place that is not understood.
    """
    if not text.strip():
        return Filter()
    whose = desk.whose
    return filters.parse(
        text, known_values(desk), desk.today(), calendar=desk.calendar(whose.region), currency=whose.currency
    )


def condition(desk: Desk, text: str, default: Origin | None = Origin.referred) -> Condition:
    """Return a typed filter as a condition on `complaint`.

    Args:
        desk: The desk.
        text: As typed.
        default: The origin wanted where the filter names none; None for any.

    Raises:
        FilterError: At the first place that is not understood.
    """
    return filter_sql.compile_filter(desk.reader, parse(desk, text), desk.today(), default)
