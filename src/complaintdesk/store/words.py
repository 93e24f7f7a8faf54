"""Keeping the full text in step with the rows: what a step changed is indexed in the step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from complaintdesk.store import schema
from complaintdesk.store.journal import Change

NOTES: dict[str, tuple[str, ...]] = {
    "head": ("text", "reasons"),
    "source": ("what", "shows", "where_kept"),
    "implication": ("text", "response", "alerted"),
    "contact": ("summary", "with_whom", "position"),
    "promise": ("text",),
    "option": ("text",),
    "offer": ("terms", "response"),
    "letter": ("subject", "body"),
    "action": ("text", "proof"),
    "escalation": ("handed_to", "why"),
    "party": ("name", "organisation", "phone", "email"),
    "approval": ("what", "why", "approver", "conditions"),
}
"""Table -> columns that the search finds besides the complaint's own and the customer's.

Append only: where a record's words stand follows from its table's position here.
"""

STEP = 32
"""Room for this many tables in `NOTES`."""


def note_place(table: str, row_id: int) -> int:
    """Return the full-text row of a record's words: computed, because full text has no index to find it by."""
    return row_id * STEP + tuple(NOTES).index(table)


def follow(connection: Connection, change: Change) -> None:
    """Bring the full text in step with one change; `before` and `after` are whole rows."""
    if change.table == "complaint":
        _follow_external(connection, "complaint_words", schema.COMPLAINT_TEXTS, schema.SORT_KEY, change)
    elif change.table == "customer":
        _follow_external(connection, "customer_words", schema.CUSTOMER_TEXTS, "id", change)
    elif change.table in NOTES:
        _follow_note(connection, change)


def index_batch(connection: Connection, batch_id: int) -> None:
    """Put the words of a whole import into the full text."""
    _move_batch(connection, batch_id, drop=False)


def drop_batch(connection: Connection, batch_id: int) -> None:
    """Take the words of a whole import out of the full text, while its rows are still there."""
    _move_batch(connection, batch_id, drop=True)


def _follow_external(
    connection: Connection, index: str, columns: tuple[str, ...], place: str, change: Change
) -> None:
    watched = (*columns, "received_on") if change.table == "complaint" else columns
    before, after = change.before, change.after
    if (
        before is not None
        and after is not None
        and all(before[column] == after[column] for column in watched)
    ):
        return
    names = ", ".join(columns)
    marks = ", ".join("?" for _ in columns)
    if before is not None:
        connection.exec_driver_sql(
            f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', ?, {marks})",  # noqa: S608
            (_place(connection, place, before), *(before[column] for column in columns)),
        )
    if after is not None:
        connection.exec_driver_sql(
            f"INSERT INTO {index}(rowid, {names}) VALUES (?, {marks})",  # noqa: S608
            (_place(connection, place, after), *(after[column] for column in columns)),
        )


def _place(connection: Connection, place: str, row: Mapping[str, Any]) -> int:
    # One spelling of the sort key, in SQL, serves single rows and whole imports.
    return int(
        connection.exec_driver_sql(
            f"SELECT {place} FROM (SELECT ? AS id, ? AS received_on)",  # noqa: S608
            (row["id"], row.get("received_on")),
        ).scalar_one()
    )


def index_notes(connection: Connection) -> None:
    """Put the words of every note into the full text anew, as a migration needs that adds to them."""
    connection.exec_driver_sql("DELETE FROM note_words")
    # A migration that fills the index runs before later ones add their tables.
    there = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    for table in (table for table in NOTES if table in there):
        for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"').mappings().all():  # noqa: S608
            _follow_note(connection, Change(table, int(row["id"]), None, dict(row)))


def _follow_note(connection: Connection, change: Change) -> None:
    place = note_place(change.table, change.row_id)
    if change.before is not None:
        connection.exec_driver_sql("DELETE FROM note_words WHERE rowid = ?", (place,))
    note = None if change.after is None else note_of(change.table, change.after)
    if note is not None:
        connection.exec_driver_sql(
            "INSERT INTO note_words(rowid, words, kind, complaint_id) VALUES (?, ?, ?, ?)", (place, *note)
        )


def note_of(table: str, row: Mapping[str, Any]) -> tuple[str, str, int] | None:
    """Return what the full text holds of a record - its words, its kind, its complaint - or None if it is removed."""
    if row.get("removed"):
        return None
    words = "\n".join(str(row[column]) for column in NOTES[table] if row[column])
    return words, table, row["complaint_id"]


HASH_BYTES = 16 << 20
"""What the full text may gather before it writes a part of the index, while a whole import comes or goes."""

USUAL_HASH_BYTES = 1 << 20


def _gather(connection: Connection, size: int) -> None:
    for index in ("complaint_words", "customer_words"):
        connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('hashsize', {size})")  # noqa: S608


def _move_batch(connection: Connection, batch_id: int, *, drop: bool) -> None:
    _gather(connection, HASH_BYTES)
    for index, table, place, columns in (
        ("complaint_words", "complaint", schema.SORT_KEY, schema.COMPLAINT_TEXTS),
        ("customer_words", "customer", "id", schema.CUSTOMER_TEXTS),
    ):
        names = ", ".join(columns)
        command, said = (f"{index}, ", "'delete', ") if drop else ("", "")
        # In the index's own order: it writes out all it has gathered whenever a place lies before the last.
        # Only ids are sorted, so that a million texts need not be held; the LIMIT keeps the order of the inner
        # select from being dropped.
        connection.exec_driver_sql(
            f"INSERT INTO {index}({command}rowid, {names}) SELECT {said}{place}, {names}"  # noqa: S608
            f" FROM (SELECT id AS wanted FROM {table} WHERE batch_id = ? ORDER BY {place} LIMIT -1)"
            f" CROSS JOIN {table} ON id = wanted",
            (batch_id,),
        )
    _gather(connection, USUAL_HASH_BYTES)
