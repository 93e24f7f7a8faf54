"""Files kept as evidence: byte for byte, by their SHA-256, never changed.

The name a file came with is only shown; on disk it is called by its hash, so no
name can lead out of the folder.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from complaintdesk.errors import InvalidInputError, NotFoundError, NotSavedError
from complaintdesk.store.files import sync_folder

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken in."""

    sha256: str
    name: str
    size: int


def place(folder: Path, sha256: str) -> Path:
    """Return where the bytes with this hash lie, or would lie."""
    return folder / sha256[:2] / sha256


def take_in(folder: Path, source: Path) -> Taken:
    """Copy a file into the attachments and return its hash; the original is not touched.

    Raises:
        NotFoundError: If there is no such file.
        InvalidInputError: If it is not a plain file (a folder, device, pipe or link), or changed while being read.
        NotSavedError: If the disk would not take it.
    """
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        msg = f"There is no file {source}."
        raise NotFoundError(msg) from error
    except OSError as error:
        msg = f"{source} cannot be attached: {error.strerror}. A link is not followed; name the file itself."
        raise InvalidInputError(msg, "file") from error
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        msg = f"{source} is not a plain file, so it cannot be attached."
        raise InvalidInputError(msg, "file")
    with os.fdopen(handle, "rb") as reading:
        taken = keep(folder, reading, source.name)
        after = os.fstat(handle)
    if (status.st_size, status.st_mtime_ns) != (
        after.st_size,
        after.st_mtime_ns,
    ) or taken.size != status.st_size:
        msg = f"{source} changed while it was being read. Attach it again."
        raise InvalidInputError(msg, "file")
    return taken


def keep(folder: Path, reading: BinaryIO, name: str) -> Taken:
    """Store a stream of bytes under its hash and return it, durable; known bytes are kept once.

    Raises:
        NotSavedError: If the disk would not take it, or what is copied could not be read to its end.
    """
    try:
        return _keep(folder, reading, name)
    except OSError as error:
        msg = f"{name} could not be kept: {error.strerror}. Nothing was changed."
        raise NotSavedError(msg) from error


def _keep(folder: Path, reading: BinaryIO, name: str) -> Taken:
    folder.mkdir(mode=0o700, exist_ok=True)
    part = folder / f"{token_hex(16)}.part"
    digest = hashlib.sha256()
    size = 0
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as writing:
            while chunk := reading.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                writing.write(chunk)
            writing.flush()
            os.fsync(handle)
        final = place(folder, digest.hexdigest())
        final.parent.mkdir(mode=0o700, exist_ok=True)
        part.chmod(0o400)
        part.replace(final)
        sync_folder(final.parent)
        sync_folder(folder)
    finally:
        part.unlink(missing_ok=True)
    return Taken(digest.hexdigest(), name, size)


def sha256_of(content: bytes) -> str:
    """Return the hash that bytes are kept by."""
    return hashlib.sha256(content).hexdigest()


def state_of(folder: Path, sha256: str) -> str:
    """Return `sound`, `missing` or `altered` for the bytes with this hash."""
    path = place(folder, sha256)
    if not path.is_file():
        return "missing"
    with path.open("rb") as reading:
        return "sound" if hashlib.file_digest(reading, "sha256").hexdigest() == sha256 else "altered"


def media_type(name: str) -> str:
    """Return what kind of file a name speaks of; only ever shown, never trusted to open it."""
    return mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"
