"""Severity is proposed by what is on record: never less for knowing more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.rules import severity
from complaintdesk.vocabulary import Known, Likelihood, PromiseState
from tests.rules.dossiers import a_dossier, a_promise, an_implication

LIKELY_HARM = an_implication(kind="supplier", severity=3, likelihood=Likelihood.likely)


@pytest.mark.parametrize(
    ("facts", "level", "reason"),
    [
        ({}, 1, ""),
        ({"safety": True}, 5, "somebody may be in danger"),
        ({"implications": (an_implication(kind="safeguarding", severity=1),)}, 5, "in danger"),
        ({"implications": (an_implication(kind="data_breach", severity=1),)}, 4, "a law or a regulator's rule"),
        ({"vulnerable": Known.yes}, 1, ""),
        ({"vulnerable": Known.yes, "urgent": True}, 4, "vulnerable and the harm goes on"),
        ({"vulnerable": Known.yes, "implications": (LIKELY_HARM,)}, 4, "vulnerable"),
        ({"implications": (LIKELY_HARM,)}, 3, "implication 1 is 3 of 5 and likely"),
        ({"implications": (an_implication(severity=3, likelihood=Likelihood.possible),)}, 2, "implication 1"),
        ({"implications": (an_implication(severity=3, likelihood=Likelihood.unlikely),)}, 1, ""),
        ({"reopened_on": date(2026, 11, 9)}, 2, "it was reopened"),
        ({"referral_reason": "repeat"}, 2, "what was promised did not hold"),
        ({"promises": (a_promise(state=PromiseState.missed),)}, 2, "a promise was missed"),
        ({"implications": (LIKELY_HARM,), "referral_reason": "repeat"}, 4, "and what was promised did not hold"),
        ({"safety": True, "referral_reason": "repeat"}, 5, "somebody may be in danger. Less"),
    ],
)  # fmt: skip
def test_what_is_known_sets_a_level_and_says_why(facts: dict[str, Any], level: int, reason: str) -> None:
    proposal = severity.proposed(a_dossier(**facts))

    assert proposal.level == level
    assert reason in proposal.sentence
    assert bool(proposal.sentence) == bool(proposal.reasons)


IMPLICATIONS = st.lists(
    st.builds(
        an_implication,
        kind=st.sampled_from(["safety", "data_breach", "supplier", "media"]),
        severity=st.integers(1, 5),
        likelihood=st.sampled_from(Likelihood),
    ),
    max_size=4,
)


@given(IMPLICATIONS, st.booleans(), st.booleans(), st.sampled_from(Known))
def test_knowing_more_never_proposes_less(
    implications: list[Any], safety: bool, urgent: bool, vulnerable: Known
) -> None:
    known = {"safety": safety, "urgent": urgent, "vulnerable": vulnerable}
    fewer = severity.proposed(a_dossier(implications=tuple(implications[:-1]), **known)).level
    more = severity.proposed(a_dossier(implications=tuple(implications), **known)).level

    assert 1 <= fewer <= more <= 5
