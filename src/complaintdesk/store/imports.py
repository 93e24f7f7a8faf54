"""What an import asks of the tables and does to them in bulk: known rows, new rows, changed rows.

New rows go in by the thousand. A row of an earlier import that the file now
tells otherwise is changed one by one and journalled like any other change; only
its changed columns are kept in memory until the step is written.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from complaintdesk.models.record import ComplaintRecord
from complaintdesk.store import journal, words
from complaintdesk.store.journal import Change, Entry


def unused_number(connection: Connection) -> int:
    """Return the number of the next import: one that none has had.

    An import that was taken back is gone from the table, but what it set aside is found by its number.
    """
    return int(
        connection.exec_driver_sql(
            "SELECT 1 + max(coalesce((SELECT max(id) FROM import_batch), 0), coalesce("
            "(SELECT max(row_id) FROM journal_entry WHERE table_name = 'import_batch'), 0))"
        ).scalar_one()
    )


class Stored(NamedTuple):
    """What the table holds under a record's key."""

    id: int
    digest: str
    batch_id: int | None
    disposed_on: str | None = None
    """Since when it is to hold nothing personal; no import fills it again."""


def known(connection: Connection, preset: str, keys: Collection[str]) -> dict[str, Stored]:
    """Return the complaints of a source that are there already, by key."""
    rows = connection.exec_driver_sql(
        "SELECT c.source_id, c.id, c.source_digest, c.batch_id, c.disposed_on FROM json_each(?) AS k"
        " CROSS JOIN complaint AS c"
        " ON c.preset = ? AND c.source_id = k.value AND c.source_id <> ''",
        (json.dumps(list(keys)), preset),
    )
    return {key: Stored(*found) for key, *found in rows}


def has_met(connection: Connection, preset: str) -> bool:
    """Return whether a complaint of a source is there."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM complaint WHERE preset = ? AND source_id <> '' LIMIT 1", (preset,)
    )
    return found.first() is not None


def taken_references(connection: Connection, references: Collection[str]) -> set[str]:
    """Return those of some references that a complaint has already."""
    rows = connection.exec_driver_sql(
        "SELECT c.reference FROM json_each(?) AS k CROSS JOIN complaint AS c ON c.reference = k.value",
        (json.dumps(list(references)),),
    )
    return {str(reference) for (reference,) in rows}


def customers(connection: Connection, preset: str, identities: Collection[str]) -> dict[str, int]:
    """Return the ids of a source's customers that are there already, by what they are known by."""
    rows = connection.exec_driver_sql(
        "SELECT c.identity, c.id FROM json_each(?) AS k CROSS JOIN customer AS c"
        " ON c.identity = k.value AND c.preset = ?",
        (json.dumps(list(identities)), preset),
    )
    return {str(identity): int(customer_id) for identity, customer_id in rows}


def last_id(connection: Connection, table: str) -> int:
    """Return the highest id in a table; 0 for an empty one."""
    return int(connection.exec_driver_sql(f'SELECT coalesce(max(id), 0) FROM "{table}"').scalar_one())  # noqa: S608


def whole_rows(connection: Connection, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return complaints as stored, by id, without derived columns."""
    rows = connection.exec_driver_sql(
        "SELECT * FROM complaint WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {int(row["id"]): journal.journalled("complaint", dict(row)) for row in rows.mappings()}


def worked_on(connection: Connection, preset: str) -> dict[int, frozenset[str]]:
    """Return the columns that somebody has changed since an import filled them, by complaint.

    The journal tells: a column counts while its value is another than the one the
    last import left there, so that a change which was undone does not.
    """
    loads = connection.exec_driver_sql(
        "SELECT row_id, max(step) FROM journal_entry WHERE table_name = 'import_batch' AND act = 'load'"
        " GROUP BY row_id"
    )
    loaded = {int(batch_id): int(step) for batch_id, step in loads}
    left: dict[int, dict[str, Any]] = defaultdict(dict)
    now: dict[int, dict[str, Any]] = defaultdict(dict)
    entries = connection.exec_driver_sql(
        "SELECT e.row_id, e.step, c.batch_id, e.payload, EXISTS (SELECT 1 FROM journal_entry AS b"
        " WHERE b.step = e.step AND b.table_name = 'import_batch') FROM journal_entry AS e"
        " JOIN complaint AS c ON c.id = e.row_id WHERE e.table_name = 'complaint' AND e.act = 'update'"
        " AND e.payload IS NOT NULL AND c.preset = ? AND c.version > 1 ORDER BY e.id",
        (preset,),
    )
    for row_id, step, batch_id, payload, by_import in entries:
        if step <= loaded.get(batch_id, 0):
            # Of a row that had this id before.
            continue
        said = json.loads(payload)
        now[row_id].update(said["after"])
        if by_import:
            left[row_id].update(said["after"])
        else:
            left[row_id].update(
                {column: value for column, value in said["before"].items() if column not in left[row_id]}
            )
    return {
        # A version only ever grows, also by an undo; it alone says nothing of work that stands.
        row_id: frozenset(
            column
            for column, value in values.items()
            if column != "version" and value != left[row_id][column]
        )
        for row_id, values in now.items()
    }


def with_records(connection: Connection, ids: Collection[int]) -> set[int]:
    """Return those of some complaints to which a record belongs: a head, a contact, a source ..."""
    tables = [str(kind.__tablename__) for kind in _kinds(ComplaintRecord)]
    asked = " UNION ".join(
        f'SELECT complaint_id FROM "{table}" WHERE complaint_id IN (SELECT value FROM json_each(:ids))'  # noqa: S608
        for table in tables
    )
    rows = connection.exec_driver_sql(asked, {"ids": json.dumps(list(ids))})
    return {int(complaint_id) for (complaint_id,) in rows}


def _kinds(kind: type[ComplaintRecord]) -> Iterator[type[ComplaintRecord]]:
    for each in kind.__subclasses__():
        if hasattr(each, "__table__"):
            yield each
        yield from _kinds(each)


def customer_names(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """Return the names of some customers, by id."""
    rows = connection.exec_driver_sql(
        "SELECT id, name FROM customer WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {int(customer_id): str(name) for customer_id, name in rows}


def drop_customers(connection: Connection, batch_id: int) -> None:
    """Take away the customers of an import that has come to nothing; no complaint may refer to them."""
    connection.exec_driver_sql("DELETE FROM customer WHERE batch_id = ?", (batch_id,))


def set_columns(connection: Connection, complaint_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of one complaint to stored values; journalling it is the caller's part."""
    sets = ", ".join(f'"{column}" = ?' for column in values)
    connection.exec_driver_sql(
        f"UPDATE complaint SET {sets} WHERE id = ?",  # noqa: S608
        (*values.values(), complaint_id),
    )


class RowChanges:
    """Changes imported rows one by one, with the full text, and gives the entries that say so."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before: dict[int, dict[str, Any]] = defaultdict(dict)
        self._after: dict[int, dict[str, Any]] = defaultdict(dict)

    def change(self, row: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
        """Set what differs in one row, given whole as it stands."""
        complaint_id = int(row["id"])
        different = {column: value for column, value in wanted.items() if row[column] != value}
        before, after = self._before[complaint_id], self._after[complaint_id]
        before.setdefault("version", row["version"])
        different["version"] = before["version"] + 1
        for column, value in different.items():
            before.setdefault(column, row[column])
            after[column] = value
        set_columns(self._connection, complaint_id, different)
        words.follow(self._connection, Change("complaint", complaint_id, dict(row), {**row, **different}))

    def entries(self) -> list[Entry]:
        """Return the journal's entries; a row that is back where it was has none, and its version back too."""
        made = []
        for complaint_id, after in self._after.items():
            before = self._before[complaint_id]
            changed = [column for column, value in after.items() if value != before[column]]
            if changed == ["version"]:
                set_columns(self._connection, complaint_id, {"version": before["version"]})
                continue
            payload = {
                "before": {column: before[column] for column in changed},
                "after": {column: after[column] for column in changed},
            }
            made.append(Entry("complaint", complaint_id, "update", journal.canonical(payload)))
        return made
