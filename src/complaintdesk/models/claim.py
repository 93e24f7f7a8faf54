"""What the handler claims as evidence, and their own words on the knowledge criteria."""

from datetime import date, datetime

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord, Moment, Record
from complaintdesk.vocabulary import EvidenceKind


class Claim(Record, table=True):
    """This record is evidence for a criterion, and shows ..."""

    criteria_set: str = Field(max_length=60)
    criterion: str = Field(max_length=20)
    complaint_id: int | None = Field(default=None, foreign_key="complaint.id", index=True)
    record_kind: str = Field(max_length=60)
    record_id: int
    shows: str
    kind: EvidenceKind = EvidenceKind.work_product
    original_at: str = ""
    """Where the original is, for an assessor who wants to see it."""

    witness: str = ""
    witness_role: str = ""
    witness_relation: str = ""
    """How the witness stands to the handler: line manager, assessor, colleague."""

    witness_contact: str = ""
    witnessed_on: date | None = None
    """The day it was seen or talked about; of evidence that is no record here, its only day."""

    why_valid: str = ""
    why_authentic: str = ""
    why_reliable: str = ""
    why_current: str = ""
    why_sufficient: str = ""
    removed: bool = False


class Statement(Record, table=True):
    """The handler's own words on one knowledge criterion; a new wording is a new row."""

    criteria_set: str = Field(max_length=60)
    criterion: str = Field(max_length=20, index=True)
    edition: int = Field(default=1, ge=1)
    text: str
    written_at: datetime = Field(sa_type=Moment)


class PseudonymChoice(ComplaintRecord, table=True):
    """What the handler said of a doubtful word in a complaint: to be hidden in exports, or left."""

    __tablename__ = "pseudonym_choice"

    word: str
    place: str
    """The word with what stands around it, by which the place is known again."""

    hidden: bool


class Pseudonym(Record, table=True):
    """The stable stand-in for one person in exports. It never leaves the store."""

    kind: str = Field(max_length=40)
    number: int = Field(ge=1)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    person: str = ""
    """The name it stands for, where the person has no customer record."""
