"""What each working rule misses at a gate.

Every rule is one function: the case in, one `Missing` out for each thing that
is not on record. Which rules stand at which gate is said in `gates`. The
sentences name records by their number and hold no words of a customer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from complaintdesk.rules import authority, outcomes, owing
from complaintdesk.rules.authority import Limit, VerdictKind, Worth
from complaintdesk.rules.dossier import AgreementFacts, Dossier, OfferFacts, OptionFacts, SatisfactionFacts
from complaintdesk.rules.due_dates import short
from complaintdesk.rules.rule_book import Missing, Where
from complaintdesk.vocabulary import (
    Finding,
    Known,
    LetterState,
    Maker,
    OfferState,
    PromiseState,
    ReferralReason,
)

DISSATISFIED = 2
"""A score of so much or less, of 5, is a dissatisfied customer's."""

ANSWERS = ("final", "stage_response", "summary_resolution", "deadlock")
"""The letters that give an answer."""

LAST_WORDS = ("final", "deadlock")
"""The letters that end a negotiation, whether or not there is an agreement."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the gate rules judge: the dossier, and the authority it stands under."""

    dossier: Dossier
    limits: Sequence[Limit] = ()
    earlier: tuple[Worth, ...] = ()

    @property
    def needs_solution(self) -> bool:
        """Whether there is anything to agree on: not where it was withdrawn or is not ours."""
        return not outcomes.needs_no_solution(outcomes.of(self.dossier))

    @property
    def last_word(self) -> bool:
        """Whether the customer has our last word in writing."""
        return any(
            letter.kind in LAST_WORDS and letter.state is LetterState.sent for letter in self.dossier.letters
        )


def known_conflict(case: Case) -> Iterator[Missing]:
    """Yield rule 6 where the handler is known to be the wrong person."""
    dossier = case.dossier
    where = Where("investigation", "conflict.edit")
    if dossier.conflict is Known.yes:
        yield Missing(6, "You have a conflict of interest: someone else must take this on.", where)
    elif _same(dossier.prior_decider, dossier.handler):
        yield Missing(6, "You decided this at an earlier stage: someone else must take this on.", where)
    elif any(party.complained_of and _same(party.name, dossier.handler) for party in dossier.parties):
        yield Missing(6, "You are complained of: someone else must take this on.", where)
    elif dossier.referral_reason == ReferralReason.stage_two.value and any(
        letter.kind in ANSWERS and letter.sent_on is not None and _same(letter.signatory, dossier.handler)
        for letter in dossier.letters
    ):
        yield Missing(6, "You signed the answer of an earlier stage: someone else must take this on.", where)


def conflict_asked(case: Case) -> Iterator[Missing]:
    """Yield rule 6 where nobody has asked yet."""
    if case.dossier.conflict is Known.unknown:
        where = Where("investigation", "conflict.edit")
        yield Missing(6, "Say whether you have a conflict of interest.", where)


def confirmed_in_writing(case: Case) -> Iterator[Missing]:
    """Yield rule 19 for each yes by word of mouth that nobody has put into writing."""
    for approval in case.dossier.approvals:
        if approval.awaits_writing:
            where = Where("options", "approval.request", "approval", approval.id)
            yield Missing(19, f"The word of {approval.approver} is not confirmed in writing.", where)


def wish(case: Case) -> Iterator[Missing]:
    """Yield rule 3 where the wish is not on record."""
    if not case.dossier.wants.strip():
        where = Where("investigation", "wish.edit")
        yield Missing(3, "What the customer wants is not written down.", where)


def heads(case: Case) -> Iterator[Missing]:
    """Yield rule 4 for each head that is not finished, its source before its finding; a gap is not a source."""
    if not case.dossier.heads:
        yield Missing(4, "No head is set out: say what is complained of.", Where("investigation", "head.add"))
    obtained = {source.id for source in case.dossier.sources if not source.is_gap}
    cited = {head_id for source in case.dossier.sources if not source.is_gap for head_id in source.head_ids}
    for head in case.dossier.heads:
        judged = head.finding not in {Finding.withdrawn, Finding.outside_scope}
        if judged and head.id not in cited and obtained.isdisjoint(head.source_ids):
            given = (("heads", str(head.number)),)
            add = Where("investigation", "source.add", "head", head.id, given=given)
            yield Missing(4, f"Head {head.number} rests on no source.", add)
        where = Where("investigation", "head.find", "head", head.id)
        if head.finding is None:
            yield Missing(4, f"Head {head.number} has no finding.", where._replace(field="finding"))
        elif not head.reasons.strip():
            said = f"The finding on head {head.number} has no reasons."
            yield Missing(4, said, where._replace(field="reasons"))


def enough_options(case: Case) -> Iterator[Missing]:
    """Yield rule 16 where there is too little to choose from."""
    options, reason = case.dossier.options, case.dossier.one_option_reason.strip()
    where = Where("options", "option.add")
    if not case.needs_solution:
        return
    if not options:
        yield Missing(16, "No option is set out.", where)
    elif len(options) == 1 and not reason:
        yield Missing(16, "Only one option is set out; add another, or say why there is no other.", where)


def options_shown(case: Case) -> Iterator[Missing]:
    """Yield rule 16 where the customer saw too little to choose from."""
    dossier = case.dossier
    if not case.needs_solution or not dossier.options:
        return
    shown = sum(option.presented_on is not None for option in dossier.options)
    wanted = 1 if dossier.one_option_reason.strip() else 2
    if shown < wanted:
        few = "No option was" if not shown else "Only one option was"
        yield Missing(16, f"{few} shown to the customer.", Where("options", "option.present"))


def approval(case: Case) -> Iterator[Missing]:
    """Yield rule 19 for each offer above authority that binds us or could, without an approval."""
    dossier = case.dossier
    for offer, option in _binding(dossier):
        # A counter-offer binds us on the day we accept it, our own on the day it is put.
        made_on = offer.made_on if offer.maker is Maker.desk else offer.responded_on or dossier.today
        amount = _agreed_amount(dossier.agreement, offer)
        earlier = authority.counted_with(offer, case.earlier)
        package = authority.priced(
            authority.package_of(option, earlier) if option else authority.Package(earlier=earlier), amount
        )
        verdict = authority.verdict(package, dossier.role, case.limits, dossier.currency)
        approved = any(
            authority.approval_covers(
                approval,
                package,
                made_on,
                dossier.role,
                case.limits,
                option_id=offer.option_id,
                conflicted=(dossier.handler, dossier.prior_decider),
            )
            for approval in dossier.approvals
        )
        if verdict.kind is not VerdictKind.within and not approved:
            where = Where("options", "approval.request", "offer", offer.id)
            sentence = f"Offer {offer.number} has no approval that covers it. {verdict.reason}"
            yield Missing(19, sentence, where, overridable=False)


def departure(case: Case) -> Iterator[Missing]:
    """Yield rule 21 for what a departure from policy leaves unsaid."""
    dossier = case.dossier
    for _, option in _binding(dossier):
        if option is None or authority.departure_of(option) is authority.Departure.none:
            continue
        aim = dossier.agreement.aim if dossier.agreement else ""
        reason = option.departure_reason or (dossier.agreement.departure_reason if dossier.agreement else "")
        said = {
            "departure_reason": ("the reason", reason.strip()),
            "aim_1": ("the aim it serves", option.aim_ids or aim.strip()),
            "precedent": ("what it means as a precedent", option.precedent.strip()),
        }
        wanting = {field: words for field, (words, given) in said.items() if not given}
        if wanting:
            where = Where("options", "option.edit", "option", option.id, next(iter(wanting)))
            named = f"Option {option.number} departs from policy"
            yield Missing(21, f"{named}; not said: {', '.join(wanting.values())}.", where)


def acceptance(case: Case) -> Iterator[Missing]:
    """Yield rule 27 where neither an acceptance nor our last word is on record."""
    agreement = case.dossier.agreement
    where = Where("negotiation", "offer.reply")
    if agreement is None:
        if case.needs_solution and not case.last_word:
            said = "No acceptance is recorded, and no final letter was sent."
            yield Missing(27, said, _next_of_offers(case.dossier))
        return
    if not agreement.how.strip():
        yield Missing(27, "How the customer accepted is not recorded.", where)
    if not agreement.terms.strip():
        yield Missing(27, "What the customer accepted is not recorded.", where)


def letters(case: Case) -> Iterator[Missing]:
    """Yield rule 28 for each answer that is incomplete or was not sent."""
    for letter in case.dossier.letters:
        if letter.kind not in ANSWERS:
            continue
        where, named = Where("resolution", "letter.write", "letter", letter.id), letter.kind.replace("_", " ")
        unticked = sum(not ticked for ticked in letter.checklist.values())
        if unticked:
            yield Missing(
                28, f"The {named} letter lacks {unticked} of {len(letter.checklist)} points.", where
            )
        if not letter.signatory.strip():
            yield Missing(28, f"The {named} letter has no signatory.", where)
        if letter.state is not LetterState.sent:
            yield Missing(28, f"The {named} letter is written and not sent.", where)


def owed(case: Case) -> Iterator[Missing]:
    """Yield rule 48 for each thing that the procedure has sent even where the complaint is settled."""
    for clock in owing.owed(case.dossier):
        if owing.is_demanded(clock):
            yield Missing(48, owing.told(clock), Where("resolution", "letter.write"))


def actions(case: Case) -> Iterator[Missing]:
    """Yield rule 32 for what is not done, or not shown to be done."""
    agreement = case.dossier.agreement
    if agreement is not None and agreement.amount_minor and not case.dossier.actions:
        where = Where("resolution", "action.add")
        yield Missing(32, "Money was agreed and nothing is set down to be done.", where)
    for action in case.dossier.actions:
        where = Where("resolution", "action.prove", "action", action.id)
        if action.done_on is None:
            yield Missing(32, f"Action {action.number} is not done.", where)
        elif not action.proof.strip() and action.attachment is None:
            yield Missing(32, f"Action {action.number} is done without proof.", where._replace(field="proof"))


def satisfaction(case: Case) -> Iterator[Missing]:
    """Yield rules 34 and 35, by the last time the customer was asked."""
    where = Where("resolution", "satisfaction.record")
    last = last_asked(case.dossier)
    if last is None:
        since = " since it was reopened" if case.dossier.satisfaction else ""
        yield Missing(34, f"The customer was not asked{since}, and no reason is given for it.", where)
        return
    if last.not_asked_reason.strip():
        return
    asked = {"the outcome": last.outcome_score, "the handling": last.handling_score}
    unasked = [about for about, given in asked.items() if given is None]
    if unasked:
        yield Missing(34, f"The customer's word on {' and '.join(unasked)} is not recorded.", where)
    if is_dissatisfied(case.dossier):
        on = Where("resolution", "complaint.escalate")
        yield Missing(35, "The customer is dissatisfied: reopen the complaint, or escalate it.", on)


def last_asked(dossier: Dossier) -> SatisfactionFacts | None:
    """Return the last time the customer was asked, or why not, about the complaint as it was handled last."""
    since = dossier.reopened_on
    asked = [check for check in dossier.satisfaction if since is None or check.asked_on >= since]
    return asked[-1] if asked else None


def is_dissatisfied(dossier: Dossier) -> bool:
    """Return whether the customer, when asked last, was dissatisfied, and nobody has taken it further."""
    last = last_asked(dossier)
    if last is None:
        return False
    given = (last.outcome_score, last.handling_score)
    escalated = any(escalation.on >= last.asked_on for escalation in dossier.escalations)
    return any(score is not None and score <= DISSATISFIED for score in given) and not escalated


def learning(case: Case) -> Iterator[Missing]:
    """Yield rule 38 for what is not known of the cause."""
    dossier = case.dossier
    where = Where("resolution", "learning.edit")
    if not dossier.cause.strip() and not any(head.cause.strip() for head in dossier.heads):
        yield Missing(38, "The cause is not recorded.", where._replace(field="cause"))
    if not dossier.root_cause.strip() and not any(head.root_cause.strip() for head in dossier.heads):
        yield Missing(38, "The root cause is not recorded.", where._replace(field="root_cause"))
    if dossier.affects_others is Known.unknown:
        yield Missing(38, "Say whether it could happen to others.", where._replace(field="affects_others"))


def implications(case: Case) -> Iterator[Missing]:
    """Yield rule 12 for each implication that nobody was alerted to, or of which nobody has answered."""
    for number, implication in enumerate(case.dossier.implications, start=1):
        where = Where("investigation", "implication.alert", "implication", implication.id)
        if implication.alerted_on is None:
            said = f"Nobody was alerted to implication {number}."
            yield Missing(12, said, where._replace(field="alerted"))
        elif implication.responded_on is None:
            said = f"Whoever was alerted to implication {number} has not answered."
            yield Missing(12, said, where._replace(field="response"))


def promises(case: Case) -> Iterator[Missing]:
    """Yield rule 8 for each promise that is not settled."""
    waiting = [promise for promise in case.dossier.promises if promise.state is PromiseState.open]
    for promise in waiting:
        where = Where("negotiation", "promise.settle", "promise", promise.id)
        yield Missing(8, f"The promise due on {short(promise.due_on)} is still open.", where)


def _next_of_offers(dossier: Dossier) -> Where:
    """Return where an acceptance comes from: the reply to the newest open offer, or an offer where none is open."""
    waiting = [offer for offer in dossier.offers if offer.state is OfferState.open]
    if not waiting:
        return Where("negotiation", "offer.put")
    newest = max(waiting, key=lambda offer: offer.number)
    return Where("negotiation", "offer.reply", "offer", newest.id)


def _binding(dossier: Dossier) -> Iterator[tuple[OfferFacts, OptionFacts | None]]:
    """Yield the offers that bind us or would if accepted, with their options."""
    options = {option.id: option for option in dossier.options}
    agreed = dossier.agreement.offer_id if dossier.agreement else None
    for offer in dossier.offers:
        open_and_ours = offer.maker is Maker.desk and offer.state is OfferState.open
        if offer.id == agreed or offer.state is OfferState.accepted or open_and_ours:
            yield offer, options.get(offer.option_id) if offer.option_id is not None else None


def _agreed_amount(agreement: AgreementFacts | None, offer: OfferFacts) -> int:
    """Return the amount that binds us: what was offered, or more where more was agreed."""
    if agreement is None or agreement.offer_id != offer.id:
        return offer.amount_minor
    return max(agreement.amount_minor, offer.amount_minor)


def _same(one: str, other: str) -> bool:
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()
