"""What a store lies in: program, settings, terminal, disk, folder. None of it needs a store that opens."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.rules import surroundings
from complaintdesk.rules.findings import Finding, look, ok, wrong
from complaintdesk.services.setup import ANCHORS
from complaintdesk.store import diagnosis
from complaintdesk.store.folder import StoreFolder

if TYPE_CHECKING:
    from complaintdesk.config import Settings

LEAST_COLUMNS, LEAST_LINES = 80, 24


@dataclass(frozen=True, slots=True)
class Terminal:
    """What is known of the terminal; who reads the environment finds out."""

    is_one: bool = False
    name: str = ""
    colours: str = ""
    """`true colour`, `256`, `16`, or `none`."""

    encoding: str = ""
    columns: int = 0
    lines: int = 0
    is_tmux: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine says of itself."""

    terminal: Terminal = Terminal()
    mounts: Sequence[str] = ()
    """The lines of `/proc/self/mountinfo`."""


def programs() -> Iterator[Finding]:
    """Yield the versions at work, and the faults of SQLite that matter here."""
    yield ok("version", f"complaintdesk {version('complaintdesk')} on Python {platform.python_version()}.")
    found = f"SQLite {sqlite3.sqlite_version}"
    if surroundings.has_wal_fault(sqlite3.sqlite_version):
        found += "; its WAL-reset fault cannot show, because the desk does not write in WAL mode"
    yield ok("sqlite", f"{found}.")


def settings_found(settings: Settings, problems: Sequence[str]) -> Iterator[Finding]:
    """Yield each setting and each file of the handler's own that is wrong."""
    path = settings.places.config / "config.toml"
    for sentence in problems:
        yield wrong("settings", sentence, f"Correct {path}, or take the line out.")
    if not problems:
        there = f"The settings in {path} are in order" if path.is_file() else "There is no settings file"
        yield ok("settings", f"{there}.")
    for sentence in _own_files(settings):
        yield look(
            "own files", f"Left out: {sentence}", "Correct the file; the desk works without it until then."
        )


def anchors_found(settings: Settings) -> Iterator[Finding]:
    """Yield whether the head of the journal can be noted outside the store."""
    place = settings.places.state
    there = next((path for path in (place / ANCHORS, place, *place.parents) if path.exists()), place)
    if not os.access(there, os.W_OK):
        yield look(
            "state",
            f"{there} cannot be written: the head of the journal is not noted outside the store, and a journal whose"
            " end was cut off would not be noticed.",
            "Make it writable for you.",
        )


def terminal_found(terminal: Terminal) -> Iterator[Finding]:
    """Yield what the terminal can show."""
    if not terminal.is_one:
        yield ok("terminal", "There is no terminal here; commands work, the desk itself needs one.")
        return
    name = f"{terminal.name or 'unnamed'}{' in tmux' if terminal.is_tmux else ''}"
    size = f"{terminal.columns}x{terminal.lines}"
    said = f"The terminal is {name}, {size}, colours {terminal.colours}, {terminal.encoding}"
    copying = "whether it takes what the desk copies (OSC 52) it does not tell"
    if terminal.columns < LEAST_COLUMNS or terminal.lines < LEAST_LINES:
        yield look(
            "terminal",
            f"{said}: smaller than the desk is made for.",
            "Make it 80 columns by 24 lines or more.",
        )
    elif terminal.encoding.lower().replace("-", "") not in {"utf8", "utf8sig"}:
        yield look(
            "terminal",
            f"{said}: some signs cannot be shown.",
            'Use a UTF-8 locale, or set symbols = "ascii" in the settings.',
        )
    else:
        yield ok("terminal", f"{said}; {copying}.")


def folder_found(path: Path, machine: Machine) -> Iterator[Finding]:
    """Yield how the folder is kept: who may read it, where it lies, how much room there is."""
    synced = surroundings.synced_by(path)
    network = surroundings.network_file_system(path, machine.mounts)
    if synced or network:
        why = f"{synced} keeps it in step with other machines" if synced else f"it is on {network}"
        yield look(
            "place",
            f"The store is in {path}, and {why}: two machines that write at once would damage it.",
            "Move the folder to a disk of this machine and name it with --store; copy backups instead.",
        )
    else:
        yield ok("place", f"The store is in {path}.")
    yield from _room(path)
    folder = StoreFolder(path)
    if not folder.path.is_dir():
        return
    loose = diagnosis.open_to_others(folder)
    if loose:
        more = f" and {len(loose) - 1} more" if len(loose) > 1 else ""
        yield wrong(
            "permissions",
            f"Others than you may read {loose[0]}{more}.",
            "`complaintdesk doctor --repair` closes them.",
        )
    else:
        yield ok("permissions", "Only you may read the store and what lies beside it.")


def _room(path: Path) -> Iterator[Finding]:
    there = next((place for place in (path, *path.parents) if place.is_dir()), None)
    if there is None:
        return
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        yield look("disk", f"The room on the disk is not known: {error.strerror}.", "Check the disk.")
        return
    said = f"{free / 1_000_000:,.0f} MB are free on the disk"
    if free < surroundings.LEAST_FREE_BYTES:
        yield look("disk", f"Only {said}.", "Free some space; a full disk refuses to save.")
    else:
        yield ok("disk", f"{said}.")


def _own_files(settings: Settings) -> Iterator[str]:
    from complaintdesk.config import criteria, letters, procedures, vocabularies
    from complaintdesk.importers import preset_files
    from complaintdesk.reports import letter

    data, own = settings.places.data, settings.places.config
    found = (
        *procedures.load(data / "procedures", settings.procedures_folder).problems,
        *letters.load(data / "letters", own / "letters", letter.check).problems,
    )
    yield from (problem.sentence for problem in found)
    yield from criteria.load(data / "criteria", own / "criteria").problems
    yield from preset_files.load(data / "presets", own / "presets").problems
    yield from vocabularies.load(data / "vocabularies", own / "vocabularies").problems
