"""Mending what can be derived, and putting a damaged store aside. What was typed is never touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from complaintdesk.errors import StoreBusyError, StoreError
from complaintdesk.rules.counting import counted
from complaintdesk.services import derived
from complaintdesk.store import diagnosis, indexing, restoring, rotation
from complaintdesk.store.folder import DeskLock, StoreFolder

if TYPE_CHECKING:
    from pathlib import Path

    from complaintdesk.services.desk import Desk


def close_to_others(path: Path) -> str:
    """Take every right on the store's folder from others; return what was done, or "" if nothing was to do.

    Raises:
        StoreError: If something could not be changed.
    """
    folder = StoreFolder(path)
    wrong = diagnosis.open_to_others(folder)
    left = diagnosis.close_to_others(folder)
    if left:
        raise StoreError(f"{left[0]} could not be closed to others; change its owner or its rights by hand.")
    return f"Closed to others: {counted(len(wrong), 'file or folder', 'files and folders')}." if wrong else ""


def rescore(desk: Desk) -> str:
    """Compute anew what lists sort by, of every complaint on the desk, and return what was done.

    Raises:
        StoreError: If the store could not be written; nothing was changed.
    """
    desk.store.require_writable()
    return f"Computed anew what the lists sort by: {counted(derived.recompute(desk), 'complaint')}."


def reindex(desk: Desk) -> str:
    """Make the search index anew, and return what was done.

    Raises:
        StoreError: If the store could not be written; nothing was changed.
    """
    desk.store.require_writable()
    indexing.rebuild(desk.store.engine)
    return "Made the search index anew."


def bring_files(path: Path, now: Callable[[], datetime]) -> str:
    """Bring kept files that are missing or altered back from the backups, where they are sound; return what was done.

    They are known by their hash, so nothing else can come in their place.

    Raises:
        StoreError: If the disk would not.
    """
    folder = StoreFolder(path)
    wanted = restoring.files_of_present(folder)
    try:
        brought = restoring.bring_files(folder, wanted, folder.backups / "attachments", now())
    except OSError as error:
        raise StoreError(f"The kept files cannot be brought back: {error.strerror}.") from error
    return f"Brought back from the backups: {len(brought)} kept files." if brought else ""


def put_aside(path: Path, now: Callable[[], datetime]) -> str:
    """Put a damaged store aside with its journal, if a sound backup can take its place; return what was done.

    Without one it stays where it is: what can still be read of it can be read there.

    Raises:
        StoreBusyError: If a desk has it open.
        StoreError: If the disk would not.
    """
    folder = StoreFolder(path)
    with rotation.claimed(folder):
        newest, _ = rotation.newest_sound(folder)
    if newest is None:
        return "The damaged store stays where it is, because there is no sound backup to take its place."
    lock = DeskLock(folder)
    holder = lock.take()
    if holder is not None:
        raise StoreBusyError(f"The desk is open: {holder}. Close it, and repair again.")
    try:
        aside = restoring.put_aside(folder, now(), "damaged")
    except OSError as error:
        raise StoreError(f"The damaged store cannot be put aside: {error.strerror}.") from error
    finally:
        lock.release()
    return (
        f"The damaged store was put aside, whole, into {aside}."
        f" `complaintdesk restore` brings back {newest.path.name}."
    )
