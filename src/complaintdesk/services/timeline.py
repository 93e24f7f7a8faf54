"""The timeline: everything that happened, from the journal."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from complaintdesk.models import ComplaintLink, JournalEntry, JournalStep, Message, Pause
from complaintdesk.rules.dossier import StepFacts
from complaintdesk.vocabulary import StepKind

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

MOST_ENTRIES = 200
"""Records of one step that are told in full; a bulk act may touch many more."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One value of a record, before and after, as text; None where there was none."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a step did to one record."""

    record: str
    """The kind of record, in words."""

    record_id: int
    act: str
    """`insert`, `update`, `delete`, or `load` / `unload` of a whole import."""

    changed: tuple[Changed, ...]
    is_erased: bool = False
    """Whether the values are gone because the person was erased."""


def entries(desk: Desk, number: int) -> tuple[Entry, ...]:
    """Return what a step changed, record by record; at most the first two hundred."""
    rows = desk.reader.execute(
        "SELECT table_name, row_id, act, payload FROM journal_entry WHERE step = ? ORDER BY id LIMIT ?",
        (number, MOST_ENTRIES),
    )
    return tuple(
        Entry(
            str(table).replace("_", " "),
            int(row_id),
            str(act),
            () if payload is None else _changed(json.loads(payload)),
            payload is None,
        )
        for table, row_id, act, payload in rows
    )


def _changed(payload: Mapping[str, Any]) -> tuple[Changed, ...]:
    """Return the values that differ; a value that an insert left empty tells nothing."""
    before, after = payload.get("before"), payload.get("after")
    if before is None and after is None:
        after = payload
    names = dict.fromkeys([*(before or {}), *(after or {})])
    pairs = ((name, _said(before, name), _said(after, name)) for name in names if name not in _KEPT_BY_US)
    return tuple(Changed(*found) for found in pairs if (found[1] or found[2]) and found != _NOT_REMOVED)


_KEPT_BY_US = frozenset({"id", "version", "complaint_id"})
"""Columns that say nothing of what was done."""

_NOT_REMOVED = ("removed", None, "0")
"""What every new record says."""


def _said(values: Mapping[str, Any] | None, name: str) -> str | None:
    value = None if values is None else values.get(name)
    return None if value is None else str(value)


def of_complaint(session: Session, complaint_id: int, batch_id: int | None) -> tuple[StepFacts, ...]:
    """Return the steps of one complaint, oldest first, beginning with the import that brought it.

    A step about several complaints, or about another one, is among them where it
    touched this one; of its records only those of this complaint are named.
    """
    wanted = col(JournalStep.complaint_id) == complaint_id
    if batch_id is not None:
        loads = select(JournalEntry.step).where(
            JournalEntry.table_name == "import_batch",
            JournalEntry.row_id == batch_id,
            JournalEntry.act == "load",
        )
        wanted = wanted | col(JournalStep.number).in_(loads)
    elsewhere = _elsewhere(session, complaint_id)
    wanted = wanted | col(JournalStep.number).in_(elsewhere)
    steps = session.exec(select(JournalStep).where(wanted).order_by(col(JournalStep.number))).all()
    numbers = [step.number for step in steps]
    touched: dict[int, list[str]] = defaultdict(list)
    own = [step.number for step in steps if step.complaint_id == complaint_id]
    for number, table, row_id in session.exec(
        select(JournalEntry.step, JournalEntry.table_name, JournalEntry.row_id)
        .where(col(JournalEntry.step).in_(own), col(JournalEntry.act).in_(("insert", "update", "delete")))
        .order_by(col(JournalEntry.id))
    ):
        touched[number].append(f"{table} {row_id}")
    undone = _undone(session, numbers)
    return tuple(
        StepFacts(
            step.number,
            step.at,
            step.actor,
            step.label,
            tuple(touched[step.number] or elsewhere.get(step.number, ())),
            step.number in undone,
        )
        for step in steps
    )


def _elsewhere(session: Session, complaint_id: int) -> Mapping[int, Sequence[str]]:
    """Return what steps touched of this complaint: its row, its messages, its pauses and its links, by step."""
    entry = select(JournalEntry.step, JournalEntry.table_name, JournalEntry.row_id)
    ours: tuple[tuple[str, Any], ...] = (
        ("complaint", [complaint_id]),
        ("message", select(Message.id).where(Message.complaint_id == complaint_id)),
        ("pause", select(Pause.id).where(Pause.complaint_id == complaint_id)),
        (
            "complaint_link",
            select(ComplaintLink.id).where(
                (col(ComplaintLink.complaint_id) == complaint_id)
                | (col(ComplaintLink.other_id) == complaint_id)
            ),
        ),
    )
    touched: dict[int, list[str]] = defaultdict(list)
    for table, ids in ours:
        found = entry.where(JournalEntry.table_name == table, col(JournalEntry.row_id).in_(ids))
        for number, name, row_id in session.exec(found.order_by(col(JournalEntry.id))):
            touched[number].append(f"{name} {row_id}")
    return touched


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
