"""Putting exported files into a folder: all of them or none, and nowhere else.

The files are written whole into a hidden folder on the same file system, made
durable, and only then put into place. If one cannot be put there, those already
there are taken back, and what they replaced is put back.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from complaintdesk.errors import ExportRefusedError

Content: TypeAlias = "bytes | str | Iterable[str] | Iterable[bytes]"

_UNFIT = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"\\|?*\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+'
)
_LONGEST_NAME = 120
_HIDDEN = ".complaintdesk-"


def write(files: Mapping[str, Content], to: Path, force: bool = False) -> tuple[Path, ...]:
    """Write the files into the folder `to` and return where they are, in their order.

    Only the owner can read what is written. Missing folders are made.

    Args:
        files: Name -> what it holds; a name may lie in folders of its own (`portfolio/index.md`).
        to: The folder; nothing is written outside it, nor through a link that leads out of it.
        force: Whether a file that is there may be replaced.

    Raises:
        ExportRefusedError: If a name leads out of the folder, two names are one,
            a file is there, or it cannot be written. Nothing was written then.
    """
    names = {name: fit_name(name) for name in files}
    _require_distinct(names.values())
    try:
        folder = _folder(to)
        targets = [folder / name for name in names.values()]
        for target in targets:
            _require_free(target, folder, force)
        # Inside a folder that is there, beside one that is not yet: the same file system either way.
        nearest = next(place for place in (folder, *folder.parents) if place.is_dir())
        stage = Path(tempfile.mkdtemp(prefix=_HIDDEN, dir=nearest))
        try:
            for place, content in enumerate(files.values()):
                _write_whole(stage / f"new-{place}", content)
            _put_all(stage, targets, folder, force)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as wrong:
        raise ExportRefusedError(f"{wrong.filename or to}: cannot be written ({wrong.strerror}).") from wrong
    return tuple(targets)


def fit_name(name: str) -> str:
    """Return a name as every file system takes it, its folders parted by `/`.

    Raises:
        ExportRefusedError: If it is empty, or leads out of its folder.
    """
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise ExportRefusedError(f"{name!r} is no name for a file inside the folder of an export.")
    fit = [_UNFIT.sub("-", unicodedata.normalize("NFC", part)).strip(" .")[:_LONGEST_NAME] for part in parts]
    if not all(fit):
        raise ExportRefusedError(f"{name!r} has nothing in it that a file could be named by.")
    return "/".join(fit)


def _require_distinct(names: Iterable[str]) -> None:
    """Refuse two names that some file system takes for one."""
    seen = set()
    for name in names:
        if name.casefold() in seen:
            raise ExportRefusedError(f"Two files of this export would be named {name!r}.")
        seen.add(name.casefold())


def _folder(to: Path) -> Path:
    """Return where the folder really is."""
    folder = to.expanduser().resolve()
    if folder.exists() and not folder.is_dir():
        raise ExportRefusedError(f"{to} is a file; an export needs a folder.")
    return folder


def _require_free(target: Path, folder: Path, force: bool) -> None:
    if not target.parent.resolve().is_relative_to(folder):
        raise ExportRefusedError(f"{target.parent} leads out of {folder}; nothing is written through it.")
    if target.is_dir() and not target.is_symlink():
        raise ExportRefusedError(f"{target} is a folder; it is not replaced.")
    if not force and os.path.lexists(target):
        raise _is_there(target)


def _is_there(target: Path) -> ExportRefusedError:
    return ExportRefusedError(f"{target} is there already; --force replaces it.")


def _write_whole(path: Path, content: Content) -> None:
    """Write one file for its owner only, and make it durable."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        for part in (content,) if isinstance(content, (bytes, str)) else content:
            # A lone surrogate is no character; it must not keep the rest from being exported.
            file.write(part if isinstance(part, bytes) else part.encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())


def _put_all(stage: Path, targets: list[Path], folder: Path, force: bool) -> None:
    """Put every file in its place; if one fails, take all back."""
    made: list[Path] = []
    put: list[tuple[Path, Path | None]] = []
    try:
        for parent in (folder, *(target.parent for target in targets)):
            _make_folders(parent, made)
        for place, target in enumerate(targets):
            old = stage / f"old-{place}"
            if force and os.path.lexists(target):
                target.rename(old)
                put.append((target, old))
            else:
                put.append((target, None))
            _put(stage / f"new-{place}", target)
        for parent in dict.fromkeys(
            (folder, *(target.parent for target in targets), *(one.parent for one in made))
        ):
            _sync(parent)
    except BaseException:
        for target, replaced in reversed(put):
            _take_back(target, replaced, stage / f"new-{targets.index(target)}")
        for one in reversed(made):
            one.rmdir()
        raise


def _put(new: Path, target: Path) -> None:
    """Give the file its name, and never replace what has come there meanwhile."""
    try:
        os.link(new, target)
    except FileExistsError as wrong:
        raise _is_there(target) from wrong
    except OSError:
        # Some file systems have no second names.
        if os.path.lexists(target):
            raise _is_there(target) from None
        new.rename(target)


def _take_back(target: Path, replaced: Path | None, new: Path) -> None:
    """Undo one step of `_put_all`; a file that is not ours stays."""
    if replaced is not None:
        replaced.replace(target)
    elif target.exists() and (not new.exists() or target.samefile(new)):
        target.unlink()


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, for the owner only, and note what was made."""
    for place in (*reversed(folder.parents), folder):
        if not place.is_dir():
            place.mkdir(mode=0o700)
            made.append(place)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
