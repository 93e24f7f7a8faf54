"""The working rules about reviews and recommendations that remind on the due list: 37, 40 and 41.

They are about no single complaint; each answers with what is due, and what it is about.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from complaintdesk.rules.counting import counted

LIKE_COMPLAINTS = 3
"""So many complaints of one cause ask for a review (rule 37)."""

LIKE_DAYS = 90
"""Within so many days."""


class Reminder(NamedTuple):
    """One thing that is due about a review or a recommendation."""

    kind: str
    """`recommendation`, `effect`, `review` or `like-complaints`."""

    rule: int
    reference: str
    what: str
    due_on: date
    key: str


def like_complaints(cause: str, label: str, complaints: int, today: date) -> Reminder:
    """Rule 37: three of a kind in ninety days ask for a trend review, and go on asking until there is one."""
    what = f"Review {label}: {counted(complaints, 'complaint')} in {LIKE_DAYS} days"
    return Reminder("like-complaints", 37, "Trends", what, today, cause)


def unanswered(reference: str, key: str, title: str, whom: str, due_on: date) -> Reminder:
    """Rule 40: a recommendation that has had no answer."""
    return Reminder("recommendation", 40, reference, f"Ask {whom} about: {title}", due_on, key)


def deferred(reference: str, key: str, title: str, until: date) -> Reminder:
    """Rule 40: a recommendation that was put off until a day."""
    return Reminder("recommendation", 40, reference, f"Deferred until now: {title}", until, key)


def effect(reference: str, key: str, title: str, due_on: date) -> Reminder:
    """Rule 41: an adopted change whose effect is to be looked at."""
    return Reminder("effect", 41, reference, f"Did it help: {title}", due_on, key)


def review_again(reference: str, key: str, title: str, due_on: date) -> Reminder:
    """A review that is to be made again."""
    return Reminder("review", 37, reference, f"Review again: {title}", due_on, key)
