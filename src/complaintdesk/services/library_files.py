"""The library as a file: written whole, and read with only what it changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from complaintdesk.config import library_file
from complaintdesk.config.library_file import FileEntry, LibraryFile
from complaintdesk.reports import bundle
from complaintdesk.rules import balance, triage_score
from complaintdesk.services import authority, bands, library, weighing
from complaintdesk.services.derived import Recount
from complaintdesk.store import records

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.library import Entry


def held(desk: Desk) -> LibraryFile:
    """Return what the library holds today, as a file says it."""
    return LibraryFile(
        tuple(
            FileEntry(each.kind, each.code, each.title, each.text, each.effective_on)
            for kind in library_file.WRITTEN
            for each in library.entries(desk, kind)
        ),
        authority.view(desk),
        tuple(replace(band, id=None) for band in bands.view(desk)),
        desk.balance_weights,
        desk.triage_weights,
        f"The library of {desk.whose.organisation or desk.whose.handler}, {desk.today()}.",
    )


def write(desk: Desk, path: Path, force: bool = False) -> Path:
    """Write the library to a file and return where it is.

    Raises:
        ExportRefusedError: If the file is there already or cannot be written.
    """
    text = library_file.render(held(desk), desk.whose.currency)
    (written,) = bundle.write({path.name: text}, path.parent, force)
    return written


def take(desk: Desk, path: Path, dry_run: bool = False, recount: Recount | None = None) -> tuple[str, ...]:
    """Take over what a file says otherwise than the library does, in one step; return it in words.

    A changed wording is a new edition, changed limits hold from today on; what the file
    leaves out stays as it is. Nothing that differs is no step.

    Raises:
        SettingsError: If something in the file is wrong; nothing was changed.
        InvalidInputError: If what it says cannot be kept.
    """
    said, now = library_file.read(path, desk.whose.currency), held(desk)
    entries = _changed_entries(desk, said)
    known = {limit.role: limit for limit in now.limits}
    limits = [limit for limit in said.limits if known.get(limit.role) != limit]
    ids = {band.named: band for band in bands.view(desk)}
    changed_bands = [
        band
        for band in (replace(one, id=ids[one.named].id if one.named in ids else None) for one in said.bands)
        if ids.get(band.named) != band
    ]
    told = [
        *(f"{entry.code}: {'new edition' if before else 'added'}" for entry, before in entries),
        *(f"{limit.name}: {'limits' if limit.role in known else 'added'}" for limit in limits),
        *(f"{band.scale}, {band.level}: {'changed' if band.id else 'added'}" for band in changed_bands),
    ]
    if said.balance not in {None, now.balance}:
        told.append("balance weights")
    if said.triage not in {None, now.triage}:
        told.append("triage weights")
    if dry_run or not told:
        return tuple(told)
    with desk.step("read the library from a file", recount=recount) as step:
        for entry, _ in entries:
            library.put(step.session, entry.kind, entry.code, entry.title, entry.text, entry.effective_on)
        authority.keep(desk, step.session, limits)
        for band in changed_bands:
            bands.put(step.session, band)
        _keep_weights(step.session, said)
    return tuple(told)


def _changed_entries(desk: Desk, said: LibraryFile) -> list[tuple[FileEntry, Entry | None]]:
    """Return the entries of a file whose wording is another than the latest, each with that one.

    Where the day is that of the wording before, nobody has chosen a new one: it holds from today on.
    """
    latest: dict[tuple[object, str], Entry] = {}
    for kind in library_file.WRITTEN:
        for edition in library.editions(desk, kind):
            latest.setdefault((kind, edition.entry.code), edition.entry)
    changed: list[tuple[FileEntry, Entry | None]] = []
    for entry in said.entries:
        before = latest.get((entry.kind, entry.code))
        if before is None:
            changed.append((entry, before))
        elif (entry.title, entry.text) != (before.title, before.text):
            is_old_day = entry.effective_on in {None, before.effective_on}
            changed.append((replace(entry, effective_on=desk.today()) if is_old_day else entry, before))
    return changed


def _keep_weights(session: Session, said: LibraryFile) -> None:
    profile = records.profile(session)
    if said.balance is not None:
        profile.balance_weights = weighing.written(said.balance, balance.DEFAULT_WEIGHTS)
    if said.triage is not None:
        profile.triage_weights = weighing.written(said.triage, triage_score.DEFAULT_WEIGHTS)
