"""The timeline: everything that happened, from the journal."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from complaintdesk.rules.dossier import StepFacts
from complaintdesk.store import complaint_steps as stored
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
    touched: dict[int, list[str]] = defaultdict(list)
    for entry in stored.own(session, complaint_id):
        touched[entry.step].append(f"{entry.table} {entry.row_id}")
    elsewhere: dict[int, list[str]] = defaultdict(list)
    for entry in stored.elsewhere(session, complaint_id):
        elsewhere[entry.step].append(f"{entry.table} {entry.row_id}")
    undone = _undone(stored.reversals(session, complaint_id, batch_id))
    return tuple(
        StepFacts(
            step.number,
            datetime.fromisoformat(step.at),
            step.actor,
            step.label,
            tuple(touched[step.number] or elsewhere[step.number]),
            step.number in undone,
        )
        for step in stored.steps(session, complaint_id, batch_id)
    )


def _undone(reversals: Iterable[stored.Reversal]) -> set[int]:
    """Return which of the steps stand undone: the last reversal decides."""
    undone: set[int] = set()
    for reversal in reversals:
        if reversal.kind == StepKind.undo.value:
            undone.add(reversal.number)
        else:
            undone.discard(reversal.number)
    return undone
