"""The append-only record of all steps."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from complaintdesk.models.record import Moment
from complaintdesk.vocabulary import StepKind


class JournalStep(SQLModel, table=True):
    """One thing the handler did: one transaction, one undo unit."""

    __tablename__ = "journal_step"

    number: int = Field(primary_key=True)
    uuid: str = Field(unique=True, max_length=32)
    """Made before writing, so that after a failed commit the step can be looked for."""

    at: datetime = Field(sa_type=Moment)
    actor: str
    kind: StepKind = StepKind.do
    label: str
    complaint_id: int | None = Field(default=None, index=True)
    reverses: int | None = None
    """For an undo or redo: the number of the step it takes back or restores."""

    undo_top: int | None = None
    """The step that undo would take back next, once this one has happened."""

    redo_top: int | None = None
    digest: str = Field(max_length=64)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class JournalEntry(SQLModel, table=True):
    """One row touched by a step: what it held before and after, changed columns only."""

    __tablename__ = "journal_entry"

    id: int | None = Field(default=None, primary_key=True)
    step: int = Field(foreign_key="journal_step.number", index=True)
    table_name: str = Field(max_length=60)
    row_id: int
    act: str = Field(max_length=10)
    """`insert`, `update`, `delete`, or `load` / `unload` of a whole import."""

    payload: str | None
    """JSON of the values before and after, as stored; empty once the person was erased."""

    salt: str | None = Field(max_length=32)
    commitment: str = Field(max_length=64)
    """SHA-256 over salt and payload; stays when they are erased, so the chain stays checkable."""
