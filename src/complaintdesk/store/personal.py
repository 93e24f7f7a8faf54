"""What is personal, table by table: the columns that hold somebody's words or tell who somebody is.

Every other column is a date, a number or a code, and stays when a row is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

COMPLAINT = (
    *("referred_by", "prior_decider", "location", "account_ref", "about", "narrative", "wants"),
    *("severity_reason", "vulnerability_drivers", "adjustments", "contact_method", "contact_plan"),
    *("conflict_note", "returned_reason", "outcome_reason", "one_option_reason", "cause_confirmed"),
    *("local_fix", "systemic_fix", "fix_owner", "extra", "source_digest", "legal_hold_reason"),
)
"""Columns of a complaint that hold somebody's words, or tell who it was."""

CHILDREN: Mapping[str, tuple[str, ...]] = {
    "party": ("name", "position", "organisation", "email", "phone", "authority_note", "nicknames"),
    "head": ("text", "reasons", "proof_note"),
    "source": ("what", "shows", "where_kept", "reliability", "obtained_from", "asked_of"),
    "implication": ("text", "alerted", "response"),
    "contact": ("with_whom", "summary", "position", "preference_note"),
    "promise": ("text", "made_to", "reason"),
    "option": (
        *("text", "benefit_customer", "drawback_customer", "benefit_organisation", "drawback_organisation"),
        *("departure_reason", "precedent", "verdict_reason", "customer_view", "rejected_reason"),
    ),
    "approval": ("what", "limit_breached", "why", "approver", "conditions"),
    "offer": ("terms", "response"),
    "agreement": ("how", "terms", "departure_reason", "aim", "authority"),
    "action": ("text", "owner", "proof"),
    "letter": ("subject", "body", "sent_by", "signatory"),
    "satisfaction_check": ("method", "words", "not_asked_reason"),
    "escalation": ("handed_to", "why", "pack", "sent_by", "acknowledged_by", "outcome"),
    "extension": ("reason", "approver"),
    "pause": ("reason",),
    "milestone": ("note", "decided_by"),
    "override": ("sentence", "reason"),
    "complaint_link": ("reason",),
    "pseudonym_choice": ("word", "place"),
    "message": (
        *("digest", "message_id", "answers", "subject", "sender_name", "sender_address", "recipients"),
        *("quoted", "signature", "notices"),
    ),
}
"""Table of records of a complaint -> its columns that hold somebody's words."""

GRANDCHILDREN: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "option_remedy": ("option", "option_id", ("note",)),
    "option_aim": ("option", "option_id", ()),
    "source_head": ("source", "source_id", ()),
}
"""Table -> whose part it is, by which column, and its columns that hold somebody's words."""

FILES = {
    "source": "attachment_id",
    "contact": "attachment_id",
    "action": "attachment_id",
    "letter": "attachment_id",
    "escalation": "pack_id",
    "message": "attachment_id",
}
"""Table -> its column that refers to a kept file."""

CLAIM = (
    *("shows", "original_at", "witness", "witness_role", "witness_relation", "witness_contact"),
    *("why_valid", "why_authentic", "why_reliable", "why_current", "why_sufficient"),
)
"""Columns of a claim in which a person may be named; the claim itself is the handler's."""

CUSTOMER = ("name", "email", "phone", "identity", "nicknames")

Key = tuple[str, int]
Replace = Callable[[str], str]
"""Returns a text without what is to be forgotten; the same text where there is nothing of it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be forgotten."""

    complaints: tuple[int, ...]
    customers: tuple[int, ...]
    today: str
    """The day, as stored."""
    told: str
    """What a complaint is about from then on."""
    replace: Replace
    """Takes the people's whole names and their details out of texts that stay."""
    replace_all: Replace
    """Takes every form of their names out, for words about what is forgotten."""
    traces: tuple[str, ...]
    """Small ASCII pieces, one of which is in every text that `replace` changes."""


NEVER = frozenset(
    {"reference", "store_uuid", "sha256", "file_sha256", "source_digest", "handler", "source_id"}
)
"""Columns that are never a person's words; the handler's own name is the handler's."""
