"""The referred complaint, and the imported history of complaints."""

from datetime import date, datetime

from sqlmodel import Field

from complaintdesk.models.record import ComplaintRecord, Moment, Record
from complaintdesk.vocabulary import (
    Complexity,
    Known,
    LinkKind,
    Origin,
    Outcome,
    Stage,
)


class Complaint(Record, table=True):
    """One complaint.

    Deadlines and the outcome are not columns: they follow from these facts by
    the functions in `rules`, so they cannot go stale. The few derived values
    that a list must sort by stand at the end; they are not journalled.
    """

    reference: str = Field(unique=True, max_length=80)
    origin: Origin = Origin.referred
    stage: Stage = Field(default=Stage.referred)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    batch_id: int | None = Field(default=None, foreign_key="import_batch.id", index=True)
    preset: str = Field(default="", max_length=60)
    source_id: str = Field(default="", max_length=200)
    source_digest: str = Field(default="", max_length=64)
    """SHA-256 of the imported record, so that a second import tells changed from known."""

    received_on: date
    """The day it reached us; day 0 of the clocks that start on receipt."""

    received_time: str = Field(default="", max_length=5)
    """The local time it was received, as `16:45`, where the organisation has a cut-off hour."""

    logged_on: date | None = None
    incident_on: date | None = None
    knowledge_on: date | None = None
    made_orally: bool = False
    referred_on: date | None = None
    referred_by: str = ""
    referral_reason: str = Field(default="", max_length=40)
    prior_decider: str = ""
    channel: str = Field(default="", max_length=120)
    product: str = ""
    sub_product: str = ""
    service_area: str = ""
    location: str = ""
    account_ref: str = ""
    category: str = ""
    sub_category: str = ""
    cause: str = ""
    about: str = ""
    """The complaint in a line."""

    narrative: str = ""
    """The customer's words, unedited. Never interpreted as markup."""

    wants: str = ""
    """What the customer wants, in their own words."""

    complainant: str = Field(default="customer", max_length=40)
    severity: int = Field(default=0, ge=0, le=5)
    """1 (slight) to 5 (grave); 0 is not rated yet."""

    severity_reason: str = ""
    complexity: Complexity | None = None
    impact_people: int | None = Field(default=None, ge=0)
    urgent: bool = False
    safety: bool = False
    vulnerable: Known = Known.unknown
    vulnerability_drivers: str = ""
    about_vulnerability: Known = Known.unknown
    adjustments: str = ""
    contact_method: str = ""
    update_working_days: int | None = Field(default=None, ge=1, le=60)
    legal_hold: bool = False
    legal_hold_reason: str = ""
    privileged: bool = False
    contact_plan: str = ""
    """An agreed plan for unreasonable contact, with its review date."""

    owner: str = ""
    accepted_on: date | None = None
    conflict: Known = Known.unknown
    """Whether the handler has a conflict of interest."""

    conflict_note: str = ""
    procedure: str = Field(default="", max_length=60)
    region: str = Field(default="", max_length=12)
    variant: str = Field(default="", max_length=40)
    """The kind of complaint for which a procedure's clocks have other numbers, such as `death_benefit`."""

    returned_on: date | None = None
    returned_reason: str = ""
    merged_into_id: int | None = Field(default=None, foreign_key="complaint.id")
    outcome_reason: str = ""
    one_option_reason: str = ""
    root_cause: str = ""
    cause_confirmed: str = ""
    affects_others: Known = Known.unknown
    local_fix: str = ""
    systemic_fix: str = ""
    fix_owner: str = ""
    closed_on: date | None = None
    reopened_on: date | None = None
    outcome: Outcome | None = None
    """For imported history only: the outcome as its source gave it, where it is one of ours."""

    source_outcome: str = ""
    remedy: str = ""
    accepted: bool | None = None
    satisfaction: int | None = None
    amount_minor: int | None = None
    extra: str = ""
    """JSON object of what the preset did not know."""

    imported_at: datetime | None = Field(default=None, sa_type=Moment)
    disposed_on: date | None = None
    """The day on which everything personal was taken out of it; what is left serves figures only."""

    next_due_on: date | None = None
    next_due_name: str = ""
    triage_score: int = 0
    scored_on: date | None = None


class ComplaintLink(ComplaintRecord, table=True):
    """Two complaints that belong together."""

    __tablename__ = "complaint_link"

    other_id: int = Field(foreign_key="complaint.id")
    kind: LinkKind = LinkKind.related
    reason: str = ""


class Milestone(ComplaintRecord, table=True):
    """An event that starts or meets a clock: acknowledged, stage two requested, final response sent ..."""

    event: str = Field(max_length=60)
    happened_on: date
    note: str = ""
    decided_by: str = ""
    """Who decides, or decided, the stage that this event begins or ends."""

    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    letter_id: int | None = Field(default=None, foreign_key="letter.id")


class Pause(ComplaintRecord, table=True):
    """A time for which the desk waited on somebody; moves no statutory clock."""

    from_on: date
    to_on: date | None = None
    reason: str


class Extension(ComplaintRecord, table=True):
    """More time taken on one clock, with what the procedure demands for it."""

    clock: str = Field(max_length=60)
    decided_on: date
    to_on: date | None = None
    """The new date that was given; empty for all that the procedure allows."""

    reason: str
    notified_on: date | None = None
    external_body_details_given: bool = False
    approver: str = ""
    given: str = ""
    """What else the procedure demands and was given: needs, comma between them."""


class Override(ComplaintRecord, table=True):
    """A rule of a gate that the handler overrode, with the written reason."""

    rule: int = Field(ge=1)
    sentence: str
    """What was missing, as the gate said it."""

    reason: str
    happened_on: date
