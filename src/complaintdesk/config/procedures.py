"""Procedure files: the shipped ones, and the organisation's own beside or instead of them.

Reading the files is all that happens here; what they may say is the business
of `rules.procedures`. A wrong file of the organisation's own is left out and
named, and takes no other procedure with it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from complaintdesk.config.places_in_toml import line_of
from complaintdesk.errors import ProcedureError
from complaintdesk.rules.procedures import Procedure, inherit, parse


class _File(NamedTuple):
    """A procedure as its own file has it."""

    path: Path
    text: str
    procedure: Procedure

    @property
    def name(self) -> str:
        return self.path.name


class FileProblem(NamedTuple):
    """A file of the organisation's own that was left out."""

    path: Path
    sentence: str
    """The file, the line where it can be told, what is wrong and the remedy."""


class Loaded(NamedTuple):
    """What there is to work by."""

    procedures: dict[str, Procedure]
    """Every procedure that is in order, by its id."""

    problems: tuple[FileProblem, ...] = ()


def load(shipped: Path, own: Path | None) -> Loaded:
    """Return every procedure that is in order, and the organisation's own files that are not.

    A file of the organisation's own replaces the shipped one of the same id; if
    it names that very id as its base, it changes the shipped one instead. Where
    it is wrong, the shipped one stands.

    Args:
        shipped: The folder of the shipped files.
        own: The folder of the organisation's own; None or missing where it has none.

    Raises:
        ProcedureError: If the shipped files are missing or damaged.
    """
    if not shipped.is_dir():
        raise ProcedureError(
            f"The folder of shipped procedures, {shipped}, is missing; install complaintdesk again."
        )
    theirs, damaged = _folder(shipped)
    if damaged:
        raise ProcedureError(damaged[0].sentence)
    ours, problems = _folder(own) if own is not None and own.is_dir() else ({}, [])
    # Leaving one file out can put another right or wrong, so all are tried again after each.
    while (wrong := _first_wrong(theirs, ours)) is not None:
        problems.append(FileProblem(ours.pop(wrong.own_id).path, wrong.sentence))
    return Loaded(
        {one: _whole(one, theirs, ours, ()) for one in sorted({*theirs, *ours})}, tuple(sorted(problems))
    )


def load_all(shipped: Path, own: Path | None) -> dict[str, Procedure]:
    """Return every procedure by its id, as `load` does, but refuse what is wrong.

    Raises:
        ProcedureError: If a file cannot be read, is wrong, is based on what is
            not there or on itself by a detour, or repeats another file's id.
    """
    loaded = load(shipped, own)
    if loaded.problems:
        raise ProcedureError(loaded.problems[0].sentence)
    return loaded.procedures


def read(path: Path) -> Procedure:
    """Return the procedure of one file, not yet completed by its base.

    Raises:
        ProcedureError: If the file cannot be read or is wrong; the message
            names the file, the line where it can be told, and the remedy.
    """
    return _read(path).procedure


def check(path: Path, shipped: Path, own: Path | None) -> str | None:
    """Return what is wrong with one file, were it in the organisation's own folder; None where nothing is.

    Raises:
        ProcedureError: If the shipped files are missing or damaged.
    """
    theirs, ours = _folder(shipped)[0], _folder(own)[0] if own is not None and own.is_dir() else {}
    try:
        file = _read(path)
        ours = {one: known for one, known in ours.items() if known.path.resolve() != path.resolve()}
        ours[file.procedure.id] = file
        _whole(file.procedure.id, theirs, ours, ())
    except ProcedureError as wrong:
        return str(wrong)
    return None


class _Wrong(NamedTuple):
    """A file of the organisation's own that does not hold together with the others."""

    own_id: str
    sentence: str


def _first_wrong(theirs: Mapping[str, _File], ours: Mapping[str, _File]) -> _Wrong | None:
    """Return the file to leave out next: one that is named in its own refusal before any other."""
    found = []
    for one in sorted({*theirs, *ours}):
        try:
            _whole(one, theirs, ours, ())
        except ProcedureError as wrong:
            sentence = str(wrong)
            named = next((own for own, file in ours.items() if sentence.startswith(file.name)), None)
            if named is None:
                if one not in ours:
                    raise
                named = one
            found.append(_Wrong(named, sentence))
    return found[0] if found else None


def _read(path: Path) -> _File:
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
    try:
        return _File(path, text, parse(mapping, path.name))
    except ProcedureError as wrong:
        raise _placed(wrong, path.name, text) from wrong


def _placed(wrong: ProcedureError, name: str, text: str) -> ProcedureError:
    """Return a refusal with the line it is about, where that can be told."""
    said = str(wrong)
    line = line_of(said.removeprefix(f"{name}: "), text) if said.startswith(f"{name}: ") else None
    return wrong if line is None else ProcedureError(said.replace(name, f"{name}, line {line}", 1))


def _folder(folder: Path) -> tuple[dict[str, _File], list[FileProblem]]:
    """Return the procedures of a folder by id, and the files that are none."""
    found: dict[str, _File] = {}
    problems = []
    for path in sorted(folder.glob("*.toml")):
        try:
            file = _read(path)
            if file.procedure.id in found:
                other = found[file.procedure.id].name
                raise ProcedureError(
                    f"{path.name}: has the id {file.procedure.id!r}, as {other} has; give it another."
                )
        except ProcedureError as wrong:
            problems.append(FileProblem(path, str(wrong)))
        else:
            found[file.procedure.id] = file
    return found, problems


def _whole(
    wanted: str, theirs: Mapping[str, _File], ours: Mapping[str, _File], above: tuple[str, ...]
) -> Procedure:
    """Return one procedure with all it inherits; `above` are those that are based on it, outermost first."""
    file = ours.get(wanted) or theirs[wanted]
    name, procedure = file.name, file.procedure
    base = procedure.base
    if not base:
        return procedure
    if base == wanted and wanted in ours and wanted in theirs:
        others = {one: each for one, each in ours.items() if one != wanted}
        return _inherited(_whole(wanted, theirs, others, above), file)
    chain = (*above, wanted)
    if base in chain:
        raise ProcedureError(
            f"{name}: is based on itself ({' -> '.join([*chain, base])}); take one 'base' out."
        )
    if base not in theirs and base not in ours:
        known = ", ".join(sorted({*theirs, *ours}))
        raise ProcedureError(f"{name}: there is no procedure {base!r} to be based on; there are {known}.")
    return _inherited(_whole(base, theirs, ours, chain), file)


def _inherited(base: Procedure, file: _File) -> Procedure:
    try:
        return inherit(base, file.procedure, file.name)
    except ProcedureError as wrong:
        raise _placed(wrong, file.name, file.text) from wrong
