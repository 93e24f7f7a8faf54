"""What can be said of a store's file before it is opened, and when it cannot be."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from complaintdesk.errors import DamagedStoreError, NewerStoreError, StoreBusyError, StoreError
from complaintdesk.store import door, migrating, schema
from complaintdesk.store.connection import explain, open_reader
from complaintdesk.store.folder import StoreFolder

_MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """How a store's file is."""

    kind: str
    """`sound`, `older`, `missing`, `empty`, `unfinished`, `foreign`, `no database`, `cut short`, `damaged`, `newer`,
    `locked`, `unreadable`."""

    sentence: str
    can_be_read: bool = False
    is_writable: bool = True

    @property
    def is_damaged(self) -> bool:
        """Whether another file should take its place."""
        return self.kind in {"empty", "no database", "cut short", "damaged"}


def diagnose(folder: StoreFolder) -> Diagnosis:
    """Return how the store's file is; nothing is changed, and no fault is an exception."""
    database = folder.database
    try:
        if not database.exists():
            return Diagnosis("missing", f"There is no store in {folder.path}.")
        status = database.stat()
        if not stat.S_ISREG(status.st_mode):
            return Diagnosis("unreadable", f"{database} is not a plain file.")
        with database.open("rb") as reading:
            head = reading.read(100)
    except OSError as error:
        return Diagnosis("unreadable", f"{database} cannot be read: {error.strerror}.")
    if not head:
        return Diagnosis(
            "empty", "desk.db is empty (0 bytes): its making was cut short, or its content was lost."
        )
    if not head.startswith(_MAGIC):
        return Diagnosis("no database", "desk.db is not a database: it does not begin as one.")
    wanted = _size_by_its_head(head)
    if status.st_size < wanted and not _journals(folder):
        return Diagnosis(
            "cut short", f"desk.db is cut short: {status.st_size:,} bytes of {wanted:,} are there."
        )
    return _opened(folder)


def _opened(folder: StoreFolder) -> Diagnosis:
    is_writable = folder.is_writable
    try:
        reader = open_reader(folder.database)
        try:
            is_current = migrating.require_current(reader)
            found = migrating.revision_of(reader)
            if found is None:
                return Diagnosis("unfinished", "desk.db has no tables: its making was cut short.")
            if reader.execute("SELECT 1 FROM profile LIMIT 1").fetchone() is None:
                return Diagnosis("unfinished", "The store was not set up to its end.")
        finally:
            reader.close()
    except NewerStoreError as refusal:
        return Diagnosis("newer", str(refusal))
    except StoreBusyError:
        return Diagnosis("locked", "Another program holds the store so that it cannot even be read.")
    except door.faults(UnicodeDecodeError, StoreError) as error:
        said = str(error if isinstance(error, StoreError) else explain(error))
        if "some other program" in said:
            return Diagnosis("foreign", said)
        cause = error.__cause__ if isinstance(error, StoreError) else error
        name = getattr(cause, "sqlite_errorname", "") or ""
        is_hit = isinstance(error, (DamagedStoreError, UnicodeDecodeError))
        if is_hit or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR")):
            return Diagnosis("damaged", f"desk.db is damaged and cannot be opened ({cause}).")
        return Diagnosis("unreadable", said)
    if not is_current:
        said = f"The store has schema {found}; the next start brings it to {schema.REVISION}, with a backup before."
        return Diagnosis("older", said, True, is_writable)
    return Diagnosis("sound", f"The store opens; it has schema {found}.", True, is_writable)


def journal_mode(folder: StoreFolder) -> str:
    """Return how the file says that it is written: `delete`, or `wal` where another program has changed it."""
    try:
        with folder.database.open("rb") as reading:
            return "wal" if reading.read(20)[18:20] == b"\x02\x02" else "delete"
    except OSError:
        return ""


def open_to_others(folder: StoreFolder) -> list[Path]:
    """Return the folders and files of a store that others than its owner may read or write."""
    return [path for path in _everything(folder) if _mode(path) & 0o077]


def close_to_others(folder: StoreFolder) -> list[Path]:
    """Take every right on a store from others than its owner; return what could not be changed."""
    left = []
    for path in open_to_others(folder):
        try:
            path.chmod(_mode(path) & 0o700)
        except OSError:
            left.append(path)
    return left


def set_back(reader: sqlite3.Connection, since: str, minutes: int) -> tuple[int, str, str] | None:
    """Return the last step that was taken before the one before it: its number, its moment, the moment before.

    Args:
        reader: Sees the store.
        since: The stored moment since when steps are looked at.
        minutes: By how much two moments may differ.
    """
    row = reader.execute(
        "SELECT number, at, before FROM"
        " (SELECT number, at, lag(at) OVER (ORDER BY number) AS before FROM journal_step)"
        " WHERE before >= ? AND julianday(before) - julianday(at) > ? / 1440.0 ORDER BY number DESC LIMIT 1",
        (since, minutes),
    ).fetchone()
    return None if row is None else (int(row[0]), str(row[1]), str(row[2]))


def _everything(folder: StoreFolder) -> Iterator[Path]:
    if folder.path.is_dir():
        yield folder.path
        yield from (path for path in sorted(folder.path.rglob("*")) if not path.is_symlink())


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.lstat().st_mode)
    except OSError:
        # Gone meanwhile, as a journal is after each step.
        return 0


def _size_by_its_head(head: bytes) -> int:
    """Return how many bytes a database should have at least; 0 where its head does not say."""
    if len(head) < 100:
        return 100
    page = int.from_bytes(head[16:18], "big")
    # Only where the counter of changes agrees was the size kept up.
    is_kept_up = head[24:28] == head[92:96]
    return int.from_bytes(head[28:32], "big") * (65536 if page == 1 else page) if is_kept_up else 0


def _journals(folder: StoreFolder) -> bool:
    return any(folder.database.with_name(folder.database.name + end).exists() for end in ("-journal", "-wal"))
