"""What lists sort by: computed from the facts in the step that changes them, never trusted for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from complaintdesk.models import ImportBatch
from complaintdesk.rules import clocks, triage_score
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import dossier
from complaintdesk.store import records
from complaintdesk.store.connection import explain
from complaintdesk.vocabulary import LIVE_STAGES, OfferState, Origin, PromiseState

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.engine import Connection
    from sqlmodel import Session

    from complaintdesk.services.desk import Desk
    from complaintdesk.store.writing import Writing


def refresh(desk: Desk, step: Writing) -> None:
    """Compute anew what the lists sort by, for each complaint the step has touched."""
    session = step.session
    connection = session.connection()
    for complaint_id in records.referred_among(session, step.touched_complaints()):
        session.expire_all()
        _keep(connection, dossier.compose(desk, session, complaint_id))
    for entry in step.entries:
        if entry.act == "load":
            _refresh_batch(desk, session, entry.row_id)


def _refresh_batch(desk: Desk, session: Session, batch_id: int) -> None:
    """Compute it for a whole import: nothing belongs to its complaints yet but their own rows."""
    if records.get(session, ImportBatch, batch_id).loaded_as is not Origin.referred:
        return
    connection = session.connection()
    for row in records.referred_of_batch(session, batch_id):
        _keep(connection, dossier.of_row(desk, row, None))


def _keep(connection: Connection, found: Dossier) -> None:
    due_on, name = next_due(found)
    connection.exec_driver_sql(
        "UPDATE complaint SET next_due_on = ?, next_due_name = ?, triage_score = ?, scored_on = ?"
        " WHERE id = ?",
        (
            due_on.isoformat() if due_on else None,
            name,
            score(found).points,
            found.today.isoformat(),
            found.id,
        ),
    )


def rescore(desk: Desk) -> int:
    """Compute the live complaints' scores anew for today and return how many had to be; it is nobody's step.

    A score counts days, so it changes overnight without anybody doing anything.

    Raises:
        StoreError: If the store could not be written; the scores are then as they were.
    """
    if desk.store.read_only:
        return 0
    today = desk.today().isoformat()
    with desk.reading() as session:
        stale = [
            int(row[0])
            for row in session.connection().exec_driver_sql(
                "SELECT id FROM complaint WHERE origin = 'referred'"
                " AND stage NOT IN ('closed', 'returned', 'merged') AND scored_on IS NOT ?",
                (today,),
            )
        ]
        found = [dossier.compose(desk, session, complaint_id) for complaint_id in stale]
    if found:
        try:
            with desk.store.engine.begin() as connection:
                for each in found:
                    _keep(connection, each)
        except DBAPIError as error:
            raise explain(error.orig or error) from error
    return len(stale)


def score(found: Dossier) -> triage_score.Score:
    """Return the triage score of a complaint as of its dossier's day; 0 once it asks for no work."""
    if found.stage not in LIVE_STAGES:
        return triage_score.Score(0, ())
    return triage_score.score(triage_score.facts_of(found))


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
            (handed.due_on, f"Hand over to {handed.to}")
            for handed in found.escalations
            if handed.sent_on is None and handed.due_on is not None
        ),
    ]
    clock = clocks.next_clock(found.clocks)
    if clock is not None and clock.due_on is not None:
        dues.append((clock.due_on, clock.name))
    return min(dues, default=(None, ""), key=lambda due: due[0])
