"""Paths: what a file field offers while one types, read from the folder that is being typed."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from textual.suggester import Suggester

from complaintdesk.rules.foreign_text import clean

MOST_READ = 2000
"""Entries of one folder that are looked at."""


class PathSuggester(Suggester):
    """Offers the first file or folder whose name begins as typed; `right` takes it."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the typed path with the rest of a name, or None."""
        return completed(value)


def completed(typed: str) -> str | None:
    """Return a typed path with the rest of the first name that fits, a folder with its slash; None if none does."""
    folder, begun = os.path.split(typed)
    if not folder or not begun:
        return None
    try:
        with os.scandir(Path(folder).expanduser()) as found:
            fitting = sorted(
                (entry.name, entry.is_dir())
                for entry in islice(found, MOST_READ)
                # A name that cannot be shown as it is cannot be taken over either.
                if entry.name.startswith(begun) and clean(entry.name, one_line=True) == entry.name
            )
    except (OSError, ValueError):
        return None
    if not fitting:
        return None
    name, is_folder = fitting[0]
    return f"{typed}{name[len(begun) :]}{os.sep if is_folder else ''}"
