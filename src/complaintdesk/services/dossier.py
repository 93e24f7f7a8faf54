"""The dossier: one complaint with all that belongs to it, loaded whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from complaintdesk.models import (
    Action,
    Agreement,
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
    Message,
    OptionAim,
    Override,
    Party,
    Pause,
    Promise,
    SatisfactionCheck,
    Source,
    SourceHead,
)
from complaintdesk.rules import balance, escalations, outcomes, triage_score
from complaintdesk.rules import dossier as facts
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import linked, standing, timeline
from complaintdesk.services.standing import copied, from_json
from complaintdesk.store import children as belonging
from complaintdesk.store import records
from complaintdesk.store.children import Children
from complaintdesk.vocabulary import LIVE_STAGES, Origin, Outcome

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
    children = belonging.of_one(session, complaint_id)
    files = _attachments(session, children)
    found = standing.of(desk, row, customer, children)
    found = replace(
        found,
        merged_into=_merged_into(session, row),
        procedure_stage=_procedure_stage(desk, row, children),
        parties=tuple(copied(facts.PartyFacts, row) for row in children.kept(Party)),
        heads=_heads(children),
        sources=_sources(found, children, files),
        contacts=tuple(
            copied(
                facts.ContactFacts,
                row,
                on=row.happened_on,
                attachment=files.get(row.attachment_id or 0),
            )
            for row in children.kept(Contact)
        ),
        messages=tuple(copied(facts.MessageFacts, row) for row in children.of(Message)),
        extensions=tuple(copied(facts.ExtensionFacts, row) for row in children.of(Extension)),
        pauses=tuple(copied(facts.PauseFacts, row) for row in children.of(Pause)),
        options=_options(session, found, children),
        agreement=_agreement(session, children),
        actions=tuple(
            replace(action, attachment=files.get(row.attachment_id or 0))
            for action, row in zip(found.actions, children.kept(Action), strict=True)
        ),
        letters=tuple(
            copied(
                facts.LetterFacts,
                row,
                checklist=from_json(row.checklist),
                attachment=files.get(row.attachment_id or 0),
            )
            for row in children.of(Letter)
        ),
        satisfaction=tuple(copied(facts.SatisfactionFacts, row) for row in children.of(SatisfactionCheck)),
        escalations=tuple(
            replace(handed, pack_file=files.get(row.pack_id or 0))
            for handed, row in zip(found.escalations, children.of(Escalation), strict=True)
        ),
        claims=tuple(
            copied(facts.ClaimFacts, row, kind=row.kind.value) for row in _claims(session, complaint_id)
        ),
        overrides=tuple(copied(facts.OverrideFacts, row) for row in children.of(Override)),
        links=linked.of_dossier(session, complaint_id),
        steps=timeline.of_complaint(session, complaint_id, row.batch_id),
    )
    return _with_judgements(desk, _marked(session, found, children))


def _marked(session: Session, found: Dossier, children: Children) -> Dossier:
    """Return the dossier with the origin of what came from a complaint that was merged into it."""
    rows = (
        ("contacts", children.kept(Contact)),
        ("promises", children.of(Promise)),
        ("sources", children.kept(Source)),
        ("heads", children.kept(Head)),
        ("implications", children.kept(Implication)),
        ("parties", children.kept(Party)),
    )
    ids = {row.merged_from_id for _, kept in rows for row in kept if row.merged_from_id}
    if not ids:
        return found
    origins = {each: records.get(session, Complaint, each).reference for each in ids}
    marked: dict[str, Any] = {
        name: tuple(
            replace(one, merged_from=origins.get(row.merged_from_id or 0, ""))
            for one, row in zip(getattr(found, name), kept, strict=True)
        )
        for name, kept in rows
    }
    return replace(found, **marked)


def _attachments(session: Session, children: Children) -> Mapping[int, facts.AttachmentFacts]:
    holders = (*children.kept(Source), *children.kept(Action), *children.of(Letter), *children.kept(Contact))
    ids = {row.attachment_id for row in holders if row.attachment_id}
    ids |= {row.pack_id for row in children.of(Escalation) if row.pack_id}
    if not ids:
        return {}
    rows = session.exec(_FILES, params={"ids": sorted(ids)})
    return {row.id or 0: copied(facts.AttachmentFacts, row, original_at="") for row in rows}


_FILES = select(Attachment).where(col(Attachment.id).in_(bindparam("ids", expanding=True)))


def _procedure_stage(desk: Desk, row: Complaint, children: Children) -> str:
    procedure = desk.procedures.get(row.procedure)
    stage = escalations.stage_of(standing.events(row, children), procedure) if procedure else None
    return stage.name if stage else ""


def _merged_into(session: Session, row: Complaint) -> str:
    other = session.get(Complaint, row.merged_into_id) if row.merged_into_id else None
    return other.reference if other else ""


def _heads(children: Children) -> tuple[facts.HeadFacts, ...]:
    sources: dict[int, list[int]] = defaultdict(list)
    for link in children.of(SourceHead):
        sources[link.head_id].append(link.source_id)
    return tuple(
        copied(facts.HeadFacts, row, source_ids=tuple(sources[row.id])) for row in children.kept(Head)
    )


def _sources(
    found: Dossier, children: Children, files: Mapping[int, facts.AttachmentFacts]
) -> tuple[facts.SourceFacts, ...]:
    heads: dict[int, list[int]] = defaultdict(list)
    for link in children.of(SourceHead):
        heads[link.source_id].append(link.head_id)
    sources = []
    for source, row in zip(found.sources, children.kept(Source), strict=True):
        file = files.get(row.attachment_id or 0)
        if file is not None:
            file = replace(file, original_at=row.where_kept)
        sources.append(replace(source, head_ids=tuple(heads[source.id]), attachment=file))
    return tuple(sources)


def _options(session: Session, found: Dossier, children: Children) -> tuple[facts.OptionFacts, ...]:
    aims: dict[int, list[int]] = defaultdict(list)
    for aim in children.of(OptionAim):
        aims[aim.option_id].append(aim.library_entry_id)
    return tuple(
        replace(
            option,
            aim_ids=tuple(aims[option.id]),
            policy_clause=clause(session, option.policy_clause_id),
            policy_text=_wording(session, option.policy_clause_id),
        )
        for option in found.options
    )


def clause(session: Session, entry_id: int | None) -> str:
    """Return a library entry as it is cited: code, title and edition."""
    entry = session.get(LibraryEntry, entry_id) if entry_id else None
    return f"{entry.code} {entry.title} (edition {entry.edition})" if entry else ""


def _wording(session: Session, entry_id: int | None) -> str:
    """Return what a library entry says, in the edition cited."""
    entry = session.get(LibraryEntry, entry_id) if entry_id else None
    return entry.text if entry else ""


def _agreement(session: Session, children: Children) -> facts.AgreementFacts | None:
    agreements = [row for row in children.of(Agreement) if not row.ended]
    if not agreements:
        return None
    row = agreements[-1]
    agreed: facts.AgreementFacts = copied(
        facts.AgreementFacts,
        row,
        policy_clause=clause(session, row.policy_clause_id),
        policy_text=_wording(session, row.policy_clause_id),
    )
    return agreed


def _claims(session: Session, complaint_id: int) -> Sequence[Claim]:
    return session.exec(_CLAIMS, params={"id": complaint_id}).all()


_CLAIMS = (
    select(Claim)
    .where(Claim.complaint_id == bindparam("id"), col(Claim.removed).is_(False))
    .order_by(col(Claim.id))
)
"""Built once: building it takes longer than running it."""


def _with_judgements(desk: Desk, found: Dossier) -> Dossier:
    """Return the dossier with what the rules say of it: outcome, balances and triage score."""
    outcome: Outcome | None = found.outcome if found.origin is Origin.history else outcomes.of(found)
    balanced = balance.balances(found.options, desk.balance_weights)
    scored = (
        triage_score.score(triage_score.facts_of(found), desk.triage_weights)
        if found.origin is Origin.referred and found.stage in LIVE_STAGES
        else triage_score.Score(0, ())
    )
    return replace(
        found,
        outcome=outcome,
        options=tuple(replace(option, balance=balanced.get(option.id)) for option in found.options),
        balance_weights=desk.balance_weights,
        triage_score=scored.points,
        triage_reasons=scored.reasons,
    )
