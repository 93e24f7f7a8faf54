"""Retention: how long a complaint is kept once it has ended, and the sum behind the day.

Dates in, dates out. The longer of two terms holds: the organisation's own, from
the day it ended, and what its procedure asks for, from receipt. A legal hold
stops both.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from complaintdesk.rules.counting import counted
from complaintdesk.rules.procedure_grammar import Limit

RULE = 45
"""Its number in the rule book."""

LIMIT = "keep_records"
"""The limit of a procedure that says how long its records are kept."""

_MONTHS = {"month": 1, "year": 12}


class Kept(NamedTuple):
    """Until when a complaint is kept."""

    until: date
    """The last day on which it is kept; from the next on it is due for disposal."""
    sum: str
    """How that day comes about, in a sentence."""


def kept(ended_on: date, received_on: date, months: int, limit: Limit | None = None) -> Kept:
    """Return until when a complaint is kept.

    Args:
        ended_on: The day it was closed, returned or merged.
        received_on: The day it was received.
        months: How many months the organisation keeps complaints that have ended.
        limit: What its procedure says, where it says anything.
    """
    own = Kept(later(ended_on, months), f"ended {ended_on} + {_in_words(months)}")
    if limit is None or limit.unit not in _MONTHS:
        return own
    term = limit.n * _MONTHS[limit.unit]
    asked = Kept(later(received_on, term), f"received {received_on} + {_in_words(term)} ({limit.source})")
    return max(own, asked, key=lambda one: one.until)


def later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def _in_words(months: int) -> str:
    years, rest = divmod(months, 12)
    if rest:
        return counted(months, "month")
    return counted(years, "year")
