"""What lists sort by: computed from the facts in the step that changes them, never trusted for more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from complaintdesk.errors import CancelledError
from complaintdesk.models import ImportBatch
from complaintdesk.rules import clocks, triage_score
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import standing
from complaintdesk.services.desk import PROFILE
from complaintdesk.store import children, records, whole
from complaintdesk.store.connection import explain
from complaintdesk.vocabulary import LIVE_STAGES, OfferState, Origin, PromiseState

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.engine import Connection
    from sqlmodel import Session

    from complaintdesk.rules.clocks import Clock
    from complaintdesk.services.desk import Desk
    from complaintdesk.store.journal import Change
    from complaintdesk.store.writing import Writing

_MET = frozenset({"met", "met_late"})


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock that is due on another day than before."""

    complaint_id: int
    reference: str
    what: str
    before: date | None
    after: date | None


@dataclass(slots=True)
class Recount:
    """How the clocks of the whole desk are reckoned anew: who is told of it, who may stop it, what it moved."""

    progress: Callable[[int, int], None] = lambda done, total: None
    """Told how many complaints of how many are done."""

    is_cancelled: Callable[[], bool] = lambda: False
    moved: list[Moved] = field(default_factory=list)


def refresh(desk: Desk, step: Writing, changes: Sequence[Change], recount: Recount | None = None) -> None:
    """Compute anew what the lists sort by: of what the step has touched, or of all if it has moved the calendar.

    Raises:
        CancelledError: If the handler stopped it; nothing of the step is kept.
    """
    connection, session = step.session.connection(), step.session
    profile = None
    if any(change.table == "profile" for change in changes):
        profile = records.profile_row(connection, PROFILE)
    if profile is not None and desk.reckons_otherwise(profile):
        rows = _recounted(desk, desk.with_profile(profile), session, recount or Recount())
    else:
        touched = records.referred_among(session, step.touched_complaints(changes))
        for entry in step.entries:
            if entry.act == "load":
                touched += _loaded(session, entry.row_id)
        rows = [_row(desk, found) for found in standing.of_each(desk, session, touched)]
    _keep(connection, rows)


def _loaded(session: Session, batch_id: int) -> list[int]:
    if records.get(session, ImportBatch, batch_id).loaded_as is not Origin.referred:
        return []
    return records.referred_of_batch(session, batch_id)


def _recounted(desk: Desk, then: Desk, session: Session, recount: Recount) -> list[_Row]:
    """Return it of every live complaint under the calendar to come, and note which clocks that moves."""
    live = records.live_ids(session)
    rows: list[_Row] = []
    for row, owned in children.of_each(session, live, standing.TABLES):
        if len(rows) % _TOLD_EACH == 0:
            if recount.is_cancelled():
                raise CancelledError("Stopped; nothing was changed.")
            recount.progress(len(rows), len(live))
        found = standing.of(then, row, None, owned)
        recount.moved += _moved(found, standing.clocks_of(desk, row, owned))
        rows.append(_row(then, found))
    recount.progress(len(live), len(live))
    return rows


def _moved(found: Dossier, before: Iterable[Clock]) -> Iterator[Moved]:
    for old, new in zip(before, found.clocks, strict=True):
        is_over = old.status in _MET and old.status == new.status
        if old.due_on != new.due_on and not is_over:
            yield Moved(found.id, found.reference, new.name, old.due_on, new.due_on)


_TOLD_EACH = 50
"""Complaints reckoned between two words of progress; a tenth of a second's work."""

_Row = tuple[str | None, str, int, str, int]


def _row(desk: Desk, found: Dossier) -> _Row:
    due_on, name = next_due(found)
    day = due_on.isoformat() if due_on else None
    return day, name, score(desk, found).points, found.today.isoformat(), found.id


def _keep(connection: Connection, rows: list[_Row]) -> None:
    """Write it all at once, at the very end: until then, whoever reads is not kept waiting."""
    if rows:
        connection.exec_driver_sql(
            "UPDATE complaint SET next_due_on = ?, next_due_name = ?, triage_score = ?, scored_on = ?"
            " WHERE id = ?",
            rows,
        )


def rescore(desk: Desk) -> int:
    """Compute the live complaints' scores anew for today and return how many had to be; it is nobody's step.

    A score counts days, so it changes overnight without anybody doing anything. Where the
    procedures have changed since (a file of the handler's own, a newer complaintdesk), every
    live complaint is reckoned anew.

    Raises:
        StoreError: If the store could not be written; the scores are then as they were.
    """
    if desk.store.read_only:
        return 0
    by = _procedures_digest(desk)
    mark = desk.store.anchor_file.with_suffix(".procedures")
    is_by_these = mark.is_file() and mark.read_text("utf-8") == by
    with desk.reading() as session:
        stale = records.live_ids(session, not_scored_on=desk.today() if is_by_these else None)
        rows = [_row(desk, found) for found in standing.of_each(desk, session, stale)]
    if rows:
        try:
            with desk.store.engine.begin() as connection:
                _keep(connection, rows)
        except DBAPIError as error:
            raise explain(error.orig or error) from error
    if not is_by_these:
        # Where it cannot be written, the next start reckons again; nothing depends on it.
        with suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.write_text(by, "utf-8")
    return len(rows)


def recompute(desk: Desk) -> int:
    """Compute anew, whatever the store holds, what lists sort by; return of how many complaints.

    Raises:
        StoreError: If the store could not be written; the values are then as they were.
    """
    ids = [int(row["id"]) for row in whole.computed(desk.reader)]
    with desk.reading() as session:
        rows = [_row(desk, found) for found in standing.of_each(desk, session, ids)]
    try:
        with desk.store.engine.begin() as connection:
            _keep(connection, rows)
    except DBAPIError as error:
        raise explain(error.orig or error) from error
    return len(rows)


def _procedures_digest(desk: Desk) -> str:
    return hashlib.sha256(repr(sorted(desk.procedures.items())).encode()).hexdigest()


def score(desk: Desk, found: Dossier) -> triage_score.Score:
    """Return the triage score of a complaint as of its dossier's day; 0 once it asks for no work."""
    if found.stage not in LIVE_STAGES:
        return triage_score.Score(0, ())
    return triage_score.score(triage_score.facts_of(found), desk.triage_weights)


def next_due(found: Dossier) -> tuple[date | None, str]:
    """Return the earliest of all that is due on a complaint, and its name."""
    if found.stage not in LIVE_STAGES:
        return None, ""
    dues = [
        *(
            (promise.due_on, f"Promise: {promise.text}")
            for promise in found.promises
            if promise.state is PromiseState.open
        ),
        *((action.due_on, f"Action: {action.text}") for action in found.actions if action.done_on is None),
        *(
            (offer.expires_on, f"Offer {offer.number} runs out")
            for offer in found.offers
            if offer.state is OfferState.open and offer.expires_on is not None
        ),
        *(
            (source.due_on, f"Asked for: {source.what}")
            for source in found.sources
            if source.is_gap and source.due_on is not None
        ),
        *(
            (implication.due_on, f"Answer to the alert: {implication.alerted or implication.kind}")
            for implication in found.implications
            if implication.responded_on is None and implication.due_on is not None
        ),
        *(
            (approval.written_due_on, f"In writing: {approval.what}, by {approval.approver}")
            for approval in found.approvals
            if approval.awaits_writing and approval.written_due_on is not None
        ),
        *(
            (handed.due_on, f"Hand over to {handed.to}")
            for handed in found.escalations
            if handed.sent_on is None and handed.due_on is not None
        ),
    ]
    clock = clocks.next_clock(found.clocks)
    if clock is not None and clock.due_on is not None:
        dues.append((clock.due_on, clock.name))
    return min(dues, default=(None, ""), key=lambda due: due[0])
