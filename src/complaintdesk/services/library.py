"""The library: what options cite, and the choices that forms offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from sqlmodel import Session, col, func, select

from complaintdesk.models import LibraryEntry
from complaintdesk.services.texts import needed, text
from complaintdesk.store import records
from complaintdesk.vocabulary import LibraryKind

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the library, in the wording that holds."""

    id: int
    kind: LibraryKind
    code: str
    title: str
    text: str
    edition: int
    effective_on: date | None


def entries(desk: Desk, kind: LibraryKind | None = None) -> tuple[Entry, ...]:
    """Return the entries in force today, in the order of kind and code."""
    today = desk.today()
    with desk.reading() as session:
        rows = session.exec(
            select(LibraryEntry)
            .where(col(LibraryEntry.removed).is_(False))
            .order_by(col(LibraryEntry.kind), col(LibraryEntry.code), col(LibraryEntry.edition).desc())
        ).all()
    held: dict[tuple[LibraryKind, str], LibraryEntry] = {}
    for row in rows:
        begun = row.effective_on is None or row.effective_on <= today
        if begun and (row.ends_on is None or today <= row.ends_on) and (kind is None or row.kind is kind):
            held.setdefault((row.kind, row.code), row)
    return tuple(
        Entry(row.id or 0, row.kind, row.code, row.title, row.text, row.edition, row.effective_on)
        for row in held.values()
    )


@dataclass(frozen=True, slots=True)
class Edition:
    """One wording of an entry, and whether it holds."""

    entry: Entry
    standing: Literal["in force", "coming", "past"]


def editions(desk: Desk, kind: LibraryKind) -> tuple[Edition, ...]:
    """Return every wording of one kind, those in force and coming, and those they took the place of.

    They come in the order of their codes, the latest edition first.
    """
    held = {entry.id for entry in entries(desk, kind)}
    today = desk.today()
    with desk.reading() as session:
        rows = session.exec(
            select(LibraryEntry)
            .where(LibraryEntry.kind == kind, col(LibraryEntry.removed).is_(False))
            .order_by(col(LibraryEntry.code), col(LibraryEntry.edition).desc())
        ).all()
    return tuple(
        Edition(
            Entry(row.id or 0, row.kind, row.code, row.title, row.text, row.edition, row.effective_on),
            "in force"
            if row.id in held
            else "coming"
            if row.effective_on is not None and row.effective_on > today
            else "past",
        )
        for row in rows
    )


def remove(desk: Desk, entry_id: int) -> tuple[Entry, ...]:
    """Take one edition off the shelf; what cited it still does, and the edition before it holds again.

    Raises:
        NotFoundError: If there is no such entry.
    """
    with desk.step("remove from the library") as step:
        records.get(step.session, LibraryEntry, entry_id).removed = True
    return entries(desk)


def add(
    desk: Desk, kind: LibraryKind, code: str, title: str, words: str, effective_on: date | None = None
) -> tuple[Entry, ...]:
    """Add an entry; with a code that is known, it is a new edition, and what cited the old one still does."""
    with desk.step("add to the library") as step:
        put(step.session, kind, code, title, words, effective_on)
    return entries(desk)


def put(
    session: Session, kind: LibraryKind, code: str, title: str, words: str, effective_on: date | None
) -> None:
    """Add an entry within somebody else's step; see `add`."""
    code = needed(code, "Code").strip()
    latest = session.exec(
        select(func.max(LibraryEntry.edition)).where(LibraryEntry.kind == kind, LibraryEntry.code == code)
    ).one()
    session.add(
        LibraryEntry.model_validate(
            {
                "kind": kind,
                "code": code,
                "title": needed(title, "Title").strip(),
                "text": text(words, "Text"),
                "edition": int(latest or 0) + 1,
                "effective_on": effective_on,
            }
        )
    )
