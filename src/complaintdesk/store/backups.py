"""Backups: copies made while the store is in use, and checked before they count.

A backup is three things in one folder: the copy (`NAME.db`), its manifest
(`NAME.db.json`: what it held, by which a restored store is compared with it), and
`attachments/`, the kept files by their hash, which all backups of that folder
share. A copy gets its name only once it was verified.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from complaintdesk import __version__
from complaintdesk.errors import (
    CancelledError,
    DamagedStoreError,
    ExportRefusedError,
    StoreBusyError,
    StoreError,
)
from complaintdesk.store import attachments, content, door, migrating, verifying
from complaintdesk.store.connection import explain, open_reader
from complaintdesk.store.files import sha256_of, sync_file, sync_folder, write_whole
from complaintdesk.store.folder import StoreFolder
from complaintdesk.store.moments import stored_moment

PAGES_AT_ONCE = 4096
"""Pages copied before the store is let go of for a moment, so that a step saved meanwhile need not wait."""

MOST_RESTARTS = 3
"""Times a copy is begun anew because of steps saved meanwhile; then it is made in one go."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup held when it was made."""

    made_at: str
    why: str
    complaintdesk: str
    schema: str
    store: str
    """Which store it is a copy of."""

    steps: int
    head: str
    """The head of the journal."""

    counts: Mapping[str, int]
    export_sha256: str
    """SHA-256 over an export of everything in it."""

    file_sha256: str
    """SHA-256 of the copy's own bytes."""

    lacking: tuple[str, ...] = ()
    """Kept files, by hash, that were missing or altered in the store already."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made."""

    path: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of a backup."""

    path: Path
    manifest: Manifest | None
    """None where it has none, as copies made by hand or by an early complaintdesk."""

    schema: str = ""
    store: str = ""
    steps: int = 0
    head: str = ""
    held: content.Content | None = None
    problems: tuple[str, ...] = ()
    """Why it must not be restored; empty for a sound one."""

    lacking: tuple[str, ...] = ()
    """Kept files, by hash, that do not lie sound beside it."""


def default_place(folder: StoreFolder, now: datetime, why: str) -> Path:
    """Return where a backup made at `now` goes; a second one of the same second gets a number."""
    stem = f"desk.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.{why}"
    names = chain([stem], (f"{stem}.{number}" for number in count(2)))
    return next(place for name in names if not (place := folder.backups / f"{name}.db").exists())


def manifest_place(path: Path) -> Path:
    """Return where the manifest of a backup lies."""
    return path.with_name(path.name + ".json")


def files_place(path: Path) -> Path:
    """Return where the kept files of a backup lie."""
    return path.parent / "attachments"


def make(
    folder: StoreFolder,
    to: Path,
    now: datetime,
    why: str = "by-hand",
    anchor_file: Path | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Made:
    """Copy the store to `to` with its files beside, verify the copy, and only then give it its name.

    SQLite's own backup is used: a plain copy of a file in use is damaged one time in six.

    Args:
        folder: The store; it may be in use.
        to: The copy's file.
        now: The moment, for the manifest.
        why: What it is made for, for the manifest.
        anchor_file: The anchors that the copy must agree with.
        is_cancelled: Asked now and then; nothing of the copy is kept once it says so.

    Raises:
        ExportRefusedError: If there is a file already.
        CancelledError: If it was stopped.
        DamagedStoreError: If the store is not sound; no copy of it is left.
        StoreError: If the copy cannot be written; no part of it is left.
    """
    for there in (to, manifest_place(to)):
        if there.exists():
            msg = f"{there} exists already. Name another file."
            raise ExportRefusedError(msg)
    part = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        msg = f"The backup cannot be written to {to}: {error.strerror}."
        raise StoreError(msg) from error
    try:
        _copy(folder, part, is_cancelled)
        manifest = _verified(part, folder, files_place(to), now, why, anchor_file, is_cancelled)
        sync_file(part)
        # The manifest first: a copy that has its name has its manifest.
        write_whole(manifest_place(to), json.dumps(asdict(manifest), indent=2) + "\n")
        part.replace(to)
        sync_folder(to.parent)
    except door.faults(UnicodeDecodeError) as error:
        raise explain(error) from error
    except OSError as error:
        msg = f"The backup cannot be written to {to}: {error.strerror}. Nothing else was changed."
        raise StoreError(msg) from error
    finally:
        for left in (part, part.with_name(part.name + "-journal")):
            left.unlink(missing_ok=True)
    return Made(to, manifest)


def manifest_of(path: Path) -> Manifest | None:
    """Return the manifest of a backup, or None where there is none that can be read."""
    try:
        said = json.loads(manifest_place(path).read_text("utf-8"))
        return Manifest(**{**said, "lacking": tuple(said["lacking"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_as_made(path: Path) -> bool:
    """Return whether a backup's bytes are those that were verified when it was made."""
    manifest = manifest_of(path)
    try:
        return manifest is not None and sha256_of(path) == manifest.file_sha256
    except OSError:
        return False


def examine(path: Path, manifest: Manifest | None, files: Path, *, hashed: str | None = None) -> Examined:
    """Return what a copy holds and what is wrong with it; nothing is written.

    Args:
        path: The copy, which nobody writes.
        manifest: Its manifest, where it has one.
        files: Where its kept files lie; each is hashed.
        hashed: The SHA-256 of the copy's bytes, where it is known already.
    """
    try:
        if manifest is not None and (hashed or sha256_of(path)) != manifest.file_sha256:
            return Examined(path, manifest, problems=("its bytes are not those that were written",))
        with opened(path) as copy:
            migrating.require_current(copy)
            revision = migrating.revision_of(copy)
            if revision is None:
                return Examined(path, manifest, problems=("it is empty",))
            found = verifying.verify_copy(copy)
            if not found.ok:
                return Examined(path, manifest, revision, problems=tuple(map(str, found.problems[:5])))
            held = content.measure(copy)
            lacking = [one for one in content.files_of(copy) if attachments.state_of(files, one) != "sound"]
            store = content.store_of(copy)
    except door.faults(UnicodeDecodeError, StoreError) as error:
        said = str(error if isinstance(error, StoreError) else explain(error)).rstrip(".")
        return Examined(path, manifest, problems=(said,))
    except OSError as error:
        return Examined(path, manifest, problems=(f"it cannot be read ({error.strerror})",))
    differs = manifest is not None and manifest.export_sha256 != held.export_sha256
    problems = ("an export of it is not the one of when it was made",) if differs else ()
    return Examined(path, manifest, revision, store, found.steps, found.head, held, problems, tuple(lacking))


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy that nobody writes, for reading only; no file is made beside it.

    Raises:
        sqlite3.Error: If it cannot be read.
    """
    connection = door.connect(path, "immutable")
    door.name_rows(connection)
    try:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        yield connection
    finally:
        connection.close()


class _Overtaken(Exception):  # noqa: N818 - no error: the copy is begun anew
    """Steps saved meanwhile have begun the copy anew too often."""


class _Told:
    """Hears how far a copy is."""

    def __init__(self, is_cancelled: Callable[[], bool]) -> None:
        self._is_cancelled = is_cancelled
        self._left: int | None = None
        self._restarts = 0
        self._waits = 0

    def __call__(self, status: int, left: int, _total: int) -> None:
        if self._is_cancelled():
            raise CancelledError("Stopped; no backup was made.")
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            self._waits += 1
            if self._waits > 1:
                raise StoreBusyError("Another program holds the store, so no backup was made; try again.")
        elif self._left is not None and left >= self._left:
            self._restarts += 1
            if self._restarts > MOST_RESTARTS:
                raise _Overtaken
        self._left = left


def _copy(folder: StoreFolder, part: Path, is_cancelled: Callable[[], bool]) -> None:
    reading = open_reader(folder.database)
    writing = door.connect(part)
    try:
        try:
            reading.backup(writing, pages=PAGES_AT_ONCE, progress=_Told(is_cancelled))
        except _Overtaken:
            reading.backup(writing, progress=_Told(is_cancelled))
    finally:
        writing.close()
        reading.close()


def _verified(
    part: Path,
    folder: StoreFolder,
    files: Path,
    now: datetime,
    why: str,
    anchor_file: Path | None,
    is_cancelled: Callable[[], bool],
) -> Manifest:
    with opened(part) as copy:
        revision = migrating.revision_of(copy)
        found = verifying.verify_copy(copy, anchor_file)
        if revision is None or not found.ok:
            said = str(found.problems[0]) if found.problems else "it is empty"
            msg = (
                f"The store is not sound ({said}), so no backup was made of it; those that are there stay."
                " `complaintdesk doctor` says what can be done."
            )
            raise DamagedStoreError(msg)
        held = content.measure(copy)
        wanted = content.files_of(copy)
        store = content.store_of(copy)
    return Manifest(
        stored_moment(now),
        why,
        __version__,
        revision,
        store,
        found.steps,
        found.head,
        held.counts,
        held.export_sha256,
        sha256_of(part),
        tuple(_take_files(folder.attachments, files, wanted, is_cancelled)),
    )


def _take_files(
    source: Path, files: Path, wanted: list[str], is_cancelled: Callable[[], bool]
) -> Iterator[str]:
    """Copy those of the kept files that are not beside the backups yet; yield those that are not sound."""
    taken = []
    for sha256 in wanted:
        if is_cancelled():
            raise CancelledError("Stopped; no backup was made.")
        if attachments.place(files, sha256).is_file():
            # It was hashed when it came here; a restore, its rehearsal and `doctor` hash it again.
            continue
        if attachments.bring(source, files, sha256):
            taken.append(sha256)
        else:
            yield sha256
    if taken:
        attachments.settle(files, taken)
