"""Paths: what a file field offers while one types, and what a path means however a terminal pasted it."""

from __future__ import annotations

import os
import shlex
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit

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


def meant(typed: str) -> Path:
    """Return the path that was typed or pasted: as it stands, in quotes, with escapes, or as a `file:` address.

    Terminals paste a file that is dropped on them in one of these ways; where the text as it
    stands names something that is there, it is taken as it stands.
    """
    text = typed.strip()
    plain = _at_home(text)
    if _is_there(plain):
        return plain
    if text.lower().startswith("file:"):
        return Path(_of_address(text))
    try:
        words = shlex.split(text)
    except ValueError:
        # A quotation mark that is part of the name.
        return plain
    if len(words) == 1 and words[0] != text:
        word = words[0]
        return Path(_of_address(word)) if word.lower().startswith("file:") else _at_home(word)
    return plain


def _at_home(text: str) -> Path:
    """Return a path with the handler's own folder for `~`; somebody else's, who is not here, stays as it is."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _of_address(text: str) -> str:
    try:
        return unquote(urlsplit(text).path) or text
    except ValueError:
        return text


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def listed(folder: Path) -> list[tuple[str, str]]:
    """Return what stands in a folder, to be picked: folders with their slash, then files with their size.

    What cannot be shown as it is cannot be picked either.
    """
    try:
        with os.scandir(folder) as found:
            entries = [
                entry
                for entry in islice(found, MOST_READ)
                if not entry.name.startswith(".") and clean(entry.name, one_line=True) == entry.name
            ]
        folders = sorted(entry.name + os.sep for entry in entries if entry.is_dir())
        files = sorted(
            (entry.name, f"{entry.stat().st_size:,} bytes") for entry in entries if entry.is_file()
        )
    except OSError:
        return []
    return [*((name, "a folder") for name in folders), *files]
