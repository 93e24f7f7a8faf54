"""The authority matrix of this desk, and what it says to a package."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, select

from complaintdesk.config import Settings
from complaintdesk.errors import InvalidInputError
from complaintdesk.models import AuthorityLimit, Complaint, Offer, OptionRemedy
from complaintdesk.rules import authority, authority_matrix
from complaintdesk.rules.authority import Departure, Limit, Package, Verdict, Worth
from complaintdesk.services.texts import needed, not_before
from complaintdesk.vocabulary import Maker, OfferState

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

COUNTED_BACK = timedelta(days=365)
"""How far back offers to the same customer count towards the limit."""


def shipped_limits(settings: Settings, currency: str) -> tuple[Limit, ...]:
    """Return the matrix a new desk begins with; its figures are taken as they are in the desk's currency.

    Raises:
        SettingsError: If the file is wrong.
    """
    path = settings.places.data / "authority.toml"
    said = tomllib.loads(path.read_text("utf-8"))
    return authority_matrix.parse_limits({**said, "currency": currency}, currency)


def row_of(limit: Limit) -> dict[str, Any]:
    """Return a limit as its table holds it."""
    return {
        "role": limit.role,
        "title": limit.name,
        "rank": limit.rank,
        "refund_minor": limit.refund_minor,
        "goodwill_minor": limit.goodwill_minor,
        "other_loss_minor": limit.other_loss_minor,
        "policy_exception": limit.policy_exception.value,
        "signs": "\n".join(limit.signs),
        "holder": limit.holder,
        "deputy": limit.deputy,
        "cumulative_minor": limit.cumulative_minor,
        "ends_on": limit.ends_on,
    }


def limits(session: Session, on: date) -> tuple[Limit, ...]:
    """Return the matrix in force on a day, the most junior role first."""
    rows = _rows(session)
    return tuple(
        _limit(row, rows)
        for row in rows
        if (row.effective_on is None or row.effective_on <= on) and (row.ends_on is None or on <= row.ends_on)
    )


def _rows(session: Session) -> Sequence[AuthorityLimit]:
    return session.exec(
        select(AuthorityLimit)
        .where(col(AuthorityLimit.removed).is_(False))
        .order_by(col(AuthorityLimit.rank), col(AuthorityLimit.effective_on))
    ).all()


def _limit(row: AuthorityLimit, rows: Sequence[AuthorityLimit]) -> Limit:
    """Return the limit of a row; it ends only where no other limits of the role take its place."""
    then = row.ends_on + timedelta(days=1) if row.ends_on else None
    goes_on = any(other.role == row.role and other.effective_on == then for other in rows)
    return Limit(
        role=row.role,
        rank=row.rank,
        refund_minor=row.refund_minor,
        goodwill_minor=row.goodwill_minor,
        other_loss_minor=row.other_loss_minor,
        policy_exception=Departure(row.policy_exception),
        signs=tuple(row.signs.splitlines()),
        title=row.title,
        holder=row.holder,
        deputy=row.deputy,
        cumulative_minor=row.cumulative_minor,
        ends_on=None if then and goes_on else row.ends_on,
    )


def view(desk: Desk) -> tuple[Limit, ...]:
    """Return the matrix in force today."""
    with desk.reading() as session:
        return limits(session, desk.today())


def ran_out(desk: Desk) -> tuple[Limit, ...]:
    """Return the limits that ended and that none took the place of, so that they can be given again."""
    today = desk.today()
    with desk.reading() as session:
        rows = _rows(session)
        lasting = {row.role for row in rows if row.ends_on is None or row.ends_on >= today}
        ended = {row.role: _limit(row, rows) for row in rows if row.role not in lasting}
    return tuple(ended.values())


def amend(desk: Desk, limit: Limit, effective_on: date | None = None) -> tuple[Limit, ...]:
    """Put a role into the matrix, or give it other limits from a day on; today if none is named.

    What was decided under the old limits keeps them: each verdict holds the limits as they stood.

    Raises:
        InvalidInputError: If the day has passed or lies after the last one, the role has no name, it signs
            what nobody can sign, or another role has its rank.
    """
    with desk.step("change the authority matrix") as step:
        keep(desk, step.session, [limit], effective_on)
    return view(desk)


def keep(desk: Desk, session: Session, limits: Sequence[Limit], effective_on: date | None = None) -> None:
    """Put roles into the matrix within somebody else's step; see `amend`."""
    from_on = not_before(effective_on or desk.today(), desk.today(), "From", "today")
    for limit in limits:
        needed(limit.name, "Role")
        authority_matrix.require_rights(limit.signs)
        if limit.ends_on is not None:
            not_before(limit.ends_on, from_on, "Until", "the day it holds from")
    given = {limit.role for limit in limits}
    rows = session.exec(select(AuthorityLimit).where(col(AuthorityLimit.removed).is_(False))).all()
    lasting = [row for row in rows if row.ends_on is None or row.ends_on >= from_on]
    ranks = {limit.rank for limit in limits}
    for row in lasting:
        if row.role not in given and row.rank in ranks:
            msg = f"The {row.title or row.role} has rank {row.rank}; ranks say who is above whom."
            raise InvalidInputError(msg, "rank")
    for row in lasting:
        if row.role in given:
            if row.effective_on is None or row.effective_on < from_on:
                row.ends_on = from_on - timedelta(days=1)
            else:
                row.removed = True
    for limit in limits:
        session.add(AuthorityLimit.model_validate({**row_of(limit), "effective_on": from_on}))


def earlier_offers(session: Session, complaint: Complaint, today: date) -> tuple[Worth, ...]:
    """Return what else this customer was offered in the last twelve months and did not turn down.

    Open offers on this complaint are alternatives to each other; what was agreed on
    it before it was opened again is not, and counts like the customer's other complaints.
    """
    same_customer = (
        Complaint.customer_id == complaint.customer_id
        if complaint.customer_id is not None
        else Complaint.id == complaint.id
    )
    offers = session.exec(
        select(Offer)
        .join(Complaint, col(Offer.complaint_id) == col(Complaint.id))
        .where(
            same_customer,
            (Offer.state == OfferState.accepted)
            | (
                (Offer.state == OfferState.open)
                & (Complaint.id != complaint.id)
                & (Offer.maker == Maker.desk)
            ),
            func.coalesce(Offer.responded_on, Offer.made_on) > today - COUNTED_BACK,
        )
        .order_by(col(Offer.id))
    )
    return tuple(worth for offer in offers for worth in _worths(session, offer))


def _worths(session: Session, offer: Offer) -> list[Worth]:
    parts = session.exec(select(OptionRemedy).where(OptionRemedy.option_id == offer.option_id)).all()
    if parts and sum(part.amount_minor for part in parts) == offer.amount_minor:
        return [Worth(part.money_kind, part.amount_minor, offer.id) for part in parts if part.amount_minor]
    return [Worth(None, offer.amount_minor, offer.id)] if offer.amount_minor else []


def verdict_on(desk: Desk, matrix: Sequence[Limit], package: Package) -> Verdict:
    """Return what the handler's own authority says to a package."""
    return authority.verdict(package, desk.whose.role, matrix, desk.whose.currency)


def frozen(matrix: Sequence[Limit]) -> str:
    """Return the limits as they stand, as JSON, to be kept with a verdict."""
    return json.dumps(
        [
            {
                **asdict(limit),
                "policy_exception": limit.policy_exception.value,
                "ends_on": limit.ends_on and limit.ends_on.isoformat(),
            }
            for limit in matrix
        ],
        sort_keys=True,
    )
