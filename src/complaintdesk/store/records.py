"""Fetching rows: by id, by reference, and all of one complaint."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import literal_column
from sqlmodel import Session, col, func, select

from complaintdesk.errors import NotFoundError
from complaintdesk.models import Complaint, ComplaintRecord, Customer, Profile, Record
from complaintdesk.rules import references
from complaintdesk.vocabulary import LIVE_STAGES, Origin

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.engine import Connection

RecordType = TypeVar("RecordType", bound=Record)
OwnedType = TypeVar("OwnedType", bound=ComplaintRecord)


def get(session: Session, table: type[RecordType], record_id: int) -> RecordType:
    """Return one row.

    Raises:
        NotFoundError: If there is no such row.
    """
    row = session.get(table, record_id)
    if row is None:
        msg = f"There is no such {noun(table)}."
        raise NotFoundError(msg)
    return row


def owned(session: Session, table: type[OwnedType], complaint_id: int, record_id: int) -> OwnedType:
    """Return one row of one complaint.

    Raises:
        NotFoundError: If there is no such row, it belongs to another complaint, or it was taken off.
    """
    row = session.get(table, record_id)
    if row is None or row.complaint_id != complaint_id or getattr(row, "removed", False):
        msg = f"This complaint has no such {noun(table)}."
        raise NotFoundError(msg)
    return row


def of_complaint(session: Session, table: type[OwnedType], complaint_id: int) -> Sequence[OwnedType]:
    """Return all rows of one complaint, oldest first."""
    return session.exec(
        select(table).where(col(table.complaint_id) == complaint_id).order_by(col(table.id))
    ).all()


def referred_among(session: Session, complaint_ids: Collection[int]) -> list[int]:
    """Return those of some ids that are referred complaints, the lowest first."""
    session.flush()
    rows = session.connection().exec_driver_sql(
        "SELECT id FROM complaint WHERE id IN (SELECT value FROM json_each(?)) AND origin = ? ORDER BY id",
        (json.dumps(list(complaint_ids)), Origin.referred.value),
    )
    return [int(id_) for (id_,) in rows]


def referred_of_batch(session: Session, batch_id: int) -> list[int]:
    """Return the ids of the referred complaints of one import."""
    wanted = (Complaint.batch_id == batch_id, Complaint.origin == Origin.referred)
    return [row for row in session.exec(select(Complaint.id).where(*wanted)) if row is not None]


def live_ids(session: Session, not_scored_on: date | None = None) -> list[int]:
    """Return the ids of the complaints that ask for work; of those not scored as of a day, if one is given."""
    query = select(Complaint.id).where(
        Complaint.origin == Origin.referred, col(Complaint.stage).in_(LIVE_STAGES)
    )
    if not_scored_on is not None:
        query = query.where(col(Complaint.scored_on).is_distinct_from(not_scored_on))
    return [row for row in session.exec(query) if row is not None]


def next_number(session: Session, table: type[OwnedType], complaint_id: int) -> int:
    """Return the number the next row of this noun gets in its complaint; removed ones keep theirs."""
    numbered = table.__table__.c.number  # type: ignore[attr-defined]  # only nouns with a number come here
    highest = session.exec(select(func.max(numbered)).where(col(table.complaint_id) == complaint_id)).one()
    return int(highest or 0) + 1


def by_reference(session: Session, reference: str) -> Complaint:
    """Return the complaint with this exact reference.

    Raises:
        NotFoundError: If there is none.
    """
    row = session.exec(select(Complaint).where(Complaint.reference == reference)).first()
    if row is None:
        msg = f"There is no complaint {reference}."
        raise NotFoundError(msg)
    return row


def require_id(row: Record) -> int:
    """Return the id of a row that is in the table."""
    assert row.id is not None, "the row has not been written yet"
    return row.id


def spelled(reference: str) -> str:
    """Return a reference as it is stored: ours in any spelling, another system's as it stands."""
    return references.read(reference) or reference.strip()


def next_reference(session: Session, year: int) -> str:
    """Return the next free reference of the form `CD-2026-0007`."""
    session.flush()
    start = f"CD-{year}-"
    last = (
        session.connection()
        .exec_driver_sql(
            # Between its beginning and that with the next sign: a range of the index, where a pattern scans it whole.
            # Another system's reference may begin like ours.
            "SELECT substr(reference, :from) AS number FROM complaint WHERE reference >= :start AND reference < :end"
            " AND number GLOB '[0-9]*' AND number NOT GLOB '*[^0-9]*' AND length(number) <= :most"
            " ORDER BY length(number) DESC, number DESC LIMIT 1",
            {
                "from": len(start) + 1,
                "start": start,
                "end": f"CD-{year}.",
                "most": references.MOST_DIGITS,
            },
        )
        .scalar()
    )
    return references.make(year, int(last or 0) + 1)


def profile(session: Session) -> Profile:
    """Return whose desk it is.

    Raises:
        NotFoundError: If the store was never set up.
    """
    row = session.exec(select(Profile)).first()
    if row is None:
        msg = "The store was not set up yet. `complaintdesk init` does it."
        raise NotFoundError(msg)
    return row


def profile_row(connection: Connection, columns: Collection[str]) -> Mapping[str, object] | None:
    """Return some columns of the profile as a connection sees them; None before the set-up."""
    row = connection.exec_driver_sql(f"SELECT {', '.join(columns)} FROM profile LIMIT 1").mappings().first()  # noqa: S608
    return None if row is None else dict(row)


def customer_by_email(session: Session, email: str) -> Customer | None:
    """Return the customer known by this e-mail address, whatever its case; without an address there is none."""
    if not email.strip():
        return None
    return session.exec(
        select(Customer).where(
            # Both sides by SQLite, which knows small letters of ASCII only; of two measures none would fit.
            func.lower(Customer.email) == func.lower(email.strip()),
            # Written out, for a bound text does not tell SQLite that its index covers what is asked.
            Customer.email != literal_column("''"),
        )
    ).first()


def noun(table: type[Record]) -> str:
    """Return what a handler calls a row of this table."""
    return str(table.__tablename__).replace("_", " ")
