"""Trend reviews, recommendations, and whether they worked."""

from datetime import date, datetime

from sqlmodel import Field

from complaintdesk.models.record import Moment, Record
from complaintdesk.vocabulary import EffectKind, PatternLabel, RecommendationState


class Exposure(Record, table=True):
    """How much there was to complain about in one period: customers, orders, journeys."""

    measure: str
    member: str = ""
    """The category, product or place it counts for; empty for the whole."""

    period: str = Field(max_length=10)
    """`2026-03`, `2026-W12` or `2026-Q1`."""

    amount: float = Field(ge=0)


class ChartBase(Record, table=True):
    """A period from which the chart of some complaints has new limits, because something had changed."""

    __tablename__ = "chart_base"

    filter: str = ""
    """Which complaints, as the filter says it."""

    period: str = Field(max_length=10)
    """`2026-03`, `2026-W12` or `2026-Q1`: the first of the new level."""

    cause: str
    removed: bool = False


class Review(Record, table=True):
    """A saved trend review; the figures are frozen as they were seen."""

    title: str
    from_on: date
    to_on: date
    filter: str = ""
    grouping: str = "category"
    figures: str = ""
    """JSON, as the review saw them."""

    summary: str = ""
    made_at: datetime = Field(sa_type=Moment)
    removed: bool = False
    again_on: date | None = None
    """When the same is to be reviewed again."""


class Pattern(Record, table=True):
    """One pattern found in a review, with the handler's analysis."""

    review_id: int = Field(foreign_key="review.id", index=True)
    finding: str
    label: PatternLabel = PatternLabel.single
    root_cause: str = ""
    confirmed_how: str = ""
    figures: str = ""
    """JSON: the row of the review it is about, as it stood."""

    value: str = ""
    """What of the review it is about: a category, a product, a cause."""

    whys: str = ""
    """Why, and why that, line by line, down to the root cause."""

    removed: bool = False


class PatternComplaint(Record, table=True):
    """This complaint stands behind that pattern."""

    __tablename__ = "pattern_complaint"

    pattern_id: int = Field(foreign_key="pattern.id", index=True)
    complaint_id: int = Field(foreign_key="complaint.id", index=True)


class Recommendation(Record, table=True):
    """A proposed change, followed until its effect is known."""

    review_id: int | None = Field(default=None, foreign_key="review.id")
    pattern_id: int | None = Field(default=None, foreign_key="pattern.id")
    title: str
    problem: str = ""
    root_cause: str = ""
    state: RecommendationState = RecommendationState.draft
    chosen_id: int | None = Field(default=None, foreign_key="change_option.id")
    why_chosen: str = ""
    why_others_not: str = ""
    decision_maker: str = ""
    decision_maker_role: str = ""
    route: str = ""
    put_on: date | None = None
    reply_due_on: date | None = None
    acknowledged_on: date | None = None
    decided_on: date | None = None
    decision_reason: str = ""
    conditions: str = ""
    implemented_on: date | None = None
    removed: bool = False
    figures: str = ""
    """JSON: the evidence as it stood when it was written down."""

    cause_method: str = Field(default="", max_length=60)
    cause_confirmed: str = ""
    procedure_entry_id: int | None = Field(default=None, foreign_key="library_entry.id")
    """The organisation's procedure for such a recommendation."""

    override_reason: str = ""
    """Why it was put forward though something was missing."""

    acknowledged_by: str = ""
    chased_on: date | None = None
    chases: int = Field(default=0, ge=0)
    decided_by: str = ""
    deferred_until: date | None = None
    implementation: str = ""
    proof: str = ""
    withdrawn_on: date | None = None
    withdrawn_reason: str = ""


class RecommendationComplaint(Record, table=True):
    """This complaint is evidence for that recommendation."""

    __tablename__ = "recommendation_complaint"

    recommendation_id: int = Field(foreign_key="recommendation.id", index=True)
    complaint_id: int = Field(foreign_key="complaint.id", index=True)


class ChangeOption(Record, table=True):
    """One way to make a recommended change."""

    __tablename__ = "change_option"

    recommendation_id: int = Field(index=True)
    number: int = Field(ge=1)
    text: str
    do_nothing: bool = False
    policy_clause_id: int | None = Field(default=None, foreign_key="library_entry.id")
    benefit_customer: str = ""
    drawback_customer: str = ""
    benefit_organisation: str = ""
    drawback_organisation: str = ""
    cost_low_minor: int | None = Field(default=None, ge=0)
    cost_high_minor: int | None = Field(default=None, ge=0)
    effort: str = ""
    who_must_agree: str = ""
    removed: bool = False
    reversibility: str = Field(default="", max_length=40)
    new_text: str = ""
    """What the policy clause would say."""

    look_again_on: date | None = None
    """For doing nothing: until when."""


class EffectCheck(Record, table=True):
    """Did the change work: planned when it was proposed, judged after its window."""

    __tablename__ = "effect_check"

    recommendation_id: int = Field(foreign_key="recommendation.id", index=True)
    measure: str
    filter: str = ""
    target: str = ""
    baseline_from: date | None = None
    baseline_to: date | None = None
    baseline_value: str = ""
    changed_on: date | None = None
    wait_days: int = Field(default=0, ge=0)
    window_from: date | None = None
    window_to: date | None = None
    after_value: str = ""
    verdict: str = ""
    confounders: str = ""
    reviewed_on: date | None = None
    kind: EffectKind = EffectKind.number
    grouping: str = "category"
    value: str = ""
    """What is to fall: one value of the grouping."""

    exposure: str = ""
    """For a rate: the measure of how much there was to complain about."""

    written_on: date | None = None
    planned_change_on: date | None = None
    window_months: int = Field(default=0, ge=0)
    """Complete months looked at after the settling-in."""

    smallest_percent: int = Field(default=0, ge=0, le=100)
    """By how much it must fall for the change to have been worth it."""

    review_on: date | None = None
    plan: str = ""
    """What can be known from the baseline, a sentence a line."""

    found: str = ""
    """JSON: what was found when it was looked at."""

    sentence: str = ""
