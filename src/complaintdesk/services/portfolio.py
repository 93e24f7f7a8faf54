"""The portfolio: what the handler claims as evidence, what could be claimed, and what it adds up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaintdesk.rules import coverage
from complaintdesk.rules.coverage import (
    Claimed,
    ComplaintFacts,
    Coverage,
    Evidence,
    Expectations,
    Reading,
    Suggestion,
)
from complaintdesk.rules.criteria import CriteriaSet
from complaintdesk.rules.exhibits import OUTSIDE, called
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
    proposed, could = _proposed(desk, criteria, {(claim.criterion, *claim.evidence.key) for claim in claims})
    statements = _statements(desk, criteria.id)
    latest = {criterion: (each[0].edition, each[0].on) for criterion, each in statements.items()}
    covered = coverage.cover(criteria, claims, latest, proposed, wanted, today)
    claimed_of: dict[int, set[str]] = defaultdict(set)
    for claim in claims:
        if claim.evidence.complaint_id is not None:
            claimed_of[claim.evidence.complaint_id].add(claim.criterion)
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
                one, _ordered(criteria, claimed_of.get(id_, ())), _ordered(criteria, could.get(id_, ()))
            )
            for id_, one in facts.items()
        ),
        readings=coverage.gauge(
            [one for id_, one in facts.items() if id_ in claimed_of],
            covered,
            [behind[id_] for id_ in reviews if id_ in behind],
            wanted,
        ),
        suggestions=coverage.suggestions(covered, facts, could),
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
    criteria = desk.criteria
    claims = [one for one in _claims(desk, criteria.id) if one.evidence.complaint_id == complaint_id]
    kinds = {kind for one in criteria.criteria for kind in one.evidenced_by}
    by_kind: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows.shown(desk.reader, kinds, complaint_id):
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


def _ordered(criteria: CriteriaSet, some: Collection[str]) -> tuple[str, ...]:
    return tuple(one.id for one in criteria.criteria if one.id in some)


def _proposed(
    desk: Desk, criteria: CriteriaSet, taken: Collection[tuple[str, str, int]]
) -> tuple[dict[str, int], dict[int, frozenset[str]]]:
    """Return how many unclaimed records could show each criterion, and which criteria each complaint could."""
    showing: dict[str, list[str]] = defaultdict(list)
    for one in criteria.criteria:
        for kind in one.evidenced_by:
            showing[kind].append(one.id)
    free: dict[str, set[tuple[str, int]]] = defaultdict(set)
    could: dict[int, set[str]] = defaultdict(set)
    for kind, record_kind, record_id, complaint_id in rows.keys(desk.reader):
        for criterion in showing.get(kind, ()):
            if (criterion, record_kind, record_id) not in taken:
                free[criterion].add((record_kind, record_id))
                if complaint_id is not None:
                    could[complaint_id].add(criterion)
    return (
        {criterion: len(records) for criterion, records in free.items()},
        {id_: frozenset(some) for id_, some in could.items()},
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
            str(row["reference"]),
            record is not None or kind == OUTSIDE,
        ),
        kind=EvidenceKind[row["kind"]],
        witnessed_on=_day(row["witnessed_on"]),
        **{name: row[name] for name in _SAME},
    )


def _evidence(row: Row) -> Evidence:
    kind = str(row["record_kind"])
    return Evidence(
        kind,
        int(row["record_id"]),
        called(kind, int(row["number"] or 0)),
        str(row["about"] or ""),
        _day(row["day"]),
        row["complaint_id"],
        str(row["reference"]),
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
