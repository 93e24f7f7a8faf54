"""Restoring: a backup is brought back beside the store, proved there, and only then put in its place.

What was there before is put aside with its journal, never deleted. Between the
two there is always a database in its place: it is exchanged by one rename.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from complaintdesk.errors import NotFoundError, StoreBusyError, StoreError
from complaintdesk.store import anchors, attachments, backups, content, door, rotation
from complaintdesk.store.backups import Examined
from complaintdesk.store.connection import explain, follow_recipe, open_reader
from complaintdesk.store.files import sync_file, sync_folder
from complaintdesk.store.folder import DATABASE, StoreFolder

COMPANIONS = ("-journal", "-wal", "-shm")
"""What may lie beside a database and belongs to it."""


@dataclass(frozen=True, slots=True)
class Present:
    """What a restore would take the place of, as far as it can be read."""

    store: str = ""
    complaints: int = 0
    steps: int = 0
    last_at: str = ""
    """The moment of the last step, in UTC, ISO; "" where nothing was read."""

    erasures: int = 0


@contextmanager
def rebuilt(
    folder: StoreFolder, backup: Path, files: Sequence[Path]
) -> Iterator[tuple[StoreFolder, Examined]]:
    """Bring a backup back in a scratch folder beside the backups, and yield it with what was found of it.

    The scratch folder is a whole store; it is gone afterwards.

    Args:
        folder: The store, which is not touched.
        backup: The copy; its own journal comes along, where it has one.
        files: Where its kept files are looked for, after those beside the backup.

    Raises:
        NotFoundError: If there is no such file.
        StoreError: If the scratch folder cannot be written.
    """
    if not backup.is_file():
        msg = f"There is no backup {backup}."
        raise NotFoundError(msg)
    scratch = StoreFolder(folder.backups / f"{rotation.SCRATCH}{token_hex(4)}")
    try:
        scratch.make_parts()
        hashed = _copy(backup, scratch)
        _settle(scratch)
        manifest = backups.manifest_of(backup)
        _gather(scratch, (backups.files_place(backup), *files))
        found = backups.examine(scratch.database, manifest, scratch.attachments, hashed=hashed)
        yield scratch, replace(found, path=backup)
    except OSError as error:
        msg = f"{backup} cannot be restored: {error.strerror} ({error.filename}). Nothing was changed."
        raise StoreError(msg) from error
    finally:
        shutil.rmtree(scratch.path, ignore_errors=True)


@contextmanager
def reading(folder: StoreFolder) -> Iterator[sqlite3.Connection]:
    """Open a store for one look at it.

    Raises:
        StoreError: If it cannot be read.
    """
    reader = open_reader(folder.database)
    try:
        yield reader
    finally:
        reader.close()


def present(folder: StoreFolder) -> Present:
    """Return what there is to know of the store that is there; nothing of one that cannot be read."""
    with suppress(*door.faults(UnicodeDecodeError, StoreError)), reading(folder) as reader:
        complaints = reader.execute("SELECT count(*) FROM complaint").fetchone()[0]
        steps, last_at = reader.execute(
            "SELECT number, at FROM journal_step ORDER BY number DESC LIMIT 1"
        ).fetchone() or (0, "")
        return Present(
            content.store_of(reader), int(complaints), int(steps), str(last_at), erasures_of(reader)
        )
    return Present()


def erasures_of(reader: sqlite3.Connection) -> int:
    """Return how many customers were erased, and complaints disposed of, in a store."""
    return int(reader.execute("SELECT count(*) FROM erasure").fetchone()[0])


def put_in_place(
    folder: StoreFolder, scratch: StoreFolder, now: datetime, anchor_file: Path, name: str
) -> Path | None:
    """Put a store that was brought back into its place; return where the one of before is kept, if there was one.

    Raises:
        StoreBusyError: If somebody is writing to the store.
        StoreError: If the disk would not.
    """
    aside = None
    before: dict[int, str] = {}
    with suppress(*door.faults(UnicodeDecodeError, StoreError)), reading(folder) as reader:
        before = anchors.steps_of(reader)
    with _undisturbed(folder):
        try:
            bring_files(folder, _files_of(scratch), scratch.attachments, now)
            if folder.exists():
                aside = put_aside(folder, now, "before-restore", leaves_it=True)
            scratch.database.replace(folder.database)
            sync_folder(folder.path)
        except OSError as error:
            msg = f"The backup cannot be put in its place: {error.strerror} ({error.filename})."
            raise StoreError(msg) from error
    with reading(folder) as reader:
        told = {"restored_from": name, "aside": str(aside or "")}
        anchors.note_restore(anchor_file, reader, before, told, now)
    return aside


def bring_files(folder: StoreFolder, wanted: Iterable[str], source: Path, now: datetime) -> list[str]:
    """Bring kept files that are missing or altered back from another place; return those that were brought.

    An altered one is put aside first, as it is.

    Raises:
        OSError: If the disk would not.
        NotSavedError: If the disk would not take one.
    """
    brought = []
    for sha256 in wanted:
        state = attachments.state_of(folder.attachments, sha256)
        if state == "sound" or attachments.state_of(source, sha256) != "sound":
            continue
        if state == "altered":
            place = folder.aside / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.altered-files"
            for made in (folder.aside, place):
                made.mkdir(mode=0o700, exist_ok=True)
            attachments.place(folder.attachments, sha256).replace(place / sha256)
        if attachments.bring(source, folder.attachments, sha256):
            brought.append(sha256)
    if brought:
        attachments.settle(folder.attachments, brought)
    return brought


def put_aside(folder: StoreFolder, now: datetime, why: str, *, leaves_it: bool = False) -> Path:
    """Put the database with its journal into a folder of its own under `aside/`, and return that folder.

    Args:
        folder: The store.
        now: The moment, for the folder's name.
        why: Why, for the folder's name.
        leaves_it: Whether the database stays in its place as well, until another one takes it.

    Raises:
        OSError: If the disk would not.
    """
    place = _free(folder.aside / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.{why}")
    folder.aside.mkdir(mode=0o700, exist_ok=True)
    place.mkdir(mode=0o700)
    kept = place / DATABASE
    if leaves_it:
        try:
            os.link(folder.database, kept)
        except OSError:
            # A file system without links. It is not copied: closing the file would drop SQLite's locks on it.
            leaves_it = False
    # Its journal leaves before another database comes: it would be rolled back into that one.
    for companion in COMPANIONS:
        there = folder.database.with_name(DATABASE + companion)
        if there.exists():
            there.replace(kept.with_name(DATABASE + companion))
    if not leaves_it:
        folder.database.replace(kept)
    for changed in (place, folder.aside, folder.path):
        sync_folder(changed)
    return place


def _free(place: Path) -> Path:
    number, free = 2, place
    while free.exists():
        number, free = number + 1, place.with_name(f"{place.name}.{number}")
    return free


def _copy(backup: Path, scratch: StoreFolder) -> str:
    """Copy a backup's bytes and return their SHA-256."""
    digest = hashlib.sha256()
    handle = os.open(scratch.database, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with backup.open("rb") as reading, os.fdopen(handle, "wb") as writing:
        while chunk := reading.read(attachments.CHUNK):
            digest.update(chunk)
            writing.write(chunk)
    for companion in COMPANIONS[:2]:
        beside = backup.with_name(backup.name + companion)
        if beside.is_file():
            shutil.copyfile(beside, scratch.database.with_name(DATABASE + companion))
    return digest.hexdigest()


def _settle(scratch: StoreFolder) -> None:
    """Have SQLite roll back what its journal says was not done, and make the file durable."""
    try:
        open_reader(scratch.database).close()
        connection = door.connect(scratch.database)
        try:
            follow_recipe(connection)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    except door.faults(UnicodeDecodeError, StoreError):
        # Examining it says in words what is wrong.
        return
    sync_file(scratch.database)


def _gather(scratch: StoreFolder, sources: Sequence[Path]) -> None:
    """Bring the kept files that the backup names, each from the first place where it is sound."""
    try:
        wanted = _files_of(scratch)
    except door.faults(UnicodeDecodeError):
        return
    brought = [
        sha256
        for sha256 in wanted
        if any(attachments.bring(source, scratch.attachments, sha256) for source in sources)
    ]
    if brought:
        attachments.settle(scratch.attachments, brought)


def files_of_present(folder: StoreFolder) -> list[str]:
    """Return the hash of every kept file that the store's records name.

    Raises:
        StoreError: If the store cannot be read.
    """
    with reading(folder) as reader:
        return content.files_of(reader)


def _files_of(folder: StoreFolder) -> list[str]:
    with backups.opened(folder.database) as reader:
        return content.files_of(reader)


@contextmanager
def _undisturbed(folder: StoreFolder) -> Iterator[None]:
    """Keep others from writing to the database that gives way; whoever waits is refused afterwards by SQLite itself."""
    if not folder.exists():
        yield
        return
    connection = door.connect(folder.database)
    try:
        try:
            follow_recipe(connection)
            connection.execute("BEGIN EXCLUSIVE")
        except door.faults(UnicodeDecodeError, StoreError) as error:
            refusal = error if isinstance(error, StoreError) else explain(error)
            if isinstance(refusal, StoreBusyError):
                raise refusal from error
            # Damaged, and nobody can write to it.
        yield
    finally:
        connection.close()
