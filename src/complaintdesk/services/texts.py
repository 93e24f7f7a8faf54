"""Checking texts where they come in: what can be stored, what must not be empty."""

from __future__ import annotations

from datetime import date

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import foreign_text

LONGEST = 200_000
"""Characters one text may have; what is longer belongs in an attachment."""


def text(value: str, field: str) -> str:
    """Return a text as it can be stored; whatever cannot be is replaced by a visible sign.

    Raises:
        InvalidInputError: If it is too long for a note; nothing was cut.
    """
    if len(value) > LONGEST:
        msg = f"{field} has {len(value):,} characters; {LONGEST:,} are kept. Attach it as a file instead."
        raise InvalidInputError(msg, field)
    kept, _ = foreign_text.storable(value)
    return kept


def needed(value: str, field: str) -> str:
    """Return a text that must not be empty.

    Raises:
        InvalidInputError: If it is blank, or too long.
    """
    kept = text(value, field)
    if not kept.strip():
        msg = f"{field} is needed."
        raise InvalidInputError(msg, field)
    return kept


def not_before(day: date, earliest: date, field: str, what: str) -> date:
    """Return a day that must not lie before another.

    Raises:
        InvalidInputError: If it does; the message names both days.
    """
    if day < earliest:
        msg = f"{field} ({day}) lies before {what} ({earliest})."
        raise InvalidInputError(msg, field)
    return day


def not_after(day: date, latest: date, field: str, what: str) -> date:
    """Return a day that must not lie after another.

    Raises:
        InvalidInputError: If it does; the message names both days.
    """
    if day > latest:
        msg = f"{field} ({day}) lies after {what} ({latest})."
        raise InvalidInputError(msg, field)
    return day
