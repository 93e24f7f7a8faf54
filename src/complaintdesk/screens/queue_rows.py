"""The rows of the queue: one view, narrowed and sorted, read from the store a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from complaintdesk.rules import references
from complaintdesk.services import queue
from complaintdesk.services.queue import QueueRow
from complaintdesk.vocabulary import LIVE_STAGES
from complaintdesk.widgets.columns import Row, RowKey
from complaintdesk.widgets.queue import due_cell
from complaintdesk.widgets.row_source import PAGE, Total
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


class Wanted(NamedTuple):
    """Which complaints the queue shows, in which order."""

    view: str
    filter_text: str = ""
    sort: str = ""
    descending: bool | None = None


class QueueRows:
    """The rows of one view, narrowed and sorted, a page at a time."""

    def __init__(self, desk: Desk, symbols: Symbols, wanted: Wanted) -> None:
        self._desk = desk
        self._symbols = symbols
        self._asked = (wanted.view, wanted.filter_text)
        self._order = (wanted.sort, wanted.descending)
        self._first, counted = queue.opening(desk, *self._asked, *self._order, PAGE)
        """The complaints of the first page, which came with the total."""

        self._total = Total(counted.count, counted.is_exact)
        self._at: dict[int, int] = {}
        """Number of a row -> its complaint, at both ends of each page read: deep pages are sought from there."""

        self._read_ahead: dict[tuple[int, int], Sequence[Row]] = {}
        self._placed: dict[RowKey, int | None] = {}

    def read_ahead(self, cursor: RowKey | None) -> None:
        """Read what will be asked for first: the page at the cursor, and where that is."""
        place = None
        if cursor is not None:
            place = self._placed[cursor] = self.position(cursor)
        start = (place or 0) // PAGE * PAGE
        self._read_ahead[start, PAGE] = self.rows(start, PAGE)

    def read_by(self, desk: Desk) -> None:
        """Read on by this desk: the one that read ahead was another thread's."""
        self._desk = desk

    @property
    def total(self) -> Total:
        """How many rows there are, or at least are."""
        return self._total

    def rows(self, start: int, count: int) -> Sequence[Row]:
        """Return at most `count` rows, from number `start` on."""
        if (start, count) in self._read_ahead:
            return self._read_ahead.pop((start, count))
        if (start, count) == (0, PAGE):
            found = queue.rows_of(self._desk, self._first)
        else:
            near = queue.Near(self._at, self._total.count if self._total.is_exact else None)
            found = queue.page(self._desk, *self._asked, *self._order, start, count, near)
        if found:
            self._at |= {start: found[0].id, start + len(found) - 1: found[-1].id}
        return [_row(row, self._symbols) for row in found]

    def position(self, key: RowKey) -> int | None:
        """Return the number of a complaint's row, or None."""
        if key in self._placed:
            return self._placed[key]
        if key in self._first:
            return self._first.index(int(key))
        return queue.position_of(self._desk, int(key), *self._asked, *self._order)

    def keys(self, start: int, count: int) -> Sequence[RowKey]:
        """Return the ids of at most `count` complaints, from number `start` on."""
        return queue.keys(self._desk, *self._asked, *self._order, start, count)


def _row(row: QueueRow, symbols: Symbols) -> Row:
    flags = "".join(
        sign for sign, is_set in (("!", row.urgent), ("S", row.safety), ("V", row.vulnerable)) if is_set
    )
    return Row(
        row.id,
        {
            "due": due_cell(row.days_left, symbols, row.paused),
            "ref": references.shortened(row.reference),
            "stage": row.outcome.spoken if row.outcome and row.stage not in LIVE_STAGES else row.stage.spoken,
            "customer": row.customer or "(not named)",
            "about": f"[{flags}] {row.about or row.category}" if flags else row.about or row.category,
            "next": row.next_due_name,
            "severity": str(row.severity or "-"),
            "received": row.received_on.isoformat(),
            "product": row.product,
        },
    )
