"""Criteria: each kind of evidence is recognised, claims come first, and gaps are said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from complaintdesk.config import criteria as criteria_files
from complaintdesk.config import shipped_data
from complaintdesk.rules.criteria import KINDS, CriteriaSet, Criterion, RecordRef, index
from complaintdesk.rules.dossier import ClaimFacts, Dossier
from complaintdesk.rules.exhibits import exhibits
from complaintdesk.vocabulary import LetterState
from tests.reports.dossiers import the_full_dossier, the_minimal_dossier

UNIT_45 = criteria_files.load_all(shipped_data() / "criteria")["unit-45"]


def shown(dossier: Dossier, kind: str) -> list[str]:
    """Return the labels of the records that one kind of evidence finds."""
    one = Criterion("1", "label", "group", "practical", (kind,), "")
    ((_, refs),) = index(dossier, CriteriaSet("set", "Set", (one,)))
    return [ref.label for ref in refs]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("wish", ["What the customer said and wanted"]),
        ("head", ["Head 1", "Head 2"]),
        ("source", ["Source 1", "Source 2", "Source 3"]),
        ("implication", ["Implication 1"]),
        ("alert", ["Implication 1"]),
        ("ownership", ["Ownership and authority"]),
        ("authority_check", ["Option 1", "Option 2"]),
        ("approval", ["Approval 1"]),
        ("update", ["Contact 1", "Contact 4"]),
        ("promise_kept", ["Promise 1"]),
        ("letter", ["Letter 1"]),
        ("escalation", ["Escalation 1"]),
        ("option", ["Option 1", "Option 2"]),
        ("offer", ["Offer 1", "Offer 2", "Offer 3"]),
        ("talk_with_customer", ["Contact 3", "Contact 4"]),
        ("talk_with_colleague", ["Contact 2"]),
        ("agreement", ["Agreement"]),
        ("policy_departure", ["Agreement"]),
        ("action_done", ["Action 1", "Action 2"]),
        ("satisfaction", ["Satisfaction check 1"]),
        ("learning", ["Learning"]),
    ],
)
def test_each_kind_of_evidence_is_found_where_it_is_and_nowhere_else(kind: str, labels: list[str]) -> None:
    assert shown(the_full_dossier(), kind) == labels
    assert shown(the_minimal_dossier(), kind) == []


def test_the_table_above_has_every_kind() -> None:
    tested = test_each_kind_of_evidence_is_found_where_it_is_and_nowhere_else.pytestmark[0].args[1]  # type: ignore[attr-defined]

    assert {kind for kind, _ in tested} == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "without"),
    [
        ("alert", {"alerted_on": None}),
        ("letter", {"state": LetterState.draft}),
        ("action_done", {"proof": "", "attachment": None}),
        ("action_done", {"done_on": None}),
        ("satisfaction", {"not_asked_reason": "moved away"}),
    ],
)
def test_a_record_that_does_not_show_it_is_not_proposed(kind: str, without: dict[str, Any]) -> None:
    full = the_full_dossier()
    field = {"alert": "implications", "letter": "letters", "action_done": "actions"}.get(kind, "satisfaction")
    changed: Any = {field: tuple(replace(one, **without) for one in getattr(full, field))}

    assert shown(replace(full, **changed), kind) == []


def test_every_practical_criterion_about_one_complaint_is_shown_by_a_full_one() -> None:
    found = {criterion.id: refs for criterion, refs in index(the_full_dossier(), UNIT_45)}

    assert [one for one in found if found[one]] == [
        *("1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4", "3.1", "4.5")
    ]
    assert len(found) == len(UNIT_45.criteria) == 25


def test_a_complaint_of_which_nothing_is_known_shows_nothing_and_says_so() -> None:
    assert [refs for _, refs in index(the_minimal_dossier(), UNIT_45)] == [()] * len(UNIT_45.criteria)


def test_a_claimed_record_comes_first_and_is_not_proposed_again() -> None:
    refs = {criterion.id: refs for criterion, refs in index(the_full_dossier(), UNIT_45)}["2.2"]

    assert refs[0] == RecordRef(
        *("contact", 3, "Contact 3", "cd-2026-0007-contact-3", "how I heard her position out"), claimed=True
    )
    assert [ref.label for ref in refs].count("Contact 3") == 1


def test_a_claim_on_a_record_outside_the_report_has_no_anchor() -> None:
    claim = ClaimFacts(1, "3.1", "trend_review", 5, "counts", "work_product")
    refs = {one.id: refs for one, refs in index(replace(the_minimal_dossier(), claims=(claim,)), UNIT_45)}[
        "3.1"
    ]

    assert refs == (RecordRef("trend_review", 5, "Trend review 5", "", "counts", claimed=True),)


def test_what_a_record_shows_in_two_ways_is_said_once_each() -> None:
    refs = {criterion.id: refs for criterion, refs in index(the_full_dossier(), UNIT_45)}["2.3"]

    assert refs[0].label == "Agreement"
    assert refs[0].what.count(";") == 1


def test_every_record_has_an_anchor_of_its_own() -> None:
    found = exhibits(the_full_dossier())

    assert len({one.anchor for one in found.values()}) == len(found) == 24
    assert found["satisfaction", 1].anchor == "cd-2026-0007-satisfaction-check-1"


def test_a_claimed_section_comes_first_and_is_not_proposed_again() -> None:
    full = the_full_dossier()
    claim = ClaimFacts(1, "1.1", "section:wish", full.id, "Asked first.", "work_product")

    entries = dict(index(replace(full, claims=(claim,)), UNIT_45))
    refs = next(refs for criterion, refs in entries.items() if criterion.id == "1.1")

    assert (refs[0].label, refs[0].what, refs[0].claimed) == (
        "What the customer said and wanted",
        "Asked first.",
        True,
    )
    assert [ref.label for ref in refs].count("What the customer said and wanted") == 1


def test_a_claim_on_another_set_is_not_shown() -> None:
    full = the_full_dossier()
    head = full.heads[0].id
    claim = ClaimFacts(1, "1.1", "head", head, "Elsewhere.", "work_product", criteria_set="inscs028")

    entries = index(replace(full, claims=(claim,)), UNIT_45)

    assert not any(ref.claimed for _, refs in entries for ref in refs)
