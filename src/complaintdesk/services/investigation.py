"""Investigation: heads, sources and gaps, findings, and the people around a complaint."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from complaintdesk.errors import GateError, InvalidInputError
from complaintdesk.models import Attachment, Contact, Head, Implication, Party, Source, SourceHead
from complaintdesk.rules import citing
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import dossier, evidence, linked
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.services.worked import in_hand
from complaintdesk.store import attachments, records
from complaintdesk.vocabulary import Direction, Finding, Known, PartyRole, Side, SourceKind

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source as it is entered: collected (`obtained_on`) or asked for (`asked_of`, `asked_on`, `due_on`)."""

    kind: SourceKind
    what: str
    shows: str = ""
    where_kept: str = ""
    obtained_on: date | None = None
    obtained_from: str = ""
    asked_of: str = ""
    asked_on: date | None = None
    due_on: date | None = None
    heard_side: Side | None = None
    head_ids: tuple[int, ...] = ()
    file: Path | evidence.Taken | None = None


@dataclass(frozen=True, slots=True)
class NewParty:
    """A person or body as it is entered."""

    role: PartyRole
    name: str
    position: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    authority_to_act: Known = Known.unknown
    authority_note: str = ""
    nicknames: str = field(default="")
    complained_of: bool = False
    """Whether the complaint is about this person."""


@dataclass(frozen=True, slots=True)
class Chase:
    """How something that has not come was chased."""

    due_on: date
    """The new day by which it is to come."""
    words: str
    """What was said."""
    side: Side = Side.colleague
    """Whose it is to send: a colleague's or a third party's."""
    channel: str = "email"


def add_head(
    desk: Desk, complaint_id: int, words: str, cause: str = "", *, about_data_protection: bool = False
) -> Dossier:
    """Add a point complained of.

    Raises:
        InvalidInputError: If it says nothing.
    """
    with desk.step("add a head", complaint_id) as step:
        in_hand(step.session, complaint_id, "add a head")
        step.session.add(
            Head.model_validate(
                {
                    "complaint_id": complaint_id,
                    "number": records.next_number(step.session, Head, complaint_id),
                    "text": needed(words, "Head").strip(),
                    "cause": text(cause, "Cause").strip(),
                    "about_data_protection": about_data_protection,
                }
            )
        )
    return dossier.load(desk, complaint_id)


def edit_head(
    desk: Desk,
    complaint_id: int,
    head_id: int,
    words: str,
    cause: str = "",
    root_cause: str = "",
    *,
    about_data_protection: bool | None = None,
) -> Dossier:
    """Change the words and causes of a head, and whether it is about data protection; None leaves that.

    Raises:
        InvalidInputError: If it says nothing.
    """
    with desk.step("edit a head", complaint_id) as step:
        in_hand(step.session, complaint_id, "edit a head")
        row = records.owned(step.session, Head, complaint_id, head_id)
        row.text = needed(words, "Head").strip()
        row.cause = text(cause, "Cause").strip()
        row.root_cause = text(root_cause, "Root cause").strip()
        if about_data_protection is not None:
            row.about_data_protection = about_data_protection
    return dossier.load(desk, complaint_id)


def find(
    desk: Desk,
    complaint_id: int,
    head_id: int,
    finding: Finding,
    reasons: str,
    source_ids: Collection[int] = (),
    root_cause: str = "",
    proof_note: str = "",
) -> Dossier:
    """Record what was found on a head, with reasons that cite sources.

    A source is cited by its id, or by its number in the reasons: "source 2". A head
    that was withdrawn or lies outside scope needs reasons but no source.

    Args:
        desk: The desk.
        complaint_id: The complaint.
        head_id: The head.
        finding: What was found.
        reasons: Why; the sources whose numbers they name are cited too.
        source_ids: Sources that the finding rests on.
        root_cause: What lies beneath it; empty leaves it as it is.
        proof_note: How sure the finding is, and by what measure; empty leaves it as it is.

    Raises:
        GateError: If no source is cited, or a cited one has not come yet.
        InvalidInputError: If no reasons are given, or they cite a source there is not.
    """
    with desk.step("record a finding", complaint_id) as step:
        in_hand(step.session, complaint_id, "record a finding")
        row = records.owned(step.session, Head, complaint_id, head_id)
        row.reasons = needed(reasons, "Reasons")
        row.finding = finding
        if root_cause:
            row.root_cause = text(root_cause, "Root cause").strip()
        if proof_note.strip():
            row.proof_note = text(proof_note, "Standard of proof").strip()
        named = _named_in(step.session, complaint_id, row.reasons)
        cited = _bear_on(step.session, complaint_id, head_id, {*source_ids, *named})
        if finding not in {Finding.withdrawn, Finding.outside_scope}:
            _require_sources(row, cited)
    return dossier.load(desk, complaint_id)


def _named_in(session: Session, complaint_id: int, reasons: str) -> list[int]:
    """Return the ids of the sources that the reasons name by their numbers.

    Raises:
        InvalidInputError: If there is no source of such a number.
    """
    sources = records.of_complaint(session, Source, complaint_id)
    known = {source.number: records.require_id(source) for source in sources if not source.removed}
    unknown = [str(number) for number in citing.cited(reasons) if number not in known]
    if unknown:
        msg = f"There is no source {' or '.join(unknown)}; the reasons cite it."
        raise InvalidInputError(msg, "reasons")
    return [known[number] for number in citing.cited(reasons)]


def _require_sources(head: Head, cited: Sequence[Source]) -> None:
    if not [source for source in cited if source.obtained_on is not None]:
        msg = f"Head {head.number} needs at least one source that has come before a finding."
        raise GateError(msg, ["Add a source, or say which of those collected bears on this head."])


def _bear_on(
    session: Session, complaint_id: int, head_id: int, source_ids: Collection[int]
) -> Sequence[Source]:
    known = set(session.exec(select(SourceHead.source_id).where(SourceHead.head_id == head_id)))
    for source_id in sorted(source_ids):
        records.owned(session, Source, complaint_id, source_id)
        if source_id not in known:
            session.add(SourceHead.model_validate({"source_id": source_id, "head_id": head_id}))
    cited = known | set(source_ids)
    return session.exec(
        select(Source)
        .where(col(Source.id).in_(cited), col(Source.removed).is_(False))
        .order_by(col(Source.id))
    ).all()


def add_source(desk: Desk, complaint_id: int, entered: NewSource) -> Dossier:
    """Add a source, with its file if it has one; the file is kept before the step that names it.

    What is new of a merged complaint goes to the one that lives.

    Raises:
        NotFoundError: If the file is not there.
        InvalidInputError: If the file is not a plain file, or neither date is given.
    """
    _require_its_day(entered, desk.today())
    what = needed(entered.what, "What it is").strip()
    with desk.reading() as session:
        complaint_id = linked.living(session, complaint_id)
    taken = evidence.taken(desk, entered.file) if entered.file else None
    with desk.step(
        "ask for a source" if entered.obtained_on is None else "add a source", complaint_id
    ) as step:
        in_hand(step.session, complaint_id, "add a source")
        row = Source.model_validate(
            {
                "complaint_id": complaint_id,
                "number": records.next_number(step.session, Source, complaint_id),
                "kind": entered.kind,
                "what": what,
                "shows": text(entered.shows, "What it shows"),
                "where_kept": text(entered.where_kept, "Where it is kept").strip(),
                "obtained_on": entered.obtained_on,
                "obtained_from": text(entered.obtained_from, "From").strip(),
                "asked_of": text(entered.asked_of, "Asked of").strip(),
                "asked_on": entered.asked_on,
                "due_on": entered.due_on,
                "heard_side": entered.heard_side,
                "attachment_id": attachment_row(desk, step.session, taken) if taken else None,
            }
        )
        step.session.add(row)
        step.session.flush()
        for head_id in entered.head_ids:
            records.owned(step.session, Head, complaint_id, head_id)
            step.session.add(
                SourceHead.model_validate({"source_id": records.require_id(row), "head_id": head_id})
            )
    return dossier.load(desk, complaint_id)


def _require_its_day(entered: NewSource, today: date) -> None:
    """Refuse a source of which it is not said when it came, or else of whom it was asked and when."""
    if entered.obtained_on is None and entered.asked_on is None:
        msg = "Say when it came, or of whom it was asked and when."
        raise InvalidInputError(msg, "obtained_on")
    if entered.obtained_on is not None:
        not_after(entered.obtained_on, today, "Came on", "today")
    if entered.asked_on is not None:
        not_after(entered.asked_on, today, "Asked on", "today")
        if entered.obtained_on is None:
            needed(entered.asked_of, "Asked of")


def receive_source(
    desk: Desk,
    complaint_id: int,
    source_id: int,
    shows: str,
    where_kept: str = "",
    file: Path | evidence.Taken | None = None,
) -> Dossier:
    """Note that what was asked for has come today, and what it shows.

    Raises:
        InvalidInputError: If it has come already; nothing is overwritten.
        NotFoundError: If the complaint has no such source, or the file is not there.
    """
    with desk.reading() as session:
        _awaited(session, complaint_id, source_id)
    taken = evidence.taken(desk, file) if file else None
    with desk.step("receive a source", complaint_id) as step:
        in_hand(step.session, complaint_id, "receive a source")
        row = _awaited(step.session, complaint_id, source_id)
        row.obtained_on = desk.today()
        row.shows = text(shows, "What it shows")
        row.where_kept = text(where_kept, "Where it is kept").strip() or row.where_kept
        if taken:
            row.attachment_id = attachment_row(desk, step.session, taken)
    return dossier.load(desk, complaint_id)


def chase(desk: Desk, complaint_id: int, source_id: int, chased: Chase) -> Dossier:
    """Chase what was asked for and has not come: a contact, and a new day by which it is to come.

    Raises:
        InvalidInputError: If it has come already, nothing was said, or the new day lies in the past.
        NotFoundError: If the complaint has no such source.
    """
    today = desk.today()
    not_before(chased.due_on, today, "The new date", "today")
    words = needed(chased.words, "What was said")
    with desk.step("chase a source", complaint_id) as step:
        in_hand(step.session, complaint_id, "chase a source")
        row = _awaited(step.session, complaint_id, source_id)
        row.chased_on = today
        row.chases += 1
        row.due_on = chased.due_on
        step.session.add(
            Contact.model_validate(
                {
                    "complaint_id": complaint_id,
                    "at": desk.now(),
                    "happened_on": today,
                    "side": chased.side,
                    "direction": Direction.outward,
                    "channel": needed(chased.channel, "Channel").strip(),
                    "with_whom": row.asked_of,
                    "summary": words,
                }
            )
        )
    return dossier.load(desk, complaint_id)


def _awaited(session: Session, complaint_id: int, source_id: int) -> Source:
    """Return a source that has not come yet.

    Raises:
        InvalidInputError: If it has.
    """
    row = records.owned(session, Source, complaint_id, source_id)
    if row.obtained_on is not None:
        msg = f"Source {row.number} came on {row.obtained_on}; what is said of it can be edited."
        raise InvalidInputError(msg, "shows")
    return row


def attachment_row(desk: Desk, session: Session, taken: attachments.Taken) -> int:
    """Return the id of the attachment row for bytes that were taken in; known bytes have one already."""
    row = session.exec(select(Attachment).where(Attachment.sha256 == taken.sha256)).first()
    if row is None:
        row = Attachment.model_validate(
            {
                "sha256": taken.sha256,
                "name": text(taken.name, "File name"),
                "size": taken.size,
                "media_type": taken.media_type,
                "taken_at": desk.now(),
            }
        )
        session.add(row)
        session.flush()
    return records.require_id(row)


def add_party(desk: Desk, complaint_id: int, entered: NewParty) -> Dossier:
    """Add a person or body around the complaint."""
    with desk.step("add a party", complaint_id) as step:
        in_hand(step.session, complaint_id, "add a party")
        step.session.add(
            Party.model_validate(
                {
                    "complaint_id": complaint_id,
                    "role": entered.role,
                    "name": needed(entered.name, "Name").strip(),
                    "position": text(entered.position, "Position").strip(),
                    "organisation": text(entered.organisation, "Organisation").strip(),
                    "email": text(entered.email, "E-mail").strip(),
                    "phone": text(entered.phone, "Phone").strip(),
                    "authority_to_act": entered.authority_to_act,
                    "authority_note": text(entered.authority_note, "Authority to act"),
                    "nicknames": text(entered.nicknames, "Other names"),
                    "complained_of": entered.complained_of,
                }
            )
        )
    return dossier.load(desk, complaint_id)


REMOVABLE: dict[str, type[Head | Source | Implication | Party]] = {
    "head": Head,
    "source": Source,
    "implication": Implication,
    "party": Party,
}
"""What can be taken off an investigation again; it stays in the journal, and undo brings it back."""


def remove(desk: Desk, complaint_id: int, kind: str, record_id: int) -> Dossier:
    """Take a head, source, implication or party off the complaint.

    Raises:
        NotFoundError: If the complaint has no such record.
    """
    table = REMOVABLE[kind]
    with desk.step(f"remove a {kind}", complaint_id) as step:
        in_hand(step.session, complaint_id, f"remove a {kind}")
        records.owned(step.session, table, complaint_id, record_id).removed = True
    return dossier.load(desk, complaint_id)
