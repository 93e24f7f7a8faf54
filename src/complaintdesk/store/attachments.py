"""Files kept as evidence: byte for byte, by their SHA-256, never changed.

The name a file came with is only shown; on disk it is called by its hash, so no
name can lead out of the folder.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, cast

from complaintdesk.errors import CancelledError, InvalidInputError, NotFoundError, NotSavedError
from complaintdesk.rules import file_kinds
from complaintdesk.store import door, sealing
from complaintdesk.store.files import sync_folder

CHUNK = 1 << 20

STALE_SECONDS = 24 * 3600.0
"""After which a part that nobody finished is taken away: whoever wrote it was killed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken in."""

    sha256: str
    name: str
    """As it came; only ever shown."""

    size: int
    media_type: str = file_kinds.UNKNOWN
    """By its bytes, not by its name."""

    is_new: bool = True
    """Whether these bytes were not kept before."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Who is told how far a file is, and may stop it."""

    progress: Callable[[int, int], None] = lambda done, total: None
    """Told how many bytes of how many are kept."""

    is_cancelled: Callable[[], bool] = lambda: False


UNWATCHED = Watched()


def place(folder: Path, sha256: str) -> Path:
    """Return where the bytes with this hash lie, or would lie; in an encrypted store under another name."""
    keys = door.keys()
    name = sha256 if keys is None else keys.name(sha256)
    return folder / name[:2] / name


def opened(folder: Path, sha256: str) -> BinaryIO:
    """Return the kept bytes with this hash, to be read.

    Raises:
        OSError: If they are not there, or not as they were sealed.
    """
    reading = place(folder, sha256).open("rb")
    keys = door.keys()
    return reading if keys is None else cast("BinaryIO", io.BufferedReader(sealing.Unsealed(keys, reading)))


def size_of(folder: Path, sha256: str) -> int:
    """Return how many bytes are kept under this hash, without reading them.

    Raises:
        OSError: If they are not there.
    """
    size = place(folder, sha256).stat().st_size
    return size if door.keys() is None else sealing.size_of(size)


def take_in(folder: Path, source: Path, watched: Watched = UNWATCHED) -> Taken:
    """Copy a file into the attachments and return its hash; the original is not touched.

    Raises:
        CancelledError: If it was stopped; nothing of it is kept.
        NotFoundError: If there is no such file.
        InvalidInputError: If it is not a plain file (a folder, device, pipe or link), or changed while being read.
        NotSavedError: If the disk would not take it.
    """
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        msg = f"There is no file {source}."
        raise NotFoundError(msg) from error
    except (OSError, ValueError) as error:
        # A path with a null character is none that a system knows.
        reason = getattr(error, "strerror", None) or "it is no path"
        msg = f"{source} cannot be attached: {reason}. A link is not followed; name the file itself."
        raise InvalidInputError(msg, "file") from error
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        msg = f"{source} is not a plain file, so it cannot be attached."
        raise InvalidInputError(msg, "file")

    def is_as_it_was(size: int) -> bool:
        after = os.fstat(handle)
        return (status.st_size, status.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and (
            size == status.st_size
        )

    with os.fdopen(handle, "rb") as reading:
        return keep(folder, reading, source.name, watched, status.st_size, is_as_it_was)


def keep(
    folder: Path,
    reading: BinaryIO,
    name: str,
    watched: Watched = UNWATCHED,
    total: int = 0,
    is_whole: Callable[[int], bool] = lambda size: True,
    *,
    syncs_folders: bool = True,
) -> Taken:
    """Store a stream of bytes under its hash and return it, durable; known bytes are kept once.

    Args:
        folder: The attachments.
        reading: What is kept, read to its end.
        name: The name it came with.
        watched: Who is told how far it is, and may stop it.
        total: How many bytes there are to be; no more are read. 0 where that is not known.
        is_whole: Given the number of bytes read, says whether that is the file as it was at first.
        syncs_folders: Whether the place it gets is made durable too; who keeps many does that once (`settle`).

    Raises:
        CancelledError: If it was stopped; nothing of it is kept.
        InvalidInputError: If the file changed while it was read; nothing of it is kept.
        NotSavedError: If the disk would not take it, or what is copied could not be read to its end.
    """
    try:
        return _keep(folder, reading, name, watched, total, is_whole, syncs_folders=syncs_folders)
    except OSError as error:
        msg = f"{name} could not be kept: {error.strerror}. Nothing was changed."
        raise NotSavedError(msg) from error


def _keep(
    folder: Path,
    reading: BinaryIO,
    name: str,
    watched: Watched,
    total: int,
    is_whole: Callable[[int], bool],
    *,
    syncs_folders: bool,
) -> Taken:
    folder.mkdir(mode=0o700, exist_ok=True)
    part = folder / f"{token_hex(16)}.part"
    digest = hashlib.sha256()
    size = 0
    kind: file_kinds.Kind | None = None
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as plainly:
            if syncs_folders:
                _sweep(folder, part)
            keys = door.keys()
            writing = plainly if keys is None else sealing.Sealer(keys, plainly)
            while chunk := reading.read(CHUNK):
                if watched.is_cancelled():
                    msg = f"Stopped; nothing of {name} was kept."
                    raise CancelledError(msg)
                kind = kind or file_kinds.kind_of(chunk[: file_kinds.HEAD], name)
                digest.update(chunk)
                size += len(chunk)
                writing.write(chunk)
                watched.progress(size, total)
                if total and size > total:
                    # It grows while it is read, perhaps for ever.
                    break
            if not is_whole(size):
                msg = f"{name} changed while it was being read. Attach it again."
                raise InvalidInputError(msg, "file")
            if isinstance(writing, sealing.Sealer):
                writing.finish()
            plainly.flush()
            os.fsync(handle)
        final = place(folder, digest.hexdigest())
        is_new = not final.exists()
        final.parent.mkdir(mode=0o700, exist_ok=True)
        part.chmod(0o400)
        part.replace(final)
        if syncs_folders:
            settle(folder, [digest.hexdigest()])
    finally:
        part.unlink(missing_ok=True)
    return Taken(digest.hexdigest(), name, size, kind.media_type if kind else file_kinds.UNKNOWN, is_new)


def _sweep(folder: Path, part: Path) -> None:
    """Take away what an intake that was killed left half-way, long before this part was begun."""
    begun = part.stat().st_mtime
    for other in folder.glob("*.part"):
        # Another desk may just have done it.
        with suppress(OSError):
            if begun - other.stat().st_mtime > STALE_SECONDS:
                other.unlink()


def bring(source: Path, folder: Path, sha256: str) -> bool:
    """Copy kept bytes from one folder of kept files to another and return True; False if they are not sound there.

    Their new place is not made durable yet (`settle`).

    Raises:
        NotSavedError: If the disk would not take them.
    """
    if door.keys() is not None and state_of(source, sha256) != "sound":
        # A broken seal would only show half-way.
        return False
    try:
        reading = opened(source, sha256)
    except OSError:
        return False
    with reading:
        taken = keep(folder, reading, f"The file {sha256[:12]}", syncs_folders=False)
    if taken.sha256 == sha256:
        return True
    if taken.is_new:
        discard(folder, [taken.sha256])
    return False


def settle(folder: Path, digests: Iterable[str]) -> None:
    """Make the places of kept files durable.

    Raises:
        NotSavedError: If the disk would not.
    """
    try:
        for parent in dict.fromkeys(place(folder, sha256).parent for sha256 in digests):
            sync_folder(parent)
        sync_folder(folder)
    except OSError as error:
        msg = f"What was kept could not be made durable: {error.strerror}. Nothing was changed."
        raise NotSavedError(msg) from error


def discard(folder: Path, digests: Iterable[str]) -> None:
    """Take away bytes that were kept for a step that did not come about; nothing must refer to them."""
    for sha256 in digests:
        # What cannot be taken away now is in nobody's way.
        with suppress(OSError):
            place(folder, sha256).unlink(missing_ok=True)


def sha256_of(content: bytes) -> str:
    """Return the hash that bytes are kept by."""
    return hashlib.sha256(content).hexdigest()


def state_of(folder: Path, sha256: str) -> str:
    """Return `sound`, `missing` or `altered` for the bytes with this hash."""
    if not place(folder, sha256).is_file():
        return "missing"
    try:
        with opened(folder, sha256) as reading:
            found = hashlib.file_digest(reading, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads, no more
    except OSError:
        if door.keys() is None:
            raise
        # The seal of a piece is broken.
        return "altered"
    return "sound" if found == sha256 else "altered"
