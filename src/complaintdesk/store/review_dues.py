"""What is due about reviews and recommendations, read without SQLModel: the first frame lists it."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple


class Awaited(NamedTuple):
    """A recommendation that somebody is to answer."""

    id: int
    title: str
    decision_maker: str
    put_on: date | None
    reply_due_on: date | None
    chased_on: date | None
    deferred_until: date | None


class Change(NamedTuple):
    """A change with the check of its effect."""

    id: int
    title: str
    value: str
    """What it is to lower; empty for all complaints."""

    changed_on: date | None
    review_on: date | None
    verdict: str
    sentence: str


def changes(reader: sqlite3.Connection) -> list[Change]:
    """Return the recommendations whose effect is to be looked at or was, the newest first."""
    rows = reader.execute(
        "SELECT recommendation.id, recommendation.title, effect_check.value, effect_check.changed_on,"
        " effect_check.review_on, effect_check.verdict, effect_check.sentence FROM recommendation"
        " JOIN effect_check ON effect_check.recommendation_id = recommendation.id"
        " WHERE NOT recommendation.removed AND recommendation.state NOT IN ('draft', 'withdrawn')"
        " ORDER BY recommendation.id DESC"
    )
    return [Change(row[0], row[1], row[2], _day(row[3]), _day(row[4]), row[5], row[6]) for row in rows]


def awaited(reader: sqlite3.Connection) -> list[Awaited]:
    """Return the recommendations that are with their decision maker, the oldest first."""
    rows = reader.execute(
        "SELECT id, title, decision_maker, put_on, reply_due_on, chased_on, deferred_until FROM recommendation"
        " WHERE NOT removed AND state IN ('put_forward', 'deferred') ORDER BY id"
    )
    return [Awaited(row[0], row[1], row[2], *(_day(each) for each in tuple(row)[3:])) for row in rows]


def to_look_at(reader: sqlite3.Connection, by: str) -> list[sqlite3.Row]:
    """Return the changes whose effect is to be looked at until a day: id, title, due_on.

    Doing nothing for now is looked at again on its day, too.
    """
    return reader.execute(
        "SELECT recommendation.id, recommendation.title, effect_check.review_on AS due_on"
        " FROM recommendation JOIN effect_check ON effect_check.recommendation_id = recommendation.id"
        " WHERE NOT recommendation.removed AND recommendation.state = 'implemented'"
        " AND effect_check.review_on <= ?"
        " UNION ALL SELECT recommendation.id, recommendation.title, change_option.look_again_on"
        " FROM recommendation JOIN change_option ON change_option.id = recommendation.chosen_id"
        " WHERE NOT recommendation.removed AND recommendation.state IN ('accepted', 'accepted_changed')"
        " AND change_option.do_nothing AND change_option.look_again_on <= ?",
        (by, by),
    ).fetchall()


def to_review_again(reader: sqlite3.Connection, by: str) -> list[sqlite3.Row]:
    """Return the reviews that are due again until a day and were not made again since: id, title, due_on."""
    return reader.execute(
        "SELECT id, title, again_on AS due_on FROM review WHERE NOT removed AND again_on <= ?"
        " AND NOT EXISTS (SELECT 1 FROM review AS later WHERE later.id > review.id AND NOT later.removed"
        " AND later.filter = review.filter AND later.grouping = review.grouping)",
        (by,),
    ).fetchall()


def like_complaints(reader: sqlite3.Connection, since: str, least: int) -> list[tuple[str, int]]:
    """Return the causes of which so many complaints came in since a day, and that no review was saved since.

    Complaints that were returned or merged do not count, nor heads that were taken off.
    """
    rows = reader.execute(
        "SELECT head.cause, count(DISTINCT complaint.id), max(complaint.received_on) AS last_on"
        " FROM complaint JOIN head ON head.complaint_id = complaint.id"
        " WHERE complaint.origin = 'referred' AND complaint.stage NOT IN ('returned', 'merged')"
        " AND complaint.received_on >= ? AND NOT head.removed AND head.cause <> ''"
        " GROUP BY head.cause HAVING count(DISTINCT complaint.id) >= ? ORDER BY head.cause",
        (since, least),
    ).fetchall()
    (reviewed_on,) = reader.execute(
        "SELECT coalesce(substr(max(made_at), 1, 10), '') FROM review WHERE NOT removed"
    ).fetchone()
    return [(str(cause), int(count)) for cause, count, last_on in rows if str(last_on) > reviewed_on]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
