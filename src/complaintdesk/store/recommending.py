"""Fetching reviews and recommendations with what belongs to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TypeVar

from sqlmodel import Session, col, func, select

from complaintdesk.errors import NotFoundError
from complaintdesk.models import (
    ChangeOption,
    Complaint,
    EffectCheck,
    Exposure,
    Pattern,
    PatternComplaint,
    Recommendation,
    RecommendationComplaint,
    Review,
)
from complaintdesk.store import records
from complaintdesk.store.conditions import Condition

Removable = TypeVar("Removable", Review, Recommendation, Pattern, ChangeOption)


def kept(session: Session, table: type[Removable], record_id: int) -> Removable:
    """Return a row that was not taken off.

    Raises:
        NotFoundError: If there is none.
    """
    row = session.get(table, record_id)
    if row is None or row.removed:
        msg = f"There is no such {records.noun(table)}."
        raise NotFoundError(msg)
    return row


def reviews(session: Session) -> Sequence[Review]:
    """Return the saved reviews, the newest first."""
    return session.exec(
        select(Review)
        .where(col(Review.removed).is_(False))
        .order_by(col(Review.made_at).desc(), col(Review.id).desc())
    ).all()


def review_before(session: Session, row: Review) -> Review | None:
    """Return the last review of the same filter and grouping before this one."""
    return session.exec(
        select(Review)
        .where(
            col(Review.removed).is_(False),
            Review.filter == row.filter,
            Review.grouping == row.grouping,
            col(Review.id) < (row.id or 0),
        )
        .order_by(col(Review.id).desc())
        .limit(1)
    ).first()


def patterns(session: Session, review_id: int) -> Sequence[Pattern]:
    """Return the patterns found in a review, in the order in which they were written down."""
    return session.exec(
        select(Pattern)
        .where(Pattern.review_id == review_id, col(Pattern.removed).is_(False))
        .order_by(col(Pattern.id))
    ).all()


def recommendations(session: Session) -> Sequence[Recommendation]:
    """Return the recommendations, the newest first."""
    return session.exec(
        select(Recommendation)
        .where(col(Recommendation.removed).is_(False))
        .order_by(col(Recommendation.id).desc())
    ).all()


def options(session: Session, recommendation_id: int) -> Sequence[ChangeOption]:
    """Return the ways to make a change, in their order."""
    return session.exec(
        select(ChangeOption)
        .where(
            ChangeOption.recommendation_id == recommendation_id,
            col(ChangeOption.removed).is_(False),
        )
        .order_by(col(ChangeOption.number))
    ).all()


def next_option_number(session: Session, recommendation_id: int) -> int:
    """Return the number the next option gets; removed ones keep theirs."""
    highest = session.exec(
        select(func.max(ChangeOption.number)).where(ChangeOption.recommendation_id == recommendation_id)
    ).one()
    return int(highest or 0) + 1


def effect(session: Session, recommendation_id: int) -> EffectCheck | None:
    """Return how the effect of a change is looked at; None where nothing is written down."""
    return session.exec(
        select(EffectCheck)
        .where(EffectCheck.recommendation_id == recommendation_id)
        .order_by(col(EffectCheck.id).desc())
    ).first()


def pattern_links(session: Session, pattern_id: int) -> Sequence[tuple[PatternComplaint, Complaint]]:
    """Return the complaints behind a pattern, the first received first."""
    return session.exec(
        select(PatternComplaint, Complaint)
        .where(
            PatternComplaint.pattern_id == pattern_id,
            col(Complaint.id) == col(PatternComplaint.complaint_id),
        )
        .order_by(col(Complaint.received_on), col(Complaint.id))
    ).all()


def evidence_links(
    session: Session, recommendation_id: int
) -> Sequence[tuple[RecommendationComplaint, Complaint]]:
    """Return the complaints that a recommendation rests on, the first received first."""
    return session.exec(
        select(RecommendationComplaint, Complaint)
        .where(
            RecommendationComplaint.recommendation_id == recommendation_id,
            col(Complaint.id) == col(RecommendationComplaint.complaint_id),
        )
        .order_by(col(Complaint.received_on), col(Complaint.id))
    ).all()


def exposures(session: Session, measure: str) -> dict[str, float]:
    """Return period -> how much there was to complain about, of the whole."""
    rows = session.exec(select(Exposure).where(Exposure.measure == measure, Exposure.member == ""))
    return {row.period: row.amount for row in rows}


def measures(session: Session) -> list[str]:
    """Return what exposures are known of."""
    return list(session.exec(select(Exposure.measure).distinct().order_by(col(Exposure.measure))))


def ids(reader: sqlite3.Connection, condition: Condition, most: int) -> list[int]:
    """Return the complaints of a condition, the last received first."""
    rows = reader.execute(
        f"SELECT id FROM complaint WHERE {condition.sql} ORDER BY received_on DESC, id DESC LIMIT {int(most)}",  # noqa: S608
        condition.parameters,
    )
    return [int(row[0]) for row in rows]
