"""The grammar of procedures: the words and the parts one is made of.

A clock starts at an event, is met by an event, and allows so many days, weeks
or months between them. Nothing is read or reckoned here; `procedures` reads
these parts from a file, and `due_dates` and `clocks` reckon with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType

from complaintdesk.errors import ProcedureError

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "received": "receipt of the complaint",
        "acknowledged": "the acknowledgement",
        "last_contact": "the last contact with the customer",
        "resolved": "the day it was resolved",
        "final_response": "the final response",
        "closed": "the closing of the complaint",
        "withdrawn": "the withdrawal of the complaint",
        "knowledge": "the day the customer knew",
        "s1_ack_sent": "the stage 1 acknowledgement",
        "s1_started": "the start of stage 1",
        "s1_response_sent": "the stage 1 response",
        "s2_requested": "the request for stage 2",
        "s2_started": "the start of stage 2",
        "s2_ack_sent": "the stage 2 acknowledgement",
        "s2_response_sent": "the stage 2 response",
        "review_requested": "the request for a review",
        "review_sent": "the answer to the review",
        "summary_sent": "the summary resolution communication",
        "holding_sent": "the holding letter",
        "adr_letter_sent": "the letter about alternative dispute resolution",
        "sent_by_regulator": "the day the regulator sent it",
        "sent_to_portal": "the day it was sent to the portal",
        "external_referral": "the referral to the external body",
        "dp_acknowledged": "the acknowledgement of the data-protection complaint",
        "reopened": "the reopening",
        "dp_outcome_reported": "the report of the data-protection outcome",
    }
)
"""What can start or meet a clock, as the worked sum names it."""

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "wd": "working day",
        "cd": "day",
        "week": "week",
        "month": "month",
        "prompt": "promptly",
        "agreed": "agreed with the customer",
    }
)
COUNTED_UNITS = ("wd", "cd", "week", "month")
"""The units that need a number; the other two have none."""

COUNTS = ("exclusive", "inclusive")
"""Whether day 1 is the day after the start, or the start itself (for working days: or the next one)."""

ROLLS = ("none", "next_wd")
CLOCK_KINDS = ("statutory", "code", "policy", "target", "optional", "reporting")
PROCEDURE_KINDS = ("statutory", "code", "guidance", "policy", "standard")
LETTER_KINDS = (
    "acknowledgement",
    "update",
    "extension",
    "holding",
    "summary_resolution",
    "stage_response",
    "final",
    "deadlock",
    "adr",
)
CONDITIONS: Mapping[str, str] = MappingProxyType(
    {"head.about_data_protection": "a head is about data protection"}
)
"""When an overlay applies."""

NEEDS: Mapping[str, str] = MappingProxyType(
    {
        "reason": "the reason for the delay",
        "exceptional_reason": "the exceptional reason for the delay",
        "new_date": "the new date",
        "notify_customer": "a notice to the customer",
        "external_body_details": "the external body's contact details",
        "approver": "an approver",
        "senior_approver": "a senior approver",
        "holding_letter": "a holding letter",
        "agreed_before_expiry": "the customer's agreement before the time is up",
        "delay_notice_with_reasons": "a delay notice with reasons",
        "external_right": "the right to go to the external body",
        "afca_right": "the right to go to AFCA",
        "in_progress_status": "the status 'in progress'",
        "customer_acceptance": "the customer's acceptance",
    }
)
"""What an extension or an optional way demands, as it is asked for."""

PAUSABLE_KINDS = ("policy", "target")
"""The kinds of clock that a pause moves unless the procedure says otherwise."""

LONGEST = 3660
"""The largest number of days, weeks or months that a procedure may state."""


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How far a clock may be moved, how often, and what that demands."""

    unit: str
    n: int | None = None
    """So many more units after the date it was due."""
    to: int | None = None
    """So many units in all, from the start."""
    max_uses: int | None = 1
    """None where there is no limit."""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One deadline of a procedure."""

    id: str
    name: str
    start: tuple[str, ...]
    """The events that start it; the first one in this order that has happened counts."""
    met_by: tuple[str, ...]
    """The events that meet it; the earliest counts."""
    unit: str
    kind: str
    source: str
    as_of: date
    n: int | None = None
    count: str = "exclusive"
    roll: str = "none"
    cutoff: time | None = None
    """Events after this time of day count as the next working day's; an organisation's own policy."""
    repeat: bool = False
    """Whether each new start event starts it afresh, until a `met_by` event ends it."""
    variants: Mapping[str, int] = field(default_factory=dict)
    """Other numbers of the same unit, by the kind of complaint they hold for."""
    extension: ExtensionRule | None = None
    stop_clock: bool = False
    """Whether a pause moves the due date."""
    stop_reasons: tuple[str, ...] = ()
    """The only reasons for which a pause moves it; empty where any does."""
    needs: tuple[str, ...] = ()
    at_due: tuple[str, ...] = ()
    """What must be sent or done when it falls due unmet."""
    missed: tuple[str, ...] = ()
    """What follows when it was missed."""
    target_pct: int | None = None
    stage: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StageRule:
    """One stage of the procedure, in order."""

    id: str
    name: str
    final: bool = False
    different_decider: bool = False
    """Whether it must be decided by someone who decided no earlier stage."""


@dataclass(frozen=True, slots=True)
class ExternalBody:
    """Where the customer can go when we have had our say."""

    name: str
    details: str = ""
    """Its contact details as a letter gives them."""
    website: str = ""
    condition: str = ""
    """When it may be named at all; blank where always."""
    findings: tuple[str, ...] = ()
    """The outcomes it publishes."""
    source: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit that is nobody's running clock: referral, re-opening, a customer's right."""

    id: str
    text: str
    after: str
    """From what it is counted, in words."""
    n: int
    unit: str
    source: str
    as_of: date
    count: str = "exclusive"
    """`inclusive` where the day from which it is counted is the first."""


@dataclass(frozen=True, slots=True)
class LetterRule:
    """A letter the procedure prescribes, with what it must contain."""

    kind: str
    name: str
    items: Mapping[str, str]
    """Checklist item -> the sentence the handler ticks off."""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A fact of the procedure that no clock or checklist holds."""

    id: str
    text: str
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Procedure:
    """All that one procedure asks for. What a based-on procedure leaves out, `inherit` fills in."""

    id: str
    name: str = ""
    summary: str = ""
    region: str = ""
    """A nation, a country, or `UK`, which the store's own region narrows."""
    kind: str = ""
    source: str = ""
    as_of: date | None = None
    base: str = ""
    overlay: bool = False
    """Whether it runs beside another procedure instead of alone."""
    when: str = ""
    """When an overlay applies: a key of `CONDITIONS`."""
    from_on: date | None = None
    """The first day it is in force; None where that is not known or long past."""
    decider: str = ""
    events: Mapping[str, str] = field(default_factory=dict)
    """Events of its own, beside `EVENTS`."""
    stages: tuple[StageRule, ...] = ()
    clocks: tuple[ClockRule, ...] = ()
    without: tuple[str, ...] = ()
    """Clocks of the base that it does not have."""
    outcomes: tuple[str, ...] = ()
    external: ExternalBody | None = None
    referral: Limit | None = None
    limits: tuple[Limit, ...] = ()
    letters: tuple[LetterRule, ...] = ()
    reply: Mapping[str, str] = field(default_factory=dict)
    """What a full answer must hold."""
    remedies: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    """Rules of conduct the desk keeps: code -> the rule in one sentence."""
    exclusions: Mapping[str, str] = field(default_factory=dict)
    """Grounds on which a complaint may be turned away, each in writing."""
    records: Mapping[str, str] = field(default_factory=dict)
    """What must be kept on file."""
    notes: tuple[Note, ...] = ()

    def clock(self, clock_id: str) -> ClockRule:
        """Return the rule of one clock.

        Raises:
            ProcedureError: If the procedure has no such clock.
        """
        for rule in self.clocks:
            if rule.id == clock_id:
                return rule
        raise ProcedureError(f"The procedure {self.id} has no clock {clock_id!r}.")

    def letter(self, kind: str, stage: str = "") -> LetterRule | None:
        """Return the letter of this kind for this stage, else the one for every stage, else None."""
        found = {letter.stage: letter for letter in self.letters if letter.kind == kind}
        return found.get(stage, found.get(""))

    def event_name(self, event: str) -> str:
        """Return an event as the worked sum names it."""
        return self.events.get(event) or EVENTS.get(event, event)

    def in_force(self, on: date) -> bool:
        """Return whether the procedure applies to what happens on `on`."""
        return self.from_on is None or self.from_on <= on
