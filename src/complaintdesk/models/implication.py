"""What a complaint means for the organisation."""

from datetime import date

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord
from complaintdesk.vocabulary import Likelihood


class Implication(ComplaintRecord, table=True):
    """What the complaint means for the organisation."""

    kind: str
    text: str = ""
    likelihood: Likelihood
    severity: int = Field(ge=1, le=5)
    alerted: str = ""
    alerted_on: date | None = None
    response: str = ""
    responded_on: date | None = None
    due_on: date | None = None
    removed: bool = False
