"""The morning list: what is due, what was promised, and what is being waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from complaintdesk.store import due_list

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

WITHIN_DAYS = 7
"""How far ahead the list looks, unless asked otherwise."""

_KINDS = (
    "clock",
    "promise",
    "action",
    "counter-offer",
    "offer",
    "source",
    "approval",
    "implication",
    "escalation",
)
"""Every kind of item; of one day's they are listed in this order."""

_SENTENCES = {
    "counter-offer": "Answer the counter-offer: {}",
    "offer": "The offer expires: {}",
    "source": "Asked for: {}",
    "approval": "In writing: {}",
    "implication": "Response: {}",
    "escalation": "Acknowledgement: {}",
}
"""Kind -> what the handler is waiting for or must do; a clock, promise or action says it itself."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that falls due."""

    kind: str
    complaint_id: int
    reference: str
    what: str
    due_on: date
    days_left: int
    """Calendar days; negative once it is overdue."""


def morning(desk: Desk, within_days: int = WITHIN_DAYS) -> tuple[DueItem, ...]:
    """Return everything overdue or due within some days, the most pressing first."""
    today = desk.today()
    by = (today + timedelta(days=within_days)).isoformat()
    items = [
        DueItem(
            kind=row["kind"],
            complaint_id=row["complaint_id"],
            reference=row["reference"],
            what=_SENTENCES.get(row["kind"], "{}").replace("{}", row["what"]),
            due_on=(due_on := date.fromisoformat(row["due_on"])),
            days_left=(due_on - today).days,
        )
        for row in due_list.owed(desk.reader, by)
    ]
    items += _clocks(desk, by)
    return tuple(sorted(items, key=lambda item: (item.due_on, _KINDS.index(item.kind), item.reference)))


def _clocks(desk: Desk, by: str) -> list[DueItem]:
    today = desk.today()
    found = []
    for row in due_list.next_dues(desk.reader, by):
        name, due_on = row["next_due_name"], date.fromisoformat(row["next_due_on"])
        clocks = _clock_names(desk, row["procedure"])
        if name not in clocks:
            # A promise or the like comes first; it is listed by itself, and hides the clock behind it.
            clock = _next_clock(desk, row["id"]) if clocks else None
            if clock is None or clock[1].isoformat() > by:
                continue
            name, due_on = clock
        found.append(DueItem("clock", row["id"], row["reference"], name, due_on, (due_on - today).days))
    return found


def _clock_names(desk: Desk, procedure_id: str) -> set[str]:
    procedure = desk.procedures.get(procedure_id)
    return {clock.name for clock in procedure.clocks} if procedure else set()


def _next_clock(desk: Desk, complaint_id: int) -> tuple[str, date] | None:
    """Return name and day of the clock that is due next; None where none is."""
    # Here, because only these few complaints need their clocks reckoned, and that brings SQLModel.
    from complaintdesk.rules import clocks
    from complaintdesk.services import dossier

    clock = clocks.next_clock(dossier.load(desk, complaint_id).clocks)
    return (clock.name, clock.due_on) if clock is not None and clock.due_on is not None else None
