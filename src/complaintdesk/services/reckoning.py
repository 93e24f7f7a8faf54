"""When would it be due? A procedure's clocks without a complaint, and without a store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

from complaintdesk.config import Settings, procedures
from complaintdesk.errors import InvalidInputError, NotFoundError
from complaintdesk.rules import clocks as rules
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.procedure_grammar import EVENTS, Procedure
from complaintdesk.rules.working_days import WorkingCalendar


def clocks(
    settings: Settings, procedure_id: str, region: str, events: Mapping[str, date], today: date
) -> tuple[Clock, ...]:
    """Return every clock of a procedure as the events start and meet it.

    Raises:
        NotFoundError: If there is no such procedure; names the nearest.
        InvalidInputError: If the procedure knows no such event.
        ProcedureError: If the region is unknown, or the procedure's file is wrong.
    """
    known = procedures.load_all(settings.places.data / "procedures", settings.procedures_folder)
    procedure = known.get(procedure_id)
    if procedure is None:
        near = get_close_matches(procedure_id, known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
        msg = f"There is no procedure {procedure_id!r}. {hint}"
        raise NotFoundError(msg)
    for event in events:
        _require_event(procedure, event)
    # Until somebody has spoken to the customer, their silence counts from the day the complaint came.
    happened = {"last_contact": events["received"], **events} if "received" in events else dict(events)
    return rules.clocks(procedure, happened, WorkingCalendar(region), today)


def _require_event(procedure: Procedure, event: str) -> None:
    known = {*EVENTS, *procedure.events}
    if event not in known:
        near = get_close_matches(event, known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(sorted(known))}."
        msg = f"There is no event {event!r}. {hint}"
        raise InvalidInputError(msg, "event")
