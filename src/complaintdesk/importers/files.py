"""Opening a file of complaints as bytes, packed or not, and how much of it is let in."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, cast

from complaintdesk.errors import ImportRefusedError

CHUNK = 1 << 20
"""Bytes read at a time."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is let in; each can be set."""

    unpacked_bytes: int = 8 << 30
    """The most that a compressed file may unpack to."""

    unpacked_ratio: int = 200
    """The most times its size that it may unpack to; text packs 5 to 40 times, a bomb 1,000 times."""

    ratio_from_bytes: int = 64 << 20
    """Below this many unpacked bytes the ratio does not matter."""

    line_bytes: int = 64 << 20
    """The longest line; a longer one is no table of complaints."""

    field_chars: int = 10_000_000
    """The longest cell; a record with a longer one is rejected."""


def open_bytes(path: Path) -> tuple[BinaryIO, BinaryIO]:
    """Return the file on the disk and the stream of its contents, unpacked where it is gzip.

    Both are the same object for a plain file.

    Raises:
        ImportRefusedError: If there is no such file, it may not be read, or it is a workbook.
    """
    try:
        # Opening a named pipe would wait for ever.
        ordinary = S_ISREG(path.stat().st_mode)
        raw = path.open("rb") if ordinary else None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImportRefusedError(f"{path} cannot be opened: {reason}.") from error
    if raw is None:
        raise ImportRefusedError(f"{path} is not an ordinary file; save it as a file and import that.")
    head = raw.read(4)
    raw.seek(0)
    if head.startswith(_ZIP):
        raw.close()
        raise ImportRefusedError(f"{path.name} is a workbook or a zip archive; save the table in it as CSV.")
    if head.startswith(_GZIP) or (head and path.suffix.lower() == ".gz"):
        return raw, cast("BinaryIO", gzip.GzipFile(fileobj=raw, mode="rb"))
    return raw, raw


def unpacked(stream: BinaryIO, path: Path) -> Iterator[bytes]:
    """Yield the contents in chunks.

    Raises:
        ImportRefusedError: If a compressed file is torn or is not one.
    """
    while True:
        try:
            chunk = stream.read(CHUNK)
        except EOFError as error:
            raise ImportRefusedError(f"{path.name} is cut short; download or copy it again.") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise ImportRefusedError(
                f"{path.name} is damaged or is not a gzip file; get it again, or name it .csv."
            ) from error
        except OSError as error:
            raise ImportRefusedError(f"{path.name} cannot be read: {error.strerror or error}.") from error
        if not chunk:
            return
        yield chunk
