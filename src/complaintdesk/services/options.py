"""Options: possible solutions, weighed and held against the handler's authority; and approvals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from complaintdesk.errors import InvalidInputError
from complaintdesk.models import Approval, Complaint, LibraryEntry, Option, OptionAim, OptionRemedy
from complaintdesk.rules import authority as authority_rules
from complaintdesk.rules import balance, stages
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import authority, dossier
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.store import records
from complaintdesk.vocabulary import Decision, MoneyKind, Stage

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

WRITTEN_WD = 1
"""Working days within which a yes by word of mouth is to be confirmed in writing."""

WORKED_AT = (Stage.investigating, Stage.deciding, Stage.negotiating)
"""The stages at which options are made and changed."""


@dataclass(frozen=True, slots=True)
class NewRemedy:
    """One remedy of an option; a waiver or redone work has an amount and no kind of money."""

    remedy: str
    amount_minor: int = 0
    money_kind: MoneyKind | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewOption:
    """An option as it is entered."""

    text: str
    remedies: tuple[NewRemedy, ...] = ()
    explain_only: bool = False
    benefit_customer: str = ""
    drawback_customer: str = ""
    benefit_organisation: str = ""
    drawback_organisation: str = ""
    service_offer_fit: str = ""
    aim_ids: tuple[int, ...] = ()
    policy_clause_id: int | None = None
    departure_reason: str = ""
    precedent: str = ""
    admits_liability: bool = False
    """Whether it says that the organisation is liable in law; an apology by itself does not."""
    days_to_deliver: int | None = None
    scores: Mapping[str, int] = field(default_factory=dict)


def add(desk: Desk, complaint_id: int, entered: NewOption) -> Dossier:
    """Add an option and record what the handler's authority says to it.

    Raises:
        InvalidInputError: If it says nothing, or a remedy or score cannot be.
        WrongStageError: If options are no longer, or not yet, made.
    """
    with desk.step("add an option", complaint_id) as step:
        _workable(step.session, complaint_id, "add an option")
        row = Option.model_validate(
            {
                "complaint_id": complaint_id,
                "number": records.next_number(step.session, Option, complaint_id),
                "text": needed(entered.text, "Option").strip(),
            }
        )
        step.session.add(row)
        step.session.flush()
        _fill(desk, step.session, row, entered)
    return dossier.load(desk, complaint_id)


def edit(desk: Desk, complaint_id: int, option_id: int, entered: NewOption) -> Dossier:
    """Change an option; the verdict on it is given anew.

    Raises:
        InvalidInputError: If it was put to the customer already: what they saw stays as it was.
    """
    with desk.step("edit an option", complaint_id) as step:
        _workable(step.session, complaint_id, "edit an option")
        row = records.owned(step.session, Option, complaint_id, option_id)
        if row.presented_on is not None:
            msg = f"Option {row.number} was put to the customer as it stands; add another one instead."
            raise InvalidInputError(msg, "text")
        row.text = needed(entered.text, "Option").strip()
        for remedy in step.session.exec(select(OptionRemedy).where(OptionRemedy.option_id == option_id)):
            step.session.delete(remedy)
        for aim in step.session.exec(select(OptionAim).where(OptionAim.option_id == option_id)):
            step.session.delete(aim)
        _fill(desk, step.session, row, entered)
    return dossier.load(desk, complaint_id)


def _fill(desk: Desk, session: Session, row: Option, entered: NewOption) -> None:
    option_id = records.require_id(row)
    row.explain_only = entered.explain_only
    row.admits_liability = entered.admits_liability
    for name in TEXTS:
        setattr(row, name, text(getattr(entered, name), name.replace("_", " ")))
    if entered.days_to_deliver is not None and entered.days_to_deliver < 0:
        msg = "An option cannot be delivered in less than no days."
        raise InvalidInputError(msg, "days_to_deliver")
    row.days_to_deliver = entered.days_to_deliver
    if entered.policy_clause_id is not None:
        records.get(session, LibraryEntry, entered.policy_clause_id)
    row.policy_clause_id = entered.policy_clause_id
    balance.require_scores(entered.scores)
    row.scores = json.dumps(dict(entered.scores), sort_keys=True) if entered.scores else ""
    for remedy in entered.remedies:
        if remedy.amount_minor < 0:
            msg = "A remedy cannot be worth less than nothing."
            raise InvalidInputError(msg, "amount")
        session.add(
            OptionRemedy.model_validate(
                {
                    "option_id": option_id,
                    "remedy": needed(remedy.remedy, "Remedy").strip(),
                    "amount_minor": remedy.amount_minor,
                    "money_kind": remedy.money_kind,
                    "note": text(remedy.note, "Note"),
                }
            )
        )
    for entry_id in entered.aim_ids:
        records.get(session, LibraryEntry, entry_id)
        session.add(OptionAim.model_validate({"option_id": option_id, "library_entry_id": entry_id}))
    _judge(desk, session, row)


TEXTS = (
    "benefit_customer",
    "drawback_customer",
    "benefit_organisation",
    "drawback_organisation",
    "service_offer_fit",
    "departure_reason",
    "precedent",
)
"""What is said of an option and kept as it is typed."""


def _judge(desk: Desk, session: Session, row: Option) -> None:
    """Record what authority says to the option, with the limits as they stand."""
    session.flush()
    complaint = records.get(session, Complaint, row.complaint_id)
    found = dossier.compose(desk, session, row.complaint_id)
    option = next(option for option in found.options if option.id == row.id)
    matrix = authority.limits(session, desk.today())
    earlier = authority.earlier_offers(session, complaint, desk.today())
    verdict = authority.verdict_on(desk, matrix, authority_rules.package_of(option, earlier))
    row.verdict = verdict.kind.value
    row.verdict_reason = verdict.reason
    row.verdict_role = verdict.approver_role
    row.verdict_limit_minor = verdict.limit_minor
    row.verdict_limits = authority.frozen(matrix)


def rank(desk: Desk, complaint_id: int, option_ids: Sequence[int]) -> Dossier:
    """Put the options in the handler's order, best first."""
    with desk.step("rank the options", complaint_id) as step:
        for place, option_id in enumerate(option_ids, start=1):
            records.owned(step.session, Option, complaint_id, option_id).rank = place
    return dossier.load(desk, complaint_id)


def present(desk: Desk, complaint_id: int, option_ids: Sequence[int]) -> Dossier:
    """Note that options were shown to the customer today."""
    label = "present an option" if len(option_ids) == 1 else f"present {len(option_ids)} options"
    with desk.step(label, complaint_id) as step:
        _workable(step.session, complaint_id, "present an option")
        for option_id in option_ids:
            records.owned(step.session, Option, complaint_id, option_id).presented_on = desk.today()
    return dossier.load(desk, complaint_id)


def view(
    desk: Desk, complaint_id: int, option_id: int, customer_view: str, rejected_reason: str = ""
) -> Dossier:
    """Note what the customer thinks of an option, or why it was not taken."""
    with desk.step("note a view on an option", complaint_id) as step:
        row = records.owned(step.session, Option, complaint_id, option_id)
        row.customer_view = text(customer_view, "Customer's view")
        row.rejected_reason = text(rejected_reason, "Why not taken")
    return dossier.load(desk, complaint_id)


def remove(desk: Desk, complaint_id: int, option_id: int) -> Dossier:
    """Take an option off the complaint that nobody has shown to the customer.

    Raises:
        InvalidInputError: If it was shown; it then stays, with why it was not taken.
    """
    with desk.step("remove an option", complaint_id) as step:
        _workable(step.session, complaint_id, "remove an option")
        row = records.owned(step.session, Option, complaint_id, option_id)
        if row.presented_on is not None:
            msg = f"Option {row.number} was put to the customer and stays; say why it was not taken."
            raise InvalidInputError(msg, "option")
        row.removed = True
    return dossier.load(desk, complaint_id)


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """A request for approval as it is entered."""

    option_id: int
    why: str
    approver: str
    approver_role: str
    amount_minor: int | None = None
    """What the approval is asked for; the worth of the whole option unless said otherwise."""


def ask_approval(desk: Desk, complaint_id: int, entered: ApprovalRequest) -> Dossier:
    """Ask somebody with more authority for their word on an option.

    Raises:
        InvalidInputError: If a needed field is empty, the role is not in the matrix, or the amount is below nothing.
    """
    with desk.step("ask for approval", complaint_id) as step:
        _workable(step.session, complaint_id, "ask for approval")
        complaint = records.get(step.session, Complaint, complaint_id)
        option = records.owned(step.session, Option, complaint_id, entered.option_id)
        matrix = authority.limits(step.session, desk.today())
        if authority_rules.limit_of(entered.approver_role, matrix) is None:
            names = ", ".join(limit.role for limit in matrix)
            msg = f"There is no role {entered.approver_role!r} in the authority matrix; there are {names}."
            raise InvalidInputError(msg, "approver_role")
        found = dossier.compose(desk, step.session, complaint_id)
        facts = next(each for each in found.options if each.id == option.id)
        amount = facts.total_minor if entered.amount_minor is None else entered.amount_minor
        if amount < 0:
            msg = "An approval cannot be asked for less than nothing."
            raise InvalidInputError(msg, "amount")
        earlier = authority.earlier_offers(step.session, complaint, desk.today())
        package = authority_rules.priced(authority_rules.package_of(facts, earlier), amount)
        step.session.add(
            Approval.model_validate(
                {
                    "complaint_id": complaint_id,
                    "option_id": option.id,
                    "what": f"Option {option.number}: {option.text}",
                    "amount_minor": amount,
                    "limit_breached": authority.verdict_on(desk, matrix, package).reason,
                    "why": needed(entered.why, "Why"),
                    "approver": needed(entered.approver, "Approver").strip(),
                    "approver_role": entered.approver_role,
                    "asked_on": desk.today(),
                    "covers_policy_departure": option.policy_clause_id is not None,
                }
            )
        )
    return dossier.load(desk, complaint_id)


def decide_approval(
    desk: Desk,
    complaint_id: int,
    approval_id: int,
    decision: Decision,
    conditions: str = "",
    expires_on: date | None = None,
    *,
    verbal: bool = False,
) -> Dossier:
    """Record the approver's word: approved (with conditions and until when), or refused.

    A yes by word of mouth is for an emergency: it holds until the end of the next working
    day, and then only if it was confirmed in writing (domain rule 19).

    Raises:
        InvalidInputError: If it was decided already, the expiry lies before today, or it is no word at all.
    """
    today = desk.today()
    if decision is Decision.asked:
        msg = "Say whether it was approved or refused."
        raise InvalidInputError(msg, "decision")
    if expires_on is not None:
        not_before(expires_on, today, "Holds until", "today")
    with desk.step(
        "record an approval" if decision is Decision.approved else "record a refusal", complaint_id
    ) as step:
        row = records.owned(step.session, Approval, complaint_id, approval_id)
        if row.decision is not Decision.asked:
            msg = f"That request is {row.decision.spoken} already; ask again instead."
            raise InvalidInputError(msg, "decision")
        row.decision = decision
        row.decided_on = today
        row.conditions = text(conditions, "Conditions")
        row.expires_on = expires_on
        if verbal and decision is Decision.approved:
            found = dossier.compose(desk, step.session, complaint_id)
            row.verbal = True
            row.written_due_on = desk.calendar(found.region).add(today, WRITTEN_WD)
    return dossier.load(desk, complaint_id)


def confirm_in_writing(
    desk: Desk, complaint_id: int, approval_id: int, written_on: date | None = None
) -> Dossier:
    """Note that a yes by word of mouth was confirmed in writing; today unless it is noted late.

    Raises:
        InvalidInputError: If there is nothing to confirm, or the day lies before the word or after today.
        NotFoundError: If the complaint has no such approval.
    """
    today = desk.today()
    with desk.step("note a written approval", complaint_id) as step:
        row = records.owned(step.session, Approval, complaint_id, approval_id)
        if not row.verbal or row.decided_on is None or row.written_on is not None:
            msg = "That approval has no word of mouth that is still to be confirmed."
            raise InvalidInputError(msg, "written_on")
        row.written_on = not_after(written_on or today, today, "In writing on", "today")
        not_before(row.written_on, row.decided_on, "In writing on", "the word was given")
    return dossier.load(desk, complaint_id)


def _workable(session: Session, complaint_id: int, act: str) -> Complaint:
    row = records.get(session, Complaint, complaint_id)
    stages.require_stage(row.stage, WORKED_AT, act, row.reference)
    return row
