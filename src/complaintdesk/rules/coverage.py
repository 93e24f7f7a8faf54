"""Coverage: what the claimed evidence adds up to, criterion by criterion and as a whole.

It counts, dates and names what is thin. Whether it is enough is the assessor's to
say: nothing here passes or fails, and no number is set by a regulation.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from complaintdesk.errors import SettingsError
from complaintdesk.rules.counting import counted
from complaintdesk.rules.criteria import KINDS, CriteriaSet, Criterion
from complaintdesk.vocabulary import EvidenceKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record that can show something, wherever it is."""

    record_kind: str
    record_id: int
    label: str
    """What it is called: `Contact 12`."""

    about: str
    """Its own words."""

    on: date | None
    """The day it happened or was recorded."""

    complaint_id: int | None = None
    reference: str = ""
    is_there: bool = True
    """False where the record was taken off after it had been claimed."""

    @property
    def key(self) -> tuple[str, int]:
        """By what it is told from every other record."""
        return self.record_kind, self.record_id

    @property
    def origin(self) -> tuple[str, int | str]:
        """What it comes from, a key of `ORIGINS`, and which of them."""
        if self.complaint_id is not None:
            return "complaint", self.complaint_id
        told_in = _TOLD_IN.get(self.record_kind, "outside")
        return told_in, self.reference if told_in in {"review", "recommendation"} else self.record_id


ORIGINS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "complaint": ("complaint", "complaints"),
        "review": ("review", "reviews"),
        "recommendation": ("recommendation", "recommendations"),
        "library": ("entry of the library", "entries of the library"),
        "outside": ("from outside the desk", "from outside the desk"),
    }
)
"""What evidence comes from -> what one of them is called, and more."""

_TOLD_IN = {
    "review": "review",
    "recommendation": "recommendation",
    "change_option": "recommendation",
    "effect_check": "recommendation",
    "library": "library",
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim: this evidence is for that criterion, and shows ..."""

    id: int
    criterion: str
    evidence: Evidence
    kind: EvidenceKind
    shows: str
    original_at: str = ""
    witness: str = ""
    witness_role: str = ""
    witness_relation: str = ""
    witness_contact: str = ""
    witnessed_on: date | None = None
    why_valid: str = ""
    why_authentic: str = ""
    why_reliable: str = ""
    why_current: str = ""
    why_sufficient: str = ""

    @property
    def on(self) -> date | None:
        """The day that counts: when it was witnessed, else the record's own."""
        return self.witnessed_on or self.evidence.on


@dataclass(frozen=True, slots=True)
class Expectations:
    """What the gauge expects: usual figures, to be tuned to what one's own assessor asks for."""

    complaints: int = 3
    """Complaints in the whole portfolio."""

    weeks: int = 8
    """Weeks between its first and its last day."""

    channels: int = 2
    """Channels by which its complaints came."""

    escalated: int = 1
    """Complaints that went higher or outside."""

    adapted: int = 1
    """Complaints in which policy was adapted."""

    not_upheld: int = 1
    """Complaints that were not upheld."""

    reviews: int = 1
    """Trend reviews of enough complaints."""

    review_complaints: int = 10
    """Complaints that are enough for a trend review."""

    items: int = 2
    """Pieces of evidence for each practical criterion."""

    complaints_each: int = 2
    """Complaints they come from."""

    months_current: int = 12
    """Months after which evidence is old."""


DEFAULT = Expectations()
"""What is expected where nothing else was set; no awarding body sets these numbers."""

EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "complaints": "Complaints",
        "weeks": "Weeks from the first day to the last",
        "channels": "Channels by which they came",
        "escalated": "Complaints that went higher or outside",
        "adapted": "Complaints in which policy was adapted",
        "not_upheld": "Complaints not upheld",
        "reviews": "Trend reviews",
        "review_complaints": "Complaints a trend review should rest on",
        "items": "Pieces of evidence a practical criterion should have",
        "complaints_each": "Complaints they should come from",
        "months_current": "Months after which evidence is old",
    }
)
"""Expectation -> how a handler says it."""

_MOST = 999


def parse(given: Mapping[str, object]) -> Expectations:
    """Return expectations from what was written down; what is left out is as by default.

    Raises:
        SettingsError: If a name is unknown or a value is no whole number from 0 to 999.
    """
    for name, value in given.items():
        if name not in EXPECTED:
            raise SettingsError(f"The gauge expects no {name!r}; it knows {', '.join(EXPECTED)}.")
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
            raise SettingsError(f"{EXPECTED[name]}: a whole number from 0 to {_MOST}, not {value!r}.")
    return Expectations(**given)  # type: ignore[arg-type]  # each was looked at above


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is for one criterion."""

    criterion: Criterion
    claims: tuple[Claimed, ...]
    complaints: int
    """Distinct complaints they come from."""

    occasions: int
    """Distinct days they happened on."""

    first: date | None
    last: date | None
    proposed: int
    """Records that could be claimed, and are not."""

    statement_on: date | None
    """The day of the latest edition of the statement; None for a practical criterion or where none is written."""

    statement_edition: int
    gaps: tuple[str, ...]
    """What is thin, in words; empty where the expectations are met."""

    @property
    def items(self) -> int:
        """Pieces of evidence whose record is there; a record counts once."""
        return len({_identity(claim) for claim in self.claims if claim.evidence.is_there})

    @property
    def origins(self) -> Mapping[str, int]:
        """What its evidence comes from, a key of `ORIGINS` -> how many of them."""
        there = {
            (claim.evidence.origin[0], claim.id)
            if claim.evidence.origin[0] == "outside"
            else claim.evidence.origin
            for claim in self.claims
            if claim.evidence.is_there
        }
        of = [kind for kind, _ in there]
        return {kind: of.count(kind) for kind in ORIGINS if kind in of}

    @property
    def origins_told(self) -> str:
        """What its evidence comes from, in words: `2 complaints, 1 review`, `own words`; "" where there is none."""
        told = [counted(n, *ORIGINS[kind]) for kind, n in self.origins.items()]
        return ", ".join([*(["own words"] if self.statement_on else []), *told])

    @property
    def days(self) -> int | None:
        """Calendar days from the first to the last."""
        return None if self.first is None or self.last is None else (self.last - self.first).days

    @property
    def has_evidence(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.items) or self.statement_on is not None


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """What the gauge asks of one complaint."""

    id: int
    reference: str
    about: str
    stage: str
    channel: str
    outcome: str
    escalated: bool
    adapted: bool
    begun_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of the gauge: what there is and what is expected."""

    name: str
    label: str
    has: int
    wants: int

    @property
    def is_met(self) -> bool:
        """Whether there is as much as is expected."""
        return self.has >= self.wants


@dataclass(frozen=True, slots=True)
class Holder:
    """A complaint, a review or a recommendation: what the records that can show something are of."""

    kind: str
    """`complaint`, `review` or `recommendation`."""

    id: int
    reference: str
    about: str

    @property
    def key(self) -> tuple[str, int]:
        """By what it is told from every other."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What holds records that would fill gaps, and which ones."""

    holder: Holder
    criteria: tuple[str, ...]


def cover(
    criteria: CriteriaSet,
    claims: Iterable[Claimed],
    statements: Mapping[str, tuple[int, date]],
    proposed: Mapping[str, int],
    wanted: Expectations,
    today: date,
) -> tuple[Coverage, ...]:
    """Return what there is for every criterion of a set, in its order.

    Args:
        criteria: The set.
        claims: Every claim that stands.
        statements: Criterion -> the latest edition of its statement and its day.
        proposed: Criterion -> records that could be claimed and are not.
        wanted: What the gauge expects.
        today: From when what is old is counted back.
    """
    of: dict[str, list[Claimed]] = defaultdict(list)
    for claim in claims:
        of[claim.criterion].append(claim)
    return tuple(
        _covered(one, of[one.id], statements.get(one.id), proposed.get(one.id, 0), wanted, today)
        for one in criteria.criteria
    )


def _covered(
    criterion: Criterion,
    claims: Sequence[Claimed],
    statement: tuple[int, date] | None,
    proposed: int,
    wanted: Expectations,
    today: date,
) -> Coverage:
    standing = [claim for claim in claims if claim.evidence.is_there]
    edition, written = statement or (0, None)
    days = {claim.on for claim in standing if claim.on is not None} | ({written} if written else set())
    found = Coverage(
        criterion=criterion,
        claims=tuple(sorted(claims, key=_in_order)),
        complaints=len({claim.evidence.complaint_id for claim in standing} - {None}),
        occasions=len(days),
        first=min(days, default=None),
        last=max(days, default=None),
        proposed=proposed,
        statement_on=written,
        statement_edition=edition,
        gaps=(),
    )
    gaps = _gaps_of_knowledge(found) if criterion.kind == "knowledge" else _gaps_of_practice(found, wanted)
    if found.last is not None and found.last < _months_before(today, wanted.months_current):
        gaps.append(f"nothing from the last {counted(wanted.months_current, 'month')}")
    gone = [claim for claim in claims if not claim.evidence.is_there]
    if gone:
        gaps.append(counted(len(gone), "claimed record was taken off", "claimed records were taken off"))
    return replace(found, gaps=tuple(gaps))


def _gaps_of_knowledge(found: Coverage) -> list[str]:
    return [] if found.statement_on else ["no statement"]


def _gaps_of_practice(found: Coverage, wanted: Expectations) -> list[str]:
    if not found.items:
        return ["no evidence"]
    gaps = []
    if found.items < wanted.items:
        gaps.append(counted(found.items, "piece of evidence only", "pieces of evidence only"))
    if found.occasions == 1:
        gaps.append("one occasion only")
    if found.complaints < wanted.complaints_each and KINDS.keys() & set(found.criterion.evidenced_by):
        only = counted(found.complaints, "complaint only", "complaints only")
        gaps.append(only if found.complaints else "none of it from a complaint")
    return gaps


def gauge(
    complaints: Iterable[ComplaintFacts],
    covered: Iterable[Coverage],
    reviews: Iterable[int],
    wanted: Expectations,
) -> tuple[Reading, ...]:
    """Return what the portfolio as a whole has, beside what is expected.

    Args:
        complaints: The complaints that claimed evidence comes from.
        covered: What there is for every criterion.
        reviews: How many complaints stand behind each claimed trend review.
        wanted: What is expected.
    """
    mine, all_of = list(complaints), list(covered)
    days = [day for one in all_of for day in (one.first, one.last) if day is not None and one.claims]
    has = {
        "complaints": len(mine),
        "weeks": (max(days) - min(days)).days // 7 if days else 0,
        "channels": len({one.channel for one in mine if one.channel}),
        "escalated": sum(one.escalated for one in mine),
        "adapted": sum(one.adapted for one in mine),
        "not_upheld": sum(one.outcome == "not_upheld" for one in mine),
        "reviews": sum(n >= wanted.review_complaints for n in reviews),
    }
    readings = [Reading(name, EXPECTED[name], n, getattr(wanted, name)) for name, n in has.items()]
    full = sum(not one.gaps for one in all_of)
    return (*readings, Reading("criteria", "Criteria without a gap", full, len(all_of)))


def suggestions(
    covered: Iterable[Coverage],
    holders: Iterable[Holder],
    could_show: Mapping[tuple[str, int], frozenset[str]],
    most: int = 5,
) -> tuple[Suggestion, ...]:
    """Return what would fill the most gaps, each for what those before it leave open.

    Args:
        covered: What there is for every criterion.
        holders: The complaints, reviews and recommendations.
        could_show: Key of a holder -> the criteria that its unclaimed records can be evidence for.
        most: How many are named.
    """
    left = {one.criterion.id: order for order, one in enumerate(covered) if one.gaps and one.proposed}
    of_key = {one.key: one for one in holders}
    pool = {key: criteria & left.keys() for key, criteria in could_show.items() if key in of_key}
    found: list[Suggestion] = []
    while left and len(found) < most:
        best = max(pool, key=lambda key: (len(pool[key] & left.keys()), key), default=None)
        if best is None or not pool[best] & left.keys():
            break
        filled = sorted(pool.pop(best) & left.keys(), key=left.__getitem__)
        found.append(Suggestion(of_key[best], tuple(filled)))
        for criterion in filled:
            del left[criterion]
    return tuple(found)


def _identity(claim: Claimed) -> tuple[str, int]:
    """Return by what a piece of evidence is told from others; what lies outside is told by its claim."""
    return claim.evidence.key if claim.evidence.record_id else ("outside", claim.id)


def _in_order(claim: Claimed) -> tuple[date, str, int]:
    return claim.on or date.max, claim.evidence.reference, claim.id


def _months_before(day: date, months: int) -> date:
    """Return the day so many months before, or the last of its month where that is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
