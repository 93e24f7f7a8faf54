"""The timeline: everything that happened, from the journal."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Enum
from sqlmodel import Session, SQLModel

from complaintdesk.models.record import Moment
from complaintdesk.rules import money
from complaintdesk.rules.dossier import StepFacts
from complaintdesk.store import complaint_steps as stored
from complaintdesk.vocabulary import StepKind

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

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
            () if payload is None else _changed(str(table), json.loads(payload), desk.whose.currency),
            payload is None,
        )
        for table, row_id, act, payload in rows
    )


def _changed(table: str, payload: Mapping[str, Any], currency: str) -> tuple[Changed, ...]:
    """Return the values that differ; what an insert left empty, or says no to, tells nothing."""
    before, after = payload.get("before"), payload.get("after")
    if before is None and after is None:
        after = payload
    columns = SQLModel.metadata.tables[table].c
    told = []
    for name in dict.fromkeys([*(before or {}), *(after or {})]):
        kind = columns[name].type if name in columns else None
        was, now = (_said(name, kind, values and values.get(name), currency) for values in (before, after))
        is_plain_no = before is None and isinstance(kind, Boolean) and now == "no"
        if (was or now) and not is_plain_no and name not in _KEPT_BY_US:
            told.append(Changed(name.removesuffix("_minor"), was, now))
    return tuple(told)


_KEPT_BY_US = frozenset({"id", "version", "complaint_id"})
"""Columns that say nothing of what was done."""


def _said(name: str, kind: TypeEngine[Any] | None, value: Any, currency: str) -> str | None:
    """Return a value of the journal as it is said: yes and no, an amount with its currency, a moment on this clock."""
    if value is None:
        return None
    if isinstance(kind, Boolean):
        return "yes" if value else "no"
    if isinstance(kind, Enum):
        return str(value).replace("_", " ")
    if isinstance(kind, Moment):
        return f"{datetime.fromisoformat(value).astimezone():%Y-%m-%d %H:%M}"
    return money.shown(value, currency) if name.endswith("_minor") else str(value)


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
