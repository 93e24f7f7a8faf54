"""Negotiation: offers and counter-offers, replies, and the agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session

from complaintdesk.errors import AuthorityError, InvalidInputError
from complaintdesk.models import Agreement, Approval, Complaint, Offer, Option
from complaintdesk.rules import authority as authority_rules
from complaintdesk.rules import money, stages
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.terms import Term
from complaintdesk.services import authority, delivery, dossier, progress
from complaintdesk.services.texts import needed, not_before, text
from complaintdesk.store import records
from complaintdesk.vocabulary import Known, Maker, OfferState, Stage

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class NewOffer:
    """An offer as it is put: an option with terms, or the customer's counter-offer."""

    terms: str
    amount_minor: int
    option_id: int | None = None
    expires_on: date | None = None
    stays_open_if_referred: Known = Known.unknown


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How an offer became an agreement."""

    how: str
    terms: str = ""
    """What exactly was accepted; the terms of the offer unless said otherwise."""
    final_settlement: bool = False
    by_on: date | None = None
    aim: str = ""
    """The aim of the organisation that the agreement serves."""
    departure_reason: str = ""
    override_reason: str = ""
    why: str = ""
    """Why the customer accepted, in their words; or why we accepted theirs."""
    promised: tuple[Term, ...] = ()
    """What is promised, each with its day; each becomes an action."""
    owner: str = ""
    """Who sees to what is promised; the handler unless said otherwise."""


def put(desk: Desk, complaint_id: int, entered: NewOffer) -> Dossier:
    """Put an offer to the customer; an earlier open one of ours is withdrawn by it, one of theirs answered.

    Raises:
        AuthorityError: If it is above the handler's authority and no recorded approval covers it.
        InvalidInputError: If its terms are missing or it expires before today.
        WrongStageError: If the complaint is not being decided or negotiated.
    """
    today = desk.today()
    if entered.expires_on is not None:
        not_before(entered.expires_on, today, "Open until", "today")
    with desk.step("put an offer", complaint_id) as step:
        row = _negotiable(step.session, complaint_id, "put an offer")
        approval_id = require_authority(desk, step.session, row, entered.option_id, entered.amount_minor)
        if row.stage is Stage.deciding:
            progress.move(desk, step.session, complaint_id, Stage.negotiating)
        if entered.option_id is not None:
            option = records.owned(step.session, Option, complaint_id, entered.option_id)
            option.presented_on = option.presented_on or today
        answers_id = None
        for earlier in records.of_complaint(step.session, Offer, complaint_id):
            if earlier.state is not OfferState.open:
                continue
            earlier.responded_on = today
            if earlier.maker is Maker.desk:
                earlier.state = OfferState.withdrawn
                earlier.response = earlier.response or "Replaced by a later offer."
            else:
                # What we offer next is our answer to what the customer asked for.
                earlier.state = OfferState.countered
                earlier.response = earlier.response or "Answered by a new offer."
                answers_id = earlier.id
        step.session.add(_row(desk, step.session, complaint_id, entered, Maker.desk, answers_id, approval_id))
    return dossier.load(desk, complaint_id)


def require_authority(
    desk: Desk,
    session: Session,
    complaint: Complaint,
    option_id: int | None,
    amount_minor: int,
    agreed: Offer | None = None,
) -> int | None:
    """Return the id of the approval that covers an offer, or None where none is needed.

    Args:
        desk: The desk.
        session: The step's session.
        complaint: The complaint's row.
        option_id: The option that is offered, if it is one.
        amount_minor: What is offered.
        agreed: The offer that is being agreed to; our own bound us, and needed its approval, on the day it was put.

    Raises:
        AuthorityError: If one is needed and none covers it; says who may give it.
    """
    found = dossier.compose(desk, session, records.require_id(complaint))
    option = next((each for each in found.options if each.id == option_id), None)
    matrix = authority.limits(session, desk.today())
    earlier = authority.earlier_offers(session, complaint, desk.today())
    bound_on = desk.today()
    if agreed is not None:
        earlier = authority_rules.counted_with(next(o for o in found.offers if o.id == agreed.id), earlier)
        bound_on = agreed.made_on if agreed.maker is Maker.desk else bound_on
    base = authority_rules.package_of(option, earlier) if option else authority_rules.Package(earlier=earlier)
    package = authority_rules.priced(base, amount_minor)
    verdict = authority.verdict_on(desk, matrix, package)
    if verdict.kind is authority_rules.VerdictKind.within:
        return None
    tried = []
    for approval in found.approvals:
        gaps = authority_rules.approval_gaps(
            approval,
            package,
            bound_on,
            desk.whose.role,
            matrix,
            option_id=option_id,
            conflicted=(found.handler, found.prior_decider),
            currency=found.currency,
        )
        if not gaps:
            return approval.id
        tried.append(f"The approval by {approval.approver} does not cover it: {' '.join(gaps)}")
    asked = " ".join(tried) or "No approval is recorded. Ask for one on the Options screen with `r`."
    raise AuthorityError(f"{verdict.reason} {asked}")


def counter(desk: Desk, complaint_id: int, offer_id: int, entered: NewOffer) -> Dossier:
    """Record the customer's counter-offer to one of ours, which it answers.

    Raises:
        InvalidInputError: If that offer is no longer open, or is the customer's own.
        NotFoundError: If it names an option of another complaint.
    """
    with desk.step("record a counter-offer", complaint_id) as step:
        _negotiable(step.session, complaint_id, "record a counter-offer")
        answered = _open_offer(step.session, complaint_id, offer_id)
        if answered.maker is Maker.customer:
            msg = f"Offer {answered.number} is the customer's own; turn it down, or put another offer."
            raise InvalidInputError(msg, "offer")
        if entered.option_id is not None:
            records.owned(step.session, Option, complaint_id, entered.option_id)
        answered.state = OfferState.countered
        answered.responded_on = desk.today()
        answered.response = text(entered.terms, "Terms")
        option_id = entered.option_id if entered.option_id is not None else answered.option_id
        countered = NewOffer(entered.terms, entered.amount_minor, option_id, entered.expires_on)
        step.session.add(_row(desk, step.session, complaint_id, countered, Maker.customer, offer_id, None))
    return dossier.load(desk, complaint_id)


def reject(desk: Desk, complaint_id: int, offer_id: int, response: str) -> Dossier:
    """Record that an offer was turned down: ours by the customer, or theirs by us, with the reason.

    Raises:
        InvalidInputError: If it is no longer open, or no reason is given.
    """
    with desk.step("record a rejection", complaint_id) as step:
        _negotiable(step.session, complaint_id, "record a rejection")
        row = _open_offer(step.session, complaint_id, offer_id)
        row.state = OfferState.rejected
        row.response = needed(response, "Reply")
        row.responded_on = desk.today()
    return dossier.load(desk, complaint_id)


def agree(desk: Desk, complaint_id: int, offer_id: int, entered: Acceptance) -> Dossier:
    """Record that an offer was accepted: it becomes the agreement, and delivery begins.

    Accepting the customer's counter-offer needs the same authority as putting it would.

    Raises:
        AuthorityError: If it is above the handler's authority and no recorded approval covers it.
        GateError: With all that is missing before an agreement.
        InvalidInputError: If the offer is no longer open or has run out, or how it was accepted is missing.
    """
    today = desk.today()
    with desk.step("agree", complaint_id) as step:
        complaint = _negotiable(step.session, complaint_id, "agree")
        offer = _open_offer(step.session, complaint_id, offer_id)
        if offer.expires_on is not None and offer.expires_on < today:
            msg = f"Offer {offer.number} ran out on {offer.expires_on}. Put it again, then record the acceptance."
            raise InvalidInputError(msg, "offer")
        approval_id = require_authority(
            desk, step.session, complaint, offer.option_id, offer.amount_minor, offer
        )
        offer.state = OfferState.accepted
        offer.responded_on = today
        offer.response = text(entered.why, "Why").strip() or offer.response or text(entered.how, "How")
        offer.approval_id = offer.approval_id or approval_id
        for before in records.of_complaint(step.session, Agreement, complaint_id):
            # What was agreed before the complaint was opened again gives way; what it gave still counts.
            before.ended = True
        option = step.session.get(Option, offer.option_id) if offer.option_id else None
        if option is not None and entered.departure_reason.strip():
            option.departure_reason = text(entered.departure_reason, "Reason for departing from policy")
        _put_agreement(desk, step.session, offer, option, entered, approval_id)
        if complaint.stage is Stage.deciding:
            progress.move(desk, step.session, complaint_id, Stage.negotiating, entered.override_reason)
        progress.move(desk, step.session, complaint_id, Stage.implementing, entered.override_reason)
    return dossier.load(desk, complaint_id)


def _put_agreement(
    desk: Desk,
    session: Session,
    offer: Offer,
    option: Option | None,
    entered: Acceptance,
    approval_id: int | None,
) -> None:
    """Add the agreement that an accepted offer becomes, and an action for each thing promised in it."""
    agreement = Agreement.model_validate(
        {
            "complaint_id": offer.complaint_id,
            "offer_id": offer.id,
            "accepted_on": desk.today(),
            "how": needed(entered.how, "How it was accepted").strip(),
            "terms": text(entered.terms, "Terms").strip() or offer.terms,
            "amount_minor": offer.amount_minor,
            "final_settlement": entered.final_settlement,
            "by_on": entered.by_on,
            "policy_clause_id": option.policy_clause_id if option else None,
            "departure_reason": option.departure_reason if option else "",
            "aim": text(entered.aim, "Aim").strip(),
            "approval_id": approval_id,
            "authority": _authority(desk, session, offer, approval_id),
        }
    )
    session.add(agreement)
    session.flush()
    owner = text(entered.owner, "Who sees to it").strip() or desk.whose.handler
    for term in entered.promised:
        delivery.put_action(
            session,
            offer.complaint_id,
            records.require_id(agreement),
            term.text,
            owner,
            term.by_on,
            is_payment=term.is_payment,
        )


def _authority(desk: Desk, session: Session, offer: Offer, approval_id: int | None) -> str:
    amount = money.shown(offer.amount_minor, desk.whose.currency)
    approval = session.get(Approval, approval_id) if approval_id else None
    handler = desk.whose.handler
    if approval is None:
        return (
            f"{amount} agreed by {handler} within their own authority as {desk.whose.role.replace('_', ' ')}."
        )
    role = approval.approver_role.replace("_", " ")
    return f"{amount} agreed by {handler} with the approval of {approval.approver} ({role})."


def _row(
    desk: Desk,
    session: Session,
    complaint_id: int,
    entered: NewOffer,
    maker: Maker,
    answers_id: int | None,
    approval_id: int | None,
) -> Offer:
    if entered.amount_minor < 0:
        msg = "An offer cannot be worth less than nothing."
        raise InvalidInputError(msg, "amount")
    return Offer.model_validate(
        {
            "complaint_id": complaint_id,
            "number": records.next_number(session, Offer, complaint_id),
            "maker": maker,
            "option_id": entered.option_id,
            "terms": needed(entered.terms, "Terms").strip(),
            "amount_minor": entered.amount_minor,
            "made_on": desk.today(),
            "expires_on": entered.expires_on,
            "stays_open_if_referred": entered.stays_open_if_referred,
            "answers_id": answers_id,
            "approval_id": approval_id,
        }
    )


def _open_offer(session: Session, complaint_id: int, offer_id: int) -> Offer:
    row = records.owned(session, Offer, complaint_id, offer_id)
    if row.state is not OfferState.open:
        msg = f"Offer {row.number} is {row.state.spoken} already."
        raise InvalidInputError(msg, "offer")
    return row


def _negotiable(session: Session, complaint_id: int, act: str) -> Complaint:
    row = records.get(session, Complaint, complaint_id)
    stages.require_stage(row.stage, (Stage.deciding, Stage.negotiating), act, row.reference)
    return row
