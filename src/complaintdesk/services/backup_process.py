"""The backup of the day of a large store, made by another process: verifying it would slow every key for minutes.

The other process may be killed at any moment; the rotation is whole all the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from complaintdesk import errors
from complaintdesk.config import Places, Settings
from complaintdesk.errors import CancelledError, StoreError
from complaintdesk.store import door
from complaintdesk.store.sealing import Keys

if TYPE_CHECKING:
    from complaintdesk.services.backups import Backup
    from complaintdesk.services.desk import Desk

LOOKED_EVERY = 0.2
"""Seconds between two looks at whether the desk is being left."""

_ACT = "from complaintdesk.services import backup_process; backup_process.main()"
_KEPT = ("daily_backups", "weekly_backups", "monthly_backups")


def run(desk: Desk, why: str, is_cancelled: Callable[[], bool]) -> Backup:
    """Have another process make a backup among the store's own, and wait for it.

    Raises:
        CancelledError: If it was stopped.
        StoreError: If it was refused; the refusal of the other process.
    """
    from complaintdesk.services.backups import Backup

    settings = desk.settings
    told = {
        "places": [str(value) for value in asdict(settings.places).values()],
        "kept": {name: getattr(settings, name) for name in _KEPT},
        "now": desk.now().isoformat(),
        "why": why,
    }
    with subprocess.Popen(
        [sys.executable, "-c", _ACT, json.dumps(told)],
        # What stands on a command line can be read by everybody on the machine.
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        keys = door.keys()
        told_once: str | None = keys.data.hex() if keys else ""
        while True:
            try:
                said = process.communicate(told_once, timeout=LOOKED_EVERY)[0]
                break
            except subprocess.TimeoutExpired:
                told_once = None
                if is_cancelled():
                    process.kill()
                    raise CancelledError("Stopped; no backup was made.") from None
    return Backup(**_read(said))


def _read(said: str) -> dict[str, Any]:
    try:
        found = json.loads(said)
    except ValueError as error:
        raise StoreError("The backup of the day was broken off. `complaintdesk backup` makes one.") from error
    if "refused" in found:
        kind = getattr(errors, found["kind"], StoreError)
        raise kind(found["refused"])
    return {
        **found,
        "path": Path(found["path"]),
        "lacking": tuple(found["lacking"]),
        "removed": tuple(map(Path, found["removed"])),
    }


def main() -> None:
    """Make the backup that the command line's one word describes, and say what became of it."""
    from complaintdesk.services import backups, setup

    os.nice(10)
    told = json.loads(sys.argv[1])
    if found_keys := sys.stdin.read():
        door.unlock(Keys(bytes.fromhex(found_keys)))
    now = datetime.fromisoformat(told["now"])
    settings = Settings(Places(*map(Path, told["places"])), **told["kept"])
    try:
        desk = setup.open_desk(settings, now.date, lambda: now)
        try:
            found: dict[str, object] = asdict(backups.add(desk, told["why"], lambda: False))
        finally:
            desk.close()
    except StoreError as refusal:
        found = {"refused": str(refusal), "kind": type(refusal).__name__}
    sys.stdout.write(json.dumps(found, default=str))
