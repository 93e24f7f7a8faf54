"""Taking e-mails in: what was looked at becomes complaints and contacts, with originals and enclosures, as one step."""

from __future__ import annotations

import io
import pickle
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from complaintdesk.errors import DeskError, ImportRefusedError
from complaintdesk.importers.mail import Mail
from complaintdesk.importers.mail_files import Slice
from complaintdesk.importers.mail_reader import MailReader
from complaintdesk.rules import foreign_text
from complaintdesk.rules.mail_matching import Fate
from complaintdesk.services.mail import Cancelled, Decision, Looked, Progress, Proposal, told
from complaintdesk.services.mail_records import Taking, Wanted
from complaintdesk.services.mail_report import Left, MailReport, Placed
from complaintdesk.store import attachments
from complaintdesk.store import mail as stored
from complaintdesk.store.attachments import Taken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from complaintdesk.services.desk import Desk

LABEL = "import mail"
"""What the step is called; for the reason of `importing.LABEL` it holds no file's name."""

REFER = (
    "It belongs to no complaint here; `--as referred` puts it on the desk, or I on the Desk decides on it."
)


def plan(
    looked: Looked, decisions: Mapping[int, Decision] | None = None, *, as_referred: bool = False
) -> tuple[list[Wanted], list[Left]]:
    """Return which messages of a file are taken in, in the order of time, and which wait and why.

    Args:
        looked: The file.
        decisions: The handler's word on messages, by their numbers.
        as_referred: Whether what belongs to no complaint, beyond doubt, is put on the desk as a new one.
    """
    wanted: list[Wanted] = []
    left: list[Left] = []
    taken: set[int] = set()
    for each in sorted(looked.proposals, key=lambda one: _place_in_time(one, decisions or {})):
        decided = _decided(each, decisions or {}, as_referred=as_referred)
        if each.fate in {Fate.known, Fate.duplicate}:
            continue
        is_lost = decided.fate is Fate.contact and not decided.reference and decided.follows not in taken
        if decided.fate is Fate.ask or is_lost:
            left.append(Left(each.number, REFER if each.fate is Fate.new and not as_referred else each.why))
            continue
        taken.add(each.number)
        wanted.append(Wanted(each, decided))
    return wanted, sorted(left, key=lambda one: one.number)


def _place_in_time(each: Proposal, decisions: Mapping[int, Decision]) -> tuple[bool, datetime, int]:
    """Return where a message stands among others: before what follows it, whatever its clock says, and then by time."""
    decided = decisions.get(each.number)
    follows = decided.follows if decided else each.follows
    return follows is not None, each.at or datetime.max.replace(tzinfo=UTC), each.number


def _decided(each: Proposal, decisions: Mapping[int, Decision], *, as_referred: bool) -> Decision:
    if each.number in decisions:
        return decisions[each.number]
    if each.fate is Fate.contact or each.follows is not None:
        return Decision(Fate.contact, each.reference, each.follows)
    if each.fate is Fate.new and as_referred and each.customer is not None:
        return Decision(Fate.new, name=each.customer.name, email=each.customer.address)
    return Decision(Fate.ask)


def would(
    looked: Looked, decisions: Mapping[int, Decision] | None = None, *, as_referred: bool = False
) -> MailReport:
    """Return what taking a file in would do."""
    wanted, left = plan(looked, decisions, as_referred=as_referred)
    return _report(looked, wanted, left, (), None, None, looked.seconds)


def _report(
    looked: Looked,
    wanted: Sequence[Wanted],
    left: Sequence[Left],
    placed: Sequence[Placed],
    batch: int | None,
    step: int | None,
    seconds: float,
    notes: Sequence[str] = (),
) -> MailReport:
    new = sum(each.decided.fate is Fate.new for each in wanted)
    noticed = [
        f"message {each.number:,}: {notice}"
        for each in looked.proposals
        for notice in each.notices
        if each.fate not in {Fate.known, Fate.duplicate}
    ]
    return MailReport(
        file=looked.path,
        new=new,
        updated=len(wanted) - new,
        known=looked.count(Fate.known),
        duplicate=looked.count(Fate.duplicate),
        invalid=len(left),
        batch=batch,
        step=step,
        seconds=seconds,
        placed=tuple(placed),
        left=tuple(left),
        notes=(*notes, *noticed),
    )


def take(
    desk: Desk,
    looked: Looked,
    decisions: Mapping[int, Decision] | None = None,
    *,
    as_referred: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> MailReport:
    """Take messages in as one step and return what became of them; where none is taken in, no step is taken.

    Raises:
        ImportRefusedError: If the file changed since it was looked at, or it was cancelled; nothing was taken.
        NotFoundError: If a decision names a complaint there is not.
        StoreError: If the store cannot be written.
    """
    begun = time.perf_counter()
    wanted, left = plan(looked, decisions, as_referred=as_referred)
    if not wanted:
        return _report(looked, (), left, (), None, None, looked.seconds)
    desk.store.require_writable()
    kept = _Kept(desk)
    try:
        with tempfile.TemporaryFile(dir=desk.store.folder.attachments) as spool:
            kept.keep(wanted, spool, progress, cancelled)
            with desk.step(LABEL) as step:
                taking = Taking(desk, step, looked)
                placed = [
                    taking.place(each, *read) for each, read in zip(wanted, _spooled(spool), strict=True)
                ]
                batch = taking.finish(_report(looked, wanted, left, placed, None, None, 0.0))
    except DeskError:
        kept.discard()
        raise
    seconds = round(looked.seconds + time.perf_counter() - begun, 3)
    return _report(looked, wanted, left, placed, batch, step.draft.number, seconds, taking.notes)


def _spooled(spool: IO[bytes]) -> Iterator[tuple[Mail, Taken, tuple[Taken, ...]]]:
    spool.seek(0)
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301 - written by us a moment ago
        except EOFError:
            return


class _Kept:
    """The originals and enclosures, kept before the step that names them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folder = desk.store.folder.attachments
        self._new: list[str] = []

    def keep(
        self,
        wanted: Sequence[Wanted],
        spool: IO[bytes],
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        """Keep what the messages bring, and put what they say on the spool, one after the other."""
        by_number = {each.proposal.number: each.proposal for each in wanted}
        with MailReader() as reader:
            for piece in told([each.proposal.piece for each in wanted], progress, cancelled):
                proposal = by_number[piece.number]
                with closing(Slice(piece)) as stream:
                    original = self._take(cast("BinaryIO", stream), _original_name(proposal))
                if original.sha256 != piece.sha256:
                    msg = f"{piece.path.name} changed since it was looked at; look at it again. Nothing was taken."
                    raise ImportRefusedError(msg)
                mail = reader.whole(piece.to_be_read(reader.limits.message_bytes + 1))
                enclosed = tuple(self._take(io.BytesIO(one.content), one.name) for one in mail.enclosures)
                light = mail._replace(enclosures=tuple(one._replace(content=b"") for one in mail.enclosures))
                pickle.dump((light, original, enclosed), spool)
        attachments.settle(self._folder, self._new)

    def _take(self, stream: BinaryIO, name: str) -> Taken:
        taken = attachments.keep(self._folder, stream, name, syncs_folders=False)
        if taken.is_new:
            self._new.append(taken.sha256)
        return taken

    def discard(self) -> None:
        """Take away again what no record came to refer to."""
        with self._desk.reading() as session:
            attachments.discard(self._folder, stored.unreferred(session.connection(), self._new))


def _original_name(proposal: Proposal) -> str:
    day = proposal.on.isoformat() if proposal.on else "undated"
    who = proposal.sender.address if proposal.sender else f"message {proposal.number}"
    return f"{day} {foreign_text.clean(who, one_line=True, limit=80).replace('/', '_')}.eml"
