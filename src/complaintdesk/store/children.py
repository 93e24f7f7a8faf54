"""The rows that belong to complaints: of one, as each table is asked for; of many, some hundreds at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from complaintdesk.models import Complaint, Option, OptionAim, OptionRemedy, Source, SourceHead
from complaintdesk.store import records

CHUNK = 500
"""Complaints read at a time; more of them saves little and holds more."""


class Children:
    """The rows that belong to one complaint, oldest first; each table is read once."""

    def __init__(self, read: Callable[[type[Any]], Sequence[Any]]) -> None:
        self._read = read
        self._known: dict[type[Any], Sequence[Any]] = {}

    def of(self, table: type[Any]) -> Sequence[Any]:
        """Return the complaint's rows of one table."""
        if table not in self._known:
            self._known[table] = self._read(table)
        return self._known[table]

    def kept(self, table: type[Any]) -> list[Any]:
        """Return the complaint's rows of one table that were not taken off again."""
        return [row for row in self.of(table) if not row.removed]


def of_one(session: Session, complaint_id: int) -> Children:
    """Return what belongs to one complaint; a table is read when it is asked for."""
    return Children(lambda table: _read(session, table, [complaint_id]).get(complaint_id, ()))


def of_each(
    session: Session, complaint_ids: Iterable[int], tables: Collection[type[Any]]
) -> Iterator[tuple[Complaint, Children]]:
    """Yield complaints, in the order of their ids, each with what belongs to it in some tables.

    The session forgets each chunk when the next one is read, so a store of any size fits.
    """
    wanted = sorted(set(complaint_ids))
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        session.expunge_all()
        rows = session.exec(select(Complaint).where(col(Complaint.id).in_(chunk)).order_by(col(Complaint.id)))
        found = {table: _read(session, table, chunk) for table in tables}
        for row in rows.all():
            yield row, Children(partial(_of, found, records.require_id(row)))


def _of(
    found: Mapping[type[Any], Mapping[int, Sequence[Any]]], owner: int, table: type[Any]
) -> Sequence[Any]:
    return found[table].get(owner, ())


def _read(session: Session, table: type[Any], owners: Sequence[int]) -> Mapping[int, Sequence[Any]]:
    """Return the rows of one table by the complaint they belong to, oldest first."""
    if table in _THROUGH:
        parent, key = _THROUGH[table]
        query = select(table, parent.complaint_id).join(parent, col(parent.id) == col(key))
        rows = session.exec(query.where(col(parent.complaint_id).in_(owners)).order_by(col(table.id)))
    else:
        query = select(table, table.complaint_id).where(col(table.complaint_id).in_(owners))
        rows = session.exec(query.order_by(col(table.id)))
    found: dict[int, list[Any]] = defaultdict(list)
    for row, owner in rows:
        found[owner].append(row)
    return found


_THROUGH: Mapping[type[Any], tuple[type[Any], Any]] = {
    OptionRemedy: (Option, OptionRemedy.option_id),
    OptionAim: (Option, OptionAim.option_id),
    SourceHead: (Source, SourceHead.source_id),
}
"""Table of what belongs to a record of a complaint -> that record's table, and the column that names it."""
