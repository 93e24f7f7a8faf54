"""How long complaints are kept: which have been kept for as long as they may be, and which a hold keeps longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from complaintdesk.rules import retention
from complaintdesk.rules.retention import Kept
from complaintdesk.store import keeping

if TYPE_CHECKING:
    from complaintdesk.rules.procedure_grammar import Limit
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Due:
    """A complaint that has been kept for as long as it may be."""

    complaint_id: int
    reference: str
    about: str
    customer_id: int | None
    ended_on: date
    kept_until: date
    sum: str
    """How that day comes about."""
    claims: int
    """Records of it that are claimed as evidence."""
    hold: str = ""
    """Why it is kept all the same; empty where nothing holds it."""


def due(desk: Desk, *, on_desk: bool = False, most: int | None = None) -> tuple[Due, ...]:
    """Return the complaints whose retention has run out, those under a legal hold too, the oldest first.

    Args:
        desk: The desk.
        on_desk: Whether imported history is left out.
        most: How many are enough.
    """
    months = desk.settings.retention_months
    found = []
    day = retention.later(desk.today(), -months).isoformat()
    for row in keeping.ended_by(desk.reader, day, on_desk=on_desk, most=most):
        ended_on, received_on = date.fromisoformat(row["ended_on"]), date.fromisoformat(row["received_on"])
        kept = until(desk, row["procedure"], ended_on, received_on)
        if kept.until >= desk.today():
            continue
        hold = (row["legal_hold_reason"] or "no reason noted") if row["legal_hold"] else ""
        ids = (int(row["id"]), row["reference"], row["about"], row["customer_id"])
        found.append(Due(*ids, ended_on, kept.until, kept.sum, int(row["claims"]), hold))
    return tuple(found)


def until(desk: Desk, procedure_id: str, ended_on: date, received_on: date) -> Kept:
    """Return until when a complaint is kept that ended on a day."""
    return retention.kept(ended_on, received_on, desk.settings.retention_months, _limit(desk, procedure_id))


def _limit(desk: Desk, procedure_id: str) -> Limit | None:
    procedure = desk.procedures.get(procedure_id)
    limits = procedure.limits if procedure else ()
    return next((one for one in limits if one.id == retention.LIMIT), None)
