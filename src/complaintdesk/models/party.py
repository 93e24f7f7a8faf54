"""People and bodies around a complaint."""

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord
from complaintdesk.vocabulary import Known, PartyRole


class Party(ComplaintRecord, table=True):
    """A person or body around the complaint, other than the customer's own record."""

    role: PartyRole
    name: str
    position: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    authority_to_act: Known = Known.unknown
    authority_note: str = ""
    nicknames: str = ""
    complained_of: bool = False
    """Whether the complaint is about this person."""

    merged_from_id: int | None = Field(default=None, foreign_key="complaint.id")
    """The complaint it was on before that one was merged into this one."""

    removed: bool = False
