"""Reminding: what is due about reviews and recommendations, over all complaints."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from complaintdesk.rules import recommendations
from complaintdesk.rules import review_reminders as rules
from complaintdesk.rules.review_reminders import LIKE_COMPLAINTS, LIKE_DAYS, Reminder
from complaintdesk.store import review_dues

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def due(desk: Desk, by: date) -> list[Reminder]:
    """Return what is due until a day."""
    return [each for each in _all(desk, by) if each.due_on <= by]


def _all(desk: Desk, by: date) -> Iterator[Reminder]:
    reader, last = desk.reader, by.isoformat()
    for waiting in review_dues.awaited(reader):
        yield from _awaited(desk, waiting)
    for row in review_dues.to_look_at(reader, last):
        yield rules.effect(recommendations.reference(row["id"]), *_named(row))
    for row in review_dues.to_review_again(reader, last):
        yield rules.review_again(recommendations.review_reference(row["id"]), *_named(row))
    today = desk.today()
    since = (today - timedelta(days=LIKE_DAYS)).isoformat()
    for cause, complaints in review_dues.like_complaints(reader, since, LIKE_COMPLAINTS):
        label = desk.vocabularies.causes.label(cause)
        yield rules.like_complaints(cause, label, complaints, today)


def _awaited(desk: Desk, row: review_dues.Awaited) -> Iterator[Reminder]:
    reference, key = recommendations.reference(row.id), str(row.id)
    if row.deferred_until is not None:
        yield rules.deferred(reference, key, row.title, row.deferred_until)
    elif row.put_on is not None:
        calendar = desk.calendar(desk.whose.region)
        when = recommendations.chase_on(row.put_on, row.reply_due_on, row.chased_on, calendar)
        yield rules.unanswered(reference, key, row.title, row.decision_maker, when)


def _named(row: sqlite3.Row) -> tuple[str, str, date]:
    return str(row["id"]), str(row["title"]), date.fromisoformat(str(row["due_on"]))
