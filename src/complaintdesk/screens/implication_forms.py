"""What an implication's kind says: whom to alert, and until when there is time, on whose word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from complaintdesk import services
from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import typed_dates
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import ImplicationFacts
    from complaintdesk.services.desk import Desk

_HOUR = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)


def kinds(desk: Desk) -> tuple[Choice, ...]:
    """Return the kinds to choose from, each with what it means, who must know, and its clock."""
    return tuple(
        Choice(entry.id, entry.label, f"{entry.definition} {_clock_words(desk, entry.id)}".strip())
        for entry in desk.vocabularies.implications.choices
    )


def must_know(desk: Desk, kind: str) -> str:
    """Return who must be alerted to an implication of this kind, as one line; empty for an unknown kind."""
    entry = desk.vocabularies.implications.find(kind)
    return ", ".join(entry.alert) if entry else ""


def awareness(desk: Desk) -> tuple[FormField, ...]:
    """Return the fields for when the organisation came to know of it; the kind's clock runs from then."""
    now = desk.now().astimezone()
    return (
        FormField(
            "aware_on",
            "Known here since",
            "date",
            value=desk.today(),
            past=True,
            help="Its clock runs from here; from an accident or a receipt, say that day",
        ),
        FormField(
            "aware_hour",
            "At",
            value=f"{now:%H:%M}",
            help="Some clocks count hours, such as 72 from a data breach",
            check=_checked_hour,
        ),
    )


def aware_at(desk: Desk, values: Mapping[str, Any]) -> datetime:
    """Return the moment in UTC that the form names; now, where it names today and no other hour."""
    now = desk.now()
    on, typed = values["aware_on"] or desk.today(), str(values["aware_hour"]).strip()
    found = _HOUR.fullmatch(typed)
    local = now.astimezone()
    if on == desk.today() and (found is None or typed == f"{local:%H:%M}"):
        return now
    hour = time(int(found[1]), int(found[2])) if found else time(12)
    # The desk's day may be another than the machine's; both are moved alike.
    moved = local.date() + (on - desk.today())
    moment = datetime.combine(moved, hour).astimezone().astimezone(UTC)
    if moment > now + timedelta(minutes=1):
        raise InvalidInputError("Nobody can have come to know of it later than now.", "aware_hour")
    return min(moment, now)


def until(desk: Desk, one: ImplicationFacts) -> str:
    """Return until when there is time for an implication, with the hour where its clock counts hours."""
    if one.due_on is None:
        return ""
    due = services.implications.duty(desk, one.kind, one.aware_at) if one.aware_at else None
    by = typed_dates.in_full(one.due_on, desk.today())
    if due is None or due.at is None or due.on != one.due_on:
        return by
    return f"{by}, {due.at.astimezone():%H:%M}"


def _clock_words(desk: Desk, kind: str) -> str:
    entry = desk.vocabularies.implications.find(kind)
    if entry is None:
        return ""
    known = f"Tell: {', '.join(entry.alert) or 'nobody named'}."
    if entry.clock is None:
        return known
    due = services.implications.duty(desk, kind, desk.now())
    assert due is not None, "a kind with a clock has a date"
    at = f", {due.at.astimezone():%H:%M}" if due.at else ""
    by = f"{typed_dates.in_full(due.on, desk.today())}{at} if that is now"
    clock = entry.clock
    allowed = f"{clock.time_allowed.capitalize()} from when {clock.starts}"
    return f"{known} {allowed}: {clock.duty}; by {by} ({clock.source})."


def _checked_hour(typed: object) -> str | None:
    return None if _HOUR.fullmatch(str(typed).strip()) else "Type the hour as 09:30."
