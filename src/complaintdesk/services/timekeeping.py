"""Time: waiting for somebody, more time for a clock, another date that was agreed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from complaintdesk.errors import GateError, InvalidInputError, NotFoundError
from complaintdesk.models import Complaint, Extension, Pause
from complaintdesk.rules import clocks, due_dates
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.procedure_grammar import NEEDS
from complaintdesk.services import bulk, dossier, standing
from complaintdesk.services.bulk import Result
from complaintdesk.services.texts import needed, text
from complaintdesk.services.worked import worked
from complaintdesk.store import records

if TYPE_CHECKING:
    from sqlmodel import Session

    from complaintdesk.services.desk import Desk


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
