"""Files kept as evidence, laid out as copies for other programs to show; the kept bytes stay as they are."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import ExportRefusedError, NotFoundError, NotSavedError
from complaintdesk.reports import bundle
from complaintdesk.store import attachments

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

FOLDER = "opened"
"""Where copies lie while the desk is open, among what is kept about this machine."""


def lay_out(desk: Desk, sha256: str, name: str) -> Path:
    """Return where a copy of a kept file lies under its own name; changing the copy changes nothing kept.

    Raises:
        NotFoundError: If the file is missing or was altered by hand; `complaintdesk verify` tells more.
        NotSavedError: If the copy could not be written.
    """
    kept = desk.store.folder.attachments
    state = attachments.state_of(kept, sha256)
    if state != "sound":
        msg = f"The kept file of {name} is {state}; `complaintdesk verify` names it, a backup may have it."
        raise NotFoundError(msg)
    try:
        fit = bundle.fit_name(Path(name).name)
    except ExportRefusedError:
        fit = sha256[:8]
    folder = desk.settings.places.state / FOLDER / sha256[:16]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.parent.chmod(0o700)
        copy = folder / fit
        copy.unlink(missing_ok=True)
        shutil.copyfile(attachments.place(kept, sha256), copy)
        copy.chmod(0o600)
    except OSError as error:
        raise NotSavedError(f"{name} could not be laid out: {error.strerror}.") from error
    return copy


def put_away(desk: Desk) -> None:
    """Remove the copies that were laid out; nothing personal is left beside the store."""
    shutil.rmtree(desk.settings.places.state / FOLDER, ignore_errors=True)
