"""A new passphrase: typed twice, shown never, and kept nowhere; so it is no form, which keeps what is typed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.line_input import LineInput
from complaintdesk.widgets.type_ahead import TypeAhead


class PassphraseScreen(TypeAhead, ModalScreen[str | None]):
    """Asks for a new passphrase. Answers with it, or None where the handler went back."""

    AUTO_FOCUS: ClassVar[str | None] = "LineInput"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="form.save"),
        Binding("escape", "dismiss(None)", "Back", id="form.leave"),
    ]

    def __init__(self, title: str, save_label: str) -> None:
        super().__init__(classes="dialog")
        self._title_text = title
        self._save_label = save_label

    def compose(self) -> ComposeResult:
        """Lay out what must be known first, the two lines, and the buttons."""
        with Vertical(classes="dialog-box"):
            yield Static(C(self._title_text, one_line=True, limit=200), classes="dialog-title")
            yield Static(Content(" ".join(services.sealing.NO_WAY_BACK)), classes="dialog-text")
            yield Static(f"Passphrase, {services.sealing.SHORTEST} characters at least", markup=False)
            yield LineInput(password=True, id="passphrase", compact=True)
            yield Static("Once more", markup=False)
            yield LineInput(password=True, id="again", compact=True)
            yield Static(classes="message", markup=False)
            with Horizontal(classes="form-buttons"):
                yield Button(Content(f"{self._save_label} (ctrl+s)"), id="save", compact=True)
                yield Button("Back (esc)", id="back", compact=True)

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        if event.input.id == "passphrase":
            self.query_one("#again", LineInput).focus()
        else:
            self.action_save()

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        if event.button.id == "save":
            self.action_save()
        else:
            self.dismiss(None)

    def action_save(self) -> None:
        """Answer with the passphrase, or say why it is none."""
        first, again = (self.query_one(f"#{name}", LineInput) for name in ("passphrase", "again"))
        try:
            services.sealing.require_long_enough(first.value)
        except DeskError as refusal:
            self._refuse(first, str(refusal))
            return
        if first.value != again.value:
            again.value = ""
            self._refuse(again, "The two are not the same; type the second once more.")
        else:
            self.dismiss(first.value)

    def _refuse(self, line: LineInput, why: str) -> None:
        self.query_one(".message", Static).update(Content(why))
        line.focus()
