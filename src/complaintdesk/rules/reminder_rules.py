"""The working rules that remind on Today: each one function, a notice for each thing it sees."""

from __future__ import annotations

from collections.abc import Iterator

from complaintdesk.rules import informing, terms
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.due_dates import short
from complaintdesk.rules.gate_rules import ANSWERS
from complaintdesk.rules.notices import Facts, Notice
from complaintdesk.rules.rule_book import Where
from complaintdesk.vocabulary import MoneyKind, PromiseState, Stage

AMBER = 0.5
"""From this share of its time on, the acknowledgement is reminded of."""

DELAY_WD = 3
"""A delay is foreseen when an answer has fewer working days left."""

DANGERS = ("safety", "safeguarding")
"""The implications that are acted on the same day."""

DATA_PROTECTION_CLOCKS = "dp_"
"""How the ids of the clocks of a data-protection complaint begin."""

_BEFORE_AGREEMENT = (Stage.referred, Stage.investigating, Stage.deciding, Stage.negotiating)


def acknowledgement(facts: Facts) -> Iterator[Notice]:
    """Rule 1: acknowledgements that are due."""
    if not facts.is_live:
        return
    for clock in facts.dossier.clocks:
        if not _is_acknowledgement(clock) or clock.due_on is None:
            continue
        where = Where("resolution", "letter.write")
        if clock.status == "missed":
            yield Notice(1, f"The acknowledgement was due on {short(clock.due_on)}.", where)
        elif clock.status in {"running", "paused"} and clock.share_used >= AMBER:
            yield Notice(1, f"The acknowledgement is due by {short(clock.due_on)}.", where)


def promises(facts: Facts) -> Iterator[Notice]:
    """Rule 8: promises whose day has gone by."""
    if not facts.is_ours:
        return
    for promise in facts.dossier.promises:
        if promise.state is PromiseState.open and promise.due_on < facts.dossier.today:
            where = Where("negotiation", "promise.settle", "promise", promise.id)
            yield Notice(8, f"A promise was due on {short(promise.due_on)} and is not kept.", where)


def silence(facts: Facts) -> Iterator[Notice]:
    """Rule 9: a customer who has heard nothing for as long as was agreed."""
    if not facts.is_taken_on:
        return
    heard = informing.heard(facts.dossier, facts.calendar, facts.update_working_days)
    if heard.is_too_long:
        silent = informing.days(heard.working_days)
        sentence = f"The customer has heard nothing since {short(heard.since)}: {silent}."
        yield Notice(9, sentence, Where("negotiation", "contact.log"))


def delay(facts: Facts) -> Iterator[Notice]:
    """Rule 10: answers that will be late unless the customer is told."""
    if facts.dossier.stage not in _BEFORE_AGREEMENT:
        return
    for clock in facts.dossier.clocks:
        if clock.status != "running" or clock.wd_left is None or clock.wd_left >= DELAY_WD:
            continue
        if _is_answer(clock) and clock.due_on is not None:
            sentence = (
                f"{clock.name} is due on {short(clock.due_on)}: if it will be late, say so and why now."
            )
            yield Notice(10, sentence, Where("investigation", "clock.extend"))


def implications(facts: Facts) -> Iterator[Notice]:
    """Rule 12: implications nobody was alerted to, or of which nobody has answered."""
    if not facts.is_ours:
        return
    for number, implication in enumerate(facts.dossier.implications, start=1):
        where = Where("investigation", "implication.alert", "implication", implication.id)
        by = f" by {short(implication.due_on)}" if implication.due_on else ""
        if implication.alerted_on is None:
            yield Notice(12, f"Implication {number}: nobody was alerted; do it{by or ' now'}.", where)
        elif implication.responded_on is None:
            late = implication.due_on is not None and implication.due_on < facts.dossier.today
            answer = f"an answer is wanted{by}" if by and not late else f"no answer{by}"
            since = short(implication.alerted_on)
            yield Notice(12, f"Implication {number}: alerted on {since}, {answer}.", where)


def danger(facts: Facts) -> Iterator[Notice]:
    """Rule 13: a danger that nobody was alerted to, whatever the stage."""
    alerted = any(
        implication.kind in DANGERS and implication.alerted_on is not None
        for implication in facts.dossier.implications
    )
    if facts.is_ours and facts.dossier.safety and not alerted:
        sentence = "Somebody may be in danger: alert who must act today, and note whom."
        yield Notice(13, sentence, Where("investigation", "implication.add"))


def data_protection(facts: Facts) -> Iterator[Notice]:
    """Rule 14: points about data protection whose own clock is not met."""
    about = [head.number for head in facts.dossier.heads if head.about_data_protection]
    if not facts.is_live or not about:
        return
    clocks = [clock for clock in facts.dossier.clocks if clock.id.startswith(DATA_PROTECTION_CLOCKS)]
    if clocks and all(clock.status in {"met", "met_late"} for clock in clocks):
        return
    due = min((clock.due_on for clock in clocks if clock.due_on and clock.met_on is None), default=None)
    by = f", next due on {short(due)}" if due else ""
    heads = ("head " if len(about) == 1 else "heads ") + " and ".join(str(number) for number in about)
    sentence = f"Data protection ({heads}) has its own clock and its own answer{by}."
    yield Notice(14, sentence, Where("investigation", "head.edit"))


def after_the_answer(facts: Facts) -> Iterator[Notice]:
    """Rule 31: actions that are open though the answer went out."""
    waiting = sum(action.done_on is None for action in facts.dossier.actions)
    if facts.is_live and waiting and facts.has_sent(*ANSWERS):
        actions = "1 action is" if waiting == 1 else f"{waiting} actions are"
        yield Notice(
            31, f"The answer is sent and {actions} still to do.", Where("resolution", "action.prove")
        )


def actions(facts: Facts) -> Iterator[Notice]:
    """Rule 32: actions that are late, or done without proof."""
    if not facts.is_ours:
        return
    for action in facts.dossier.actions:
        where = Where("resolution", "action.prove", "action", action.id)
        if action.done_on is None and action.due_on < facts.dossier.today:
            yield Notice(32, f"Action {action.number} was due on {short(action.due_on)}.", where)
        elif action.done_on is not None and not action.proof.strip() and action.attachment is None:
            yield Notice(32, f"Action {action.number} is done without proof.", where)


def payment(facts: Facts) -> Iterator[Notice]:
    """Rule 33: agreed money that no action pays, or a refund that is to be paid later than the procedure allows."""
    agreement = facts.dossier.agreement
    if agreement is None or not agreement.amount_minor or not facts.is_live:
        return
    payments = [action for action in facts.dossier.actions if action.is_payment]
    if not payments:
        sentence = "Money was agreed, and no action pays it."
        yield Notice(33, sentence, Where("resolution", "action.add"))
    limit, latest = facts.refund, None
    if limit is not None and _gives_refund(facts.dossier):
        latest = terms.refund_by(agreement.accepted_on, limit, facts.calendar)
    for action in payments:
        if latest is not None and limit is not None and action.done_on is None and action.due_on > latest:
            where = Where("resolution", "action.edit", "action", action.id)
            sentence = f"Action {action.number} pays later than {short(latest)} ({limit.source})."
            yield Notice(33, sentence, where)


def _gives_refund(dossier: Dossier) -> bool:
    """Return whether a refund is part of what was agreed."""
    agreed = dossier.agreement
    offer = next((each for each in dossier.offers if agreed and each.id == agreed.offer_id), None)
    option = next((each for each in dossier.options if offer and each.id == offer.option_id), None)
    return option is not None and any(each.money_kind is MoneyKind.refund for each in option.remedies)


def external_referral(facts: Facts) -> Iterator[Notice]:
    """Rule 42: hand-overs to an outside body that it has not acknowledged."""
    if not facts.is_ours:
        return
    for escalation in facts.dossier.escalations:
        if not escalation.external or escalation.acknowledged_on is not None:
            continue
        where = Where("resolution", "complaint.escalate", "escalation", escalation.id)
        if escalation.sent_on is not None:
            sentence = f"The outside body has not acknowledged the file of {short(escalation.sent_on)}."
        else:
            by = f" by {short(escalation.due_on)}" if escalation.due_on else ""
            sentence = f"The outside body waits for its file: send it{by}."
        yield Notice(42, sentence, where)


def disposal(facts: Facts) -> Iterator[Notice]:
    """Rule 45: a complaint that has been kept for as long as it may be, and that nothing holds."""
    found = facts.dossier
    if facts.kept_until is None or found.disposed_on is not None or found.legal_hold:
        return
    if facts.kept_until < found.today:
        sentence = (
            f"It was to be kept until {short(facts.kept_until)}: dispose of it, or hold it with a reason."
        )
        yield Notice(45, sentence, Where("investigation", "retention.list"))


def _is_acknowledgement(clock: Clock) -> bool:
    return clock.id == "ack" or clock.id.endswith("_ack")


def _is_answer(clock: Clock) -> bool:
    """Return whether a clock runs towards an answer that can be late."""
    asks = clock.kind not in {"reporting", "optional"}
    return asks and not _is_acknowledgement(clock) and clock.id != "update"
