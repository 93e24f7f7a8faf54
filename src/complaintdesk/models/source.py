"""What was collected, and what was asked for."""

from datetime import date, datetime

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord, Moment, Record
from complaintdesk.vocabulary import Side, SourceKind


class Attachment(Record, table=True):
    """A file kept by its SHA-256; the bytes lie in the store's `attachments` folder."""

    sha256: str = Field(unique=True, min_length=64, max_length=64)
    name: str
    """The name it came with; only ever shown."""

    size: int = Field(ge=0)
    media_type: str = "application/octet-stream"
    taken_at: datetime = Field(sa_type=Moment)


class Source(ComplaintRecord, table=True):
    """A piece of information; without `obtained_on` it is a gap: asked for and not come."""

    number: int = Field(ge=1)
    kind: SourceKind
    what: str
    shows: str = ""
    where_kept: str = ""
    reliability: str = ""
    obtained_on: date | None = None
    obtained_from: str = ""
    asked_of: str = ""
    asked_on: date | None = None
    due_on: date | None = None
    chased_on: date | None = None
    chases: int = Field(default=0, ge=0)
    heard_side: Side | None = None
    attachment_id: int | None = Field(default=None, foreign_key="attachment.id")
    merged_from_id: int | None = Field(default=None, foreign_key="complaint.id")
    """The complaint it was on before that one was merged into this one."""

    removed: bool = False


class SourceHead(Record, table=True):
    """This source bears on that head."""

    __tablename__ = "source_head"

    source_id: int = Field(foreign_key="source.id", index=True)
    head_id: int = Field(foreign_key="head.id", index=True)
