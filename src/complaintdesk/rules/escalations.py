"""Hand-overs: what stays as it was while an outside body has a complaint, and who may decide a stage."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.due_dates import short
from complaintdesk.rules.procedure_grammar import Procedure, StageRule
from complaintdesk.vocabulary import Known, OfferState, Stage

NEXT_STAGE = "next_stage"
"""The way of escalation that asks for the next stage of the complaint's own procedure."""

DISPUTES = frozenset({"ombudsman", "adr"})
"""The ways of escalation to a body that wants the complaint to have been answered first."""

_FINAL_ANSWERS = frozenset({"final_response", "summary_sent", "adr_letter_sent"})

RULE = 42
"""The working rule that a written reason overrides while the record is frozen."""

_CARE = frozenset(
    {
        "version",
        "urgent",
        "safety",
        "vulnerable",
        "vulnerability_drivers",
        "about_vulnerability",
        "adjustments",
        "contact_method",
        "contact_plan",
        "update_working_days",
        "legal_hold",
        "privileged",
        "owner",
    }
)
"""How a customer is looked after goes on, wherever their complaint is."""

FREE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "complaint": _CARE,
        "head": frozenset(),
        "source": frozenset(),
        "source_head": frozenset(),
        "option": frozenset(),
        "option_remedy": frozenset(),
        "option_aim": frozenset(),
        "approval": frozenset({"version", "written_on"}),
        "offer": frozenset(),
        "agreement": frozenset(),
        "action": frozenset({"version", "done_on", "proof", "attachment_id"}),
        "letter": frozenset(),
    }
)
"""Table that is frozen while an outside body has the complaint -> its columns that may change all the same.

A row of these tables is neither added nor taken away then. What is not named
here goes on: contacts, promises, milestones, pauses, alerts, evidence, the hand-over itself.
"""

PARENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "source_head": ("source", "source_id"),
        "option_remedy": ("option", "option_id"),
        "option_aim": ("option", "option_id"),
    }
)
"""Table without a complaint of its own -> the table that has one, and the column that names its row."""


def is_frozen(table: str, before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> bool:
    """Return whether a change of one row is among those that wait until the complaint is back."""
    if table not in FREE:
        return False
    if before is None or after is None:
        return True
    return any(before[column] != after[column] for column in after if column not in FREE[table])


def frozen_sentence(number: int, body: str, since: date) -> str:
    """Return who has the complaint; an override of exactly this sentence lets it be worked on meanwhile."""
    return f"{body} has this complaint since {short(since)} (hand-over {number}); its record stays as it was."


def who_has(found: Dossier) -> str:
    """Return which outside body has a complaint, so that its record waits; empty where it can be worked on."""
    overridden = {override.sentence for override in found.overrides}
    sentences = (
        frozen_sentence(number, each.to, each.sent_on)
        for number, each in enumerate(found.escalations, start=1)
        if each.is_out and each.sent_on is not None
    )
    return next((sentence for sentence in sentences if sentence not in overridden), "")


def unready(
    found: Dossier, events: Collection[str], procedure: Procedure | None, body: str
) -> tuple[str, ...]:
    """Return what should come before an outside body is asked to decide a complaint, a sentence each.

    Args:
        found: The complaint.
        events: What has happened to it.
        procedure: What it is handled under.
        body: Who is to decide.
    """
    told = []
    lacking = _unanswered(events, procedure)
    if lacking:
        told.append(f"{lacking}: {body} may well send it back.")
    if found.stage is Stage.referred:
        told.append("You have not accepted it yet.")
    if all(head.finding is None for head in found.heads):
        told.append("No head has a finding.")
    if lacking and procedure and procedure.referral and procedure.referral.after:
        told.append(f"The time to go there counts from {procedure.referral.after}.")
    return tuple(told)


def _unanswered(events: Collection[str], procedure: Procedure | None) -> str:
    """Return which answers were not given, in words; nothing where the last one was."""
    if not _FINAL_ANSWERS.isdisjoint(events):
        return ""
    stages = procedure.stages if procedure else ()
    if len(stages) < 2:
        return "No final answer was sent"
    lacking = [stage.name for stage in stages if f"{stage.id}_response_sent" not in events]
    is_answered = f"{stages[-1].id}_response_sent" in events
    return "" if is_answered else f"No answer was sent at {' or at '.join(lacking)}"


def stage_of(events: Collection[str], procedure: Procedure) -> StageRule | None:
    """Return the stage of the procedure that a complaint has come to; None for a procedure without stages.

    A stage after the first is come to by its being asked for, started or answered.
    """
    found = procedure.stages[0] if procedure.stages else None
    for stage in procedure.stages[1:]:
        if any(f"{stage.id}_{what}" in events for what in ("requested", "started", "response_sent", "sent")):
            found = stage
    return found


def needs_another_decider(stage: StageRule, procedure: Procedure) -> bool:
    """Return whether a stage must be decided by somebody who decided no earlier one."""
    return stage.different_decider or f"different_decider_{stage.id}" in procedure.rules


def is_same_person(one: str, other: str) -> bool:
    """Return whether two names are one, however they are spaced or capitalised."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold() != ""


def ended_by_referral(offers: Iterable[tuple[int, OfferState, Known]]) -> tuple[list[int], list[int]]:
    """Return the numbers of the open offers that a referral ends, and of those nobody has said it of."""
    still = [(number, stays) for number, state, stays in offers if state is OfferState.open]
    return (
        [number for number, stays in still if stays is Known.no],
        [number for number, stays in still if stays is Known.unknown],
    )
