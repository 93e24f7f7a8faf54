"""The forms of a letter: which one, its text with its checklist, and how it went out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules import informing
from complaintdesk.rules.dossier import Dossier, LetterFacts
from complaintdesk.rules.foreign_text import clean
from complaintdesk.screens import choices, contact_form
from complaintdesk.screens.sheet import day
from complaintdesk.vocabulary import LetterState
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Caution, Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.rules.letter_checks import Point
    from complaintdesk.rules.letters import Prescribed
    from complaintdesk.screens.asking import Asking, Values
    from complaintdesk.services.letters import Review

_POINT = "point-"
"""Begins the name of a field for a point of the checklist."""


_REMEDY = "If it does say so, esc, and e on the letter ticks it by hand."
"""What to do where the text makes a point and the checklist does not see it."""

_UNSIGNED = "The text does not end with {}; e on the letter puts the name below it."


def ask_which(screen: Asking, complaint_id: int) -> None:
    """Ask which letter to write, the one whose clock runs out first at the top."""
    desk = screen.desk
    with screen.showing_refusals():
        kinds = services.letters.to_write(desk, complaint_id)

        def chosen(answer: str) -> None:
            kind, _, stage = answer.partition(":")
            with screen.showing_refusals():
                write(screen, complaint_id, kind, stage)

        screen.choose("Which letter", [_choice(each) for each in kinds], chosen)


def _choice(each: Prescribed) -> Choice:
    due = f", due {day(each.due_on)}" if each.due_on else ""
    asked = "" if each.is_prescribed else "The procedure does not ask for it; it has no checklist"
    return Choice(f"{each.kind}:{each.stage}", f"{each.name}{due}", asked)


def write(screen: Asking, complaint_id: int, kind: str, stage: str = "") -> None:
    """Open a letter filled from the complaint, with its checklist.

    Raises:
        DeskError: If there is no such letter, or its template is wrong.
    """
    desk = screen.desk
    draft = services.letters.draft(desk, complaint_id, kind, stage)
    found = services.dossier.load(desk, complaint_id)
    _ask(screen, found, draft.name, draft.kind, draft.stage, draft.subject, draft.body, None)


def edit(screen: Asking, complaint_id: int, letter: LetterFacts) -> None:
    """Open a draft again."""
    found = services.dossier.load(screen.desk, complaint_id)
    rule = services.letters.rule_of(screen.desk, found, letter)
    name = rule.name if rule else letter.kind.replace("_", " ")
    _ask(screen, found, name, letter.kind, letter.stage, letter.subject, letter.body, letter)


def _ask(
    screen: Asking,
    found: Dossier,
    name: str,
    kind: str,
    stage: str,
    subject: str,
    body: str,
    letter: LetterFacts | None,
) -> None:
    desk = screen.desk
    seen = services.letters.review(desk, found, kind, stage, subject, body)
    fields = (
        FormField("subject", "Subject", "text", required=True, value=subject),
        FormField("body", "Text", "long", required=True, value=body, tall=True),
        *(
            FormField(
                f"{_POINT}{point.number}",
                f"{'' if place > 1 else 'Checklist '}{place}/{len(seen.points)}: {point.sentence}",
                "yesno",
                # What the handler said against the text stays said; the rest is looked for again.
                value=None if letter is None else _differs(letter, point.id, point.passage),
                help=_help(point),
            )
            for place, point in enumerate(seen.points, start=1)
        ),
    )

    ticked = (
        sum(bool(point.passage) for point in seen.points)
        if letter is None
        else sum(letter.checklist.values())
    )

    def read(values: Values) -> Review:
        return services.letters.review(desk, found, kind, stage, values["subject"], values["body"])

    def act(values: Values) -> None:
        said = {
            point.id: bool(values[f"{_POINT}{point.number}"])
            for point in seen.points
            if values[f"{_POINT}{point.number}"] is not None
        }
        services.letters.keep(
            desk,
            found.id,
            services.letters.Written(kind, values["subject"], values["body"], stage, said),
            letter.id if letter else None,
        )

    def cautions(values: Values) -> list[Caution]:
        return [Caution("body", doubt.sentence) for doubt in read(values).doubts]

    def done() -> str:
        kept = services.dossier.load(desk, found.id)
        last = next((each for each in kept.letters if letter and each.id == letter.id), kept.letters[-1])
        return _kept(services.letters.review_of(desk, kept, last), services.letters.lacking(desk, kept, last))

    form = f"letter.edit:{letter.id}" if letter else f"letter.write:{found.id}:{kind}:{stage}"
    screen.ask(
        form,
        f"{name}, {found.reference}",
        fields,
        act,
        done,
        note="What stands in [[double brackets]] is still to be put in. ctrl+g opens your own editor."
        + (f" {services.letters.REACHED_ONCE}" if services.letters.lacks_contact(seen) else "")
        + (
            f" Beneath the text: the checklist, {ticked} of {len(seen.points)} ticked." if seen.points else ""
        ),
        cautions=cautions,
    )


def _help(point: Point) -> str:
    """Return how a point is ticked while nothing is chosen for it: by its passage in the text, or by hand only."""
    if point.passage:
        return f"Ticked by the text: {point.passage}"
    if point.is_judged:
        return "Not in the text yet; empty, it is looked for when you save"
    return "By hand: only you can tell"


def _differs(letter: LetterFacts, point: str, passage: str) -> bool | None:
    said = letter.checklist.get(point)
    return None if said is None or said is bool(passage) else said


def _kept(seen: Review, lacking: tuple[str, ...]) -> str:
    """Return the notice of a letter that was kept, with what it still needs before it can go out."""
    needs = (
        [f"{len(seen.placeholders)} to put in: {', '.join(seen.placeholders[:3])}"]
        if seen.placeholders
        else []
    )
    if lacking:
        more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        needs.append(f"not found in it: {lacking[0]}{more}")
    if not needs:
        return "Letter kept, complete. On Resolution, Letters, O gets it out and r marks it sent."
    once = f" {services.letters.REACHED_ONCE}" if services.letters.lacks_contact(seen) else ""
    return f"Letter kept. {'; '.join(needs)}.{once}"


def ask_sending(screen: Asking, found: Dossier, letter: LetterFacts) -> None:
    """Ask who signed a letter and how it went out; an answer that lacks a point needs a reason."""
    desk = screen.desk
    if letter.state is LetterState.sent:
        say(screen, "That letter was sent; what was sent stays. + writes another one.")
        return
    seen = services.letters.review_of(desk, found, letter)
    if seen.placeholders:
        say(
            screen,
            services.letters.still_to_put_in(seen),
            "warning",
            "Not yet",
        )
        return
    lacking = services.letters.lacking(desk, found, letter)
    able = services.letters.signers(desk, found, letter.kind, letter.stage)
    is_answer = letter.kind in services.letters.ANSWERS
    waits = any(clock.id == "dp_ack" and clock.met_on is None for clock in found.clocks)
    fields = (
        FormField(
            "signatory", "Signed by", "text", required=True, value=able[0].holder if able else found.handler
        ),
        FormField(
            "sent_by",
            "Sent by",
            "choice",
            required=True,
            choices=choices.channels(desk),
            value=informing.letter_channel(found, contact_form.labels(desk)),
        ),
        FormField("sent_on", "Sent on", "date", required=True, past=True, value=desk.today()),
        FormField("delivered_on", "Delivered on", "date", past=True, help="If you know it"),
        *(
            (FormField("dp", "Also acknowledges the point about data protection", "yesno", value=True),)
            if waits and letter.kind == "acknowledgement"
            else ()
        ),
        *(
            (FormField("reason", "Why it goes out without them", "long", required=True,
                       help="Goes on record as an override of rule 28"),)
            if lacking and is_answer
            else (FormField("reason", "Or why you sign it yourself", "long"),) if able else ()
        ),
    )  # fmt: skip
    said = [f"It lacks: {'; '.join(lacking)}. {_REMEDY}"] if lacking else []
    if able:
        said.append(f"Your role does not sign it: {able[0].name} or above does.")
    note = " ".join(said)

    def act(values: Values) -> None:
        services.letters.send(
            desk,
            found.id,
            letter.id,
            services.letters.Sent(
                values["signatory"],
                str(values["sent_by"] or ""),
                values["sent_on"],
                values["delivered_on"],
                ("dp_acknowledged",) if values.get("dp") else (),
            ),
            str(values.get("reason") or ""),
        )

    def cautions(values: Values) -> list[Caution]:
        signed = services.letters.is_signed_by(letter, values["signatory"])
        return [] if signed else [Caution("signatory", _UNSIGNED.format(values["signatory"]))]

    screen.ask(
        f"letter.send:{letter.id}",
        "Mark the letter sent",
        fields,
        act,
        "Letter sent.",
        note=note,
        cautions=cautions,
    )


def ask_out(screen: Asking, found: Dossier, letter: LetterFacts) -> None:
    """Ask whether a letter's text goes into a file or to the clipboard, and say where it is."""
    seen = services.letters.review_of(screen.desk, found, letter)
    lacks = f" Still to be put in: {', '.join(seen.placeholders)}." if seen.placeholders else ""

    def chosen(where: str) -> None:
        with screen.showing_refusals():
            if where == "file":
                path = services.letters.write_out(screen.desk, found, letter)
                say(screen, f"Letter written: {path}.{lacks}")
            else:
                screen.app.copy_to_clipboard(clean(services.letters.as_file(letter.subject, letter.body)))
                say(screen, f"Letter copied.{lacks}")

    screen.choose(
        "The letter's text goes",
        [
            Choice("file", "Into a file", f"In {screen.desk.store.folder.exports}"),
            Choice("clipboard", "To the clipboard"),
        ],
        chosen,
        writes=False,
    )


def text_of(found: Dossier, letter: LetterFacts) -> str:
    """Return a sent letter as it went out, with how it did and its hash."""
    how = f"Sent on {day(letter.sent_on)}, signed by {letter.signatory}"
    delivered = f"; delivered on {day(letter.delivered_on)}" if letter.delivered_on else ""
    kept = f"\nKept as sent, SHA-256 {letter.attachment.sha256}" if letter.attachment else ""
    return f"{how}{delivered}, {found.reference}.{kept}\n\n{letter.body}"
