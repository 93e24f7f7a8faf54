"""The steps about one complaint, as rows.

Read with every dossier, so in SQL of our own: building these statements anew took
longer than all else that a dossier reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

_TOUCHED = (
    "SELECT 1 AS part, id, step, table_name, row_id FROM journal_entry"
    " WHERE table_name = 'complaint' AND row_id = :complaint"
    " UNION ALL SELECT 2, id, step, table_name, row_id FROM journal_entry WHERE table_name = 'message'"
    "  AND row_id IN (SELECT id FROM message WHERE complaint_id = :complaint)"
    " UNION ALL SELECT 3, id, step, table_name, row_id FROM journal_entry WHERE table_name = 'pause'"
    "  AND row_id IN (SELECT id FROM pause WHERE complaint_id = :complaint)"
    " UNION ALL SELECT 4, id, step, table_name, row_id FROM journal_entry WHERE table_name = 'complaint_link'"
    "  AND row_id IN (SELECT id FROM complaint_link WHERE complaint_id = :complaint OR other_id = :complaint)"
)
_STEPS = (
    f"WITH touched AS ({_TOUCHED})"  # noqa: S608
    " SELECT number, at, actor, label, complaint_id IS :complaint AS is_own FROM journal_step"
    " WHERE complaint_id = :complaint OR number IN (SELECT step FROM touched)"
    " OR number IN (SELECT step FROM journal_entry WHERE table_name = 'import_batch' AND row_id = :batch"
    "  AND act = 'load')"
    " ORDER BY number"
)
_OWN = (
    "SELECT step, table_name, row_id FROM journal_entry"
    " WHERE step IN (SELECT number FROM journal_step WHERE complaint_id = :complaint)"
    " AND act IN ('insert', 'update', 'delete') ORDER BY id"
)
_ELSEWHERE = f"SELECT step, table_name, row_id FROM ({_TOUCHED}) ORDER BY part, id"  # noqa: S608
_REVERSALS = (
    "SELECT kind, reverses FROM journal_step WHERE reverses IN"  # noqa: S608
    f" (SELECT number FROM ({_STEPS})) ORDER BY number"
)


class StepRow(NamedTuple):
    """One step, as it is stored."""

    number: int
    at: str
    actor: str
    label: str
    is_own: bool
    """Whether the step is about this complaint, and not only touched it."""


class Touched(NamedTuple):
    """One record that a step touched."""

    step: int
    table: str
    row_id: int


class Reversal(NamedTuple):
    """One undo or redo of a step."""

    kind: str
    number: int


def steps(session: Session, complaint_id: int, batch_id: int | None) -> Sequence[StepRow]:
    """Return the steps of a complaint, those that touched it or its records, and the import that brought it."""
    return [StepRow._make(row) for row in _read(session, _STEPS, complaint_id, batch_id)]


def own(session: Session, complaint_id: int) -> Sequence[Touched]:
    """Return the records touched by the steps that are about the complaint."""
    return [Touched._make(row) for row in _read(session, _OWN, complaint_id, None)]


def elsewhere(session: Session, complaint_id: int) -> Sequence[Touched]:
    """Return what any step touched of the complaint: its row, its messages, its pauses, its links."""
    return [Touched._make(row) for row in _read(session, _ELSEWHERE, complaint_id, None)]


def reversals(session: Session, complaint_id: int, batch_id: int | None) -> Sequence[Reversal]:
    """Return the undoing and redoing of those steps, oldest first."""
    return [Reversal._make(row) for row in _read(session, _REVERSALS, complaint_id, batch_id)]


def _read(
    session: Session, statement: str, complaint_id: int, batch_id: int | None
) -> Sequence[Sequence[object]]:
    session.flush()
    values = {"complaint": complaint_id, "batch": batch_id}
    return session.connection().exec_driver_sql(statement, values).fetchall()
