"""Which complaints are linked with one, and which of them lives on where it was merged."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from complaintdesk.models import Complaint, ComplaintLink, Customer
from complaintdesk.rules.dossier import LinkFacts
from complaintdesk.store import mail, records


def links(session: Session, complaint_id: int) -> Sequence[ComplaintLink]:
    """Return the links of a complaint, whichever of the two says so."""
    return session.exec(_LINKS, params={"id": complaint_id}).all()


_LINKS = (
    select(ComplaintLink)
    .where(or_(ComplaintLink.complaint_id == bindparam("id"), ComplaintLink.other_id == bindparam("id")))
    .order_by(col(ComplaintLink.id))
)
"""Built once: building it takes longer than running it."""


def of_dossier(session: Session, complaint_id: int) -> tuple[LinkFacts, ...]:
    """Return the complaints linked with one, as facts."""
    found = []
    for each in links(session, complaint_id):
        is_ours = each.complaint_id == complaint_id
        other = records.get(session, Complaint, each.other_id if is_ours else each.complaint_id)
        customer = session.get(Customer, other.customer_id) if other.customer_id else None
        found.append(
            LinkFacts(
                records.require_id(each),
                other.reference,
                each.kind,
                is_ours,
                each.reason,
                other.about,
                customer.name if customer else "",
                other.stage,
                records.require_id(other),
            )
        )
    return tuple(found)


def living(session: Session, complaint_id: int) -> int:
    """Return the complaint to which what is new belongs: itself, or the one it was merged into."""
    if session.get(Complaint, complaint_id) is None:
        return complaint_id
    return int(mail.survivor(session.connection(), complaint_id)["id"])
