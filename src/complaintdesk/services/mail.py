"""E-mails: looking at what each message would become, before `mail_intake` takes any of them in.

A message goes into the log of the complaint that its subject or its thread
names. Any other is a new complaint only where nothing speaks against it and the
handler said so; what is not beyond doubt waits for them and stays in the file.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers import mail_files
from complaintdesk.importers.mail import Address, Mail
from complaintdesk.importers.mail_files import Piece
from complaintdesk.importers.mail_reader import MailReader
from complaintdesk.rules import mail_matching, mail_words
from complaintdesk.rules.mail_matching import Clues, Fate, Judged, Pointed
from complaintdesk.services import doubles
from complaintdesk.services.doubles import Double
from complaintdesk.store import mail as stored
from complaintdesk.vocabulary import Origin, Stage

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from complaintdesk.services.desk import Desk

SHOWN = 4000
"""Characters of a message's words that are shown before it is taken in."""

PRESET = "email"
"""What an import of e-mails is called among imports."""

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One message of a file, and what it would become."""

    piece: Piece
    fate: Fate
    why: str
    digest: str
    message_id: str
    reference: str = ""
    """The complaint it goes to; where the handler decides, the likeliest."""

    follows: int | None = None
    """The number of a message in this file that it answers, and whose complaint it joins."""

    near: int | None = None
    """The number of a message in this file that it may be about; only ever offered."""

    subject: str = ""
    sender: Address | None = None
    on: date | None = None
    at: datetime | None = None
    words: str = ""
    """The beginning of what its writer says."""

    enclosures: tuple[str, ...] = ()
    """Names and sizes."""

    automatic: str = ""
    is_own: bool = False
    customer: Address | None = None
    """Who the customer would be: the sender, or who wrote what was forwarded; only ever offered."""

    others: tuple[str, ...] = ()
    """References of the sender's complaints that ask for work."""

    notices: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Its place in the file."""
        return self.piece.number

    @property
    def is_forwarded(self) -> bool:
        """Whether somebody else wrote what it passes on."""
        return self.customer is not None and self.customer != self.sender


@dataclass(frozen=True, slots=True)
class Decision:
    """The handler's word on one message."""

    fate: Fate
    """`contact`, `new`, or `ask` to leave it where it is."""

    reference: str = ""
    follows: int | None = None
    """For a contact, instead of a reference: the number of the message whose complaint it joins."""

    name: str = ""
    """Who the customer is, for a new complaint."""

    email: str = ""
    referred_by: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A file of e-mails, looked through."""

    path: Path
    sha256: str
    proposals: tuple[Proposal, ...]
    seconds: float

    def count(self, fate: Fate) -> int:
        """Return how many messages have this fate."""
        return sum(each.fate is fate for each in self.proposals)


def is_mail(path: Path) -> bool:
    """Return whether a file or folder holds e-mails."""
    return mail_files.is_mail(path)


def is_maildir(folder: Path) -> bool:
    """Return whether a folder is a mailbox."""
    return mail_files.is_maildir(folder)


def about(desk: Desk, reference: str) -> str:
    """Return in a line what a complaint is about, and whose it is."""
    row = desk.reader.execute(
        "SELECT c.about, coalesce(p.name, '') FROM complaint AS c LEFT JOIN customer AS p ON p.id = c.customer_id"
        " WHERE c.reference = ?",
        (reference,),
    ).fetchone()
    return f"{row[0]}, {row[1]}" if row else ""


def look(
    desk: Desk, path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Looked:
    """Return what each message of a file would become; the store is only read.

    Raises:
        ImportRefusedError: If the file holds no e-mails, or it was cancelled.
    """
    begun = time.perf_counter()
    found = list(mail_files.pieces(path))
    read = _Judging(desk)
    with MailReader() as reader:
        for piece in told(found, progress, cancelled):
            read.take(piece, reader.look(piece.to_be_read(reader.limits.message_bytes + 1)))
    digest = found[0].sha256 if len(found) == 1 else _digest_of(found)
    return Looked(path, digest, read.judged(), round(time.perf_counter() - begun, 3))


def told(found: Sequence[Piece], progress: Progress | None, cancelled: Cancelled | None) -> Iterator[Piece]:
    """Yield messages, with word of how far they are.

    Raises:
        ImportRefusedError: If it was cancelled.
    """
    total = sum(piece.size for piece in found)
    done = 0
    for piece in found:
        if cancelled is not None and cancelled():
            msg = "The import was cancelled; nothing was taken from the file."
            raise ImportRefusedError(msg)
        yield piece
        done += piece.size
        if progress is not None:
            progress(done, total)


def _digest_of(found: Sequence[Piece]) -> str:
    return hashlib.sha256("".join(piece.sha256 for piece in found).encode()).hexdigest()


@dataclass(slots=True)
class _Light:
    """What is remembered of a message until all of them are read."""

    proposal: Proposal
    answers: tuple[str, ...]
    references: tuple[str, ...]
    clues: Clues


class _Judging:
    """Judges messages once all of them are read: an answer may stand before what it answers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._own = {address.strip().casefold() for address in desk.settings.addresses}
        self._light: list[_Light] = []

    def take(self, piece: Piece, mail: Mail) -> None:
        """Remember what decides on a message."""
        at = mail.received_at or mail.sent_at
        split = mail_words.split(mail.text)
        is_passed_on = mail_words.is_forwarded(mail.subject, mail.text, has_message=mail.inner is not None)
        is_own = mail.sender is not None and mail.sender.address.casefold() in self._own
        notices = mail.notices
        if at is not None and at > self._desk.now():
            notices = (
                *notices,
                f"It is dated {at.astimezone():%d %b %Y}, which is still to come; today is taken.",
            )
        elif at is None:
            notices = (*notices, "It names no day; today is taken.")
        proposal = Proposal(
            piece,
            Fate.ask,
            "",
            mail.digest,
            mail.message_id,
            subject=mail.subject,
            sender=mail.sender,
            on=day_of(self._desk, at),
            at=at,
            words=(split.own or mail.text)[:SHOWN],
            enclosures=tuple(f"{one.name}, {one.size:,} bytes" for one in mail.enclosures),
            automatic=mail.automatic,
            is_own=is_own,
            customer=_customer_of(mail) if is_passed_on else mail.sender,
            notices=notices,
        )
        clues = Clues(
            has_sender=mail.sender is not None,
            is_automatic=bool(mail.automatic),
            is_forwarded=is_passed_on,
            is_own=is_own,
        )
        self._light.append(_Light(proposal, mail.answers, mail_words.named_references(mail.subject), clues))

    def judged(self) -> tuple[Proposal, ...]:
        """Return what becomes of each message, in the order of the file."""
        in_time = sorted(
            self._light,
            key=lambda each: (each.proposal.at or datetime.max.replace(tzinfo=UTC), each.proposal.number),
        )
        first_of: dict[str, int] = {}
        first_from: dict[str, int] = {}
        by_id: dict[str, Proposal] = {}
        done: list[Proposal] = []
        with self._desk.reading() as session:
            connection = session.connection()
            known = stored.known(connection, [each.proposal.digest for each in self._light])
            for light in in_time:
                proposal = self._beside(self._judge(connection, light, known, first_of, by_id), first_from)
                done.append(proposal)
                first_of.setdefault(proposal.digest, proposal.number)
                if proposal.message_id and proposal.fate is not Fate.duplicate:
                    by_id.setdefault(proposal.message_id, proposal)
        return tuple(sorted(done, key=lambda each: each.number))

    def _judge(
        self,
        connection: Connection,
        light: _Light,
        known: Mapping[str, int],
        first_of: Mapping[str, int],
        by_id: Mapping[str, Proposal],
    ) -> Proposal:
        found = light.proposal
        if found.digest in first_of:
            return replace(found, fate=Fate.duplicate, why=f"The same as message {first_of[found.digest]}.")
        if found.digest in known:
            at = stored.survivor(connection, known[found.digest])
            return replace(
                found,
                fate=Fate.known,
                reference=str(at["reference"]),
                why=f"It is on {at['reference']} already.",
            )
        named = stored.named(connection, light.references)
        threads = stored.threads(connection, light.answers)
        clues = replace(
            light.clues,
            named=tuple(
                _pointed(connection, named[said], said) for said in light.references if said in named
            ),
            unknown=tuple(said for said in light.references if said not in named),
            threads=tuple(_pointed(connection, complaint_id) for complaint_id in threads.values()),
            others=tuple(stored.live_of(connection, found.sender.address)) if found.sender else (),
        )
        before = next((by_id[one] for one in light.answers if one in by_id), None)
        if before is not None and not clues.named and not clues.threads and before.fate is not Fate.known:
            return _following(found, before)
        judged: Judged = mail_matching.judge(clues)
        if judged.fate is Fate.new:
            alike = _doubles(self._desk, found)
            if alike:
                why = f"It may be the same as {alike[0]}; say whether it is."
                judged = Judged(Fate.ask, alike[0].reference, why)
                clues = replace(clues, others=tuple(double.reference for double in alike[:4]))
        return replace(
            found, fate=judged.fate, reference=judged.reference, why=judged.why, others=tuple(clues.others)
        )

    @staticmethod
    def _beside(found: Proposal, first_from: dict[str, int]) -> Proposal:
        """Return a message as one to be decided on where its sender has an earlier new one in the file."""
        if found.fate is not Fate.new or found.sender is None:
            return found
        address = found.sender.address.casefold()
        near = first_from.setdefault(address, found.number)
        if near == found.number:
            return found
        why = f"Its sender wrote message {near} too, which belongs to no complaint here; say whether it is about that."
        return replace(found, fate=Fate.ask, near=near, why=why)


def _doubles(desk: Desk, found: Proposal) -> tuple[Double, ...]:
    """Return the complaints that a message may be the same as."""
    name, email = (found.sender.name, found.sender.address) if found.sender else ("", "")
    return doubles.of_words(desk, found.words, name, email)


def _following(found: Proposal, before: Proposal) -> Proposal:
    """Return an answer to a message of the same file, which goes where that one goes."""
    root = before.follows or before.number
    if before.fate is Fate.contact and before.follows is None:
        return replace(
            found, fate=Fate.contact, reference=before.reference, why=f"It answers message {before.number}."
        )
    fate = Fate.ask if before.fate is Fate.ask else Fate.contact
    return replace(
        found, fate=fate, follows=root, why=f"It goes where message {root} goes, which it answers."
    )


def _pointed(connection: Connection, complaint_id: int, said: str = "") -> Pointed:
    row = stored.survivor(connection, complaint_id)
    return Pointed(str(row["reference"]), Origin[row["origin"]], Stage[row["stage"]], said)


def _customer_of(mail: Mail) -> Address | None:
    """Return who wrote what was forwarded, as far as it says so."""
    if mail.inner is not None:
        return mail.inner.sender
    passed_on = mail_words.forwarded(mail.text)
    return Address(passed_on.name, passed_on.address) if passed_on else None


def day_of(desk: Desk, at: datetime | None) -> date:
    """Return the local day of a moment; today where it is not known or still to come."""
    return desk.today() if at is None else min(at.astimezone().date(), desk.today())
