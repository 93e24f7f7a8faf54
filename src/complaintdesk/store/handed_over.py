"""Hand-overs as they stand inside a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
