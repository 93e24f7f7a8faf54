"""Hand-overs as they stand inside a step."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection


def of_complaint(connection: Connection, complaint_id: int) -> Sequence[Mapping[str, Any]]:
    """Return every hand-over of a complaint as stored, in order."""
    found = connection.exec_driver_sql(
        "SELECT id, handed_to, external, sent_on, returned_on FROM escalation"
        " WHERE complaint_id = ? ORDER BY id",
        (complaint_id,),
    )
    return [dict(row) for row in found.mappings()]


def is_overridden(connection: Connection, complaint_id: int, rule: int, sentence: str) -> bool:
    """Return whether a rule was overridden for a complaint in exactly this matter."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM override WHERE complaint_id = ? AND rule = ? AND sentence = ?",
        (complaint_id, rule, sentence),
    ).first()
    return found is not None


def owner(connection: Connection, table: str, row_id: int) -> int | None:
    """Return the complaint a row belongs to; None if the row is gone."""
    found = connection.exec_driver_sql(
        f'SELECT complaint_id FROM "{table}" WHERE id = ?',  # noqa: S608 - a name of `PARENTS`
        (row_id,),
    ).first()
    return int(found[0]) if found is not None else None


def disposed(connection: Connection, complaint_ids: Collection[int]) -> tuple[str, str] | None:
    """Return the reference of one of some complaints that was disposed of, and the day; None where none was."""
    row = connection.exec_driver_sql(
        "SELECT reference, disposed_on FROM complaint WHERE id IN (SELECT value FROM json_each(?))"
        " AND disposed_on IS NOT NULL LIMIT 1",
        (json.dumps(list(complaint_ids)),),
    ).first()
    return None if row is None else (str(row[0]), str(row[1]))
