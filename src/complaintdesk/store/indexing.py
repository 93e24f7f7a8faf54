"""The search index as a whole: whether it holds every word, and making it anew from the rows."""

from __future__ import annotations

import sqlite3

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from complaintdesk.store import door, words
from complaintdesk.store.connection import explain
from complaintdesk.store.folder import StoreFolder

_OF_ROWS = ("complaint_words", "customer_words")


def problems(folder: StoreFolder) -> tuple[str, ...]:
    """Return which of the indexes do not hold what the rows say; nothing is changed.

    Raises:
        sqlite3.Error: If the store cannot be written: the full text checks itself by way of a write.
    """
    connection = door.connect(folder.database)
    door.name_rows(connection)
    found = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        for index in (*_OF_ROWS, "note_words"):
            try:
                connection.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
            except door.faults() as error:
                if not str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_CORRUPT"):
                    raise
                found.append(index)
        if "note_words" not in found and not _has_every_note(connection):
            found.append("note_words")
    finally:
        connection.close()
    return tuple(found)


def rebuild(engine: Engine) -> None:
    """Make the search index anew from the rows, in one transaction.

    Raises:
        StoreError: If it cannot be written; the index is then as it was.
    """
    try:
        with engine.begin() as connection:
            for index in _OF_ROWS:
                connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608
            words.index_notes(connection)
    except DBAPIError as error:
        raise explain(error.orig or error) from error


def _has_every_note(connection: sqlite3.Connection) -> bool:
    held = {
        int(row["rowid"]): (row["words"], row["kind"], row["complaint_id"])
        for row in connection.execute("SELECT rowid, words, kind, complaint_id FROM note_words")
    }
    for table in words.NOTES:
        for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
            wanted = words.note_of(table, dict(row))
            if wanted is not None and held.pop(words.note_place(table, int(row["id"])), None) != wanted:
                return False
    return not held
