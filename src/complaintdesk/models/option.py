"""Possible solutions, approvals, offers and the agreement."""

from datetime import date

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord, Record
from complaintdesk.vocabulary import Decision, Known, Maker, MoneyKind, OfferState


class Option(ComplaintRecord, table=True):
    """A possible solution."""

    number: int = Field(ge=1)
    text: str
    explain_only: bool = False
    benefit_customer: str = ""
    drawback_customer: str = ""
    benefit_organisation: str = ""
    drawback_organisation: str = ""
    service_offer_fit: str = ""
    policy_clause_id: int | None = Field(default=None, foreign_key="library_entry.id")
    """The clause it departs from, if it departs from one."""

    departure_reason: str = ""
    precedent: str = ""
    admits_liability: bool = False
    """Whether it says that the organisation is liable in law; an apology does not."""

    days_to_deliver: int | None = Field(default=None, ge=0)
    scores: str = ""
    """JSON object: criterion of the balance -> 0..5."""

    verdict: str = ""
    verdict_reason: str = ""
    verdict_role: str = ""
    verdict_limit_minor: int | None = None
    verdict_limits: str = ""
    """JSON of the limits as they stood when the verdict was given."""

    presented_on: date | None = None
    customer_view: str = ""
    rejected_reason: str = ""
    rank: int | None = None
    removed: bool = False


class OptionRemedy(Record, table=True):
    """One remedy inside an option; its worth counts waivers and the cost of redoing work."""

    __tablename__ = "option_remedy"

    option_id: int = Field(foreign_key="option.id", index=True)
    remedy: str
    amount_minor: int = Field(default=0, ge=0)
    money_kind: MoneyKind | None = None
    note: str = ""


class OptionAim(Record, table=True):
    """This option furthers that aim of the organisation."""

    __tablename__ = "option_aim"

    option_id: int = Field(foreign_key="option.id", index=True)
    library_entry_id: int = Field(foreign_key="library_entry.id")


class Approval(ComplaintRecord, table=True):
    """Someone with more authority saying yes or no to something above the handler's limit."""

    option_id: int | None = Field(default=None, foreign_key="option.id")
    what: str
    amount_minor: int = Field(default=0, ge=0)
    limit_breached: str = ""
    why: str = ""
    approver: str
    approver_role: str = ""
    asked_on: date
    decision: Decision = Decision.asked
    decided_on: date | None = None
    conditions: str = ""
    expires_on: date | None = None
    covers_policy_departure: bool = False
    verbal: bool = False
    written_due_on: date | None = None
    written_on: date | None = None


class Offer(ComplaintRecord, table=True):
    """An option put to the customer with terms, or the customer's counter-offer."""

    number: int = Field(ge=1)
    maker: Maker = Maker.desk
    option_id: int | None = Field(default=None, foreign_key="option.id")
    terms: str
    amount_minor: int = Field(default=0, ge=0)
    made_on: date
    expires_on: date | None = None
    stays_open_if_referred: Known = Known.unknown
    state: OfferState = OfferState.open
    answers_id: int | None = Field(default=None, foreign_key="offer.id")
    response: str = ""
    responded_on: date | None = None
    approval_id: int | None = Field(default=None, foreign_key="approval.id")


class Agreement(ComplaintRecord, table=True):
    """An accepted offer."""

    offer_id: int = Field(foreign_key="offer.id")
    accepted_on: date
    how: str
    terms: str
    amount_minor: int = Field(default=0, ge=0)
    final_settlement: bool = False
    by_on: date | None = None
    policy_clause_id: int | None = Field(default=None, foreign_key="library_entry.id")
    departure_reason: str = ""
    aim: str = ""
    approval_id: int | None = Field(default=None, foreign_key="approval.id")
    authority: str = ""
    """On whose authority, in a sentence, with the limit as it stood."""

    ended: bool = False
    """Set when the agreement fell through and negotiation began again."""
