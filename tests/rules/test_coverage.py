"""Coverage: what is counted, what is called thin, what the gauge reads, and what would help most."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import SettingsError
from complaintdesk.rules import coverage
from complaintdesk.rules.coverage import (
    DEFAULT,
    Claimed,
    ComplaintFacts,
    Coverage,
    Evidence,
    Expectations,
    Holder,
    Suggestion,
)
from complaintdesk.rules.criteria import CriteriaSet, Criterion, CriterionKind
from complaintdesk.vocabulary import EvidenceKind

TODAY = date(2026, 11, 18)


def criterion(id_: str = "1.1", kind: CriterionKind = "practical", *shown_by: str) -> Criterion:
    return Criterion(id_, "label", "group", kind, shown_by or ("head",), "")


def claimed(
    number: int,
    on: date | None = TODAY,
    complaint: int | None = 1,
    record: int | None = None,
    to: str = "1.1",
    is_there: bool = True,
    witnessed_on: date | None = None,
) -> Claimed:
    evidence = Evidence(
        "head", number if record is None else record, "Head", "", on, complaint, "CD", is_there
    )
    return Claimed(number, to, evidence, EvidenceKind.work_product, "shows", witnessed_on=witnessed_on)


def covered(
    *claims: Claimed, of: Criterion | None = None, statement: tuple[int, date] | None = None
) -> Coverage:
    one = of or criterion()
    statements = {one.id: statement} if statement else {}
    (found,) = coverage.cover(CriteriaSet("set", "Set", (one,)), claims, statements, {}, DEFAULT, TODAY)
    return found


def day(ago: int) -> date:
    return TODAY - timedelta(days=ago)


@pytest.mark.parametrize(
    ("claims", "gaps"),
    [
        ((), ("no evidence",)),
        ((claimed(1),), ("1 piece of evidence only", "one occasion only", "1 complaint only")),
        ((claimed(1), claimed(2)), ("one occasion only", "1 complaint only")),
        ((claimed(1), claimed(2, day(3))), ("1 complaint only",)),
        ((claimed(1), claimed(2, day(3), complaint=2)), ()),
        ((claimed(1), claimed(2, complaint=2)), ("one occasion only",)),
        ((claimed(1, day(400)), claimed(2, day(500), 2)), ("nothing from the last 12 months",)),
        ((claimed(1), claimed(2, day(400), 2)), ()),
        ((claimed(1, is_there=False),), ("no evidence", "1 claimed record was taken off")),
        # The same record claimed twice is one piece of evidence.
        (
            (claimed(1, record=7), claimed(2, record=7)),
            ("1 piece of evidence only", "one occasion only", "1 complaint only"),
        ),
        # What lies outside the desk is told apart by its claim.
        ((claimed(1, record=0, complaint=None), claimed(2, day(1), None, record=0)), ("none of it from a complaint",)),
        # When it was witnessed comes before the record's own day.
        ((claimed(1, witnessed_on=day(2)), claimed(2, complaint=2)), ()),
    ],
)  # fmt: skip
def test_what_is_thin_for_a_practical_criterion_is_said(
    claims: tuple[Claimed, ...], gaps: tuple[str, ...]
) -> None:
    assert covered(*claims).gaps == gaps


def test_complaints_are_not_asked_of_what_no_complaint_can_show() -> None:
    reviews_only = criterion("3.2", "practical", "review", "effect_check")

    found = covered(claimed(1, complaint=None, to="3.2"), claimed(2, day(9), None, to="3.2"), of=reviews_only)

    assert found.gaps == ()
    assert found.complaints == 0


def test_what_it_comes_from_is_counted_by_what_it_is() -> None:
    """Two options of a recommendation are of one recommendation; what lies outside is told by its claim."""

    def of(number: int, record: str, reference: str = "", complaint: int | None = None) -> Claimed:
        evidence = Evidence(record, 0 if record == "outside" else number, "", "", TODAY, complaint, reference)
        return Claimed(number, "3.2", evidence, EvidenceKind.work_product, "shows")

    claims = (
        of(1, "review", "REV-1"), of(2, "change_option", "REC-1"), of(3, "change_option", "REC-1"),
        of(4, "recommendation", "REC-2"), of(5, "head", "CD-1", 7), of(6, "contact", "CD-1", 7),
        of(7, "outside"), of(8, "outside"), of(9, "library"),
    )  # fmt: skip
    found = covered(*claims, of=criterion("3.2", "practical", "review"))

    assert found.origins == {"complaint": 1, "review": 1, "recommendation": 2, "library": 1, "outside": 2}
    assert found.origins_told == (
        "1 complaint, 1 review, 2 recommendations, 1 entry of the library, 2 from outside the desk"
    )
    assert covered().origins_told == ""


@pytest.mark.parametrize(
    ("statement", "gaps"),
    [
        (None, ("no statement",)),
        ((1, TODAY), ()),
        ((3, date(2025, 11, 18)), ()),
        ((3, date(2025, 11, 17)), ("nothing from the last 12 months",)),
    ],
)
def test_a_knowledge_criterion_asks_for_a_statement_and_a_recent_one(
    statement: tuple[int, date] | None, gaps: tuple[str, ...]
) -> None:
    found = covered(of=criterion("4.1", "knowledge", "statement"), statement=statement)

    assert found.gaps == gaps
    assert found.has_evidence is (statement is not None)
    assert found.statement_edition == (statement[0] if statement else 0)


def test_span_and_occasions_are_of_days() -> None:
    found = covered(claimed(1), claimed(2, day(30)), claimed(3, day(30)), claimed(4, None))

    assert (found.items, found.occasions, found.first, found.last, found.days) == (4, 2, day(30), TODAY, 30)
    assert covered().days is None


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 4), st.integers(1, 5), st.booleans()), max_size=12)
)
def test_more_evidence_never_counts_less(given_: list[tuple[int, int, int, bool]]) -> None:
    claims = [
        claimed(number, day(ago), complaint, record, is_there=there)
        for number, (ago, complaint, record, there) in enumerate(given_, start=1)
    ]
    for some in range(len(claims)):
        fewer, more = covered(*claims[:some]), covered(*claims[: some + 1])
        assert fewer.items <= more.items
        assert fewer.complaints <= more.complaints
        assert fewer.occasions <= more.occasions
    whole = covered(*claims)
    assert whole.items <= len(claims)
    assert whole.occasions <= len(claims)
    assert covered(*reversed(claims)).gaps == whole.gaps


def facts(number: int, **given_: object) -> ComplaintFacts:
    plain = {
        "about": "about", "stage": "closed", "channel": "phone", "outcome": "upheld",
        "escalated": False, "adapted": False, "begun_on": day(60), "closed_on": TODAY,
    }  # fmt: skip
    return ComplaintFacts(number, f"CD-2026-000{number}", **{**plain, **given_})  # type: ignore[arg-type]


def test_the_gauge_reads_what_there_is_beside_what_is_expected_and_judges_nothing() -> None:
    complaints = [
        facts(1),
        facts(2, channel="email", escalated=True, outcome="not_upheld"),
        facts(3, channel="", adapted=True),
    ]
    whole = [covered(claimed(1), claimed(2, day(70), complaint=2)), covered()]

    readings = coverage.gauge(complaints, whole, [9, 10, 40], Expectations(reviews=3))

    assert {one.name: (one.has, one.wants, one.is_met) for one in readings} == {
        "complaints": (3, 3, True),
        "weeks": (10, 8, True),
        "channels": (2, 2, True),
        "escalated": (1, 1, True),
        "adapted": (1, 1, True),
        "not_upheld": (1, 1, True),
        "reviews": (2, 3, False),
        "criteria": (1, 2, False),
    }


def test_an_empty_portfolio_reads_nought_everywhere() -> None:
    readings = coverage.gauge([], [covered()], [], DEFAULT)

    assert {one.has for one in readings} == {0}


def test_every_expectation_is_named_and_can_be_set() -> None:
    assert set(coverage.EXPECTED) == set(asdict(DEFAULT))
    assert coverage.parse({"complaints": 5}) == Expectations(complaints=5)
    assert coverage.parse({}) == DEFAULT


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"cases": 3}, "The gauge expects no 'cases'"),
        ({"weeks": -1}, "a whole number from 0 to 999, not -1"),
        ({"weeks": 1000}, "a whole number from 0 to 999"),
        ({"weeks": True}, "a whole number"),
        ({"weeks": "8"}, "a whole number"),
    ],
)
def test_an_expectation_that_cannot_be_is_refused(said: dict[str, object], refused: str) -> None:
    with pytest.raises(SettingsError, match=refused):
        coverage.parse(said)


def test_what_fills_most_gaps_is_named_first_and_the_next_for_what_it_leaves() -> None:
    three = tuple(criterion(id_) for id_ in ("1.1", "1.2", "1.3"))
    whole = coverage.cover(
        CriteriaSet("set", "Set", three), [], {}, {"1.1": 3, "1.2": 2, "1.3": 1}, DEFAULT, TODAY
    )
    one, two = (Holder("complaint", number, f"CD-2026-000{number}", "Cold") for number in (1, 2))
    paper = Holder("recommendation", 1, "REC-1", "Two visits")
    could = {
        one.key: frozenset({"1.1"}),
        two.key: frozenset({"1.2", "1.1"}),
        paper.key: frozenset({"1.3"}),
        ("review", 1): frozenset({"1.1", "1.2", "1.3"}),
    }

    found = coverage.suggestions(whole, [one, two, paper], could)

    assert found == (Suggestion(two, ("1.1", "1.2")), Suggestion(paper, ("1.3",)))
    assert coverage.suggestions(whole, [one, two, paper], could, most=1) == found[:1]
    assert coverage.suggestions(whole, [one, two, paper], {}) == ()
