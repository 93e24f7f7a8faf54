"""The negotiation as one dated story: who offered what when, on whose authority, and why it was accepted.

Told from the records in the order of their days, and within a day in the order in
which they were put on record. It is written for somebody who was not there: each
sentence names who speaks, and says no more than is on record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from complaintdesk.rules import rounds
from complaintdesk.rules.dossier import ApprovalFacts, ContactFacts, Dossier, OfferFacts, StepFacts
from complaintdesk.rules.due_dates import full
from complaintdesk.rules.money import shown
from complaintdesk.vocabulary import Decision, Direction, Known, Maker, OfferState, Side


class Line(NamedTuple):
    """One thing that happened, and the record that shows it."""

    on: date
    sentence: str
    kind: str
    id: int


class _Told(NamedTuple):
    line: Line
    step: int
    """The journal step that put it on record; 0 where that is not known."""
    weight: int
    """What comes first where neither day nor step tell."""


def told(dossier: Dossier) -> tuple[Line, ...]:
    """Return the story, from the first option shown or offer put to the agreement; empty before that."""
    begun = min(
        (
            *(option.presented_on for option in dossier.options if option.presented_on),
            *(approval.asked_on for approval in dossier.approvals),
            *(offer.made_on for offer in dossier.offers),
        ),
        default=None,
    )
    if begun is None:
        return ()
    ended = dossier.agreement.accepted_on if dossier.agreement else dossier.today
    found = [
        *_shown(dossier),
        *(_said(dossier, contact) for contact in dossier.contacts if begun <= contact.on <= ended),
        *(one for approval in dossier.approvals for one in _approval(dossier, approval)),
        *(one for offer in dossier.offers for one in _offer(dossier, offer)),
    ]
    return tuple(one.line for one in sorted(found, key=lambda one: (one.line.on, one.step, one.weight)))


def _shown(dossier: Dossier) -> Iterator[_Told]:
    """Yield the days on which options were shown without being offered."""
    days = sorted({option.presented_on for option in dossier.options if option.presented_on})
    for day in days:
        options = [option for option in dossier.options if option.presented_on == day]
        numbers = [str(option.number) for option in options]
        named = f"Option {numbers[0]} was" if len(numbers) == 1 else f"Options {_listed(numbers)} were"
        line = Line(day, f"{named} shown to the customer.", "option", options[0].id)
        yield _Told(line, _step(dossier.steps, "option", options[0].id, ("present",)), 0)


def _said(dossier: Dossier, contact: ContactFacts) -> _Told:
    by = f" ({contact.channel.replace('_', ' ')})" if contact.channel else ""
    inward = contact.direction is Direction.inward
    if contact.side is Side.customer:
        who = contact.with_whom.strip() or "The customer"
        spoke = f"{who} told the handler" if inward else f"The handler told {_in_sentence(who)}"
    else:
        whom = contact.with_whom.strip() or contact.side.spoken
        unnamed = contact.side.spoken if contact.side is Side.third else f"a {contact.side.spoken}"
        named = f"{whom} ({contact.side.spoken})" if whom != contact.side.spoken else unnamed
        spoke = f"{_capital(named)} told the handler" if inward else f"The handler spoke with {named}"
    position = f" Position: {_ended(contact.position)}" if contact.position.strip() else ""
    sentence = f"{spoke}{by}: {_ended(contact.summary)}{position}"
    return _Told(
        Line(contact.on, sentence, "contact", contact.id), _step(dossier.steps, "contact", contact.id), 1
    )


def _approval(dossier: Dossier, approval: ApprovalFacts) -> Iterator[_Told]:
    amount = shown(approval.amount_minor, dossier.currency)
    who = f"{approval.approver} ({approval.approver_role.replace('_', ' ')})"
    needed = f" It was needed: {_of_the_handler(approval.limit_breached)}" if approval.limit_breached else ""
    asked = f"The handler asked {who} to approve {amount}: {_ended(approval.what)} Why: {_ended(approval.why)}{needed}"
    line = Line(approval.asked_on, asked, "approval", approval.id)
    yield _Told(line, _step(dossier.steps, "approval", approval.id), 2)
    if approval.decision is Decision.asked or approval.decided_on is None:
        return
    word = "approved" if approval.decision is Decision.approved else "refused"
    mouth = ", by word of mouth," if approval.verbal else ""
    until = f" (the yes holds until {full(approval.expires_on)})" if approval.expires_on else ""
    decided = f"{approval.approver} {word} it{mouth}{until}."
    if approval.conditions.strip():
        named = "On condition" if approval.decision is Decision.approved else "Because"
        decided += f" {named}: {_ended(approval.conditions)}"
    if approval.written_on is not None:
        decided += f" It was confirmed in writing on {full(approval.written_on)}."
    labels = ("record an approval", "record a refusal")
    yield _Told(
        Line(approval.decided_on, decided, "approval", approval.id),
        _step(dossier.steps, "approval", approval.id, labels),
        3,
    )


def _offer(dossier: Dossier, offer: OfferFacts) -> Iterator[_Told]:
    yield _Told(
        Line(offer.made_on, _made(dossier, offer), "offer", offer.id),
        _step(dossier.steps, "offer", offer.id),
        4,
    )
    answered = _answered(dossier, offer)
    if answered and offer.responded_on is not None:
        labels = ("agree", "record a rejection")
        yield _Told(
            Line(offer.responded_on, answered, "offer", offer.id),
            _step(dossier.steps, "offer", offer.id, labels),
            5,
        )


def _made(dossier: Dossier, offer: OfferFacts) -> str:
    """Return who offered what, on whose authority, how it differs, and how long it stays open."""
    amount = shown(offer.amount_minor, dossier.currency)
    option = next((each for each in dossier.options if each.id == offer.option_id), None)
    answers = next((each for each in dossier.offers if each.id == offer.answers_id), None)
    if offer.maker is Maker.customer:
        instead = f" instead of offer {answers.number}" if answers else ""
        told = f"Offer {offer.number}: the customer asked for {amount}{instead}: {_ended(offer.terms)}"
    else:
        of = f", option {option.number}" if option else ""
        reply = f" in answer to offer {answers.number}" if answers else ""
        told = f"Offer {offer.number}: the organisation offered {amount}{of}{reply}: {_ended(offer.terms)}"
        told += f" {_authority(dossier, offer)}"
    moved = rounds.moved(dossier.offers, offer, dossier.currency)
    if moved:
        told += f" That is {moved[0].lower()}{moved[1:]}".replace(" our offer", " the organisation's offer")
    if offer.expires_on is not None:
        told += f" It was open until {full(offer.expires_on)}."
    if offer.maker is Maker.desk and offer.stays_open_if_referred is not Known.unknown:
        stays = "stays" if offer.stays_open_if_referred is Known.yes else "does not stay"
        told += f" It {stays} open if the complaint goes outside."
    return told


def _authority(dossier: Dossier, offer: OfferFacts) -> str:
    approval = next((each for each in dossier.approvals if each.id == offer.approval_id), None)
    if approval is None or approval.decided_on is None:
        return f"It lay within the handler's own authority as {dossier.role.replace('_', ' ')}."
    role = approval.approver_role.replace("_", " ")
    return f"{approval.approver} ({role}) had approved it on {full(approval.decided_on)}."


def _answered(dossier: Dossier, offer: OfferFacts) -> str:
    """Return what became of an offer; a counter-offer and a replacement speak for themselves."""
    who = "The customer" if offer.maker is Maker.desk else "The organisation"
    if offer.state is OfferState.rejected:
        return f"{who} turned offer {offer.number} down: {_ended(offer.response)}"
    if offer.state is not OfferState.accepted:
        return ""
    agreed = dossier.agreement
    if agreed is None or agreed.offer_id != offer.id:
        return f"{who} accepted offer {offer.number}: {_ended(offer.response)}"
    why = offer.response.strip()
    told = f"{who} accepted offer {offer.number}. How: {_ended(agreed.how)}"
    if why and why != agreed.how.strip():
        told += f" Why: {_ended(why)}"
    told += f" {_ended(agreed.authority)}" if agreed.authority else ""
    settled = "It was agreed" if agreed.final_settlement else "It was not agreed"
    told += f" {settled} as a full and final settlement."
    promised = [
        f"{' '.join(one.text.split())} by {full(one.due_on)} ({one.owner})" for one in dossier.actions
    ]
    return f"{told} What was promised: {'; '.join(promised)}." if promised else told


def _step(steps: Sequence[StepFacts], kind: str, record_id: int, labels: tuple[str, ...] = ()) -> int:
    """Return the step that first touched a record, or the last one of these labels that did; 0 for none."""
    word = f"{kind} {record_id}"
    touching = [step for step in steps if not step.undone and word in step.records]
    if labels:
        named = [step.number for step in touching if step.label.startswith(labels)]
        return max(named, default=0)
    return min((step.number for step in touching), default=0)


def _ended(words: str) -> str:
    """Return somebody's words as the end of a sentence, in one line."""
    line = " ".join(words.split())
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."


def _of_the_handler(verdict: str) -> str:
    """Return a verdict, which speaks to the handler, as it is told to others."""
    return verdict.replace("your ", "the handler's ").replace(" you may", " the handler may")


def _in_sentence(who: str) -> str:
    return "the customer" if who == "The customer" else who


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _listed(numbers: Sequence[str]) -> str:
    return f"{', '.join(numbers[:-1])} and {numbers[-1]}"
