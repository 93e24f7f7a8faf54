"""Letters: written from a template, looked through, sent, and kept as they were sent."""

from __future__ import annotations

import io
import itertools
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from complaintdesk.errors import GateError, InvalidInputError, NotFoundError
from complaintdesk.models import Complaint, Contact, Letter, Milestone, Override
from complaintdesk.reports import bundle
from complaintdesk.reports import letter as writing
from complaintdesk.rules import escalations, letter_checks, letter_judges, letter_words
from complaintdesk.rules import letters as rules
from complaintdesk.rules.authority_matrix import Limit
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.letter_checks import Doubt, Point
from complaintdesk.rules.letters import Prescribed
from complaintdesk.rules.procedure_grammar import LetterRule, Procedure, StageRule
from complaintdesk.services import authority, contacts, dossier, investigation, standing
from complaintdesk.services.texts import needed, not_after, not_before, text
from complaintdesk.services.worked import worked
from complaintdesk.store import attachments, records
from complaintdesk.store import children as belonging
from complaintdesk.vocabulary import Direction, LetterState, Side

if TYPE_CHECKING:
    from sqlmodel import Session

    from complaintdesk.rules.clocks import Clock
    from complaintdesk.rules.dossier import LetterFacts
    from complaintdesk.services.desk import Desk

CHECKED = 28
"""The rule that an answer lacks none of its points."""

ANSWERS = rules.ANSWERS

REACHED_ONCE = "f9 says once how you are reached."
"""Where the one thing is said that every letter tells."""

ALSO = ("dp_acknowledged",)
"""Events of a clock that runs beside the procedure, which a letter can be besides its own."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as its template has it; nothing of it is stored yet."""

    kind: str
    stage: str
    name: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as the handler leaves it."""

    kind: str
    subject: str
    body: str
    stage: str = ""
    said: Mapping[str, bool] = field(default_factory=dict)
    """Point of the checklist -> whether the handler says the letter makes it; what they leave out, the text tells."""


@dataclass(frozen=True, slots=True)
class Review:
    """What there is to see to before a letter goes out."""

    points: tuple[Point, ...]
    doubts: tuple[Doubt, ...]
    placeholders: tuple[str, ...]
    """What still stands in double brackets; a letter is not sent with any."""


class Ticked(NamedTuple):
    """A point of the checklist of a letter on record."""

    sentence: str
    is_ticked: bool
    passage: str
    """Where the letter can be seen to make it; "" where only the handler says so, or nobody does."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How a letter went out."""

    signatory: str
    sent_by: str
    """By which channel."""

    sent_on: date | None = None
    """The day; today unless it is noted late."""

    delivered_on: date | None = None
    also: tuple[str, ...] = ()
    """What else it was to the clocks, of `ALSO`."""


def to_write(desk: Desk, complaint_id: int) -> tuple[Prescribed, ...]:
    """Return the letters that can be written now, the one whose clock runs out first at the top.

    Raises:
        NotFoundError: If there is no such complaint.
    """
    found, stage = _placed(desk, complaint_id)
    return rules.to_write(
        standing.procedures_of(desk, found), stage.id if stage else "", found.clocks, desk.letters.texts
    )


def draft(desk: Desk, complaint_id: int, kind: str, stage: str = "") -> Draft:
    """Return a letter filled from the complaint; it is not stored.

    A kind without a template of its own begins empty. What is not known stands in double brackets.

    Raises:
        NotFoundError: If there is no such complaint, or neither a template nor a procedure has such a letter.
        SettingsError: If the template cannot be filled.
    """
    found, now = _placed(desk, complaint_id)
    stage = stage or (now.id if now else "")
    procedure = desk.procedures.get(found.procedure)
    found = replace(found, clocks=_once_sent(desk, found, kind, stage))
    rule = rules.rule_of(standing.procedures_of(desk, found), kind, stage)
    template = desk.letters.texts.get(kind, "")
    if rule is None and not template:
        kinds = ", ".join(sorted({each.kind for each in to_write(desk, complaint_id)}))
        msg = f"There is no letter {kind!r}; there are {kinds}."
        raise NotFoundError(msg)
    name = rule.name if rule else rules.spoken(kind)
    of_stage = next((each for each in procedure.stages if each.id == stage), None) if procedure else None
    around = letter_words.Circumstances(
        procedure,
        of_stage,
        desk.settings.contact,
        found.update_working_days or desk.whose.update_working_days,
    )
    if not template:
        return Draft(kind, stage, name, f"Your complaint {found.reference}", "")
    filled = writing.fill(template, letter_words.words(found, around))
    return Draft(kind, stage, name, filled.subject, filled.body)


def review(desk: Desk, found: Dossier, kind: str, stage: str, subject: str, body: str) -> Review:
    """Return what a text makes of its checklist, what in it to think twice about, and what is still to be put in."""
    at_work = standing.procedures_of(desk, found)
    rule = rules.rule_of(at_work, kind, stage)
    reading = letter_judges.Reading(f"{subject}\n{body}", found, desk.procedures.get(found.procedure))
    bodies = {each.external.name for each in desk.procedures.values() if each.external}
    bodies -= {each.external.name for each in at_work if each.external}
    return Review(
        letter_checks.points(rule.items if rule else {}, reading),
        letter_checks.doubts(reading, bodies, desk.letters.dead_links),
        writing.placeholders(f"{subject}\n{body}", desk.letters.texts.get(kind, "")),
    )


def review_of(desk: Desk, found: Dossier, letter: LetterFacts) -> Review:
    """Return the review of a letter on record."""
    return review(desk, found, letter.kind, letter.stage, letter.subject, letter.body)


def rule_of(desk: Desk, found: Dossier, letter: LetterFacts) -> LetterRule | None:
    """Return what the procedure asks of a letter on record; None where it knows no such letter."""
    return rules.rule_of(standing.procedures_of(desk, found), letter.kind, letter.stage)


def keep(desk: Desk, complaint_id: int, written: Written, letter_id: int | None = None) -> Dossier:
    """Keep a letter as a draft, or change the draft of one; its checklist is as the text and the handler say.

    Raises:
        InvalidInputError: If it says nothing, or was sent already.
        NotFoundError: If the complaint has no such letter.
        WrongStageError: If the complaint is from the history.
    """
    _, now = _placed(desk, complaint_id)
    with desk.step("write a letter", complaint_id) as step:
        worked(step.session, complaint_id, "write a letter")
        if letter_id is None:
            row = Letter.model_validate(
                {
                    "complaint_id": complaint_id,
                    "kind": needed(written.kind, "Kind"),
                    "stage": written.stage or (now.id if now else ""),
                    "drafted_on": desk.today(),
                }
            )
            step.session.add(row)
        else:
            row = records.owned(step.session, Letter, complaint_id, letter_id)
            _require_draft(row)
        row.subject = text(written.subject, "Subject").strip()
        row.body = needed(written.body, "Text")
        found = dossier.compose(desk, step.session, complaint_id)
        seen = review(desk, found, row.kind, row.stage, row.subject, row.body)
        ticked = {point.id: bool(point.passage) for point in seen.points} | dict(written.said)
        # In the order of the letter, in which it is read.
        row.checklist = json.dumps(ticked) if ticked else ""
    return dossier.load(desk, complaint_id)


def send(desk: Desk, complaint_id: int, letter_id: int, sent: Sent, override_reason: str = "") -> Dossier:
    """Note that a letter was sent: it stays as it was, counts as a contact, and meets the clocks it is meant for.

    Args:
        desk: The desk.
        complaint_id: The complaint.
        letter_id: The letter, which must be a draft.
        sent: How it went out.
        override_reason: Why an answer goes out though it lacks points; kept on record.

    Raises:
        InvalidInputError: If something still stands in double brackets, it was sent already, or a day cannot be.
        GateError: If an answer lacks points and no reason is given (rule 28).
        InvalidInputError: If the handler signs what their role does not sign, and no reason is given.
        NotFoundError: If the complaint has no such letter.
    """
    today = desk.today()
    sent_on = not_after(sent.sent_on or today, today, "Sent on", "today")
    with desk.reading() as session:
        body = records.owned(session, Letter, complaint_id, letter_id).body
    # Kept before the step that names it: a file nobody names does no harm, a name without a file does.
    kept = attachments.keep(
        desk.store.folder.attachments, io.BytesIO(body.encode("utf-8", "surrogatepass")), "letter.txt"
    )
    with desk.step("send a letter", complaint_id) as step:
        complaint = worked(step.session, complaint_id, "send a letter")
        row = records.owned(step.session, Letter, complaint_id, letter_id)
        _require_draft(row)
        not_before(sent_on, complaint.received_on, "Sent on", "the complaint")
        if sent.delivered_on is not None:
            not_before(sent.delivered_on, sent_on, "Delivered on", "it was sent")
            not_after(sent.delivered_on, today, "Delivered on", "today")
        found = dossier.compose(desk, step.session, complaint_id)
        seen = review(desk, found, row.kind, row.stage, row.subject, row.body)
        if seen.placeholders:
            raise InvalidInputError(still_to_put_in(seen), "body")
        reason = text(override_reason, "Reason").strip()
        signatory = needed(sent.signatory, "Signed by").strip()
        _settle_points(desk, step.session, row, reason)
        if signatory.casefold() == found.handler.casefold():
            able = signers(desk, found, row.kind, row.stage)
            _settle_signer(desk, step.session, row, able, reason)
        row.state = LetterState.sent
        row.sent_on, row.delivered_on = sent_on, sent.delivered_on
        row.signatory = signatory
        row.sent_by = text(sent.sent_by, "Sent by").strip()
        row.attachment_id = investigation.attachment_row(desk, step.session, kept)
        row.contact_id = _contact(desk, step.session, row, found)
        _note_events(
            step.session, row, (*_events(desk, found, row), *(each for each in sent.also if each in ALSO))
        )
    return dossier.load(desk, complaint_id)


def _note_events(session: Session, row: Letter, events: Iterable[str]) -> None:
    """Note what the sending of a letter is for the clocks, on the day it went."""
    session.add_all(
        Milestone.model_validate(
            {
                "complaint_id": row.complaint_id,
                "event": event,
                "happened_on": row.sent_on,
                "letter_id": row.id,
                "decided_by": row.signatory,
            }
        )
        for event in events
    )


def signers(desk: Desk, found: Dossier, kind: str, stage: str) -> tuple[Limit, ...] | None:
    """Return the roles that sign a letter instead of the handler; None where the handler's own role may."""
    right = rules.signing_right(kind, stage, desk.procedures.get(found.procedure))
    worth = found.agreement.amount_minor if found.agreement else 0
    return rules.signers(right, worth, authority.view(desk), found.role)


def still_to_put_in(seen: Review) -> str:
    """Return in words what stands in a letter in double brackets, and where it is put in."""
    once = f" {REACHED_ONCE}" if lacks_contact(seen) else ""
    return f"Still to be put in: {', '.join(seen.placeholders)}. e opens the letter.{once}"


def lacks_contact(seen: Review) -> bool:
    """Return whether a letter does not say yet how the handler is reached."""
    return letter_words.ASKED["contact"] in seen.placeholders


def is_signed_by(letter: LetterFacts, name: str) -> bool:
    """Return whether the text of a letter ends with a name."""
    return letter_judges.signed_by(letter.body, name)


def as_file(subject: str, body: str) -> str:
    """Return a letter as a file holds it."""
    return f"{subject}\n\n{body}"


def write_out(desk: Desk, found: Dossier, letter: LetterFacts) -> Path:
    """Write a letter on record into the folder of the exports, under a name of its own, and return where it is.

    Raises:
        ExportRefusedError: If it cannot be written.
    """
    folder = desk.store.folder.exports
    named = f"{found.reference}-{letter.kind.replace('_', '-')}"
    names = (f"{named}{f'-{number}' if number > 1 else ''}.txt" for number in itertools.count(1))
    free = next(name for name in names if not os.path.lexists(folder / bundle.fit_name(name)))
    return export(folder / free, as_file(letter.subject, letter.body))


def export(to: Path, text: str, *, force: bool = False) -> Path:
    """Write a letter's text into a file of its own, whole or not at all, and return where it is.

    Raises:
        ExportRefusedError: If the file is there already, or cannot be written.
    """
    (written,) = bundle.write({to.name: text}, to.parent, force)
    return written


def checklist(desk: Desk, found: Dossier, letter: LetterFacts) -> tuple[Ticked, ...]:
    """Return the points of a letter on record in the order of the letter, each ticked or not, and by what."""
    seen = {point.id: point for point in review_of(desk, found, letter).points}
    order = [
        *(one for one in seen if one in letter.checklist),
        *(one for one in letter.checklist if one not in seen),
    ]
    return tuple(
        Ticked(
            seen[one].sentence if one in seen else rules.spoken(one),
            letter.checklist[one],
            seen[one].passage if one in seen and letter.checklist[one] else "",
        )
        for one in order
    )


def lacking(desk: Desk, found: Dossier, letter: LetterFacts) -> tuple[str, ...]:
    """Return in sentences the points of a letter's checklist that are not ticked."""
    return tuple(point.sentence for point in checklist(desk, found, letter) if not point.is_ticked)


def _require_draft(row: Letter) -> None:
    if row.state is LetterState.sent:
        msg = "That letter was sent; what was sent stays. Write another one."
        raise InvalidInputError(msg, "letter")


def _settle_signer(
    desk: Desk, session: Session, row: Letter, able: tuple[Limit, ...] | None, reason: str
) -> None:
    """Require that whoever signs may, or put the reason on record why the handler does it all the same."""
    if able is None:
        return
    first = able[0]
    who = f"{first.name} ({first.holder})" if first.holder else first.name
    sentence = f"{rules.spoken(row.kind)}: your role does not sign it; {who} or above does."
    if not reason:
        raise InvalidInputError(f"{sentence} Name who signs, or say why you do.", "signatory")
    session.add(_override(desk, row, sentence, reason))


def _override(desk: Desk, row: Letter, sentence: str, reason: str) -> Override:
    return Override.model_validate(
        {
            "complaint_id": row.complaint_id,
            "rule": CHECKED,
            "sentence": sentence,
            "reason": reason,
            "happened_on": desk.today(),
        }
    )


def _settle_points(desk: Desk, session: Session, row: Letter, reason: str) -> None:
    """Require that an answer lacks nothing, or put the reason on record why it goes out without."""
    ticked = standing.from_json(row.checklist)
    open_points = [one for one, done in ticked.items() if not done]
    if row.kind not in rules.ANSWERS or not open_points:
        return
    named = row.kind.replace("_", " ")
    sentence = f"The {named} letter lacks {len(open_points)} of {len(ticked)} points."
    if not reason:
        missing = [rules.spoken(one) for one in open_points]
        raise GateError(f"{sentence} Where it does make one, e on the letter ticks it by hand.", missing)
    # In the gate's own words, so that closing does not ask for it again.
    session.add(_override(desk, row, sentence, reason))


def _contact(desk: Desk, session: Session, row: Letter, found: Dossier) -> int:
    """Log the sending as a contact with the customer, and return its id."""
    assert row.sent_on is not None, "set just before"
    contact = Contact.model_validate(
        {
            "complaint_id": row.complaint_id,
            "at": contacts.moment(desk, row.sent_on),
            "happened_on": row.sent_on,
            "side": Side.customer,
            "direction": Direction.outward,
            "channel": row.sent_by or "letter",
            "with_whom": found.customer,
            "summary": f"Sent: {row.subject or rules.spoken(row.kind)}",
        }
    )
    session.add(contact)
    session.flush()
    return records.require_id(contact)


def _events(desk: Desk, found: Dossier, row: Letter) -> tuple[str, ...]:
    return rules.meets(row.kind, row.stage, desk.procedures.get(found.procedure))


def _once_sent(desk: Desk, found: Dossier, kind: str, stage: str) -> tuple[Clock, ...]:
    """Return the clocks as they will run once a letter is sent today: it names the dates that then hold."""
    happened = {"last_contact": desk.today()}
    if kind == rules.ACKNOWLEDGEMENT:
        met = rules.meets(kind, stage, desk.procedures.get(found.procedure))
        happened |= dict.fromkeys(met, desk.today())
    with desk.reading() as session:
        row = records.get(session, Complaint, found.id)
        return standing.clocks_of(desk, row, belonging.of_one(session, found.id), happened)


def _placed(desk: Desk, complaint_id: int) -> tuple[Dossier, StageRule | None]:
    """Return a complaint, and the stage of its procedure that it has come to."""
    with desk.reading() as session:
        found = dossier.compose(desk, session, complaint_id)
        row = records.get(session, Complaint, complaint_id)
        happened = standing.events(row, belonging.of_one(session, complaint_id))
    procedure: Procedure | None = desk.procedures.get(found.procedure)
    return found, escalations.stage_of(happened, procedure) if procedure else None
