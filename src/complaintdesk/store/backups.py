"""Verified copies of the database, made while it is in use."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from complaintdesk.errors import ExportRefusedError, StoreError
from complaintdesk.store.connection import explain, open_reader
from complaintdesk.store.files import sync_folder
from complaintdesk.store.folder import StoreFolder


def default_place(folder: StoreFolder, now: datetime, why: str) -> Path:
    """Return where a backup made at `now` goes; a second one of the same second gets a number."""
    stem = f"desk.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.{why}"
    names = chain([stem], (f"{stem}.{number}" for number in count(2)))
    return next(place for name in names if not (place := folder.backups / f"{name}.db").exists())


def make(folder: StoreFolder, to: Path) -> Path:
    """Copy the database to `to`, check the copy, and return its path.

    SQLite's own backup is used: a plain copy of a file in use is damaged one time in six.

    Raises:
        ExportRefusedError: If there is a file already.
        StoreError: If the copy fails or does not pass its check; no file is left.
    """
    if to.exists():
        msg = f"{to} exists already. Name another file."
        raise ExportRefusedError(msg)
    part = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        msg = f"The backup cannot be written to {to}: {error.strerror}."
        raise StoreError(msg) from error
    try:
        _copy(folder, part)
        handle = os.open(part, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        part.replace(to)
        sync_folder(to.parent)
    except sqlite3.Error as error:
        raise explain(error) from error
    finally:
        part.unlink(missing_ok=True)
    return to


def _copy(folder: StoreFolder, part: Path) -> None:
    reading = open_reader(folder.database)
    writing = sqlite3.connect(part)
    try:
        reading.backup(writing)
        said = writing.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != "ok":
            msg = "The copy did not pass its check, so it was not kept. Run `complaintdesk verify`."
            raise StoreError(msg)
    finally:
        writing.close()
        reading.close()
