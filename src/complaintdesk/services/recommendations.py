"""Recommendations: a proposed change on its whole road, from the problem to whether it worked. Each act is one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session

from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.models import ChangeOption, LibraryEntry, Recommendation, RecommendationComplaint
from complaintdesk.models import Review as SavedReview
from complaintdesk.rules import kept_figures
from complaintdesk.rules import recommendations as road
from complaintdesk.rules.kept_figures import KeptEvidence, KeptRemedy
from complaintdesk.rules.review_facts import ChangeFacts, EffectFacts, RecommendationFacts
from complaintdesk.services import effect_checks, filtering, freezing, library, reviews
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.store import recommending, records
from complaintdesk.store import review_figures as stored
from complaintdesk.store.conditions import both
from complaintdesk.vocabulary import LibraryKind
from complaintdesk.vocabulary import RecommendationState as State

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.library import Entry
    from complaintdesk.services.review import Review

NOTHING = "Do nothing for now"
"""What every recommendation is weighed against."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a recommendation begins with."""

    title: str
    problem: str = ""
    evidence: KeptEvidence | None = None
    root_cause: str = ""
    cause_method: str = ""
    cause_confirmed: str = ""
    complaint_ids: tuple[int, ...] = ()
    references: tuple[str, ...] = ()
    review_id: int | None = None
    pattern_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewChange:
    """One way to make a change, weighed from both sides."""

    text: str
    do_nothing: bool = False
    look_again_on: date | None = None
    clause_id: int | None = None
    new_text: str = ""
    benefit_customer: str = ""
    drawback_customer: str = ""
    benefit_organisation: str = ""
    drawback_organisation: str = ""
    cost_low_minor: int | None = None
    cost_high_minor: int | None = None
    effort: str = ""
    reversibility: str = ""
    who_must_agree: str = ""


@dataclass(frozen=True, slots=True)
class Road:
    """To whom a recommendation goes, and how."""

    decision_maker: str
    role: str = ""
    route: str = ""
    procedure_entry_id: int | None = None
    reply_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What the decision maker said."""

    state: State
    """`accepted`, `accepted_changed`, `rejected` or `deferred`."""

    reason: str
    conditions: str = ""
    by: str = ""
    on: date | None = None
    until: date | None = None
    """For `deferred`: when it comes up again."""


DECISIONS = (State.accepted, State.accepted_changed, State.rejected, State.deferred)
"""What a decision maker can say."""


def start(desk: Desk, draft: Draft) -> RecommendationFacts:
    """Begin a recommendation; doing nothing is weighed from the beginning.

    Raises:
        InvalidInputError: If it has no title.
        NotFoundError: If a complaint, review or pattern named is not there.
    """
    linked = [*draft.complaint_ids, *reviews.ids_of(desk, draft.references)]
    with desk.step("write a recommendation") as step:
        if draft.review_id is not None:
            recommending.kept(step.session, SavedReview, draft.review_id)
        row = Recommendation.model_validate(
            {
                "title": needed(draft.title, "Title").strip(),
                "problem": text(draft.problem, "Problem"),
                "figures": kept_figures.to_json(draft.evidence) if draft.evidence else "",
                "root_cause": text(draft.root_cause, "Root cause"),
                "cause_method": text(draft.cause_method, "Method"),
                "cause_confirmed": text(draft.cause_confirmed, "How confirmed"),
                "review_id": draft.review_id,
                "pattern_id": draft.pattern_id,
            }
        )
        step.session.add(row)
        step.session.flush()
        recommendation_id = records.require_id(row)
        _link(step.session, recommendation_id, dict.fromkeys(linked))
        _put_option(step.session, recommendation_id, NewChange(NOTHING, do_nothing=True))
    return load(desk, recommendation_id)


def describe(
    desk: Desk,
    recommendation_id: int,
    title: str,
    problem: str,
    root_cause: str,
    cause_method: str = "",
    cause_confirmed: str = "",
) -> RecommendationFacts:
    """Say what the problem is, what it comes from, and how that was confirmed."""

    def change(row: Recommendation) -> None:
        row.title = needed(title, "Title").strip()
        row.problem = text(problem, "Problem")
        row.root_cause = text(root_cause, "Root cause")
        row.cause_method = text(cause_method, "Method")
        row.cause_confirmed = text(cause_confirmed, "How confirmed")

    return _prepare(desk, recommendation_id, "describe a problem", change)


def link(desk: Desk, recommendation_id: int, references: Iterable[str]) -> RecommendationFacts:
    """Name complaints that a recommendation rests on; those that it names already are left as they are.

    Raises:
        NotFoundError: If there is no complaint of one of the references.
    """
    named = reviews.ids_of(desk, references)
    if not named:
        msg = "Name a complaint by its reference, such as CD-2026-0007."
        raise InvalidInputError(msg, "references")
    found = load(desk, recommendation_id)
    here = {complaint.id for complaint in found.complaints}
    with desk.step("link evidence") as step:
        recommending.kept(step.session, Recommendation, recommendation_id)
        _link(step.session, recommendation_id, [each for each in named if each not in here])
    return load(desk, recommendation_id)


def unlink(desk: Desk, recommendation_id: int, complaint_id: int) -> RecommendationFacts:
    """Take a complaint off the evidence of a recommendation.

    Raises:
        NotFoundError: If it is none of it.
    """
    with desk.step("unlink evidence") as step:
        links = {
            complaint.id: row
            for row, complaint in recommending.evidence_links(step.session, recommendation_id)
        }
        if complaint_id not in links:
            msg = "That complaint is not among the evidence."
            raise NotFoundError(msg)
        step.session.delete(links[complaint_id])
    return load(desk, recommendation_id)


def add_option(desk: Desk, recommendation_id: int, new: NewChange) -> RecommendationFacts:
    """Weigh one more way to make the change.

    Raises:
        InvalidInputError: If it says nothing, costs more at least than at most, or doing nothing is weighed already.
    """
    found = load(desk, recommendation_id)
    road.require_state(found, road.PREPARED, "add an option")
    if new.do_nothing and any(option.do_nothing for option in found.options):
        msg = "Doing nothing is weighed already; e changes what is said of it."
        raise InvalidInputError(msg, "do_nothing")
    with desk.step("weigh a change") as step:
        _put_option(step.session, recommendation_id, new)
        _settle(desk, step.session, recommendation_id)
    return load(desk, recommendation_id)


def edit_option(desk: Desk, recommendation_id: int, option_id: int, new: NewChange) -> RecommendationFacts:
    """Change what is said of an option.

    Raises:
        InvalidInputError: If it says nothing, or costs more at least than at most.
        NotFoundError: If there is no such option.
    """
    road.require_state(load(desk, recommendation_id), road.PREPARED, "change an option")
    with desk.step("change an option of a recommendation") as step:
        row = _option(step.session, recommendation_id, option_id)
        for name, value in _of_option(new).items():
            setattr(row, name, value)
        _settle(desk, step.session, recommendation_id)
    return load(desk, recommendation_id)


def remove_option(desk: Desk, recommendation_id: int, option_id: int) -> RecommendationFacts:
    """Take an option off; if it was chosen, none is chosen any more."""
    road.require_state(load(desk, recommendation_id), road.PREPARED, "remove an option")
    with desk.step("remove an option of a recommendation") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        _option(step.session, recommendation_id, option_id).removed = True
        if row.chosen_id == option_id:
            row.chosen_id = None
        _settle(desk, step.session, recommendation_id)
    return load(desk, recommendation_id)


def choose(
    desk: Desk, recommendation_id: int, option_id: int, why: str, why_others_not: str = ""
) -> RecommendationFacts:
    """Choose an option, and say why, and why not the others."""

    def change(row: Recommendation) -> None:
        row.chosen_id = option_id
        row.why_chosen = needed(why, "Why this one")
        row.why_others_not = text(why_others_not, "Why not the others")

    found = load(desk, recommendation_id)
    if option_id not in {option.id for option in found.options}:
        raise NotFoundError("This recommendation has no such option.")
    return _prepare(desk, recommendation_id, "choose an option", change)


def route(desk: Desk, recommendation_id: int, to: Road) -> RecommendationFacts:
    """Say who decides, in which role, by which route and procedure it goes there, and by when a reply is agreed."""

    def change(row: Recommendation) -> None:
        row.decision_maker = needed(to.decision_maker, "Decision maker").strip()
        row.decision_maker_role = text(to.role, "Role").strip()
        row.route = text(to.route, "Route").strip()
        row.procedure_entry_id = to.procedure_entry_id
        row.reply_due_on = to.reply_due_on

    return _prepare(desk, recommendation_id, "route a recommendation", change)


def put_forward(
    desk: Desk, recommendation_id: int, on: date | None = None, override_reason: str = ""
) -> RecommendationFacts:
    """Put a recommendation to its decision maker, once nothing is missing.

    Args:
        desk: The desk.
        recommendation_id: Which.
        on: The day it went; today without one.
        override_reason: Why it goes with something missing; kept.

    Raises:
        WrongStageError: If it was put forward already.
        GateError: With all that is missing at once.
        InvalidInputError: If the day is to come, or a reply is due before it.
    """
    found = load(desk, recommendation_id)
    road.require_state(found, road.PREPARED, "put it forward")
    reason = text(override_reason, "Reason").strip()
    road.require_ready(found, reason)
    day = not_after(on or desk.today(), desk.today(), "Put forward on", "today")
    if found.reply_due_on is not None:
        not_before(found.reply_due_on, day, "Reply due on", "the day it was put forward")
    with desk.step("put a recommendation forward") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        row.put_on = day
        row.state = State.put_forward
        if row.reply_due_on is None:
            row.reply_due_on = desk.calendar(desk.whose.region).add(day, road.CHASE_WD)
        if road.missing(found):
            row.override_reason = reason
    return load(desk, recommendation_id)


def acknowledge(desk: Desk, recommendation_id: int, by: str, on: date | None = None) -> RecommendationFacts:
    """Note who said that a recommendation arrived, and when."""
    found = load(desk, recommendation_id)
    road.require_state(found, road.AWAITED, "acknowledge it")
    day = _since_put(desk, found, on, "Acknowledged on")
    with desk.step("acknowledge a recommendation") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        row.acknowledged_by = needed(by, "Acknowledged by").strip()
        row.acknowledged_on = day
    return load(desk, recommendation_id)


def chase(desk: Desk, recommendation_id: int, on: date | None = None) -> RecommendationFacts:
    """Note that a recommendation was asked after; it is due again twenty working days later."""
    found = load(desk, recommendation_id)
    road.require_state(found, road.AWAITED, "ask after it")
    day = _since_put(desk, found, on, "Asked on")
    with desk.step("ask after a recommendation") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        row.chased_on = day
        row.chases += 1
    return load(desk, recommendation_id)


def decide(desk: Desk, recommendation_id: int, said: Decided) -> RecommendationFacts:
    """Note what the decision maker decided, why, and on which conditions.

    Raises:
        WrongStageError: If it is not with the decision maker.
        InvalidInputError: If it is no decision, gives no reason, or is deferred without a day to come.
    """
    found = load(desk, recommendation_id)
    road.require_state(found, road.AWAITED, "record a decision")
    if said.state not in DECISIONS:
        raise InvalidInputError(f"{said.state.spoken} is no decision.", "state")
    day = _since_put(desk, found, said.on, "Decided on")
    until = said.until if said.state is State.deferred else None
    if said.state is State.deferred:
        if until is None:
            raise InvalidInputError("Say until when it is deferred.", "until")
        not_before(until, day, "Deferred until", "the decision")
    with desk.step("record a decision on a recommendation") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        row.state = said.state
        row.decided_on, row.deferred_until = day, until
        row.decided_by = text(said.by, "Decided by").strip() or row.decision_maker
        row.decision_reason = needed(said.reason, "Reason")
        row.conditions = text(said.conditions, "Conditions")
    return load(desk, recommendation_id)


def implement(
    desk: Desk, recommendation_id: int, what: str, proof: str, on: date | None = None
) -> RecommendationFacts:
    """Note that the change was made, with what shows it; from then on its effect is awaited.

    Raises:
        WrongStageError: If it was not adopted.
        InvalidInputError: If nothing shows it, or the day is to come or lies before the decision.
    """
    found = load(desk, recommendation_id)
    road.require_state(found, road.ADOPTED, "record it as done")
    day = not_after(on or desk.today(), desk.today(), "Done on", "today")
    if found.decided_on is not None:
        not_before(day, found.decided_on, "Done on", "the decision")
    with desk.step("record a change as made") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        row.state = State.implemented
        row.implemented_on = day
        row.implementation = needed(what, "What was done")
        row.proof = needed(proof, "What shows it")
        effect_checks.begin(step.session, recommendation_id, day)
    return load(desk, recommendation_id)


def withdraw(desk: Desk, recommendation_id: int, reason: str) -> RecommendationFacts:
    """Take a recommendation back, with the reason; it stays on record."""
    found = load(desk, recommendation_id)
    road.require_state(found, frozenset(State) - road.ENDED, "withdraw it")
    with desk.step("withdraw a recommendation") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        row.state = State.withdrawn
        row.withdrawn_on = desk.today()
        row.withdrawn_reason = needed(reason, "Reason")
    return load(desk, recommendation_id)


def remove(desk: Desk, recommendation_id: int) -> tuple[RecommendationFacts, ...]:
    """Take a recommendation off the list.

    Raises:
        WrongStageError: If somebody has it already; it can be withdrawn.
    """
    found = load(desk, recommendation_id)
    road.require_state(found, road.PREPARED | {State.withdrawn}, "remove it; it can be withdrawn")
    with desk.step("remove a recommendation") as step:
        recommending.kept(step.session, Recommendation, recommendation_id).removed = True
    return listed(desk)


def evidence(desk: Desk, review: Review, value: str = "") -> KeptEvidence:
    """Return the figures of one row of a live review, frozen, with what its customers accepted."""
    wanted = filtering.condition(desk, review.filter_text, default=None)
    if value:
        wanted = both(wanted, reviews.value_condition(desk, review.grouping, value))
    return freezing.evidence(review, value, stored.remedies(desk.reader, wanted))


@dataclass(frozen=True, slots=True)
class Proposals:
    """What may be acceptable to customers and fits the service offer."""

    remedies: tuple[KeptRemedy, ...]
    """What customers accepted, the most often accepted first."""

    offers: tuple[Entry, ...]
    """The service offer as it stands."""

    clauses: tuple[Entry, ...]
    """The policy clauses, of which one may have to change."""


def proposals(desk: Desk, found: RecommendationFacts) -> Proposals:
    """Return from what solutions can be made that customers accept and that fit the service offer."""
    remedies = found.evidence.remedies if found.evidence else ()
    ranked = sorted(
        (each for each in remedies if each.accepted.k), key=lambda each: (-each.accepted.low, each.remedy)
    )
    return Proposals(
        tuple(ranked),
        library.entries(desk, LibraryKind.service_offer),
        library.entries(desk, LibraryKind.policy_clause),
    )


def missing(desk: Desk, recommendation_id: int) -> tuple[road.Gap, ...]:
    """Return all that keeps a recommendation from being put forward."""
    return road.missing(load(desk, recommendation_id))


def load(desk: Desk, recommendation_id: int) -> RecommendationFacts:
    """Return a recommendation with all that belongs to it.

    Raises:
        NotFoundError: If there is no such recommendation.
    """
    with desk.reading() as session:
        row = recommending.kept(session, Recommendation, recommendation_id)
        return compose(desk, session, row)


def listed(desk: Desk) -> tuple[RecommendationFacts, ...]:
    """Return the recommendations, the newest first."""
    with desk.reading() as session:
        return tuple(compose(desk, session, row) for row in recommending.recommendations(session))


def find_id(reference: str) -> int:
    """Return the id of a recommendation by its reference, in any spelling: `REC-2`, `rec 2`, `2`.

    Raises:
        NotFoundError: If it spells none.
    """
    number = road.read_reference("REC", reference)
    if number is None:
        raise NotFoundError(f"{reference!r} is no recommendation; they are called REC-1, REC-2 ...")
    return number


def behind(found: RecommendationFacts) -> str:
    """Return the filter that lists the complaints behind a recommendation."""
    from complaintdesk.rules.filter_terms import written

    if found.complaints:
        references = [complaint.reference for complaint in found.complaints[: reviews.MOST_NAMED]]
        return f"{written('ref', *references)} origin:any"
    evidence = found.evidence
    if evidence is None:
        return ""
    parts = [evidence.filter]
    if evidence.value:
        parts.append(written(evidence.grouping, evidence.value))
    parts.append(f"received:{evidence.year[0]}..{evidence.year[-1]}")
    if "origin:" not in evidence.filter:
        parts.append("origin:any")
    return " ".join(part for part in parts if part)


def compose(desk: Desk, session: Session, row: Recommendation) -> RecommendationFacts:
    """Return a recommendation inside an open session."""
    recommendation_id = records.require_id(row)
    whose = desk.whose
    same = {
        name: getattr(row, name)
        for name in RecommendationFacts.__dataclass_fields__
        if hasattr(row, name) and name != "id"
    }
    return RecommendationFacts(
        **same,
        id=recommendation_id,
        reference=road.reference(recommendation_id),
        evidence=kept_figures.from_json(KeptEvidence, row.figures),
        complaints=tuple(
            reviews.linked_complaint(complaint)
            for _, complaint in recommending.evidence_links(session, recommendation_id)
        ),
        review=road.review_reference(row.review_id) if row.review_id else "",
        options=tuple(
            _change_facts(session, each) for each in recommending.options(session, recommendation_id)
        ),
        procedure_ref=_entry_words(session, row.procedure_entry_id),
        effect=_effect_facts(session, recommendation_id),
        today=desk.today(),
        currency=whose.currency,
        handler=whose.handler,
        organisation=whose.organisation,
    )


def _effect_facts(session: Session, recommendation_id: int) -> EffectFacts | None:
    row = recommending.effect(session, recommendation_id)
    return effect_checks.facts(row) if row is not None else None


def _change_facts(session: Session, row: ChangeOption) -> ChangeFacts:
    clause = session.get(LibraryEntry, row.policy_clause_id) if row.policy_clause_id else None
    same = {
        name: getattr(row, name)
        for name in ChangeFacts.__dataclass_fields__
        if hasattr(row, name) and name not in {"id", "clause_id"}
    }
    return ChangeFacts(
        **same,
        id=records.require_id(row),
        clause_id=row.policy_clause_id,
        clause=_entry_words(session, row.policy_clause_id),
        clause_text=clause.text if clause else "",
    )


def _entry_words(session: Session, entry_id: int | None) -> str:
    entry = session.get(LibraryEntry, entry_id) if entry_id else None
    return f"{entry.code} {entry.title} (edition {entry.edition})" if entry else ""


def _prepare(
    desk: Desk, recommendation_id: int, label: str, change: Callable[[Recommendation], None]
) -> RecommendationFacts:
    """Change what is still being prepared, as one step."""
    road.require_state(load(desk, recommendation_id), road.PREPARED, "change it; put it back by undoing")
    with desk.step(label) as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        change(row)
        _settle(desk, step.session, recommendation_id)
    return load(desk, recommendation_id)


def _settle(desk: Desk, session: Session, recommendation_id: int) -> None:
    """Have the state follow from what is there: the options are ready, or they are not."""
    session.flush()
    row = recommending.kept(session, Recommendation, recommendation_id)
    found = compose(desk, session, row)
    row.state = State.draft if road.missing_options(found) else State.options_ready


def _since_put(desk: Desk, found: RecommendationFacts, on: date | None, field: str) -> date:
    day = not_after(on or desk.today(), desk.today(), field, "today")
    return not_before(day, found.put_on or day, field, "the day it was put forward")


def _link(session: Session, recommendation_id: int, complaint_ids: Iterable[int]) -> None:
    session.add_all(
        RecommendationComplaint.model_validate({"recommendation_id": recommendation_id, "complaint_id": each})
        for each in complaint_ids
    )


def _put_option(session: Session, recommendation_id: int, new: NewChange) -> None:
    session.add(
        ChangeOption.model_validate(
            {
                "recommendation_id": recommendation_id,
                "number": recommending.next_option_number(session, recommendation_id),
                **_of_option(new),
            }
        )
    )


def _of_option(new: NewChange) -> dict[str, object]:
    low, high = new.cost_low_minor, new.cost_high_minor
    if low is not None and high is not None and high < low:
        raise InvalidInputError("It costs less at most than at least.", "cost_high")
    texts = {
        name: text(getattr(new, name), label)
        for name, label in (
            ("new_text", "New text"),
            ("benefit_customer", "Benefit for customers"),
            ("drawback_customer", "Drawback for customers"),
            ("benefit_organisation", "Benefit for the organisation"),
            ("drawback_organisation", "Drawback for the organisation"),
            ("effort", "Effort"),
            ("reversibility", "Reversible"),
            ("who_must_agree", "Who must agree"),
        )
    }
    return {
        "text": needed(new.text, "Change"),
        "do_nothing": new.do_nothing,
        "look_again_on": new.look_again_on,
        "policy_clause_id": new.clause_id,
        "cost_low_minor": low,
        "cost_high_minor": high,
        **texts,
    }


def _option(session: Session, recommendation_id: int, option_id: int) -> ChangeOption:
    row = recommending.kept(session, ChangeOption, option_id)
    if row.recommendation_id != recommendation_id:
        raise NotFoundError("This recommendation has no such option.")
    return row
