"""The dossier: one complaint with all that belongs to it, loaded whole."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from complaintdesk.errors import ProcedureError
from complaintdesk.models import (
    Action,
    Agreement,
    Approval,
    Attachment,
    Claim,
    Complaint,
    Contact,
    Customer,
    Escalation,
    Extension,
    Head,
    Implication,
    Letter,
    LibraryEntry,
    Milestone,
    Offer,
    Option,
    OptionAim,
    OptionRemedy,
    Override,
    Party,
    Pause,
    Promise,
    SatisfactionCheck,
    Source,
    SourceHead,
)
from complaintdesk.rules import balance, clocks, due_dates, escalations, outcomes, overlays, triage_score
from complaintdesk.rules import dossier as facts
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.procedure_grammar import ClockRule, Procedure
from complaintdesk.services import timeline
from complaintdesk.store import records
from complaintdesk.vocabulary import LIVE_STAGES, Direction, Origin, Outcome, Side

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def load(desk: Desk, complaint_id: int) -> Dossier:
    """Return the dossier of one complaint as of today.

    Raises:
        NotFoundError: If there is no such complaint.
    """
    with desk.reading() as session:
        return compose(desk, session, complaint_id)


def by_reference(desk: Desk, reference: str) -> Dossier:
    """Return the dossier of the complaint with this reference, in any spelling of it.

    Raises:
        NotFoundError: If there is no such complaint.
    """
    return load(desk, find_id(desk, reference))


def find_id(desk: Desk, reference: str) -> int:
    """Return the id of the complaint with this reference, in any spelling of it.

    Raises:
        NotFoundError: If there is no such complaint.
    """
    with desk.reading() as session:
        return records.require_id(records.by_reference(session, records.spelled(reference)))


def find(desk: Desk, session: Session, complaint_id: int) -> Dossier | None:
    """Return the dossier inside an open session, or None if the complaint is not there (any more)."""
    return compose(desk, session, complaint_id) if session.get(Complaint, complaint_id) else None


def compose(desk: Desk, session: Session, complaint_id: int) -> Dossier:
    """Return the dossier inside an open session, so that an act can show what it has just done.

    Raises:
        NotFoundError: If there is no such complaint.
    """
    row = records.get(session, Complaint, complaint_id)
    customer = session.get(Customer, row.customer_id) if row.customer_id else None
    loaded = _Children(session, complaint_id)
    plain = of_row(desk, row, customer, loaded)
    offers = _offers(loaded.offers)
    options = _options(session, loaded)
    found = replace(
        plain,
        merged_into=_merged_into(session, row),
        procedure_stage=_procedure_stage(desk, row, loaded),
        parties=_parties(loaded),
        heads=_heads(loaded),
        sources=_sources(loaded),
        implications=tuple(
            _copied(facts.ImplicationFacts, row) for row in loaded.of(Implication) if not row.removed
        ),
        contacts=tuple(_copied(facts.ContactFacts, row, on=row.happened_on) for row in loaded.contacts),
        promises=tuple(_copied(facts.PromiseFacts, row) for row in loaded.of(Promise)),
        extensions=tuple(_copied(facts.ExtensionFacts, row) for row in loaded.of(Extension)),
        pauses=tuple(_copied(facts.PauseFacts, row) for row in loaded.of(Pause)),
        options=options,
        approvals=tuple(_copied(facts.ApprovalFacts, row) for row in loaded.of(Approval)),
        offers=offers,
        agreement=_agreement(session, loaded),
        actions=_actions(loaded),
        letters=tuple(
            _copied(
                facts.LetterFacts,
                row,
                checklist=from_json(row.checklist),
                attachment=loaded.attachments.get(row.attachment_id or 0),
            )
            for row in loaded.of(Letter)
        ),
        satisfaction=tuple(_copied(facts.SatisfactionFacts, row) for row in loaded.of(SatisfactionCheck)),
        escalations=tuple(
            _copied(
                facts.EscalationFacts,
                row,
                to=row.handed_to,
                on=row.happened_on,
                checklist=from_json(row.checklist),
                pack_file=loaded.attachments.get(row.pack_id or 0),
            )
            for row in loaded.of(Escalation)
        ),
        claims=tuple(
            _copied(facts.ClaimFacts, row, kind=row.kind.value) for row in _claims(session, complaint_id)
        ),
        overrides=tuple(_copied(facts.OverrideFacts, row) for row in loaded.of(Override)),
        steps=timeline.of_complaint(session, complaint_id, row.batch_id),
    )
    return _with_judgements(desk, found)


def of_row(desk: Desk, row: Complaint, customer: Customer | None, loaded: _Children | None = None) -> Dossier:
    """Return what the complaint's own row says, with its clocks; what else belongs to it is left empty."""
    whose = desk.whose
    paused = next((pause for pause in loaded.of(Pause) if pause.to_on is None), None) if loaded else None
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
        clocks=_clocks(desk, row, loaded),
        paused=paused is not None,
        paused_reason=paused.reason if paused else "",
        satisfaction_score=row.satisfaction,
        procedure_name=_procedure_name(desk, row.procedure),
        extra=from_json(row.extra),
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


class _Children:
    """The rows that belong to one complaint, each table read once."""

    def __init__(self, session: Session, complaint_id: int) -> None:
        self._session = session
        self._complaint_id = complaint_id
        self._read: dict[type, Sequence[Any]] = {}
        self.offers: Sequence[Offer] = self.of(Offer)
        self.contacts = [row for row in self.of(Contact) if not row.removed]
        self.sources = [row for row in self.of(Source) if not row.removed]
        self.actions = [row for row in self.of(Action) if not row.removed]
        self.links = self._links()
        self.attachments = self._attachments()

    def of(self, table: type[Any]) -> Sequence[Any]:
        """Return the complaint's rows of one table, oldest first."""
        if table not in self._read:
            self._read[table] = records.of_complaint(self._session, table, self._complaint_id)
        return self._read[table]

    def _links(self) -> Sequence[tuple[int, int]]:
        ids = [row.id for row in self.sources]
        if not ids:
            return ()
        rows = self._session.exec(
            select(SourceHead.source_id, SourceHead.head_id)
            .where(col(SourceHead.source_id).in_(ids))
            .order_by(col(SourceHead.id))
        )
        return [(source, head) for source, head in rows]

    def _attachments(self) -> Mapping[int, facts.AttachmentFacts]:
        holders = (*self.sources, *self.actions, *self.of(Letter))
        ids = {row.attachment_id for row in holders if row.attachment_id}
        ids |= {row.pack_id for row in self.of(Escalation) if row.pack_id}
        if not ids:
            return {}
        rows = self._session.exec(select(Attachment).where(col(Attachment.id).in_(ids)))
        return {row.id or 0: _copied(facts.AttachmentFacts, row, original_at="") for row in rows}


def _copied(of: type[Any], row: Any, /, **given: Any) -> Any:
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


def _procedure_stage(desk: Desk, row: Complaint, loaded: _Children) -> str:
    procedure = desk.procedures.get(row.procedure)
    stage = escalations.stage_of(events(row, loaded), procedure) if procedure else None
    return stage.name if stage else ""


def _merged_into(session: Session, row: Complaint) -> str:
    other = session.get(Complaint, row.merged_into_id) if row.merged_into_id else None
    return other.reference if other else ""


def _parties(loaded: _Children) -> tuple[facts.PartyFacts, ...]:
    return tuple(_copied(facts.PartyFacts, row) for row in loaded.of(Party) if not row.removed)


def _heads(loaded: _Children) -> tuple[facts.HeadFacts, ...]:
    sources: dict[int, list[int]] = defaultdict(list)
    for source_id, head_id in loaded.links:
        sources[head_id].append(source_id)
    return tuple(
        _copied(facts.HeadFacts, row, source_ids=tuple(sources[row.id]))
        for row in loaded.of(Head)
        if not row.removed
    )


def _sources(loaded: _Children) -> tuple[facts.SourceFacts, ...]:
    heads: dict[int, list[int]] = defaultdict(list)
    for source_id, head_id in loaded.links:
        heads[source_id].append(head_id)
    found = []
    for row in loaded.sources:
        attachment = loaded.attachments.get(row.attachment_id or 0)
        if attachment is not None:
            attachment = replace(attachment, original_at=row.where_kept)
        found.append(
            _copied(facts.SourceFacts, row, head_ids=tuple(heads[row.id or 0]), attachment=attachment)
        )
    return tuple(found)


def _options(session: Session, loaded: _Children) -> tuple[facts.OptionFacts, ...]:
    rows = [row for row in loaded.of(Option) if not row.removed]
    ids = [row.id for row in rows]
    remedies: dict[int, list[facts.RemedyFacts]] = defaultdict(list)
    aims: dict[int, list[int]] = defaultdict(list)
    if ids:
        for remedy in session.exec(
            select(OptionRemedy).where(col(OptionRemedy.option_id).in_(ids)).order_by(col(OptionRemedy.id))
        ):
            remedies[remedy.option_id].append(_copied(facts.RemedyFacts, remedy))
        for aim in session.exec(select(OptionAim).where(col(OptionAim.option_id).in_(ids))):
            aims[aim.option_id].append(aim.library_entry_id)
    return tuple(
        _copied(
            facts.OptionFacts,
            row,
            remedies=tuple(remedies[row.id]),
            aim_ids=tuple(aims[row.id]),
            policy_clause=clause(session, row.policy_clause_id),
            scores=from_json(row.scores),
            balance=None,
            verdict=(
                facts.VerdictFacts(row.verdict, row.verdict_reason, row.verdict_role, row.verdict_limit_minor)
                if row.verdict
                else None
            ),
        )
        for row in rows
    )


def clause(session: Session, entry_id: int | None) -> str:
    """Return a library entry as it is cited: code, title and edition."""
    entry = session.get(LibraryEntry, entry_id) if entry_id else None
    return f"{entry.code} {entry.title} (edition {entry.edition})" if entry else ""


def _offers(rows: Sequence[Offer]) -> tuple[facts.OfferFacts, ...]:
    return tuple(_copied(facts.OfferFacts, row) for row in rows)


def _agreement(session: Session, loaded: _Children) -> facts.AgreementFacts | None:
    standing = [row for row in loaded.of(Agreement) if not row.ended]
    if not standing:
        return None
    row = standing[-1]
    agreed: facts.AgreementFacts = _copied(
        facts.AgreementFacts, row, policy_clause=clause(session, row.policy_clause_id)
    )
    return agreed


def _actions(loaded: _Children) -> tuple[facts.ActionFacts, ...]:
    return tuple(
        _copied(facts.ActionFacts, row, attachment=loaded.attachments.get(row.attachment_id or 0))
        for row in loaded.actions
    )


def _claims(session: Session, complaint_id: int) -> Sequence[Claim]:
    return session.exec(
        select(Claim)
        .where(Claim.complaint_id == complaint_id, col(Claim.removed).is_(False))
        .order_by(col(Claim.id))
    ).all()


def _clocks(desk: Desk, row: Complaint, loaded: _Children | None) -> tuple[Clock, ...]:
    if row.origin is Origin.history:
        return ()
    about_data = loaded is not None and any(
        head.about_data_protection for head in loaded.of(Head) if not head.removed
    )
    region = row.region or desk.whose.region
    pauses = [due_dates.Pause(p.from_on, p.to_on, p.reason) for p in loaded.of(Pause)] if loaded else []
    extensions = (
        [due_dates.Extension(e.clock, e.decided_on, e.to_on) for e in loaded.of(Extension)] if loaded else []
    )
    return tuple(
        clock
        for procedure in _procedures(desk, row.procedure, region, row.received_on, about_data)
        for clock in clocks.clocks(
            procedure,
            events(row, loaded),
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
    return _procedures(desk, found.procedure, found.region, found.received_on, about_data)


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
    desk: Desk, procedure_id: str, region: str, received_on: date, about_data: bool
) -> tuple[Procedure, ...]:
    own = desk.procedures.get(procedure_id)
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


def events(row: Complaint, loaded: _Children | None) -> dict[str, date]:
    """Return what has happened to a complaint that starts or meets clocks: event -> the (last) day of it."""
    known = {"received": row.received_on, "knowledge": row.knowledge_on, "closed": row.closed_on}
    happened = {event: day for event, day in known.items() if day is not None}
    # Until somebody has spoken to the customer, their silence counts from the day the complaint came.
    happened["last_contact"] = row.referred_on or row.received_on
    if loaded is not None:
        told = [
            contact.happened_on
            for contact in loaded.contacts
            if contact.side is Side.customer and contact.direction is Direction.outward
        ]
        if told:
            happened["last_contact"] = max(told)
        for milestone in loaded.of(Milestone):
            earlier = happened.get(milestone.event, date.min)
            happened[milestone.event] = max(earlier, milestone.happened_on)
    return happened


def _with_judgements(desk: Desk, found: Dossier) -> Dossier:
    """Return the dossier with what the rules say of it: outcome, balances and triage score."""
    outcome: Outcome | None = found.outcome if found.origin is Origin.history else outcomes.of(found)
    balanced = balance.balances(found.options)
    scored = (
        triage_score.score(triage_score.facts_of(found))
        if found.origin is Origin.referred and found.stage in LIVE_STAGES
        else triage_score.Score(0, ())
    )
    return replace(
        found,
        outcome=outcome,
        options=tuple(replace(option, balance=balanced.get(option.id)) for option in found.options),
        triage_score=scored.points,
        triage_reasons=scored.reasons,
    )
