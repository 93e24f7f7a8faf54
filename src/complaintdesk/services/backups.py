"""Backups: when one is made, and which are kept.

One a day is enough, and it is made when the desk opens: in the background, with
what was done up to the last time, and with somebody there to be told if it fails.
On leaving, nobody waits for it or would see that it went wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import ReadOnlyError
from complaintdesk.rules.backup_rotation import Rotation
from complaintdesk.rules.counting import counted
from complaintdesk.store import anchors, backups, rotation

if TYPE_CHECKING:
    from complaintdesk.config import Settings
    from complaintdesk.services.desk import Desk

DAILY = "daily"
BY_HAND = "by-hand"

LARGE_BYTES = 10_000_000
"""A larger store is backed up by another process while the desk is open: verifying takes a second for each so much."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made."""

    path: Path
    complaints: int
    files: int
    steps: int
    lacking: tuple[str, ...]
    """Kept files that were missing or altered in the store, so that it does not hold them."""

    removed: tuple[Path, ...]
    """Older backups that the rotation no longer keeps."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say what it holds, and what it could not hold."""
        told = [
            f"Verified: {counted(self.complaints, 'complaint')}, {counted(self.files, 'file')},"
            f" {counted(self.steps, 'step')}."
        ]
        if self.lacking:
            told.append(
                f"Not in it: {counted(len(self.lacking), 'kept file that is', 'kept files that are')} missing or"
                " altered in the store; `complaintdesk verify` says which."
            )
        return tuple(told)


def make(desk: Desk, to: Path | None = None) -> Backup:
    """Make a verified backup, by default among the store's own, and thin those; the desk may go on working.

    Raises:
        ExportRefusedError: If there is a file of that name already.
        ReadOnlyError: If the store is open for reading only and no file is named.
        DamagedStoreError: If the store is not sound; no backup is made or thinned then.
        StoreError: If it cannot be written.
    """
    if to is not None:
        anchor_file = desk.store.anchor_file
        return _told(backups.make(desk.store.folder, to, desk.now(), BY_HAND, anchor_file), ())
    if desk.store.read_only:
        msg = "The store is open for reading only; name the file the backup goes to."
        raise ReadOnlyError(msg)
    return add(desk, BY_HAND, lambda: False)


def daily(desk: Desk, is_cancelled: Callable[[], bool] = lambda: False) -> Backup | None:
    """Make the backup of the day, if the store has changed since the newest one; return None if none was needed.

    Raises:
        CancelledError: If it was stopped.
        DamagedStoreError: If the store is not sound; no backup is made or thinned then.
        StoreError: If it cannot be written.
    """
    if desk.store.read_only:
        return None
    kept = rotation.listed(desk.store.folder)
    if kept and kept[-1].made_at.date() >= desk.now().astimezone(UTC).date():
        return None
    if not has_changed(desk):
        return None
    if rotation.size_of(desk.store.folder) > LARGE_BYTES:
        from complaintdesk.services import backup_process

        return backup_process.run(desk, DAILY, is_cancelled)
    return add(desk, DAILY, is_cancelled)


def has_changed(desk: Desk) -> bool:
    """Return whether the store holds what its newest backup does not, or that one is not as it was made."""
    kept = rotation.listed(desk.store.folder)
    manifest = backups.manifest_of(kept[-1].path) if kept else None
    if manifest is None or not backups.is_as_made(kept[-1].path):
        return True
    reader = desk.store.another_reader()
    try:
        head = anchors.head_of(reader)
    finally:
        reader.close()
    return head is None or (head.store, head.hash) != (manifest.store, manifest.head)


def rotation_of(settings: Settings) -> Rotation:
    """Return how many backups the handler wants kept."""
    return Rotation(settings.daily_backups, settings.weekly_backups, settings.monthly_backups)


def add(desk: Desk, why: str, is_cancelled: Callable[[], bool]) -> Backup:
    """Make a verified backup among the store's own, anchor the head it holds, and thin them.

    Raises:
        CancelledError: If it was stopped.
        DamagedStoreError: If the store is not sound; no backup is made or thinned then.
        StoreError: If it cannot be written.
    """
    folder, now = desk.store.folder, desk.now()
    made = rotation.add(folder, now, why, desk.store.anchor_file, is_cancelled)
    head = anchors.Anchor(made.manifest.store, made.manifest.steps, made.manifest.head)
    if head.store:
        anchors.drop(desk.store.anchor_file, head, now)
    return _told(made, rotation.thin(folder, now.astimezone(UTC).date(), rotation_of(desk.settings)))


def _told(made: backups.Made, removed: tuple[Path, ...]) -> Backup:
    counts = made.manifest.counts
    return Backup(
        made.path, counts["complaints"], counts["files"], counts["steps"], made.manifest.lacking, removed
    )
