"""Triage: taking a complaint on, sending it back, and saying how grave it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from difflib import get_close_matches
from typing import TYPE_CHECKING

from complaintdesk.errors import GateError, InvalidInputError, NotFoundError
from complaintdesk.models import Complaint, Extension, Pause
from complaintdesk.rules import clocks, due_dates, stages
from complaintdesk.rules import severity as rated
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.procedure_grammar import NEEDS
from complaintdesk.services import bulk, dossier, links, progress, standing
from complaintdesk.services.bulk import Result
from complaintdesk.services.texts import needed, text
from complaintdesk.services.worked import worked
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


def pause(desk: Desk, complaint_id: int, reason: str) -> Dossier:
    """Note that the desk waits on somebody from today on, and why.

    Raises:
        InvalidInputError: If no reason is given, or it is paused already.
    """
    pause_all(desk, [complaint_id], reason)
    return dossier.load(desk, complaint_id)


def pause_all(desk: Desk, complaint_ids: Sequence[int], reason: str) -> tuple[Result, ...]:
    """Pause several complaints for one reason, as one step; the refusals are those of `pause`.

    Raises:
        InvalidInputError: If no reason is given.
    """
    why = needed(reason, "Reason")

    def act(session: Session, row: Complaint) -> None:
        if _running_pauses(session, row):
            msg = f"{row.reference} is paused already; resume it first."
            raise InvalidInputError(msg, "reason")
        session.add(Pause.model_validate({"complaint_id": row.id, "from_on": desk.today(), "reason": why}))

    return bulk.each(desk, complaint_ids, "pause", act)


def resume(desk: Desk, complaint_id: int) -> Dossier:
    """End the running pause today.

    Raises:
        InvalidInputError: If it is not paused.
    """
    resume_all(desk, [complaint_id])
    return dossier.load(desk, complaint_id)


def resume_all(desk: Desk, complaint_ids: Sequence[int]) -> tuple[Result, ...]:
    """End the running pauses of several complaints today, as one step; the refusals are those of `resume`."""

    def act(session: Session, row: Complaint) -> None:
        running = _running_pauses(session, row)
        if not running:
            msg = f"{row.reference} is not paused."
            raise InvalidInputError(msg, "reason")
        running[0].to_on = desk.today()

    return bulk.each(desk, complaint_ids, "resume", act)


def _running_pauses(session: Session, row: Complaint) -> list[Pause]:
    found = records.of_complaint(session, Pause, records.require_id(row))
    return [one for one in found if one.to_on is None]


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
    given: Collection[str] = (),
) -> Dossier:
    """Take more time on one clock, with what the procedure demands for it.

    A clock that is extended further or oftener than its procedure allows needs
    a named approver (rule 11), whatever kind of clock it is: the desk keeps who
    answers for it, and cannot know what a regulator has granted.

    Args:
        desk: The desk.
        complaint_id: The complaint.
        clock_id: A clock of its procedure, or of one that runs beside it.
        to_on: The new date; None for all that the procedure allows.
        reason: Why.
        notified_on: When the customer was told.
        external_body_details_given: Whether they were told whom they can turn to.
        approver: Who approved it, where the procedure wants that.
        given: What else of `procedure_grammar.NEEDS` there is.

    Raises:
        GateError: With all that the procedure demands and that is not given.
        InvalidInputError: If `given` holds a word that is none of them, or the customer was told in the future.
        NotFoundError: If that clock does not run on this complaint.
        ProcedureError: If neither its procedure nor one beside it has such a clock.
    """
    why, who = text(reason, "Reason").strip(), text(approver, "Approver").strip()
    _require_needs(given)
    if notified_on is not None and notified_on > desk.today():
        msg = "The customer cannot have been told on a day that is still to come."
        raise InvalidInputError(msg, "notified_on")
    with desk.step("extend a clock", complaint_id) as step:
        worked(step.session, complaint_id, "extend a clock")
        found = dossier.compose(desk, step.session, complaint_id)
        standing.rule_of(desk, found, clock_id)
        running = _running(found, clock_id)
        said = {
            "reason": bool(why),
            "exceptional_reason": bool(why),
            "new_date": to_on is not None,
            "notify_customer": notified_on is not None,
            "external_body_details": external_body_details_given,
            "approver": bool(who),
            "senior_approver": bool(who),
        }
        there = {*given, *(need for need, is_given in said.items() if is_given)}
        if running.due_on is not None and running.due_on < desk.today():
            there.discard("agreed_before_expiry")
        problems = _against(desk, step.session, found, running, to_on, there)
        if problems:
            raise GateError(f"{running.name} cannot be extended like this.", problems)
        step.session.add(
            Extension.model_validate(
                {
                    "complaint_id": complaint_id,
                    "clock": clock_id,
                    "decided_on": desk.today(),
                    "to_on": to_on,
                    "reason": why,
                    "notified_on": notified_on,
                    "external_body_details_given": there >= {"external_body_details"},
                    "approver": who,
                    "given": ",".join(sorted(set(given) & there)),
                }
            )
        )
    return dossier.load(desk, complaint_id)


def agree_date(
    desk: Desk, complaint_id: int, clock_id: str, agreed_on: date, note: str = "", told_on: date | None = None
) -> Dossier:
    """Note the date that was agreed with the customer for a clock that has no number of days.

    The last date agreed counts. A later change is an extension where the procedure demands something for it.

    Raises:
        GateError: If a date was agreed before, and the procedure demands more for another.
        InvalidInputError: If the procedure gives that clock a number of days, or the date is before its start.
        NotFoundError: If that clock does not run on this complaint.
    """
    why = text(note, "Note").strip()
    with desk.step("agree a date", complaint_id) as step:
        worked(step.session, complaint_id, "agree a date")
        found = dossier.compose(desk, step.session, complaint_id)
        rule = standing.rule_of(desk, found, clock_id)
        running = _running(found, clock_id)
        if rule.unit != "agreed":
            msg = f"{running.name} has its own number of days; it can be extended instead."
            raise InvalidInputError(msg, "agreed_on")
        if running.start_on is not None and agreed_on < running.start_on:
            msg = f"{running.name} began on {due_dates.full(running.start_on)}; the date cannot be before it."
            raise InvalidInputError(msg, "agreed_on")
        if running.due_on is not None and rule.extension is not None:
            there = {"new_date", *(("reason",) if why else ()), *(("notify_customer",) if told_on else ())}
            problems = _against(desk, step.session, found, running, agreed_on, there)
            if problems:
                raise GateError(f"{running.name} cannot be moved like this.", problems)
        step.session.add(
            Extension.model_validate(
                {
                    "complaint_id": complaint_id,
                    "clock": clock_id,
                    "decided_on": desk.today(),
                    "to_on": agreed_on,
                    "reason": why or "agreed with the customer",
                    "notified_on": told_on,
                }
            )
        )
    return dossier.load(desk, complaint_id)


def _require_needs(given: Collection[str]) -> None:
    for need in given:
        if need not in NEEDS:
            near = get_close_matches(need, NEEDS, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(sorted(NEEDS))}."
            msg = f"No extension needs {need!r}. {hint}"
            raise InvalidInputError(msg, "given")


def _running(found: Dossier, clock_id: str) -> Clock:
    """Return a clock of the complaint that has started and is not met.

    Raises:
        NotFoundError: If there is none.
    """
    running = next((clock for clock in found.clocks if clock.id == clock_id), None)
    if running is None or running.start_on is None:
        msg = f"{found.reference} has no running clock {clock_id!r}."
        raise NotFoundError(msg)
    if running.met_on is not None:
        msg = f"{running.name} of {found.reference} was met on {due_dates.full(running.met_on)} already."
        raise NotFoundError(msg)
    return running


def _against(
    desk: Desk, session: Session, found: Dossier, running: Clock, to_on: date | None, there: Collection[str]
) -> tuple[str, ...]:
    """Return what stands against another date for a clock, a sentence each."""
    assert running.start_on is not None
    rule = standing.rule_of(desk, found, running.id)
    return due_dates.extension_problems(
        rule,
        running.start_on,
        desk.calendar(found.region),
        due_dates.Extension(running.id, desk.today(), to_on),
        there,
        earlier=[
            due_dates.Extension(each.clock, each.decided_on, each.to_on)
            for each in records.of_complaint(session, Extension, found.id)
        ],
        pauses=[
            due_dates.Pause(each.from_on, each.to_on, each.reason)
            for each in records.of_complaint(session, Pause, found.id)
        ],
        today=desk.today(),
        at=standing.received_at(found.received_time).get("received") if rule.start == ("received",) else None,
        cutoff=standing.hour(desk.whose.cutoff),
        n=clocks.number(rule, (found.variant,)),
    )


def link(desk: Desk, complaint_id: int, other_reference: str, reason: str, *, merge: bool = False) -> Dossier:
    """Link a complaint with another one as related, or merge it into that one; `links` has the other ways.

    Raises:
        NotFoundError: If there is no such other complaint.
        InvalidInputError: If it is the same complaint, or that one was merged itself.
        WrongStageError: If it can no longer be merged.
        GateError: If it has decisions of its own.
    """
    if merge:
        return links.merge(desk, complaint_id, other_reference, reason)
    return links.link(desk, complaint_id, other_reference, reason)
