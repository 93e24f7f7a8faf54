"""The triage score and its reasons."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import SettingsError
from complaintdesk.rules import triage_score
from complaintdesk.rules.triage_score import Score, TriageFacts, TriageWeights
from complaintdesk.vocabulary import Known, PromiseState
from tests.rules.dossiers import a_clock, a_dossier, a_promise, an_option

FACTS = st.builds(
    TriageFacts,
    severity=st.integers(0, 5),
    clock_share=st.none() | st.floats(0, 1),
    vulnerable=st.booleans(),
    safety=st.booleans(),
    promises_overdue=st.integers(0, 5),
    repeat=st.booleans(),
    value_minor=st.none() | st.integers(0, 10**9),
    age_days=st.integers(0, 4000),
)
WEIGHTS = st.builds(TriageWeights, *[st.floats(0.5, 100)] * 8)


@pytest.mark.parametrize(
    ("facts", "points", "reasons"),
    [
        (TriageFacts(), 0, ("severity not rated yet",)),
        (TriageFacts(severity=5), 30, ("severity 5 of 5 (+30)",)),
        (TriageFacts(severity=1), 6, ("severity 1 of 5 (+6)",)),
        (
            TriageFacts(severity=4, clock_share=0.8, vulnerable=True, promises_overdue=1),
            64,
            (
                "severity 4 of 5 (+24)",
                "clock 80% used (+20)",
                "vulnerable customer (+10)",
                "a promise is overdue (+10)",
            ),
        ),
        (
            TriageFacts(severity=1, clock_share=1, promises_overdue=2),
            41,
            ("a clock has run out (+25)", "2 promises are overdue (+10)", "severity 1 of 5 (+6)"),
        ),
        (TriageFacts(severity=1, safety=True), 21, ("safety (+15)", "severity 1 of 5 (+6)")),
        (TriageFacts(severity=1, repeat=True), 11, ("severity 1 of 5 (+6)", "it has come back (+5)")),
        (
            TriageFacts(severity=1, value_minor=50_000, age_days=1),
            8,
            ("severity 1 of 5 (+6)", "money at stake (+2)", "1 day old (+<1)"),
        ),
        (
            TriageFacts(5, 1, True, True, 3, True, 10**9, 4000),
            100,
            (
                "severity 5 of 5 (+30)",
                "a clock has run out (+25)",
                "safety (+15)",
                "vulnerable customer (+10)",
                "3 promises are overdue (+10)",
                "it has come back (+5)",
                "money at stake (+3)",
                "4,000 days old (+2)",
            ),
        ),
    ],
)
def test_each_fact_brings_its_points_and_says_so(
    facts: TriageFacts, points: int, reasons: tuple[str, ...]
) -> None:
    assert triage_score.score(facts) == Score(points, reasons)


@given(FACTS, WEIGHTS)
def test_points_lie_between_none_and_a_hundred(facts: TriageFacts, weights: TriageWeights) -> None:
    assert 0 <= triage_score.score(facts, weights).points <= 100


@given(FACTS, WEIGHTS)
def test_a_graver_complaint_never_scores_less(facts: TriageFacts, weights: TriageWeights) -> None:
    before = triage_score.score(facts, weights).points
    graver = (
        replace(facts, severity=5),
        replace(facts, clock_share=1.0),
        replace(facts, vulnerable=True),
        replace(facts, safety=True),
        replace(facts, promises_overdue=facts.promises_overdue + 1),
        replace(facts, repeat=True),
        replace(facts, value_minor=(facts.value_minor or 0) + 10_000),
        replace(facts, age_days=facts.age_days + 1),
    )

    assert all(triage_score.score(one, weights).points >= before for one in graver)


@given(FACTS)
def test_only_the_proportions_of_the_weights_count(facts: TriageFacts) -> None:
    doubled = TriageWeights(60, 50, 30, 20, 20, 10, 6, 4)

    assert triage_score.score(facts, doubled) == triage_score.score(facts)


def test_the_default_weights_are_points() -> None:
    assert triage_score.DEFAULT_WEIGHTS.total == 100


def test_a_dossier_brings_what_is_known_of_it() -> None:
    dossier = a_dossier(
        severity=4,
        safety=True,
        vulnerable=Known.yes,
        referral_reason="repeat",
        options=(an_option(),),
        promises=(
            a_promise(state=PromiseState.open, due_on=date(2026, 11, 19)),
            a_promise(state=PromiseState.open, due_on=date(2026, 11, 20)),
            a_promise(state=PromiseState.kept),
        ),
        clocks=(a_clock(share_used=0.7), a_clock(id="ack", status="met", share_used=1.0)),
    )

    assert triage_score.facts_of(dossier) == TriageFacts(
        severity=4,
        clock_share=0.7,
        vulnerable=True,
        safety=True,
        promises_overdue=1,
        repeat=True,
        value_minor=8_000,
        age_days=18,
    )


def test_what_is_not_known_brings_nothing() -> None:
    assert triage_score.facts_of(a_dossier()) == TriageFacts(age_days=18)


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({}, 0.7),
        ({"status": "paused"}, 0.7),
        ({"status": "missed", "share_used": 0.2}, 1.0),
        ({"status": "missed", "kind": "optional"}, None),
        ({"kind": "optional"}, 0.7),
        ({"kind": "reporting"}, None),
        ({"status": "met"}, None),
        ({"status": "met_late"}, None),
        ({"status": "waiting", "due_on": None}, None),
        ({"due_on": None}, None),
    ],
)
def test_only_a_clock_that_asks_for_work_presses(changes: dict[str, object], share: float | None) -> None:
    dossier = a_dossier(clocks=(a_clock(**changes),))

    assert triage_score.facts_of(dossier).clock_share == share


def test_a_reopened_complaint_has_come_back() -> None:
    assert triage_score.facts_of(a_dossier(reopened_on=date(2026, 11, 9))).repeat


@pytest.mark.parametrize("name", [one.name for one in fields(TriageWeights)])
def test_every_weight_can_be_set(name: str) -> None:
    assert getattr(triage_score.parse_weights({name: 7}), name) == 7


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ({"severty": 3}, "no triage weight 'severty'; did you mean 'severity'?"),
        ({"qqq": 3}, "the names are severity, clock"),
        ({"severity": "high"}, "'severity' must be a number, not 'high'"),
        ({"severity": True}, "'severity' must be a number"),
        ({"full_age_days": 1.5}, "'full_age_days' must be a number"),
        ({"severity": -1}, "'severity' must be 0 or more"),
        ({"severity": float("nan")}, "'severity' must be 0 or more"),
        ({"severity": float("inf")}, "not without end"),
        ({"full_value_minor": 0}, "'full_value_minor' must be 1 or more"),
        (
            dict.fromkeys(
                ("severity", "clock", "safety", "vulnerable", "promise", "repeat", "value", "age"), 0
            ),
            "At least one triage weight",
        ),
    ],
)
def test_a_wrong_weight_is_refused(mapping: dict[str, object], why: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        triage_score.parse_weights(mapping)

    assert why in str(refusal.value)
