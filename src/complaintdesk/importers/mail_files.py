"""Files and folders of e-mails: one message, a mailbox, a Maildir; which it is, and each message as bytes."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO, NamedTuple

from complaintdesk.errors import ImportRefusedError

MAILBOX_ENDINGS = frozenset({".mbox", ".mbx"})
MESSAGE_ENDINGS = frozenset({".eml"})
_OUTLOOK = b"\xd0\xcf\x11\xe0"
_PST = b"!BDN"
_FROM_LINE = re.compile(rb"From [^\r\n]{0,300}\d\d:\d\d[^\r\n]{0,60}\d{4}[^\r\n]{0,40}\r?\n?$")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LINE = 1 << 16
_CHUNK = 1 << 20


class Piece(NamedTuple):
    """Where one message lies."""

    number: int
    """Its place in the file or folder; the first is 1."""

    path: Path
    start: int
    size: int
    sha256: str
    is_escaped: bool
    """Whether lines that begin with "From " have a sign before them, as in a mailbox."""

    def read(self, most: int | None = None) -> bytes:
        """Return its bytes as they lie there; at most so many."""
        with _opened(self.path) as stream:
            stream.seek(self.start)
            return stream.read(self.size if most is None else min(most, self.size))

    def to_be_read(self, most: int) -> bytes:
        """Return its bytes as its writer sent them, without a mailbox's own signs; at most so many."""
        raw = self.read(most)
        return _ESCAPED.sub(rb"\1", raw) if self.is_escaped else raw


def is_mail(path: Path) -> bool:
    """Return whether a file or folder holds e-mails, by its ending, by what is in it, or by its first line."""
    try:
        if S_ISDIR(path.stat().st_mode):
            return True
        if path.suffix.lower() in MAILBOX_ENDINGS | MESSAGE_ENDINGS | {".msg", ".pst"}:
            return True
        with _opened(path) as stream:
            return _FROM_LINE.match(stream.readline(_LINE)) is not None
    except (OSError, ValueError, ImportRefusedError):
        # Whoever imports it says what is wrong with it.
        return False


def pieces(path: Path) -> Iterator[Piece]:
    """Yield every message of a file or folder, in its order.

    Raises:
        ImportRefusedError: If there is none, or it is of a kind that cannot be read.
    """
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:
        raise ImportRefusedError(f"{path} cannot be opened: {error}.") from error
    if is_folder:
        yield from _in_folder(path)
        return
    with _opened(path) as stream:
        first = stream.readline(_LINE)
        if first.startswith((_OUTLOOK, _PST)):
            raise ImportRefusedError(
                f"{path.name} is a file of Outlook's own kind; save the message from there as .eml and import that."
            )
        stream.seek(0)
        if _FROM_LINE.match(first) is None:
            if not first.strip() and not stream.read(_LINE).strip():
                raise ImportRefusedError(f"{path.name} is empty; there is no message in it.")
            yield _whole(1, path)
            return
        yield from _in_mailbox(path, stream)


def is_maildir(folder: Path) -> bool:
    """Return whether a folder is laid out as a Maildir; one that may not be looked into is none."""
    return all(os.path.isdir(folder / name) for name in ("cur", "new"))  # noqa: PTH112 - a Path raises


def _in_folder(path: Path) -> Iterator[Piece]:
    """Yield the messages of a Maildir, or of a folder of saved messages."""
    is_maildir = (path / "cur").is_dir() or (path / "new").is_dir()
    places = [path / "new", path / "cur"] if is_maildir else [path]
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            found += [
                file
                for file in sorted(place.iterdir())
                if not file.name.startswith(".") and (is_maildir or file.suffix.lower() in MESSAGE_ENDINGS)
            ]
    if not found:
        raise ImportRefusedError(
            f"{path} holds no e-mails: a Maildir has the folders cur and new, other folders files named .eml."
        )
    number = 0
    for file in found:
        if S_ISREG(os.lstat(file).st_mode):
            number += 1
            yield _whole(number, file)


def _in_mailbox(path: Path, stream: BinaryIO) -> Iterator[Piece]:
    number, start, digest, size, held = 0, 0, hashlib.sha256(), 0, b""
    is_after_blank = True
    at_line_start = True
    while line := stream.readline(_LINE):
        if at_line_start and is_after_blank and _FROM_LINE.match(line):
            if number:
                # The blank line before the next message belongs to the mailbox.
                yield Piece(number, path, start, size, digest.hexdigest(), True)
            number += 1
            start, digest, size, held = stream.tell(), hashlib.sha256(), 0, b""
        else:
            is_blank = at_line_start and line in {b"\n", b"\r\n"}
            if held:
                digest.update(held)
                size += len(held)
                held = b""
            if is_blank:
                held = line
            else:
                digest.update(line)
                size += len(line)
        is_after_blank = at_line_start and line in {b"\n", b"\r\n"}
        at_line_start = line.endswith(b"\n")
    if number:
        yield Piece(number, path, start, size, digest.hexdigest(), True)


def _whole(number: int, path: Path) -> Piece:
    with _opened(path) as stream:
        digest = hashlib.sha256()
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
        return Piece(number, path, 0, stream.tell(), digest.hexdigest(), False)


def _opened(path: Path) -> BinaryIO:
    """Open an ordinary file to be read.

    Raises:
        ImportRefusedError: If it is none, or may not be read.
    """
    try:
        # Opening a named pipe would wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        if not S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise ImportRefusedError(f"{path} is not an ordinary file; save it as a file and import that.")
        return os.fdopen(handle, "rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImportRefusedError(f"{path} cannot be opened: {reason}.") from error


class Slice:
    """The bytes of one message, read piece by piece: a large one never lies in memory whole."""

    def __init__(self, piece: Piece) -> None:
        self._stream = _opened(piece.path)
        self._stream.seek(piece.start)
        self._left = piece.size

    def read(self, most: int = -1) -> bytes:
        """Return the next bytes; at most so many."""
        found = self._stream.read(self._left if most < 0 else min(most, self._left))
        self._left -= len(found)
        return found

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
