"""Reopening: a complaint that came back runs on a clock of its own, and what was met before stays met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from complaintdesk.rules.procedure_grammar import ClockRule, Procedure

REOPENED = "reopened"
"""The event that starts the clock."""

AGAIN = "_again"
"""Ends the name of an event that happens after the reopening: `final_response_again`."""

WORKING_DAYS = 10
"""Until the answer after a reopening, where the procedure sets no time of its own."""

_ANSWERS = ("final_response", "summary_sent", "resolved", "withdrawn")


def dated(happened: Iterable[tuple[str, date]]) -> dict[str, date]:
    """Return the last day of each event; one that had happened before the last reopening keeps its day.

    What happens after the reopening is there under its name with `_again` too.

    Args:
        happened: Events with their days, in the order in which they were put on record.
    """
    events = list(happened)
    last = max((place for place, (event, _) in enumerate(events) if event == REOPENED), default=None)
    days: dict[str, date] = {}
    before: set[str] = set()
    for place, (event, day) in enumerate(events):
        if last is not None and place > last:
            again = f"{event}{AGAIN}"
            days[again] = max(days.get(again, day), day)
            if event in before:
                continue
        else:
            before.add(event)
        days[event] = max(days.get(event, day), day)
    return days


def with_reopening(procedure: Procedure) -> Procedure:
    """Return the procedure with a clock for the answer after a reopening, unless it has one of its own.

    A clock of its own starts at `reopened`; like ours it is met only by what happens after that.
    """
    if any(REOPENED in rule.start for rule in procedure.clocks):
        return replace(procedure, clocks=tuple(map(_afresh, procedure.clocks)))
    answers = sorted({event for rule in procedure.clocks for event in rule.met_by if _is_answer(event)})
    clock = ClockRule(
        id=REOPENED,
        name="Answer after it was reopened",
        start=(REOPENED,),
        met_by=(*answers, "closed"),
        unit="wd",
        kind="policy",
        source="This desk's own policy",
        as_of=date(2026, 11, 1),
        n=WORKING_DAYS,
    )
    return replace(procedure, clocks=(*procedure.clocks, _afresh(clock)))


def _afresh(rule: ClockRule) -> ClockRule:
    """Return a clock that starts at the reopening as one that only later events meet; another as it is."""
    if REOPENED not in rule.start:
        return rule
    # The closing before is gone from the record once a complaint is open again.
    return replace(
        rule, met_by=tuple(event if event == "closed" else f"{event}{AGAIN}" for event in rule.met_by)
    )


def _is_answer(event: str) -> bool:
    return event in _ANSWERS or event.endswith("_response_sent")
