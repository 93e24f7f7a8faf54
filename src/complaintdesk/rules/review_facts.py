"""Reviews and recommendations as screens, rules and papers see them: values, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from complaintdesk.rules.kept_figures import KeptEffect, KeptEvidence, KeptReview, KeptRow
from complaintdesk.vocabulary import EffectKind, PatternLabel, RecommendationState


@dataclass(frozen=True, slots=True)
class LinkedComplaint:
    """A complaint that stands behind a pattern or a recommendation."""

    id: int
    reference: str
    received_on: date
    category: str
    product: str
    about: str


@dataclass(frozen=True, slots=True)
class PatternFacts:
    """One pattern found in a review, with the handler's analysis."""

    id: int
    value: str
    finding: str
    label: PatternLabel
    whys: tuple[str, ...]
    root_cause: str
    confirmed_how: str
    row: KeptRow | None
    complaints: tuple[LinkedComplaint, ...]


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """A saved review."""

    id: int
    reference: str
    title: str
    from_on: date
    to_on: date
    filter: str
    grouping: str
    summary: str
    made_on: date
    again_on: date | None
    figures: KeptReview | None
    patterns: tuple[PatternFacts, ...] = ()
    previous: str = ""
    """The reference of the review of the same filter before this one."""

    changes: tuple[str, ...] = ()
    """What is otherwise than in that one, in sentences."""

    handler: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """One way to make a recommended change."""

    id: int
    number: int
    text: str
    do_nothing: bool
    look_again_on: date | None
    clause_id: int | None
    clause: str
    """Its code, title and edition."""

    clause_text: str
    new_text: str
    benefit_customer: str
    drawback_customer: str
    benefit_organisation: str
    drawback_organisation: str
    cost_low_minor: int | None
    cost_high_minor: int | None
    effort: str
    reversibility: str
    who_must_agree: str


@dataclass(frozen=True, slots=True)
class EffectFacts:
    """How it will be known whether the change worked, and whether it did."""

    id: int
    measure: str
    """What is to fall, in words."""

    kind: EffectKind
    filter: str
    grouping: str
    value: str
    exposure: str
    target: str
    smallest_percent: int
    baseline_from: date | None
    baseline_to: date | None
    baseline_value: str
    written_on: date | None
    planned_change_on: date | None
    wait_days: int
    window_months: int
    review_on: date | None
    plan: tuple[str, ...]
    """What can be known from this baseline, in sentences."""

    changed_on: date | None
    window_from: date | None
    window_to: date | None
    after_value: str
    verdict: str
    sentence: str
    confounders: str
    reviewed_on: date | None
    found: KeptEffect | None


@dataclass(frozen=True, slots=True)
class RecommendationFacts:
    """A proposed change, with all that belongs to it."""

    id: int
    reference: str
    title: str
    state: RecommendationState
    problem: str
    evidence: KeptEvidence | None
    complaints: tuple[LinkedComplaint, ...]
    review: str
    """The reference of the review it comes from; empty where it comes from none."""

    root_cause: str
    cause_method: str
    cause_confirmed: str
    options: tuple[ChangeFacts, ...]
    chosen_id: int | None
    why_chosen: str
    why_others_not: str
    decision_maker: str
    decision_maker_role: str
    route: str
    procedure_entry_id: int | None
    procedure_ref: str
    override_reason: str
    put_on: date | None
    reply_due_on: date | None
    acknowledged_on: date | None
    acknowledged_by: str
    chased_on: date | None
    chases: int
    decided_on: date | None
    decided_by: str
    decision_reason: str
    conditions: str
    deferred_until: date | None
    implemented_on: date | None
    implementation: str
    proof: str
    withdrawn_on: date | None
    withdrawn_reason: str
    effect: EffectFacts | None
    today: date
    currency: str
    handler: str
    organisation: str
    whys: tuple[str, ...] = ()
    """How the pattern it comes from was asked after, why by why; empty where it comes from none."""

    @property
    def chosen(self) -> ChangeFacts | None:
        """The option chosen; None while none is."""
        return next((each for each in self.options if each.id == self.chosen_id), None)
