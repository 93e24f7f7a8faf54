"""The one door to database files: every connection the desk makes of its own is made here."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Literal

BUSY_SECONDS = 5
"""How long a connection waits for another one."""


def faults(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """Return what a database raises, and others, to be caught; a driver that is loaded later has its own."""
    return (driver().Error, *others)


def driver() -> ModuleType:
    """Return the module that connections are made by."""
    return sqlite3


def connect(
    database: Path, mode: Literal["", "ro", "rw", "immutable"] = "", *, crosses_threads: bool = False
) -> sqlite3.Connection:
    """Return a connection without transactions of its own making.

    Args:
        database: The file.
        mode: "" makes the file if it is not there, "rw" does not, "ro" only reads, and "immutable" reads a file
            that nobody writes, without making one beside it.
        crosses_threads: Whether another thread may use it, one at a time.

    Raises:
        sqlite3.Error: If it cannot be opened.
    """
    how = {"": "mode=rwc", "immutable": "mode=ro&immutable=1"}.get(mode, f"mode={mode}")
    connection: sqlite3.Connection = driver().connect(
        # A path as it stands would take `?` and `#` in a folder's name for its own.
        f"{database.absolute().as_uri()}?{how}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=not crosses_threads,
    )
    return connection


def name_rows(of: sqlite3.Connection | sqlite3.Cursor) -> None:
    """Have rows come as `sqlite3.Row`, by the name of their columns."""
    of.row_factory = driver().Row
