"""Claims: the handler says that a record is evidence for a criterion, and what it shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.models import Claim, Complaint
from complaintdesk.rules import coverage
from complaintdesk.rules.coverage import Expectations
from complaintdesk.rules.exhibits import OUTSIDE
from complaintdesk.services import portfolio
from complaintdesk.services.texts import needed, not_after, text
from complaintdesk.store import records
from complaintdesk.vocabulary import EvidenceKind

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

SEEN = (EvidenceKind.witness_testimony, EvidenceKind.observation, EvidenceKind.professional_discussion)
"""The kinds of evidence that somebody else was there for: who, and on which day, is needed."""

_TEXTS = {
    "original_at": "Where the original is",
    "witness": "Name",
    "witness_role": "Role",
    "witness_relation": "Relation",
    "witness_contact": "How to reach them",
    "why_valid": "Valid",
    "why_authentic": "Authentic",
    "why_reliable": "Reliable",
    "why_current": "Current",
    "why_sufficient": "Sufficient",
}
"""Text of a claim -> what the form calls it."""


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What the handler says of a record."""

    shows: str
    kind: EvidenceKind = EvidenceKind.work_product
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


@dataclass(frozen=True, slots=True)
class Record:
    """Which record a claim is on; what lies outside the desk has the kind `outside` and no id."""

    kind: str
    id: int = 0
    complaint_id: int | None = None


def claim(desk: Desk, criterion: str, record: Record, entered: NewClaim) -> int:
    """Claim a record as evidence for a criterion of the set in force, and return the claim's id.

    A claim on the same record that was taken back comes back, with the words entered now.

    Raises:
        NotFoundError: If there is no such criterion, or no such record that can be evidence.
        InvalidInputError: If it is claimed already, shows nothing, or its kind lacks who was there and when.
    """
    criteria = desk.criteria
    if criteria.find(criterion) is None:
        raise NotFoundError(
            f"{criteria.title} has no criterion {criterion!r}; it has"
            f" {', '.join(one.id for one in criteria.criteria)}."
        )
    _require_there(desk, record, entered)
    with desk.step(f"claim evidence for {criterion}", record.complaint_id) as step:
        row = _standing(step.session, criteria.id, criterion, record)
        if row is not None and not row.removed:
            raise InvalidInputError(
                f"It is claimed for {criterion} already; e changes what it shows.", "shows"
            )
        if row is None:
            row = Claim.model_validate(
                {
                    "criteria_set": criteria.id,
                    "criterion": criterion,
                    "complaint_id": record.complaint_id,
                    "record_kind": record.kind,
                    "record_id": record.id,
                    "shows": "-",
                }
            )
            step.session.add(row)
        row.removed = False
        _fill(desk, row, entered)
        step.session.flush()
        return records.require_id(row)


def edit(desk: Desk, claim_id: int, entered: NewClaim) -> None:
    """Change what a claim says.

    Raises:
        NotFoundError: If there is no such claim, or it was taken back.
        InvalidInputError: As for `claim`.
    """
    with desk.step("edit a claim", _owner(desk, claim_id)) as step:
        _fill(desk, _get(step.session, claim_id), entered)


def unclaim(desk: Desk, claim_id: int) -> None:
    """Take a claim back; the record stays, and what was said of it is kept for the next time.

    Raises:
        NotFoundError: If there is no such claim, or it was taken back already.
    """
    with desk.step("take a claim back", _owner(desk, claim_id)) as step:
        _get(step.session, claim_id).removed = True


def said_before(desk: Desk, criterion: str, record: Record) -> NewClaim | None:
    """Return what a claim that was taken back said of a record; None where there was none."""
    if record.kind == OUTSIDE:
        return None
    with desk.reading() as session:
        row = _standing(session, desk.criteria.id, criterion, record)
        if row is None or not row.removed:
            return None
        return NewClaim(**{name: getattr(row, name) for name in NewClaim.__dataclass_fields__})


def choose_set(desk: Desk, set_id: str) -> None:
    """Hold the portfolio against another criteria set; claims and statements on the one before are kept.

    Raises:
        SettingsError: If there is no such set.
    """
    desk.criteria_sets.require(set_id)
    with desk.step("choose the criteria") as step:
        records.profile(step.session).criteria_set = set_id


def expect(desk: Desk, wanted: Mapping[str, object]) -> Expectations:
    """Have the gauge expect other figures; what is left out is expected as by default.

    Raises:
        SettingsError: If a name is unknown, or a value is no whole number from 0 to 999.
    """
    kept = coverage.parse(wanted)
    with desk.step("set what the portfolio expects") as step:
        written = "" if kept == coverage.DEFAULT else json.dumps(asdict(kept), sort_keys=True)
        records.profile(step.session).expectations = written
    return kept


def _require_there(desk: Desk, record: Record, entered: NewClaim) -> None:
    if record.kind == OUTSIDE:
        if entered.kind is EvidenceKind.work_product:
            msg = "A work product is a record on this desk; choose how what lies outside it was evidenced."
            raise InvalidInputError(msg, "kind")
        needed(entered.original_at, "Where the original is")
        return
    if record.kind == "complaint" and record.complaint_id == record.id:
        with desk.reading() as session:
            records.get(session, Complaint, record.id)
        return
    if portfolio.evidence_of(desk, record.kind, record.id, record.complaint_id) is None:
        raise NotFoundError("There is no such record that can be evidence.")


def _fill(desk: Desk, row: Claim, entered: NewClaim) -> None:
    row.shows = needed(entered.shows, "What it shows").strip()
    row.kind = entered.kind
    for name, label in _TEXTS.items():
        setattr(row, name, text(getattr(entered, name), label).strip())
    if entered.kind in SEEN:
        for name, what in (("witness", "Who was there"), ("witness_role", "Their role")):
            if not getattr(row, name):
                raise InvalidInputError(f"{what} is needed for {entered.kind.spoken}.", name)
        if entered.witnessed_on is None:
            raise InvalidInputError(f"The day is needed for {entered.kind.spoken}.", "witnessed_on")
    if entered.kind is EvidenceKind.witness_testimony and not row.witness_relation:
        msg = "How the witness stands to you is needed: line manager, colleague, customer."
        raise InvalidInputError(msg, "witness_relation")
    if entered.witnessed_on is not None:
        not_after(entered.witnessed_on, desk.today(), "The day", "today")
    row.witnessed_on = entered.witnessed_on


def _standing(session: Session, criteria_set: str, criterion: str, record: Record) -> Claim | None:
    """Return the claim on a record, taken back or not; what lies outside the desk may be claimed again and again."""
    if record.kind == OUTSIDE:
        return None
    return session.exec(
        select(Claim)
        .where(
            Claim.criteria_set == criteria_set,
            Claim.criterion == criterion,
            Claim.record_kind == record.kind,
            Claim.record_id == record.id,
        )
        .order_by(col(Claim.removed), col(Claim.id).desc())
    ).first()


def _get(session: Session, claim_id: int) -> Claim:
    row = records.get(session, Claim, claim_id)
    if row.removed:
        raise NotFoundError("This claim was taken back.")
    return row


def _owner(desk: Desk, claim_id: int) -> int | None:
    with desk.reading() as session:
        return records.get(session, Claim, claim_id).complaint_id
