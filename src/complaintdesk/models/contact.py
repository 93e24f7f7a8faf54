"""The one log of conversations and messages, and what was promised in them."""

from datetime import date, datetime

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord, Moment
from complaintdesk.vocabulary import Direction, PromiseState, Side


class Contact(ComplaintRecord, table=True):
    """One conversation or message, in or out."""

    at: datetime = Field(sa_type=Moment)
    happened_on: date
    """The local day of `at`; deadlines count days where the desk is."""

    side: Side
    direction: Direction
    channel: str
    with_whom: str = ""
    party_id: int | None = Field(default=None, foreign_key="party.id")
    summary: str
    position: str = ""
    preference_note: str = ""
    """Why it went otherwise than was agreed with the customer."""

    offer_id: int | None = Field(default=None, foreign_key="offer.id")
    attachment_id: int | None = Field(default=None, foreign_key="attachment.id")
    automatic: bool = False
    merged_from_id: int | None = Field(default=None, foreign_key="complaint.id")
    """The complaint it was on before that one was merged into this one."""

    removed: bool = False


class Promise(ComplaintRecord, table=True):
    """Something said to someone that must happen by a date."""

    text: str
    made_to: str = ""
    side: Side = Side.customer
    made_on: date
    due_on: date
    state: PromiseState = PromiseState.open
    settled_on: date | None = None
    reason: str = ""
    superseded_by_id: int | None = Field(default=None, foreign_key="promise.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    merged_from_id: int | None = Field(default=None, foreign_key="complaint.id")
    """The complaint it was on before that one was merged into this one."""
