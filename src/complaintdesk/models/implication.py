"""What a complaint means for the organisation."""

from datetime import date, datetime

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord, Moment
from complaintdesk.vocabulary import Likelihood


class Implication(ComplaintRecord, table=True):
    """What the complaint means for the organisation."""

    kind: str
    text: str = ""
    likelihood: Likelihood
    severity: int = Field(ge=1, le=5)
    aware_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the organisation came to know of it; a legal clock may start there."""

    alerted: str = ""
    alerted_on: date | None = None
    response: str = ""
    responded_on: date | None = None
    due_on: date | None = None
    merged_from_id: int | None = Field(default=None, foreign_key="complaint.id")
    """The complaint it was on before that one was merged into this one."""

    removed: bool = False
