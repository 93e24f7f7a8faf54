"""The road of a recommendation: its states, what must be there before it is put forward, and what comes next.

Rule 39 of the rule book lists all that is missing at once; rules 40 and 41 say when to ask again and when to look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from complaintdesk.errors import GateError, WrongStageError
from complaintdesk.rules.review_facts import ChangeFacts, RecommendationFacts
from complaintdesk.rules.rule_book import Missing, Where
from complaintdesk.rules.trend_words import day_in_words
from complaintdesk.rules.working_days import WorkingCalendar
from complaintdesk.vocabulary import RecommendationState

RULE = 39
"""The working rule that guards putting a recommendation forward."""

CHASE_WD = 20
"""Working days after which a recommendation without an answer is asked after."""

LEAST_OPTIONS = 2
"""Changes weighed at least, besides doing nothing."""

SCREEN = "recommendations"

LADDER = ("draft", "options", "put forward", "decided", "implemented", "effect")
"""The stages of the road, as the strip shows them."""

_State = RecommendationState

_PLACE: Mapping[RecommendationState, str] = MappingProxyType(
    {
        _State.draft: "draft",
        _State.options_ready: "options",
        _State.put_forward: "put forward",
        _State.deferred: "put forward",
        _State.accepted: "decided",
        _State.accepted_changed: "decided",
        _State.rejected: "decided",
        _State.implemented: "implemented",
        _State.effective: "effect",
        _State.partly_effective: "effect",
        _State.not_effective: "effect",
    }
)

PREPARED = frozenset({_State.draft, _State.options_ready})
"""Before it is put forward: everything may be changed."""

AWAITED = frozenset({_State.put_forward, _State.deferred})
"""With the decision maker."""

ADOPTED = frozenset({_State.accepted, _State.accepted_changed})
"""To be implemented."""

ENDED = frozenset(
    {_State.rejected, _State.effective, _State.partly_effective, _State.not_effective, _State.withdrawn}
)
"""Nothing more is due."""

_SPELT = re.compile(r"\s*(?:(?P<kind>REC|REV)[\s-]*)?0*(?P<number>\d{1,9})\s*", re.IGNORECASE | re.ASCII)


def reference(record_id: int) -> str:
    """Return how a recommendation is called: `REC-2`."""
    return f"REC-{record_id}"


def review_reference(record_id: int) -> str:
    """Return how a saved review is called: `REV-2`."""
    return f"REV-{record_id}"


def read_reference(kind: str, text: str) -> int | None:
    """Return the number that a reference spells: `rec 2`, `REC-2` and `2` are the same; None where it spells none."""
    found = _SPELT.fullmatch(text)
    if found is None or (found["kind"] or kind).upper() != kind:
        return None
    return int(found["number"])


def place(state: RecommendationState) -> str:
    """Return where a state is on the ladder; the state's own word where it is off it."""
    return _PLACE.get(state, state.spoken)


def require_state(found: RecommendationFacts, allowed: frozenset[RecommendationState], act: str) -> None:
    """Refuse an act that the state does not allow.

    Raises:
        WrongStageError: If it does not; says what state it is in.
    """
    if found.state not in allowed:
        msg = f"{found.reference} is {found.state.spoken}, so you cannot {act}."
        raise WrongStageError(msg)


_Rule = Callable[[RecommendationFacts], Iterator[Missing]]


def missing(found: RecommendationFacts) -> tuple[Missing, ...]:
    """Return all that keeps a recommendation from being put forward, in the order of the road."""
    return tuple(gap for rule in _RULES for gap in rule(found))


def missing_options(found: RecommendationFacts) -> tuple[Missing, ...]:
    """Return what the options themselves still lack."""
    return tuple(gap for rule in (_enough_options, _option_by_option) for gap in rule(found))


def require_ready(found: RecommendationFacts, override_reason: str = "") -> None:
    """Refuse to put a recommendation forward while something is missing.

    Raises:
        GateError: With all that is missing and not overridden by a written reason.
    """
    overridden = bool(override_reason.strip())
    shut = [gap.sentence for gap in missing(found) if not (overridden and gap.overridable)]
    if shut:
        raise GateError(f"{found.reference} cannot be put forward yet.", shut)


def _gap(action: str, sentence: str, *, record_id: int | None = None, overridable: bool = True) -> Missing:
    kind = "option" if record_id is not None else ""
    return Missing(RULE, sentence, Where(SCREEN, action, kind, record_id), overridable)


def _problem(found: RecommendationFacts) -> Iterator[Missing]:
    if not found.problem.strip():
        yield _gap("problem", "Write down the problem.", overridable=False)
    if not found.complaints and found.evidence is None:
        yield _gap("evidence", "Link the complaints it rests on, or write it from a row of a review.")
    if not found.root_cause.strip():
        yield _gap("problem", "Write down the root cause.")
    elif not found.cause_confirmed.strip():
        yield _gap("problem", "Say how the root cause was confirmed.")


def _enough_options(found: RecommendationFacts) -> Iterator[Missing]:
    changes = [each for each in found.options if not each.do_nothing]
    if len(changes) < LEAST_OPTIONS:
        lacking = LEAST_OPTIONS - len(changes)
        more = "1 change more" if lacking == 1 else f"{lacking} changes"
        yield _gap("option.add", f"Weigh {more}: two at least, besides doing nothing.")
    nothing = next((each for each in found.options if each.do_nothing), None)
    if nothing is None:
        yield _gap("option.add", "Weigh doing nothing for now, too.")
    elif nothing.look_again_on is None:
        yield _gap(
            "option.edit",
            "Say until when nothing would be done: look again on which day?",
            record_id=nothing.id,
        )


_SIDES = (
    ("benefit_customer", "a benefit for customers"),
    ("drawback_customer", "a drawback for customers"),
    ("benefit_organisation", "a benefit for the organisation"),
    ("drawback_organisation", "a drawback for the organisation"),
)


def _option_by_option(found: RecommendationFacts) -> Iterator[Missing]:
    for option in found.options:
        lacking = [words for name, words in _SIDES if not getattr(option, name).strip()]
        if not option.do_nothing:
            lacking += list(_not_said(option))
        if lacking:
            sentence = f"Option {option.number} lacks {_listed(lacking)}."
            yield _gap("option.edit", sentence, record_id=option.id)


def _not_said(option: ChangeFacts) -> Iterator[str]:
    if option.cost_low_minor is None and option.cost_high_minor is None:
        yield "its cost, from and to"
    if not option.reversibility:
        yield "whether it can be taken back"
    if not option.who_must_agree.strip():
        yield "who must agree"
    if option.clause_id is not None and not option.new_text.strip():
        yield "the new text of its policy clause"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _choice(found: RecommendationFacts) -> Iterator[Missing]:
    if found.chosen is None:
        yield _gap("choice", "Choose an option.", overridable=False)
        return
    if not found.why_chosen.strip():
        yield _gap("choice", "Say why this option.")
    if not found.why_others_not.strip():
        yield _gap("choice", "Say why not the others.")


def _road(found: RecommendationFacts) -> Iterator[Missing]:
    if not found.decision_maker.strip():
        yield _gap("route", "Name who can decide.", overridable=False)
    if not found.decision_maker_role.strip():
        yield _gap("route", "Say in which role they decide.")
    if not found.route.strip():
        yield _gap("route", "Say by which route it goes to them.")


def _effect(found: RecommendationFacts) -> Iterator[Missing]:
    chosen = found.chosen
    if chosen is not None and chosen.do_nothing:
        return
    if found.effect is None:
        yield _gap("effect", "Write down, before the change, how you will know whether it worked.")


_RULES: tuple[_Rule, ...] = (_problem, _enough_options, _option_by_option, _choice, _road, _effect)


def next_step(found: RecommendationFacts) -> str:
    """Return what is to be done next, with the key that does it."""
    if found.state in PREPARED:
        gaps = missing(found)
        if gaps:
            more = f"m lists this and {len(gaps) - 1} more." if len(gaps) > 1 else "m goes there."
            return f"{gaps[0].sentence} {more}"
        return f"Nothing is missing. P puts it forward to {found.decision_maker}."
    if found.state is _State.deferred:
        until = f" until {day_in_words(found.deferred_until)}" if found.deferred_until else ""
        return f"Deferred{until}. r records what becomes of it."
    if found.state is _State.put_forward:
        if found.acknowledged_on is None:
            return f"With {found.decision_maker}. r records that it was acknowledged, asked after or decided."
        return f"{found.decision_maker} has it. r records the decision."
    if found.state in ADOPTED:
        if found.chosen is not None and found.chosen.do_nothing:
            return "Nothing is changed for now. r records what becomes of it."
        return "Adopted. r records that it was done, with proof."
    if found.state is _State.implemented:
        due = found.effect.review_on if found.effect else None
        if due is not None and due > found.today:
            return f"Done. Whether it worked can be seen from {day_in_words(due)}; r looks so far."
        return "Done. r looks whether it worked."
    return {
        _State.rejected: "Not adopted; nothing more is due.",
        _State.withdrawn: "Withdrawn; nothing more is due.",
    }.get(found.state, "The effect is known; nothing more is due.")


def chase_on(
    put_on: date, reply_due_on: date | None, chased_on: date | None, calendar: WorkingCalendar
) -> date:
    """Return when to ask after a recommendation that has had no answer.

    The day agreed for the reply, else twenty working days after it was put; after asking, twenty more.
    """
    if chased_on is not None:
        return calendar.add(chased_on, CHASE_WD)
    return reply_due_on or calendar.add(put_on, CHASE_WD)
