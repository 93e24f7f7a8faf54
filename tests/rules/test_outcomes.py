"""The outcome of a complaint follows from its heads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.rules import outcomes
from complaintdesk.vocabulary import Finding, Outcome
from tests.rules.dossiers import a_dossier, a_head, a_letter, an_agreement

UP, PARTLY, NOT, OUT, GONE = (
    Finding.upheld,
    Finding.partly_upheld,
    Finding.not_upheld,
    Finding.outside_scope,
    Finding.withdrawn,
)
FINDINGS = st.lists(st.one_of(st.none(), st.sampled_from(Finding)), max_size=8)


@pytest.mark.parametrize(
    ("findings", "outcome"),
    [
        ([], None),
        ([None], None),
        ([UP, None], None),
        ([UP], Outcome.upheld),
        ([UP, UP], Outcome.upheld),
        ([UP, NOT], Outcome.partly_upheld),
        ([PARTLY], Outcome.partly_upheld),
        ([PARTLY, PARTLY], Outcome.partly_upheld),
        ([PARTLY, NOT], Outcome.partly_upheld),
        ([UP, PARTLY], Outcome.partly_upheld),
        ([NOT], Outcome.not_upheld),
        ([NOT, NOT, NOT], Outcome.not_upheld),
        ([UP, GONE], Outcome.upheld),
        ([NOT, OUT], Outcome.not_upheld),
        ([UP, OUT, GONE], Outcome.upheld),
        ([OUT], Outcome.outside_scope),
        ([OUT, GONE], Outcome.outside_scope),
        ([GONE], Outcome.withdrawn),
        ([GONE, GONE], Outcome.withdrawn),
        ([GONE, None], None),
    ],
)
def test_the_heads_decide(findings: list[Finding | None], outcome: Outcome | None) -> None:
    assert outcomes.derive(findings) is outcome


@pytest.mark.parametrize(
    ("findings", "agreed", "deadlocked", "outcome"),
    [
        ([None, None], True, False, Outcome.resolved),
        ([], True, False, Outcome.resolved),
        ([None, GONE], True, False, Outcome.resolved),
        ([UP, None], True, False, None),
        ([NOT], True, False, Outcome.not_upheld),
        ([None], False, True, Outcome.deadlock),
        ([UP, None], True, True, Outcome.deadlock),
        ([UP], False, True, Outcome.upheld),
        ([GONE], True, True, Outcome.withdrawn),
    ],
)
def test_what_was_found_counts_before_how_it_ended(
    findings: list[Finding | None], agreed: bool, deadlocked: bool, outcome: Outcome | None
) -> None:
    assert outcomes.derive(findings, agreed=agreed, deadlocked=deadlocked) is outcome


@given(FINDINGS, st.booleans(), st.booleans())
def test_the_order_of_the_heads_does_not_matter(
    findings: list[Finding | None], agreed: bool, deadlocked: bool
) -> None:
    by_name = sorted(findings, key=str)

    assert outcomes.derive(findings, agreed=agreed, deadlocked=deadlocked) == outcomes.derive(
        by_name, agreed=agreed, deadlocked=deadlocked
    )


@given(FINDINGS)
def test_a_withdrawn_head_changes_nothing_beside_judged_ones(findings: list[Finding | None]) -> None:
    if any(finding not in {GONE, None} for finding in findings):
        assert outcomes.derive([*findings, GONE]) is outcomes.derive(findings)


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([], "no heads"),
        ([UP], "1 head upheld"),
        ([NOT, UP, UP, None], "2 heads upheld, 1 not upheld, 1 open"),
    ],
)
def test_findings_are_counted_in_words(findings: list[Finding | None], words: str) -> None:
    assert outcomes.in_words(findings) == words


def test_a_dossier_brings_its_agreement_and_its_deadlock_letter() -> None:
    undecided = a_dossier(heads=(a_head(finding=None),))

    assert outcomes.of(undecided) is None
    assert outcomes.of(a_dossier(heads=(a_head(finding=None),), agreement=an_agreement())) is Outcome.resolved
    assert (
        outcomes.of(a_dossier(heads=(a_head(finding=None),), letters=(a_letter(kind="deadlock"),)))
        is Outcome.deadlock
    )
    assert outcomes.of(a_dossier(heads=(a_head(finding=UP),))) is Outcome.upheld


@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_nothing_is_to_be_solved_where_it_was_withdrawn_or_is_not_ours(outcome: Outcome | None) -> None:
    expected = outcome in {Outcome.withdrawn, Outcome.outside_scope}

    assert outcomes.needs_no_solution(outcome) is expected


@pytest.mark.parametrize(
    ("heads", "cause"),
    [
        ([], ""),
        ([("late", NOT)], "late"),
        ([("late", NOT), ("rude", PARTLY)], "rude"),
        ([("late", PARTLY), ("rude", UP), ("cold", UP)], "rude"),
        ([(" ", UP), ("late", None), ("rude", GONE)], "late"),
    ],
)
def test_the_head_that_weighs_most_says_the_cause(
    heads: list[tuple[str, Finding | None]], cause: str
) -> None:
    found = a_dossier(heads=tuple(a_head(cause=said, finding=finding) for said, finding in heads))

    assert outcomes.of_heads(found, "cause") == cause
