"""Clashes: what a step would change that was changed elsewhere since its handler looked.

The journal knows both, value by value, so that no form has to carry a version of
each row it shows: the number of the last step it has seen is enough.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from complaintdesk.errors import Clash, StaleError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from complaintdesk.store.journal import Change

_Payload = Mapping[str, Mapping[str, object]]

_OURS = ("id", "version", "number", "verdict")
"""How the columns begin that no handler fills in: they follow from the others, or merely count."""


def require_none(
    connection: Connection, changes: Sequence[Change], seen: int, own: Collection[int] = ()
) -> None:
    """Check that a step changes nothing that another step has changed since the handler looked.

    What the other step changed back, or set to the same, is no clash.

    Args:
        connection: Inside the step's own transaction, before it is written down.
        changes: What the step has changed.
        seen: The number of the last step the handler has seen.
        own: The numbers of steps since then that belong to the same act.

    Raises:
        StaleError: With all clashes.
    """
    head = int(connection.exec_driver_sql("SELECT coalesce(max(number), 0) FROM journal_step").scalar_one())
    if head <= seen:
        return
    found: list[Clash] = []
    last = 0
    for change in changes:
        others = _since(connection, change, seen, own)
        for step, clash in _of(change, others, changes) if others else ():
            found.append(clash)
            last = max(last, step)
    if found:
        names = ", ".join(dict.fromkeys(said(clash) for clash in found))
        nouns = list(dict.fromkeys(clash.table.replace("_", " ") for clash in found))
        were = "was" if len(nouns) == 1 else "were"
        msg = f"The {' and '.join(nouns)} {were} changed meanwhile ({names}). Nothing was saved; look at it again."
        raise StaleError(msg, found, head, last)


def said(clash: Clash) -> str:
    """Return in words what a clash is about."""
    name = clash.column or clash.table
    return name.removesuffix("_id").removesuffix("_minor").replace("_", " ")


def _since(
    connection: Connection, change: Change, seen: int, own: Collection[int]
) -> list[tuple[int, _Payload]]:
    """Return what other steps did to a row, each with its number.

    What the journal has forgotten is left out: the complaints of an erased person are closed to every change.
    """
    rows = connection.exec_driver_sql(
        "SELECT step, payload FROM journal_entry WHERE table_name = ? AND row_id = ? AND step > ?"
        " AND payload IS NOT NULL ORDER BY id",
        (change.table, change.row_id, seen),
    )
    return [(int(step), json.loads(payload)) for step, payload in rows if step not in own]


def _of(
    change: Change,
    others: Sequence[tuple[int, _Payload]],
    changes: Sequence[Change],
) -> Iterator[tuple[int, Clash]]:
    """Yield the clashes of one row, each with the last step that made it."""
    latest = others[-1][0]
    if change.before is None:
        return
    is_new = any("before" not in payload for _, payload in others)
    if change.after is None or is_new:
        # A row that is set anew may take the number of one that was taken off.
        if not _is_written_again(change, changes):
            mine = None if change.after is None else _words(change.after)
            yield latest, Clash(change.table, change.row_id, "", None, _words(change.before), mine)
        return
    before: dict[str, object] = {}
    steps: dict[str, int] = {}
    for step, payload in others:
        for column, value in payload.get("before", {}).items():
            before.setdefault(column, value)
            steps[column] = step
    for column, mine in change.after.items():
        theirs = change.before[column]
        if mine == theirs or column.startswith(_OURS):
            continue
        if column in before and before[column] != theirs:
            yield steps[column], Clash(change.table, change.row_id, column, before[column], theirs, mine)


def _is_written_again(gone: Change, changes: Sequence[Change]) -> bool:
    """Return whether a row that is taken off comes back with the same values, as one of a list set anew does."""
    return any(
        each.after is not None and each.table == gone.table and _content(each.after) == _content(gone.before)
        for each in changes
    )


def _content(row: Mapping[str, object] | None) -> dict[str, object]:
    return {name: value for name, value in (row or {}).items() if not name.startswith(_OURS)}


def _words(row: Mapping[str, object]) -> str:
    """Return what a row holds, in a line."""
    told = ((name.replace("_", " "), value) for name, value in _content(row).items())
    return ", ".join(f"{name} {value}" for name, value in told if value not in (None, ""))
