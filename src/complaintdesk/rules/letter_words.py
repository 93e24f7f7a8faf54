"""What a letter's template can name: each word with what is asked for where it is not known yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from complaintdesk.rules import citing, money
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.counting import counted
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.foreign_text import clean
from complaintdesk.rules.letter_checks import written
from complaintdesk.rules.procedure_grammar import UNITS, Procedure, StageRule
from complaintdesk.rules.promise_words import as_done, as_promise
from complaintdesk.vocabulary import Finding, Known, Maker, OfferState

ASKED: Mapping[str, str] = {
    "reference": "our reference",
    "customer": "the customer's name",
    "handler": "your name",
    "organisation": "the organisation",
    "contact": "how to reach you",
    "about": "what the complaint is about",
    "wants": "what the customer wants",
    "received_on": "the day the complaint came",
    "today": "today's date",
    "answer_by": "the date of our answer",
    "next_update": "the date of the next news",
    "reason": "the reason",
    "new_date": "the new date",
    "done": "what has been done since the last news",
    "to_do": "what is still to be done, and by whom",
    "decision": "the decision",
    "reasons": "the reasons for the decision",
    "remedy": "what we will do to put it right, and by when",
    "offer": "our last offer",
    "offer_stays": "whether the offer stays open, and until when",
    "stage": "the stage",
    "next_stage": "the next stage",
    "review": "how to ask for a review, and by when",
    "external": "the outside body",
    "external_details": "how to reach the outside body",
    "external_limit": "until when they can go there",
    "representative": "the representative's name",
    "rhythm": "how often they will hear from us",
}
"""Word of a template -> what stands in the letter, in double brackets, until it is known."""

OPTIONAL = frozenset({"external", "stage", "next_stage"})
"""The words that a template asks about before it uses them: where there is none, nothing is to be put in."""

LISTS = ("heads", "actions", "remedies")
"""The words of a template that are lists: of heads (`text`, `finding`, `reasons`), of what is still to be done
(`text`, `due_on`), and of sentences that say what is done to put it right, and when."""


class HeadWords(NamedTuple):
    """One head as a letter tells it."""

    text: str
    finding: str
    reasons: str


class ActionWords(NamedTuple):
    """One thing that will be done, and by when."""

    text: str
    due_on: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a letter needs to know beside the dossier."""

    procedure: Procedure | None = None
    stage: StageRule | None = None
    contact: str = ""
    """How customers reach the handler, as letters say it."""

    rhythm: int = 10
    """Working days between two updates."""


_FINDINGS = {
    Finding.upheld: "we uphold this point",
    Finding.partly_upheld: "we uphold this point in part",
    Finding.not_upheld: "we do not uphold this point",
    Finding.outside_scope: "this point is not ours to answer",
    Finding.withdrawn: "you have withdrawn this point",
}


_LONGEST_ABOUT = 400
"""Characters of the customer's own words that say in a letter what the complaint is about."""


def _about(found: Dossier) -> str:
    """Return what the complaint is about; "" where that is a line cut from words which no sentence ends soon.

    The line of the lists is cut from the customer's words where nobody wrote a better one; a letter is not.
    """
    begun = found.about.removesuffix("…")
    told = " ".join(found.narrative.split())
    if begun == found.about or not told.startswith(begun):
        return found.about
    end = re.compile(r"[.!?](?=\s|$)|$").search(told, len(begun))
    whole = told[: end.end()] if end else told
    return whole if len(whole) <= _LONGEST_ABOUT else ""


def words(found: Dossier, around: Circumstances) -> dict[str, object]:
    """Return every word a template can name; what is not known is what is asked for, in double brackets.

    What people wrote is put in as text in one line: a letter is plain text, so nothing in it is interpreted.
    """
    procedure, stage = around.procedure, around.stage
    remedies = _remedies(found)
    known = {
        "reference": found.reference,
        "customer": found.customer,
        "handler": found.handler,
        "organisation": found.organisation,
        "contact": around.contact,
        "about": _about(found),
        "wants": found.wants,
        "received_on": written(found.received_on),
        "today": written(found.today),
        "answer_by": _answer_by(found, stage),
        "next_update": _due(found, ("update",)),
        "new_date": _extended_to(found),
        "reason": found.extensions[-1].reason if found.extensions else "",
        "reasons": "",
        "remedy": " ".join(remedies),
        "done": _done(found),
        "to_do": _to_do(found),
        "decision": _decision(found),
        "offer": _offer(found),
        "offer_stays": _offer_stays(found),
        # "Answer" tells a customer nothing that "our answer" does not; "Stage 1" does.
        "stage": stage.name if stage and any(sign.isdigit() for sign in stage.name) else "",
        "next_stage": _next_stage(procedure, stage),
        "review": "",
        "external": _body(procedure),
        "external_details": _details(procedure),
        "external_limit": _limit(procedure),
        "representative": next(
            (each.name for each in found.parties if each.role.name == "representative"), ""
        ),
        "rhythm": f"every {counted(around.rhythm, 'working day')}",
    }
    filled: dict[str, object] = {
        name: _in_line(said) or ("" if name in OPTIONAL else f"[[{ASKED[name]}]]")
        for name, said in known.items()
    }
    # Our numbers tell a customer nothing.
    titles = {source.number: source.what for source in found.sources}
    filled["heads"] = tuple(
        HeadWords(
            _in_line(head.text),
            _FINDINGS[head.finding] if head.finding else f"[[{ASKED['decision']}]]",
            _in_line(citing.retold(head.reasons, titles)) or f"[[{ASKED['reasons']}]]",
        )
        for head in found.heads
    )
    filled["remedies"] = remedies
    filled["actions"] = tuple(
        ActionWords(_in_line(action.text), written(action.due_on))
        for action in found.actions
        if action.done_on is None
    )
    return filled


def _remedies(found: Dossier) -> tuple[str, ...]:
    """Return what is still to be done by when, the earliest first, and then what was done already."""
    ordered = sorted(found.actions, key=lambda action: (action.due_on, action.number))
    return (
        *(
            as_promise(_in_line(action.text), written(action.due_on))
            for action in ordered
            if action.done_on is None
        ),
        *(as_done(_in_line(action.text), written(action.done_on)) for action in ordered if action.done_on),
    )


def _in_line(said: str) -> str:
    return " ".join(clean(said, one_line=True).split())


def _unmet(clock: Clock) -> bool:
    return clock.due_on is not None and clock.status in {"running", "paused"}


def _due(found: Dossier, ids: tuple[str, ...]) -> str:
    return next((written(c.due_on) for c in found.clocks if c.id in ids and c.due_on and _unmet(c)), "")


def _answer_by(found: Dossier, stage: StageRule | None) -> str:
    """Return by when there will be an answer: the earliest date that is still to come and is no acknowledgement's."""
    dues = [
        clock.due_on
        for clock in found.clocks
        if _unmet(clock)
        and clock.due_on is not None
        and clock.due_on >= found.today
        and (stage is None or clock.stage in {"", stage.id})
        and not clock.id.endswith("ack")
        and clock.id != "update"
        and clock.kind not in {"reporting", "optional"}
    ]
    return written(max(dues)) if dues else ""


def _extended_to(found: Dossier) -> str:
    if not found.extensions:
        return ""
    last = found.extensions[-1]
    due = next((clock.due_on for clock in found.clocks if clock.id == last.clock), None)
    return written(due) if due else ""


def _done(found: Dossier) -> str:
    return "; ".join(source.what for source in found.sources if not source.is_gap)


def _to_do(found: Dossier) -> str:
    asked = [
        f"{source.what} from {source.asked_of}" if source.asked_of else source.what
        for source in found.sources
        if source.is_gap
    ]
    return "; ".join(asked)


def _decision(found: Dossier) -> str:
    findings = [head.finding for head in found.heads]
    if not findings or None in findings:
        return ""
    if all(finding is Finding.upheld for finding in findings):
        return "We uphold your complaint"
    if all(finding is Finding.not_upheld for finding in findings):
        return "We do not uphold your complaint"
    return "We uphold your complaint in part"


def _offer(found: Dossier) -> str:
    ours = [offer for offer in found.offers if offer.maker is Maker.desk]
    if not ours:
        return ""
    last = ours[-1]
    worth = f" ({money.shown(last.amount_minor, found.currency)})" if last.amount_minor else ""
    return f"{last.terms}{worth}"


def _offer_stays(found: Dossier) -> str:
    ours = [offer for offer in found.offers if offer.maker is Maker.desk]
    if not ours or ours[-1].state is not OfferState.open:
        return ""
    last = ours[-1]
    until = f" until {written(last.expires_on)}" if last.expires_on else ""
    if last.stays_open_if_referred is Known.unknown:
        return ""
    referred = "also" if last.stays_open_if_referred is Known.yes else "but not"
    return f"The offer stays open{until}, {referred} if you take your complaint further"


def _next_stage(procedure: Procedure | None, stage: StageRule | None) -> str:
    if procedure is None or stage is None:
        return ""
    after = procedure.stages[procedure.stages.index(stage) + 1 :]
    return after[0].name if after else ""


def _body(procedure: Procedure | None) -> str:
    """Return the outside body by its name; one that may be open to nobody here is not promised by a template."""
    external = procedure.external if procedure else None
    if external is None or (external.condition and not external.details):
        return ""
    return external.name


def _details(procedure: Procedure | None) -> str:
    external = procedure.external if procedure else None
    if external is None:
        return ""
    return "; ".join(part for part in (external.details, external.website) if part)


def _limit(procedure: Procedure | None) -> str:
    limit = procedure.referral if procedure else None
    if limit is None:
        return ""
    unit = "year" if limit.unit == "year" else UNITS[limit.unit]
    return f"within {counted(limit.n, unit)} of {limit.after}"
