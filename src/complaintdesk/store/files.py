"""Writing files so that they are whole or not there."""

from __future__ import annotations

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make what was created, renamed or removed in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def append_line(path: Path, line: str) -> None:
    """Add a line to a file of the owner's own and make it durable; it begins anew after a line that was cut off."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(handle).st_size
        start = "\n" if size and os.pread(handle, 1, size - 1) != b"\n" else ""
        os.write(handle, f"{start}{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
