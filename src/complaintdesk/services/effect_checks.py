"""Effect checks: written down before the change, run on the live complaints when due. Each act is one step."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session

from complaintdesk.errors import InvalidInputError, WrongStageError
from complaintdesk.models import EffectCheck, Recommendation
from complaintdesk.rules import effects as rules
from complaintdesk.rules import kept_figures
from complaintdesk.rules import months as calendar
from complaintdesk.rules import recommendations as road
from complaintdesk.rules.effects import EffectVerdict
from complaintdesk.rules.kept_figures import KeptEffect
from complaintdesk.rules.review_facts import EffectFacts, RecommendationFacts
from complaintdesk.services import effects, recommended
from complaintdesk.services.effects import Plan
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.store import recommending
from complaintdesk.vocabulary import EffectKind, RecommendationState

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

MEASURES = {
    EffectKind.number: "complaints about {}",
    EffectKind.rate: "complaints about {} per {}",
    EffectKind.share: "the share of {} among all complaints",
    EffectKind.median_days: "days until half of the complaints about {} are closed",
    EffectKind.repeat_share: "the share of customers with {} who complain again within 90 days",
}
"""What is measured, in words; of the value, and for a rate of the measure of exposure."""


def plan(desk: Desk, recommendation_id: int, wanted: Plan) -> RecommendationFacts:
    """Write down, before the change, how it will be known whether it worked; the baseline is frozen with it.

    Raises:
        WrongStageError: If the change was made already: what is written afterwards is no plan.
        InvalidInputError: If it cannot be measured so, or the day of the change lies before today.
    """
    found = recommended.load(desk, recommendation_id)
    if found.state in road.ENDED or found.implemented_on is not None:
        msg = (
            f"{found.reference} is {found.state.spoken}: how it is judged is written down before the change."
        )
        raise WrongStageError(msg)
    if not 1 <= wanted.smallest_percent <= 100:
        raise InvalidInputError("The smallest useful fall is between 1% and 100%.", "smallest_percent")
    if wanted.planned_change_on is not None:
        not_before(wanted.planned_change_on, desk.today(), "Change planned for", "today")
    base = effects.baseline(desk, wanted)
    measure = MEASURES[wanted.kind].format(_named(wanted.value), wanted.exposure)
    target = text(wanted.target, "Target").strip() or f"falls by {wanted.smallest_percent}% or more"
    with desk.step("write down an effect check") as step:
        recommending.kept(step.session, Recommendation, recommendation_id)
        row = recommending.effect(step.session, recommendation_id)
        values = {
            "recommendation_id": recommendation_id,
            "measure": measure,
            "kind": wanted.kind,
            "filter": wanted.filter.strip(),
            "grouping": wanted.grouping,
            "value": wanted.value,
            "exposure": wanted.exposure,
            "target": target,
            "smallest_percent": wanted.smallest_percent,
            "baseline_from": calendar.first_day(base.months[0]),
            "baseline_to": calendar.last_day(base.months[-1]),
            "baseline_value": base.words,
            "written_on": desk.today(),
            "planned_change_on": wanted.planned_change_on,
            "wait_days": wanted.wait_days,
            "window_months": base.window_months,
            "review_on": base.review_on,
            "plan": "\n".join(base.plan),
        }
        if row is None:
            step.session.add(EffectCheck.model_validate(values))
        else:
            for name, value in values.items():
                setattr(row, name, value)
    return recommended.load(desk, recommendation_id)


def begin(session: Session, recommendation_id: int, changed_on: date) -> None:
    """Set the days of a check by the day on which the change was really made, within somebody else's step."""
    row = recommending.effect(session, recommendation_id)
    if row is None:
        return
    row.changed_on = changed_on
    months = rules.window(changed_on, row.wait_days, max(row.window_months, 1))
    row.window_from, row.window_to = calendar.first_day(months[0]), calendar.last_day(months[-1])
    row.review_on = rules.review_on(changed_on, row.wait_days, max(row.window_months, 1))


def look(desk: Desk, recommendation_id: int) -> KeptEffect:
    """Return what is found of a change now; nothing is kept.

    Raises:
        WrongStageError: If the change was not made yet.
        InvalidInputError: If nothing was written down before it, or it cannot be measured so.
    """
    found = recommended.load(desk, recommendation_id)
    check = found.effect
    if found.implemented_on is None:
        msg = f"{found.reference} is {found.state.spoken}; there is no effect before the change."
        raise WrongStageError(msg)
    if check is None:
        msg = "How it would be known was not written down before the change, so it cannot be judged."
        raise InvalidInputError(msg, "effect")
    return effects.look(desk, plan_of(check), found.implemented_on, max(check.window_months, 1))


def settles(seen: KeptEffect) -> RecommendationState | None:
    """Return where a recommendation stands by what is found; None where the handler concludes or looks again."""
    return rules.state_after(EffectVerdict(seen.verdict), seen.meets_target)


def record(
    desk: Desk,
    recommendation_id: int,
    confounders: str,
    look_again_on: date | None = None,
    conclude: RecommendationState | None = None,
) -> RecommendationFacts:
    """Look at the effect of a change and keep what is found, with what else changed.

    Args:
        desk: The desk.
        recommendation_id: Which.
        confounders: What else changed meanwhile; "nothing known" is an answer.
        look_again_on: When to look again, where the verdict does not settle it.
        conclude: Where the handler concludes otherwise: not effective, say, after no clear change.

    Raises:
        WrongStageError: If the change was not made, or its effect is known.
        InvalidInputError: If the verdict settles nothing and no day to look again is given.
    """
    found = recommended.load(desk, recommendation_id)
    road.require_state(found, frozenset({RecommendationState.implemented}), "record its effect")
    seen = look(desk, recommendation_id)
    verdict = EffectVerdict(seen.verdict)
    if verdict is EffectVerdict.too_early and conclude is not None:
        raise InvalidInputError("It is too early to conclude anything.", "conclude")
    settled = conclude or settles(seen)
    if settled is None:
        if look_again_on is None:
            msg = f"The verdict is {verdict}: say when to look again, or what you conclude."
            raise InvalidInputError(msg, "look_again_on")
        not_before(look_again_on, desk.today(), "Look again on", "today")
    with desk.step("look whether a change worked") as step:
        row = recommending.effect(step.session, recommendation_id)
        assert row is not None, "look has refused without one"
        row.verdict, row.sentence = seen.verdict, seen.sentence
        row.found = kept_figures.to_json(seen)
        row.after_value = rules.measured(row.kind, seen.own.after, seen.own.after_of, len(seen.after_months))
        row.confounders = needed(confounders, "What else changed")
        row.reviewed_on = not_after(desk.today(), desk.today(), "Looked on", "today")
        if settled is None:
            row.review_on = look_again_on
        else:
            recommending.kept(step.session, Recommendation, recommendation_id).state = settled
    return recommended.load(desk, recommendation_id)


def plan_of(check: EffectFacts) -> Plan:
    """Return a check as it was planned."""
    return Plan(
        check.kind,
        check.value,
        check.grouping,
        check.filter,
        check.exposure,
        check.smallest_percent,
        check.planned_change_on,
        check.wait_days,
        check.window_months,
        check.target,
    )


def _named(value: str) -> str:
    return value.replace("_", " ")
