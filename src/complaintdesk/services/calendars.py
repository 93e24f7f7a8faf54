"""The organisation's working days, and what moves on the desk when they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from complaintdesk.rules import own_days
from complaintdesk.rules.counting import counted
from complaintdesk.rules.own_days import OwnDays
from complaintdesk.services.derived import Moved, Recount
from complaintdesk.store import records

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

__all__ = [
    "LOOKS_AHEAD",
    "DayView",
    "Moved",
    "Recount",
    "View",
    "add_day_off",
    "rest",
    "set_week",
    "view",
    "work",
]

LOOKS_AHEAD = timedelta(days=460)
"""How far the list of days off looks ahead: the next Christmas but one is in it."""


@dataclass(frozen=True, slots=True)
class DayView:
    """A day off, or a bank holiday worked here."""

    on: date
    name: str
    source: str
    """`bank holiday`, `added` by the organisation, or `worked`: a bank holiday that is worked here."""


@dataclass(frozen=True, slots=True)
class View:
    """The organisation's calendar."""

    region: str
    weekdays: str
    """The days worked, as digits: 1 is Monday."""

    cutoff: str
    """The hour, as `17:00`, after which what comes in counts as the next working day's; "" for none."""

    days: tuple[DayView, ...]
    """What is off, or is worked though it is a bank holiday, from today on and as far as the list looks ahead,
    and every day that the organisation itself has named, however long ago."""


def view(desk: Desk) -> View:
    """Return the working days as they stand."""
    desk.look_again()
    whose, own, today = desk.whose, desk.own_days, desk.today()
    before = today - timedelta(days=1)
    added = {off.on: off.name for off in own.added}
    days = {
        off.on: DayView(off.on, off.name, "bank holiday")
        for off in desk.calendar(whose.region).days_off(before, today + LOOKS_AHEAD)
    }
    days |= {on: DayView(on, name, "added") for on, name in added.items()}
    bare = OwnDays(weekdays=own.weekdays).calendar(whose.region)
    days |= {on: DayView(on, bare.name_of(on) or "bank holiday", "worked") for on in own.worked}
    _, _, week = own.lines()
    return View(whose.region, week, whose.cutoff, tuple(days[on] for on in sorted(days)))


def add_day_off(desk: Desk, on: date, name: str, recount: Recount | None = None) -> tuple[Moved, ...]:
    """Make a day one that is not worked, and return the clocks that this moves.

    Raises:
        InvalidInputError: If it is not worked anyway, or has no name.
        CancelledError: If it was stopped; nothing was changed.
    """
    return _change(desk, "add a day off", recount, lambda own, region: own.with_day_off(on, name, region))


def work(desk: Desk, on: date, recount: Recount | None = None) -> tuple[Moved, ...]:
    """Make a day off one that is worked, a bank holiday too, and return the clocks that this moves.

    Raises:
        InvalidInputError: If it is worked already, or is a weekday that is not in the week.
        CancelledError: If it was stopped; nothing was changed.
    """
    return _change(desk, "work a day off", recount, lambda own, region: own.working(on, region))


def rest(desk: Desk, on: date, recount: Recount | None = None) -> tuple[Moved, ...]:
    """Make a bank holiday that is worked here a day off again, and return the clocks that this moves.

    Raises:
        InvalidInputError: If it is no bank holiday that is worked here.
        CancelledError: If it was stopped; nothing was changed.
    """
    return _change(desk, "keep a bank holiday", recount, lambda own, _region: own.resting(on))


def set_week(
    desk: Desk, weekdays: str, cutoff: str | None = None, recount: Recount | None = None
) -> tuple[Moved, ...]:
    """Set the days of the week that are worked and the cut-off hour, and return the clocks that this moves.

    Args:
        desk: The desk.
        weekdays: The days worked as digits, `12345` for Monday to Friday.
        cutoff: The hour after which what comes in counts as the next working day's, as `17:00`; "" for none,
            None to leave it as it is.
        recount: Told how far it is, and asked whether to stop.

    Raises:
        InvalidInputError: If there is no such week or hour.
        CancelledError: If it was stopped; nothing was changed.
    """
    hour = None if cutoff is None else own_days.read_cutoff(cutoff)
    return _change(desk, "set the working week", recount, lambda own, _region: own.with_week(weekdays), hour)


def told(moved: Sequence[Moved]) -> str:
    """Return in words how much has moved."""
    if not moved:
        return "no clock of an open complaint moved."
    complaints = counted(len({each.complaint_id for each in moved}), "open complaint")
    return f"{counted(len(moved), 'clock')} of {complaints} moved."


def _change(
    desk: Desk,
    label: str,
    recount: Recount | None,
    changed: Callable[[OwnDays, str], OwnDays],
    cutoff: str | None = None,
) -> tuple[Moved, ...]:
    """Keep other working days in one step, in which every open complaint's clocks are reckoned anew."""
    recounted = recount or Recount()
    with desk.step(label, recount=recounted) as step:
        own = changed(desk.own_days, desk.whose.region)
        profile = records.profile(step.session)
        profile.holidays_added, profile.holidays_worked, profile.weekdays = own.lines()
        if cutoff is not None:
            profile.cutoff = cutoff
    return tuple(recounted.moved)
