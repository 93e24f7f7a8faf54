"""The demo's reviews and recommendations: acts of the desk as a whole, played through the same services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from complaintdesk.services import (
    change_options,
    effect_checks,
    effects,
    freezing,
    library,
    recommendations,
    recommended,
    reviews,
)
from complaintdesk.services.demo_acts import Act, Clock
from complaintdesk.services.desk import Desk
from complaintdesk.services.review import Review
from complaintdesk.vocabulary import EffectKind, PatternLabel, RecommendationState


def _day(clock: Clock, act: Act, name: str) -> date | None:
    return clock.at(act[name]) if name in act else None


def _entry(desk: Desk, code: str) -> int:
    return next(entry.id for entry in library.entries(desk) if entry.code == code)


def _review(desk: Desk, clock: Clock, act: Act) -> None:
    reviews.save(
        desk, Review(desk, act.get("filter", "")), act["title"], act["summary"], _day(clock, act, "again")
    )


def _pattern(desk: Desk, _clock: Clock, act: Act) -> None:
    reviews.add_pattern(
        desk,
        act["review"],
        reviews.NewPattern(
            act["finding"],
            act["about"],
            PatternLabel[act["label"]],
            "\n".join(act["whys"]),
            act["root_cause"],
            act["confirmed"],
            link_behind=True,
        ),
    )


def _recommend(desk: Desk, _clock: Clock, act: Act) -> None:
    review = reviews.load(desk, act["review"])
    pattern = review.patterns[0]
    assert review.figures is not None, "a saved review keeps its figures"
    recommendations.start(
        desk,
        recommendations.Draft(
            act["title"],
            act["problem"],
            freezing.evidence_of_kept(review.figures, pattern.value),
            pattern.root_cause,
            act["method"],
            pattern.confirmed_how,
            tuple(each.id for each in pattern.complaints),
            review_id=review.id,
            pattern_id=pattern.id,
        ),
    )


_SAID = (
    "text",
    "new_text",
    "benefit_customer",
    "drawback_customer",
    "benefit_organisation",
    "drawback_organisation",
    "effort",
    "reversibility",
    "who_must_agree",
)


def _change(desk: Desk, clock: Clock, act: Act) -> None:
    """Weigh an option; without a cost it is doing nothing, which is weighed from the beginning."""
    is_nothing = "look_again" in act
    low, high = act.get("cost", (None, None))
    new = change_options.NewChange(
        **{"text": change_options.NOTHING, **{name: act[name] for name in _SAID if name in act}},
        do_nothing=is_nothing,
        look_again_on=_day(clock, act, "look_again"),
        clause_id=_entry(desk, act["clause"]) if "clause" in act else None,
        cost_low_minor=low,
        cost_high_minor=high,
    )
    found = recommended.load(desk, act["of"])
    if is_nothing:
        nothing = next(option for option in found.options if option.do_nothing)
        change_options.edit(desk, found.id, nothing.id, new)
    else:
        change_options.add(desk, found.id, new)


def _choose(desk: Desk, _clock: Clock, act: Act) -> None:
    found = recommended.load(desk, act["of"])
    option = next(each for each in found.options if each.number == act["option"])
    recommendations.choose(desk, found.id, option.id, act["why"], act["others"])


def _route(desk: Desk, _clock: Clock, act: Act) -> None:
    recommendations.route(desk, act["of"], recommendations.Road(act["whom"], act["role"], act["route"]))


def _effect(desk: Desk, clock: Clock, act: Act) -> None:
    effect_checks.plan(
        desk,
        act["of"],
        effects.Plan(
            EffectKind.number,
            act["about"],
            smallest_percent=act["percent"],
            planned_change_on=_day(clock, act, "change"),
            window_months=act.get("months", 0),
        ),
    )


def _decide(desk: Desk, _clock: Clock, act: Act) -> None:
    recommendations.decide(
        desk,
        act["of"],
        recommendations.Decided(
            RecommendationState[act["decision"]], act["reason"], act.get("conditions", "")
        ),
    )


def _look(desk: Desk, clock: Clock, act: Act) -> None:
    effect_checks.record(desk, act["of"], act["confounders"], _day(clock, act, "again"))


ACTS: Mapping[str, Callable[[Desk, Clock, Act], object]] = {
    "review": _review,
    "pattern": _pattern,
    "recommend": _recommend,
    "change": _change,
    "choose": _choose,
    "route": _route,
    "effect": _effect,
    "put_forward": lambda desk, _, act: recommendations.put_forward(desk, act["of"]),
    "acknowledge": lambda desk, _, act: recommendations.acknowledge(desk, act["of"], act["by"]),
    "decision": _decide,
    "implement": lambda desk, _, act: recommendations.implement(desk, act["of"], act["what"], act["proof"]),
    "look": _look,
}
"""Act -> what plays it."""
