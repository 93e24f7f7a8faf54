"""What a file is before a record is read: its size, hash, encoding and line ends.

The whole file is gone through once as bytes, in constant memory, so that what
cannot be trusted (a torn download, a decompression bomb, bytes in no known
encoding) is refused before the first record and not after the millionth.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.encodings import WIDE, Start, decodes, find_encoding
from complaintdesk.importers.files import CHUNK, Limits, open_bytes, unpacked


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first pass found."""

    sha256: str
    """Of the file as it lies on the disk, compressed or not."""

    bytes_total: int
    stamp: tuple[int, int, int]
    """Inode, size and time of change; another stamp later means another file."""

    lines: int
    """Line ends, those inside cells included."""

    ends_with_newline: bool
    encoding: str
    encoding_guessed: bool
    damaged: bool
    """Whether some bytes are in no way this encoding; they are decoded as lone surrogates."""

    has_nul: bool


def survey(path: Path, limits: Limits, encoding: str | None = None) -> Survey:
    """Go through the whole file and return what it is.

    Args:
        path: A plain or gzip-compressed file.
        limits: How much is let in.
        encoding: The handler's word on the encoding; without it, it is found.

    Raises:
        ImportRefusedError: If the file is empty, torn, too big, or in no known encoding.
    """
    raw, stream = open_bytes(path)
    with raw, stream:
        stamp = _stamp(raw)
        sha256 = _sha256(raw)
        raw.seek(0)
        shape = _Shape(limits, stamp[1])
        decoder = codecs.getincrementaldecoder("utf-8")()
        sound = True
        for chunk in unpacked(stream, path):
            shape.add(chunk)
            if sound:
                sound = decodes(decoder, chunk)
        sound = sound and decodes(decoder, b"", final=True)
    if not shape.size:
        raise ImportRefusedError(f"{path.name} is empty; export it again.")
    name, guessed, damaged = find_encoding(path, Start(shape.head, shape.size, shape.zeros, sound), encoding)
    wide = name.startswith(WIDE)
    return Survey(
        sha256=sha256,
        bytes_total=stamp[1],
        stamp=stamp,
        lines=shape.lines,
        ends_with_newline=shape.tail.rstrip(b"\0" if wide else b"").endswith((b"\n", b"\r")),
        encoding=name,
        encoding_guessed=guessed,
        damaged=damaged or wide,
        has_nul=shape.has_nul,
    )


def _sha256(raw: BinaryIO) -> str:
    hashed = hashlib.sha256()
    while chunk := raw.read(CHUNK):
        hashed.update(chunk)
    return hashed.hexdigest()


@contextmanager
def opened(path: Path, found: Survey) -> Iterator[tuple[BinaryIO, TextIO]]:
    """Open the file for reading: as it lies on the disk, for its place, and as text.

    Line ends are as they are, and lone surrogates stand for bytes that are no text.

    Raises:
        ImportRefusedError: If the file is another one than was surveyed, before or after.
    """
    errors = "strict"
    if found.damaged:
        errors = "surrogatepass" if found.encoding.startswith(WIDE) else "surrogateescape"
    raw, stream = open_bytes(path)
    with raw, io.TextIOWrapper(stream, encoding=found.encoding, errors=errors, newline="") as text:
        _require_unchanged(path, raw, found)
        try:
            yield raw, text
        except UnicodeError as error:
            raise ImportRefusedError(f"{path.name} is not in {found.encoding}: {error}.") from error
        except (EOFError, zlib.error, OSError) as error:
            raise ImportRefusedError(f"{path.name} could not be read to its end: {error}.") from error
        _require_unchanged(path, raw, found)


def _require_unchanged(path: Path, raw: BinaryIO, found: Survey) -> None:
    if _stamp(raw) != found.stamp:
        raise ImportRefusedError(f"{path.name} was changed while it was being read; import it again.")


def _stamp(raw: BinaryIO) -> tuple[int, int, int]:
    status = os.fstat(raw.fileno())
    return status.st_ino, status.st_size, status.st_mtime_ns


class _Shape:
    """Sizes and line ends of a stream, gathered chunk by chunk; refuses what is out of bounds."""

    def __init__(self, limits: Limits, packed: int) -> None:
        self.limits = limits
        self.packed = packed
        self.size = 0
        self.lines = 0
        self.zeros = 0
        self.head = b""
        self.tail = b""
        self._line = 0
        self._is_json = False

    def add(self, chunk: bytes) -> None:
        """Take in the next chunk."""
        limits = self.limits
        self.size += len(chunk)
        if self.size > limits.unpacked_bytes or (
            self.size > limits.ratio_from_bytes and self.size > limits.unpacked_ratio * self.packed
        ):
            raise ImportRefusedError(
                f"The file unpacks to more than {self.size >> 20:,} MiB from {self.packed:,} bytes, which no "
                "table of complaints does; unpack it yourself and look at it first."
            )
        if self.size == len(chunk):
            # An answer of an interface is one line, however long.
            self._is_json = chunk.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._line = len(chunk) - last - 1 if last >= 0 else self._line + len(chunk)
        if self._line > limits.line_bytes and not self._is_json:
            raise ImportRefusedError(
                f"The line after line {self.lines:,} is longer than {limits.line_bytes >> 20} MiB, so this "
                "is not a table of complaints; export it as CSV."
            )
        self.lines += chunk.count(b"\n") or chunk.count(b"\r")
        self.zeros += chunk.count(b"\0")
        if len(self.head) < 4096:
            self.head += chunk[:4096]
        self.tail = (self.tail + chunk[-8:])[-8:]

    @property
    def has_nul(self) -> bool:
        """Whether a NUL byte occurs; in UTF-16 that says nothing."""
        return self.zeros > 0
