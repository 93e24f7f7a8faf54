"""The points complained of."""

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord
from complaintdesk.vocabulary import Finding


class Head(ComplaintRecord, table=True):
    """One point complained of, with its own cause, finding and reasons."""

    number: int = Field(ge=1)
    text: str
    cause: str = ""
    root_cause: str = ""
    finding: Finding | None = None
    reasons: str = ""
    proof_note: str = ""
    """How sure the finding is, and by which standard of proof."""

    about_data_protection: bool = False
    removed: bool = False
