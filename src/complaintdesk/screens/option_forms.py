"""The forms of the Options screen: what they ask, and what their answers mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import balance
from complaintdesk.rules.dossier import ApprovalFacts, Dossier, OptionFacts, RemedyFacts
from complaintdesk.rules.foreign_text import clean
from complaintdesk.rules.money import shown
from complaintdesk.rules.typed_dates import in_full
from complaintdesk.screens import choices
from complaintdesk.screens.asking import Values, word
from complaintdesk.vocabulary import Decision, Maker, MoneyKind, OfferState
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.options import ApprovalRequest, NewOption, NewRemedy

REMEDIES = 3
"""Remedies that the form asks for; an option that has more keeps the others."""

AIMS = 2
"""Aims that the form asks for; an option that has more keeps the others."""

_ORDINALS = ("", "Second ", "Third ")


def option_fields(desk: Desk, option: OptionFacts | None = None, like: str = "") -> list[FormField]:
    """Return what is asked of an option, with what is known of `option` where it is edited.

    Args:
        desk: The desk.
        option: The option that is edited.
        like: What like complaints were given, in a line.
    """
    return [
        FormField("text", "Option", "text", required=True, value=option and option.text),
        FormField(
            "explain_only",
            "Explain only",
            "yesno",
            value=option.explain_only if option else None,
            help="Yes: nothing changes but that it is explained well",
        ),
        *_remedy_fields(desk, option),
        FormField("benefit_customer", "Benefit for the customer", value=option and option.benefit_customer),
        FormField(
            "drawback_customer", "Drawback for the customer", value=option and option.drawback_customer
        ),
        FormField("benefit_organisation", "Benefit for us", value=option and option.benefit_organisation),
        FormField("drawback_organisation", "Drawback for us", value=option and option.drawback_organisation),
        FormField(
            "service_offer_fit",
            "How it fits the service offer",
            value=option and option.service_offer_fit,
        ),
        *_aim_fields(desk, option),
        *_policy_fields(desk, option),
        FormField(
            "admits_liability",
            "Admits liability",
            "yesno",
            value=option.admits_liability if option else None,
            help="Yes: it says we are liable in law; an apology does not",
        ),
        FormField(
            "precedent",
            "Precedent",
            value=option and option.precedent,
            help=f"What it means for the next one. Like cases: {like}"
            if like
            else "What it means for the next one",
        ),
        FormField(
            "days",
            "Days to deliver",
            value=option.days_to_deliver if option else None,
            check=_no_count,
            help="Calendar days from agreement to done",
            column="days_to_deliver",
        ),
        *_score_fields(option),
    ]


def entered_option(desk: Desk, values: Values, option: OptionFacts | None = None) -> NewOption:
    """Return the option that a form holds.

    Raises:
        InvalidInputError: If an amount has no remedy.
    """
    days = str(values["days"]).strip()
    clause = values["policy_clause"]
    aims = [int(values[f"aim_{number}"]) for number in range(1, AIMS + 1) if values[f"aim_{number}"]]
    kept_aims = option.aim_ids[AIMS:] if option else ()
    return services.options.NewOption(
        text=values["text"],
        remedies=_entered_remedies(desk, values, option),
        explain_only=bool(values["explain_only"]),
        aim_ids=tuple(dict.fromkeys((*aims, *kept_aims))),
        policy_clause_id=int(clause) if clause else None,
        admits_liability=bool(values["admits_liability"]),
        days_to_deliver=int(days) if days else None,
        scores={
            name: int(values[f"score_{name}"])
            for name in balance.CRITERIA
            if str(values[f"score_{name}"]).strip()
        },
        **{name: values[name] for name in services.options.TEXTS},
    )


def view_fields(option: OptionFacts) -> list[FormField]:
    """Return what is asked of an option that was shown already: what became of it."""
    return [
        FormField("customer_view", "What the customer says to it", "long", value=option.customer_view),
        FormField("rejected_reason", "Why it is not taken", "long", value=option.rejected_reason),
    ]


def request_fields(desk: Desk, found: Dossier, option: OptionFacts) -> list[FormField]:
    """Return what is asked for a request for approval."""
    verdict = option.verdict
    role = verdict.approver_role if verdict else ""
    matrix = services.authority.view(desk)
    holders = {limit.role: limit.holder for limit in matrix}
    people = dict.fromkeys(name for limit in matrix for name in (limit.holder, limit.deputy) if name)
    return [
        FormField(
            "why",
            "Why it is right",
            "long",
            required=True,
            help=verdict.reason if verdict else "",
        ),
        FormField(
            "approver_role",
            "Who may say yes",
            "choice",
            required=True,
            choices=choices.roles(desk),
            value=role or None,
            fills=lambda chosen: {"approver": holders.get(chosen, "")},
        ),
        FormField(
            "approver",
            "Name of the approver",
            required=True,
            choices=tuple(Choice(name) for name in people),
            value=holders.get(role) or None,
        ),
        FormField(
            "amount",
            "For how much",
            "money",
            value=_asked_for(found, option),
            help=f"The whole of option {option.number} is worth {shown(option.total_minor, found.currency)}",
        ),
    ]


def _asked_for(found: Dossier, option: OptionFacts) -> int:
    """Return the most that stands on the table for an option: its worth, or a counter-offer above it."""
    counters = (
        offer.amount_minor
        for offer in found.offers
        if offer.option_id == option.id and offer.maker is Maker.customer and offer.state is OfferState.open
    )
    return max((option.total_minor, *counters))


def entered_request(values: Values, option: OptionFacts) -> ApprovalRequest:
    """Return the request that a form holds."""
    return services.options.ApprovalRequest(
        option.id, values["why"], values["approver"], word(values, "approver_role"), values["amount"]
    )


def decision_fields(approval: ApprovalFacts) -> list[FormField]:
    """Return what is asked of an approver's word."""
    return [
        FormField(
            "decision",
            f"What {clean(approval.approver, one_line=True, limit=40)} said",
            "choice",
            required=True,
            choices=choices.words(Decision, (Decision.asked,)),
        ),
        FormField("conditions", "Conditions, or why not", "long"),
        FormField("expires_on", "Holds until", "date", help="Empty where no end was set"),
        FormField(
            "verbal",
            "By word of mouth, in an emergency",
            "yesno",
            value=False,
            help="Holds until the end of the next working day; then only once it is in writing",
        ),
    ]


def written_fields(approval: ApprovalFacts, today: date) -> list[FormField]:
    """Return what is asked of a yes by word of mouth that came in writing."""
    due = f"It is due by {in_full(approval.written_due_on)}" if approval.written_due_on else ""
    return [FormField("written_on", "In writing on", "date", required=True, past=True, value=today, help=due)]


def only_option_fields(found: Dossier) -> list[FormField]:
    """Return what is asked where there is one option only."""
    return [
        FormField(
            "one_option_reason",
            "Why there is no other option",
            "long",
            value=found.one_option_reason,
            help="It stands on the record in place of a second option",
        )
    ]


def _remedy_fields(desk: Desk, option: OptionFacts | None) -> list[FormField]:
    had = option.remedies if option else ()
    offered = choices.listed(desk.vocabularies.remedies)
    fields = []
    for number in range(REMEDIES):
        now = had[number] if number < len(had) else None
        name = f"{_ORDINALS[number]}remedy"
        fields += [
            FormField(
                f"remedy_{number + 1}",
                name[:1].upper() + name[1:],
                "choice",
                choices=_with(offered, now.remedy if now else "", ""),
                value=now and now.remedy,
            ),
            FormField(
                f"amount_{number + 1}",
                f"What the {name.lower()} is worth",
                "money",
                value=now.amount_minor if now and now.amount_minor else None,
                help="Empty where it costs nothing",
            ),
            FormField(
                f"kind_{number + 1}",
                "Kind of money",
                "choice",
                choices=choices.words(MoneyKind),
                value=now.money_kind.name if now and now.money_kind else None,
                help="Empty: as the list of remedies says",
            ),
        ]
    return fields


def _entered_remedies(desk: Desk, values: Values, option: OptionFacts | None) -> tuple[NewRemedy, ...]:
    had = option.remedies if option else ()
    entered = []
    for number in range(1, REMEDIES + 1):
        remedy, amount = word(values, f"remedy_{number}"), values[f"amount_{number}"] or 0
        before = had[number - 1] if number <= len(had) else None
        if not remedy and amount:
            raise InvalidInputError("Say which remedy this is the worth of.", f"remedy_{number}")
        if remedy:
            kept = before if before and before.remedy == remedy else None
            kind = _kind(desk, remedy, word(values, f"kind_{number}"), kept)
            note = kept.note if kept else ""
            entered.append(services.options.NewRemedy(remedy, amount, kind if amount else None, note))
    others = [
        services.options.NewRemedy(more.remedy, more.amount_minor, more.money_kind, more.note)
        for more in had[REMEDIES:]
    ]
    return (*entered, *others)


def _kind(desk: Desk, remedy: str, chosen: str, kept: RemedyFacts | None) -> MoneyKind | None:
    """Return the kind of money chosen; else what it was; else what the list of remedies says."""
    if chosen:
        return MoneyKind[chosen]
    if kept is not None and kept.amount_minor and kept.money_kind is None:
        return None
    entry = desk.vocabularies.remedies.find(remedy)
    return entry.money_kind if entry else None


def _aim_fields(desk: Desk, option: OptionFacts | None) -> list[FormField]:
    had = option.aim_ids if option else ()
    offered = choices.aims(desk)
    return [
        FormField(
            f"aim_{number + 1}",
            "Another aim it serves" if number else "Aim it serves",
            "choice",
            choices=_with(
                offered, str(had[number]) if number < len(had) else "", "an aim no longer in force"
            ),
            value=str(had[number]) if number < len(had) else None,
        )
        for number in range(AIMS)
    ]


def _policy_fields(desk: Desk, option: OptionFacts | None) -> list[FormField]:
    clause = str(option.policy_clause_id) if option and option.policy_clause_id else ""
    return [
        FormField(
            "policy_clause",
            "Policy clause it departs from",
            "choice",
            choices=_with(choices.clauses(desk), clause, option.policy_clause if option else ""),
            value=clause or None,
            column="policy_clause_id",
        ),
        FormField(
            "departure_reason", "Why it departs from it", value=option.departure_reason if option else None
        ),
    ]


def _score_fields(option: OptionFacts | None) -> list[FormField]:
    scores = option.scores if option else {}
    return [
        FormField(
            f"score_{name}",
            f"Score: {balance.NAMES[name]}",
            value=scores.get(name),
            check=_no_score,
            help=f"0 poor to {balance.BEST} good{_DERIVED.get(name, '; empty: not judged')}",
        )
        for name in balance.CRITERIA
    ]


_DERIVED = {
    "cost": "; empty: reckoned from the worth of the options",
    "speed": "; empty: reckoned from the days to deliver",
}


def _with(offered: Sequence[Choice], value: str, label: str) -> tuple[Choice, ...]:
    """Return the choices, and the present value where it is not (or no longer) among them."""
    if not value or any(choice.value == value for choice in offered):
        return tuple(offered)
    return (*offered, Choice(value, label or value.replace("_", " ")))


def _no_score(answer: object) -> str | None:
    typed = str(answer).strip()
    if typed.isdecimal() and typed.isascii() and int(typed) <= balance.BEST:
        return None
    return f"A score is a whole number from 0 (poor) to {balance.BEST} (good)."


def _no_count(answer: object) -> str | None:
    typed = str(answer).strip()
    if typed.isdecimal() and typed.isascii() and len(typed) <= 4:
        return None
    return "Days are a whole number, such as 14."
