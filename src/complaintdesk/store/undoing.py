"""Undo and redo: new steps that set rows back to what the journal says they held."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from complaintdesk.errors import CannotUndoError, NothingToUndoError
from complaintdesk.store import journal
from complaintdesk.store.writing import Writing
from complaintdesk.vocabulary import StepKind

Mover = Callable[[Writing, Mapping[str, Any]], None]
"""Takes the rows of a whole import out of the tables, or puts them back."""


def next_undo(connection: Connection) -> int:
    """Return the number of the step that undo takes back now.

    Raises:
        NothingToUndoError: If every step is taken back already.
    """
    top = journal.head(connection).undo_top
    if top is None:
        msg = "There is no step left to undo."
        raise NothingToUndoError(msg)
    return top


def next_redo(connection: Connection) -> int:
    """Return the number of the step that redo restores now.

    Raises:
        NothingToUndoError: If nothing was undone since the last new step.
    """
    top = journal.head(connection).redo_top
    if top is None:
        msg = "There is no undone step to redo."
        raise NothingToUndoError(msg)
    return top


def reverse(writing: Writing, number: int, unload: Mover, load: Mover) -> None:
    """Take back or restore step `number` inside the transaction of `writing`.

    Args:
        writing: A step of kind undo or redo; of kind do, it takes `number` back as something new.
        number: The step to reverse; for undo and redo, the top of their list.
        unload: Called with the entry of an import that is to go.
        load: Called with the entry of an import that is to come back.

    Raises:
        CannotUndoError: If a row no longer holds what the step left, or its values were erased.
    """
    connection = writing.session.connection()
    undoing = writing.draft.kind is not StepKind.redo
    entries = list(
        connection.exec_driver_sql(
            "SELECT table_name, row_id, act, payload FROM journal_entry WHERE step = ? ORDER BY id", (number,)
        ).mappings()
    )
    # Rows may refer to each other in any order while the step is half reversed.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    unloads = False
    for entry in reversed(entries) if undoing else entries:
        if entry["payload"] is None:
            msg = "This step holds data of a person who was erased, so it cannot be taken back."
            raise CannotUndoError(msg)
        if entry["act"] in {"erase", "restate", "runs"}:
            raise CannotUndoError("An erasure cannot be taken back; what it took away is nowhere any more.")
        payload = json.loads(entry["payload"])
        if entry["act"] in {"load", "unload"}:
            comes_back = (entry["act"] == "load") is not undoing
            unloads = unloads or not comes_back
            (load if comes_back else unload)(writing, payload)
            continue
        before, after = payload.get("before"), payload.get("after")
        if undoing:
            before, after = after, before
        _set(writing, connection, str(entry["table_name"]), int(entry["row_id"]), before, after)
    if unloads and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        msg = (
            "Complaints of this import have been worked on since, or others rest on its customers."
            " Undo that first, then the import."
        )
        raise CannotUndoError(msg)
    if writing.draft.kind is not StepKind.do:
        writing.tops = _tops(connection, number, undoing=undoing)


def _set(
    writing: Writing,
    connection: Connection,
    table: str,
    row_id: int,
    expected: Mapping[str, Any] | None,
    wanted: Mapping[str, Any] | None,
) -> None:
    found = journal.raw_row(connection, table, row_id)
    settled = {k: v for k, v in (expected or {}).items() if k != "version"}
    if (found is None) != (expected is None) or any((found or {})[k] != v for k, v in settled.items()):
        msg = f"The {table.replace('_', ' ')} is no longer what this step left, so it cannot be taken back."
        raise CannotUndoError(msg)
    writing.watcher.add(journal.Change(table, row_id, found, None))
    if wanted is None:
        connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id = ?', (row_id,))  # noqa: S608
    elif found is None:
        columns = ", ".join(f'"{column}"' for column in wanted)
        marks = ", ".join("?" for _ in wanted)
        extra = ", triage_score, next_due_name" if table == "complaint" else ""
        filler = ", 0, ''" if table == "complaint" else ""
        connection.exec_driver_sql(
            f'INSERT INTO "{table}"({columns}{extra}) VALUES ({marks}{filler})',  # noqa: S608
            tuple(wanted.values()),
        )
    else:
        # A version only ever grows, so that a view from before the undo is seen to be stale.
        changed = {**wanted, "version": found["version"] + 1}
        sets = ", ".join(f'"{column}" = ?' for column in changed)
        connection.exec_driver_sql(
            f'UPDATE "{table}" SET {sets} WHERE id = ?',  # noqa: S608
            (*changed.values(), row_id),
        )


def _tops(connection: Connection, number: int, *, undoing: bool) -> tuple[int | None, int | None]:
    if undoing:
        beneath = connection.exec_driver_sql(
            "SELECT undo_top FROM journal_step WHERE number = ?", (number - 1,)
        ).scalar()
        return beneath, number
    undone_by = connection.exec_driver_sql(
        "SELECT max(number) FROM journal_step WHERE reverses = ? AND kind = 'undo'", (number,)
    ).scalar_one()
    beneath = connection.exec_driver_sql(
        "SELECT redo_top FROM journal_step WHERE number = ?", (undone_by - 1,)
    ).scalar()
    return number, beneath
