"""The forms of the Negotiation screen: what they ask, and what their answers mean."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import terms
from complaintdesk.rules.dossier import Dossier, OfferFacts, OptionFacts
from complaintdesk.rules.foreign_text import clean
from complaintdesk.rules.money import shown
from complaintdesk.screens import choices
from complaintdesk.screens.asking import Values, word
from complaintdesk.screens.option_facts import in_order
from complaintdesk.vocabulary import Decision, Known, Maker, PromiseState
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.negotiation import Acceptance, NewOffer


def offer_fields(found: Dossier) -> list[FormField]:
    """Return what is asked of an offer that is put to the customer."""
    likely = _likely_option(found)
    return [
        FormField(
            "option",
            "Option",
            "choice",
            choices=tuple(_option_choice(option, found) for option in in_order(found)),
            value=str(likely.id) if likely else None,
        ),
        FormField("terms", "Terms", "long", help="What is given and asked; empty: the option's own words"),
        FormField("amount", "Amount", "money", help="Its worth in all; empty: that of the option"),
        FormField("expires_on", "Open until", "date"),
        FormField(
            "stays_open",
            "Stays open if it is referred outside",
            "choice",
            choices=choices.words(Known),
            help="Whether the customer may still accept it after going elsewhere",
        ),
    ]


def entered_offer(values: Values, found: Dossier) -> NewOffer:
    """Return the offer that a form holds.

    Raises:
        InvalidInputError: If it has neither terms nor amount, and no option to take them from.
    """
    option = next((each for each in found.options if str(each.id) == word(values, "option")), None)
    words, amount = values["terms"], values["amount"]
    if not words.strip():
        if option is None:
            raise InvalidInputError("Say what is offered, or choose an option.", "terms")
        words = option.text
    if amount is None:
        if option is None:
            raise InvalidInputError("Say what it is worth; 0 where it costs nothing.", "amount")
        amount = option.total_minor
    return services.negotiation.NewOffer(
        words,
        amount,
        option.id if option else None,
        values["expires_on"],
        Known[word(values, "stays_open") or Known.unknown.name],
    )


def reply_choices(offer: OfferFacts) -> list[Choice]:
    """Return what can be said to an offer."""
    if offer.maker is Maker.customer:
        return [
            Choice("accept", "We accept it", "It becomes the agreement"),
            Choice("reject", "We turn it down", "With the reason; P puts another offer"),
        ]
    return [
        Choice("accept", "Accepted", "It becomes the agreement"),
        Choice("counter", "Counter-offer", "The customer wants something else, for another amount"),
        Choice("reject", "Turned down", "With the customer's reason"),
    ]


def counter_fields(offer: OfferFacts, found: Dossier) -> list[FormField]:
    """Return what is asked of the customer's counter-offer."""
    ours = shown(offer.amount_minor, found.currency)
    return [
        FormField("terms", "What the customer wants instead", "long", required=True),
        FormField("amount", "Amount", "money", required=True, help=f"Our offer {offer.number} is {ours}"),
        FormField("expires_on", "Open until", "date", help="Empty where they set no end"),
    ]


def entered_counter(values: Values) -> NewOffer:
    """Return the counter-offer that a form holds."""
    return services.negotiation.NewOffer(values["terms"], values["amount"], expires_on=values["expires_on"])


def rejection_fields(offer: OfferFacts) -> list[FormField]:
    """Return what is asked where an offer is turned down."""
    whose = "Why the customer turns it down" if offer.maker is Maker.desk else "Why we turn it down"
    return [FormField("response", whose, "long", required=True, value=offer.response or None)]


def agreement_fields(desk: Desk, offer: OfferFacts, found: Dossier) -> list[FormField]:
    """Return what is asked where an offer becomes the agreement."""
    option = _option_of(offer, found)
    departs = option is not None and bool(option.policy_clause)
    aims = choices.aims(desk)
    known = {str(aim.value): aim.label for aim in aims}
    served = [known[str(aim)] for aim in option.aim_ids if str(aim) in known] if option else []
    whose = "Why the customer accepts, in their words" if offer.maker is Maker.desk else "Why we accept it"
    names = {entry.id: entry.label for entry in desk.vocabularies.remedies.entries}
    refund_by = services.delivery.refund_by(desk, found)
    asked = [
        FormField("how", "How it was accepted", required=True, help="By phone, in writing, by whom"),
        FormField("why", whose, "long", help="What made the difference; it stands in the report"),
        FormField("terms", "What exactly is agreed", "long", value=offer.terms),
        FormField(
            "promised",
            "What is promised, a line each",
            "long",
            value=terms.proposed(option, offer, names, found.currency, refund_by),
            help="Each line becomes an action; end it with its day: Pay £50 by 3 Dec",
        ),
        FormField("by_on", "By when, where a line names no day", "date", value=_delivered_by(option, found)),
        FormField("owner", "Who sees to it", value=found.handler, help="Each action can be given to another"),
        FormField(
            "final_settlement",
            "In full and final settlement",
            "yesno",
            required=True,
            help="Yes only where the customer was told what that means",
        ),
        FormField(
            "aim",
            "Aim of ours that it serves",
            choices=tuple(Choice(aim.label) for aim in aims),
            value=served[0] if served else None,
        ),
    ]
    if departs and option is not None:
        asked.append(
            FormField(
                "departure_reason",
                f"Why it departs from {clean(option.policy_clause, one_line=True, limit=60)}",
                "long",
                required=True,
                value=option.departure_reason or None,
            )
        )
    asked.append(
        FormField(
            "override_reason",
            "Override, with the reason on record",
            help="Only where something is missing and it is right to go on without it",
        )
    )
    return asked


def entered_acceptance(desk: Desk, found: Dossier, values: Values) -> Acceptance:
    """Return the acceptance that a form holds.

    Raises:
        InvalidInputError: If a promise has no day, or one that has passed.
    """
    add = desk.calendar(found.region).add
    return services.negotiation.Acceptance(
        how=values["how"],
        why=values["why"],
        promised=terms.read(values["promised"], found.today, add, values["by_on"], found.currency),
        owner=values["owner"],
        terms=values["terms"],
        final_settlement=bool(values["final_settlement"]),
        by_on=values["by_on"],
        aim=values["aim"],
        departure_reason=values.get("departure_reason", ""),
        override_reason=values["override_reason"],
    )


def _delivered_by(option: OptionFacts | None, found: Dossier) -> date | None:
    if option is None or option.days_to_deliver is None:
        return None
    return found.today + timedelta(days=option.days_to_deliver)


def promise_fields(found: Dossier) -> list[FormField]:
    """Return what is asked of a promise."""
    return [
        FormField("text", "What will happen", required=True),
        FormField("made_to", "Promised to", value=found.customer or None),
        FormField("due_on", "By", "date", required=True),
    ]


def settling_fields() -> list[FormField]:
    """Return what is asked of a promise whose time has come."""
    settled = choices.words(PromiseState, (PromiseState.open,))
    return [
        FormField("state", "What became of it", "choice", required=True, choices=settled),
        FormField("reason", "Why", "long", help="Needed where it was missed or superseded"),
        FormField("instead", "Promised instead", help="Where it is superseded; empty: the same as before"),
        FormField("instead_due_on", "By", "date", help="Where it is superseded: the new date"),
    ]


def conditions(found: Dossier) -> str:
    """Return the conditions under which approvals were given, a line each; empty where there are none."""
    return "\n".join(
        f"{approval.approver} approved {shown(approval.amount_minor, found.currency)}: {approval.conditions}"
        for approval in found.approvals
        if approval.decision is Decision.approved and approval.conditions.strip()
    )


def settle(desk: Desk, complaint_id: int, promise_id: int, values: Values) -> None:
    """Record what became of a promise, as the form says it."""
    services.contacts.settle(
        desk,
        complaint_id,
        promise_id,
        PromiseState[word(values, "state")],
        values["reason"],
        instead=values["instead"],
        instead_due_on=values["instead_due_on"],
    )


def _likely_option(found: Dossier) -> OptionFacts | None:
    """Return the option last negotiated, else the one ranked first; None where neither is."""
    last = next((offer.option_id for offer in reversed(found.offers) if offer.option_id is not None), None)
    ranked = [
        option for option in in_order(found) if option.id == last or (last is None and option.rank == 1)
    ]
    return ranked[0] if ranked else None


def _option_of(offer: OfferFacts, found: Dossier) -> OptionFacts | None:
    return next((option for option in found.options if option.id == offer.option_id), None)


def _option_choice(option: OptionFacts, found: Dossier) -> Choice:
    verdict = option.verdict.reason if option.verdict else ""
    label = f"{option.number} {option.text} ({shown(option.total_minor, found.currency)})"
    return Choice(str(option.id), label, verdict)
