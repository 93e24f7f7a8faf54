"""Resolution: what was agreed is done, proved, written to the customer, judged by them and learned from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from complaintdesk import services
from complaintdesk.rules.dossier import ActionFacts, Dossier, EscalationFacts, LetterFacts
from complaintdesk.screens import choices, resolution_parts
from complaintdesk.screens.asking import Values, word
from complaintdesk.screens.complaint import ComplaintScreen
from complaintdesk.screens.resolution_parts import (
    ACTIONS,
    ESCALATIONS,
    LEARNING,
    LETTERS,
    SATISFACTION,
    points,
)
from complaintdesk.vocabulary import Known, LetterState, Stage
from complaintdesk.widgets.dialogs import TextScreen
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

SCORES = (
    Choice("5", "5 very good"),
    Choice("4", "4 good"),
    Choice("3", "3 neither"),
    Choice("2", "2 poor"),
    Choice("1", "1 very poor"),
)
"""What a customer can say of the outcome and of the handling."""


class ResolutionScreen(ComplaintScreen):
    """Shows how a complaint is brought to its end; `r` records, `C` closes."""

    PLACE = "resolution"
    PARTS = ()

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "record", "Record", id="record.reply"),
        Binding("C", "close", "Close", id="complaint.close", tooltip="Close it, or open a closed one again"),
    ]

    def __init__(self, desk: Desk, complaint_id: int) -> None:
        super().__init__(desk, complaint_id)
        # The parts speak the words of this desk's procedures and vocabularies.
        self.PARTS = resolution_parts.parts(desk)  # type: ignore[misc]  # of this screen, not of its class

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the part on screen allows."""
        if action in _ALLOWED and self.part.id not in _ALLOWED[action]:
            return None
        if action == "record" and self.part.id == SATISFACTION:
            return True
        if action == "edit" and self.part.id == LEARNING:
            return True
        if action == "record":
            return super().check_action("edit", parameters)
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Ask for what the part holds."""
        act: Callable[[], None] = {
            ACTIONS: self._add_action,
            LETTERS: self.action_letter,
            SATISFACTION: self._ask_satisfaction,
            LEARNING: self._ask_learning,
            ESCALATIONS: self.action_escalate,
        }[self.part.id]
        act()

    def action_edit(self) -> None:
        """Ask for changes to what the cursor is on; what can only be read is shown whole."""
        action, letter = self._action, self._letter
        if self.part.id == LEARNING:
            self._ask_learning()
        elif action is not None:
            self._edit_action(action)
        elif letter is not None and letter.state is LetterState.draft:
            self._edit_letter(letter)
        elif letter is not None:
            self.app.push_screen(TextScreen(letter.subject or letter.kind, letter.body))

    def action_remove(self) -> None:
        """Take an action off the agreement."""
        action = self._action
        if action is not None:
            with self.showing_refusals():
                self.dossier = services.delivery.remove_action(self.desk, self.complaint_id, action.id)
                say(self, f"Action {action.number} removed. u undoes.")

    def action_record(self) -> None:
        """Record the proof of an action, that a letter was sent, the customer's word, or an acknowledgement."""
        action, letter, handed = self._action, self._letter, self._escalation
        if self.part.id == SATISFACTION:
            self._ask_satisfaction()
        elif action is not None:
            self._ask_proof(action)
        elif letter is not None:
            self._ask_sending(letter)
        elif handed is not None:
            self._ask_acknowledgement(handed)

    def action_close(self) -> None:
        """Close the complaint where nothing is missing, else show what is; open a closed one again."""
        found = self.dossier
        if found is None:
            return
        if found.stage is Stage.closed:
            self._ask_reopening(found)
        elif found.stage not in (Stage.implementing, Stage.checking):
            say(self, f"{found.reference} is {found.stage.spoken}; m shows the way on.", "warning")
        elif services.progress.missing(self.desk, found.id, Stage.closed):
            self.action_missing()
        else:
            self._ask_closing(found)

    @property
    def _found(self) -> Dossier:
        assert self.dossier is not None, "acts are offered only once the complaint is on screen"
        return self.dossier

    @property
    def _action(self) -> ActionFacts | None:
        """The action at the cursor."""
        key = self.record_id if self.part.id == ACTIONS else None
        return next((action for action in self._found.actions if action.id == key), None)

    @property
    def _letter(self) -> LetterFacts | None:
        """The letter at the cursor."""
        key = self.record_id if self.part.id == LETTERS else None
        return next((letter for letter in self._found.letters if letter.id == key), None)

    @property
    def _escalation(self) -> EscalationFacts | None:
        """The hand-over at the cursor."""
        key = self.record_id if self.part.id == ESCALATIONS else None
        return next((handed for handed in self._found.escalations if handed.id == key), None)

    def _add_action(self) -> None:
        def act(values: Values) -> None:
            services.delivery.add_action(
                self.desk,
                self.complaint_id,
                values["text"],
                values["owner"],
                values["due_on"],
                is_payment=bool(values["is_payment"]),
            )

        title = f"Add an action, {self._found.reference}"
        self.ask(f"action.add:{self.complaint_id}", title, self._action_fields(None), act, "Action added.")

    def _edit_action(self, action: ActionFacts) -> None:
        if action.done_on is not None:
            self._ask_proof(action)
            return

        def act(values: Values) -> None:
            services.delivery.change_action(
                self.desk,
                self.complaint_id,
                action.id,
                values["text"],
                values["owner"],
                values["due_on"],
                is_payment=bool(values["is_payment"]),
            )

        title = f"Change action {action.number}, {self._found.reference}"
        self.ask(f"action.edit:{action.id}", title, self._action_fields(action), act, "Action changed.")

    def _action_fields(self, action: ActionFacts | None) -> tuple[FormField, ...]:
        owners = tuple(Choice(name) for name in dict.fromkeys(self._people()) if name)
        is_payment = action.is_payment if action else False
        return (
            FormField("text", "Action", "text", required=True, value=action.text if action else None),
            FormField(
                "owner",
                "Owner",
                "text",
                required=True,
                choices=owners,
                value=action.owner if action else None,
                help="Who does it: one person or team",
            ),
            FormField("due_on", "Due", "date", required=True, value=action.due_on if action else None),
            FormField("is_payment", "It is a payment", "yesno", required=True, value=is_payment),
        )

    def _people(self) -> list[str]:
        found = self._found
        return [found.handler, *(party.name for party in found.parties), *(each.owner for each in found.actions)]

    def _ask_proof(self, action: ActionFacts) -> None:
        fields = (
            FormField("proof", "What shows it", "long", value=action.proof, help="Words or a file; one is needed"),
            FormField("done_on", "Done on", "date", required=True, value=action.done_on or self._found.today, past=True),
            FormField("file", "File", "path", help="A copy is kept with its SHA-256"),
        )

        def act(values: Values) -> None:
            services.delivery.prove(
                self.desk, self.complaint_id, action.id, values["proof"], values["done_on"], values["file"]
            )

        title = f"Proof of action {action.number}: {action.text}"
        self.ask(f"action.prove:{action.id}", title, fields, act, f"Action {action.number} done.")

    def _edit_letter(self, letter: LetterFacts) -> None:
        sentences = points(self.desk, self._found.procedure, letter.kind) or {
            point: point.replace("_", " ") for point in letter.checklist
        }
        fields = (
            FormField("subject", "Subject", "text", required=True, value=letter.subject),
            FormField("body", "Text", "long", required=True, value=letter.body),
            *(
                FormField(f"point-{point}", sentence, "yesno", value=letter.checklist.get(point, False))
                for point, sentence in sentences.items()
            ),
        )

        def act(values: Values) -> None:
            ticked = {point: bool(values[f"point-{point}"]) for point in sentences}
            services.delivery.draft_letter(
                self.desk, self.complaint_id, letter.kind, values["subject"], values["body"], ticked, letter.id
            )

        self.ask(f"letter.edit:{letter.id}", "Letter and its checklist", fields, act, "Letter kept.")

    def _ask_sending(self, letter: LetterFacts) -> None:
        if letter.state is LetterState.sent:
            say(self, "That letter was sent; what was sent stays. + writes another one.")
            return
        lacking = _lacking(letter.checklist, points(self.desk, self._found.procedure, letter.kind))
        if lacking:
            sentences = "\n".join(f"- {sentence}" for sentence in lacking)
            say(self, f"The letter lacks {len(lacking)} of its points; e ticks them.\n{sentences}", "warning", "Not yet")
            return
        fields = (
            FormField("signatory", "Signed by", "text", required=True, value=self._found.handler),
            FormField(
                "sent_by", "Sent by", "choice", required=True, choices=choices.channels(self.desk), value="email"
            ),
        )

        def act(values: Values) -> None:
            services.delivery.send_letter(
                self.desk, self.complaint_id, letter.id, values["signatory"], word(values, "sent_by")
            )

        self.ask(f"letter.send:{letter.id}", "Mark the letter sent today", fields, act, "Letter sent.")

    def _ask_satisfaction(self) -> None:
        fields = (
            FormField("outcome", "The outcome", "choice", choices=SCORES, help="As the customer judges it"),
            FormField("handling", "How it was handled", "choice", choices=SCORES, help="Whatever the outcome"),
            FormField("words", "Their words", "long"),
            FormField("method", "How asked", "choice", choices=choices.channels(self.desk), value="phone"),
            FormField("not_asked", "Or why they were not asked", "text"),
        )

        def act(values: Values) -> None:
            given = {name: int(values[name]) if values[name] else None for name in ("outcome", "handling")}
            was_asked = any(score is not None for score in given.values())
            services.delivery.ask_satisfaction(
                self.desk,
                self.complaint_id,
                services.delivery.Asked(
                    method=word(values, "method") if was_asked else "",
                    outcome_score=given["outcome"],
                    handling_score=given["handling"],
                    words=values["words"],
                    not_asked_reason=values["not_asked"],
                ),
            )

        title = f"What the customer says, {self._found.reference}"
        self.ask(f"satisfaction.record:{self.complaint_id}", title, fields, act, "Recorded.")

    def _ask_learning(self) -> None:
        found, lists = self._found, self.desk.vocabularies
        fields = (
            FormField(
                "root_cause",
                "Root cause",
                "choice",
                required=True,
                choices=choices.listed(lists.root_causes),
                value=found.root_cause or None,
            ),
            FormField(
                "affects_others",
                "Could it happen to others",
                "choice",
                required=True,
                choices=choices.words(Known),
                value=found.affects_others.name,
            ),
            FormField("cause", "Cause", "choice", choices=choices.listed(lists.causes), value=found.cause or None),
            FormField("local_fix", "Local fix", "long", value=found.local_fix, help="For this customer or team"),
            FormField("systemic_fix", "Systemic fix", "long", value=found.systemic_fix, help="For everybody"),
        )

        def act(values: Values) -> None:
            services.delivery.learn(
                self.desk,
                self.complaint_id,
                services.delivery.Learned(
                    root_cause=values["root_cause"],
                    affects_others=Known[values["affects_others"]],
                    cause=word(values, "cause"),
                    local_fix=values["local_fix"],
                    systemic_fix=values["systemic_fix"],
                ),
            )

        title = f"What was learned, {found.reference}"
        self.ask(f"learning.edit:{self.complaint_id}", title, fields, act, "Learning recorded.")

    def _ask_acknowledgement(self, handed: EscalationFacts) -> None:
        fields = (
            FormField("by", "Acknowledged by", "text", required=True, value=handed.acknowledged_by),
            FormField("outcome", "Outcome", "long", value=handed.outcome, help="If it is known"),
        )

        def act(values: Values) -> None:
            services.delivery.acknowledge_escalation(
                self.desk, self.complaint_id, handed.id, values["by"], values["outcome"]
            )

        self.ask(f"escalation.record:{handed.id}", f"Handed over to {handed.to}", fields, act, "Recorded.")

    def _ask_closing(self, found: Dossier) -> None:
        fields = (FormField("reason", "In a sentence, why it ends like this", "long", value=found.outcome_reason),)

        def act(values: Values) -> None:
            services.delivery.close(self.desk, found.id, values["reason"])

        self.ask(f"complaint.close:{found.id}", f"Close {found.reference}", fields, act, f"{found.reference} closed.")

    def _ask_reopening(self, found: Dossier) -> None:
        fields = (FormField("reason", "Why it is opened again", "long", required=True),)

        def act(values: Values) -> None:
            services.delivery.reopen(self.desk, found.id, values["reason"])

        title = f"Reopen {found.reference}; it goes back to investigation"
        self.ask(f"complaint.reopen:{found.id}", title, fields, act, f"{found.reference} is open again.")


_ALLOWED: Mapping[str, frozenset[str]] = {
    "add": frozenset({ACTIONS, LETTERS, SATISFACTION, LEARNING, ESCALATIONS}),
    "edit": frozenset({ACTIONS, LETTERS, LEARNING}),
    "remove": frozenset({ACTIONS}),
    "record": frozenset({ACTIONS, LETTERS, SATISFACTION, ESCALATIONS}),
}
"""Act -> the parts in which it means something."""


def _lacking(ticked: Mapping[str, bool], sentences: Mapping[str, str]) -> list[str]:
    return [sentences.get(point, point.replace("_", " ")) for point, done in ticked.items() if not done]
