"""Recommendations: the acts by which a proposed change goes its road, from the problem to its making. Each is one step.

What stands is read by `recommended`, its options are `change_options`, and whether it worked is `effect_checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session

from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.models import Recommendation, RecommendationComplaint
from complaintdesk.models import Review as SavedReview
from complaintdesk.rules import kept_figures
from complaintdesk.rules import recommendations as road
from complaintdesk.rules.kept_figures import KeptEvidence
from complaintdesk.rules.review_facts import RecommendationFacts
from complaintdesk.services import change_options, effect_checks, filtering, freezing, recommended, reviews
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.store import recommending, records
from complaintdesk.store import review_figures as stored
from complaintdesk.store.conditions import both
from complaintdesk.vocabulary import RecommendationState as State

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.review import Review


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
        change_options.put(
            step.session, recommendation_id, change_options.NewChange(change_options.NOTHING, do_nothing=True)
        )
    return recommended.load(desk, recommendation_id)


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
    found = recommended.load(desk, recommendation_id)
    here = {complaint.id for complaint in found.complaints}
    with desk.step("link evidence") as step:
        recommending.kept(step.session, Recommendation, recommendation_id)
        _link(step.session, recommendation_id, [each for each in named if each not in here])
    return recommended.load(desk, recommendation_id)


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
    return recommended.load(desk, recommendation_id)


def choose(
    desk: Desk, recommendation_id: int, option_id: int, why: str, why_others_not: str = ""
) -> RecommendationFacts:
    """Choose an option, and say why, and why not the others."""

    def change(row: Recommendation) -> None:
        row.chosen_id = option_id
        row.why_chosen = needed(why, "Why this one")
        row.why_others_not = text(why_others_not, "Why not the others")

    found = recommended.load(desk, recommendation_id)
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
    found = recommended.load(desk, recommendation_id)
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
    return recommended.load(desk, recommendation_id)


def acknowledge(desk: Desk, recommendation_id: int, by: str, on: date | None = None) -> RecommendationFacts:
    """Note who said that a recommendation arrived, and when."""
    found = recommended.load(desk, recommendation_id)
    road.require_state(found, road.AWAITED, "acknowledge it")
    day = _since_put(desk, found, on, "Acknowledged on")
    with desk.step("acknowledge a recommendation") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        row.acknowledged_by = needed(by, "Acknowledged by").strip()
        row.acknowledged_on = day
    return recommended.load(desk, recommendation_id)


def chase(desk: Desk, recommendation_id: int, on: date | None = None) -> RecommendationFacts:
    """Note that a recommendation was asked after; it is due again twenty working days later."""
    found = recommended.load(desk, recommendation_id)
    road.require_state(found, road.AWAITED, "ask after it")
    day = _since_put(desk, found, on, "Asked on")
    with desk.step("ask after a recommendation") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        row.chased_on = day
        row.chases += 1
    return recommended.load(desk, recommendation_id)


def decide(desk: Desk, recommendation_id: int, said: Decided) -> RecommendationFacts:
    """Note what the decision maker decided, why, and on which conditions.

    Raises:
        WrongStageError: If it is not with the decision maker.
        InvalidInputError: If it is no decision, gives no reason, or is deferred without a day to come.
    """
    found = recommended.load(desk, recommendation_id)
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
    return recommended.load(desk, recommendation_id)


def implement(
    desk: Desk, recommendation_id: int, what: str, proof: str, on: date | None = None
) -> RecommendationFacts:
    """Note that the change was made, with what shows it; from then on its effect is awaited.

    Raises:
        WrongStageError: If it was not adopted.
        InvalidInputError: If nothing shows it, or the day is to come or lies before the decision.
    """
    found = recommended.load(desk, recommendation_id)
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
    return recommended.load(desk, recommendation_id)


def withdraw(desk: Desk, recommendation_id: int, reason: str) -> RecommendationFacts:
    """Take a recommendation back, with the reason; it stays on record."""
    found = recommended.load(desk, recommendation_id)
    road.require_state(found, frozenset(State) - road.ENDED, "withdraw it")
    with desk.step("withdraw a recommendation") as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        row.state = State.withdrawn
        row.withdrawn_on = desk.today()
        row.withdrawn_reason = needed(reason, "Reason")
    return recommended.load(desk, recommendation_id)


def remove(desk: Desk, recommendation_id: int) -> tuple[RecommendationFacts, ...]:
    """Take a recommendation off the list.

    Raises:
        WrongStageError: If somebody has it already; it can be withdrawn.
    """
    found = recommended.load(desk, recommendation_id)
    road.require_state(found, road.PREPARED | {State.withdrawn}, "remove it; it can be withdrawn")
    with desk.step("remove a recommendation") as step:
        recommending.kept(step.session, Recommendation, recommendation_id).removed = True
    return recommended.listed(desk)


def evidence(desk: Desk, review: Review, value: str = "") -> KeptEvidence:
    """Return the figures of one row of a live review, frozen, with what its customers accepted."""
    wanted = filtering.condition(desk, review.filter_text, default=None)
    if value:
        wanted = both(wanted, reviews.value_condition(desk, review.grouping, value))
    return freezing.evidence(review, value, stored.remedies(desk.reader, wanted))


def _prepare(
    desk: Desk, recommendation_id: int, label: str, change: Callable[[Recommendation], None]
) -> RecommendationFacts:
    """Change what is still being prepared, as one step."""
    road.require_state(
        recommended.load(desk, recommendation_id), road.PREPARED, "change it; put it back by undoing"
    )
    with desk.step(label) as step:
        row = recommending.kept(step.session, Recommendation, recommendation_id)
        change(row)
        change_options.settle(desk, step.session, recommendation_id)
    return recommended.load(desk, recommendation_id)


def _since_put(desk: Desk, found: RecommendationFacts, on: date | None, field: str) -> date:
    day = not_after(on or desk.today(), desk.today(), field, "today")
    return not_before(day, found.put_on or day, field, "the day it was put forward")


def _link(session: Session, recommendation_id: int, complaint_ids: Iterable[int]) -> None:
    session.add_all(
        RecommendationComplaint.model_validate({"recommendation_id": recommendation_id, "complaint_id": each})
        for each in complaint_ids
    )
