"""Files kept as evidence: taken in with progress, looked after, and laid out as copies for other programs to show."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from complaintdesk.errors import ExportRefusedError, NotFoundError, NotSavedError
from complaintdesk.reports import bundle
from complaintdesk.rules import file_kinds
from complaintdesk.store import attachments
from complaintdesk.store.attachments import Taken as Taken

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

LARGE = 16 << 20
"""Bytes from which taking a file in is felt, so that it is shown how far it is."""

FOLDER = "opened"
"""Where copies lie while the desk is open, among what is kept about this machine."""


def take(
    desk: Desk,
    path: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Taken:
    """Take a file in, before the step that names it; the original is not touched.

    Raises:
        CancelledError: If it was stopped; nothing of it is kept.
        NotFoundError: If there is no such file.
        InvalidInputError: If it is not a plain file, or changed while it was read.
        NotSavedError: If the disk would not take it.
    """
    desk.store.require_writable()
    return attachments.take_in(
        desk.store.folder.attachments, path, attachments.Watched(progress, is_cancelled)
    )


def taken(desk: Desk, file: Path | Taken) -> Taken:
    """Return a file as it is kept; one that was taken in before is kept already."""
    return file if isinstance(file, Taken) else take(desk, file)


def is_large(path: Path) -> bool:
    """Return whether taking a file in is felt."""
    try:
        return path.stat().st_size >= LARGE
    except (OSError, ValueError):
        return False


def let_go(desk: Desk, files: Iterable[Taken]) -> None:
    """Take away again what was taken in and what no record came to refer to."""
    new = [file.sha256 for file in files if file.is_new]
    if new:
        marks = ", ".join("?" for _ in new)
        rows = desk.reader.execute(f"SELECT sha256 FROM attachment WHERE sha256 IN ({marks})", new)  # noqa: S608
        attachments.discard(desk.store.folder.attachments, {*new} - {str(row[0]) for row in rows})


def state(desk: Desk, sha256: str, size: int) -> str:
    """Return `sound`, `missing` or `altered` as far as a look at the kept file tells; its bytes are not read.

    `verify` and opening it read them.
    """
    try:
        found = attachments.size_of(desk.store.folder.attachments, sha256)
    except OSError:
        return "missing"
    return "sound" if found == size else "altered"


def caution(desk: Desk, sha256: str, name: str) -> str:
    """Return what to think of before a kept file is opened; "" where it is just what its name says."""
    try:
        with attachments.opened(desk.store.folder.attachments, sha256) as reading:
            kind = file_kinds.kind_of(reading.read(file_kinds.HEAD), name)
    except OSError:
        return ""
    runs = f"This is {kind.words} that can run when it is opened: be very sure of it." if kind.runs else ""
    return " ".join(filter(None, (file_kinds.disguise(kind, name), runs)))


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
        with attachments.opened(kept, sha256) as reading, copy.open("wb") as writing:
            shutil.copyfileobj(reading, writing)
        copy.chmod(0o600)
    except OSError as error:
        raise NotSavedError(f"{name} could not be laid out: {error.strerror}.") from error
    return copy


def put_away(desk: Desk) -> None:
    """Remove the copies that were laid out; nothing personal is left beside the store."""
    shutil.rmtree(desk.settings.places.state / FOLDER, ignore_errors=True)


class Files:
    """The large files of one form, taken in before it is saved."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._taken: dict[Path, Taken] = {}

    def is_waited_for(self, path: object) -> bool:
        """Return whether a file is large and not taken in yet."""
        return isinstance(path, Path) and path not in self._taken and is_large(path)

    def add(self, path: Path, file: Taken) -> None:
        """Remember a file that was taken in."""
        self._taken[path] = file

    def put_in(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return a form's values with what was taken in instead of its path."""
        return {
            name: self._taken.get(value, value) if isinstance(value, Path) else value
            for name, value in values.items()
        }

    def let_go(self) -> None:
        """Take away what the form came to no use of."""
        let_go(self._desk, self._taken.values())
