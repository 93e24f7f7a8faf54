"""Resolution: what was agreed is done, proved, written to the customer, judged by them and learned from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from complaintdesk import services
from complaintdesk.rules import gate_rules
from complaintdesk.rules.dossier import ActionFacts, AttachmentFacts, Dossier, EscalationFacts, LetterFacts
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens import escalation_forms, letter_forms, resolution_forms, resolution_parts
from complaintdesk.screens.complaint import ComplaintScreen
from complaintdesk.screens.resolution_parts import (
    ACTIONS,
    ESCALATIONS,
    LEARNING,
    LETTERS,
    SATISFACTION,
)
from complaintdesk.vocabulary import LetterState, Stage
from complaintdesk.widgets.dialogs import TextScreen
from complaintdesk.widgets.foreign import say

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


class ResolutionScreen(ComplaintScreen):
    """Shows how a complaint is brought to its end; `r` records, `C` closes."""

    PLACE = "resolution"
    PURPOSE = (
        "What was agreed, and whether it is done: actions with proof, letters, the customer's own word, "
        "what was learned. Work through its parts from left to right; what is missing before closing is "
        "told at once."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "record", "Record", id="record.reply"),
        # One key, as with pause and resume: only one of the two can be meant.
        Binding("C", "close", "Close", id="complaint.close"),
        Binding("C", "reopen", "Reopen", id="complaint.reopen"),
        Binding("O", "write_out", "Letter out", id="letter.out", show=False),
    ]

    def __init__(self, desk: Desk, complaint_id: int) -> None:
        super().__init__(desk, complaint_id)
        # The parts speak the words of this desk's procedures and vocabularies.
        self.PARTS = resolution_parts.parts(desk)

    def seek(self, where: Where) -> None:
        """Go to the part that an act belongs to; handing over belongs to the escalations."""
        is_escalation = where.action == "complaint.escalate"
        super().seek(where._replace(action="escalations") if is_escalation else where)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the part on screen and the stage allow."""
        if action in {"close", "reopen"}:
            return self._may_reopen is (action == "reopen")
        if action in _ALLOWED and self.part.id not in _ALLOWED[action]:
            return None
        if action == "write_out" and (not self.is_mounted or self.dossier is None or self._letter is None):
            return None
        if action == "record" and self.part.id == SATISFACTION:
            return True
        if action == "edit" and self.part.id == LEARNING:
            return True
        if action == "edit" and self.part.id == ESCALATIONS:
            return True if self._escalation is not None and self._escalation.is_out else None
        if action == "record":
            return super().check_action("edit", parameters)
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Ask for what the part holds."""
        act: Callable[[], None] = {
            ACTIONS: lambda: resolution_forms.ask_action(self),
            LETTERS: self.action_letter,
            SATISFACTION: lambda: resolution_forms.ask_satisfaction(self),
            LEARNING: lambda: resolution_forms.ask_learning(self),
            ESCALATIONS: self.action_escalate,
        }[self.part.id]
        act()

    def action_edit(self) -> None:
        """Ask for changes to what the cursor is on; what can only be read is shown whole."""
        action, letter = self._action, self._letter
        if self.part.id == LEARNING:
            resolution_forms.ask_learning(self)
        elif action is not None:
            resolution_forms.edit_action(self, action)
        elif letter is not None and letter.state is LetterState.draft:
            letter_forms.edit(self, self.complaint_id, letter)
        elif letter is not None:
            self.app.push_screen(
                TextScreen(letter.subject or letter.kind, letter_forms.text_of(self.found, letter))
            )
        elif self._escalation is not None and self._escalation.is_out:
            escalation_forms.ask_thaw(self, self.found, self._escalation)

    def action_remove(self) -> None:
        """Take an action off the agreement."""
        action = self._action
        if action is not None:
            with self.showing_refusals():
                self.dossier = services.delivery.remove_action(self.desk, self.complaint_id, action.id)
                say(self, f"Action {action.number} removed. u undoes.")

    def action_record(self) -> None:
        """Record proof, that a letter was sent, what the customer says, or an acknowledgement."""
        action, letter, handed = self._action, self._letter, self._escalation
        if self.part.id == SATISFACTION:
            resolution_forms.ask_satisfaction(self)
        elif action is not None:
            resolution_forms.ask_proof(self, action)
        elif letter is not None:
            letter_forms.ask_sending(self, self.found, letter)
        elif handed is not None:
            escalation_forms.ask_next(self, self.found, handed)

    def action_write_out(self) -> None:
        """Take the letter at the cursor out of the desk: its text into a file, or to the clipboard."""
        letter = self._letter
        if letter is not None:
            letter_forms.ask_out(self, self.found, letter)

    def action_close(self) -> None:
        """Close the complaint where nothing is missing, else show what is."""
        found = self.dossier
        if found is None:
            return
        if found.stage not in (Stage.implementing, Stage.checking):
            say(self, f"{found.reference} is {found.stage.spoken}; m shows the way on.", "warning")
        elif services.progress.missing(self.desk, found.id, Stage.closed):
            self.action_missing()
        else:
            resolution_forms.ask_closing(self, found)

    def action_reopen(self) -> None:
        """Open a closed complaint again, with the reason."""
        resolution_forms.ask_reopening(self, self.found)

    @property
    def _may_reopen(self) -> bool:
        """Whether it is to be opened again rather than closed: it is closed, or the customer is dissatisfied."""
        found = self.dossier
        if found is None:
            return False
        return found.stage is Stage.closed or (
            found.stage is Stage.checking and gate_rules.is_dissatisfied(found)
        )

    @property
    def found(self) -> Dossier:
        """The complaint on screen."""
        assert self.dossier is not None, "acts are offered only once the complaint is on screen"
        return self.dossier

    def file_in_hand(self) -> AttachmentFacts | None:
        """Return the file of the action, letter or hand-over at the cursor, or None."""
        if self.dossier is None:
            return None
        records = (self._action and self._action.attachment, self._letter and self._letter.attachment)
        return next((file for file in records if file), None) or (
            self._escalation.pack_file if self._escalation else None
        )

    @property
    def _action(self) -> ActionFacts | None:
        """The action at the cursor."""
        key = self.record_id if self.part.id == ACTIONS else None
        return next((action for action in self.found.actions if action.id == key), None)

    @property
    def _letter(self) -> LetterFacts | None:
        """The letter at the cursor."""
        key = self.record_id if self.part.id == LETTERS else None
        return next((letter for letter in self.found.letters if letter.id == key), None)

    @property
    def _escalation(self) -> EscalationFacts | None:
        """The hand-over at the cursor."""
        key = self.record_id if self.part.id == ESCALATIONS else None
        return next((handed for handed in self.found.escalations if handed.id == key), None)


_ALLOWED: Mapping[str, frozenset[str]] = {
    "add": frozenset({ACTIONS, LETTERS, SATISFACTION, LEARNING, ESCALATIONS}),
    "edit": frozenset({ACTIONS, LETTERS, LEARNING, ESCALATIONS}),
    "remove": frozenset({ACTIONS}),
    "record": frozenset({ACTIONS, LETTERS, SATISFACTION, ESCALATIONS}),
}
"""Act -> the parts in which it means something."""
