"""The road of a recommendation, by tables: what is missing, what comes next, when to ask again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis.strategies import integers, sampled_from

from complaintdesk.errors import GateError, WrongStageError
from complaintdesk.rules import recommendations as road
from complaintdesk.rules.notices import WEEKDAYS
from complaintdesk.rules.review_facts import ChangeFacts, EffectFacts, LinkedComplaint, RecommendationFacts
from complaintdesk.vocabulary import EffectKind
from complaintdesk.vocabulary import RecommendationState as State

TODAY = date(2026, 11, 18)

OPTION = ChangeFacts(
    1, 1, "Look at stock first", do_nothing=False, look_again_on=None, clause_id=None, clause="", clause_text="",
    new_text="", benefit_customer="a", drawback_customer="b", benefit_organisation="c", drawback_organisation="d",
    cost_low_minor=100, cost_high_minor=200, effort="small", reversibility="easily", who_must_agree="Stores",
)  # fmt: skip
NOTHING = replace(
    OPTION, id=3, number=3, text="Do nothing for now", do_nothing=True, look_again_on=date(2027, 2, 1),
    cost_low_minor=None, cost_high_minor=None, reversibility="", who_must_agree="",
)  # fmt: skip
EFFECT = EffectFacts(
    1, "complaints about visits", EffectKind.number, "", "category", "visits", "", "halves", 50, None, None, "47",
    TODAY, None, 0, 6, date(2027, 6, 1), (), None, None, None, "", "", "", "", None, None,
)  # fmt: skip
WHOLE = RecommendationFacts(
    id=7, reference="REC-7", title="Book later", state=State.options_ready, problem="Visits are missed",
    evidence=None, complaints=(LinkedComplaint(1, "CD-2026-0001", TODAY, "visit", "Repairs", "No show"),), review="",
    root_cause="Stock", cause_method="5 whys", cause_confirmed="Job sheets",
    options=(OPTION, replace(OPTION, id=2, number=2), NOTHING), chosen_id=1, why_chosen="cheap",
    why_others_not="dear", decision_maker="Jo Bell", decision_maker_role="Head of repairs", route="paper",
    procedure_entry_id=None, procedure_ref="", override_reason="", put_on=None, reply_due_on=None,
    acknowledged_on=None, acknowledged_by="", chased_on=None, chases=0, decided_on=None, decided_by="",
    decision_reason="", conditions="", deferred_until=None, implemented_on=None, implementation="", proof="",
    withdrawn_on=None, withdrawn_reason="", effect=EFFECT, today=TODAY, currency="GBP", handler="Robin Hale",
    organisation="Northmoor Homes",
)  # fmt: skip


def sentences(found: RecommendationFacts) -> list[str]:
    return [gap.sentence for gap in road.missing(found)]


def test_a_whole_recommendation_lacks_nothing() -> None:
    assert road.missing(WHOLE) == ()
    road.require_ready(WHOLE)


@pytest.mark.parametrize(
    ("changed", "sentence", "action"),
    [
        ({"problem": " "}, "Write down the problem.", "problem"),
        ({"complaints": ()}, "Link the complaints it rests on", "evidence"),
        ({"root_cause": ""}, "Write down the root cause.", "problem"),
        ({"cause_confirmed": ""}, "Say how the root cause was confirmed.", "problem"),
        ({"options": (OPTION, NOTHING)}, "Weigh 1 change more", "option.add"),
        ({"options": (NOTHING,), "chosen_id": 3}, "Weigh 2 changes", "option.add"),
        ({"options": (OPTION, replace(OPTION, id=2, number=2))}, "Weigh doing nothing for now", "option.add"),
        (
            {"options": (OPTION, replace(OPTION, id=2), replace(NOTHING, look_again_on=None))},
            "look again on which day",
            "option.edit",
        ),
        ({"chosen_id": None}, "Choose an option.", "choice"),
        ({"why_chosen": ""}, "Say why this option.", "choice"),
        ({"why_others_not": ""}, "Say why not the others.", "choice"),
        ({"decision_maker": ""}, "Name who can decide.", "route"),
        ({"decision_maker_role": ""}, "in which role", "route"),
        ({"route": ""}, "by which route", "route"),
        ({"effect": None}, "how you will know whether it worked", "effect"),
    ],
)
def test_each_thing_that_is_missing_is_named_with_where_to_put_it_right(
    changed: dict[str, object], sentence: str, action: str
) -> None:
    gaps = road.missing(replace(WHOLE, **changed))  # type: ignore[arg-type]  # names are checked by replace

    assert any(sentence in gap.sentence and gap.where.action == action for gap in gaps), gaps


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"benefit_customer": ""}, "a benefit for customers"),
        ({"drawback_customer": " "}, "a drawback for customers"),
        ({"benefit_organisation": ""}, "a benefit for the organisation"),
        ({"drawback_organisation": ""}, "a drawback for the organisation"),
        ({"cost_low_minor": None, "cost_high_minor": None}, "its cost, from and to"),
        ({"reversibility": ""}, "whether it can be taken back"),
        ({"who_must_agree": ""}, "who must agree"),
        ({"clause_id": 4}, "the new text of its policy clause"),
    ],
)
def test_an_option_says_what_it_brings_and_costs_on_both_sides(
    changed: dict[str, object], words: str
) -> None:
    option = replace(OPTION, id=2, number=2, **changed)  # type: ignore[arg-type]  # names are checked by replace
    (gap,) = road.missing(replace(WHOLE, options=(OPTION, option, NOTHING)))

    assert gap.sentence == f"Option 2 lacks {words}."
    assert gap.where.record_id == 2


def test_everything_missing_is_listed_at_once() -> None:
    bare = replace(
        WHOLE,
        problem="",
        complaints=(),
        root_cause="",
        options=(),
        chosen_id=None,
        decision_maker="",
        effect=None,
    )

    with pytest.raises(GateError) as refused:
        road.require_ready(bare)

    assert len(refused.value.missing) == 8
    assert str(refused.value).startswith("REC-7 cannot be put forward yet.")


def test_a_written_reason_overrides_all_but_the_problem_the_choice_and_who_decides() -> None:
    road.require_ready(replace(WHOLE, effect=None, why_others_not=""), "It cannot wait")

    with pytest.raises(GateError) as refused:
        road.require_ready(
            replace(WHOLE, problem="", chosen_id=None, decision_maker="", effect=None), "It cannot wait"
        )

    assert refused.value.missing == ("Write down the problem.", "Choose an option.", "Name who can decide.")


def test_doing_nothing_needs_no_effect_check() -> None:
    assert road.missing(replace(WHOLE, chosen_id=3, effect=None)) == ()


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_place_and_a_next_step(state: State) -> None:
    found = replace(WHOLE, state=state)

    assert road.place(state) in road.LADDER or state is State.withdrawn
    assert road.next_step(found).endswith(".")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (replace(WHOLE, problem=""), "Write down the problem. m goes there."),
        (replace(WHOLE, problem="", route=""), "and 1 more."),
        (WHOLE, "P puts it forward to Jo Bell."),
        (replace(WHOLE, state=State.implemented), "can be seen from 1 Jun 2027"),
        (replace(WHOLE, state=State.implemented, today=date(2027, 6, 1)), "r looks whether it worked."),
        (replace(WHOLE, state=State.accepted, chosen_id=3), "Nothing is changed for now"),
        (replace(WHOLE, state=State.deferred, deferred_until=date(2027, 1, 4)), "until 4 Jan 2027"),
    ],
)
def test_the_next_step_names_the_key(found: RecommendationFacts, words: str) -> None:
    assert words in road.next_step(found)


def test_an_act_that_the_state_does_not_allow_is_refused() -> None:
    with pytest.raises(WrongStageError, match="REC-7 is rejected, so you cannot record a decision"):
        road.require_state(replace(WHOLE, state=State.rejected), road.AWAITED, "record a decision")


def test_an_answer_is_asked_after_on_the_day_agreed_then_every_twenty_working_days() -> None:
    put = date(2026, 11, 2)

    assert road.chase_on(put, None, None, WEEKDAYS) == date(2026, 11, 30)
    assert road.chase_on(put, date(2026, 11, 10), None, WEEKDAYS) == date(2026, 11, 10)
    assert road.chase_on(put, date(2026, 11, 10), date(2026, 11, 11), WEEKDAYS) == date(2026, 12, 9)


@given(sampled_from(["REC", "REV"]), integers(1, 999_999_999))
def test_a_reference_reads_back(kind: str, number: int) -> None:
    made = road.reference(number) if kind == "REC" else road.review_reference(number)

    assert road.read_reference(kind, made) == road.read_reference(kind, made.lower()) == number
    assert road.read_reference("REV" if kind == "REC" else "REC", made) is None
