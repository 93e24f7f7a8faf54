"""Procedure files: the shipped ones, and the organisation's own beside or instead of them.

Reading the files is all that happens here; what they may say is the business
of `rules.procedures`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from complaintdesk.errors import ProcedureError
from complaintdesk.rules.procedures import Procedure, inherit, parse


class _File(NamedTuple):
    """A procedure as its own file has it."""

    name: str
    procedure: Procedure


def load_all(shipped: Path, own: Path | None) -> dict[str, Procedure]:
    """Return every procedure by its id, each completed by the one it is based on.

    A file of the organisation's own replaces the shipped one of the same id; if
    it names that very id as its base, it changes the shipped one instead.

    Args:
        shipped: The folder of the shipped files.
        own: The folder of the organisation's own; None or missing where it has none.

    Raises:
        ProcedureError: If a file cannot be read, is wrong, is based on what is
            not there or on itself by a detour, or repeats another file's id.
    """
    if not shipped.is_dir():
        raise ProcedureError(
            f"The folder of shipped procedures, {shipped}, is missing; install complaintdesk again."
        )
    theirs = _folder(shipped)
    ours = _folder(own) if own is not None and own.is_dir() else {}
    return {one: _whole(one, theirs, ours, ()) for one in sorted({*theirs, *ours})}


def read(path: Path) -> Procedure:
    """Return the procedure of one file, not yet completed by its base.

    Raises:
        ProcedureError: If the file cannot be read or is wrong; the message
            names the file, the line where TOML gives one, and the remedy.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise ProcedureError(f"{path.name}: is not UTF-8 text; save it as UTF-8.") from wrong
    except OSError as wrong:
        raise ProcedureError(f"{path}: cannot be read ({wrong.strerror}).") from wrong
    try:
        mapping = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ProcedureError(f"{path.name}: is not TOML: {wrong}; correct it there.") from wrong
    return parse(mapping, path.name)


def _folder(folder: Path) -> dict[str, _File]:
    """Return the procedures of a folder by id."""
    found: dict[str, _File] = {}
    for path in sorted(folder.glob("*.toml")):
        procedure = read(path)
        if procedure.id in found:
            other = found[procedure.id].name
            raise ProcedureError(
                f"{path.name}: has the id {procedure.id!r}, as {other} has; give it another."
            )
        found[procedure.id] = _File(path.name, procedure)
    return found


def _whole(
    wanted: str, theirs: Mapping[str, _File], ours: Mapping[str, _File], above: tuple[str, ...]
) -> Procedure:
    """Return one procedure with all it inherits; `above` are those that are based on it, outermost first."""
    name, procedure = ours.get(wanted) or theirs[wanted]
    base = procedure.base
    if not base:
        return procedure
    if base == wanted and wanted in ours and wanted in theirs:
        others = {one: file for one, file in ours.items() if one != wanted}
        return inherit(_whole(wanted, theirs, others, above), procedure, name)
    chain = (*above, wanted)
    if base in chain:
        raise ProcedureError(
            f"{name}: is based on itself ({' -> '.join([*chain, base])}); take one 'base' out."
        )
    if base not in theirs and base not in ours:
        known = ", ".join(sorted({*theirs, *ours}))
        raise ProcedureError(f"{name}: there is no procedure {base!r} to be based on; there are {known}.")
    return inherit(_whole(base, theirs, ours, chain), procedure, name)
