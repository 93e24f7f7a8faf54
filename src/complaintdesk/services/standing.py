"""Where a complaint stands: its own row, its clocks, and all that is due or weighs on it.

This much of a dossier is what the lists sort by, so it can be had of many complaints at once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from complaintdesk.errors import ProcedureError
from complaintdesk.models import (
    Action,
    Approval,
    Complaint,
    Contact,
    Customer,
    Escalation,
    Extension,
    Head,
    Implication,
    Milestone,
    Offer,
    Option,
    OptionRemedy,
    Pause,
    Promise,
    Source,
)
from complaintdesk.rules import clocks, due_dates, informing, overlays, reopening
from complaintdesk.rules import dossier as facts
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.procedure_grammar import ClockRule, Procedure
from complaintdesk.store import children as belonging
from complaintdesk.store import records
from complaintdesk.store.children import Children
from complaintdesk.vocabulary import Direction, Origin, Side

if TYPE_CHECKING:
    from sqlmodel import Session

    from complaintdesk.services.desk import Desk

TABLES = (
    Action, Approval, Contact, Escalation, Extension, Head, Implication, Milestone, Offer, Option, OptionRemedy, Pause,
    Promise, Source,
)  # fmt: skip
"""What says where a complaint stands, besides its own row."""


def of_each(desk: Desk, session: Session, complaint_ids: Iterable[int]) -> Iterator[Dossier]:
    """Yield where each of some complaints stands, in the order of their ids; those that are not there are left out.

    They are read some hundreds at a time, and what the session held before is forgotten.
    """
    for row, children in belonging.of_each(session, complaint_ids, TABLES):
        yield of(desk, row, None, children)


def of(desk: Desk, row: Complaint, customer: Customer | None, children: Children) -> Dossier:
    """Return what the complaint's row says, its clocks, and everything that is or was due on it."""
    whose = desk.whose
    paused = next((pause for pause in children.of(Pause) if pause.to_on is None), None)
    return Dossier(
        id=records.require_id(row),
        version=row.version,
        today=desk.today(),
        currency=whose.currency,
        handler=whose.handler,
        organisation=whose.organisation,
        role=whose.role,
        region=row.region or whose.region,
        customer=customer.name if customer else "",
        customer_email=customer.email if customer else "",
        customer_phone=customer.phone if customer else "",
        clocks=clocks_of(desk, row, children),
        paused=paused is not None,
        paused_reason=paused.reason if paused else "",
        satisfaction_score=row.satisfaction,
        procedure_name=_procedure_name(desk, row.procedure),
        extra=from_json(row.extra),
        promises=tuple(copied(facts.PromiseFacts, row) for row in children.of(Promise)),
        offers=tuple(copied(facts.OfferFacts, row) for row in children.of(Offer)),
        options=_options(children),
        actions=tuple(copied(facts.ActionFacts, row, attachment=None) for row in children.kept(Action)),
        sources=tuple(copied(facts.SourceFacts, row, attachment=None) for row in children.kept(Source)),
        approvals=tuple(copied(facts.ApprovalFacts, row) for row in children.of(Approval)),
        implications=tuple(copied(facts.ImplicationFacts, row) for row in children.kept(Implication)),
        escalations=tuple(
            copied(
                facts.EscalationFacts,
                row,
                to=row.handed_to,
                on=row.happened_on,
                checklist=from_json(row.checklist),
                pack_file=None,
            )
            for row in children.of(Escalation)
        ),
        **{name: getattr(row, name) for name in _SAME_ON_COMPLAINT},
    )


_SAME_ON_COMPLAINT = (
    "reference",
    "origin",
    "stage",
    "customer_id",
    "source_id",
    "preset",
    "received_on",
    "received_time",
    "knowledge_on",
    "incident_on",
    "referred_on",
    "referred_by",
    "referral_reason",
    "prior_decider",
    "channel",
    "product",
    "service_area",
    "location",
    "category",
    "cause",
    "about",
    "narrative",
    "wants",
    "account_ref",
    "severity",
    "severity_reason",
    "complexity",
    "urgent",
    "safety",
    "vulnerable",
    "adjustments",
    "contact_method",
    "update_working_days",
    "owner",
    "accepted_on",
    "conflict_note",
    "conflict",
    "procedure",
    "variant",
    "vulnerability_drivers",
    "about_vulnerability",
    "legal_hold",
    "legal_hold_reason",
    "disposed_on",
    "privileged",
    "contact_plan",
    "returned_on",
    "returned_reason",
    "closed_on",
    "reopened_on",
    "outcome",
    "outcome_reason",
    "one_option_reason",
    "root_cause",
    "affects_others",
    "local_fix",
    "systemic_fix",
    "remedy",
    "amount_minor",
    "accepted",
)
"""What the dossier says of a complaint in the same word as its row."""


def copied(of: type[Any], row: Any, /, **given: Any) -> Any:
    """Return facts of the class `of` from the columns of the same names, and what is given beside them."""
    names = of.__dataclass_fields__
    same = {name: getattr(row, name) for name in names if name not in given and hasattr(row, name)}
    return of(**same, **given)


def from_json(text: str) -> dict[str, Any]:
    """Return the object a JSON column holds; an empty column is an empty object."""
    return dict(json.loads(text)) if text else {}


def _procedure_name(desk: Desk, procedure_id: str) -> str:
    found = desk.procedures.get(procedure_id)
    return found.name if found else procedure_id


def _options(children: Children) -> tuple[facts.OptionFacts, ...]:
    remedies: dict[int, list[facts.RemedyFacts]] = defaultdict(list)
    for remedy in children.of(OptionRemedy):
        remedies[remedy.option_id].append(copied(facts.RemedyFacts, remedy))
    return tuple(
        copied(
            facts.OptionFacts,
            row,
            remedies=tuple(remedies[row.id]),
            scores=from_json(row.scores),
            balance=None,
            verdict=(
                facts.VerdictFacts(row.verdict, row.verdict_reason, row.verdict_role, row.verdict_limit_minor)
                if row.verdict
                else None
            ),
        )
        for row in children.kept(Option)
    )


def clocks_of(
    desk: Desk, row: Complaint, children: Children, as_if: Mapping[str, date] = MappingProxyType({})
) -> tuple[Clock, ...]:
    """Return every clock of a complaint as of the desk's day, as if some events had happened; none for history."""
    if row.origin is Origin.history:
        return ()
    about_data = any(head.about_data_protection for head in children.kept(Head))
    region = row.region or desk.whose.region
    pauses = [due_dates.Pause(p.from_on, p.to_on, p.reason) for p in children.of(Pause)]
    extensions = [due_dates.Extension(e.clock, e.decided_on, e.to_on) for e in children.of(Extension)]
    return tuple(
        clock
        for procedure in _procedures(
            desk,
            row.procedure,
            region,
            row.received_on,
            about_data,
            row.update_working_days,
            row.reopened_on is not None,
        )
        for clock in clocks.clocks(
            procedure,
            {**events(row, children), **as_if},
            desk.calendar(region),
            desk.today(),
            pauses,
            extensions,
            variants=(row.variant,) if row.variant else (),
            times=received_at(row.received_time),
            cutoff=hour(desk.whose.cutoff),
        )
    )


def procedures_of(desk: Desk, found: Dossier) -> tuple[Procedure, ...]:
    """Return the procedure a complaint is handled under, and those that run beside it; none for history."""
    if found.origin is Origin.history:
        return ()
    about_data = any(head.about_data_protection for head in found.heads)
    return _procedures(
        desk,
        found.procedure,
        found.region,
        found.received_on,
        about_data,
        found.update_working_days,
        found.reopened_on is not None,
    )


def rule_of(desk: Desk, found: Dossier, clock_id: str) -> ClockRule:
    """Return the rule of one clock of a complaint, of its procedure or of one that runs beside it.

    Raises:
        ProcedureError: If none of them has such a clock.
    """
    for procedure in procedures_of(desk, found):
        for rule in procedure.clocks:
            if rule.id == clock_id:
                return rule
    raise ProcedureError(f"The procedure of {found.reference} has no clock {clock_id!r}.")


def _procedures(
    desk: Desk,
    procedure_id: str,
    region: str,
    received_on: date,
    about_data: bool,
    rhythm: int | None,
    is_reopened: bool,
) -> tuple[Procedure, ...]:
    own = desk.procedures.get(procedure_id)
    if own is not None:
        own = informing.with_rhythm(own, rhythm or desk.whose.update_working_days)
        own = reopening.with_reopening(own) if is_reopened else own
    conditions = {overlays.ABOUT_DATA_PROTECTION} if about_data else set()
    regions = {region, own.region} if own else {region}
    others = (each for one, each in desk.procedures.items() if one != procedure_id)
    beside = overlays.applying(others, conditions, regions, received_on)
    return (own, *beside) if own else beside


def received_at(received_time: str) -> dict[str, time]:
    """Return the time of day at which a complaint came in, by its event; empty where that is not known."""
    at = hour(received_time)
    return {} if at is None else {"received": at}


def hour(text: str) -> time | None:
    """Return the time of day that a column holds as `17:00`; None for an empty one."""
    return time.fromisoformat(text) if text else None


def events(row: Complaint, children: Children) -> dict[str, date]:
    """Return what has happened to a complaint that starts or meets clocks: event -> the (last) day of it."""
    known = {"received": row.received_on, "knowledge": row.knowledge_on, "closed": row.closed_on}
    happened = {event: day for event, day in known.items() if day is not None}
    # Until somebody has spoken to the customer, their silence counts from the day the complaint came.
    happened["last_contact"] = row.referred_on or row.received_on
    told = [
        contact.happened_on
        for contact in children.kept(Contact)
        if contact.side is Side.customer and contact.direction is Direction.outward
    ]
    if told:
        happened["last_contact"] = max(told)
    milestones = ((each.event, each.happened_on) for each in children.of(Milestone))
    for event, day in reopening.dated(milestones).items():
        happened[event] = max(happened.get(event, day), day)
    return happened
