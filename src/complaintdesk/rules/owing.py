"""What a procedure has the customer sent, and is not on record as sent: to be seen before a complaint is closed.

Closing stops most clocks, so that after it nothing would tell. What only the end
of the complaint meets, such as the next update, is owed by nobody then.
"""

from __future__ import annotations

from collections.abc import Iterator

from complaintdesk.rules import outcomes
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.due_dates import short
from complaintdesk.vocabulary import Outcome

RESOLVED = "resolved"
"""The event of a complaint being settled with the customer."""

_ENDS = frozenset({"closed", "withdrawn"})
_DEMANDED = frozenset({"statutory", "code"})
"""Kinds of clock that somebody outside has set; the others are the organisation's own or bind nobody."""


def owed(dossier: Dossier) -> Iterator[Clock]:
    """Yield every clock that runs, or ran out, and waits for something to be sent or done."""
    withdrawn = outcomes.of(dossier) is Outcome.withdrawn
    for clock in dossier.clocks:
        is_open = clock.status in {"running", "paused", "missed"} and clock.kind not in {
            "optional",
            "reporting",
        }
        if is_open and set(clock.met_by) - _ENDS and not (withdrawn and "withdrawn" in clock.met_by):
            yield clock


def is_demanded(clock: Clock) -> bool:
    """Return whether it is to be sent though the complaint is settled: settling it meets the clock in other cases."""
    return clock.kind in _DEMANDED and RESOLVED not in clock.met_by


def told(clock: Clock) -> str:
    """Return in a sentence what is not on record."""
    verb = "was" if clock.status == "missed" else "is"
    due = f"; it {verb} due {short(clock.due_on)}" if clock.due_on else ""
    return f"{clock.name}: nothing on record meets it{due}."
