"""Opening a file with the system's own program for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

OPENERS = ("open",) if sys.platform == "darwin" else ("xdg-open", "wslview")


def opener() -> str | None:
    """Return the program that opens files here, or None where there is none."""
    return next((found for name in OPENERS if (found := shutil.which(name))), None)


def open_with(program: str, path: Path) -> None:
    """Have the program open a file; it goes on when the desk ends.

    Raises:
        OSError: If it cannot be started.
    """
    subprocess.Popen(
        [program, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
