"""Rounds: what moved from offer to offer, and how long the customer has heard nothing.

Sentences name offers by their number and hold no words of a customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from complaintdesk.rules.dossier import Dossier, OfferFacts
from complaintdesk.rules.money import shown
from complaintdesk.vocabulary import Direction, LetterState, Maker, OfferState, Side


def thread(offers: Sequence[OfferFacts], offer: OfferFacts) -> tuple[OfferFacts, ...]:
    """Return the offers that led to `offer` and follow from it, in their order, itself among them."""
    root = _root(offers, offer)
    return tuple(each for each in offers if _root(offers, each) == root)


def moved(offers: Sequence[OfferFacts], offer: OfferFacts, currency: str) -> str:
    """Return how an offer differs from the last one of each side; empty for the first."""
    before = [each for each in offers if each.number < offer.number]
    told = []
    for maker, whose in ((offer.maker, _own(offer.maker)), (_other(offer.maker), _own(_other(offer.maker)))):
        last = next((each for each in reversed(before) if each.maker is maker), None)
        if last is not None:
            difference = _difference(last.amount_minor, offer.amount_minor, currency)
            told.append(f"{difference} {whose} offer {last.number}")
    return f"{_sentence_case(', '.join(told))}." if told else ""


def standing(offers: Sequence[OfferFacts], currency: str) -> str:
    """Return where both sides stand and how they came there, in one line; empty without an offer.

    `Round 2: we £900.00 → £1,000.00, they £1,500.00 → £1,300.00, £300.00 apart`
    """
    if not offers:
        return ""
    accepted = next((offer for offer in offers if offer.state is OfferState.accepted), None)
    if accepted is not None:
        whose = "our" if accepted.maker is Maker.desk else "the customer's"
        return f"Agreed at {shown(accepted.amount_minor, currency)}: {whose} offer {accepted.number}"
    ours, theirs = (
        [each for each in offers if each.maker is maker] for maker in (Maker.desk, Maker.customer)
    )
    told = [f"{who} {_road(made, currency)}" for who, made in (("we", ours), ("they", theirs)) if made]
    if ours and theirs:
        apart = abs(ours[-1].amount_minor - theirs[-1].amount_minor)
        told.append(f"{shown(apart, currency)} apart" if apart else "the same amount on both sides")
    return f"Round {max(len(ours), len(theirs))}: {', '.join(told)}"


def last_told_on(dossier: Dossier) -> date | None:
    """Return the last day on which the customer heard from us, or None where they never have."""
    spoken = (
        contact.on
        for contact in dossier.contacts
        if contact.side is Side.customer and contact.direction is Direction.outward
    )
    written = (
        letter.sent_on
        for letter in dossier.letters
        if letter.state is LetterState.sent and letter.sent_on is not None
    )
    return max((*spoken, *written), default=None)


def _root(offers: Sequence[OfferFacts], offer: OfferFacts) -> int:
    """Return the id of the first offer of the thread; a later offer on the same option goes on with it."""
    by_id = {each.id: each for each in offers}
    while offer.answers_id in by_id or _picks_up(offers, offer) is not None:
        answered = by_id.get(offer.answers_id or 0) or _picks_up(offers, offer)
        assert answered is not None
        offer = answered
    return offer.id


def _picks_up(offers: Sequence[OfferFacts], offer: OfferFacts) -> OfferFacts | None:
    """Return the offer before one of ours that is about the same option."""
    same = [each for each in offers if each.option_id == offer.option_id and each.number < offer.number]
    return same[-1] if same and offer.option_id is not None else None


def _road(made: Sequence[OfferFacts], currency: str) -> str:
    amounts = [offer.amount_minor for offer in made]
    steps = amounts[:1] + [later for earlier, later in pairwise(amounts) if later != earlier]
    return " → ".join(shown(amount, currency) for amount in steps)


def _difference(before: int, now: int, currency: str) -> str:
    if before == now:
        return "the same amount as"
    return f"{shown(abs(now - before), currency)} {'more' if now > before else 'less'} than"


def _other(maker: Maker) -> Maker:
    return Maker.customer if maker is Maker.desk else Maker.desk


def _own(maker: Maker) -> str:
    return "our" if maker is Maker.desk else "the customer's"


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]
