"""The one log of contacts, what was promised in them, and the events that clocks wait for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError
from complaintdesk.models import Complaint, Contact, Milestone, Promise
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import dossier
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.store import records
from complaintdesk.vocabulary import Direction, PromiseState, Side

if TYPE_CHECKING:
    from sqlmodel import Session

    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class NewContact:
    """A conversation or message as it is logged."""

    side: Side
    direction: Direction
    channel: str
    summary: str
    with_whom: str = ""
    position: str = ""
    """What the other side wants or offers, in their words."""
    promise: str = ""
    promise_due_on: date | None = None
    counts_as: str = ""
    """An event of the procedure that this contact is, such as `acknowledged`."""
    happened_on: date | None = None
    """The day of it; today unless it is logged late."""


def log(desk: Desk, complaint_id: int, entered: NewContact) -> Dossier:
    """Log a contact, with what was promised in it, as one step.

    Raises:
        InvalidInputError: If it says nothing, or a promise has no day or one in the past.
    """
    today = desk.today()
    happened_on = not_after(entered.happened_on or today, today, "Happened on", "today")
    summary = needed(entered.summary, "Summary")
    promise = text(entered.promise, "Promise").strip()
    if promise and entered.promise_due_on is None:
        msg = "Say by when the promise must be kept."
        raise InvalidInputError(msg, "promise_due_on")
    with desk.step("log a contact", complaint_id) as step:
        complaint = records.get(step.session, Complaint, complaint_id)
        customer = entered.with_whom or (
            _customer_name(step.session, complaint) if entered.side is Side.customer else ""
        )
        row = Contact.model_validate(
            {
                "complaint_id": complaint_id,
                "at": _moment(desk, happened_on),
                "happened_on": happened_on,
                "side": entered.side,
                "direction": entered.direction,
                "channel": needed(entered.channel, "Channel").strip(),
                "with_whom": text(customer, "With").strip(),
                "summary": summary,
                "position": text(entered.position, "Position"),
            }
        )
        step.session.add(row)
        step.session.flush()
        if promise and entered.promise_due_on is not None:
            not_before(entered.promise_due_on, happened_on, "Promised by", "the contact")
            step.session.add(
                Promise.model_validate(
                    {
                        "complaint_id": complaint_id,
                        "text": promise,
                        "made_to": row.with_whom,
                        "side": entered.side,
                        "made_on": happened_on,
                        "due_on": entered.promise_due_on,
                        "contact_id": row.id,
                    }
                )
            )
        if entered.counts_as:
            step.session.add(
                Milestone.model_validate(
                    {
                        "complaint_id": complaint_id,
                        "event": entered.counts_as,
                        "happened_on": happened_on,
                        "contact_id": row.id,
                    }
                )
            )
    return dossier.load(desk, complaint_id)


def settle(desk: Desk, complaint_id: int, promise_id: int, state: PromiseState, reason: str = "") -> Dossier:
    """Say what became of a promise; a missed or superseded one needs a reason.

    Raises:
        InvalidInputError: If the reason is missing, or the promise is settled already.
    """
    with desk.step(f"promise {state.spoken}", complaint_id) as step:
        row = records.owned(step.session, Promise, complaint_id, promise_id)
        if row.state is not PromiseState.open:
            msg = f"That promise is {row.state.spoken} already."
            raise InvalidInputError(msg, "promise")
        if state in {PromiseState.missed, PromiseState.superseded}:
            row.reason = needed(reason, "Reason")
        row.state = state
        row.settled_on = desk.today()
    return dossier.load(desk, complaint_id)


def promise(desk: Desk, complaint_id: int, words: str, made_to: str, due_on: date) -> Dossier:
    """Note a promise that was made outside a logged contact.

    Raises:
        InvalidInputError: If it says nothing or is due in the past.
    """
    today = desk.today()
    not_before(due_on, today, "Promised by", "today")
    with desk.step("make a promise", complaint_id) as step:
        records.get(step.session, Complaint, complaint_id)
        step.session.add(
            Promise.model_validate(
                {
                    "complaint_id": complaint_id,
                    "text": needed(words, "Promise").strip(),
                    "made_to": text(made_to, "To").strip(),
                    "made_on": today,
                    "due_on": due_on,
                }
            )
        )
    return dossier.load(desk, complaint_id)


def note_event(desk: Desk, complaint_id: int, event: str, happened_on: date, note: str = "") -> Dossier:
    """Note an event that starts or meets a clock, where no contact or letter stands for it."""
    not_after(happened_on, desk.today(), "Happened on", "today")
    with desk.step(f"note {event.replace('_', ' ')}", complaint_id) as step:
        records.get(step.session, Complaint, complaint_id)
        step.session.add(
            Milestone.model_validate(
                {
                    "complaint_id": complaint_id,
                    "event": needed(event, "Event"),
                    "happened_on": happened_on,
                    "note": text(note, "Note"),
                }
            )
        )
    return dossier.load(desk, complaint_id)


def _moment(desk: Desk, happened_on: date) -> datetime:
    """Return the moment of a contact: now, or noon of an earlier day whose hour nobody noted."""
    now = desk.now()
    return now if happened_on == desk.today() else datetime.combine(happened_on, time(12), tzinfo=now.tzinfo)


def _customer_name(session: Session, complaint: Complaint) -> str:
    from complaintdesk.models import Customer

    customer = session.get(Customer, complaint.customer_id) if complaint.customer_id else None
    return customer.name if customer else ""
