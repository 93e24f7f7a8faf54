"""Escalation: a complaint handed over upwards or outwards.

A hand-over is started, its steps are ticked, its pack is sent, it is acknowledged, and
its outcome follows; from an outside body it comes back. Each act is one step of the
journal. While an outside body has the complaint, `services.frozen` guards its record.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import Session

from complaintdesk.config.vocabularies import PACK_PARTS, Route
from complaintdesk.errors import GateError, InvalidInputError, NotFoundError
from complaintdesk.models import Complaint, Contact, Escalation, Offer, Override
from complaintdesk.reports import bundle, pack
from complaintdesk.rules import escalations, pseudonyms
from complaintdesk.rules.dossier import Dossier, EscalationFacts
from complaintdesk.services import dossier, hiding, investigation, naming, standing
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.services.worked import worked
from complaintdesk.store import attachments, records
from complaintdesk.store import children as belonging
from complaintdesk.vocabulary import Direction, OfferState, Side

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


class Pack(NamedTuple):
    """A pack that was written."""

    path: Path
    sha256: str


def start(
    desk: Desk,
    complaint_id: int,
    route: str,
    to: str,
    why: str,
    due_on: date | None = None,
    note: str = "",
) -> Dossier:
    """Begin to hand a complaint over, with its steps still to tick.

    Args:
        desk: The desk.
        complaint_id: The complaint.
        route: A word of the vocabulary `escalations`.
        to: Who takes it; left empty, the role of the route or the procedure's outside body.
        why: Why it is handed over.
        due_on: By when the pack is to be sent; None takes the route's own working days.
        note: What else goes with it.

    Raises:
        NotFoundError: If there is no such complaint or route.
        InvalidInputError: If nobody is named, no reason is given, or the day lies in the past.
    """
    chosen = _route(desk, route)
    found = dossier.load(desk, complaint_id)
    taker = needed(to.strip() or _taker(desk, found, chosen), "To").strip()
    today = desk.today()
    by = not_before(due_on, today, "The day to send it", "today") if due_on else _by(desk, found, chosen)
    with desk.step("escalate", complaint_id) as step:
        worked(step.session, complaint_id, "hand it over")
        step.session.add(
            Escalation.model_validate(
                {
                    "complaint_id": complaint_id,
                    "route": route,
                    "handed_to": taker,
                    "external": chosen.external,
                    "why": needed(why, "Why"),
                    "pack": text(note, "What goes with it"),
                    "checklist": json.dumps(dict.fromkeys(chosen.steps, False)),
                    "at": desk.now(),
                    "happened_on": today,
                    "due_on": by,
                }
            )
        )
    return dossier.load(desk, complaint_id)


def unready(desk: Desk, found: Dossier, route: str, to: str = "") -> tuple[str, ...]:
    """Return what should come before a complaint goes this way, a sentence each; nothing where it may go as it is.

    Raises:
        NotFoundError: If there is no such route.
    """
    if route not in escalations.DISPUTES:
        return ()
    with desk.reading() as session:
        row = records.get(session, Complaint, found.id)
        events = standing.events(row, belonging.of_one(session, found.id))
    body = to.strip() or _taker(desk, found, _route(desk, route)) or "The outside body"
    return escalations.unready(found, events, desk.procedures.get(found.procedure), body)


def tick(desk: Desk, complaint_id: int, escalation_id: int, items: Mapping[str, bool]) -> Dossier:
    """Tick steps of a hand-over off, or take ticks back.

    Raises:
        InvalidInputError: If it was sent already, or has no such step.
    """
    with desk.step("tick a hand-over", complaint_id) as step:
        row = _unsent(step.session, complaint_id, escalation_id)
        done = standing.from_json(row.checklist)
        for item in items:
            if item not in done:
                msg = f"This hand-over has no step {item!r}; it has {', '.join(done) or 'none'}."
                raise InvalidInputError(msg, "checklist")
        row.checklist = json.dumps({**done, **items})
    return dossier.load(desk, complaint_id)


def send(
    desk: Desk,
    complaint_id: int,
    escalation_id: int,
    sent_by: str,
    sent_on: date | None = None,
    override_reason: str = "",
) -> Dossier:
    """Note that a hand-over was sent: its pack is kept, its sending is a contact, offers end that must.

    The pack that is kept names people as they are called; `export_pack` hides them.

    Args:
        desk: The desk.
        complaint_id: The complaint.
        escalation_id: The hand-over.
        sent_by: The channel.
        sent_on: The day; None is today.
        override_reason: Why it goes with steps left open; kept.

    Raises:
        GateError: If steps are open and no reason is given, or it was not said of an open offer
            whether it outlives a referral.
        InvalidInputError: If it was sent already, or the day is to come or lies before its start.
    """
    found = dossier.load(desk, complaint_id)
    handed = _handed(found, escalation_id)
    route = _route_of(desk, handed)
    day = not_after(sent_on or desk.today(), desk.today(), "Sent on", "today")
    not_before(day, handed.on, "Sent on", "the day it was started")
    kept = text(override_reason, "Reason").strip()
    channel = needed(sent_by, "Sent by").strip()
    _require_ticked(handed, route, kept)
    ended = _ended_offers(found) if handed.external else []
    content = pack.render(found, handed, route.holds if route else PACK_PARTS).encode("utf-8", "replace")
    name = _pack_name(found, handed)
    with desk.step("send a hand-over", complaint_id) as step:
        row = _unsent(step.session, complaint_id, escalation_id)
        for offer in records.of_complaint(step.session, Offer, complaint_id):
            if offer.number in ended:
                offer.state = OfferState.withdrawn
                offer.response = f"Ended when the complaint was referred to {handed.to}."
                offer.responded_on = day
        taken = attachments.keep(desk.store.folder.attachments, io.BytesIO(content), name)
        row.pack_id = investigation.attachment_row(desk, step.session, taken)
        row.sent_on, row.sent_by = day, channel
        if kept and _open_steps(handed, route):
            sentence = f"Handed over with open steps (hand-over {_number(found, handed)})."
            _override(desk, step.session, complaint_id, sentence, kept)
        step.session.add(_contact(desk, handed, complaint_id, day, channel, row.pack_id))
    return dossier.load(desk, complaint_id)


def acknowledge(
    desk: Desk, complaint_id: int, escalation_id: int, by: str, on: date | None = None
) -> Dossier:
    """Note who acknowledged a hand-over, and when.

    Raises:
        InvalidInputError: If nobody is named, or the day is to come or lies before the hand-over.
    """
    day = not_after(on or desk.today(), desk.today(), "Acknowledged on", "today")
    with desk.step("acknowledge an escalation", complaint_id) as step:
        row = records.owned(step.session, Escalation, complaint_id, escalation_id)
        not_before(day, row.sent_on or row.happened_on, "Acknowledged on", "the hand-over")
        row.acknowledged_by = needed(by, "Acknowledged by").strip()
        row.acknowledged_on = on or row.acknowledged_on or day
    return dossier.load(desk, complaint_id)


def outcome(desk: Desk, complaint_id: int, escalation_id: int, words: str) -> Dossier:
    """Note what came of a hand-over."""
    with desk.step("record the outcome of a hand-over", complaint_id) as step:
        row = records.owned(step.session, Escalation, complaint_id, escalation_id)
        row.outcome = needed(words, "Outcome")
    return dossier.load(desk, complaint_id)


def came_back(
    desk: Desk, complaint_id: int, escalation_id: int, on: date | None = None, words: str = ""
) -> Dossier:
    """Note that a complaint is back from whom it was sent to; its record may be worked on again.

    Raises:
        InvalidInputError: If it was never sent, is back already, or the day does not fit.
    """
    day = not_after(on or desk.today(), desk.today(), "Came back on", "today")
    with desk.step("take a complaint back", complaint_id) as step:
        row = records.owned(step.session, Escalation, complaint_id, escalation_id)
        if row.sent_on is None or row.returned_on is not None:
            msg = f"It is not with {row.handed_to}, so it cannot come back."
            raise InvalidInputError(msg, "returned_on")
        row.returned_on = not_before(day, row.sent_on, "Came back on", "the day it was sent")
        row.outcome = text(words, "Outcome") or row.outcome
    return dossier.load(desk, complaint_id)


def thaw(desk: Desk, complaint_id: int, reason: str) -> Dossier:
    """Let the record be changed while an outside body has the complaint, for a written reason.

    It holds until the complaint is back; another hand-over freezes the record again.

    Raises:
        InvalidInputError: If no reason is given, or no outside body has it.
    """
    why = needed(reason, "Reason")
    found = dossier.load(desk, complaint_id)
    out = [
        escalations.frozen_sentence(number, each.to, each.sent_on)
        for number, each in enumerate(found.escalations, start=1)
        if each.is_out and each.sent_on is not None
    ]
    if not out:
        msg = f"No outside body has {found.reference}; its record can be changed as it is."
        raise InvalidInputError(msg, "reason")
    with desk.step("change the record while it is out", complaint_id) as step:
        for sentence in out:
            _override(desk, step.session, complaint_id, sentence, why)
    return dossier.load(desk, complaint_id)


def export_pack(
    desk: Desk,
    reference: str,
    number: int,
    to: Path,
    identified: bool = False,
    force: bool = False,
) -> Pack:
    """Write the pack of a hand-over into a folder: `CD-2026-0007/pack-1.md`.

    Args:
        desk: The desk.
        reference: The complaint.
        number: Which of its hand-overs, from 1.
        to: The folder.
        identified: Whether people are named, as an outside body needs.
        force: Whether a pack that is there is replaced.

    Raises:
        NotFoundError: If there is no such complaint or hand-over.
        ExportRefusedError: If it is there already, cannot be written or would give somebody away.
    """
    found = dossier.by_reference(desk, reference)
    if not 1 <= number <= len(found.escalations):
        msg = f"{found.reference} has no hand-over {number}; it has {len(found.escalations)}."
        raise NotFoundError(msg)
    shown = found
    people: tuple[pseudonyms.Person, ...] = ()
    if not identified:
        people = naming.people(desk, [found])[found.id]
        shown, _ = pseudonyms.pseudonymise(found, people)
    handed = shown.escalations[number - 1]
    route = _route_of(desk, handed)
    content = pack.render(shown, handed, route.holds if route else PACK_PARTS)
    name = f"{found.reference.replace('/', '-')}/pack-{number}.md"
    if not identified:
        hiding.require_hidden(found, people, {name: content})
    (path,) = bundle.write({name: content}, to, force)
    taken = attachments.sha256_of(content.encode("utf-8", "replace"))
    return Pack(path, taken)


def _route(desk: Desk, route: str) -> Route:
    entry = desk.vocabularies.escalations.find(route)
    if entry is None or entry.route is None:
        known = ", ".join(one.id for one in desk.vocabularies.escalations.choices)
        msg = f"There is no way of handing over {route!r}; there is {known}."
        raise NotFoundError(msg)
    return entry.route


def _route_of(desk: Desk, handed: EscalationFacts) -> Route | None:
    """Return the route of a hand-over; None for one older than the routes, or whose route is gone."""
    entry = desk.vocabularies.escalations.find(handed.route)
    return entry.route if entry else None


def _taker(desk: Desk, found: Dossier, route: Route) -> str:
    procedure = desk.procedures.get(found.procedure)
    if route.to or not route.external or procedure is None or procedure.external is None:
        return route.to
    return procedure.external.name


def _by(desk: Desk, found: Dossier, route: Route) -> date:
    return desk.calendar(found.region).add(desk.today(), route.due_wd)


def _handed(found: Dossier, escalation_id: int) -> EscalationFacts:
    for each in found.escalations:
        if each.id == escalation_id:
            return each
    raise NotFoundError("This complaint has no such escalation.")


def _number(found: Dossier, handed: EscalationFacts) -> int:
    return found.escalations.index(handed) + 1


def _unsent(session: Session, complaint_id: int, escalation_id: int) -> Escalation:
    row = records.owned(session, Escalation, complaint_id, escalation_id)
    if row.sent_on is not None:
        msg = f"It was sent to {row.handed_to} on {row.sent_on}; what was sent stays."
        raise InvalidInputError(msg, "escalation")
    return row


def _open_steps(handed: EscalationFacts, route: Route | None) -> list[str]:
    sentences = route.steps if route else {}
    return [sentences.get(item, item) for item, done in handed.checklist.items() if not done]


def _require_ticked(handed: EscalationFacts, route: Route | None, reason: str) -> None:
    lacking = _open_steps(handed, route)
    if lacking and not reason:
        msg = f"This is not ready for {handed.to}. Tick what is done, or write down why it goes as it is."
        raise GateError(msg, lacking)


def _ended_offers(found: Dossier) -> list[int]:
    """Return the numbers of the offers that the referral ends."""
    ended, unsaid = escalations.ended_by_referral(
        (offer.number, offer.state, offer.stays_open_if_referred) for offer in found.offers
    )
    if unsaid:
        missing = [f"Offer {number}: say whether it stays open if it is referred." for number in unsaid]
        raise GateError("An offer is still open.", missing)
    return ended


def _pack_name(found: Dossier, handed: EscalationFacts) -> str:
    return f"{found.reference.replace('/', '-')}-pack-{_number(found, handed)}.md"


def _override(desk: Desk, session: Session, complaint_id: int, sentence: str, reason: str) -> None:
    session.add(
        Override.model_validate(
            {
                "complaint_id": complaint_id,
                "rule": escalations.RULE,
                "sentence": sentence,
                "reason": reason,
                "happened_on": desk.today(),
            }
        )
    )


def _contact(
    desk: Desk, handed: EscalationFacts, complaint_id: int, day: date, channel: str, pack_id: int
) -> Contact:
    return Contact.model_validate(
        {
            "complaint_id": complaint_id,
            "at": desk.now(),
            "happened_on": day,
            "side": Side.third if handed.external else Side.colleague,
            "direction": Direction.outward,
            "channel": channel,
            "with_whom": handed.to,
            "summary": f"Handed over: {handed.why}",
            "attachment_id": pack_id,
        }
    )
