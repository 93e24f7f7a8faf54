"""Letters: which events the sending of one is, and which of them the clocks ask for next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from complaintdesk.rules.authority_matrix import Limit
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.procedure_grammar import LetterRule, Procedure

ACKNOWLEDGEMENT = "acknowledgement"

ANSWERS = ("final", "stage_response", "summary_resolution", "deadlock")
"""The letters that give an answer; one that lacks a point is not sent without a written reason."""

_ALWAYS = {
    "acknowledgement": ("acknowledged",),
    "stage_response": (),
    "final": ("final_response",),
    "deadlock": ("final_response",),
    "summary_resolution": ("summary_sent",),
    "holding": ("holding_sent",),
    "adr": ("adr_letter_sent",),
    "sar_response": ("sar_answered",),
}
"""Letter -> the events its sending is under every procedure."""

_OF_A_STAGE = {
    "acknowledgement": "{}_ack_sent",
    "stage_response": "{}_response_sent",
    "final": "{}_response_sent",
}
"""Letter -> the event its sending is besides, at one stage of a procedure."""


_SIGNED_AS = {
    "authority_to_act": "acknowledgement",
    "holding": "update",
    "summary_resolution": "stage_one",
    "adr": "deadlock",
}
"""Letter -> the right in the authority matrix that signing it takes, where that has another name."""


def signing_right(kind: str, stage: str, procedure: Procedure | None) -> str:
    """Return the right in the authority matrix that signing a letter takes."""
    if kind == "stage_response":
        stages = procedure.stages if procedure else ()
        return "stage_two" if stages and stage not in {"", stages[0].id} else "stage_one"
    return _SIGNED_AS.get(kind, kind)


def signers(right: str, worth_minor: int, limits: Iterable[Limit], own_role: str) -> tuple[Limit, ...] | None:
    """Return the roles that may sign instead of the handler, the most junior first; None where the handler may.

    A right that no role has is not kept from anybody: the matrix does not know that letter.
    """
    able = [limit for limit in limits if limit.may_sign(right, worth_minor)]
    if not able or any(limit.role == own_role for limit in able):
        return None
    return tuple(able)


_NAMES = {
    "adr": "Where to go outside (ADR letter)",
    "authority_to_act": "Asking for authority to act",
    "deadlock": "Deadlock letter",
    "final": "Final answer",
    "holding": "Holding letter",
    "stage_response": "Answer",
}
"""Letter -> what a handler calls it where no procedure does."""


class Prescribed(NamedTuple):
    """A letter that can be written, and by when its clock wants it."""

    kind: str
    stage: str
    name: str
    due_on: date | None = None
    is_prescribed: bool = True
    """Whether the procedure has it; a letter of the handler's own choosing has no checklist."""


def meets(kind: str, stage: str, procedure: Procedure | None) -> tuple[str, ...]:
    """Return the events that the sending of a letter is, for the clocks.

    An answer at a stage that is the last one is the final response too, and only an
    acknowledgement at the first stage acknowledges the complaint.
    """
    stages = procedure.stages if procedure else ()
    of_stage = next((each for each in stages if each.id == stage), None)
    events = list(_ALWAYS.get(kind, ()))
    if kind == ACKNOWLEDGEMENT and stage and stages and stage != stages[0].id:
        events = []
    if of_stage is not None and kind in _OF_A_STAGE:
        events.append(_OF_A_STAGE[kind].format(stage))
    if kind == "stage_response" and (of_stage is None or of_stage.final):
        events.append("final_response")
    return tuple(events)


def to_write(
    procedures: Iterable[Procedure], stage: str, clocks: Iterable[Clock], templates: Iterable[str]
) -> tuple[Prescribed, ...]:
    """Return the letters that can be written now, the one whose clock runs out first at the top.

    Args:
        procedures: What the complaint is handled under, the main one first.
        stage: The stage of the procedure that the complaint has come to; "" where there are none.
        clocks: The complaint's clocks.
        templates: The kinds there are templates for; those that no procedure has come last.
    """
    unmet = [clock for clock in clocks if clock.status in {"running", "paused", "missed"} and clock.due_on]
    found: dict[tuple[str, str], Prescribed] = {}
    for procedure in procedures:
        wanted_by = {rule.id: {*rule.met_by, *rule.at_due} for rule in procedure.clocks}
        for rule in procedure.letters:
            if rule.stage not in {"", stage}:
                continue
            key = (rule.kind, rule.stage or stage)
            events = {rule.kind, *meets(*key, procedure)}
            # An answer meets the clock of the acknowledgement as well, but its own day is that of its own clock.
            others = set() if rule.kind == ACKNOWLEDGEMENT else set(meets(ACKNOWLEDGEMENT, key[1], procedure))
            dues = [
                clock.due_on
                for clock in unmet
                if clock.due_on is not None
                and events & (asked := wanted_by.get(clock.id, set()))
                and not others & asked
            ]
            found.setdefault(key, Prescribed(*key, rule.name or spoken(rule.kind), min(dues, default=None)))
    known = {kind for kind, _ in found}
    unasked = [
        Prescribed(kind, stage, spoken(kind), None, is_prescribed=False)
        for kind in templates
        if kind not in known
    ]
    return (
        *sorted(found.values(), key=lambda each: (each.due_on is None, each.due_on or date.min)),
        *unasked,
    )


def rule_of(procedures: Iterable[Procedure], kind: str, stage: str) -> LetterRule | None:
    """Return what the first of some procedures that has such a letter asks of it."""
    return next((rule for each in procedures if (rule := each.letter(kind, stage)) is not None), None)


def spoken(kind: str) -> str:
    """Return a kind of letter in words: `summary_resolution` is `Summary resolution`."""
    if kind in _NAMES:
        return _NAMES[kind]
    words = kind.replace("_", " ")
    return words[:1].upper() + words[1:]
