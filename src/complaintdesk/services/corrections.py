"""Corrections: what was entered of an investigation is put right, and files are added to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from complaintdesk.errors import InvalidInputError
from complaintdesk.models import Head, Implication, Party, Source, SourceHead
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import dossier, evidence
from complaintdesk.services.investigation import NewParty, attachment_row
from complaintdesk.services.texts import needed, text
from complaintdesk.services.worked import in_hand
from complaintdesk.store import records
from complaintdesk.vocabulary import Likelihood, Side, SourceKind

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class SourceWords:
    """What can be put right of a source; when it was asked for and came stays as it was noted."""

    kind: SourceKind
    what: str
    shows: str
    where_kept: str
    head_ids: tuple[int, ...]
    heard_side: Side | None = None


def source(desk: Desk, complaint_id: int, source_id: int, said: SourceWords) -> Dossier:
    """Put right what a source is, shows and bears on.

    Raises:
        InvalidInputError: If it does not say what the source is.
        NotFoundError: If the complaint has no such source or head.
    """
    with desk.step("edit a source", complaint_id) as step:
        in_hand(step.session, complaint_id, "edit a source")
        row = records.owned(step.session, Source, complaint_id, source_id)
        row.kind = said.kind
        row.what = needed(said.what, "What it is").strip()
        row.shows = text(said.shows, "What it shows")
        row.where_kept = text(said.where_kept, "Where it is kept").strip()
        row.heard_side = said.heard_side
        _bear_on(step.session, complaint_id, source_id, said.head_ids)
    return dossier.load(desk, complaint_id)


def attach(desk: Desk, complaint_id: int, source_id: int, file: Path | evidence.Taken) -> Dossier:
    """Add a file to a source, in place of the one it has; the file is kept before the step that names it.

    Raises:
        NotFoundError: If the file is not there.
        InvalidInputError: If it is not a plain file.
    """
    taken = evidence.taken(desk, file)
    with desk.step("attach a file", complaint_id) as step:
        in_hand(step.session, complaint_id, "attach a file")
        row = records.owned(step.session, Source, complaint_id, source_id)
        row.attachment_id = attachment_row(desk, step.session, taken)
    return dossier.load(desk, complaint_id)


def implication(
    desk: Desk, complaint_id: int, implication_id: int, words: str, likelihood: Likelihood, severity: int
) -> Dossier:
    """Put right what an implication says, how likely it is and how grave.

    Raises:
        InvalidInputError: If its severity is not 1 to 5.
    """
    if not 1 <= severity <= 5:
        msg = f"Severity goes from 1 (slight) to 5 (grave), not {severity}."
        raise InvalidInputError(msg, "severity")
    with desk.step("edit an implication", complaint_id) as step:
        in_hand(step.session, complaint_id, "edit an implication")
        row = records.owned(step.session, Implication, complaint_id, implication_id)
        row.text = text(words, "Implication")
        row.likelihood = likelihood
        row.severity = severity
    return dossier.load(desk, complaint_id)


def party(desk: Desk, complaint_id: int, party_id: int, said: NewParty) -> Dossier:
    """Put right what is known of a person or body around the complaint.

    Raises:
        InvalidInputError: If the name is missing.
    """
    with desk.step("edit a party", complaint_id) as step:
        in_hand(step.session, complaint_id, "edit a party")
        row = records.owned(step.session, Party, complaint_id, party_id)
        row.role = said.role
        row.name = needed(said.name, "Name").strip()
        row.position = text(said.position, "Position").strip()
        row.organisation = text(said.organisation, "Organisation").strip()
        row.email = text(said.email, "E-mail").strip()
        row.phone = text(said.phone, "Phone").strip()
        row.authority_to_act = said.authority_to_act
        row.authority_note = text(said.authority_note, "Authority to act")
        row.complained_of = said.complained_of
    return dossier.load(desk, complaint_id)


def _bear_on(session: Session, complaint_id: int, source_id: int, head_ids: tuple[int, ...]) -> None:
    links = session.exec(select(SourceHead).where(col(SourceHead.source_id) == source_id)).all()
    for link in links:
        if link.head_id not in head_ids:
            session.delete(link)
    known = {link.head_id for link in links}
    for head_id in head_ids:
        records.owned(session, Head, complaint_id, head_id)
        if head_id not in known:
            session.add(SourceHead.model_validate({"source_id": source_id, "head_id": head_id}))
