"""The portfolio: what the handler claims as evidence, what could be claimed, and what it adds up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaintdesk.rules import coverage
from complaintdesk.rules import recommendations as road
from complaintdesk.rules.coverage import (
    Claimed,
    ComplaintFacts,
    Coverage,
    Evidence,
    Expectations,
    Holder,
    Reading,
    Suggestion,
)
from complaintdesk.rules.criteria import CriteriaSet
from complaintdesk.rules.exhibits import OUTSIDE, called
from complaintdesk.services import dossier
from complaintdesk.store import evidence as rows
from complaintdesk.vocabulary import EvidenceKind

if TYPE_CHECKING:
    from sqlite3 import Row

    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Edition:
    """One wording of a statement."""

    criterion: str
    edition: int
    text: str
    written_at: datetime

    @property
    def on(self) -> date:
        """The day it was written, in UTC."""
        return self.written_at.date()


@dataclass(frozen=True, slots=True)
class OfComplaint:
    """One of the handler's own complaints, and what it is or could be evidence for."""

    facts: ComplaintFacts
    claimed: tuple[str, ...]
    """Criteria, in the order of the set, that a record of it is claimed for."""

    could: tuple[str, ...]
    """Criteria that an unclaimed record of it can be evidence for."""


@dataclass(frozen=True, slots=True)
class OfPaper:
    """A saved review or a recommendation, and what it, its options or its effect check is or could be evidence for."""

    holder: Holder
    claimed: tuple[str, ...]
    could: Mapping[str, int]
    """Criterion -> unclaimed records of it that can be evidence for it, in the order of the set."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All that the portfolio shows at one moment."""

    criteria: CriteriaSet
    others: tuple[CriteriaSet, ...]
    """The sets that could be in force instead."""

    problems: tuple[str, ...]
    """The handler's own sets that are wrong and were left out."""

    covered: tuple[Coverage, ...]
    statements: Mapping[str, tuple[Edition, ...]]
    """Criterion -> every edition of its statement, the latest first."""

    complaints: tuple[OfComplaint, ...]
    papers: tuple[OfPaper, ...]
    readings: tuple[Reading, ...]
    suggestions: tuple[Suggestion, ...]
    expectations: Expectations

    def of(self, criterion: str) -> Coverage | None:
        """Return what there is for one criterion; None where the set has no such number."""
        return next((one for one in self.covered if one.criterion.id == criterion), None)

    @property
    def claims(self) -> tuple[Claimed, ...]:
        """Every claim, in the order of the criteria."""
        return tuple(claim for one in self.covered for claim in one.claims)

    @property
    def period(self) -> tuple[date, date] | None:
        """The first and the last day of claimed evidence; None where there is none with a day."""
        days = [claim.on for claim in self.claims if claim.on is not None and claim.evidence.is_there]
        return (min(days), max(days)) if days else None

    @property
    def reminders(self) -> tuple[str, ...]:
        """A sentence for each criterion that has no evidence, one occasion only, or only old evidence (rule 47)."""
        return tuple(f"{one.criterion.id}: {', '.join(one.gaps)}" for one in self.covered if one.gaps)


@dataclass(frozen=True, slots=True)
class Offered:
    """A record that can be evidence for a criterion, and the claim on it where there is one."""

    criterion: str
    evidence: Evidence
    claim: Claimed | None = None


def view(desk: Desk) -> Portfolio:
    """Return the portfolio as it stands.

    Raises:
        SettingsError: If the criteria set this store goes by is not there.
    """
    criteria, wanted, today = desk.criteria, desk.expectations, desk.today()
    reader = desk.reader
    claims = _claims(desk, criteria.id)
    facts = {int(row["id"]): _facts(row) for row in rows.complaints(reader)}
    papers = [Holder(*paper_of(row), row["about"]) for row in rows.shown(reader, PAPERS)]
    proposed, could = _proposed(desk, criteria, {(claim.criterion, *claim.evidence.key) for claim in claims})
    statements = _statements(desk, criteria.id)
    latest = {criterion: (each[0].edition, each[0].on) for criterion, each in statements.items()}
    covered = coverage.cover(criteria, claims, latest, proposed, wanted, today)
    claimed_of: dict[int, set[str]] = defaultdict(set)
    claimed_in: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.evidence.complaint_id is not None:
            claimed_of[claim.evidence.complaint_id].add(claim.criterion)
        else:
            claimed_in[claim.evidence.reference].add(claim.criterion)
    behind = rows.reviews(reader)
    reviews = {claim.evidence.record_id for claim in claims if claim.evidence.record_kind == "review"}
    return Portfolio(
        criteria=criteria,
        others=tuple(one for one in desk.criteria_sets.sets.values() if one.id != criteria.id),
        problems=desk.criteria_sets.problems,
        covered=covered,
        statements=statements,
        complaints=tuple(
            OfComplaint(
                one,
                _ordered(criteria, claimed_of.get(id_, ())),
                _ordered(criteria, could.get(("complaint", id_), ())),
            )
            for id_, one in facts.items()
        ),
        papers=tuple(
            OfPaper(
                one,
                _ordered(criteria, claimed_in.get(one.reference, ())),
                {id_: could[one.key][id_] for id_ in _ordered(criteria, could.get(one.key, ()))},
            )
            for one in papers
        ),
        readings=coverage.gauge(
            [one for id_, one in facts.items() if id_ in claimed_of],
            covered,
            [behind[id_] for id_ in reviews if id_ in behind],
            wanted,
        ),
        suggestions=coverage.suggestions(
            covered,
            [*(Holder("complaint", id_, one.reference, one.about) for id_, one in facts.items()), *papers],
            {key: frozenset(criteria) for key, criteria in could.items()},
        ),
        expectations=wanted,
    )


def for_criterion(desk: Desk, criterion: str) -> tuple[Offered, ...]:
    """Return what is claimed for a criterion, then what could be, each in the order of complaints and days."""
    criteria = desk.criteria
    one = criteria.find(criterion)
    claims = [claim for claim in _claims(desk, criteria.id) if claim.criterion == criterion]
    taken = {claim.evidence.key for claim in claims}
    found = rows.shown(desk.reader, one.evidenced_by) if one is not None else ()
    free = {each.key: each for each in map(_evidence, found) if each.key not in taken}
    return (
        *(Offered(criterion, claim.evidence, claim) for claim in claims),
        *(Offered(criterion, each) for each in free.values()),
    )


def for_complaint(desk: Desk, complaint_id: int) -> tuple[Offered, ...]:
    """Return what of a complaint is claimed and what could be, in the order of the criteria."""
    claims = [one for one in _claims(desk, desk.criteria.id) if one.evidence.complaint_id == complaint_id]
    kinds = {kind for one in desk.criteria.criteria for kind in one.evidenced_by}
    return _offered(desk.criteria, claims, rows.shown(desk.reader, kinds, complaint_id))


def for_paper(desk: Desk, reference: str) -> tuple[Offered, ...]:
    """Return what of a review or a recommendation is claimed and what could be, in the order of the criteria.

    Args:
        desk: The desk.
        reference: `REV-2`, `REC-1`; of a recommendation its options and its effect check are listed, too.
    """
    claims = [
        one
        for one in _claims(desk, desk.criteria.id)
        if one.evidence.complaint_id is None and one.evidence.reference == reference
    ]
    found = [row for row in rows.shown(desk.reader, IN_PAPERS) if _reference(row) == reference]
    return _offered(desk.criteria, claims, found)


def of_reference(desk: Desk, reference: str) -> tuple[Offered, ...]:
    """Return what is claimed and what could be, of the complaint, review or recommendation of a reference.

    Raises:
        NotFoundError: If there is none.
    """
    paper = reference.strip().upper()
    if any(paper == _reference(row) for row in rows.shown(desk.reader, PAPERS)):
        return for_paper(desk, paper)
    return for_complaint(desk, dossier.find_id(desk, reference))


def _offered(
    criteria: CriteriaSet, claims: Collection[Claimed], records: Collection[Row]
) -> tuple[Offered, ...]:
    """Return claims and what could be claimed, criterion by criterion."""
    by_kind: dict[str, list[Evidence]] = defaultdict(list)
    for row in records:
        by_kind[str(row["shows"])].append(_evidence(row))
    found: list[Offered] = []
    for one in criteria.criteria:
        mine = [claim for claim in claims if claim.criterion == one.id]
        taken = {claim.evidence.key for claim in mine}
        free = {
            each.key: each for kind in one.evidenced_by for each in by_kind[kind] if each.key not in taken
        }
        found += [Offered(one.id, claim.evidence, claim) for claim in mine]
        found += [Offered(one.id, each) for each in free.values()]
    return tuple(found)


def evidence_of(desk: Desk, record_kind: str, record_id: int, complaint_id: int | None) -> Evidence | None:
    """Return a record that can be evidence of anything; None where it is not there, or cannot be."""
    kinds = rows.KINDS if complaint_id is not None else {record_kind}
    for row in rows.shown(desk.reader, kinds, complaint_id):
        if (row["record_kind"], row["record_id"]) == (record_kind, record_id):
            return _evidence(row)
    return None


PAPERS = ("review", "recommendation")
"""The kinds of paper: what belongs to no complaint and goes into a portfolio as a file of its own."""

IN_PAPERS = (*PAPERS, "change_option", "effect_check")
"""The kinds of record that are told in a paper."""


def paper_of(row: Row) -> tuple[str, int, str]:
    """Return the paper a record is told in: its kind, its id and its reference."""
    kind = str(row["record_kind"])
    return _paper(kind, int(row["owner"]))


def _paper(record_kind: str, owner: int) -> tuple[str, int, str]:
    if record_kind == "review":
        return "review", owner, road.review_reference(owner)
    return "recommendation", owner, road.reference(owner)


def _reference(row: Row) -> str:
    """Return the reference of what a record is of: its complaint's, or its paper's."""
    return str(row["reference"]) if row["owner"] is None else paper_of(row)[2]


def _ordered(criteria: CriteriaSet, some: Collection[str]) -> tuple[str, ...]:
    return tuple(one.id for one in criteria.criteria if one.id in some)


def _proposed(
    desk: Desk, criteria: CriteriaSet, taken: Collection[tuple[str, str, int]]
) -> tuple[dict[str, int], dict[tuple[str, int], dict[str, int]]]:
    """Return how many unclaimed records could show each criterion: of all there is, and of each holder."""
    showing: dict[str, list[str]] = defaultdict(list)
    for one in criteria.criteria:
        for kind in one.evidenced_by:
            showing[kind].append(one.id)
    free: dict[str, set[tuple[str, int]]] = defaultdict(set)
    held: dict[tuple[str, int], dict[str, set[tuple[str, int]]]] = defaultdict(lambda: defaultdict(set))
    for kind, record_kind, record_id, complaint_id, owner in rows.keys(desk.reader):
        for criterion in showing.get(kind, ()):
            if (criterion, record_kind, record_id) in taken:
                continue
            free[criterion].add((record_kind, record_id))
            if complaint_id is not None:
                held["complaint", complaint_id][criterion].add((record_kind, record_id))
            elif owner is not None:
                held[_paper(record_kind, owner)[:2]][criterion].add((record_kind, record_id))
    return (
        {criterion: len(records) for criterion, records in free.items()},
        {key: {one: len(records) for one, records in some.items()} for key, some in held.items()},
    )


def _claims(desk: Desk, criteria_set: str) -> list[Claimed]:
    known = rows.claimed(desk.reader, criteria_set)
    return [
        _claim(row, known.get((row["record_kind"], row["record_id"])))
        for row in rows.claims(desk.reader, criteria_set)
    ]


_SAME = (
    "id", "criterion", "shows", "original_at", "witness", "witness_role", "witness_relation", "witness_contact",
    "why_valid", "why_authentic", "why_reliable", "why_current", "why_sufficient",
)  # fmt: skip
"""What a claim says in the same word as its row."""


def _claim(row: Row, record: Row | None) -> Claimed:
    kind = str(row["record_kind"])
    day = record["day"] if record is not None else None
    begun = row["begun_on"]
    return Claimed(
        evidence=Evidence(
            kind,
            int(row["record_id"]),
            called(kind, int(record["number"]) if record is not None else 0),
            str(record["about"] or "") if record is not None else "",
            _day(day or begun),
            row["complaint_id"],
            str(row["reference"]) or _of_paper(kind, record),
            record is not None or kind == OUTSIDE,
        ),
        kind=EvidenceKind[row["kind"]],
        witnessed_on=_day(row["witnessed_on"]),
        **{name: row[name] for name in _SAME},
    )


def _of_paper(kind: str, record: Row | None) -> str:
    """Return the reference of the paper a claimed record is told in; empty where it is in none, or gone."""
    return _paper(kind, record["owner"])[2] if record is not None and record["owner"] is not None else ""


def _evidence(row: Row) -> Evidence:
    kind = str(row["record_kind"])
    return Evidence(
        kind,
        int(row["record_id"]),
        called(kind, int(row["number"] or 0)),
        str(row["about"] or ""),
        _day(row["day"]),
        row["complaint_id"],
        _reference(row),
    )


def _facts(row: Row) -> ComplaintFacts:
    return ComplaintFacts(
        id=int(row["id"]),
        reference=str(row["reference"]),
        about=str(row["about"]),
        stage=str(row["stage"]),
        channel=str(row["channel"] or ""),
        outcome=str(row["outcome"] or ""),
        escalated=bool(row["escalated"]),
        adapted=bool(row["adapted"]),
        begun_on=_day(row["accepted_on"]),
        closed_on=_day(row["closed_on"]),
    )


def statements(desk: Desk) -> dict[str, tuple[Edition, ...]]:
    """Return every edition of every statement on the set in force, by criterion, the latest first."""
    return _statements(desk, desk.criteria.id)


def _statements(desk: Desk, criteria_set: str) -> dict[str, tuple[Edition, ...]]:
    found: dict[str, list[Edition]] = defaultdict(list)
    for row in rows.statements(desk.reader, criteria_set):
        found[str(row["criterion"])].append(
            Edition(
                str(row["criterion"]),
                int(row["edition"]),
                str(row["text"]),
                datetime.fromisoformat(str(row["written_at"])),
            )
        )
    return {criterion: tuple(editions) for criterion, editions in found.items()}


def _day(stored: object) -> date | None:
    return date.fromisoformat(str(stored)) if stored else None
