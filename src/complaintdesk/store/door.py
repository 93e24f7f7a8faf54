"""The one door to database files: every connection the desk makes of its own is made here.

Once a store was unlocked, this process opens every file with its keys, through
SQLCipher; before, and without the extra, through Python's own SQLite.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from complaintdesk.store.sealing import Keys

BUSY_SECONDS = 5
"""How long a connection waits for another one."""

_PLAIN = b"SQLite format 3\x00"


class _Lock:
    keys: Keys | None = None


def keys() -> Keys | None:
    """Return the keys of the store that this process has unlocked, or None."""
    return _Lock.keys


def unlock(found: Keys | None) -> None:
    """Open every file with these keys from now on; None opens plain ones again."""
    _Lock.keys = found


@contextmanager
def unlocked(found: Keys | None) -> Iterator[None]:
    """Open files with these keys for a while."""
    before = _Lock.keys
    _Lock.keys = found
    try:
        yield
    finally:
        _Lock.keys = before


def is_plain(database: Path) -> bool:
    """Return whether a file begins as a database that is not encrypted; never asked of one that is open here."""
    try:
        with database.open("rb") as reading:
            return reading.read(len(_PLAIN)) in {_PLAIN, b""}
    except OSError:
        return False


def faults(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """Return what a database raises, and others, to be caught."""
    ours = driver().Error
    return (ours, *others) if ours is sqlite3.Error else (ours, sqlite3.Error, *others)


def driver() -> ModuleType:
    """Return the module that connections are made by.

    Raises:
        LockedStoreError: If the store is encrypted and the extra is not installed.
    """
    if _Lock.keys is None:
        return sqlite3
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        from complaintdesk.store import sealing

        raise sealing.missing() from error
    module: ModuleType = dbapi2
    return module


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
        LockedStoreError: If the store is encrypted and the extra is not installed.
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
    if _Lock.keys is not None:
        # A ready key: to make one of the passphrase would take a third of a second for every connection.
        connection.execute(f"PRAGMA key = \"x'{_Lock.keys.database}'\"")
        # It would speak over the screen.
        connection.execute("PRAGMA cipher_log_level = NONE")
    return connection


def name_rows(of: sqlite3.Connection | sqlite3.Cursor) -> None:
    """Have rows come as `sqlite3.Row`, by the name of their columns."""
    of.row_factory = driver().Row
