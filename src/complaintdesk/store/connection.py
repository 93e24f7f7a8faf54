"""How the database is opened, the same way every time, and checked every time.

Rollback journal with `synchronous=EXTRA`: an acknowledged step survives a power
cut. `trusted_schema=OFF` and `cell_size_check=ON`: a tampered file can do less.
See docs/decisions/002-durability.md.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from complaintdesk.errors import (
    DamagedStoreError,
    NotSavedError,
    ReadOnlyError,
    StoreBusyError,
    StoreError,
)
from complaintdesk.store import door

if TYPE_CHECKING:
    # Only the writing side needs SQLAlchemy; the first frame is painted without it.
    from sqlalchemy.engine import Engine

RECIPE: dict[str, str | int] = {
    "busy_timeout": door.BUSY_SECONDS * 1000,
    "journal_mode": "delete",
    "synchronous": 3,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "mmap_size": 0,
}
"""PRAGMA -> the value it must read back."""

UNSUPPORTED_IF_SILENT = frozenset({"mmap_size"})
"""A build without memory mapping answers nothing, which is what is wanted."""


def follow_recipe(connection: sqlite3.Connection) -> None:
    """Set every PRAGMA of the recipe and read it back.

    Raises:
        StoreError: If one does not hold; the store is not used on half a recipe.
    """
    for name, wanted in RECIPE.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is None and name in UNSUPPORTED_IF_SILENT:
            continue
        if row is None or row[0] != wanted:
            msg = f"SQLite would not keep {name}={wanted} (it says {row and row[0]}), so the store is not safe to use."
            raise StoreError(msg)


def open_reader(database: Path) -> sqlite3.Connection:
    """Return a connection that only reads, for lists, search and figures; rows come as `sqlite3.Row`.

    It could write, but is told not to: after a crash the first connection must roll the journal
    back, and one opened with `mode=ro` refuses to read at all. Only a file that cannot be written
    is opened like that.

    Raises:
        StoreError: If the file cannot be read as a store.
    """
    mode: Literal["rw", "ro"] = (
        "rw" if os.access(database, os.W_OK) and os.access(database.parent, os.W_OK) else "ro"
    )
    try:
        connection = door.connect(database, mode, crosses_threads=True)
        follow_recipe(connection)
        connection.execute("PRAGMA query_only=ON")
    except door.faults(UnicodeDecodeError) as error:
        raise explain(error) from error
    door.name_rows(connection)
    return connection


class SessionReader(sqlite3.Connection):
    """A session's own connection, read as a reader is: rows come as `sqlite3.Row`.

    Whoever reads in a session and beside it at once holds one lock and asks for a second; a writer that waits for the
    first keeps the second away, and neither gets on.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:  # deliberately opens nothing of its own
        self._through = connection

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        """Read over the session's connection."""
        cursor = self._through.cursor()
        door.name_rows(cursor)
        return cursor.execute(sql, parameters)


def make_engine(database: Path) -> Engine:
    """Return the engine for records and steps.

    A transaction begins with `BEGIN IMMEDIATE`, so that a writer waits at its first
    statement and never half-way; with the execution option `reads` it is a plain `BEGIN`.
    """
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import URL, Connection
    from sqlalchemy.pool import QueuePool

    engine = create_engine(
        URL.create("sqlite", database=str(database)),
        module=door.driver(),
        creator=lambda: door.connect(database, crosses_threads=True),
        # Error texts would otherwise carry the customer's data.
        hide_parameters=True,
        poolclass=QueuePool,
    )

    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        follow_recipe(connection)

    def on_begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


def explain(error: BaseException) -> StoreError:
    """Return the refusal that says in plain words what SQLite reported."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if isinstance(error, UnicodeDecodeError):
        # A text of the schema that is hit in its middle comes up as this, in place of SQLite's own word for it.
        name = "SQLITE_CORRUPT"
    for start, kind, sentence in _SENTENCES:
        if name.startswith(start):
            return kind(sentence)
    return StoreError(f"The store could not be used ({name or type(error).__name__}). Nothing was changed.")


_SENTENCES: tuple[tuple[str, type[StoreError], str], ...] = (
    ("SQLITE_FULL", NotSavedError, "The disk is full. Nothing was changed; free some space and save again."),
    (
        "SQLITE_IOERR_READ",
        NotSavedError,
        "The disk could not be read. Nothing was changed; check the disk and try again.",
    ),
    (
        "SQLITE_IOERR",
        NotSavedError,
        "The disk refused to write. Nothing was changed; check the disk and save again.",
    ),
    (
        "SQLITE_READONLY",
        ReadOnlyError,
        "The store can be read but not written: its folder or file is read-only.",
    ),
    (
        "SQLITE_BUSY",
        StoreBusyError,
        "Another command is writing to the store. Nothing was changed; try again.",
    ),
    (
        "SQLITE_LOCKED",
        StoreBusyError,
        "Another command is writing to the store. Nothing was changed; try again.",
    ),
    (
        "SQLITE_CORRUPT",
        DamagedStoreError,
        # SQLite says so, too, where the disk fails while the schema is read.
        "The store's file is damaged, or its disk could not be read. Try again; if it stays so, `complaintdesk restore`"
        " brings a backup back.",
    ),
    (
        "SQLITE_NOTADB",
        DamagedStoreError,
        "The file `desk.db` is not a store. `complaintdesk restore` brings a backup back.",
    ),
    (
        "SQLITE_CANTOPEN",
        StoreError,
        "The store's file cannot be opened; check that the folder exists and is yours.",
    ),
)
