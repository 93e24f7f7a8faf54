"""What options and recommendations cite, and how far each role may go."""

from datetime import date

from sqlmodel import Field

from complaintdesk.models.record import Record
from complaintdesk.vocabulary import LibraryKind


class LibraryEntry(Record, table=True):
    """A policy clause, a part of the service offer, an aim or a procedure, with the dates it holds for."""

    __tablename__ = "library_entry"

    kind: LibraryKind
    code: str = Field(max_length=60)
    title: str
    text: str = ""
    edition: int = Field(default=1, ge=1)
    """Which wording of this code it is; a new wording is a new row."""

    effective_on: date | None = None
    ends_on: date | None = None
    removed: bool = False


class AuthorityLimit(Record, table=True):
    """How far one role may go. An empty limit means any amount."""

    __tablename__ = "authority_limit"

    role: str = Field(max_length=60)
    title: str
    rank: int = Field(ge=0)
    refund_minor: int | None = Field(default=None, ge=0)
    goodwill_minor: int | None = Field(default=None, ge=0)
    other_loss_minor: int | None = Field(default=None, ge=0)
    cumulative_minor: int | None = Field(default=None, ge=0)
    """The most one customer may be given in twelve months; empty where only the other limits hold."""

    policy_exception: str = Field(default="none", max_length=40)
    signs: str = ""
    holder: str = ""
    """Who holds the role, to be named on a request for approval."""

    deputy: str = ""
    effective_on: date | None = None
    ends_on: date | None = None
    removed: bool = False


class RemedyBand(Record, table=True):
    """What an outside body usually awards for so much trouble: to compare with, never a limit."""

    __tablename__ = "remedy_band"

    scale: str = Field(max_length=120)
    """Whose scale it is."""

    level: str
    """Which step of it, in words."""

    least_minor: int | None = Field(default=None, ge=0)
    most_minor: int | None = Field(default=None, ge=0)
    """Empty where the step has no upper end."""

    year: int = Field(ge=1900, le=2200)
    source: str
    note: str = ""
    removed: bool = False
