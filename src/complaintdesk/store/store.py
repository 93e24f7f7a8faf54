"""The store: one folder, opened for a desk or for one command, and closed with an anchor."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import LockedStoreError, ReadOnlyError
from complaintdesk.store import connection, door, migrating
from complaintdesk.store.folder import DeskLock, Holder, StoreFolder

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine
    from sqlmodel import Session

ANCHOR_EVERY = 50
"""Steps after which an anchor is dropped even while the desk stays open."""


class Store:
    """An open store. The reader opens with it; the engine for writing is made when first needed."""

    def __init__(self, folder: StoreFolder, anchor_file: Path, *, read_only: bool = False) -> None:
        self.folder = folder
        self.read_only = read_only or folder.is_aside
        self._anchor_file = anchor_file
        self._engine: Engine | None = None
        self._reader: sqlite3.Connection | None = None
        self._lock = DeskLock(folder)
        self._anchored_at = 0
        self.held_from: int | None = None
        """The last step of the journal when this desk took the store; None where it has not."""

    def open(self, now: datetime) -> None:
        """Open the reader; bring the schema up to date first if an older program wrote it.

        A store whose folder or file may not be written is open for reading only.

        Raises:
            StoreMissingError: If there is no store.
            NewerStoreError: If a newer program wrote it.
            DamagedStoreError: If it is not a sound store.
            ReadOnlyError: If it must be upgraded but may not be written.
            LockedStoreError: If it is encrypted and was not unlocked.
        """
        self.folder.require()
        self.read_only = self.read_only or not self.folder.is_writable
        if door.keys() is None and self.folder.is_encrypted():
            raise LockedStoreError("This store is encrypted. Its passphrase opens it, and was not given.")
        reader = connection.open_reader(self.folder.database)
        if not migrating.require_current(reader):
            reader.close()
            self.upgrade(now)
            reader = connection.open_reader(self.folder.database)
        self._reader = reader

    def upgrade(self, now: datetime) -> None:
        """Bring the schema to this program's, with a backup before.

        Raises:
            ReadOnlyError: If the store is open for reading only.
        """
        if self.read_only:
            msg = "This store must be upgraded before it can be read"
            if self.folder.is_aside:
                msg += ", and is open for reading only. `complaintdesk restore` upgrades a copy of it."
            elif not self.folder.is_writable:
                msg += ", and its folder or file is read-only. Make it writable for you and open it again."
            else:
                msg += ". Close the other desk and open it again."
            raise ReadOnlyError(msg)
        # What copies are checked with is only loaded where one is made.
        from complaintdesk.store import rotation

        migrating.upgrade(
            self.folder,
            lambda revision: rotation.add(
                self.folder, now, f"{rotation.BEFORE_UPGRADE}{revision}", self._anchor_file
            ),
        )

    @property
    def reader(self) -> sqlite3.Connection:
        """The read-only connection of the thread that opened the store."""
        assert self._reader is not None, "the store is not open"
        return self._reader

    def another_reader(self) -> sqlite3.Connection:
        """Return a read-only connection for another thread; the caller closes it."""
        return connection.open_reader(self.folder.database)

    @property
    def engine(self) -> Engine:
        """The engine for records and steps, made on first need.

        It is made here and not at opening so that SQLModel stays off the way to the first frame.
        """
        if self._engine is None:
            self._engine = connection.make_engine(self.folder.database)
        return self._engine

    @property
    def anchor_file(self) -> Path:
        """Where the heads of this machine's stores are written down."""
        return self._anchor_file

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one moment of the store and writes nothing."""
        from sqlalchemy.exc import DBAPIError
        from sqlmodel import Session

        try:
            with self.engine.connect().execution_options(reads=True) as opened, Session(opened) as session:
                yield session
        except DBAPIError as error:
            raise connection.explain(error.orig or error) from error

    @staticmethod
    def reader_of(session: Session) -> sqlite3.Connection:
        """Return a reader over a session's own connection, which sees what the session sees."""
        return connection.SessionReader(session.connection().connection.driver_connection)  # type: ignore[arg-type]

    def require_writable(self) -> None:
        """Check that steps may be written.

        Raises:
            ReadOnlyError: If the store was opened for reading only.
        """
        if not self.read_only:
            return
        if not self.folder.is_writable:
            msg = "The store can be read but not written: its folder or file is read-only."
        elif self.folder.is_aside:
            msg = "Nothing can be changed here, because this store was put aside and is only read."
        elif (holder := self._lock.holder()) is not None:
            msg = (
                f"Nothing can be changed here, because another desk has the store ({holder}): work there, or close"
                " it and open this one again."
            )
        else:
            msg = (
                "Nothing can be changed here, because the store was opened for reading only: close it and open it"
                " again."
            )
        raise ReadOnlyError(msg)

    def claim(self) -> Holder | None:
        """Claim the store for a desk; return None, or who has it already."""
        holder = self._lock.take()
        if holder is None:
            (self.held_from,) = self.reader.execute(
                "SELECT coalesce(max(number), 0) FROM journal_step"
            ).fetchone()
        return holder

    def changes_elsewhere(self) -> int:
        """Return a number that differs once another connection has written."""
        return int(self.reader.execute("PRAGMA data_version").fetchone()[0])

    def drop_anchor(self, now: datetime, *, if_due: bool = False) -> None:
        """Write the head of the journal outside the store, if that can be written; `doctor` tells where it cannot."""
        # Loaded with the first step: opening the desk needs none.
        from complaintdesk.store import anchors

        # What was saved is saved, whatever comes of this; a later anchor holds it, too.
        with suppress(*door.faults(OSError)):
            anchor = anchors.head_of(self.reader)
            if anchor is None or (if_due and anchor.number < self._anchored_at + ANCHOR_EVERY):
                return
            anchors.drop(self._anchor_file, anchor, now)
            self._anchored_at = anchor.number

    def close(self, now: datetime) -> None:
        """Drop an anchor, close everything and give the claim back."""
        if self._reader is not None:
            if not self.read_only:
                self.drop_anchor(now)
            self._reader.close()
            self._reader = None
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
        self._lock.release()
