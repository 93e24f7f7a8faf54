"""The rule book: every rule can be asked why."""

from __future__ import annotations

from datetime import date

import pytest

from complaintdesk.rules.rule_book import RULES, Rule, Source, why

HOUSING = Source("Housing Ombudsman, Complaint Handling Code 2024", date(2026, 6, 30))


def test_the_rules_are_numbered_without_a_gap() -> None:
    assert [*RULES] == list(range(1, len(RULES) + 1))


@pytest.mark.parametrize("rule", RULES.values(), ids=str)
def test_every_rule_says_what_it_does_where_it_comes_from_and_as_of_when(rule: Rule) -> None:
    said = why(rule.number)

    assert said[0] == f"Rule {rule.number} {rule.effect.value}: {rule.sentence}"
    assert said[1] == f"Source: {rule.source.words}, as of {rule.source.as_of.isoformat()}."
    assert rule.source.as_of <= date(2026, 11, 30)
    assert all(criterion in said[-1] for criterion in rule.criteria)


def test_a_rule_of_the_procedure_names_the_source_of_the_procedure() -> None:
    assert why(1, HOUSING)[1] == f"Source: {HOUSING.words}, as of 2026-06-30."
    assert "Housing" not in why(27, HOUSING)[1]


def test_the_care_of_personal_data_is_evidence_for_no_criterion() -> None:
    assert len(why(45)) == 2
    assert why(16)[2] == "Keeping it is evidence for criteria 2.1 and 4.7 of unit 45."
