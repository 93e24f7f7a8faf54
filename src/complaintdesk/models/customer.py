"""The people whose complaints they are."""

from sqlmodel import Field

from complaintdesk.models.record import Record


class Customer(Record, table=True):
    """A customer; what identifies the person lives here, so that it can be erased in one place."""

    name: str
    email: str = ""
    phone: str = ""
    identity: str = Field(default="", index=True)
    """What an import knows the customer by, within its preset; empty where entered by hand."""

    preset: str = Field(default="", max_length=60)
    nicknames: str = ""
    """Other spellings to be replaced in exports, one a line."""

    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    erased: bool = False
