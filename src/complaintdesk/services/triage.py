"""Triage: taking a complaint on, sending it back, and saying how grave it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from complaintdesk.errors import GateError, InvalidInputError, NotFoundError
from complaintdesk.models import Complaint, ComplaintLink, Extension, Pause
from complaintdesk.rules import due_dates, stages
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import dossier, progress
from complaintdesk.services.texts import needed, text
from complaintdesk.store import records
from complaintdesk.vocabulary import Complexity, Known, LinkKind, Stage

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def accept(desk: Desk, complaint_id: int) -> Dossier:
    """Take a referred complaint on as its owner, as of today.

    Raises:
        NotFoundError: If there is no such complaint.
        WrongStageError: If it is no longer at the referred stage.
        GateError: If the handler must not take it on, because of a conflict of interest.
    """
    return accept_all(desk, [complaint_id])[0]


def accept_all(desk: Desk, complaint_ids: Sequence[int]) -> tuple[Dossier, ...]:
    """Take several referred complaints on, as one step; one that cannot be accepted refuses all.

    Raises:
        WrongStageError: If one of them is no longer at the referred stage; the message names it.
    """
    label = "accept" if len(complaint_ids) == 1 else f"accept {len(complaint_ids)} complaints"
    with desk.step(label, complaint_ids[0] if len(complaint_ids) == 1 else None) as step:
        for complaint_id in complaint_ids:
            row = records.get(step.session, Complaint, complaint_id)
            if row.stage is not Stage.referred:
                # Other stages may go to investigation too, but not by being accepted.
                stages.require_move(row.stage, Stage.investigating, row.reference)
                stages.require_stage(row.stage, (Stage.referred,), "accept it", row.reference)
            row = progress.move(desk, step.session, complaint_id, Stage.investigating)
            row.accepted_on = desk.today()
            row.owner = desk.whose.handler
    return tuple(dossier.load(desk, complaint_id) for complaint_id in complaint_ids)


def send_back(desk: Desk, complaint_id: int, reason: str) -> Dossier:
    """Return a complaint to whoever referred it, with the reason.

    Raises:
        InvalidInputError: If no reason is given.
        WrongStageError: If it is too far along to be returned.
    """
    why = needed(reason, "Reason")
    with desk.step("return to sender", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        stages.require_move(row.stage, Stage.returned, row.reference)
        row.stage = Stage.returned
        row.returned_on = desk.today()
        row.returned_reason = why
    return dossier.load(desk, complaint_id)


def rate(
    desk: Desk,
    complaint_id: int,
    severity: int,
    reason: str = "",
    complexity: Complexity | None = None,
    seen: int | None = None,
) -> Dossier:
    """Say how grave a complaint is (1 slight to 5 grave), why, and how complex.

    Raises:
        InvalidInputError: If the severity is not 1 to 5.
        StaleError: If the complaint changed since `seen`.
    """
    _require_severity(severity)
    with desk.step("set severity", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id, seen)
        row.severity = severity
        row.severity_reason = text(reason, "Reason")
        if complexity is not None:
            row.complexity = complexity
    return dossier.load(desk, complaint_id)


def triage(
    desk: Desk,
    complaint_id: int,
    *,
    severity: int | None,
    reason: str,
    complexity: Complexity | None,
    procedure_id: str,
    vulnerable: Known,
    safety: bool,
) -> Dossier:
    """Say all that triage says of a complaint, as one step.

    Raises:
        InvalidInputError: If the severity is not 1 to 5.
        NotFoundError: If there is no such procedure.
    """
    if severity is not None:
        _require_severity(severity)
    procedure = desk.procedure(procedure_id)
    with desk.step("triage", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        row.severity = row.severity if severity is None else severity
        row.severity_reason = text(reason, "Reason")
        row.complexity = complexity
        row.procedure = procedure.id
        row.vulnerable = vulnerable
        row.safety = safety
    return dossier.load(desk, complaint_id)


def _require_severity(severity: int) -> None:
    if not 1 <= severity <= 5:
        msg = f"Severity goes from 1 (slight) to 5 (grave), not {severity}."
        raise InvalidInputError(msg, "severity")


def flag(
    desk: Desk,
    complaint_id: int,
    *,
    urgent: bool | None = None,
    safety: bool | None = None,
) -> Dossier:
    """Set or clear the urgent and the safety flag; None leaves one as it is."""
    with desk.step("set flags", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        row.urgent = row.urgent if urgent is None else urgent
        row.safety = row.safety if safety is None else safety
    return dossier.load(desk, complaint_id)


def assign_procedure(desk: Desk, complaint_id: int, procedure_id: str, region: str = "") -> Dossier:
    """Handle a complaint under another procedure or in another region; its clocks are reckoned anew.

    Raises:
        NotFoundError: If there is no such procedure.
        ProcedureError: If the region is unknown.
    """
    procedure = desk.procedure(procedure_id)
    if region:
        desk.calendar(region)
    with desk.step("assign procedure", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        row.procedure = procedure.id
        row.region = region or row.region
    return dossier.load(desk, complaint_id)


def describe(desk: Desk, complaint_id: int, changes: dict[str, str], seen: int | None = None) -> Dossier:
    """Change what is said of a complaint: only the fields in `DESCRIBED`.

    Raises:
        InvalidInputError: If a field is not one of them, or its value cannot be kept.
        StaleError: If the complaint changed since `seen`.
    """
    with desk.step("edit the complaint", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id, seen)
        for name, value in changes.items():
            if name not in DESCRIBED:
                msg = f"{name} is not a field that can be edited here."
                raise InvalidInputError(msg, name)
            setattr(row, name, _known(name, value) if name in _KNOWN else text(value, name.replace("_", " ")))
    return dossier.load(desk, complaint_id)


_KNOWN = frozenset({"vulnerable", "conflict"})


def _known(name: str, value: str) -> Known:
    if value not in Known.__members__:
        msg = f"{name.capitalize()} is yes, no or unknown, not {value!r}."
        raise InvalidInputError(msg, name)
    return Known[value]


DESCRIBED = frozenset(
    {
        "about",
        "wants",
        "channel",
        "product",
        "category",
        "cause",
        "location",
        "account_ref",
        "service_area",
        "referred_by",
        "referral_reason",
        "prior_decider",
        "adjustments",
        "contact_method",
        "vulnerable",
        "conflict",
        "conflict_note",
        "one_option_reason",
        "vulnerability_drivers",
    }
)
"""The fields that `describe` may change. The narrative is the customer's and is not among them."""


def pause(desk: Desk, complaint_id: int, reason: str) -> Dossier:
    """Note that the desk waits on somebody from today on, and why.

    Raises:
        InvalidInputError: If no reason is given, or it is paused already.
    """
    why = needed(reason, "Reason")
    with desk.step("pause", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        if any(known.to_on is None for known in records.of_complaint(step.session, Pause, complaint_id)):
            msg = f"{row.reference} is paused already; resume it first."
            raise InvalidInputError(msg, "reason")
        step.session.add(
            Pause.model_validate({"complaint_id": complaint_id, "from_on": desk.today(), "reason": why})
        )
    return dossier.load(desk, complaint_id)


def resume(desk: Desk, complaint_id: int) -> Dossier:
    """End the running pause today.

    Raises:
        InvalidInputError: If it is not paused.
    """
    with desk.step("resume", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        running = [p for p in records.of_complaint(step.session, Pause, complaint_id) if p.to_on is None]
        if not running:
            msg = f"{row.reference} is not paused."
            raise InvalidInputError(msg, "reason")
        running[0].to_on = desk.today()
    return dossier.load(desk, complaint_id)


def extend(
    desk: Desk,
    complaint_id: int,
    clock_id: str,
    to_on: date | None,
    reason: str,
    *,
    notified_on: date | None = None,
    external_body_details_given: bool = False,
    approver: str = "",
) -> Dossier:
    """Take more time on one clock, with what the procedure demands for it.

    Args:
        desk: The desk.
        complaint_id: The complaint.
        clock_id: The clock of its procedure.
        to_on: The new date; None for all that the procedure allows.
        reason: Why.
        notified_on: When the customer was told.
        external_body_details_given: Whether they were told whom they can turn to.
        approver: Who approved it, where the procedure wants that.

    Raises:
        GateError: With all that the procedure demands and that is not given.
        NotFoundError: If that clock does not run on this complaint.
        ProcedureError: If the procedure has no such clock.
    """
    why = text(reason, "Reason").strip()
    with desk.step("extend a clock", complaint_id) as step:
        found = dossier.compose(desk, step.session, complaint_id)
        rule = desk.procedure(found.procedure).clock(clock_id)
        running = next((clock for clock in found.clocks if clock.id == clock_id), None)
        if running is None or running.start_on is None:
            msg = f"{found.reference} has no running clock {clock_id!r}."
            raise NotFoundError(msg)
        given = {
            name
            for name, is_given in (
                ("reason", bool(why)),
                ("new_date", to_on is not None),
                ("notify_customer", notified_on is not None),
                ("external_body_details", external_body_details_given),
                ("approver", bool(approver.strip())),
            )
            if is_given
        }
        row = {
            "complaint_id": complaint_id,
            "clock": clock_id,
            "decided_on": desk.today(),
            "to_on": to_on,
            "reason": why,
            "notified_on": notified_on,
            "external_body_details_given": external_body_details_given,
            "approver": text(approver, "Approver").strip(),
        }
        earlier = [
            due_dates.Extension(each.clock, each.decided_on, each.to_on)
            for each in records.of_complaint(step.session, Extension, complaint_id)
        ]
        problems = due_dates.extension_problems(
            rule,
            running.start_on,
            desk.calendar(found.region),
            due_dates.Extension(clock_id, desk.today(), to_on),
            given,
            earlier=earlier,
            today=desk.today(),
        )
        if problems:
            raise GateError(f"{running.name} cannot be extended like this.", problems)
        step.session.add(Extension.model_validate(row))
    return dossier.load(desk, complaint_id)


def link(desk: Desk, complaint_id: int, other_reference: str, reason: str, *, merge: bool = False) -> Dossier:
    """Link a complaint with another one, or merge it into that one.

    A merged complaint stays where it is as a signpost; all that belongs to it stays with it.

    Raises:
        NotFoundError: If there is no such other complaint.
        InvalidInputError: If it is the same complaint, or that one was merged itself.
        WrongStageError: If it can no longer be merged.
    """
    kind = LinkKind.merged_into if merge else LinkKind.related
    with desk.step("merge" if merge else "link", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        other = records.by_reference(step.session, records.spelled(other_reference))
        if other.id == row.id:
            msg = f"{row.reference} cannot be linked with itself."
            raise InvalidInputError(msg, "reference")
        if merge:
            stages.require_move(row.stage, Stage.merged, row.reference)
            if other.stage is Stage.merged:
                msg = f"{other.reference} was merged itself; name the complaint it was merged into."
                raise InvalidInputError(msg, "reference")
            row.stage = Stage.merged
            row.merged_into_id = other.id
        step.session.add(
            ComplaintLink.model_validate(
                {
                    "complaint_id": complaint_id,
                    "other_id": records.require_id(other),
                    "kind": kind,
                    "reason": text(reason, "Reason"),
                }
            )
        )
    return dossier.load(desk, complaint_id)
