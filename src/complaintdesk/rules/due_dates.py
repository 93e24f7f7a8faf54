"""Due dates: one clock's last day in time, and the sum that shows how it was reached.

The rule on pauses, in one sentence: a day is not counted when the whole of it
lies between the day a pause began and the day it ended. So a pause from one
evening to the next morning, or over a weekend, adds nothing; pauses that
overlap count once; a pause that still runs counts as if it ended today; a clock
that its procedure does not let stand still is not moved, and its sum says so. No due
date is ever moved along from an earlier one that was stored: it is reckoned
each time from the start, the rule, the pauses and the extensions.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from typing import NamedTuple

from complaintdesk.errors import ProcedureError
from complaintdesk.rules.counting import counted
from complaintdesk.rules.procedure_grammar import COUNTED_UNITS, NEEDS, UNITS, ClockRule, ExtensionRule
from complaintdesk.rules.working_days import FIRST_YEAR, LAST_YEAR, DayOff, WorkingCalendar

_ONE_DAY = timedelta(days=1)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_NAMED = 12
"""More days off than this are counted in the sum instead of being listed."""


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due, and why then."""

    on: date | None
    """None where the procedure gives no date, or the customer has not agreed one yet."""
    sum: str
    """How the date was reached, in one sentence without a full stop."""
    skipped: tuple[DayOff, ...] = ()
    """The named days that were not counted, in order."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A time during which nothing could be done, and why."""

    from_on: date
    to_on: date | None = None
    """The day work could go on; None while the pause runs."""
    reason: str = ""
    clocks: frozenset[str] = frozenset()
    """The clocks it is meant for; empty for all."""

    def moves(self, rule: ClockRule) -> bool:
        """Return whether the procedure lets this pause move that clock."""
        meant = not self.clocks or rule.id in self.clocks
        return rule.stop_clock and meant and self._is_among(rule.stop_reasons)

    def _is_among(self, reasons: Collection[str]) -> bool:
        """Return whether the pause's reason begins with one of these; where there are none, any will do."""
        words = "_".join(self.reason.casefold().replace("_", " ").split())
        return not reasons or any(words.startswith(reason) for reason in reasons)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time that was taken on one clock."""

    clock: str
    decided_on: date
    to_on: date | None = None
    """The new date that was given; None for all that the procedure allows."""


class _Leg(NamedTuple):
    """One stretch of a worked sum."""

    on: date
    words: str
    skipped: tuple[DayOff, ...] = ()


class _Span(NamedTuple):
    """Days on end that are wholly paused; both ends belong to it."""

    first: date
    last: date


def due(
    rule: ClockRule,
    start: date,
    calendar: WorkingCalendar,
    *,
    at: time | None = None,
    cutoff: time | None = None,
    n: int | None = None,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
    agreed_on: date | None = None,
    today: date | None = None,
) -> Due:
    """Return the last day on which `rule` is met in time, with the worked sum.

    Args:
        rule: The clock.
        start: The day of the event that starts it.
        calendar: The days that count.
        at: Local time of that event, for a rule or an organisation with a cut-off hour.
        cutoff: The organisation's own cut-off hour; the rule's own one comes before it.
        n: Another number of the rule's unit, for one of its variants.
        pauses: Pauses of the complaint; those that may not move this clock are left out.
        extensions: Extensions taken, in order; those of other clocks are left out.
        agreed_on: The date agreed with the customer, for a rule that asks for one; left out, the
            last date that its extensions give.
        today: The day on which a running pause is taken to end.

    Raises:
        ProcedureError: If a date lies outside the years of the calendar.
        ValueError: If a pause is running and `today` is not given.
    """
    if not calendar.covers(start):
        raise ProcedureError(f"The calendar knows the years {FIRST_YEAR} to {LAST_YEAR}, not {start.year}.")
    paused, taken = list(pauses), [extension for extension in extensions if extension.clock == rule.id]
    spans, running = _paused_spans([pause for pause in paused if pause.moves(rule)], today)
    begun_on, late = _after_cutoff(rule.cutoff or cutoff, start, at, calendar)
    if rule.unit == "agreed":
        # Each date agreed takes the place of the one before: such a clock has nothing to add to.
        agreed_on = agreed_on or next((each.to_on for each in reversed(taken) if each.to_on), None)
        taken = []
    legs = list(_first_leg(rule, begun_on, n or rule.n, agreed_on, calendar, spans))
    if not legs:
        return Due(None, _undated(rule, begun_on))
    for extension in taken:
        legs.append(_extended(rule, begun_on, legs[-1].on, extension, calendar, spans))
    worked = "; ".join(f"{leg.words} = {full(leg.on)}" for leg in legs)
    if running and running.first <= legs[-1].on:
        worked += f" if resumed now, {short(running.last + _ONE_DAY)}"
    if any(_stands_aside(pause, rule, start, legs[-1].on) for pause in paused):
        worked += " (not moved by the pause)"
    return Due(legs[-1].on, worked + late, tuple(off for leg in legs for off in leg.skipped))


def extension_problems(
    rule: ClockRule,
    start: date,
    calendar: WorkingCalendar,
    asked: Extension,
    given: Collection[str],
    *,
    earlier: Sequence[Extension] = (),
    pauses: Sequence[Pause] = (),
    today: date | None = None,
    at: time | None = None,
    cutoff: time | None = None,
    n: int | None = None,
) -> tuple[str, ...]:
    """Return what stands against taking an extension, a sentence each; empty where nothing does.

    Args:
        rule: The clock to extend.
        start: The day it started.
        calendar: The days that count.
        asked: The extension the handler wants to take.
        given: What is there of the extension's `needs`.
        earlier: Extensions already taken.
        pauses: Pauses of the complaint.
        today: The day on which a running pause is taken to end.
        at: Local time of the event that started it.
        cutoff: The organisation's cut-off hour.
        n: Another number of the rule's unit, for one of its variants.
    """
    allowed = rule.extension
    if allowed is None:
        return (f"{rule.name} cannot be extended under this procedure.",)
    taken = [extension for extension in earlier if extension.clock == rule.id]

    def reckoned(*more: Extension) -> date | None:
        chain = [*taken, *more]
        return due(
            rule, start, calendar, at=at, cutoff=cutoff, n=n, pauses=pauses, extensions=chain, today=today
        ).on

    problems = _beyond(rule, allowed, asked, taken, reckoned) if not APPROVERS & set(given) else []
    is_counted = allowed.unit in COUNTED_UNITS
    if asked.to_on is None and not is_counted:
        problems.append(f"{rule.name} needs a new date: the procedure does not set one.")
    elif rule.unit != "agreed" and (now := reckoned()) is not None:
        moved = asked.to_on or reckoned(asked)
        if moved is not None and moved <= now:
            problems.append(f"{rule.name} is due on {full(now)} already; the new date must be a later one.")
    elif asked.to_on is not None and asked.to_on < start:
        problems.append(f"{rule.name} began on {full(start)}; the new date cannot be before it.")
    problems.extend(
        f"An extension of {rule.name} needs {NEEDS[need]}." for need in allowed.needs if need not in given
    )
    return tuple(problems)


APPROVERS = frozenset({"approver", "senior_approver"})
"""Who can let a clock go further, or more often, than its procedure says."""


def _beyond(
    rule: ClockRule,
    allowed: ExtensionRule,
    asked: Extension,
    taken: Sequence[Extension],
    reckoned: Callable[..., date | None],
) -> list[str]:
    """Return how an extension goes beyond what the procedure allows without an approver."""
    if allowed.max_uses is not None and len(taken) >= allowed.max_uses:
        times = "once" if allowed.max_uses == 1 else f"{allowed.max_uses} times"
        return [f"{rule.name} can be extended {times}, and has been; name who approves another extension."]
    if asked.to_on is not None and allowed.unit in COUNTED_UNITS:
        furthest = reckoned(Extension(rule.id, asked.decided_on))
        if furthest is not None and asked.to_on > furthest:
            return [
                f"{rule.name} can be extended to {full(furthest)} at the latest; "
                "name who approves a later date."
            ]
    return []


def short(day: date) -> str:
    """Return a date as the sums write it inside a sentence: `Tue 22 Dec`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def full(day: date) -> str:
    """Return a date as the sums write it at either end: `Tue 22 Dec 2026`."""
    return f"{short(day)} {day.year}"


def _stands_aside(pause: Pause, rule: ClockRule, start: date, due_on: date) -> bool:
    """Return whether a pause lies in the time of a clock that the procedure does not let it move."""
    is_meant = not pause.clocks or rule.id in pause.clocks
    return is_meant and not pause.moves(rule) and pause.from_on <= due_on and (pause.to_on or due_on) >= start


def _after_cutoff(
    cutoff: time | None, start: date, at: time | None, calendar: WorkingCalendar
) -> tuple[date, str]:
    """Return the day that counts as the start, and the words for it where that is a later one."""
    if cutoff is None or at is None or at <= cutoff:
        return start, ""
    words = f" ({short(start)} after {cutoff:%H:%M} counts as the next working day)"
    return calendar.add(start, 1), words


def _first_leg(
    rule: ClockRule,
    start: date,
    n: int | None,
    agreed_on: date | None,
    calendar: WorkingCalendar,
    spans: Sequence[_Span],
) -> Iterable[_Leg]:
    """Return the leg from the start to the date before any extension; none where there is no date."""
    if rule.unit == "agreed" and agreed_on is not None:
        yield _Leg(agreed_on, "as agreed with the customer")
    elif n is not None:
        yield _counted(rule, start, n, rule.unit, calendar, spans)


def _undated(rule: ClockRule, start: date) -> str:
    if rule.unit == "agreed":
        return f"on a date to be agreed with the customer after {full(start)}"
    return f"promptly after {full(start)}; the procedure gives no number of days"


def _extended(
    rule: ClockRule,
    start: date,
    due_on: date,
    extension: Extension,
    calendar: WorkingCalendar,
    spans: Sequence[_Span],
) -> _Leg:
    """Return the leg that an extension adds; it never ends before the one it extends."""
    allowed = rule.extension
    if extension.to_on is not None:
        if extension.to_on < due_on:
            return _Leg(due_on, f"extended to {short(extension.to_on)}, which is no later")
        return _Leg(extension.to_on, "extended to the date given")
    if allowed is not None and allowed.n is not None:
        leg = _moved(due_on, allowed.n, allowed.unit, False, calendar, spans)
        words = f"extended by {_amount(allowed.n, allowed.unit)}{leg.words}"
    elif allowed is not None and allowed.to is not None:
        leg = _moved(start, allowed.to, allowed.unit, rule.count == "inclusive", calendar, spans)
        words = f"extended to {_amount(allowed.to, allowed.unit)} in all{leg.words}"
    else:
        return _Leg(due_on, "extended, but no new date was given")
    leg = _rolled(rule, leg._replace(words=words), calendar)
    return leg if leg.on >= due_on else _Leg(due_on, f"{words} = {short(leg.on)}, which is no later")


def _counted(
    rule: ClockRule, start: date, n: int, unit: str, calendar: WorkingCalendar, spans: Sequence[_Span]
) -> _Leg:
    """Return the leg of `n` units from the start, rolled where the rule rolls."""
    inclusive = rule.count == "inclusive"
    leg = _moved(start, n, unit, inclusive, calendar, spans)
    words = f"{_amount(n, unit)} {'from' if inclusive else 'after'} {full(start)}"
    if unit in {"wd", "cd"}:
        words += f", day 1 = {short(_counted_from_nothing(start, 1, unit, inclusive, calendar))}"
    elif inclusive:
        words += ", which is counted"
    return _rolled(rule, leg._replace(words=words + leg.words), calendar)


def _rolled(rule: ClockRule, leg: _Leg, calendar: WorkingCalendar) -> _Leg:
    """Return the leg, moved to the next working day where the rule says so and its end is none."""
    if rule.roll == "none" or calendar.is_working(leg.on):
        return leg
    words = f"{leg.words} = {short(leg.on)}, not a working day, so the next one"
    return leg._replace(on=calendar.next_working(leg.on), words=words)


def _moved(
    start: date, n: int, unit: str, inclusive: bool, calendar: WorkingCalendar, spans: Sequence[_Span]
) -> _Leg:
    """Return the day `n` units on, paused days not counted, with the words for what was skipped."""
    unpaused = _counted_from_nothing(start, n, unit, inclusive, calendar)
    on, lost = unpaused, 0
    # Each round can only uncover paused days beyond the last one, so it ends with the last pause.
    while (paused := sum(_overlap(span, start, on, unit, calendar) for span in spans)) > lost:
        lost = paused
        on = calendar.add(unpaused, lost) if unit == "wd" else unpaused + lost * _ONE_DAY
    skipped = calendar.days_off(start, on) if unit == "wd" else ()
    what = [_listed(skipped)] if skipped else []
    if lost:
        what.append(counted(lost, f"paused {UNITS['wd' if unit == 'wd' else 'cd']}"))
    words = f", skipping {' and '.join(what)}" if what else ""
    if unit == "month" and start.day > unpaused.day and not inclusive:
        words = f", cut to the last day of the shorter month{words}"
    return _Leg(on, words, skipped)


def _counted_from_nothing(start: date, n: int, unit: str, inclusive: bool, calendar: WorkingCalendar) -> date:
    """Return the day `n` units after `start`, or with `start` as the first, as if nothing paused."""
    if unit == "wd":
        return calendar.add(calendar.next_working(start), n - 1) if inclusive else calendar.add(start, n)
    if unit == "month":
        return _months_on(start, n, inclusive)
    days = n * (7 if unit == "week" else 1)
    return start + (days - inclusive) * _ONE_DAY


def _months_on(start: date, n: int, inclusive: bool) -> date:
    """Return the same date `n` months on, or the month's last day where it is shorter.

    Inclusive, the period ends on the day before that date; in a month too
    short to have that date, it ends with the month.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    last = monthrange(year, month + 1)[1]
    if start.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, start.day) - inclusive * _ONE_DAY


def _paused_spans(pauses: Iterable[Pause], today: date | None) -> tuple[list[_Span], _Span | None]:
    """Return the wholly paused days as spans that do not touch, and the one that still grows."""
    spans: list[_Span] = []
    running = None
    for pause in sorted(pauses, key=lambda one: one.from_on):
        ended_on = pause.to_on or today
        if ended_on is None:
            raise ValueError("a running pause can be reckoned only from today")
        span = _Span(pause.from_on + _ONE_DAY, ended_on - _ONE_DAY)
        if pause.to_on is None and pause.from_on <= ended_on:
            running = running or span
        if spans and span.first <= spans[-1].last + _ONE_DAY:
            spans[-1] = spans[-1]._replace(last=max(spans[-1].last, span.last))
        elif span.first <= span.last:
            spans.append(span)
    return spans, running


def _overlap(span: _Span, after: date, upto: date, unit: str, calendar: WorkingCalendar) -> int:
    """Return how many days of the unit's kind the span takes out of the time after `after` up to `upto`."""
    before, last = max(span.first - _ONE_DAY, after), min(span.last, upto)
    if last <= before:
        return 0
    return calendar.between(before, last) if unit == "wd" else (last - before).days


def _amount(n: int, unit: str) -> str:
    return counted(n, UNITS[unit])


def _listed(days: Sequence[DayOff]) -> str:
    """Return days off as a handler writes them: `25 and 28 Dec, 1 Jan`."""
    if len(days) > _MOST_NAMED:
        return f"{len(days)} days off"
    months = []
    for (_, month), group in groupby(days, key=lambda off: (off.on.year, off.on.month)):
        *most, last = (str(off.on.day) for off in group)
        months.append(f"{', '.join(most)} and {last}" if most else last)
        months[-1] += f" {_MONTHS[month - 1]}"
    return ", ".join(months)
