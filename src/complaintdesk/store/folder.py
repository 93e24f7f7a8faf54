"""The store's folder on disk: where things lie, who may read them, and who holds it.

`desk.db`, `desk.lock`, `attachments/`, `backups/`, `exports/`, and `aside/` once a
store was put aside: the folder is for its owner only, and so is every file made in it.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from complaintdesk.errors import DamagedStoreError, LockedStoreError, StoreError, StoreMissingError
from complaintdesk.store import door

DATABASE = "desk.db"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the store open at a desk."""

    pid: int
    host: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}"


@dataclass(frozen=True, slots=True)
class StoreFolder:
    """A folder that holds, or will hold, one store."""

    path: Path

    @property
    def database(self) -> Path:
        """The database file. Only this room may name it; opening it elsewhere would drop SQLite's locks."""
        return self.path / DATABASE

    @property
    def key_file(self) -> Path:
        """What opens an encrypted store, together with its passphrase; a plain store has none."""
        return self.path / "desk.key"

    def is_encrypted(self) -> bool:
        """Return whether there is an encrypted store here; not to be asked while its database is open."""
        return self.key_file.exists() and not door.is_plain(self.database)

    def is_plain(self) -> bool:
        """Return whether there is a store here that is not encrypted; not to be asked while its database is open."""
        return self.exists() and door.is_plain(self.database)

    def require_key(self) -> None:
        """Check that the key file of a store that is encrypted has not gone; not to be asked while it is open.

        Whether a database without one is encrypted or damaged, nobody can see of it; its backups' keys tell.

        Raises:
            LockedStoreError: If it is missing; names where the same key lies.
        """
        if self.key_file.exists() or not self.exists() or door.is_plain(self.database):
            return
        keys = sorted(self.backups.glob("*.db.key"))
        if keys:
            msg = (
                f"{self.key_file} is missing, and without it nobody can open the store. The same key lies beside"
                f" each backup: copy {keys[-1]} to {self.key_file}."
            )
            raise LockedStoreError(msg)

    def require_plain_or_key(self) -> None:
        """Check that a store is plain or has its key file: a new key would take the place of those that open it.

        Raises:
            LockedStoreError: If its key file is missing.
            DamagedStoreError: If it is no plain store, and nothing tells what it is.
        """
        self.require_key()
        if not self.key_file.exists() and not door.is_plain(self.database):
            msg = (
                f"{self.database} is no plain store. If it is encrypted, {self.key_file} is missing;"
                " a backup has a copy of it, beside it as FILE.key."
            )
            raise DamagedStoreError(msg)

    @property
    def attachments(self) -> Path:
        """Files by their SHA-256."""
        return self.path / "attachments"

    @property
    def backups(self) -> Path:
        """Verified copies of the database."""
        return self.path / "backups"

    @property
    def aside(self) -> Path:
        """Stores that gave way to a restored one, or were damaged; nothing here is ever deleted by the desk."""
        return self.path / "aside"

    @property
    def is_aside(self) -> bool:
        """Whether this is itself a store that was put aside: it is only read."""
        return self.path.parent.name == "aside"

    @property
    def exports(self) -> Path:
        """Where exports go unless the handler names a folder."""
        return self.path / "exports"

    @property
    def is_writable(self) -> bool:
        """Whether this user may write the store: a step needs its file and a journal beside it."""
        return os.access(self.path, os.W_OK) and os.access(self.database, os.W_OK)

    def exists(self) -> bool:
        """Return whether there is a store here."""
        return self.database.is_file()

    def require(self) -> None:
        """Check that there is a store here.

        Raises:
            StoreMissingError: If there is none; names the command that makes one, or brings one back.
        """
        if not self.exists():
            remedy = (
                "Its backups are there: `complaintdesk restore` brings the newest back."
                if self.has_backups()
                else "`complaintdesk init` makes one there."
            )
            msg = f"There is no store in {self.path}. {remedy}"
            raise StoreMissingError(msg)

    def has_backups(self) -> bool:
        """Return whether there are backups here, of a store that may be gone."""
        return self.backups.is_dir() and any(self.backups.glob("*.db"))

    def make(self) -> None:
        """Make the folder, its parts and an empty database file, readable by the owner only.

        The file is made before SQLite opens it: the journal beside it inherits its mode.

        Raises:
            StoreError: If the folder cannot be made or written.
        """
        try:
            self.make_parts()
            os.close(os.open(self.database, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            msg = f"The folder {self.path} cannot be used for a store: {error.strerror}."
            raise StoreError(msg) from error

    def make_parts(self) -> None:
        """Make the folder and its parts, without a database.

        Raises:
            OSError: If one cannot be made.
        """
        for folder in (self.path, self.attachments, self.backups, self.exports):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)


class DeskLock:
    """The claim of one desk on its store, held until released or until the process ends.

    The lock is on the file, not in it: what is written inside only says whom to
    name to a second desk. The file itself is never removed.
    """

    def __init__(self, folder: StoreFolder) -> None:
        self._path = folder.path / "desk.lock"
        self._handle: int | None = None

    def take(self) -> Holder | None:
        """Take the claim and return None, or return who has it.

        A folder that cannot be written cannot be claimed; its holder is said to be process 0.
        """
        try:
            handle = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError:
            return Holder(0, "a folder that is read-only")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = self._read(handle)
            os.close(handle)
            return holder
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode(), 0)
        self._handle = handle
        return None

    def holder(self) -> Holder | None:
        """Return who else has the claim now; None where nobody has, or where that cannot be told."""
        try:
            handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return self._read(handle)
        finally:
            os.close(handle)
        return None

    def release(self) -> None:
        """Give the claim back; without one, do nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    @staticmethod
    def _read(handle: int) -> Holder:
        try:
            said = json.loads(os.pread(handle, 4096, 0))
            return Holder(int(said["pid"]), str(said["host"]))
        except (ValueError, KeyError, TypeError):
            # Taken a moment ago, and not written yet.
            return Holder(0, "this machine")
