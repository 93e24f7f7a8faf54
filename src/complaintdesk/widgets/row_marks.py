"""Row marks: which rows are marked, by their keys, and the range that is being drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from complaintdesk.widgets.columns import RowKey


class Marks:
    """The marked rows of one list.

    A mark outlasts its row's absence: a filter or an act hides it, an undo
    brings it back. Only what is among the rows counts as marked meanwhile.
    """

    def __init__(self) -> None:
        self._marked: set[RowKey] = set()
        self.present: frozenset[RowKey] = frozenset()
        """The marked rows that are among those shown."""

        self.range_from: RowKey | None = None
        """Where the range that is being drawn began."""

    def toggle(self, key: RowKey) -> None:
        """Mark a row, or take its mark away."""
        self._marked ^= {key}

    def add(self, keys: Iterable[RowKey]) -> None:
        """Mark these rows too; the range is done."""
        self.range_from = None
        self._marked.update(keys)

    def toggle_all(self, keys: Iterable[RowKey]) -> None:
        """Mark all of these rows, or none of them where all are marked."""
        self.range_from = None
        these = set(keys)
        self._marked = self._marked - these if these <= self._marked else self._marked | these

    def only(self, keys: Iterable[RowKey]) -> None:
        """Mark exactly these rows."""
        self.range_from = None
        self._marked = set(keys)

    def clear(self) -> None:
        """Give up the range that is being drawn, or else take all marks away."""
        if self.range_from is None:
            self._marked.clear()
        self.range_from = None

    def find(self, position: Callable[[RowKey], int | None]) -> bool:
        """Look up which marked rows are among those shown; return whether they are others than before."""
        found = frozenset(key for key in self._marked if position(key) is not None)
        if self.range_from is not None and position(self.range_from) is None:
            self.range_from = None
        is_changed = found != self.present
        self.present = found
        return is_changed
