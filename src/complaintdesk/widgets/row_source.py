"""Row sources: where a list takes its rows from, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from textual.cache import LRUCache

from complaintdesk.widgets.columns import Row, RowKey

PAGE = 32
"""Rows asked for at once: few, for rows never read before lie scattered over the store's file."""

KEPT = 100
"""Pages that stay at hand."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are, or at least are."""

    count: int
    is_exact: bool = True

    def __str__(self) -> str:
        return f"{self.count:,}{'' if self.is_exact else '+'}"


class RowSource(Protocol):
    """What a list asks for its rows; the order does not change while it is shown."""

    @property
    def total(self) -> Total:
        """How many rows there are; asked again after every page."""

    def rows(self, start: int, count: int) -> Sequence[Row]:
        """Return at most `count` rows, from number `start` on; the first is 0."""

    def position(self, key: RowKey) -> int | None:
        """Return the number of the row with that key, or None where it is not among them."""

    def keys(self, start: int, count: int) -> Sequence[RowKey]:
        """Return the keys of at most `count` rows, from number `start` on."""


class ListedRows:
    """A source whose rows are all at hand."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows = tuple(rows)
        self._positions = {row.key: number for number, row in enumerate(self._rows)}

    @property
    def total(self) -> Total:
        """How many rows there are."""
        return Total(len(self._rows))

    def rows(self, start: int, count: int) -> Sequence[Row]:
        """Return at most `count` rows, from number `start` on."""
        return self._rows[start : start + count]

    def position(self, key: RowKey) -> int | None:
        """Return the number of the row with that key, or None."""
        return self._positions.get(key)

    def keys(self, start: int, count: int) -> Sequence[RowKey]:
        """Return the keys of at most `count` rows, from number `start` on."""
        return [row.key for row in self.rows(start, count)]


class PagedRows:
    """The rows of a source, fetched a page at a time and kept while they are near."""

    def __init__(self, source: RowSource) -> None:
        self.source = source
        self._pages: LRUCache[int, Sequence[Row]] = LRUCache(KEPT)

    @property
    def total(self) -> Total:
        """How many rows there are, or at least are."""
        return self.source.total

    def row_at(self, index: int) -> Row | None:
        """Return the row with that number, or None where there is none."""
        if not 0 <= index < self.total.count:
            return None
        number, within = divmod(index, PAGE)
        page = self._page(number)
        return page[within] if within < len(page) else None

    def key_at(self, index: int) -> RowKey | None:
        """Return the key of the row with that number, or None where there is none."""
        row = self.row_at(index)
        return None if row is None else row.key

    def neighbours(self, index: int) -> list[RowKey]:
        """Return the keys that follow `index` on the pages at hand, then those before it, backwards."""
        number, within = divmod(index, PAGE)
        here, ahead = (self._pages.get(page) or () for page in (number, number + 1))
        after = [row.key for row in (*here[within + 1 :], *ahead)]
        before = [row.key for row in reversed(here[:within])]
        return after + before

    def _page(self, number: int) -> Sequence[Row]:
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self.source.rows(number * PAGE, PAGE)
        return page
