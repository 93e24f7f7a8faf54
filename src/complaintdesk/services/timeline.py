"""The timeline: everything that happened, from the journal."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from complaintdesk.models import JournalEntry, JournalStep
from complaintdesk.rules.dossier import StepFacts
from complaintdesk.vocabulary import StepKind

if TYPE_CHECKING:
    pass


def of_complaint(session: Session, complaint_id: int, batch_id: int | None) -> tuple[StepFacts, ...]:
    """Return the steps of one complaint, oldest first, beginning with the import that brought it."""
    wanted = col(JournalStep.complaint_id) == complaint_id
    if batch_id is not None:
        loads = select(JournalEntry.step).where(
            JournalEntry.table_name == "import_batch",
            JournalEntry.row_id == batch_id,
            JournalEntry.act == "load",
        )
        wanted = wanted | col(JournalStep.number).in_(loads)
    steps = session.exec(select(JournalStep).where(wanted).order_by(col(JournalStep.number))).all()
    numbers = [step.number for step in steps]
    touched: dict[int, list[str]] = defaultdict(list)
    for number, table, row_id in session.exec(
        select(JournalEntry.step, JournalEntry.table_name, JournalEntry.row_id)
        .where(col(JournalEntry.step).in_(numbers), col(JournalEntry.act).in_(("insert", "update", "delete")))
        .order_by(col(JournalEntry.id))
    ):
        touched[number].append(f"{table} {row_id}")
    undone = _undone(session, numbers)
    return tuple(
        StepFacts(
            step.number, step.at, step.actor, step.label, tuple(touched[step.number]), step.number in undone
        )
        for step in steps
    )


def _undone(session: Session, numbers: list[int]) -> set[int]:
    """Return which of the steps stand undone: the last reversal decides."""
    undone: set[int] = set()
    for kind, number in session.exec(
        select(JournalStep.kind, JournalStep.reverses)
        .where(col(JournalStep.reverses).in_(numbers))
        .order_by(col(JournalStep.number))
    ):
        if kind is StepKind.undo and number is not None:
            undone.add(number)
        elif number is not None:
            undone.discard(number)
    return undone
