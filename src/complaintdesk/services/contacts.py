"""The one log of contacts, what was promised in them, and the events that clocks wait for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.models import Complaint, Contact, Milestone, Party, Promise
from complaintdesk.rules import private_words
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.private_words import Wary
from complaintdesk.services import dossier, linked
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.services.worked import worked
from complaintdesk.store import records
from complaintdesk.vocabulary import Direction, PromiseState, Side

if TYPE_CHECKING:
    from sqlmodel import Session

    from complaintdesk.services.desk import Desk


MOST_WORKING_DAYS = 60
"""No customer waits longer for news, whatever was agreed."""


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
    preference_note: str = ""
    """Why it went otherwise than was agreed with the customer."""
    keeps: int | None = None
    """The open promise that this contact keeps."""


def log(desk: Desk, complaint_id: int, entered: NewContact) -> Dossier:
    """Log a contact, with what was promised in it, as one step; of a merged complaint, on the one that lives.

    Raises:
        InvalidInputError: If it says nothing, or a promise has no day or one in the past.
        NotFoundError: If the complaint has no such promise to keep.
        WrongStageError: If the complaint is from the history.
    """
    with desk.reading() as session:
        complaint_id = linked.living(session, complaint_id)
    with desk.step("log a contact", complaint_id) as step:
        add(desk, step.session, worked(step.session, complaint_id, "log a contact"), entered)
    return dossier.load(desk, complaint_id)


def add(desk: Desk, session: Session, complaint: Complaint, entered: NewContact) -> None:
    """Add a contact to the log of a complaint, with what was promised in it, inside an open step.

    Raises:
        InvalidInputError: If it says nothing, or a promise has no day or one in the past.
        NotFoundError: If the complaint has no such promise to keep.
    """
    today, complaint_id = desk.today(), records.require_id(complaint)
    happened_on = not_after(entered.happened_on or today, today, "Happened on", "today")
    summary = needed(entered.summary, "Summary")
    promise = text(entered.promise, "Promise").strip()
    if promise and entered.promise_due_on is None:
        msg = "Say by when the promise must be kept."
        raise InvalidInputError(msg, "promise_due_on")
    customer = entered.with_whom or (
        _customer_name(session, complaint) if entered.side is Side.customer else ""
    )
    row = Contact.model_validate(
        {
            "complaint_id": complaint_id,
            "at": moment(desk, happened_on),
            "happened_on": happened_on,
            "side": entered.side,
            "direction": entered.direction,
            "channel": needed(entered.channel, "Channel").strip(),
            "with_whom": text(customer, "With").strip(),
            "summary": summary,
            "position": text(entered.position, "Position"),
            "preference_note": text(entered.preference_note, "Why otherwise").strip(),
            "party_id": _party_id(session, complaint_id, customer),
        }
    )
    session.add(row)
    session.flush()
    if promise and entered.promise_due_on is not None:
        not_before(entered.promise_due_on, happened_on, "Promised for", "the contact")
        session.add(
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
    if entered.keeps is not None:
        kept = records.owned(session, Promise, complaint_id, entered.keeps)
        _settle(kept, PromiseState.kept, happened_on)
    if entered.counts_as:
        session.add(
            Milestone.model_validate(
                {
                    "complaint_id": complaint_id,
                    "event": entered.counts_as,
                    "happened_on": happened_on,
                    "contact_id": row.id,
                }
            )
        )


def settle(
    desk: Desk,
    complaint_id: int,
    promise_id: int,
    state: PromiseState,
    reason: str = "",
    *,
    instead: str = "",
    instead_due_on: date | None = None,
) -> Dossier:
    """Say what became of a promise; a missed one needs a reason, a superseded one the new promise too.

    Args:
        desk: The desk.
        complaint_id: The complaint.
        promise_id: The promise, which must be open.
        state: Kept, missed or superseded.
        reason: Why it was missed or another took its place.
        instead: What is promised instead; empty for the same as before.
        instead_due_on: By when; needed where another promise takes its place.

    Raises:
        InvalidInputError: If the reason or the new day is missing, or the promise is settled already.
        WrongStageError: If the complaint is from the history.
    """
    today = desk.today()
    with desk.step(f"promise {state.spoken}", complaint_id) as step:
        worked(step.session, complaint_id, "settle a promise")
        row = records.owned(step.session, Promise, complaint_id, promise_id)
        _settle(row, state, today, reason)
        if state is PromiseState.superseded:
            if instead_due_on is None:
                msg = "Say by when the new promise must be kept."
                raise InvalidInputError(msg, "instead_due_on")
            not_before(instead_due_on, today, "The new promise", "today")
            follower = Promise.model_validate(
                {
                    "complaint_id": complaint_id,
                    "text": text(instead, "New promise").strip() or row.text,
                    "made_to": row.made_to,
                    "side": row.side,
                    "made_on": today,
                    "due_on": instead_due_on,
                }
            )
            step.session.add(follower)
            step.session.flush()
            row.superseded_by_id = follower.id
    return dossier.load(desk, complaint_id)


def _settle(row: Promise, state: PromiseState, on: date, reason: str = "") -> None:
    if row.state is not PromiseState.open:
        msg = f"That promise is {row.state.spoken} already."
        raise InvalidInputError(msg, "promise")
    if state is PromiseState.open:
        msg = "Say whether it was kept, missed or superseded."
        raise InvalidInputError(msg, "state")
    if state is not PromiseState.kept:
        row.reason = needed(reason, "Reason")
    row.state = state
    row.settled_on = on


def promise_id(desk: Desk, complaint_id: int, number: int) -> int:
    """Return the id of a promise by its place among those made on a complaint; the first is 1.

    Raises:
        NotFoundError: If there are not so many.
    """
    made = dossier.load(desk, complaint_id).promises
    if not 0 < number <= len(made):
        msg = f"There is no promise {number} on this complaint; it has {len(made)}."
        raise NotFoundError(msg)
    return made[number - 1].id


def promise(desk: Desk, complaint_id: int, words: str, made_to: str, due_on: date) -> Dossier:
    """Note a promise that was made outside a logged contact.

    Raises:
        InvalidInputError: If it says nothing or is due in the past.
    """
    today = desk.today()
    not_before(due_on, today, "Promised for", "today")
    with desk.step("make a promise", complaint_id) as step:
        worked(step.session, complaint_id, "make a promise")
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
        worked(step.session, complaint_id, "note an event")
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


def agree_rhythm(desk: Desk, complaint_id: int, working_days: int | None) -> Dossier:
    """Note how often the customer is to hear from us, in working days; None for as often as everybody.

    Raises:
        InvalidInputError: If it is not 1 to 60 working days.
        WrongStageError: If the complaint is from the history.
    """
    if working_days is not None and not 1 <= working_days <= MOST_WORKING_DAYS:
        msg = f"An update comes every 1 to {MOST_WORKING_DAYS} working days, not {working_days}."
        raise InvalidInputError(msg, "working_days")
    with desk.step("agree how often they hear", complaint_id) as step:
        row = worked(step.session, complaint_id, "agree how often they hear")
        row.update_working_days = working_days
    return dossier.load(desk, complaint_id)


def mask(desk: Desk, complaint_id: int, contact_id: int) -> Dossier:
    """Make unreadable what is private in a logged contact; of a number the last four characters stay.

    The journal keeps what stood there before, as it does of every change.

    Raises:
        InvalidInputError: If nothing in it has to be masked.
        NotFoundError: If the complaint has no such contact.
    """
    wary = wary_words(desk)
    with desk.step("mask private details", complaint_id) as step:
        worked(step.session, complaint_id, "mask it")
        row = records.owned(step.session, Contact, complaint_id, contact_id)
        summary, position = private_words.masked(row.summary, wary), private_words.masked(row.position, wary)
        if (summary, position) == (row.summary, row.position):
            msg = "Nothing in this contact has to be masked."
            raise InvalidInputError(msg, "summary")
        row.summary, row.position = summary, position
    return dossier.load(desk, complaint_id)


def wary_words(desk: Desk) -> Wary:
    """Return the words that do not belong in a note, by the desk's own lists."""
    lists = desk.vocabularies
    return Wary(
        {entry.label: entry.definition for entry in lists.insults.choices},
        {entry.label: entry.definition for entry in lists.health_words.choices},
    )


def _party_id(session: Session, complaint_id: int, with_whom: str) -> int | None:
    """Return the party of this name among those around the complaint; None where there is none."""
    named = with_whom.strip().casefold()
    parties = records.of_complaint(session, Party, complaint_id) if named else ()
    return next((one.id for one in parties if not one.removed and one.name.casefold() == named), None)


def moment(desk: Desk, happened_on: date) -> datetime:
    """Return the moment of a contact: now, or noon of an earlier day whose hour nobody noted."""
    now = desk.now()
    return now if happened_on == desk.today() else datetime.combine(happened_on, time(12), tzinfo=now.tzinfo)


def _customer_name(session: Session, complaint: Complaint) -> str:
    from complaintdesk.models import Customer

    customer = session.get(Customer, complaint.customer_id) if complaint.customer_id else None
    return customer.name if customer else ""
