"""The stages of a procedure: which one follows, and the customer asking for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session

from complaintdesk.errors import GateError, NotFoundError
from complaintdesk.models import Milestone
from complaintdesk.rules import escalations
from complaintdesk.rules.dossier import Dossier, LetterFacts
from complaintdesk.rules.gate_rules import ANSWERS
from complaintdesk.rules.procedure_grammar import Procedure, StageRule
from complaintdesk.services import dossier
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.services.worked import worked
from complaintdesk.store import records
from complaintdesk.vocabulary import LetterState

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def request(
    desk: Desk,
    complaint_id: int,
    stage_id: str,
    decided_by: str,
    requested_on: date | None = None,
    why: str = "",
) -> Dossier:
    """Note that the customer asks for a further stage, and who decides it; the stage's clocks start.

    Raises:
        NotFoundError: If the procedure has no such stage after its first.
        InvalidInputError: If nobody is named, or the day is to come or lies before receipt.
        GateError: If whoever is named decided an earlier stage and the procedure wants somebody else.
    """
    found = dossier.load(desk, complaint_id)
    procedure = desk.procedure(found.procedure)
    stage = _later_stage(procedure, stage_id)
    decider = needed(decided_by, "Decided by").strip()
    day = not_after(requested_on or desk.today(), desk.today(), "Asked for on", "today")
    not_before(day, found.received_on, "Asked for on", "the day of receipt")
    with desk.step(f"request {stage.name}", complaint_id) as step:
        worked(step.session, complaint_id, "ask for the next stage")
        _require_another(step.session, found, procedure, stage, decider)
        for event in _starting(procedure, stage):
            step.session.add(
                Milestone.model_validate(
                    {
                        "complaint_id": complaint_id,
                        "event": event,
                        "happened_on": day,
                        "decided_by": decider,
                        "note": text(why, "Why"),
                    }
                )
            )
    return dossier.load(desk, complaint_id)


def following(desk: Desk, found: Dossier) -> StageRule | None:
    """Return the stage of the procedure that comes after the one a complaint is at; None where none does."""
    procedure = desk.procedures.get(found.procedure)
    names = [stage.name for stage in procedure.stages] if procedure else []
    if procedure is None or found.procedure_stage not in names:
        return None
    return next(iter(procedure.stages[names.index(found.procedure_stage) + 1 :]), None)


def _later_stage(procedure: Procedure, stage_id: str) -> StageRule:
    for stage in procedure.stages[1:]:
        if stage.id == stage_id:
            return stage
    known = ", ".join(stage.id for stage in procedure.stages[1:]) or "none"
    msg = f"{procedure.name} has no further stage {stage_id!r}; it has {known}."
    raise NotFoundError(msg)


def _starting(procedure: Procedure, stage: StageRule) -> list[str]:
    """Return the events that asking for a stage is: the request, and its start where a clock needs that."""
    started = f"{stage.id}_started"
    used = any(started in clock.start for clock in procedure.clocks)
    return [f"{stage.id}_requested", *([started] if used else [])]


def _require_another(
    session: Session, found: Dossier, procedure: Procedure, stage: StageRule, decider: str
) -> None:
    if not escalations.needs_another_decider(stage, procedure):
        return
    own = {f"{stage.id}_requested", f"{stage.id}_started"}
    earlier = [
        found.owner,
        *(letter.signatory for letter in found.letters if _is_answer(letter, stage)),
        *(
            row.decided_by
            for row in records.of_complaint(session, Milestone, found.id)
            if row.event not in own
        ),
    ]
    if any(escalations.is_same_person(decider, name) for name in earlier):
        msg = f"{stage.name} must be decided by somebody else: {decider} decided it before. Name another."
        raise GateError(msg)


def _is_answer(letter: LetterFacts, stage: StageRule) -> bool:
    return letter.kind in ANSWERS and letter.state is LetterState.sent and letter.stage != stage.id
