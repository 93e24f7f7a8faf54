"""Clocks: how each deadline of a procedure stands on one complaint.

Dates in, values out: the caller says what happened when and what day it is.
How a due date is reckoned is in `due_dates`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType
from typing import Literal

from complaintdesk.errors import ProcedureError
from complaintdesk.rules.counting import counted
from complaintdesk.rules.due_dates import Due, Extension, Pause, due, extension_problems, short
from complaintdesk.rules.procedure_grammar import COUNTED_UNITS, UNITS, ClockRule, Procedure
from complaintdesk.rules.working_days import WorkingCalendar

__all__ = [
    "Clock",
    "Due",
    "Extension",
    "Pause",
    "Status",
    "clocks",
    "due",
    "extension_problems",
    "next_clock",
]

Status = Literal["waiting", "running", "paused", "missed", "met", "met_late"]
"""Not started; running in time; stopped in time; past due; met in time; met after the due date."""

_NOTHING: Mapping[str, date] = MappingProxyType({})
_NO_TIMES: Mapping[str, time] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline of one complaint, as it stands today."""

    id: str
    name: str
    start_on: date | None
    due_on: date | None
    """None while it waits, and where the procedure gives no date."""
    status: Status
    met_on: date | None
    days_left: int | None
    """Calendar days to the due date; 0 on it, negative after it; None when met or without a date."""
    wd_left: int | None
    """The same in working days."""
    share_used: float
    """How much of the time is gone, from 0 to 1, in working days for a clock that counts those."""
    sum: str
    kind: str
    stage: str
    at_due: tuple[str, ...] = ()
    """What must be sent or done if it falls due unmet."""
    extensions: int = 0
    """How often it was extended."""
    met_by: tuple[str, ...] = ()
    """The events that meet it."""


def clocks(
    procedure: Procedure,
    events: Mapping[str, date],
    calendar: WorkingCalendar,
    today: date,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    *,
    variants: Collection[str] = (),
    times: Mapping[str, time] = _NO_TIMES,
    cutoff: time | None = None,
    agreed: Mapping[str, date] = _NOTHING,
) -> tuple[Clock, ...]:
    """Return every clock of the procedure, in the procedure's order.

    A clock whose dates lie outside the calendar's years has no due date, and
    its sum says why.

    Args:
        procedure: What the complaint is handled under.
        events: Event -> the local date on which it (last) happened.
        calendar: The days that count.
        today: The day on which the clocks are read.
        pauses: The complaint's pauses; one that still runs counts as if it ended today.
        extensions: The extensions taken, in order.
        variants: What holds for this complaint, for clocks that differ by it.
        times: Event -> its local time of day, for clocks with a cut-off hour.
        cutoff: The organisation's own cut-off hour, for clocks without one.
        agreed: Clock -> the date agreed with the customer.
    """
    return tuple(
        _clock(rule, procedure, events, calendar, today, pauses, extensions, variants, times, cutoff, agreed)
        for rule in procedure.clocks
    )


def number(rule: ClockRule, variants: Collection[str]) -> int | None:
    """Return how many units a clock allows a complaint of these variants; None for the rule's own number."""
    return next((n for name, n in rule.variants.items() if name in variants), None)


def moved(before: Iterable[Clock], after: Iterable[Clock]) -> tuple[str, ...]:
    """Return in a sentence each what became of the clocks that nothing has met: moved, new, or gone."""
    was = {clock.id: clock for clock in before if clock.met_on is None and clock.due_on}
    now = {clock.id: clock for clock in after if clock.met_on is None and clock.due_on}
    told = []
    for clock in now.values():
        old = was.get(clock.id)
        if clock.due_on is None or (old is not None and old.due_on == clock.due_on):
            continue
        since = f", not {short(old.due_on)}" if old is not None and old.due_on else ""
        told.append(f"{clock.name} is due {short(clock.due_on)}{since}")
    told += [f"{clock.name} no longer runs" for key, clock in was.items() if key not in now]
    return tuple(told)


def next_clock(clocks: Iterable[Clock]) -> Clock | None:
    """Return the unmet clock with the earliest due date, overdue ones first; None where there is none.

    A reporting clock never asks for work, and an optional one no longer does
    once its time is up.
    """
    asking = [
        clock
        for clock in clocks
        if clock.due_on is not None
        and clock.status in {"running", "paused", "missed"}
        and clock.kind != "reporting"
        and not (clock.kind == "optional" and clock.status == "missed")
    ]
    return min(asking, key=lambda clock: clock.due_on or date.max, default=None)


def _clock(
    rule: ClockRule,
    procedure: Procedure,
    events: Mapping[str, date],
    calendar: WorkingCalendar,
    today: date,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    variants: Collection[str],
    times: Mapping[str, time],
    cutoff: time | None,
    agreed: Mapping[str, date],
) -> Clock:
    started = next((event for event in rule.start if event in events), None)
    met_on = min((events[event] for event in rule.met_by if event in events), default=None)
    if started is None:
        return _waiting(rule, procedure)
    # A met clock is read on the day it was met: what was paused later did not delay it.
    read_on = today if met_on is None else min(met_on, today)
    try:
        reckoned = due(
            rule,
            events[started],
            calendar,
            at=times.get(started),
            cutoff=cutoff,
            n=number(rule, variants),
            pauses=pauses,
            extensions=extensions,
            agreed_on=agreed.get(rule.id),
            today=read_on,
        )
        left = calendar.between(today, reckoned.on) if reckoned.on else None
        share = _share_used(rule, events[started], reckoned.on, read_on, calendar)
    except ProcedureError as outside:
        reckoned, left, share = Due(None, str(outside)), None, 0.0
    open_and_dated = met_on is None and reckoned.on is not None
    return Clock(
        id=rule.id,
        name=rule.name,
        start_on=events[started],
        due_on=reckoned.on,
        status=_status(rule, reckoned.on, met_on, today, pauses),
        met_on=met_on,
        days_left=(reckoned.on - today).days if open_and_dated and reckoned.on else None,
        wd_left=left if open_and_dated else None,
        share_used=share,
        sum=reckoned.sum,
        kind=rule.kind,
        stage=rule.stage,
        at_due=rule.at_due,
        extensions=sum(1 for extension in extensions if extension.clock == rule.id),
        met_by=tuple(rule.met_by),
    )


def _waiting(rule: ClockRule, procedure: Procedure) -> Clock:
    """Return a clock whose start has not happened."""
    amount = f"{counted(rule.n or 0, UNITS[rule.unit])} after " if rule.unit in COUNTED_UNITS else "after "
    return Clock(
        id=rule.id,
        name=rule.name,
        start_on=None,
        due_on=None,
        status="waiting",
        met_on=None,
        days_left=None,
        wd_left=None,
        share_used=0.0,
        sum=f"{amount}{procedure.event_name(rule.start[0])}, which has not happened",
        kind=rule.kind,
        stage=rule.stage,
        at_due=rule.at_due,
        met_by=tuple(rule.met_by),
    )


def _status(
    rule: ClockRule, due_on: date | None, met_on: date | None, today: date, pauses: Iterable[Pause]
) -> Status:
    """Return how the clock stands; what is past due stays missed, though it be paused later."""
    if met_on is not None:
        return "met_late" if due_on is not None and met_on > due_on else "met"
    if due_on is not None and today > due_on:
        return "missed"
    running = any(pause.to_on is None and pause.from_on <= today and pause.moves(rule) for pause in pauses)
    return "paused" if running else "running"


def _share_used(
    rule: ClockRule, start: date, due_on: date | None, read_on: date, calendar: WorkingCalendar
) -> float:
    if due_on is None:
        return 0.0
    if rule.unit == "wd":
        whole, gone = calendar.between(start, due_on), calendar.between(start, read_on)
    else:
        whole, gone = (due_on - start).days, (read_on - start).days
    return min(max(gone / whole, 0.0), 1.0) if whole > 0 else 1.0
