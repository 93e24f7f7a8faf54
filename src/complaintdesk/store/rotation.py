"""The rotation: the store's own backups, which are thinned as they grow old.

One at a time makes a backup here, so that whatever is left half made can be
cleared away. What is not certain is left: nothing is thinned while the newest
backup is not as it was made, and no file that any copy may need goes.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from complaintdesk.errors import StoreBusyError, StoreError
from complaintdesk.rules import backup_rotation
from complaintdesk.rules.backup_rotation import Rotation
from complaintdesk.store import backups, content, door
from complaintdesk.store.files import sync_folder
from complaintdesk.store.folder import StoreFolder

BEFORE_UPGRADE = "before-upgrade-from-"
SCRATCH = "scratch-"
"""How folders begin in which a backup is rehearsed."""

_NAME = re.compile(r"desk\.(\d{8}T\d{6}Z)\.(.+?)(?:\.\d+)?\.db")


@dataclass(frozen=True, slots=True)
class Kept:
    """One backup of the rotation."""

    made_at: datetime
    """In UTC, by its name."""

    why: str
    path: Path


def listed(folder: StoreFolder) -> list[Kept]:
    """Return the backups of the rotation, oldest first; other files in the folder are none of it."""
    found = []
    for path in folder.backups.glob("desk.*.db"):
        named = _NAME.fullmatch(path.name)
        if named is None:
            continue
        try:
            moment = datetime.strptime(named[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            # Digits in the right places that are no moment: nobody's backup.
            continue
        found.append(Kept(moment, named[2], path))
    return sorted(found, key=lambda one: (one.made_at, len(one.path.name), one.path.name))


def size_of(folder: StoreFolder) -> int:
    """Return how many bytes a copy of the store takes."""
    return folder.database.stat().st_size


def add(
    folder: StoreFolder,
    now: datetime,
    why: str,
    anchor_file: Path,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> backups.Made:
    """Make a verified backup among the store's own.

    Raises:
        StoreBusyError: If another backup is being made.
        DamagedStoreError: If the store is not sound; the rotation is as it was.
        CancelledError: If it was stopped.
        StoreError: If it cannot be written.
    """
    with claimed(folder):
        return backups.make(
            folder, backups.default_place(folder, now, why), now, why, anchor_file, is_cancelled
        )


def thin(folder: StoreFolder, today: date, rotation: Rotation) -> tuple[Path, ...]:
    """Remove the backups that the rotation does not keep, with the files that no other needs; return which.

    The last one made before an upgrade always stays: it is the only way back to the older program.

    Raises:
        StoreBusyError: If another backup is being made.
        StoreError: If one cannot be removed.
    """
    with claimed(folder):
        all_of_them = listed(folder)
        if not all_of_them or not backups.is_as_made(all_of_them[-1].path):
            return ()
        moments = backup_rotation.kept((one.made_at for one in all_of_them), today, rotation)
        upgrades = [one for one in all_of_them if one.why.startswith(BEFORE_UPGRADE)]
        gone = [one.path for one in all_of_them if one.made_at not in moments and one not in upgrades[-1:]]
        try:
            for path in gone:
                path.unlink()
            _sweep(folder.backups)
        except OSError as error:
            msg = f"{error.filename} cannot be removed: {error.strerror}. Delete it."
            raise StoreError(msg) from error
        return tuple(gone)


def newest_sound(folder: StoreFolder) -> tuple[backups.Examined | None, list[backups.Examined]]:
    """Return the newest backup that passes its check, and the newer ones that do not."""
    passed_over: list[backups.Examined] = []
    for one in reversed(listed(folder)):
        found = backups.examine(one.path, backups.manifest_of(one.path), backups.files_place(one.path))
        if not found.problems:
            return found, passed_over
        passed_over.append(found)
    return None, passed_over


@contextmanager
def claimed(folder: StoreFolder) -> Iterator[None]:
    """Be the only one at the backups, and clear away what somebody who was killed has left half made.

    Raises:
        StoreBusyError: If another process is at them for longer than a step may wait.
        StoreError: If the folder cannot be written.
    """
    try:
        folder.backups.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(folder.backups / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        msg = f"The folder {folder.backups} cannot be written: {error.strerror}."
        raise StoreError(msg) from error
    try:
        _wait_for(handle)
        for left in [*folder.backups.glob("*.part*"), *(folder.backups / "attachments").glob("*.part")]:
            left.unlink(missing_ok=True)
        _sweep_manifests(folder.backups)
        for left in folder.backups.glob(f"{SCRATCH}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int) -> None:
    for _ in range(door.BUSY_SECONDS * 20):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise StoreBusyError("Another backup is being made. Try again in a moment.")


def _sweep(folder: Path) -> None:
    """Remove manifests without a copy, and files that no copy names; where a copy cannot be read, no file goes."""
    _sweep_manifests(folder)
    try:
        needed = {sha256 for copy in folder.glob("*.db") for sha256 in _files_of(copy)}
    except door.faults(UnicodeDecodeError):
        needed = None
    if needed is not None:
        for kept in (folder / "attachments").glob("??/*"):
            if kept.name not in needed:
                kept.unlink()
    sync_folder(folder)


def _sweep_manifests(folder: Path) -> None:
    """Remove manifests without a copy: one that was removed, or that was killed before it got its name."""
    for manifest in folder.glob("desk.*.db.json"):
        if not manifest.with_suffix("").exists():
            manifest.unlink(missing_ok=True)


def _files_of(copy: Path) -> list[str]:
    with backups.opened(copy) as reader:
        return content.files_of(reader)
