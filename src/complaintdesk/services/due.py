"""The morning list: what is due, what was promised, and what is being waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from complaintdesk.services import reminding, retention, unfinished
from complaintdesk.store import due_list

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

WITHIN_DAYS = 7
"""How far ahead the list looks, unless asked otherwise."""

ACKNOWLEDGED_WD = 5
"""Working days after which a hand-over that nobody has acknowledged is chased."""

RUNNING = frozenset({"running", "missed"})
"""How a clock stands that asks for something; one that is stopped for the customer does not."""

_KINDS = (
    "draft",
    "message",
    "clock",
    "promise",
    "action",
    "counter-offer",
    "offer",
    "source",
    "approval",
    "implication",
    "escalation",
    "acknowledgement",
    "retention",
    "recommendation",
    "effect",
    "review",
    "like-complaints",
)
"""Every kind of item; of one day's they are listed in this order."""

_SENTENCES = {
    "draft": "Not saved: {}",
    "message": "Answer the customer, who wrote: {}",
    "counter-offer": "Answer the counter-offer: {}",
    "offer": "The offer expires: {}",
    "source": "Asked for: {}",
    "approval": "In writing: {}",
    "implication": "Response: {}",
    "escalation": "Hand over: {}",
}
"""Kind -> what the handler is waiting for or must do; a clock, promise or action says it itself."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that falls due."""

    kind: str
    complaint_id: int | None
    """None where it is about no single complaint."""

    reference: str
    what: str
    due_on: date
    days_left: int
    """Calendar days; negative once it is overdue."""
    key: str = ""
    """Which record or clock of the complaint it is, or the form of a draft; the same from day to day."""


def morning(desk: Desk, within_days: int = WITHIN_DAYS) -> tuple[DueItem, ...]:
    """Return everything overdue or due within some days, the most pressing first."""
    today = desk.today()
    by = today + timedelta(days=within_days)
    items = [
        DueItem(
            kind=row["kind"],
            complaint_id=row["complaint_id"],
            reference=row["reference"],
            what=_SENTENCES.get(row["kind"], "{}").replace("{}", row["what"]),
            due_on=(due_on := date.fromisoformat(row["due_on"])),
            days_left=(due_on - today).days,
            key=str(row["id"]),
        )
        for row in due_list.owed(desk.reader, by.isoformat())
    ]
    items += _drafts(desk)
    items += _unacknowledged(desk, by)
    items += _clocks(desk, by)
    items += [
        DueItem(
            "retention",
            one.complaint_id,
            one.reference,
            f"Kept long enough ({one.sum}): dispose of it",
            one.kept_until,
            (one.kept_until - today).days,
            str(one.complaint_id),
        )
        for one in retention.due(desk, on_desk=True)
        if not one.hold
    ]
    items += [
        DueItem(each.kind, None, each.reference, each.what, each.due_on, (each.due_on - today).days, each.key)
        for each in reminding.due(desk, by)
    ]
    return tuple(sorted(items, key=lambda item: (item.due_on, _KINDS.index(item.kind), item.reference)))


def _drafts(desk: Desk) -> list[DueItem]:
    """Return the forms that wait to be finished, each as due on the day it was typed in."""
    return [
        DueItem(
            "draft",
            one.complaint_id,
            one.reference,
            _SENTENCES["draft"].replace("{}", one.title),
            one.typed_on,
            (one.typed_on - desk.today()).days,
            one.form,
        )
        for one in unfinished.forms(desk)
    ]


def _unacknowledged(desk: Desk, by: date) -> list[DueItem]:
    """Return the hand-overs to be chased: an acknowledgement is awaited for some working days."""
    today = desk.today()
    found = []
    for row in due_list.unacknowledged(desk.reader):
        calendar = desk.calendar(row["region"] or desk.whose.region)
        due_on = calendar.add(date.fromisoformat(row["sent_on"]), ACKNOWLEDGED_WD)
        if due_on <= by:
            what = f"Acknowledgement: {row['what']}"
            found.append(
                DueItem(
                    "acknowledgement",
                    row["complaint_id"],
                    row["reference"],
                    what,
                    due_on,
                    (due_on - today).days,
                    str(row["id"]),
                )
            )
    return found


def _clocks(desk: Desk, by: date) -> list[DueItem]:
    """Return every clock that is due by a day, met or waiting ones left out.

    Only the complaints whose next due day lies in the window are reckoned: no clock of
    a complaint is due before that day, so none in the window is left out.
    """
    rows = due_list.next_dues(desk.reader, by.isoformat())
    if not any(row["procedure"] in desk.procedures for row in rows):
        return []
    # Here, because only these few complaints need their clocks reckoned, and that brings SQLModel.
    from complaintdesk.services import standing

    today = desk.today()
    found = []
    with desk.reading() as session:
        for complaint in standing.of_each(desk, session, (row["id"] for row in rows)):
            for clock in complaint.clocks:
                if clock.due_on is None or clock.due_on > by or clock.status not in RUNNING:
                    continue
                days_left = (clock.due_on - today).days
                found.append(
                    DueItem(
                        "clock",
                        complaint.id,
                        complaint.reference,
                        clock.name,
                        clock.due_on,
                        days_left,
                        clock.id,
                    )
                )
    return found
