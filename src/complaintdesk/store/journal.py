"""The journal: every step is written down in its own transaction, by the store itself.

The store watches the session, so no service can forget the journal. For each
row touched, an entry holds what the columns held before and after, as stored.
An entry's commitment is a salted SHA-256 of that; a step's hash covers its
entries' commitments and the hash of the step before. Values may later be erased
with their salt, and the chain still holds.

Anyone can check the chain: a hash is SHA-256 over the parts below, each put in
as its length in eight bytes and its UTF-8 text.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, UOWTransaction

from complaintdesk.store import schema
from complaintdesk.store.moments import stored_moment as stored_moment
from complaintdesk.vocabulary import StepKind

TAG = "complaintdesk-step-1"
GENESIS = "0" * 64

Row = dict[str, Any]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after, as stored; None where it did not exist."""

    table: str
    row_id: int
    before: Values | None
    after: Values | None

    @property
    def act(self) -> str:
        """`insert`, `update` or `delete`."""
        if self.before is None:
            return "insert"
        return "delete" if self.after is None else "update"

    @property
    def complaint_ids(self) -> set[int]:
        """The complaint whose row this is or belongs to; two where the row went from one to the other."""
        if self.table == "complaint":
            return {self.row_id}
        owners = (row.get("complaint_id") for row in (self.before, self.after) if row is not None)
        return {int(owner) for owner in owners if owner is not None}

    def payload(self) -> dict[str, Values]:
        """Return what the entry holds: whole rows for insert and delete, changed columns for update."""
        if self.before is None or self.after is None:
            return {k: v for k, v in (("before", self.before), ("after", self.after)) if v is not None}
        changed = [column for column in self.after if self.before[column] != self.after[column]]
        return {
            "before": {column: self.before[column] for column in changed},
            "after": {column: self.after[column] for column in changed},
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """What one entry will say, before it has a number."""

    table: str
    row_id: int
    act: str
    payload: str


@dataclass(frozen=True, slots=True)
class StepHead:
    """What a new step needs to know of the one before it."""

    number: int
    hash: str
    undo_top: int | None
    redo_top: int | None


@dataclass(slots=True)
class Draft:
    """A step being written."""

    actor: str
    label: str
    now: datetime
    complaint_id: int | None = None
    kind: StepKind = StepKind.do
    reverses: int | None = None
    uuid: str = field(default_factory=lambda: uuid4().hex)
    number: int | None = None
    """Set once the step is written; stays None if nothing was changed."""


def canonical(payload: object) -> str:
    """Return JSON that is the same for the same values: sorted keys, ASCII, no spaces."""
    return _CANONICAL.encode(payload)


_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def chained(parts: Iterable[object]) -> str:
    """Return the SHA-256 over the parts, each with its length before it."""
    digest = hashlib.sha256()
    for part in parts:
        text = "" if part is None else str(part)
        raw = text.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()


def commitment(salt: str, payload: str) -> str:
    """Return what stays of an entry's values when they and their salt are erased."""
    return chained((salt, payload))


def entries_digest(entries: Iterable[tuple[str, int, str, str]]) -> str:
    """Return the content digest of a step from its entries' (table, row id, act, commitment), in order."""
    return chained(part for entry in entries for part in entry)


def step_hash(values: Mapping[str, Any]) -> str:
    """Return the hash of a step from its stored columns."""
    columns = (
        "number",
        "uuid",
        "at",
        "actor",
        "kind",
        "label",
        "complaint_id",
        "reverses",
        "undo_top",
        "redo_top",
    )
    return chained((TAG, *(values[column] for column in columns), values["digest"], values["previous"]))


def raw_row(connection: Connection, table: str, row_id: int) -> Row | None:
    """Return a row as stored, without its derived columns, or None."""
    row = connection.exec_driver_sql(f'SELECT * FROM "{table}" WHERE id = ?', (row_id,)).mappings().first()  # noqa: S608
    return None if row is None else journalled(table, dict(row))


def journalled(table: str, row: Mapping[str, Any]) -> Row:
    """Return the columns of a row that the journal answers for."""
    if table != "complaint":
        return dict(row)
    return {column: value for column, value in row.items() if column not in schema.DERIVED}


class Watcher:
    """Collects what a session changes, row by row, until the step is written."""

    def __init__(self, session: Session) -> None:
        self._before: dict[tuple[str, int], Values | None] = {}
        self._fresh: list[Any] = []
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush", self._after_flush)

    def _before_flush(self, session: Session, _context: UOWTransaction, _instances: object) -> None:
        connection = session.connection()
        for row in session.dirty:
            if session.is_modified(row) and self._keep(connection, row):
                row.version += 1
        for row in session.deleted:
            self._keep(connection, row)
        self._fresh = [row for row in session.new if row.__tablename__ not in schema.UNJOURNALLED]

    def _keep(self, connection: Connection, row: Any) -> bool:
        table = str(row.__tablename__)
        if table in schema.UNJOURNALLED:
            return False
        key = (table, int(row.id))
        if key not in self._before:
            self._before[key] = raw_row(connection, *key)
        return True

    def _after_flush(self, _session: Session, _context: UOWTransaction) -> None:
        for row in self._fresh:
            self._before.setdefault((str(row.__tablename__), int(row.id)), None)
        self._fresh = []

    def add(self, change: Change) -> None:
        """Note a change that was made without the session."""
        self._before.setdefault((change.table, change.row_id), change.before)

    def changes(self, connection: Connection) -> list[Change]:
        """Return what is different now, in the order in which rows were first touched."""
        found = []
        for (table, row_id), before in self._before.items():
            after = raw_row(connection, table, row_id)
            if before != after:
                found.append(Change(table, row_id, before, after))
        return found


def head(connection: Connection) -> StepHead:
    """Return the last step, or the state before the first one."""
    row = connection.exec_driver_sql(
        "SELECT number, hash, undo_top, redo_top FROM journal_step ORDER BY number DESC LIMIT 1"
    ).first()
    return StepHead(0, GENESIS, None, None) if row is None else StepHead(*row)


def write(
    connection: Connection,
    draft: Draft,
    entries: Iterable[Entry],
    tops: tuple[int | None, int | None] | None = None,
) -> StepHead:
    """Write one step with its entries and return it as the new head.

    Args:
        connection: Inside the step's own transaction.
        draft: What was done, by whom, when.
        entries: At least one.
        tops: For an undo or redo: what undo and redo would reverse next. Something new clears the redo list.
    """
    last = head(connection)
    number = last.number + 1
    undo_top, redo_top = tops if tops is not None else (number, None)
    next_id = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM journal_entry").scalar_one() + 1
    rows = []
    for position, entry in enumerate(entries):
        salt = secrets.token_hex(16)
        committed = commitment(salt, entry.payload)
        rows.append(
            (next_id + position, number, entry.table, entry.row_id, entry.act, entry.payload, salt, committed)
        )
    values: dict[str, Any] = {
        "number": number,
        "uuid": draft.uuid,
        "at": stored_moment(draft.now),
        "actor": draft.actor,
        "kind": draft.kind.name,
        "label": draft.label,
        "complaint_id": draft.complaint_id,
        "reverses": draft.reverses,
        "undo_top": undo_top,
        "redo_top": redo_top,
        "digest": entries_digest((row[2], row[3], row[4], row[7]) for row in rows),
        "previous": last.hash,
    }
    values["hash"] = step_hash(values)
    columns = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    connection.exec_driver_sql(
        f"INSERT INTO journal_step({columns}) VALUES ({marks})",  # noqa: S608 - the names above
        tuple(values.values()),
    )
    connection.exec_driver_sql(
        "INSERT INTO journal_entry(id, step, table_name, row_id, act, payload, salt, commitment)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    draft.number = number
    return StepHead(number, values["hash"], undo_top, redo_top)
