"""Triage: taking a complaint on, sending it back, and saying how grave it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError
from complaintdesk.models import Complaint
from complaintdesk.rules import severity as rated
from complaintdesk.rules import stages
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import bulk, dossier, progress
from complaintdesk.services.bulk import Result
from complaintdesk.services.texts import needed, text
from complaintdesk.store import records
from complaintdesk.vocabulary import Complexity, Known, Stage

if TYPE_CHECKING:
    from sqlmodel import Session

    from complaintdesk.services.desk import Desk


def accept(desk: Desk, complaint_id: int) -> Dossier:
    """Take a referred complaint on as its owner, as of today.

    Raises:
        NotFoundError: If there is no such complaint.
        WrongStageError: If it is no longer at the referred stage.
        GateError: If the handler must not take it on, because of a conflict of interest.
    """
    accept_all(desk, [complaint_id])
    return dossier.load(desk, complaint_id)


def accept_all(desk: Desk, complaint_ids: Sequence[int]) -> tuple[Result, ...]:
    """Take several referred complaints on, as one step; the refusals are those of `accept`, each for its own."""

    def act(session: Session, row: Complaint) -> None:
        if row.stage is not Stage.referred:
            # Other stages may go to investigation too, but not by being accepted.
            stages.require_move(row.stage, Stage.investigating, row.reference)
            stages.require_stage(row.stage, (Stage.referred,), "accept it", row.reference)
        progress.move(desk, session, records.require_id(row), Stage.investigating)
        row.accepted_on = desk.today()
        row.owner = desk.whose.handler

    return bulk.each(desk, complaint_ids, "accept", act)


def send_back(desk: Desk, complaint_id: int, reason: str) -> Dossier:
    """Return a complaint to whoever referred it, with the reason.

    Raises:
        InvalidInputError: If no reason is given.
        WrongStageError: If it is too far along to be returned.
    """
    send_back_all(desk, [complaint_id], reason)
    return dossier.load(desk, complaint_id)


def send_back_all(desk: Desk, complaint_ids: Sequence[int], reason: str) -> tuple[Result, ...]:
    """Return several complaints for one reason, as one step; the refusals are those of `send_back`.

    Raises:
        InvalidInputError: If no reason is given.
    """
    why = needed(reason, "Reason")

    def act(_session: Session, row: Complaint) -> None:
        stages.require_move(row.stage, Stage.returned, row.reference)
        row.stage = Stage.returned
        row.returned_on = desk.today()
        row.returned_reason = why

    return bulk.each(desk, complaint_ids, "return to sender", act)


def rate(
    desk: Desk,
    complaint_id: int,
    severity: int,
    reason: str = "",
    complexity: Complexity | None = None,
) -> Dossier:
    """Say how grave a complaint is (1 slight to 5 grave), why, and how complex.

    Raises:
        InvalidInputError: If the severity is not 1 to 5, or less than what is known asks for without a reason.
    """
    _require_severity(severity)
    with desk.step("set severity", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        _require_reason_below(desk, step.session, complaint_id, severity, reason)
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
        InvalidInputError: If the severity is not 1 to 5, or less than what is known asks for without a reason.
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
        if severity is not None:
            _require_reason_below(desk, step.session, complaint_id, severity, reason)
    return dossier.load(desk, complaint_id)


def triage_all(
    desk: Desk,
    complaint_ids: Sequence[int],
    *,
    severity: int | None = None,
    reason: str = "",
    complexity: Complexity | None = None,
    procedure_id: str = "",
    vulnerable: Known | None = None,
    safety: bool | None = None,
) -> tuple[Result, ...]:
    """Say the same of several complaints, as one step; what is None or "" stays as it is on each.

    Raises:
        InvalidInputError: If the severity is not 1 to 5, or nothing is said.
        NotFoundError: If there is no such procedure.
    """
    if severity is not None:
        _require_severity(severity)
    procedure = desk.procedure(procedure_id) if procedure_id else None
    said = (severity, complexity, procedure, vulnerable, safety)
    if all(value is None for value in said):
        msg = "Nothing is filled in, so nothing would change."
        raise InvalidInputError(msg, "severity")

    def act(session: Session, row: Complaint) -> None:
        row.complexity = complexity or row.complexity
        row.procedure = procedure.id if procedure else row.procedure
        row.vulnerable = vulnerable or row.vulnerable
        row.safety = row.safety if safety is None else safety
        if severity is not None:
            row.severity = severity
            row.severity_reason = text(reason, "Reason")
            _require_reason_below(desk, session, records.require_id(row), severity, reason)

    return bulk.each(desk, complaint_ids, "triage", act)


def _require_severity(severity: int) -> None:
    if not 1 <= severity <= 5:
        msg = f"Severity goes from 1 (slight) to 5 (grave), not {severity}."
        raise InvalidInputError(msg, "severity")


def _require_reason_below(
    desk: Desk, session: Session, complaint_id: int, severity: int, reason: str
) -> None:
    """Refuse, without a reason, a severity below what is on record.

    Raises:
        InvalidInputError: With what is on record.
    """
    if reason.strip():
        return
    session.flush()
    least = rated.proposed(dossier.compose(desk, session, complaint_id))
    if severity < least.level:
        raise InvalidInputError(least.sentence, "reason")


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


def assign_procedure(
    desk: Desk,
    complaint_id: int,
    procedure_id: str,
    region: str = "",
    variant: str | None = None,
    received_time: str | None = None,
) -> Dossier:
    """Handle a complaint under another procedure or in another region; its clocks are reckoned anew.

    Pauses and extensions stay as they are. What the procedure does not part kinds by has no variant.

    Args:
        desk: The desk.
        complaint_id: The complaint.
        procedure_id: The procedure.
        region: Whose bank holidays; "" leaves it.
        variant: Which of the kinds the procedure tells apart; None leaves it where the procedure knows it.
        received_time: The local hour it came in, as `16:30`; "" for not known, None leaves it.

    Raises:
        NotFoundError: If there is no such procedure.
        ProcedureError: If the region is unknown.
        InvalidInputError: If the procedure knows no such variant, or the time is none.
    """
    procedure = desk.procedure(procedure_id)
    if procedure.overlay:
        msg = f"{procedure.name} runs beside another procedure and cannot be the only one."
        raise InvalidInputError(msg, "procedure")
    known = {name for rule in procedure.clocks for name in rule.variants}
    if variant and variant not in known:
        msg = f"{procedure.name} does not tell apart {variant!r}; " + (
            f"it knows {', '.join(sorted(known))}." if known else "it has no variants."
        )
        raise InvalidInputError(msg, "variant")
    at = None if received_time is None else _hour(received_time)
    if region:
        desk.calendar(region)
    with desk.step("assign procedure", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        row.procedure = procedure.id
        row.region = region or row.region
        kept = row.variant if row.variant in known else ""
        row.variant = kept if variant is None else variant
        row.received_time = row.received_time if at is None else at
    return dossier.load(desk, complaint_id)


def _hour(typed: str) -> str:
    """Return a time of day as the column holds it.

    Raises:
        InvalidInputError: If it is none.
    """
    said = typed.strip().replace(".", ":")
    if not said:
        return ""
    try:
        return time.fromisoformat(said.zfill(5)).strftime("%H:%M")
    except ValueError as error:
        msg = f"{typed!r} is no time of day; write it as 16:30."
        raise InvalidInputError(msg, "received_time") from error


def describe(desk: Desk, complaint_id: int, changes: dict[str, str]) -> Dossier:
    """Change what is said of a complaint: only the fields in `DESCRIBED`.

    Raises:
        InvalidInputError: If a field is not one of them, or its value cannot be kept.
    """
    with desk.step("edit the complaint", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        _require_reason_to_hold(row, changes)
        for name, value in changes.items():
            if name not in DESCRIBED:
                msg = f"{name} is not a field that can be edited here."
                raise InvalidInputError(msg, name)
            setattr(row, name, _read(name, value))
    return dossier.load(desk, complaint_id)


def _require_reason_to_hold(row: Complaint, changes: Mapping[str, str]) -> None:
    """Refuse to set or lift a legal hold without a word on why: it decides what is kept and what goes."""
    held = "yes" if row.legal_hold else "no"
    is_turned = changes.get("legal_hold", held) in {"yes", "no"} - {held}
    if is_turned and not changes.get("legal_hold_reason", "").strip():
        what = "is lifted" if row.legal_hold else "is set"
        msg = f"Say why the legal hold {what}; the reason is kept with it."
        raise InvalidInputError(msg, "legal_hold_reason")


_KNOWN = frozenset({"vulnerable", "conflict", "about_vulnerability"})
_FLAGS = frozenset({"legal_hold", "privileged"})


def _read(name: str, value: str) -> str | Known | bool:
    """Return what a field holds of what was entered for it."""
    if name in _KNOWN:
        return _known(name, value)
    if name in _FLAGS:
        return _known(name, value) is Known.yes
    return text(value, name.replace("_", " "))


def _known(name: str, value: str) -> Known:
    if value not in Known.__members__:
        msg = f"{name.replace('_', ' ').capitalize()} is yes, no or unknown, not {value!r}."
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
        "about_vulnerability",
        "contact_plan",
        "legal_hold",
        "legal_hold_reason",
        "privileged",
    }
)
"""The fields that `describe` may change. The narrative is the customer's and is not among them."""


def flag_all(desk: Desk, complaint_ids: Sequence[int], *, urgent: bool) -> tuple[Result, ...]:
    """Set or clear the urgent flag of several complaints, as one step."""

    def act(_session: Session, row: Complaint) -> None:
        row.urgent = urgent

    return bulk.each(desk, complaint_ids, "flag as urgent" if urgent else "take the urgent flag off", act)
