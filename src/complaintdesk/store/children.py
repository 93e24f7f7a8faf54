"""The rows that belong to complaints: of one, as each table is asked for; of many, some hundreds at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, select

from complaintdesk.models import (
    Complaint,
    ComplaintRecord,
    Option,
    OptionAim,
    OptionRemedy,
    Source,
    SourceHead,
)
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
    """Return what belongs to one complaint; a table that has something of it is read when it is asked for."""
    present = _present(session, [complaint_id], _owned())

    def read(table: type[Any]) -> Sequence[Any]:
        return _read(session, table, [complaint_id]).get(complaint_id, ()) if table in present else ()

    return Children(read)


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
        present = _present(session, chunk, tables)
        found = {table: _read(session, table, chunk) if table in present else {} for table in tables}
        for row in rows.all():
            yield row, Children(partial(_of, found, records.require_id(row)))


def _of(
    found: Mapping[type[Any], Mapping[int, Sequence[Any]]], owner: int, table: type[Any]
) -> Sequence[Any]:
    return found[table].get(owner, ())


def _present(session: Session, owners: Sequence[int], tables: Iterable[type[Any]]) -> set[type[Any]]:
    """Return those of the tables that have something of these complaints.

    Most have nothing of most complaints, and asking a table for its rows takes a hundred times as long as asking
    in one statement which have any.
    """
    session.flush()
    asked = {table: _THROUGH[table][0] if table in _THROUGH else table for table in tables}
    marks = ", ".join("(?)" for _ in owners)
    each = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\" WHERE complaint_id IN (SELECT id FROM wanted))"  # noqa: S608
        for name in sorted({str(table.__tablename__) for table in asked.values()})
    )
    found = session.connection().exec_driver_sql(f"WITH wanted(id) AS (VALUES {marks}) {each}", tuple(owners))
    names = {str(name) for (name,) in found}
    return {table for table, parent in asked.items() if parent.__tablename__ in names}


def _read(session: Session, table: type[Any], owners: Sequence[int]) -> Mapping[int, Sequence[Any]]:
    """Return the rows of one table by the complaint they belong to, oldest first."""
    found: dict[int, list[Any]] = defaultdict(list)
    # A class can be a key; the type checker takes the one of a metaclass for something else.
    query = _query(table)  # type: ignore[arg-type]
    for row, owner in session.exec(query, params={"owners": list(owners)}):
        found[owner].append(row)
    return found


@cache
def _query(table: type[Any]) -> Any:
    """Return the statement for the rows of one table, built once: building it takes longer than running it."""
    owners: BindParameter[Any] = bindparam("owners", expanding=True)
    if table in _THROUGH:
        parent, key = _THROUGH[table]
        query = select(table, parent.complaint_id).join(parent, col(parent.id) == col(key))
        return query.where(col(parent.complaint_id).in_(owners)).order_by(col(table.id))
    query = select(table, table.complaint_id).where(col(table.complaint_id).in_(owners))
    return query.order_by(col(table.id))


@cache
def _owned() -> tuple[type[Any], ...]:
    """Return every table of what belongs to complaints."""
    return (*ComplaintRecord.__subclasses__(), *_THROUGH)


_THROUGH: Mapping[type[Any], tuple[type[Any], Any]] = {
    OptionRemedy: (Option, OptionRemedy.option_id),
    OptionAim: (Option, OptionAim.option_id),
    SourceHead: (Source, SourceHead.source_id),
}
"""Table of what belongs to a record of a complaint -> that record's table, and the column that names it."""
