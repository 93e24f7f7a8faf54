"""Complaints that belong together: links, groups worked as one, and merging that can be taken back.

A merged complaint stays as a signpost. What was logged, asked and promised on it
goes over to the complaint that lives, each record with a mark of where it came
from; by that mark it all goes back when the merge is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from complaintdesk.errors import GateError, InvalidInputError, WrongStageError
from complaintdesk.models import (
    Action,
    Agreement,
    Approval,
    Complaint,
    ComplaintLink,
    Contact,
    Customer,
    Escalation,
    Head,
    Implication,
    Letter,
    Message,
    Offer,
    Option,
    Party,
    Promise,
    Source,
)
from complaintdesk.rules import stages
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import contacts, dossier, linked
from complaintdesk.services.contacts import NewContact
from complaintdesk.services.texts import needed, text
from complaintdesk.store import records
from complaintdesk.store.children import of_one
from complaintdesk.vocabulary import LinkKind, Origin, PartyRole, Stage

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

MOVED: tuple[type[Any], ...] = (Contact, Promise, Source, Head, Implication, Party, Message)
"""What goes over to the complaint that lives."""

_NUMBERED: tuple[type[Any], ...] = (Source, Head)

LINKS = (LinkKind.related, LinkKind.same_cause, LinkKind.repeat_of, LinkKind.part_of_group)
"""How two complaints can be linked without being merged."""


def link(
    desk: Desk, complaint_id: int, other_reference: str, reason: str, kind: LinkKind = LinkKind.related
) -> Dossier:
    """Link a complaint with another one; both show it.

    Raises:
        NotFoundError: If there is no such other complaint.
        InvalidInputError: If it is the same complaint, or they are linked like that already.
    """
    if kind not in LINKS:
        msg = f"A link is one of {', '.join(each.spoken for each in LINKS)}."
        raise InvalidInputError(msg, "kind")
    with desk.step(f"link, {kind.spoken}", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        other = _other(step.session, row, other_reference)
        for each in linked.links(step.session, complaint_id):
            if each.kind is kind and {each.complaint_id, each.other_id} == {row.id, other.id}:
                msg = f"{row.reference} and {other.reference} are linked as {kind.spoken} already."
                raise InvalidInputError(msg, "reference")
        _add(step.session, row, other, kind, reason)
    return dossier.load(desk, complaint_id)


def unlink(desk: Desk, complaint_id: int, link_id: int) -> Dossier:
    """Take a link off both complaints; a merge is taken back by `unmerge`.

    Raises:
        NotFoundError: If the complaint has no such link.
    """
    with desk.step("take a link off", complaint_id) as step:
        found = next((each for each in linked.links(step.session, complaint_id) if each.id == link_id), None)
        if found is None or found.kind is LinkKind.merged_into:
            records.owned(step.session, ComplaintLink, complaint_id, 0)
        step.session.delete(found)
    return dossier.load(desk, complaint_id)


def merge(desk: Desk, complaint_id: int, other_reference: str, reason: str) -> Dossier:
    """Merge a complaint into another one, which lives on with all that was logged on both.

    Raises:
        NotFoundError: If there is no such other complaint.
        InvalidInputError: If it is the same complaint, that one was merged itself, or another was merged into this one.
        WrongStageError: If one of them can no longer be merged, or is from the history.
        GateError: If this complaint has decisions of its own; names them.
    """
    with desk.step("merge", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        other = _other(step.session, row, other_reference)
        _require_mergeable(step.session, row, other)
        _move(step.session, row, other, mark=complaint_id)
        row.stage = Stage.merged
        row.merged_into_id = other.id
        _add(step.session, row, other, LinkKind.merged_into, reason)
        _keep_customer(step.session, row, other)
    return dossier.load(desk, complaint_id)


def unmerge(desk: Desk, complaint_id: int, reason: str) -> Dossier:
    """Take a merge back: the complaint lives again, with the records that came from it.

    What was added to the other complaint since stays there.

    Raises:
        WrongStageError: If it was not merged.
        InvalidInputError: If no reason is given.
    """
    needed(reason, "Reason")
    with desk.step("unmerge", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        if row.stage is not Stage.merged or row.merged_into_id is None:
            msg = f"{row.reference} is not merged into another complaint."
            raise WrongStageError(msg)
        other = records.get(step.session, Complaint, row.merged_into_id)
        _move(step.session, other, row, back=complaint_id)
        row.stage = Stage.referred if row.accepted_on is None else Stage.investigating
        row.merged_into_id = None
        for each in linked.links(step.session, complaint_id):
            if each.kind is LinkKind.merged_into and each.complaint_id == complaint_id:
                # The same row, so that both timelines go on telling of the merge and of its end.
                each.kind = LinkKind.related
                each.reason = text(f"Was merged ({each.reason}), taken back: {reason}", "Reason")
    return dossier.load(desk, complaint_id)


def group(desk: Desk, complaint_ids: Sequence[int], reason: str) -> Dossier:
    """Make complaints one group: the first leads it, and the others are part of it.

    Raises:
        InvalidInputError: If there are not two, or one leads or is part of a group already.
    """
    first, *others = dict.fromkeys(complaint_ids)
    if not others:
        msg = "A group has at least two complaints; mark the others too."
        raise InvalidInputError(msg, "reference")
    with desk.step(f"group {len(others) + 1} complaints", first) as step:
        leader = records.get(step.session, Complaint, first)
        _require_alone(step.session, leader, leads=True)
        for complaint_id in others:
            row = records.get(step.session, Complaint, complaint_id)
            _require_alone(step.session, row)
            _require_living(row)
            _add(step.session, row, leader, LinkKind.part_of_group, reason)
    return dossier.load(desk, first)


def group_of(desk: Desk, complaint_id: int) -> tuple[int, ...]:
    """Return the ids of a group's complaints, the leader first; nothing where the complaint is in none."""
    with desk.reading() as session:
        mine = [each for each in linked.links(session, complaint_id) if each.kind is LinkKind.part_of_group]
        if not mine:
            return ()
        leader = mine[0].other_id
        members = session.exec(
            select(ComplaintLink.complaint_id)
            .where(ComplaintLink.other_id == leader, ComplaintLink.kind == LinkKind.part_of_group)
            .order_by(col(ComplaintLink.complaint_id))
        ).all()
        return (leader, *members)


def inform(desk: Desk, complaint_id: int, entered: NewContact) -> tuple[str, ...]:
    """Log one contact on every living complaint of a group, each with its own customer; return their references.

    Raises:
        InvalidInputError: If the complaint is in no group.
    """
    members = group_of(desk, complaint_id)
    if not members:
        msg = "This complaint is in no group; the Desk makes one of marked complaints with M."
        raise InvalidInputError(msg, "reference")
    told: list[str] = []
    with desk.step(f"inform a group of {len(members)}", complaint_id) as step:
        for member in members:
            row = records.get(step.session, Complaint, member)
            if stages.is_live(row.stage):
                contacts.add(desk, step.session, row, entered)
                told.append(row.reference)
    return tuple(told)


def _other(session: Session, row: Complaint, reference: str) -> Complaint:
    other = records.by_reference(session, records.spelled(reference))
    if other.id == row.id:
        msg = f"{row.reference} cannot be linked with itself."
        raise InvalidInputError(msg, "reference")
    return other


def _add(session: Session, row: Complaint, other: Complaint, kind: LinkKind, reason: str) -> None:
    session.add(
        ComplaintLink.model_validate(
            {"complaint_id": row.id, "other_id": other.id, "kind": kind, "reason": text(reason, "Reason")}
        )
    )


def _require_living(row: Complaint) -> None:
    if row.origin is Origin.history or not stages.is_live(row.stage):
        msg = (
            f"{row.reference} is {'from the history' if row.origin is Origin.history else row.stage.spoken}."
        )
        raise WrongStageError(msg)


def _require_alone(session: Session, row: Complaint, *, leads: bool = False) -> None:
    for each in linked.links(session, records.require_id(row)):
        if each.kind is LinkKind.part_of_group and not (leads and each.other_id == row.id):
            msg = f"{row.reference} is in a group already; take that link off first."
            raise InvalidInputError(msg, "reference")


def _require_mergeable(session: Session, row: Complaint, other: Complaint) -> None:
    """Refuse a merge that would lose something, or make a chain of signposts."""
    stages.require_move(row.stage, Stage.merged, row.reference)
    if other.stage is Stage.merged:
        msg = f"{other.reference} was merged itself; name the complaint it was merged into."
        raise InvalidInputError(msg, "reference")
    if row.origin is Origin.history:
        msg = f"{row.reference} is from the history; link it instead."
        raise WrongStageError(msg)
    _require_living(other)
    complaint_id = records.require_id(row)
    if any(each.kind is LinkKind.merged_into for each in linked.links(session, complaint_id)):
        msg = f"Another complaint was merged into {row.reference}; merge {other.reference} into this one instead."
        raise InvalidInputError(msg, "reference")
    decided = _decisions(session, complaint_id)
    if decided:
        msg = f"{row.reference} has decisions of its own, which cannot become another complaint's."
        raise GateError(msg, [*decided, f"Merge {other.reference} into {row.reference}, or link the two."])


def _decisions(session: Session, complaint_id: int) -> list[str]:
    children = of_one(session, complaint_id)
    kept = (
        ("a finding", [head for head in children.kept(Head) if head.finding is not None]),
        ("an option", children.kept(Option)),
        ("an offer", children.of(Offer)),
        ("an agreement", children.of(Agreement)),
        ("an action", children.kept(Action)),
        ("an approval", children.of(Approval)),
        ("a letter", children.of(Letter)),
        ("a hand-over", children.of(Escalation)),
    )
    return [f"It has {what} on record." for what, rows in kept if rows]


def _move(
    session: Session,
    source: Complaint,
    target: Complaint,
    *,
    mark: int | None = None,
    back: int | None = None,
) -> None:
    """Move records from one complaint to another: all of them with a mark, or back those that have it."""
    source_id, target_id = records.require_id(source), records.require_id(target)
    for table in MOVED:
        numbers = records.next_number(session, table, target_id) if table in _NUMBERED else 0
        for row in records.of_complaint(session, table, source_id):
            if back is not None and row.merged_from_id != back:
                continue
            if (
                back is not None
                and isinstance(row, Party)
                and row.customer_id == target.customer_id is not None
            ):
                # Its own customer, who was noted on the other complaint for the time being.
                session.delete(row)
                continue
            row.complaint_id = target_id
            row.merged_from_id = mark
            if table in _NUMBERED:
                # In the order in which they were made, so that those going back get the numbers they had.
                row.number = numbers
                numbers += 1
    session.flush()


def _keep_customer(session: Session, row: Complaint, other: Complaint) -> None:
    """Have another customer of the merged complaint be known on the one that lives."""
    if row.customer_id is None or row.customer_id == other.customer_id:
        return
    customer = records.get(session, Customer, row.customer_id)
    session.add(
        Party.model_validate(
            {
                "complaint_id": other.id,
                "role": PartyRole.customer,
                "name": customer.name,
                "email": customer.email,
                "phone": customer.phone,
                "customer_id": customer.id,
                "position": f"Complained too, as {row.reference}",
                "merged_from_id": row.id,
            }
        )
    )
