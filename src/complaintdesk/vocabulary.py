"""The trade's words as enums: one word, one thing, in code, screens and documents.

Every member's name is its value, because the tables store names and exports
print values. Words that an organisation may choose for itself (causes, root
causes, remedies, channels, implications) are data files, not enums.
"""

from __future__ import annotations

from enum import Enum


class Word(str, Enum):  # noqa: UP042 - StrEnum's auto() lower-cases names; here name and value are written out alike
    """A word of the trade; prints as itself."""

    def __str__(self) -> str:
        return str(self.value)

    @property
    def spoken(self) -> str:
        """The word as a handler would say it."""
        return str(self.value).replace("_", " ")


class Origin(Word):
    """How a complaint came to be on the desk."""

    referred = "referred"
    history = "history"


class Stage(Word):
    """Where a referred complaint stands, in the order in which the gates open."""

    referred = "referred"
    investigating = "investigating"
    deciding = "deciding"
    negotiating = "negotiating"
    implementing = "implementing"
    checking = "checking"
    closed = "closed"
    returned = "returned"
    merged = "merged"


TALKED = ("phone", "face_to_face", "video_call", "chat", "front_line")
"""Channels on which a customer is answered while they speak; on any other a message waits for its answer."""

LIVE_STAGES = (
    Stage.referred,
    Stage.investigating,
    Stage.deciding,
    Stage.negotiating,
    Stage.implementing,
    Stage.checking,
)
"""The stages at which a complaint still asks for work."""


class Finding(Word):
    """What was found on one head."""

    upheld = "upheld"
    partly_upheld = "partly_upheld"
    not_upheld = "not_upheld"
    outside_scope = "outside_scope"
    withdrawn = "withdrawn"


class Outcome(Word):
    """What was found on the complaint as a whole, derived from its heads."""

    upheld = "upheld"
    partly_upheld = "partly_upheld"
    not_upheld = "not_upheld"
    resolved = "resolved"
    outside_scope = "outside_scope"
    withdrawn = "withdrawn"
    deadlock = "deadlock"


class Complexity(Word):
    """How much time a complaint will take; it drives time, not priority."""

    low = "low"
    medium = "medium"
    high = "high"


class Known(Word):
    """Yes, no, or not asked yet."""

    yes = "yes"
    no = "no"
    unknown = "unknown"


class ReferralReason(Word):
    """Why a complaint was referred to the handler."""

    severity = "severity"
    customer_insists = "customer_insists"
    authority = "authority"
    implication = "implication"
    repeat = "repeat"
    stage_two = "stage_two"


class PartyRole(Word):
    """Who somebody is to a complaint."""

    customer = "customer"
    representative = "representative"
    colleague = "colleague"
    approver = "approver"
    external_body = "external_body"


class SourceKind(Word):
    """What a piece of information is."""

    document = "document"
    call = "call"
    system_record = "system_record"
    statement = "statement"
    photo = "photo"
    site_visit = "site_visit"
    policy = "policy"


class Side(Word):
    """With whom a contact was."""

    customer = "customer"
    colleague = "colleague"
    third = "third"

    @property
    def spoken(self) -> str:
        """The word as a handler would say it: `third` alone tells nobody who that is."""
        return "someone else" if self is Side.third else super().spoken


class Direction(Word):
    """Who reached whom: `in` is to the desk, `out` is from it."""

    inward = "inward"
    outward = "outward"


class PromiseState(Word):
    """What became of a promise."""

    open = "open"
    kept = "kept"
    missed = "missed"
    superseded = "superseded"


class Likelihood(Word):
    """How likely an implication is to come true."""

    unlikely = "unlikely"
    possible = "possible"
    likely = "likely"
    certain = "certain"


class OfferState(Word):
    """What became of an offer."""

    open = "open"
    accepted = "accepted"
    rejected = "rejected"
    countered = "countered"
    withdrawn = "withdrawn"
    expired = "expired"


class Maker(Word):
    """Whose offer it is: ours, or the customer's counter-offer."""

    desk = "desk"
    customer = "customer"


class Decision(Word):
    """An approver's word on a request."""

    asked = "asked"
    approved = "approved"
    refused = "refused"


class LetterState(Word):
    """How far a letter is."""

    draft = "draft"
    sent = "sent"


class MoneyKind(Word):
    """What an amount is for; limits of authority differ by it."""

    refund = "refund"
    goodwill = "goodwill"
    other_loss = "other_loss"


class LibraryKind(Word):
    """What an entry of the library is."""

    policy_clause = "policy_clause"
    service_offer = "service_offer"
    aim = "aim"
    procedure = "procedure"


class LinkKind(Word):
    """How two complaints belong together."""

    related = "related"
    same_cause = "same_cause"
    repeat_of = "repeat_of"
    part_of_group = "part_of_group"
    merged_into = "merged_into"


class EvidenceKind(Word):
    """What kind of evidence a claimed record is."""

    work_product = "work_product"
    witness_testimony = "witness_testimony"
    observation = "observation"
    professional_discussion = "professional_discussion"
    statement = "statement"


class RecommendationState(Word):
    """How far a recommendation is on its road."""

    draft = "draft"
    options_ready = "options_ready"
    put_forward = "put_forward"
    deferred = "deferred"
    accepted = "accepted"
    accepted_changed = "accepted_changed"
    rejected = "rejected"
    implemented = "implemented"
    effective = "effective"
    partly_effective = "partly_effective"
    not_effective = "not_effective"
    withdrawn = "withdrawn"


class EffectKind(Word):
    """What is looked at to see whether a change worked."""

    number = "number"
    rate = "rate"
    share = "share"
    median_days = "median_days"
    repeat_share = "repeat_share"


class PatternLabel(Word):
    """The three kinds of pattern that ISO 10002 tells apart."""

    systematic = "systematic"
    recurring = "recurring"
    single = "single"


class StepKind(Word):
    """What a journal step does: something new, or the taking back or restoring of one."""

    do = "do"
    undo = "undo"
    redo = "redo"
