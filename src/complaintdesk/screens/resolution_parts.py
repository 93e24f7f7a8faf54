"""The parts of the Resolution screen: which rows they list, and what the detail pane says of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from complaintdesk import services
from complaintdesk.rules import money
from complaintdesk.rules.dossier import (
    ActionFacts,
    AgreementFacts,
    Dossier,
    EscalationFacts,
    LetterFacts,
    SatisfactionFacts,
)
from complaintdesk.screens.complaint import Part
from complaintdesk.screens.sheet import Fact, day, sheet
from complaintdesk.vocabulary import Known, LetterState
from complaintdesk.widgets.columns import Cell, Column, Row, RowKey
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.queue import due_cell
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

AGREEMENT, ACTIONS, LETTERS, SATISFACTION, LEARNING, ESCALATIONS, OVERRIDES = (
    "agreement",
    "actions",
    "letters",
    "satisfaction",
    "learning",
    "escalations",
    "overrides",
)

_FACTS = (
    Column("What", "label", 22, least=12),
    Column("On record", "words", 40, least=20, grow=4),
)


def parts(desk: Desk) -> tuple[Part, ...]:
    """Return the parts in their order; labels are those of the desk's own vocabularies and procedures."""
    shown = _Parts(desk)
    return (
        _of_facts(
            AGREEMENT,
            "Agreement",
            shown.agreement,
            "Nothing is agreed yet. 4 goes to Negotiation, where an accepted offer becomes the agreement.",
        ),
        Part(
            ACTIONS,
            "Actions",
            (
                Column("Due", "due", 13),
                Column("No", "number", 3, align="right", priority=3),
                Column("Action", "text", 24, least=16, grow=4),
                Column("Owner", "owner", 16, least=10, grow=1),
                Column("By", "by", 16, priority=2),
                Column("Proof", "proof", 16, priority=3, grow=2),
            ),
            shown.action_rows,
            shown.action_detail,
            "No actions yet. + adds what was promised, with who does it by when.",
        ),
        Part(
            LETTERS,
            "Letters",
            (
                Column("State", "state", 12),
                Column("Letter", "kind", 18, least=12, grow=1),
                Column("Subject", "subject", 24, least=12, grow=3),
                Column("Checklist", "checklist", 10, priority=1),
                Column("Sent", "sent", 16, priority=2),
            ),
            shown.letter_rows,
            shown.letter_detail,
            "No letters yet. + writes one; e ticks its checklist; O gets it out; r marks it sent.",
        ),
        Part(
            SATISFACTION,
            "Satisfaction",
            (
                Column("Asked", "asked", 16),
                Column("Outcome", "outcome", 9),
                Column("Handling", "handling", 9),
                Column("Their words, or why not asked", "words", 24, least=12, grow=3),
                Column("How", "method", 10, priority=2),
            ),
            shown.satisfaction_rows,
            shown.satisfaction_detail,
            "The customer was not asked yet. r records their word, or why they were not asked.",
            "Satisfied",
        ),
        _of_facts(LEARNING, "Learning", shown.learning, "Nothing was learned yet. e writes it down."),
        Part(
            ESCALATIONS,
            "Escalated",
            (
                Column("Handed over", "on", 16),
                Column("To", "to", 20, least=12, grow=2),
                Column("Where", "where", 8, priority=2),
                Column("Acknowledged", "acknowledged", 20, least=14, grow=1),
                Column("Outcome", "outcome", 16, priority=1, grow=2),
            ),
            shown.escalation_rows,
            shown.escalation_detail,
            "Not escalated. X hands it over upwards or outwards; r notes the acknowledgement.",
        ),
        Part(
            OVERRIDES,
            "Overrides",
            (
                Column("On", "on", 16),
                Column("Rule", "rule", 4, align="right"),
                Column("What was missing", "sentence", 28, least=16, grow=3),
                Column("Why it went on", "reason", 20, least=12, grow=2, priority=1),
            ),
            shown.override_rows,
            shown.override_detail,
            "No rule was overridden.",
        ),
    )


def _of_facts(part_id: str, title: str, facts: Callable[[Dossier], Sequence[Fact]], empty: str) -> Part:
    """Return a part that lists labelled facts; the detail pane has the whole of each."""

    def rows(found: Dossier) -> list[Row]:
        return [Row(label, {"label": label, "words": words}) for label, words in facts(found)]

    def detail(found: Dossier, key: RowKey) -> Content:
        words = next((words for label, words in facts(found) if label == key), "")
        return Content("\n").join([sheet(str(key)), C(words)])

    return Part(part_id, title, _FACTS, rows, detail, empty, is_counted=False)


class _Parts:
    """Says what a complaint's resolution looks like on one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._symbols = named("ascii" if desk.settings.symbols == "ascii" else "drawn")

    def agreement(self, found: Dossier) -> Sequence[Fact]:
        agreed = found.agreement
        return () if agreed is None else tuple(self._agreed(found, agreed))

    def _agreed(self, found: Dossier, agreed: AgreementFacts) -> Iterator[Fact]:
        yield "Terms", agreed.terms or "not written down"
        yield "Amount", money.shown(agreed.amount_minor, found.currency)
        yield (
            "Accepted",
            f"{day(agreed.accepted_on)}, {agreed.how}" if agreed.how else day(agreed.accepted_on),
        )
        yield "Authority", agreed.authority or "not recorded"
        yield "Policy departed from", agreed.policy_clause or "none"
        if agreed.policy_clause or agreed.departure_reason:
            yield "Reason for departing", agreed.departure_reason or "not written down"
        yield "Aim served", agreed.aim or "not written down"
        yield "To be done by", day(agreed.by_on, "no day agreed")
        yield "Final settlement", "yes" if agreed.final_settlement else "no"

    def action_rows(self, found: Dossier) -> list[Row]:
        # What is still to be done comes first, the most pressing at the top.
        ordered = sorted(
            found.actions, key=lambda action: (action.done_on is not None, action.due_on, action.id)
        )
        return [
            Row(
                action.id,
                {
                    "due": self.due(found, action),
                    "number": str(action.number),
                    "text": f"{action.text} (payment)" if action.is_payment else action.text,
                    "owner": action.owner,
                    "by": day(action.due_on),
                    "proof": action.proof or (action.attachment.name if action.attachment else ""),
                },
                "muted" if action.done_on is not None else "",
            )
            for action in ordered
        ]

    def due(self, found: Dossier, action: ActionFacts) -> Cell:
        """Return how due an action is, as sign and word."""
        if action.done_on is not None:
            return Cell("done", self._symbols.done, "muted")
        return due_cell((action.due_on - found.today).days, self._symbols)

    def action_detail(self, found: Dossier, key: RowKey) -> Content:
        action = next((each for each in found.actions if each.id == key), None)
        if action is None:
            return Content("")
        to_do = "" if action.done_on is not None else "nothing yet: r records it"
        file = action.attachment
        return sheet(
            f"Action {action.number}: {self.due(found, action).text}",
            ("Promised", action.text),
            ("Owner", action.owner),
            ("Due", day(action.due_on)),
            ("Payment", "yes" if action.is_payment else ""),
            ("Done on", day(action.done_on)),
            ("Proof", action.proof or to_do),
            ("File", f"{file.name}, SHA-256 {file.sha256}" if file else ""),
        )

    def letter_rows(self, found: Dossier) -> list[Row]:
        rows = []
        for letter in reversed(found.letters):
            is_sent = letter.state is LetterState.sent
            ticked, points = sum(letter.checklist.values()), len(letter.checklist)
            sign, tone = (self._symbols.done, "muted") if is_sent else (self._symbols.later, "later")
            cells: dict[str, str | Cell] = {
                "state": Cell(letter.state.spoken, sign, "muted" if tone == "muted" else "later"),
                "kind": self.letter_name(found, letter.kind),
                "subject": letter.subject,
                "checklist": f"{ticked} of {points}" if points else "none",
                "sent": day(letter.sent_on),
            }
            rows.append(Row(letter.id, cells))
        return rows

    def letter_name(self, found: Dossier, kind: str) -> str:
        """Return what the complaint's procedure calls a kind of letter."""
        procedure = self._desk.procedures.get(found.procedure)
        rules = procedure.letters if procedure is not None else ()
        return next((rule.name for rule in rules if rule.kind == kind), kind.replace("_", " "))

    def letter_detail(self, found: Dossier, key: RowKey) -> Content:
        letter = next((each for each in found.letters if each.id == key), None)
        if letter is None:
            return Content("")
        return sheet(
            f"{self.letter_name(found, letter.kind)}: {letter.subject}",
            ("Sent", self._sending(letter)),
            *self._still_open(found, letter),
            ("Checklist", self._checklist(found, letter)),
            ("Text", letter.body),
        )

    @staticmethod
    def _sending(letter: LetterFacts) -> str:
        if letter.state is not LetterState.sent:
            return "not yet: O gets it out, r marks it sent"
        delivered = f", delivered {day(letter.delivered_on)}" if letter.delivered_on else ""
        kept = f"; kept as sent, SHA-256 {letter.attachment.sha256}" if letter.attachment else ""
        return f"{day(letter.sent_on)}, signed by {letter.signatory}{delivered}{kept}"

    def _still_open(self, found: Dossier, letter: LetterFacts) -> tuple[Fact, ...]:
        """Return what a draft needs before it goes out, and what in it to think twice about."""
        if letter.state is LetterState.sent:
            return ()
        seen = services.letters.review_of(self._desk, found, letter)
        doubts = "".join(f"\n - {doubt.sentence}" for doubt in seen.doubts)
        return (("Still to be put in", ", ".join(seen.placeholders)), ("Think twice", doubts))

    def _checklist(self, found: Dossier, letter: LetterFacts) -> str:
        """Return each point with how it stands: seen in the text, ticked by the handler alone, or open."""
        lines = []
        for point in services.letters.checklist(self._desk, found, letter):
            sign = self._symbols.done if point.is_ticked else self._symbols.none
            stands = "in the text" if point.passage else "by hand" if point.is_ticked else "open"
            lines.append(f"\n {sign} {stands:11}  {point.sentence}")
        return "".join(lines)

    def satisfaction_rows(self, found: Dossier) -> list[Row]:
        return [
            Row(
                check.id,
                {
                    "asked": day(check.asked_on),
                    "outcome": score(check.outcome_score),
                    "handling": score(check.handling_score),
                    "words": check.words or check.not_asked_reason,
                    "method": check.method,
                },
            )
            for check in reversed(found.satisfaction)
        ]

    def satisfaction_detail(self, found: Dossier, key: RowKey) -> Content:
        check = next((each for each in found.satisfaction if each.id == key), None)
        return Content("") if check is None else self._said(check)

    @staticmethod
    def _said(check: SatisfactionFacts) -> Content:
        was_asked = check.outcome_score is not None or check.handling_score is not None
        return sheet(
            f"Asked on {day(check.asked_on)}" if was_asked else f"Not asked, noted on {day(check.asked_on)}",
            ("How", check.method),
            ("The outcome", score(check.outcome_score) if was_asked else ""),
            ("The handling", score(check.handling_score) if was_asked else ""),
            ("Their words", check.words),
            ("Why not asked", check.not_asked_reason),
        )

    def learning(self, found: Dossier) -> Sequence[Fact]:
        if not (found.root_cause or found.local_fix or found.systemic_fix):
            return ()
        vocabularies = self._desk.vocabularies
        return (
            ("Cause", vocabularies.causes.label(found.cause) or "not said"),
            ("Root cause", vocabularies.root_causes.label(found.root_cause) or "not said"),
            (
                "Could happen to others",
                "not asked yet" if found.affects_others is Known.unknown else found.affects_others.spoken,
            ),
            ("Local fix", found.local_fix or "none"),
            ("Systemic fix", found.systemic_fix or "none"),
        )

    def escalation_rows(self, found: Dossier) -> list[Row]:
        return [
            Row(
                handed.id,
                {
                    "on": day(handed.on),
                    "to": handed.to,
                    "where": "outside" if handed.external else "inside",
                    "acknowledged": self._acknowledged(handed),
                    "outcome": handed.outcome,
                },
            )
            for handed in reversed(found.escalations)
        ]

    def _acknowledged(self, handed: EscalationFacts) -> Cell:
        if handed.returned_on is not None:
            return Cell(f"back {day(handed.returned_on)}", self._symbols.done, "muted")
        if handed.sent_on is None:
            return Cell("to be sent", self._symbols.later, "later")
        if handed.acknowledged_on is None:
            return Cell("waiting for a word", self._symbols.later, "later")
        return Cell(f"by {handed.acknowledged_by}", self._symbols.done, "muted")

    def escalation_detail(self, found: Dossier, key: RowKey) -> Content:
        handed = next((each for each in found.escalations if each.id == key), None)
        if handed is None:
            return Content("")
        acknowledged = f"{day(handed.acknowledged_on)}, by {handed.acknowledged_by}"
        return sheet(
            f"Handed over to {handed.to} on {day(handed.on)}",
            ("Why", handed.why),
            ("What goes with it", handed.pack),
            ("To be sent by", day(handed.due_on) if handed.due_on else ""),
            (
                "Sent",
                f"{day(handed.sent_on)}, by {handed.sent_by}" if handed.sent_on else "not yet: r does it",
            ),
            ("Outside the organisation", "yes" if handed.external else "no"),
            ("Its pack", _pack(found, handed)),
            ("Acknowledged", acknowledged if handed.acknowledged_on else "not yet"),
            ("Outcome", handed.outcome),
            ("Back", day(handed.returned_on) if handed.returned_on else ""),
        )

    def override_rows(self, found: Dossier) -> list[Row]:
        return [
            Row(
                override.id,
                {
                    "on": day(override.happened_on),
                    "rule": str(override.rule),
                    "sentence": override.sentence,
                    "reason": override.reason,
                },
            )
            for override in reversed(found.overrides)
        ]

    def override_detail(self, found: Dossier, key: RowKey) -> Content:
        override = next((each for each in found.overrides if each.id == key), None)
        if override is None:
            return Content("")
        return sheet(
            f"Rule {override.rule} was overridden on {day(override.happened_on)}",
            ("What was missing", override.sentence),
            ("Why it went on all the same", override.reason),
        )


def _pack(found: Dossier, handed: EscalationFacts) -> str:
    """Return where the pack of a hand-over is, and what writes it."""
    number = found.escalations.index(handed) + 1
    command = f"complaintdesk export escalation {found.reference} {number} --to FOLDER --identified"
    kept = (
        "kept as it was sent, o opens it" if handed.pack_file else "made when it is sent; r writes it before"
    )
    return f"{kept}. {command} writes it, too"


def score(given: int | None) -> str:
    """Return a score of the customer's with its scale."""
    return "not asked" if given is None else f"{given} of 5"
