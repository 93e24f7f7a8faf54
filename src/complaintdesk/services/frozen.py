"""The guard of every step: while an outside body has a complaint, its record stays as it was.

It looks at what a step has changed, row by row, so no service can forget it, and undo
and redo pass it too. A step that hands over or takes back is judged as a whole: only a
complaint that was out before the step and is still out after it is guarded, so sending
the file can be undone, but no earlier step can while the file is out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from complaintdesk.errors import WrongStageError
from complaintdesk.rules import escalations
from complaintdesk.store import handed_over

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from complaintdesk.store.journal import Change
    from complaintdesk.store.writing import Writing


def require_thawed(step: Writing, changes: Sequence[Change]) -> None:
    """Refuse a step that changes the record of a complaint an outside body has.

    Raises:
        WrongStageError: Naming the body, since when it has it, and how to go on.
    """
    _require_kept(step, changes)
    frozen = [each for each in changes if escalations.is_frozen(each.table, each.before, each.after)]
    if not frozen:
        return
    connection = step.session.connection()
    for complaint_id in dict.fromkeys(_owners(connection, frozen)):
        for sentence in _standing(connection, complaint_id, changes):
            if not handed_over.is_overridden(connection, complaint_id, escalations.RULE, sentence):
                ways = "Record that it came back (Resolution, Escalated: r), or why it must change now (e there)."
                msg = f"{sentence} {ways}"
                raise WrongStageError(msg)


def _require_kept(step: Writing, changes: Sequence[Change]) -> None:
    """Refuse a step on a complaint of which nothing but figures is kept.

    Raises:
        WrongStageError: Naming the complaint and the day.
    """
    touched = set[int]().union(*(change.complaint_ids for change in changes))
    found = handed_over.disposed(step.session.connection(), touched) if touched else None
    if found is not None:
        reference, day = found
        msg = f"{reference} was erased or disposed of on {day}; only its figures are kept, and they stay."
        raise WrongStageError(msg)


def _owners(connection: Connection, changes: Iterable[Change]) -> Iterable[int]:
    for change in changes:
        for row in (change.before, change.after):
            if row is None:
                continue
            if change.table == "complaint":
                yield change.row_id
            elif change.table in escalations.PARENTS:
                table, column = escalations.PARENTS[change.table]
                owner = handed_over.owner(connection, table, int(row[column]))
                if owner is not None:
                    yield owner
            else:
                yield int(row["complaint_id"])


def _standing(connection: Connection, complaint_id: int, changes: Sequence[Change]) -> Iterable[str]:
    """Yield a sentence for each hand-over that was out before the step and is out after it."""
    before: dict[int, Mapping[str, Any] | None] = {
        change.row_id: change.before for change in changes if change.table == "escalation"
    }
    for number, row in enumerate(handed_over.of_complaint(connection, complaint_id), start=1):
        was = before.get(row["id"], row)
        if was is not None and _is_out(was) and _is_out(row):
            yield escalations.frozen_sentence(number, row["handed_to"], date.fromisoformat(row["sent_on"]))


def is_out(connection: Connection, complaint_id: int) -> bool:
    """Return whether an outside body has a complaint, so that its record stays as it is."""
    return any(_is_out(row) for row in handed_over.of_complaint(connection, complaint_id))


def _is_out(row: Mapping[str, Any]) -> bool:
    return bool(row["external"]) and row["sent_on"] is not None and row["returned_on"] is None
