"""Messages becoming records: complaints, contacts, sources and the originals, inside the one step of an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.mail import Address, Mail
from complaintdesk.models import Complaint, Contact, Customer, ImportBatch, Message, Party, Source
from complaintdesk.rules import foreign_text, mail_words
from complaintdesk.rules.mail_matching import Fate
from complaintdesk.services import frozen
from complaintdesk.services.intake import in_a_line
from complaintdesk.services.investigation import attachment_row
from complaintdesk.services.mail import PRESET, Decision, Looked, Proposal, day_of
from complaintdesk.services.mail_report import MailReport, Placed
from complaintdesk.services.texts import LONGEST
from complaintdesk.store import imports, records
from complaintdesk.store import mail as stored
from complaintdesk.store.attachments import Taken
from complaintdesk.vocabulary import Direction, Origin, PartyRole, Side, SourceKind, Stage

if TYPE_CHECKING:
    from sqlmodel import Session

    from complaintdesk.services.desk import Desk
    from complaintdesk.store.writing import Writing


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message that is to be taken in, and as what."""

    proposal: Proposal
    decided: Decision


class Taking:
    """The records of one import, message after message; those of a complaint that has just come know each other."""

    def __init__(self, desk: Desk, step: Writing, looked: Looked) -> None:
        self._desk = desk
        self._session: Session = step.session
        self._own = {address.strip().casefold() for address in desk.settings.addresses}
        self._made: dict[int, int] = {}
        self.notes: list[str] = []
        """What was noticed about complaints, not about messages."""

        self._batch = ImportBatch.model_validate(
            {
                "id": imports.unused_number(self._session.connection()),
                "file_name": _name(looked),
                "file_sha256": looked.sha256,
                "preset": PRESET,
                "loaded_as": Origin.referred,
                "imported_at": desk.now(),
            }
        )
        self._session.add(self._batch)
        self._session.flush()
        self._batch_id = records.require_id(self._batch)

    def finish(self, report: MailReport) -> int:
        """Write down what became of the messages, and return the number of the import."""
        for name in ("rows", "new", "updated", "known", "duplicate", "invalid"):
            setattr(self._batch, name, getattr(report, name))
        self._session.flush()
        return self._batch_id

    def place(self, wanted: Wanted, mail: Mail, original: Taken, enclosed: tuple[Taken, ...]) -> Placed:
        """Make records of one message."""
        proposal, decided = wanted.proposal, wanted.decided
        original_id = attachment_row(self._desk, self._session, original)
        is_new = decided.fate is Fate.new
        if is_new:
            complaint = self._new_complaint(proposal, decided, mail)
            contact_id = None
        else:
            complaint = self._complaint_of(proposal, decided)
            contact_id = self._contact(complaint, mail, original_id)
        complaint_id = records.require_id(complaint)
        self._made[proposal.number] = complaint_id
        if is_new:
            self._source(complaint, mail, SourceKind.document, _founding(mail), original_id, Side.customer)
        self._enclosures(complaint, mail, enclosed)
        split = mail_words.split(mail.text)
        self._session.add(
            Message.model_validate(
                {
                    "complaint_id": complaint_id,
                    "batch_id": self._batch_id,
                    "contact_id": contact_id,
                    "attachment_id": original_id,
                    "digest": mail.digest,
                    "message_id": mail.message_id,
                    "answers": "\n".join(mail.answers),
                    "subject": mail.subject,
                    "sender_name": mail.sender.name if mail.sender else "",
                    "sender_address": mail.sender.address if mail.sender else "",
                    "recipients": "\n".join(str(one) for one in mail.recipients),
                    "sent_at": mail.sent_at,
                    "quoted": split.quoted[:LONGEST],
                    "signature": split.signature,
                    "automatic": bool(mail.automatic),
                    "notices": "\n".join(mail.notices),
                }
            )
        )
        self._session.flush()
        return Placed(proposal.number, complaint.reference, is_new)

    def _complaint_of(self, proposal: Proposal, decided: Decision) -> Complaint:
        if decided.reference:
            found = records.by_reference(self._session, records.spelled(decided.reference))
            complaint_id = records.require_id(found)
        else:
            assert decided.follows is not None, "a contact has a complaint, or a message it follows"
            complaint_id = self._made[decided.follows]
        at = stored.survivor(self._session.connection(), complaint_id)
        row = records.get(self._session, Complaint, int(at["id"]))
        if row.origin is Origin.history:
            msg = f"{row.reference} is from the history; accept it on the Desk, then import its messages."
            raise ImportRefusedError(msg)
        if row.stage in {Stage.closed, Stage.returned}:
            self._note(
                f"{row.reference} is {row.stage.spoken}: see whether message {proposal.number} reopens it."
            )
        return row

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def _new_complaint(self, proposal: Proposal, decided: Decision, mail: Mail) -> Complaint:
        today = self._desk.today()
        customer = self._customer(decided)
        words = self._customers_words(mail, proposal)
        at = proposal.at
        row = Complaint.model_validate(
            {
                "reference": records.next_reference(self._session, today.year),
                "customer_id": records.require_id(customer),
                "received_on": day_of(self._desk, at),
                "received_time": "" if at is None or at > self._desk.now() else f"{at.astimezone():%H:%M}",
                "referred_on": today,
                "referred_by": decided.referred_by.strip(),
                "channel": "email",
                "narrative": words,
                "about": mail_words.bare_subject(mail.subject)[:200] or in_a_line(words),
                "procedure": self._desk.whose.procedure,
                "region": self._desk.whose.region,
            }
        )
        self._session.add(row)
        self._session.flush()
        return row

    @staticmethod
    def _customers_words(mail: Mail, proposal: Proposal) -> str:
        """Return what the customer says: of a forwarded message, what was forwarded."""
        if proposal.is_forwarded:
            passed_on = mail_words.forwarded(mail.text)
            inner = mail.inner.text if mail.inner else passed_on.text if passed_on else ""
            if inner.strip():
                return inner
        own = mail_words.split(mail.text).own
        return own or mail.text or mail.subject or "(Nothing that could be read; the original is source 1.)"

    def _customer(self, decided: Decision) -> Customer:
        email = foreign_text.storable(decided.email)[0].strip()
        known = records.customer_by_email(self._session, email)
        if known is not None:
            return known
        name = foreign_text.storable(decided.name)[0].strip() or email
        row = Customer.model_validate({"name": name, "email": email})
        self._session.add(row)
        self._session.flush()
        return row

    def _contact(self, complaint: Complaint, mail: Mail, original_id: int) -> int:
        complaint_id = records.require_id(complaint)
        is_own = mail.sender is not None and mail.sender.address.casefold() in self._own
        other = (mail.recipients[0] if mail.recipients else None) if is_own else mail.sender
        side, party_id, name = self._who(complaint, other)
        at = mail.sent_at if is_own else mail.received_at or mail.sent_at
        row = Contact.model_validate(
            {
                "complaint_id": complaint_id,
                "at": self._moment(at),
                "happened_on": day_of(self._desk, at),
                "side": side,
                "direction": Direction.outward if is_own else Direction.inward,
                "channel": "email",
                "with_whom": name,
                "party_id": party_id,
                "summary": _said(mail),
                "attachment_id": original_id,
                "automatic": bool(mail.automatic),
            }
        )
        self._session.add(row)
        self._session.flush()
        return records.require_id(row)

    def _moment(self, at: datetime | None) -> datetime:
        return self._desk.now() if at is None else min(at, self._desk.now())

    def _who(self, complaint: Complaint, other: Address | None) -> tuple[Side, int | None, str]:
        """Return on which side somebody stands: by their address, else by what they wrote before; else outside."""
        if other is None:
            return Side.third, None, "somebody who is not named"
        address = other.address.casefold()
        customer = self._session.get(Customer, complaint.customer_id) if complaint.customer_id else None
        if customer is not None and customer.email.casefold() == address:
            return Side.customer, None, customer.name
        complaint_id = records.require_id(complaint)
        for party in records.of_complaint(self._session, Party, complaint_id):
            if not party.removed and party.email.casefold() == address:
                return _SIDES[party.role], party.id, party.name
        before = stored.spoke_as(self._session.connection(), complaint_id, other.address)
        if not before:
            self._note(
                f"{other} wrote on {complaint.reference} and is nobody noted there; taken as an outsider's message."
            )
        return Side[before] if before else Side.third, None, other.name or other.address

    def _enclosures(self, complaint: Complaint, mail: Mail, enclosed: tuple[Taken, ...]) -> None:
        if not enclosed:
            return
        if mail.automatic:
            self._note(
                f"What came with the automatic message on {complaint.reference} is in its original only."
            )
            return
        if frozen.is_out(self._session.connection(), records.require_id(complaint)):
            self._note(
                f"{complaint.reference} is with an outside body: what came with its messages is in their originals."
            )
            return
        for one, taken in zip(mail.enclosures, enclosed, strict=True):
            row_id = attachment_row(self._desk, self._session, taken)
            self._source(complaint, mail, _kind(taken.media_type), one.name, row_id, None)

    def _source(
        self, complaint: Complaint, mail: Mail, kind: SourceKind, what: str, row_id: int, heard: Side | None
    ) -> None:
        complaint_id = records.require_id(complaint)
        at = mail.received_at or mail.sent_at
        self._session.add(
            Source.model_validate(
                {
                    "complaint_id": complaint_id,
                    "number": records.next_number(self._session, Source, complaint_id),
                    "kind": kind,
                    "what": what,
                    "where_kept": f"with the e-mail of {day_of(self._desk, at).isoformat()}",
                    "obtained_on": day_of(self._desk, at),
                    "obtained_from": str(mail.sender) if mail.sender else "",
                    "heard_side": heard,
                    "attachment_id": row_id,
                }
            )
        )
        self._session.flush()


_SIDES: Mapping[PartyRole, Side] = {
    PartyRole.customer: Side.customer,
    PartyRole.representative: Side.customer,
    PartyRole.colleague: Side.colleague,
    PartyRole.approver: Side.colleague,
    PartyRole.external_body: Side.third,
}


def _said(mail: Mail) -> str:
    """Return what a message says for the log: its writer's own words, else what it is about."""
    own = mail_words.split(mail.text).own
    if own.strip():
        return own
    about = f"“{mail.subject}”" if mail.subject else "without a subject"
    return f"(No words of their own; {about}. The original is kept.)"


def _founding(mail: Mail) -> str:
    subject = f": {mail.subject[:150]}" if mail.subject else ""
    return f"The e-mail it came by{subject}"


def _kind(media_type: str) -> SourceKind:
    family = media_type.partition("/")[0]
    return {"image": SourceKind.photo, "audio": SourceKind.call}.get(family, SourceKind.document)


def _name(looked: Looked) -> str:
    return foreign_text.clean(looked.path.name, one_line=True, limit=120)
