"""Which complaints are worked on, those that were referred and not the imported history; and which are in hand."""

from __future__ import annotations

from sqlmodel import Session

from complaintdesk.errors import WrongStageError
from complaintdesk.models import Complaint
from complaintdesk.rules import stages
from complaintdesk.store import records
from complaintdesk.vocabulary import LIVE_STAGES, Origin, Stage


def worked(session: Session, complaint_id: int, act: str) -> Complaint:
    """Return the row of a complaint that is worked on.

    Args:
        session: The step's session.
        complaint_id: The complaint.
        act: What is to be done with it, as a handler says it: "log a contact".

    Raises:
        NotFoundError: If there is no such complaint.
        WrongStageError: If it belongs to the history.
    """
    row = records.get(session, Complaint, complaint_id)
    if row.origin is Origin.history:
        msg = f"{row.reference} is from the history; to {act}, accept it on the Desk first."
        raise WrongStageError(msg)
    return row


def in_hand(session: Session, complaint_id: int, act: str) -> Complaint:
    """Return the row of a complaint that is in hand: accepted, and neither closed nor gone.

    Args:
        session: The step's session.
        complaint_id: The complaint.
        act: What is to be done with it, as a handler says it: "add a head".

    Raises:
        NotFoundError: If there is no such complaint.
        WrongStageError: If it belongs to the history, was not accepted, or is closed.
    """
    row = worked(session, complaint_id, act)
    stages.require_stage(row.stage, _IN_HAND, act, row.reference)
    return row


_IN_HAND = tuple(stage for stage in LIVE_STAGES if stage is not Stage.referred)
