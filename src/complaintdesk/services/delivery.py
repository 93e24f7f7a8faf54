"""Delivery: actions and proof, the customer's word, what was learned; closing, letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from complaintdesk.errors import InvalidInputError, WrongStageError
from complaintdesk.models import (
    Action,
    Agreement,
    Complaint,
    Milestone,
    SatisfactionCheck,
)
from complaintdesk.rules import gate_rules, severity, stages, terms
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.procedure_grammar import Limit
from complaintdesk.services import dossier, evidence, investigation, progress
from complaintdesk.services.texts import needed, not_after, text
from complaintdesk.services.worked import worked
from complaintdesk.store import records
from complaintdesk.vocabulary import Known, Origin, Stage

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Asked:
    """What the customer said when asked: 1 (poor) to 5 (very good), or why they were not asked."""

    method: str = ""
    outcome_score: int | None = None
    handling_score: int | None = None
    words: str = ""
    not_asked_reason: str = ""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned from a complaint."""

    root_cause: str
    affects_others: Known
    cause: str = ""
    local_fix: str = ""
    systemic_fix: str = ""


def add_action(
    desk: Desk, complaint_id: int, words: str, owner: str, due_on: date, *, is_payment: bool = False
) -> Dossier:
    """Add one thing promised in the agreement, with who does it by when."""
    with desk.step("add an action", complaint_id) as step:
        _at(
            step.session, complaint_id, "add an action", Stage.negotiating, Stage.implementing, Stage.checking
        )
        agreed = [row for row in records.of_complaint(step.session, Agreement, complaint_id) if not row.ended]
        agreement_id = agreed[-1].id if agreed else None
        put_action(step.session, complaint_id, agreement_id, words, owner, due_on, is_payment=is_payment)
    return dossier.load(desk, complaint_id)


def put_action(
    session: Session,
    complaint_id: int,
    agreement_id: int | None,
    words: str,
    owner: str,
    due_on: date,
    *,
    is_payment: bool,
) -> None:
    """Add an action within somebody else's step; see `add_action`."""
    row = Action.model_validate(
        {
            "complaint_id": complaint_id,
            "agreement_id": agreement_id,
            "number": records.next_number(session, Action, complaint_id),
            "text": needed(words, "Action").strip(),
            "owner": needed(owner, "Owner").strip(),
            "due_on": due_on,
            "is_payment": is_payment,
        }
    )
    session.add(row)
    session.flush()


def change_action(
    desk: Desk,
    complaint_id: int,
    action_id: int,
    words: str,
    owner: str,
    due_on: date,
    *,
    is_payment: bool = False,
) -> Dossier:
    """Change what an action is, who does it or by when; what was agreed stays in the agreement.

    Raises:
        InvalidInputError: If it is done already.
    """
    with desk.step("change an action", complaint_id) as step:
        _at(
            step.session,
            complaint_id,
            "change an action",
            Stage.negotiating,
            Stage.implementing,
            Stage.checking,
        )
        row = records.owned(step.session, Action, complaint_id, action_id)
        if row.done_on is not None:
            msg = "That action is done; what was proved stays. Add another one."
            raise InvalidInputError(msg, "action")
        row.text = needed(words, "Action").strip()
        row.owner = needed(owner, "Owner").strip()
        row.due_on = due_on
        row.is_payment = is_payment
    return dossier.load(desk, complaint_id)


def prove(
    desk: Desk,
    complaint_id: int,
    action_id: int,
    proof: str,
    done_on: date | None = None,
    file: Path | evidence.Taken | None = None,
) -> Dossier:
    """Note that an action is done, and what shows it.

    Raises:
        InvalidInputError: If neither words nor a file show it, or it is dated in the future.
    """
    if file is None:
        needed(proof, "Proof")
    day = not_after(done_on or desk.today(), desk.today(), "Done on", "today")
    taken = evidence.taken(desk, file) if file else None
    with desk.step("prove an action", complaint_id) as step:
        _at(
            step.session,
            complaint_id,
            "prove an action",
            Stage.negotiating,
            Stage.implementing,
            Stage.checking,
        )
        row = records.owned(step.session, Action, complaint_id, action_id)
        if row.done_on is not None and (row.proof.strip() or row.attachment_id is not None):
            msg = f"Action {row.number} was done on {row.done_on} and has its proof already."
            raise InvalidInputError(msg, "proof")
        row.done_on = day
        row.proof = text(proof, "Proof")
        if taken:
            row.attachment_id = investigation.attachment_row(desk, step.session, taken)
    return dossier.load(desk, complaint_id)


def remove_action(desk: Desk, complaint_id: int, action_id: int) -> Dossier:
    """Take an action off the agreement; undo brings it back."""
    with desk.step("remove an action", complaint_id) as step:
        _at(step.session, complaint_id, "remove an action", Stage.negotiating, Stage.implementing)
        records.owned(step.session, Action, complaint_id, action_id).removed = True
    return dossier.load(desk, complaint_id)


def ask_satisfaction(desk: Desk, complaint_id: int, asked: Asked) -> Dossier:
    """Record the customer's own word on the outcome and on the handling, or why they were not asked.

    Raises:
        InvalidInputError: If there is neither a word nor a reason, or a score is not 1 to 5.
    """
    for score in (asked.outcome_score, asked.handling_score):
        if score is not None and not 1 <= score <= 5:
            msg = f"A score goes from 1 (poor) to 5 (very good), not {score}."
            raise InvalidInputError(msg, "score")
    was_asked = asked.outcome_score is not None or asked.handling_score is not None
    if not was_asked and not asked.not_asked_reason.strip():
        msg = "Say what they answered, or why they were not asked."
        raise InvalidInputError(msg, "not_asked")
    with desk.step("check satisfaction", complaint_id) as step:
        _at(
            step.session, complaint_id, "check satisfaction", Stage.implementing, Stage.checking, Stage.closed
        )
        step.session.add(
            SatisfactionCheck.model_validate(
                {
                    "complaint_id": complaint_id,
                    "asked_on": desk.today(),
                    "method": text(asked.method, "How asked").strip(),
                    "outcome_score": asked.outcome_score,
                    "handling_score": asked.handling_score,
                    "words": text(asked.words, "Their words"),
                    "not_asked_reason": text(asked.not_asked_reason, "Why not asked").strip(),
                }
            )
        )
    return dossier.load(desk, complaint_id)


def refund_limit(desk: Desk, found: Dossier) -> Limit | None:
    """Return by when the complaint's procedure wants an agreed refund paid; None where it sets no time."""
    procedure = desk.procedures.get(found.procedure)
    limits = procedure.limits if procedure else ()
    return next((each for each in limits if each.id == "refund"), None)


def refund_by(desk: Desk, found: Dossier) -> date | None:
    """Return the last day in time for a refund that is agreed to today; None where no time is set."""
    limit = refund_limit(desk, found)
    return terms.refund_by(found.today, limit, desk.calendar(found.region)) if limit else None


def learn(desk: Desk, complaint_id: int, learned: Learned) -> Dossier:
    """Record the root cause, whether it could happen to others, and what is done about it."""
    with desk.step("record what was learned", complaint_id) as step:
        row = worked(step.session, complaint_id, "record what was learned")
        row.root_cause = needed(learned.root_cause, "Root cause").strip()
        row.affects_others = learned.affects_others
        row.cause = text(learned.cause, "Cause").strip() or row.cause
        row.local_fix = text(learned.local_fix, "Local fix")
        row.systemic_fix = text(learned.systemic_fix, "Systemic fix")
    return dossier.load(desk, complaint_id)


def close(desk: Desk, complaint_id: int, outcome_reason: str = "", override_reason: str = "") -> Dossier:
    """Close a complaint that has passed every gate.

    Raises:
        GateError: With all that is missing.
        WrongStageError: If it is not being checked yet.
    """
    with desk.step("close", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        if row.stage is Stage.implementing:
            progress.move(desk, step.session, complaint_id, Stage.checking, override_reason)
        row = progress.move(desk, step.session, complaint_id, Stage.closed, override_reason)
        row.outcome_reason = text(outcome_reason, "Reason") or row.outcome_reason
    return dossier.load(desk, complaint_id)


def reopen(desk: Desk, complaint_id: int, reason: str) -> Dossier:
    """Open a complaint again, for investigation: a closed one, or one whose customer is dissatisfied.

    A clock of its own begins, and it counts as one graver than it was (domain rules 35, 36).

    Raises:
        InvalidInputError: If no reason is given.
        WrongStageError: If it is neither, or is history.
    """
    why = needed(reason, "Reason")
    with desk.step("reopen", complaint_id) as step:
        found = dossier.compose(desk, step.session, complaint_id)
        may = (Stage.checking, Stage.closed) if gate_rules.is_dissatisfied(found) else (Stage.closed,)
        row = _at(step.session, complaint_id, "reopen it", *may)
        if row.origin is Origin.history:
            msg = f"{row.reference} is history and was never on this desk. Refer it to the desk instead."
            raise WrongStageError(msg)
        row.stage = Stage.investigating
        row.reopened_on = desk.today()
        row.closed_on = None
        if 0 < row.severity < severity.HIGHEST:
            row.severity += 1
            row.severity_reason = f"Reopened: {why.strip()}"
        step.session.add(
            Milestone.model_validate(
                {"complaint_id": complaint_id, "event": "reopened", "happened_on": desk.today(), "note": why}
            )
        )
    return dossier.load(desk, complaint_id)


def _at(session: Session, complaint_id: int, act: str, *allowed: Stage) -> Complaint:
    row = records.get(session, Complaint, complaint_id)
    stages.require_stage(row.stage, allowed, act, row.reference)
    return row
