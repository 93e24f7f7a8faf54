"""Encryption at rest: a store is encrypted, decrypted, unlocked, and given another passphrase."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from complaintdesk.config import Settings
from complaintdesk.errors import StoreBusyError, StoreError
from complaintdesk.store import backups, converting, door, rotation, sealing
from complaintdesk.store.files import write_whole
from complaintdesk.store.folder import DeskLock, StoreFolder

NO_WAY_BACK = (
    "There is no way back to what is in it without the passphrase: not by us, not by anybody.",
    "Write it down and keep it where the machine is not.",
    "It opens the store together with the file desk.key in it, of which each backup has a copy.",
)
"""What must be known before a store is encrypted."""

HOW_TO_GET = (
    f"Encrypting the store itself takes an extra, `pip install '{sealing.EXTRA}'`;"
    " `complaintdesk encrypt` then does it at any time."
)
"""What to know where the extra is not installed."""

SHORTEST = sealing.SHORTEST
require_long_enough = sealing.require_long_enough


@dataclass(frozen=True, slots=True)
class Converted:
    """What was converted."""

    databases: int
    files: int


@dataclass(frozen=True, slots=True)
class Lying:
    """Where what opens an encrypted store lies; it is nowhere of a plain one."""

    key_file: Path | None = None
    copy: Path | None = None
    """The newest backup's copy of the same key; None where none is known."""


def lying(folder: StoreFolder, *, encrypted: bool) -> Lying:
    """Return where the key of a store lies; whether it is encrypted, the caller knows."""
    if not encrypted or not folder.key_file.is_file():
        return Lying()
    key = folder.key_file.read_bytes()
    copies = [backups.key_place(backup.path) for backup in rotation.listed(folder)]
    same = [copy for copy in copies if copy.is_file() and copy.read_bytes() == key]
    return Lying(folder.key_file, same[-1] if same else None)


def is_installed() -> bool:
    """Return whether the extra is installed that an encrypted store needs; nothing of it is loaded."""
    return all(find_spec(module) is not None for module in ("cryptography", "sqlcipher3"))


def key_of_backup(file: Path) -> Path | None:
    """Return the key file of a backup that is encrypted, or None."""
    place = backups.key_place(file)
    return place if file.is_file() and place.is_file() and not door.is_plain(file) else None


def begin(folder: StoreFolder, passphrase: str) -> None:
    """Give a store that is still to be made its keys, and open every file with them from now on.

    Raises:
        LockedStoreError: If the passphrase is too short, or the extra is not installed; nothing was written.
        StoreError: If there is a key file already, or the folder cannot be used.
    """
    if folder.has_backups() and folder.key_file.exists():
        msg = f"{folder.key_file} opens the backups that lie there; move both away, or restore one of them."
        raise StoreError(msg)
    keys, written = _new_keys(passphrase)
    try:
        folder.make_parts()
        write_whole(folder.key_file, written)
    except OSError as error:
        msg = f"The folder {folder.path} cannot be used for a store: {error.strerror}."
        raise StoreError(msg) from error
    door.unlock(keys)


def encrypt(settings: Settings, passphrase: str) -> Converted:
    """Encrypt a store: its database, its backups, what was put aside, and every kept file.

    It is written anew beside the old one and compared before it takes its place. If it is interrupted, do it again
    with the same passphrase.

    Raises:
        StoreMissingError: If there is no store.
        StoreBusyError: If the desk is open.
        LockedStoreError: If the passphrase is too short, or the extra is not installed.
        StoreError: If it is encrypted already, is not sound, or the disk would not; it is then as it was.
    """
    folder = StoreFolder(settings.places.store)
    folder.require()
    folder.require_plain_or_key()
    with _alone(folder):
        if folder.is_encrypted():
            keys = sealing.unwrapped(folder.key_file, passphrase)
            if not converting.left_over(folder, plain=True):
                raise StoreError(
                    "The store is encrypted already. `complaintdesk rekey` changes its passphrase."
                )
        else:
            keys, written = _new_keys(passphrase)
            _forget_attempt(folder)
            write_whole(folder.key_file, written)
        try:
            done = _convert(folder, None, keys)
        except StoreError:
            if not folder.is_encrypted():
                _forget_attempt(folder)
            raise
        for copy in rotation.listed(folder):
            write_whole(backups.key_place(copy.path), folder.key_file.read_text("utf-8"))
    door.unlock(keys)
    return done


def decrypt(settings: Settings) -> Converted:
    """Make a plain store of an encrypted one, which is unlocked; the reverse of `encrypt`.

    Raises:
        StoreBusyError: If the desk is open.
        StoreError: If it is not encrypted, is not sound, or the disk would not.
    """
    folder = StoreFolder(settings.places.store)
    folder.require()
    keys = door.keys()
    if keys is None:
        raise StoreError("The store is not encrypted.")
    with _alone(folder):
        done = _convert(folder, keys, None)
        door.unlock(None)
        for copy in rotation.listed(folder):
            backups.key_place(copy.path).unlink(missing_ok=True)
        folder.key_file.unlink(missing_ok=True)
    return done


def rekey(settings: Settings, passphrase: str) -> None:
    """Give an encrypted store, which is unlocked, another passphrase; its own backups open with it, too.

    Raises:
        LockedStoreError: If the passphrase is too short.
        StoreError: If the store is not encrypted.
    """
    folder = StoreFolder(settings.places.store)
    keys = door.keys()
    if keys is None:
        raise StoreError("The store is not encrypted. `complaintdesk encrypt` does that.")
    written = sealing.wrapped(keys, passphrase)
    for place in (*(backups.key_place(copy.path) for copy in rotation.listed(folder)), folder.key_file):
        write_whole(place, written)


def _new_keys(passphrase: str) -> tuple[sealing.Keys, str]:
    """Return new keys, and what stands in their file; with them databases can be opened here."""
    keys = sealing.make()
    written = sealing.wrapped(keys, passphrase)
    with door.unlocked(keys):
        door.driver()
    return keys, written


def _forget_attempt(folder: StoreFolder) -> None:
    """Take away what an encryption that came to nothing has left beside a plain store."""
    converting.remove_files(folder, sealed=True)
    folder.key_file.unlink(missing_ok=True)


def _convert(folder: StoreFolder, before: sealing.Keys | None, after: sealing.Keys | None) -> Converted:
    """Convert whatever is not converted yet; the database in use only once its files are there."""
    try:
        files = converting.convert_files(folder, before, after)
        waiting = converting.left_over(folder, plain=before is None)
        for database in waiting:
            converting.convert_database(database, before, after)
        converting.remove_files(folder, sealed=before is not None)
    except OSError as error:
        raise StoreError(f"The store cannot be converted: {error.strerror} ({error.filename}).") from error
    return Converted(len(waiting), files)


@contextmanager
def _alone(folder: StoreFolder) -> Iterator[None]:
    lock = DeskLock(folder)
    holder = lock.take()
    if holder is not None:
        raise StoreBusyError(f"The desk is open: {holder}. Close it first.")
    try:
        with rotation.claimed(folder):
            yield
    finally:
        lock.release()
