"""Restoring a backup, and rehearsing it: neither needs a store that can be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import DamagedStoreError, NotFoundError, StoreBusyError, StoreError
from complaintdesk.rules.counting import counted
from complaintdesk.services.setup import ANCHORS
from complaintdesk.store import backups, door, migrating, restoring, rotation, verifying
from complaintdesk.store.files import write_whole
from complaintdesk.store.folder import DeskLock, StoreFolder

if TYPE_CHECKING:
    from complaintdesk.config import Settings
    from complaintdesk.store.backups import Examined
    from complaintdesk.store.restoring import Present


@dataclass(frozen=True, slots=True)
class Proof:
    """What a backup was found to be once it was brought back."""

    backup: Path
    made_at: str
    """The moment, in words; "" where it has no manifest."""

    complaints: int
    files: int
    steps: int
    head: str
    is_compared: bool
    """Whether there was a manifest to compare it with; it is the same then."""

    lacking: int
    """Kept files that are nowhere any more."""

    passed_over: tuple[str, ...] = ()
    """Newer backups that did not pass, each with the reason."""

    @property
    def sentence(self) -> str:
        """Say how it was found, in one sentence."""
        made = f" of {self.made_at}" if self.made_at else ""
        compared = (
            "an export of it is the same as when it was made"
            if self.is_compared
            else "it has no manifest, so it was checked by its own journal only"
        )
        lacking = counted(self.lacking, "kept file is", "kept files are")
        files = f", but {lacking} nowhere any more" if self.lacking else ""
        return (
            f"{self.backup.name}{made}: {counted(self.complaints, 'complaint')}, {counted(self.files, 'file')} and"
            f" {counted(self.steps, 'step')} are whole, and {compared}{files}."
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a restore would bring back, and what would give way to it."""

    proof: Proof
    into: Path
    """The folder of the store."""

    holds: bool
    """Whether there is a store that gives way."""

    there: Present
    """What is known of it; nothing of one that cannot be read."""

    erasures_since: int

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say what will be done, before it is."""
        told = [*self.proof.passed_over, self.proof.sentence]
        if not self.holds:
            told.append(f"It goes into {self.into}, where there is no store.")
        elif not self.there.last_at:
            told.append(f"It takes the place of the store in {self.into}, which cannot be read.")
        else:
            told.append(
                f"It takes the place of the store in {self.into}: {counted(self.there.complaints, 'complaint')},"
                f" {counted(self.there.steps, 'step')}, the last on {_moment(self.there.last_at)}."
            )
        if self.holds:
            told.append("The store that is there now is kept aside, whole; nothing is deleted.")
        since = self.there.steps - self.proof.steps
        if since > 0:
            told.append(
                f"{counted(since, 'step was', 'steps were')} taken there since, and will be missing afterwards."
            )
        if self.erasures_since:
            since_then = counted(self.erasures_since, "time")
            told.append(
                f"Erased or disposed of since: {since_then}. What was taken away then comes back. Do it again, and"
                " delete the store that is kept aside."
            )
        return tuple(told)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back."""

    plan: Plan
    aside: Path | None
    verified: verifying.Verified

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say what was done, and how the store is now."""
        told = [f"Restored into {self.plan.into}. {self.plan.proof.sentence}"]
        if self.aside is not None:
            told.append(f"The store that was there is kept in {self.aside}.")
        told += map(str, self.verified.problems)
        return tuple(told)


def restore(
    settings: Settings,
    now: Callable[[], datetime],
    backup: Path | None = None,
    agreed: Callable[[Plan], bool] = lambda plan: True,
) -> Restored | None:
    """Bring a backup back, prove it, and put it in the store's place; return None where it was not agreed to.

    Args:
        settings: Say where the store is.
        now: The clock.
        backup: The copy; the newest of the store's own that passes its check where it is None.
        agreed: Given what would be done; nothing is changed unless it returns True.

    Raises:
        NotFoundError: If there is no backup.
        StoreBusyError: If the desk is open, or somebody is writing.
        DamagedStoreError: If the backup does not pass its check; the store is as it was.
        StoreError: If it is a backup of another store, or the disk would not; the store is as it was.
    """
    folder, anchor_file = StoreFolder(settings.places.store), settings.places.state / ANCHORS
    with _made(folder):
        lock = DeskLock(folder)
        holder = lock.take()
        if holder is not None:
            msg = f"The desk is open: {holder}. Close it, and restore again."
            raise StoreBusyError(msg)
        try:
            with rotation.claimed(folder):
                plan, aside = _bring_back(folder, anchor_file, now, backup, agreed)
            if plan is None:
                return None
            return Restored(plan, aside, _verify(folder, anchor_file))
        finally:
            lock.release()


def _bring_back(
    folder: StoreFolder,
    anchor_file: Path,
    now: Callable[[], datetime],
    backup: Path | None,
    agreed: Callable[[Plan], bool],
) -> tuple[Plan | None, Path | None]:
    """Try one backup, or the store's own from the newest on, until one passes its check."""
    passed_over: list[str] = []
    own = [one.path for one in reversed(rotation.listed(folder))]
    for chosen in own if backup is None else [backup]:
        if chosen.is_file() and door.is_plain(chosen) is not (door.keys() is None):
            key = backups.key_place(chosen)
            if door.keys() is None and not key.exists():
                msg = f"{key.name} is missing beside {chosen.name}, and without it nobody can open an encrypted backup."
                raise StoreError(msg)
            how = (
                "not encrypted, and the store is"
                if door.is_plain(chosen)
                else "encrypted, and the store is not"
            )
            msg = f"{chosen.name} is {how}. Restore it into a folder of its own: --store FOLDER."
            raise StoreError(msg)
        with restoring.rebuilt(folder, chosen, (folder.attachments,)) as (scratch, found):
            if found.problems and backup is None:
                why = "; ".join(found.problems)
                passed_over.append(f"Passed over: {chosen.name}, because {why}.")
                continue
            there = restoring.present(folder)
            _require(found, there, folder)
            plan = _plan(folder, scratch, found, there, tuple(passed_over))
            if not agreed(plan):
                return None, None
            if door.keys() is not None and not folder.key_file.exists():
                write_whole(folder.key_file, backups.key_place(chosen).read_text("utf-8"))
            name = chosen.name if chosen.parent == folder.backups else str(chosen)
            return plan, restoring.put_in_place(folder, scratch, now(), anchor_file, name)
    raise NotFoundError(" ".join([_none(folder), *passed_over]))


def rehearse(settings: Settings, backup: Path | None = None) -> Proof:
    """Bring a backup back in a scratch folder, as on another machine, compare it, and throw it away again.

    Raises:
        NotFoundError: If there is no backup.
        DamagedStoreError: If it does not pass its check; the message says what is wrong.
        StoreError: If the scratch folder cannot be written.
    """
    folder = StoreFolder(settings.places.store)
    if not folder.path.is_dir():
        folder.require()
    with rotation.claimed(folder):
        chosen = backup
        if chosen is None:
            kept = rotation.listed(folder)
            chosen = kept[-1].path if kept else None
        if chosen is None:
            raise NotFoundError(_none(folder))
        with restoring.rebuilt(folder, chosen, ()) as (_, found):
            _require_sound(found)
            return _proof(found)


@contextmanager
def _made(folder: StoreFolder) -> Iterator[None]:
    """Make what is missing of the folder, and take it away again where no store came into it."""
    parts = (*reversed(folder.path.parents), folder.path, folder.attachments, folder.backups, folder.exports)
    locks = (folder.path / "desk.lock", folder.backups / "lock")
    new = [path for path in parts if not path.exists()]
    new_locks = [path for path in locks if not path.exists()]
    try:
        try:
            folder.make_parts()
        except OSError as error:
            msg = f"The folder {folder.path} cannot be used for a store: {error.strerror}."
            raise StoreError(msg) from error
        yield
    finally:
        if not folder.exists():
            # What somebody else has put there meanwhile stays.
            with suppress(OSError):
                for path in new_locks:
                    path.unlink(missing_ok=True)
                for path in reversed(new):
                    path.rmdir()


def _none(folder: StoreFolder) -> str:
    return (
        f"There is no sound backup in {folder.backups}. Name the file of one: `complaintdesk restore FILE`."
    )


def _require_sound(found: Examined) -> None:
    if found.problems:
        msg = f"{found.path} was not restored, because it is not sound: {'; '.join(found.problems)}."
        raise DamagedStoreError(msg)


def _require(found: Examined, there: Present, folder: StoreFolder) -> None:
    _require_sound(found)
    if there.store and found.store != there.store:
        msg = (
            f"{found.path.name} is a backup of another store than the one in {folder.path}."
            " Restore it into a folder of its own: `complaintdesk --store FOLDER restore FILE`."
        )
        raise StoreError(msg)


def _plan(
    folder: StoreFolder, scratch: StoreFolder, found: Examined, there: Present, passed_over: tuple[str, ...]
) -> Plan:
    with restoring.reading(scratch) as reader:
        since = max(0, there.erasures - restoring.erasures_of(reader))
    return Plan(_proof(found, passed_over), folder.path, folder.exists(), there, since)


def _proof(found: Examined, passed_over: tuple[str, ...] = ()) -> Proof:
    assert found.held is not None, "it is sound"
    counts, manifest = found.held.counts, found.manifest
    made_at = ""
    if manifest is not None:
        made_at = _moment(manifest.made_at)
    return Proof(
        found.path,
        made_at,
        counts["complaints"],
        counts["files"] - len(found.lacking),
        counts["steps"],
        found.head,
        manifest is not None,
        len(found.lacking),
        passed_over,
    )


def _moment(at: str) -> str:
    moment = datetime.fromisoformat(at)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _verify(folder: StoreFolder, anchor_file: Path) -> verifying.Verified:
    with restoring.reading(folder) as reader:
        if migrating.require_current(reader):
            return verifying.verify(reader, folder, anchor_file)
        # The next start upgrades it; until then its rows cannot be compared with the journal.
        return verifying.verify_copy(reader, anchor_file)
