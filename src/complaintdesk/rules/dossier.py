"""The dossier: all that is known of one complaint, as values.

Rules judge it, reports write it, screens show it and the command line prints
it. It is loaded whole by `services.dossier` and never changed; an act changes
the tables and a fresh dossier is loaded. Amounts are in minor units of
`currency`; `_on` is a local date, `_at` a moment in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from complaintdesk.rules.balance import DEFAULT_WEIGHTS, BalanceWeights
from complaintdesk.rules.clocks import Clock
from complaintdesk.vocabulary import (
    Complexity,
    Decision,
    Direction,
    Finding,
    Known,
    LetterState,
    Likelihood,
    LinkKind,
    Maker,
    MoneyKind,
    OfferState,
    Origin,
    Outcome,
    PartyRole,
    PromiseState,
    Side,
    SourceKind,
    Stage,
)


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A person or body around the complaint."""

    id: int
    role: PartyRole
    name: str
    position: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    authority_to_act: Known = Known.unknown
    authority_note: str = ""
    complained_of: bool = False
    merged_from: str = ""


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """One point complained of."""

    id: int
    number: int
    text: str
    cause: str = ""
    root_cause: str = ""
    finding: Finding | None = None
    reasons: str = ""
    source_ids: tuple[int, ...] = ()
    about_data_protection: bool = False
    proof_note: str = ""
    merged_from: str = ""


@dataclass(frozen=True, slots=True)
class AttachmentFacts:
    """A file kept by its SHA-256; `state` says whether it is still sound."""

    id: int
    sha256: str
    name: str
    size: int
    media_type: str
    original_at: str = ""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A piece of information collected or asked for."""

    id: int
    number: int
    kind: SourceKind
    what: str
    shows: str = ""
    where_kept: str = ""
    obtained_on: date | None = None
    asked_of: str = ""
    asked_on: date | None = None
    due_on: date | None = None
    head_ids: tuple[int, ...] = ()
    attachment: AttachmentFacts | None = None
    heard_side: Side | None = None
    """Whose account it gives: the customer's, a colleague's, or neither (None)."""
    chased_on: date | None = None
    chases: int = 0
    merged_from: str = ""
    """The reference of the complaint it was on before that one was merged into this one."""

    @property
    def is_gap(self) -> bool:
        """Whether it was asked for and has not come."""
        return self.obtained_on is None


@dataclass(frozen=True, slots=True)
class ImplicationFacts:
    """What the complaint means for the organisation."""

    id: int
    kind: str
    text: str
    likelihood: Likelihood
    severity: int
    alerted: str = ""
    alerted_on: date | None = None
    response: str = ""
    responded_on: date | None = None
    due_on: date | None = None
    aware_at: datetime | None = None
    """When the organisation came to know of it; a legal clock may start there."""
    merged_from: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One conversation or message."""

    id: int
    at: datetime
    on: date
    side: Side
    direction: Direction
    channel: str
    with_whom: str
    summary: str
    position: str = ""
    """What the other side wants or offers, as they put it; for the negotiation."""
    preference_note: str = ""
    """Why it went otherwise than was agreed with the customer."""
    party_id: int | None = None
    offer_id: int | None = None
    automatic: bool = False
    """Whether a machine sent it, such as an absence note."""
    attachment: AttachmentFacts | None = None
    """The message as it came, kept by its hash."""
    merged_from: str = ""


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What is known of an e-mail beside its words in the log."""

    id: int
    contact_id: int | None
    """The contact that it is; None where the complaint itself came by it."""
    subject: str
    sender_name: str
    sender_address: str
    recipients: str
    sent_at: datetime | None
    quoted: str
    """What it quotes of earlier messages."""
    signature: str
    automatic: bool
    notices: str
    """What was noticed while it was read, a sentence a line."""


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """Another complaint that belongs together with this one."""

    id: int
    reference: str
    kind: LinkKind
    is_ours: bool
    """Whether this complaint is the one that says so: it is the repeat, or the one merged away."""
    reason: str = ""
    about: str = ""
    customer: str = ""
    stage: Stage = Stage.referred
    complaint_id: int = 0


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """Something said to someone that must happen by a date."""

    id: int
    text: str
    made_to: str
    made_on: date
    due_on: date
    state: PromiseState
    settled_on: date | None = None
    reason: str = ""
    superseded_by_id: int | None = None
    contact_id: int | None = None
    merged_from: str = ""


@dataclass(frozen=True, slots=True)
class RemedyFacts:
    """One remedy inside an option; `amount_minor` is its worth, waivers and cost of redo included."""

    id: int
    remedy: str
    amount_minor: int = 0
    money_kind: MoneyKind | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class VerdictFacts:
    """An authority verdict as it was recorded, with the limits as they stood."""

    verdict: str
    """`within`, `needs_approval` or `not_possible`."""
    reason: str
    approver_role: str = ""
    limit_minor: int | None = None


@dataclass(frozen=True, slots=True)
class OptionFacts:
    """A possible solution."""

    id: int
    number: int
    text: str
    explain_only: bool
    remedies: tuple[RemedyFacts, ...]
    benefit_customer: str = ""
    drawback_customer: str = ""
    benefit_organisation: str = ""
    drawback_organisation: str = ""
    service_offer_fit: str = ""
    aim_ids: tuple[int, ...] = ()
    policy_clause_id: int | None = None
    policy_clause: str = ""
    policy_text: str = ""
    """What the clause says, in the edition departed from."""
    departure_reason: str = ""
    precedent: str = ""
    admits_liability: bool = False
    days_to_deliver: int | None = None
    scores: dict[str, int] = field(default_factory=dict)
    """Criterion id -> 0..5, as judged by the handler."""
    balance: float | None = None
    verdict: VerdictFacts | None = None
    presented_on: date | None = None
    customer_view: str = ""
    rejected_reason: str = ""
    rank: int | None = None

    @property
    def total_minor(self) -> int:
        """The worth of the whole package: money, waivers and cost of redo."""
        return sum(remedy.amount_minor for remedy in self.remedies)


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """Someone with more authority saying yes or no."""

    id: int
    option_id: int | None
    what: str
    amount_minor: int
    limit_breached: str
    why: str
    approver: str
    approver_role: str
    asked_on: date
    decision: Decision
    decided_on: date | None = None
    conditions: str = ""
    expires_on: date | None = None
    covers_policy_departure: bool = False
    verbal: bool = False
    """Whether it was given by word of mouth, in an emergency."""
    written_due_on: date | None = None
    """By when such a word must be confirmed in writing."""
    written_on: date | None = None

    @property
    def awaits_writing(self) -> bool:
        """Whether it is a yes by word of mouth that nobody has confirmed yet."""
        return self.verbal and self.decision is Decision.approved and self.written_on is None


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """An option put to the customer with terms, or the customer's counter-offer."""

    id: int
    number: int
    maker: Maker
    option_id: int | None
    terms: str
    amount_minor: int
    made_on: date
    expires_on: date | None
    stays_open_if_referred: Known
    state: OfferState
    answers_id: int | None = None
    response: str = ""
    responded_on: date | None = None
    approval_id: int | None = None


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """An accepted offer."""

    id: int
    offer_id: int
    accepted_on: date
    how: str
    terms: str
    amount_minor: int
    final_settlement: bool
    by_on: date | None = None
    policy_clause: str = ""
    policy_text: str = ""
    """What the clause says, in the edition departed from."""
    departure_reason: str = ""
    aim: str = ""
    approval_id: int | None = None
    authority: str = ""


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """One thing promised in the agreement."""

    id: int
    number: int
    text: str
    owner: str
    due_on: date
    done_on: date | None = None
    proof: str = ""
    attachment: AttachmentFacts | None = None
    is_payment: bool = False


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A written message that a procedure prescribes."""

    id: int
    kind: str
    subject: str
    body: str
    state: LetterState
    stage: str = ""
    sent_on: date | None = None
    sent_by: str = ""
    delivered_on: date | None = None
    signatory: str = ""
    checklist: dict[str, bool] = field(default_factory=dict)
    attachment: AttachmentFacts | None = None
    """The text as it was sent, kept by its hash."""
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class SatisfactionFacts:
    """The customer's own word on the outcome and on how they were treated; 1 (poor) to 5 (very good)."""

    id: int
    asked_on: date
    method: str
    outcome_score: int | None = None
    handling_score: int | None = None
    words: str = ""
    not_asked_reason: str = ""


@dataclass(frozen=True, slots=True)
class EscalationFacts:
    """A hand-over upwards or outwards."""

    id: int
    to: str
    external: bool
    why: str
    pack: str
    at: datetime
    on: date
    route: str = ""
    stage: str = ""
    checklist: dict[str, bool] = field(default_factory=dict)
    due_on: date | None = None
    """By when the outside body wants its file."""
    sent_on: date | None = None
    sent_by: str = ""
    pack_file: AttachmentFacts | None = None
    """The pack as it was handed over, kept by its hash."""
    acknowledged_on: date | None = None
    acknowledged_by: str = ""
    outcome: str = ""
    returned_on: date | None = None

    @property
    def is_out(self) -> bool:
        """Whether an outside body has the complaint: it was sent its file and has not given it back."""
        return self.external and self.sent_on is not None and self.returned_on is None


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """This record is evidence for a criterion, and shows ..."""

    id: int
    criterion: str
    record_kind: str
    record_id: int
    shows: str
    kind: str
    criteria_set: str = "unit-45"
    original_at: str = ""
    witness: str = ""
    witness_role: str = ""
    witness_relation: str = ""
    witness_contact: str = ""
    witnessed_on: date | None = None
    why_valid: str = ""
    why_authentic: str = ""
    why_reliable: str = ""
    why_current: str = ""
    why_sufficient: str = ""


@dataclass(frozen=True, slots=True)
class OverrideFacts:
    """A rule of a gate that the handler overrode, with the written reason."""

    id: int
    rule: int
    sentence: str
    reason: str
    happened_on: date


@dataclass(frozen=True, slots=True)
class ExtensionFacts:
    """More time that was taken on one clock, with what the procedure demands for it."""

    id: int
    clock: str
    decided_on: date
    to_on: date | None
    reason: str
    notified_on: date | None = None
    external_body_details_given: bool = False
    approver: str = ""
    given: str = ""
    """What else the procedure demands and was given: needs, comma between them."""


@dataclass(frozen=True, slots=True)
class PauseFacts:
    """A time for which the desk waited on somebody."""

    id: int
    from_on: date
    to_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class LikeComplaint:
    """A similar past complaint with what was done about it."""

    complaint_id: int
    reference: str
    about: str
    closed_on: date | None
    outcome: str
    remedy: str
    amount_minor: int | None
    like_by: str = ""
    """What it has in common: `cause and product`, or `words`."""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One line of the timeline: something the handler did."""

    number: int
    at: datetime
    actor: str
    label: str
    records: tuple[str, ...] = ()
    """What it touched, as `kind id` words."""
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of one complaint, as of `today`."""

    id: int
    version: int
    reference: str
    today: date
    currency: str
    origin: Origin
    stage: Stage
    customer: str
    customer_id: int | None
    handler: str
    """Who runs the desk: the candidate whose evidence this is."""
    organisation: str
    role: str
    region: str

    customer_email: str = ""
    customer_phone: str = ""
    source_id: str = ""
    preset: str = ""
    received_on: date = date.min
    received_time: str = ""
    knowledge_on: date | None = None
    incident_on: date | None = None
    referred_on: date | None = None
    referred_by: str = ""
    referral_reason: str = ""
    prior_decider: str = ""
    channel: str = ""
    product: str = ""
    service_area: str = ""
    location: str = ""
    category: str = ""
    cause: str = ""
    about: str = ""
    narrative: str = ""
    wants: str = ""
    account_ref: str = ""
    severity: int = 0
    severity_reason: str = ""
    complexity: Complexity | None = None
    urgent: bool = False
    safety: bool = False
    vulnerable: Known = Known.unknown
    adjustments: str = ""
    contact_method: str = ""
    update_working_days: int | None = None
    owner: str = ""
    accepted_on: date | None = None
    conflict_note: str = ""
    conflict: Known = Known.unknown
    procedure: str = ""
    procedure_name: str = ""
    procedure_stage: str = ""
    """The stage of its procedure that it has come to; blank where the procedure has none."""
    variant: str = ""
    vulnerability_drivers: str = ""
    about_vulnerability: Known = Known.unknown
    legal_hold: bool = False
    legal_hold_reason: str = ""
    """Why it is held, or why the hold was lifted."""
    disposed_on: date | None = None
    """The day on which everything personal was taken out of it."""
    privileged: bool = False
    contact_plan: str = ""
    """An agreed plan for unreasonable contact."""
    returned_on: date | None = None
    returned_reason: str = ""
    merged_into: str = ""
    closed_on: date | None = None
    reopened_on: date | None = None
    outcome: Outcome | None = None
    outcome_reason: str = ""
    one_option_reason: str = ""
    root_cause: str = ""
    affects_others: Known = Known.unknown
    local_fix: str = ""
    systemic_fix: str = ""
    remedy: str = ""
    amount_minor: int | None = None
    accepted: bool | None = None
    satisfaction_score: int | None = None
    balance_weights: BalanceWeights = DEFAULT_WEIGHTS
    """By what its options are weighed."""
    triage_score: int = 0
    triage_reasons: tuple[str, ...] = ()
    paused: bool = False
    paused_reason: str = ""

    parties: tuple[PartyFacts, ...] = ()
    heads: tuple[HeadFacts, ...] = ()
    sources: tuple[SourceFacts, ...] = ()
    implications: tuple[ImplicationFacts, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()
    messages: tuple[MessageFacts, ...] = ()
    links: tuple[LinkFacts, ...] = ()
    promises: tuple[PromiseFacts, ...] = ()
    clocks: tuple[Clock, ...] = ()
    extensions: tuple[ExtensionFacts, ...] = ()
    pauses: tuple[PauseFacts, ...] = ()
    options: tuple[OptionFacts, ...] = ()
    approvals: tuple[ApprovalFacts, ...] = ()
    offers: tuple[OfferFacts, ...] = ()
    agreement: AgreementFacts | None = None
    actions: tuple[ActionFacts, ...] = ()
    letters: tuple[LetterFacts, ...] = ()
    satisfaction: tuple[SatisfactionFacts, ...] = ()
    escalations: tuple[EscalationFacts, ...] = ()
    claims: tuple[ClaimFacts, ...] = ()
    overrides: tuple[OverrideFacts, ...] = ()
    steps: tuple[StepFacts, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    """What the import's preset did not know, kept as it came."""
