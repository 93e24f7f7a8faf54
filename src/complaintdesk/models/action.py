"""What was promised in the agreement, and how the customer found it."""

from datetime import date, datetime

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord, Moment
from complaintdesk.vocabulary import LetterState


class Action(ComplaintRecord, table=True):
    """One thing promised in the agreement."""

    agreement_id: int | None = Field(default=None, foreign_key="agreement.id")
    number: int = Field(ge=1)
    text: str
    owner: str
    due_on: date
    done_on: date | None = None
    proof: str = ""
    attachment_id: int | None = Field(default=None, foreign_key="attachment.id")
    is_payment: bool = False
    removed: bool = False


class Letter(ComplaintRecord, table=True):
    """A written message that a procedure prescribes."""

    kind: str
    stage: str = Field(default="", max_length=40)
    subject: str = ""
    body: str = ""
    state: LetterState = LetterState.draft
    drafted_on: date
    sent_on: date | None = None
    sent_by: str = ""
    delivered_on: date | None = None
    signatory: str = ""
    checklist: str = ""
    """JSON object: checklist item -> ticked."""

    attachment_id: int | None = Field(default=None, foreign_key="attachment.id")
    """The text as it was sent, kept by its hash."""

    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    """The contact that its sending was."""


class SatisfactionCheck(ComplaintRecord, table=True):
    """The customer's own word on the outcome and on how they were treated: 1 (poor) to 5 (very good)."""

    __tablename__ = "satisfaction_check"

    asked_on: date
    method: str = ""
    outcome_score: int | None = Field(default=None, ge=1, le=5)
    handling_score: int | None = Field(default=None, ge=1, le=5)
    effort_score: int | None = Field(default=None, ge=1, le=5)
    words: str = ""
    not_asked_reason: str = ""


class Escalation(ComplaintRecord, table=True):
    """A hand-over upwards or outwards, with why, the pack and the acknowledgement."""

    route: str = Field(default="", max_length=60)
    """The kind of hand-over, a word of the vocabulary `escalations`."""

    stage: str = Field(default="", max_length=40)
    handed_to: str
    external: bool = False
    why: str
    pack: str = ""
    pack_id: int | None = Field(default=None, foreign_key="attachment.id")
    """The pack as it was handed over, kept by its hash."""

    checklist: str = ""
    """JSON object: step of the hand-over -> done."""

    at: datetime = Field(sa_type=Moment)
    happened_on: date
    due_on: date | None = None
    sent_on: date | None = None
    sent_by: str = ""
    acknowledged_on: date | None = None
    acknowledged_by: str = ""
    outcome: str = ""
    returned_on: date | None = None
    """The day it came back: until then an outside body has it."""
