"""Undo and redo, and what the next one would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from complaintdesk.store import loading, undoing
from complaintdesk.vocabulary import StepKind

if TYPE_CHECKING:
    from complaintdesk.services.derived import Recount
    from complaintdesk.services.desk import Desk
    from complaintdesk.store.writing import Writing


@dataclass(frozen=True, slots=True)
class Reversed:
    """What an undo or redo did."""

    number: int
    label: str
    complaint_id: int | None
    reference: str
    moves_calendar: bool = False
    """Whether it may touch the working days, and with them the clocks of every open complaint."""

    is_import: bool = False
    """Whether it took in a file: of thousands of rows, reversing it takes seconds."""

    complaints: tuple[int, ...] = ()
    """The complaints whose own rows it changes, ids in the order of the act; an import's are not named."""

    def __str__(self) -> str:
        return f"{self.label}, {self.reference}" if self.reference else self.label


def undo(desk: Desk, recount: Recount | None = None) -> Reversed:
    """Take back the last step that stands, as a new step, and return which it was.

    A step that moved the calendar moves every open complaint's clocks back: `recount` is told.

    Raises:
        NothingToUndoError: If every step since the set-up is taken back.
        CannotUndoError: If that step cannot be taken back.
    """
    return _reverse(desk, StepKind.undo, recount)


def redo(desk: Desk, recount: Recount | None = None) -> Reversed:
    """Restore the step that was undone last, as a new step, and return which it was.

    Raises:
        NothingToUndoError: If nothing was undone since the last new step.
    """
    return _reverse(desk, StepKind.redo, recount)


def next_undo(desk: Desk) -> Reversed | None:
    """Return the step that undo would take back, or None."""
    row = desk.reader.execute("SELECT undo_top FROM journal_step ORDER BY number DESC LIMIT 1").fetchone()
    return _named(desk, int(row[0])) if row is not None and row[0] is not None else None


def next_redo(desk: Desk) -> Reversed | None:
    """Return the step that redo would restore, or None."""
    row = desk.reader.execute("SELECT redo_top FROM journal_step ORDER BY number DESC LIMIT 1").fetchone()
    return _named(desk, int(row[0])) if row is not None and row[0] is not None else None


def take_back_import(desk: Desk, batch_id: int) -> Reversed:
    """Take back a whole import, whatever was done to other complaints since, and return its step.

    Raises:
        NotFoundError: If there is no such import.
        CannotUndoError: If complaints of it have been worked on.
    """
    from complaintdesk.errors import NotFoundError

    row = desk.reader.execute(
        # A table's rows are loaded in bulk; e-mails are entered one by one, beside the row of their import.
        "SELECT step FROM journal_entry WHERE table_name = 'import_batch' AND row_id = ? AND act IN ('load', 'insert')"
        " AND EXISTS (SELECT 1 FROM import_batch WHERE id = row_id) ORDER BY id DESC LIMIT 1",
        (batch_id,),
    ).fetchone()
    if row is None:
        msg = f"There is no import {batch_id}."
        raise NotFoundError(msg)
    found = _named(desk, int(row[0]))
    with desk.step(f"undo import {batch_id}") as step:
        undoing.reverse(step, found.number, *_movers(desk))
    return found


def _reverse(desk: Desk, kind: StepKind, recount: Recount | None) -> Reversed:
    with desk.reading() as session:
        choose = undoing.next_undo if kind is StepKind.undo else undoing.next_redo
        found = _named(desk, choose(session.connection()))
    with desk.step(f"{kind} {found.label}", found.complaint_id, kind, found.number, recount) as step:
        undoing.reverse(step, found.number, *_movers(desk))
    return found


def _movers(desk: Desk) -> tuple[undoing.Mover, undoing.Mover]:
    folder = desk.store.folder.attachments

    def unload(step: Writing, payload: Mapping[str, Any]) -> None:
        loading.unload(folder, step, payload)

    def load(step: Writing, payload: Mapping[str, Any]) -> None:
        loading.reload(folder, step, payload)

    return unload, load


def _named(desk: Desk, number: int) -> Reversed:
    label, complaint_id, reference, moves, is_import = desk.reader.execute(
        "SELECT s.label, s.complaint_id, coalesce(c.reference, ''),"
        " EXISTS (SELECT 1 FROM journal_entry WHERE step = s.number AND table_name = 'profile'),"
        " EXISTS (SELECT 1 FROM journal_entry WHERE step = s.number AND table_name = 'import_batch')"
        " FROM journal_step AS s"
        " LEFT JOIN complaint AS c ON c.id = s.complaint_id WHERE s.number = ?",
        (number,),
    ).fetchone()
    rows = desk.reader.execute(
        "SELECT row_id FROM journal_entry WHERE step = ? AND table_name = 'complaint' ORDER BY id", (number,)
    )
    changed = tuple(dict.fromkeys(int(row[0]) for row in rows))
    return Reversed(number, str(label), complaint_id, str(reference), bool(moves), bool(is_import), changed)
