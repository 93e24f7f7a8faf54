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
    merged_from_id: int | None = Field(default=None, foreign_key="complaint.id")
    """The complaint it was on before that one was merged into this one."""

    removed: bool = False
