"""The field to choose in: a line that narrows a list."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from complaintdesk.errors import InvalidInputError
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.form_field import YES_NO, Choice, FormAids, FormField
from complaintdesk.widgets.line_input import LineInput

_EDGES = 6
"""Columns of the list that are not its words'."""

_LEAST = 30

_TYPED_SHOWN = 40
"""Characters told of what is typed and not found."""

_FORM = 98
"""Columns that a form takes at most."""


class ChoiceField(Field):
    """A field to choose from a list: typing narrows it, arrows move in it, `enter` takes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Next choice", id="form.choice-down", show=False),
        Binding("up", "step(-1)", "Previous choice", id="form.choice-up", show=False),
        Binding("escape", "clear_words", "Clear what was typed", id="form.choice-clear", show=False),
    ]

    def __init__(self, spec: FormField, aids: FormAids, raw: str) -> None:
        self.choices = tuple(YES_NO if spec.kind == "yesno" else spec.choices)
        chosen = next((choice for choice in self.choices if choice.value == raw), None)
        super().__init__(spec, aids, raw if chosen is None else chosen.shown)
        self._matching: tuple[Choice, ...] = self.choices
        self._listed: tuple[tuple[Choice, ...], int] = ((), -1)
        """What the list holds, and how wide it was made."""

        self._held = ""
        """What the line held when it got the keys."""

    @property
    def raw(self) -> str:
        """The value chosen, or what is typed where that is none."""
        chosen = self._chosen()
        return self.control.value if chosen is None else chosen.value

    @property
    def control(self) -> LineInput:
        """The line that narrows the list."""
        return self.query_one(LineInput)

    def put(self, raw: str) -> None:
        """Have it hold a choice, by its value."""
        self.control.value = next((one.shown for one in self.choices if one.value == raw), raw)

    def interpret(self, raw: str) -> object:
        """Return the value chosen.

        Raises:
            InvalidInputError: If what is typed is none of the choices.
        """
        chosen = self._chosen()
        if chosen is None:
            raise InvalidInputError(self._none_has(), self.spec.id)
        return chosen is YES_NO[0] if self.spec.kind == "yesno" else chosen.value

    def judge(self) -> bool:
        """Take what the typing came down to, as leaving the field does; return whether it is a choice."""
        self._settle()
        return super().judge()

    def show_hint(self) -> None:
        """Say as soon as nothing in the list is meant; else what the choice under the hand means."""
        if self._was_edited and self._is_half_typed() and not self._matching:
            self.show_problem(self._none_has())
        else:
            super().show_hint()

    def hint(self) -> str:
        """Return the help of the choice under the hand, else of the one chosen."""
        at_hand = self._at_hand() if self.control.has_focus else self._chosen()
        return at_hand.help if at_hand is not None else ""

    def compose_control(self) -> ComposeResult:
        """Lay out the line and, beneath it, the list."""
        yield LineInput(self._initial, id=self.spec.id, select_on_focus=True)
        options = OptionList(classes="choices")
        options.can_focus = False
        yield options

    def on_mount(self) -> None:
        """Fill the list."""
        self._narrow()

    def on_descendant_focus(self) -> None:
        """Open the list, on the choice made."""
        self.add_class("-open")
        self._held = self.control.value
        self._narrow()

    def on_descendant_blur(self) -> None:
        """Take what the typing came down to, and close the list."""
        self.remove_class("-open")
        self._settle()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave `esc` to the form where nothing half typed is to be cleared first."""
        is_clearing = action == "clear_words"
        return self._is_half_typed() and self.control.value != self._held if is_clearing else True

    def action_clear_words(self) -> None:
        """Put back what the line held when it got the keys."""
        self.control.value = self._held

    def action_step(self, by: int) -> None:
        """Move in the list; where nothing in it is meant, in all that there is."""
        options = self.query_one(OptionList)
        if not self._matching:
            self._list(self.choices)
        if options.option_count:
            start = -1 if options.highlighted is None and by > 0 else options.highlighted or 0
            options.highlighted = (start + by) % options.option_count
            self.show_hint()

    def take(self, choice: Choice) -> None:
        """Choose."""
        if self.control.value != choice.shown:
            self.control.value = choice.shown

    @on(Input.Changed)
    def note_typing(self, event: Input.Changed) -> None:
        """Narrow the list as one types."""
        event.stop()
        self._narrow()
        if event.value != self._initial or self._was_edited:
            self.edited()
        if not self.control.has_focus:
            # What was typed very fast may arrive only after the keys went elsewhere.
            self._settle()

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """Take the choice under the hand and go to the next field."""
        event.stop()
        at_hand = self._at_hand()
        if at_hand is not None:
            self.take(at_hand)
        self.post_message(self.Finished())

    @on(OptionList.OptionSelected)
    def take_clicked(self, event: OptionList.OptionSelected) -> None:
        """Take the choice that was clicked."""
        event.stop()
        if event.option_index < len(self._matching):
            self.take(self._matching[event.option_index])

    def _settle(self) -> None:
        """Take what the typing came down to."""
        at_hand = self._at_hand()
        if self._was_edited and self._chosen() is None and self.control.value.strip() and at_hand is not None:
            self.take(at_hand)

    def _chosen(self) -> Choice | None:
        typed = self.control.value.strip().casefold()
        return next((choice for choice in self.choices if choice.shown.strip().casefold() == typed), None)

    def _at_hand(self) -> Choice | None:
        highlighted = self.query_one(OptionList).highlighted
        return self._matching[highlighted] if highlighted is not None and self._matching else None

    def _is_half_typed(self) -> bool:
        return bool(self.control.value.strip()) and self._chosen() is None

    def _none_has(self) -> str:
        typed = self.control.value.strip()
        shown = typed if len(typed) <= _TYPED_SHOWN else f"{typed[:_TYPED_SHOWN]}…"
        return f"Nothing has “{shown}” in it; backspace, or down shows all."

    def _narrow(self) -> None:
        chosen = self._chosen()
        typed = "" if chosen is not None else self.control.value.strip().casefold()
        self._list(matching(self.choices, typed))
        options = self.query_one(OptionList)
        if chosen is not None:
            options.highlighted = self._matching.index(chosen)
        elif self._matching and (typed or self.spec.required):
            options.highlighted = 0
        else:
            # Nothing is at hand: `enter` leaves an empty field that need not be filled empty.
            options.highlighted = None

    def _list(self, found: tuple[Choice, ...]) -> None:
        self._matching = found
        listed = found, self.size.width
        # The same list again would only have the whole form laid out anew.
        if listed != self._listed:
            self._listed = listed
            options = self.query_one(OptionList)
            options.clear_options()
            options.add_options(Option(self._line(choice)) for choice in found)

    def _line(self, choice: Choice) -> Content:
        """Return one line of the list: the choice, and beside it what it means where that is wanted."""
        if not (self.spec.explained and choice.help):
            return Content(choice.shown)
        widest = max(cell_len(each.shown) for each in self.choices)
        apart = " " * (widest - cell_len(choice.shown) + 2)
        line = Content.assemble(choice.shown, apart, C(choice.help, one_line=True, limit=200).stylize("dim"))
        # A field that has the keys at once is not laid out yet; it will be as wide as a form.
        room = self.size.width or min(self.app.size.width, _FORM)
        return line.truncate(max(room - _EDGES, _LEAST), ellipsis=True)


def matching(choices: tuple[Choice, ...], typed: str) -> tuple[Choice, ...]:
    """Return the choices that hold what is typed: first those that begin with it, last those explained with it.

    In an explanation only the beginnings of words count: a handler types how a word begins.
    """
    if not typed:
        return choices
    ranked = []
    for choice in choices:
        label = choice.shown.casefold()
        if typed in label:
            rank = 0 if label.startswith(typed) else 1 if f" {typed}" in label else 2
            ranked.append((rank, choice))
        elif re.search(rf"\b{re.escape(typed)}", choice.help.casefold()):
            ranked.append((3, choice))
    return tuple(choice for _, choice in sorted(ranked, key=lambda pair: pair[0]))
