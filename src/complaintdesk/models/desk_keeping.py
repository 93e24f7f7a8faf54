"""What keeps the desk itself: imports, saved views, drafts, erasures."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from complaintdesk.models.record import Moment, Record
from complaintdesk.vocabulary import Origin


class ImportBatch(Record, table=True):
    """One import: which file, read how, and what became of its rows."""

    __tablename__ = "import_batch"

    file_name: str
    file_sha256: str = Field(max_length=64)
    preset: str = Field(max_length=60)
    loaded_as: Origin
    encoding: str = Field(default="", max_length=40)
    rows: int = 0
    new: int = 0
    updated: int = 0
    known: int = 0
    duplicate: int = 0
    invalid: int = 0
    imported_at: datetime = Field(sa_type=Moment)


class ImportMapping(Record, table=True):
    """A value of a source that the handler has matched to a word of ours."""

    __tablename__ = "import_mapping"

    preset: str = Field(max_length=60)
    field: str = Field(max_length=60)
    source_value: str
    our_value: str


class SavedView(Record, table=True):
    """A view of the queue that the handler has saved."""

    __tablename__ = "saved_view"

    name: str
    position: int = 0
    filter: str = ""
    sort: str = ""
    descending: bool = False
    columns: str = ""
    removed: bool = False


class Draft(SQLModel, table=True):
    """Words typed into a form that was not saved yet. Not journalled: it is nobody's act."""

    id: int | None = Field(default=None, primary_key=True)
    form: str = Field(max_length=120, unique=True)
    """Which form, of which record: `head.add:42`."""

    typed: str
    """JSON object: field -> text as typed."""

    saved_at: datetime = Field(sa_type=Moment)


class Erasure(SQLModel, table=True):
    """A person's data erased; the journal's guard lets their values go only against such a row."""

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int
    reason: str
    legal_basis: str = ""
    erased_at: datetime = Field(sa_type=Moment)
