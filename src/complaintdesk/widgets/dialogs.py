"""Dialogs: a question asked, a thing picked, a text read, the keys explained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from complaintdesk.rules import foreign_text
from complaintdesk.widgets.choice_field import matching
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.form_field import Choice
from complaintdesk.widgets.line_input import LineInput
from complaintdesk.widgets.note_area import NoteArea
from complaintdesk.widgets.room import HEIGHTS, WIDTHS
from complaintdesk.widgets.type_ahead import TypeAhead

HELD_WITHIN = 0.3
"""Seconds between two keys below which the key is being held down, not pressed."""

VIEWER_PAGE = 64_000
"""Characters of a text shown at once; more makes a terminal slow."""


class ConfirmScreen(ModalScreen[bool]):
    """Asks before something that cannot be undone. Only a fresh `y`, or a fresh `enter` on Yes, says yes."""

    AUTO_FOCUS: ClassVar[str | None] = "#no"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="dialog.yes"),
        Binding("n", "answer(False)", "No", id="dialog.no"),
        Binding("escape", "answer(False)", "No", id="dialog.escape", show=False),
        Binding("left,up", "app.focus_previous", "Previous", id="dialog.previous", show=False),
        Binding("right,down", "app.focus_next", "Next", id="dialog.next", show=False),
    ]

    def __init__(
        self,
        question: str,
        what: str = "",
        *,
        yes: str = "Yes",
        no: str = "Cancel",
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Ask.

        Args:
            question: What is about to be done: "Erase this customer?"
            what: The object, by name and number, and what will be gone.
            yes: What the button that does it says.
            no: What the button that does not says.
            clock: Returns seconds; for telling a held key from a pressed one.
        """
        super().__init__(classes="dialog")
        self._question = question
        self._what = what
        self._yes = yes
        self._no = no
        self._clock = clock
        self._last_key_at = clock()

    def compose(self) -> ComposeResult:
        """Lay out the question, its object, and the buttons, the safe one first."""
        with Vertical(classes="dialog-box"):
            yield Static(C(self._question, limit=200), classes="dialog-title")
            if self._what:
                yield Static(C(self._what, limit=1000), classes="dialog-text")
            with Horizontal(classes="form-buttons"):
                yield HeldButton(Content(f"{self._no} (n)"), id="no", compact=True)
                yield HeldButton(Content(f"{self._yes} (y)"), id="yes", compact=True)

    def is_pressed_afresh(self) -> bool:
        """Return whether the key just pressed follows a pause; a held key repeats without one."""
        now = self._clock()
        is_afresh = now - self._last_key_at >= HELD_WITHIN
        self._last_key_at = now
        return is_afresh

    def action_answer(self, is_yes: bool) -> None:
        """Answer. No act of the desk is on `y`, so a yes cannot come from the held key that asked."""
        self.dismiss(is_yes)

    @on(Button.Pressed)
    def press(self, event: Button.Pressed) -> None:
        """Answer what the button says."""
        event.stop()
        self.dismiss(event.button.id == "yes")


class HeldButton(Button):
    """A button of a question; a key that is held down does not press it."""

    def action_press(self) -> None:
        """Press the button, if the key was pressed afresh."""
        if not isinstance(self.screen, ConfirmScreen) or self.screen.is_pressed_afresh():
            super().action_press()


class ChoiceScreen(TypeAhead, ModalScreen[str | None]):
    """Asks to pick one of a list; typing narrows it. Answers with its value, or None."""

    AUTO_FOCUS: ClassVar[str | None] = "LineInput"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "step(1)", "Next", id="dialog.down", show=False),
        Binding("up", "step(-1)", "Previous", id="dialog.up", show=False),
        Binding("escape", "dismiss(None)", "Cancel", id="dialog.cancel"),
    ]

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__(classes="dialog")
        self._title_text = title
        self._choices = tuple(choices)
        self._matching = self._choices

    def compose(self) -> ComposeResult:
        """Lay out the title, the line, the list and the help of the choice under the hand."""
        with Vertical(classes="dialog-box"):
            yield Static(C(self._title_text, limit=200), classes="dialog-title")
            yield LineInput(placeholder="type to narrow, enter to pick")
            options = OptionList(classes="dialog-list")
            options.can_focus = False
            yield options
            yield Static(classes="message muted", markup=False)

    def on_mount(self) -> None:
        """Fill the list."""
        self._narrow("")

    def action_step(self, by: int) -> None:
        """Move in the list."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = ((options.highlighted or 0) + by) % options.option_count

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Narrow the list as one types."""
        event.stop()
        self._narrow(event.value)

    @on(Input.Submitted)
    def pick(self, event: Input.Submitted) -> None:
        """Pick the choice under the hand."""
        event.stop()
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None and self._matching:
            self.dismiss(self._matching[highlighted].value)

    @on(OptionList.OptionSelected)
    def pick_clicked(self, event: OptionList.OptionSelected) -> None:
        """Pick the choice that was clicked."""
        event.stop()
        self.dismiss(self._matching[event.option_index].value)

    @on(OptionList.OptionHighlighted)
    def explain(self, event: OptionList.OptionHighlighted) -> None:
        """Show the help of the choice under the hand."""
        event.stop()
        if event.option_index < len(self._matching):
            self._say(self._matching[event.option_index].help)

    def _narrow(self, typed: str) -> None:
        self._matching = matching(self._choices, typed.strip().casefold())
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(Content(choice.shown)) for choice in self._matching)
        if self._matching:
            options.highlighted = 0
        else:
            self._say("None matches; clear the line to see them all.")

    def _say(self, text: str) -> None:
        self.query_one(".message", Static).update(C(text, limit=300))


class TextScreen(ModalScreen[None]):
    """Shows a long text to be read, page by page where it is very long."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "NoteArea"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll(1)", "Down", id="text.down", show=False),
        Binding("k", "scroll(-1)", "Up", id="text.up", show=False),
        Binding("g", "edge(False)", "Beginning", id="text.first", show=False),
        Binding("G", "edge(True)", "End", id="text.last", show=False),
        Binding("right_square_bracket", "page(1)", "Next part", id="text.next"),
        Binding("left_square_bracket", "page(-1)", "Previous part", id="text.previous"),
        Binding("escape,q", "dismiss(None)", "Back", id="text.back"),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__(classes="form")
        self._title_text = title
        shown = foreign_text.clean(text)
        self._parts = [shown[at : at + VIEWER_PAGE] for at in range(0, len(shown), VIEWER_PAGE)] or [""]
        self._part = 0

    def compose(self) -> ComposeResult:
        """Lay out the title, the text and the keys."""
        yield Static(classes="form-title", markup=False)
        yield NoteArea(self._parts[0], read_only=True)
        yield Static(Content("j k, page keys: scroll   g G: ends   esc: back"), classes="muted form-buttons")

    def on_mount(self) -> None:
        """Say what is shown."""
        self._entitle()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer parts where there are several."""
        return len(self._parts) > 1 if action == "page" else True

    def action_scroll(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.query_one(NoteArea).scroll_relative(y=lines, animate=False)

    def action_edge(self, is_end: bool) -> None:
        """Go to the beginning or the end of the part."""
        area = self.query_one(NoteArea)
        (area.scroll_end if is_end else area.scroll_home)(animate=False)

    def action_page(self, by: int) -> None:
        """Show another part."""
        self._part = max(min(self._part + by, len(self._parts) - 1), 0)
        self.query_one(NoteArea).load_text(self._parts[self._part])
        self._entitle()

    def _entitle(self) -> None:
        part = f"  part {self._part + 1} of {len(self._parts)}, [ ]" if len(self._parts) > 1 else ""
        self.query_one(".form-title", Static).update(C(self._title_text + part, one_line=True, limit=200))
