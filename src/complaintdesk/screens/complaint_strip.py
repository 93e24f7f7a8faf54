"""What stands above every part of a complaint: the strip of facts, and what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from complaintdesk import services
from complaintdesk.rules import escalations, stages, typed_dates
from complaintdesk.rules.dossier import Dossier
from complaintdesk.vocabulary import Known, Origin, Stage
from complaintdesk.widgets.complaint_strip import ComplaintFacts
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.queue import due_cell
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def _later_stage(found: Dossier, desk: Desk) -> str:
    """Return the stage of the procedure a complaint has come to, unless it is the first, which goes without saying."""
    procedure = desk.procedures.get(found.procedure)
    first = procedure.stages[0].name if procedure and procedure.stages else ""
    return found.procedure_stage if found.procedure_stage != first else ""


def strip_facts(found: Dossier, desk: Desk, symbols: Symbols) -> ComplaintFacts:
    """Return what the strip at the top says of a complaint."""
    due_on, due_name = services.derived.next_due(found)
    days_left = (due_on - found.today).days if due_on else None
    flags = (
        ("urgent", found.urgent),
        ("safety", found.safety),
        ("vulnerable", found.vulnerable is Known.yes),
        ("paused", found.paused),
    )
    return ComplaintFacts(
        found.reference,
        found.customer or "(not named)",
        tuple(stage.spoken for stage in stages.LADDER),
        "history" if found.origin is Origin.history else found.stage.spoken,
        found.owner or "nobody's yet",
        due_name,
        due_cell(days_left, symbols, found.paused) if due_on else None,
        typed_dates.in_full(due_on, found.today) if due_on else "",
        (*filter(None, [_later_stage(found, desk)]), *(flag for flag, is_set in flags if is_set)),
    )


def whats_next(found: Dossier, desk: Desk) -> Content:
    """Return the line that says what to do next, or how the complaint ended."""
    goal = services.progress.next_stage(found)
    if goal is None or found.origin is Origin.history:
        return C(_ended(found), one_line=True)
    if held := escalations.who_has(found):
        return _next(f"{held} r in Resolution, Escalations, notes that it is back.")
    gaps = services.progress.missing(desk, found)
    if not gaps:
        act = "accepts it" if found.stage is Stage.referred else f"goes on to {goal.spoken}"
        return _next(f"nothing is missing; m, then a {act}.")
    more = f" +{len(gaps) - 1} more (m)" if len(gaps) > 1 else " (m)"
    return _next(f"{gaps[0].sentence}{more}")


def _next(words: str) -> Content:
    return Content.assemble(("Next: ", "bold"), C(words, one_line=True))


def _ended(found: Dossier) -> str:
    if found.stage is Stage.merged:
        return f"Merged into {found.merged_into}."
    if found.stage is Stage.returned and found.returned_on is not None:
        return f"Returned on {typed_dates.in_full(found.returned_on)}: {found.returned_reason}"
    outcome = f", {found.outcome.spoken}" if found.outcome else ""
    closed = f" on {typed_dates.in_full(found.closed_on)}" if found.closed_on else ""
    if found.origin is Origin.history:
        return f"From the history: closed{closed}{outcome}. Accept it on the Desk to work on it."
    return f"Closed{closed}{outcome}."
