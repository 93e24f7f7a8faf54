"""Theirs or mine: what somebody else saved while a form was open, beside what the form would save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from complaintdesk.errors import Clash, StaleError
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import FormAids, FormField
from complaintdesk.widgets.room import HEIGHTS, WIDTHS

MOST_SHOWN = 4_000
"""Characters of one text at most; who must see more goes back to the form."""

THEIRS, MINE, BOTH = "theirs", "mine", "both"


@dataclass(frozen=True, slots=True)
class Value:
    """One value that two have changed, as people read it."""

    label: str
    before: str | None
    """What it was; None where it was not there."""

    theirs: str
    mine: str
    field: str = ""
    """The field it is typed in; empty where none shows it by itself, and theirs cannot be put there."""

    theirs_typed: str = ""
    mine_typed: str = ""
    is_prose: bool = False
    """Whether both can stand there, one below the other."""

    def typed(self, choice: str) -> str:
        """Return what the field holds after a choice."""
        if choice == BOTH:
            return f"{self.theirs_typed}\n\n{self.mine_typed}"
        return self.theirs_typed if choice == THEIRS else self.mine_typed


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of a form and of what was saved meanwhile."""

    taken: Mapping[str, str]
    """Field -> theirs, where the form had left it as it was."""

    labels: tuple[str, ...]
    """What is taken over, in words."""

    open: tuple[Value, ...]
    """What both have changed; the handler decides."""


def merge(
    stale: StaleError,
    fields: Sequence[FormField],
    aids: FormAids,
    typed: Mapping[str, str],
    shown_first: Mapping[str, str],
) -> Merged:
    """Return what a form holds beside what was saved meanwhile.

    Args:
        stale: The refusal.
        fields: What the form asks.
        aids: What its fields are understood by.
        typed: What they hold now.
        shown_first: What they held when the form came up; who saw theirs there and typed over it has decided.
    """
    by_column = {field.column or field.id: field for field in fields}
    taken: dict[str, str] = {}
    labels: list[str] = []
    undecided: list[Value] = []
    for clash in stale.clashes:
        field = by_column.get(clash.column)
        if field is None:
            undecided.append(_unasked(clash))
            continue
        before, theirs = (aids.stored(each, field) for each in (clash.before, clash.theirs))
        mine = typed[field.id]
        if mine == before:
            taken[field.id] = theirs
            labels.append(field.label)
        elif shown_first.get(field.id) != theirs:
            undecided.append(
                Value(
                    field.label,
                    aids.shown(before, field),
                    aids.shown(theirs, field),
                    aids.shown(mine, field),
                    field.id,
                    theirs,
                    mine,
                    field.kind == "long" and bool(theirs.strip() and mine.strip()),
                )
            )
    return Merged(taken, tuple(labels), tuple(undecided))


def _unasked(clash: Clash) -> Value:
    """Return a value that no field of the form stands for."""
    table = clash.table.replace("_", " ")
    if not clash.column:
        return Value(f"A {table}", None, str(clash.theirs), "(taken off, or replaced)")
    name = clash.column.removesuffix("_id").removesuffix("_minor").replace("_", " ")
    before, theirs, mine = (
        "" if each is None else str(each) for each in (clash.before, clash.theirs, clash.mine)
    )
    return Value(f"{name} of the {table}", before, theirs, mine)


class ValueChoice(Static, can_focus=True):
    """One value, with theirs and mine; the keys choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "choose('theirs')", "Theirs", id="merge.theirs", show=False),
        Binding("m", "choose('mine')", "Mine", id="merge.mine", show=False),
        Binding("b", "choose('both')", "Both", id="merge.both", show=False),
        Binding("down,j", "app.focus_next", "Next value", id="merge.down", show=False),
        Binding("up,k", "app.focus_previous", "Value before", id="merge.up", show=False),
    ]

    def __init__(self, value: Value) -> None:
        super().__init__(classes="merge-value")
        self.value = value
        self.choice = ""

    def on_mount(self) -> None:
        """Show it."""
        self._show()

    def action_choose(self, choice: str) -> None:
        """Choose; where the form has no field for it, theirs can only be had by leaving it."""
        if choice == BOTH and not self.value.is_prose:
            say(self, "Only a note can hold both: t takes theirs, m mine.")
        elif choice == THEIRS and not self.value.field:
            say(
                self,
                "No field of this form shows it by itself. esc goes back; leaving the form keeps theirs.",
            )
        else:
            self.choice = choice
            self._show()

    def _show(self) -> None:
        said = self.value
        lines = [Content.styled(said.label, "bold")]
        if said.before is not None:
            lines.append(self._line(" ", "Before", said.before))
        for choice, name, text in ((THEIRS, "Theirs", said.theirs), (MINE, "Mine", said.mine)):
            lines.append(self._line("*" if self.choice in {choice, BOTH} else " ", name, text))
        self.update(Content("\n").join(lines))

    def _line(self, mark: str, name: str, text: str) -> Content:
        head = f" [{mark}] {name:<7}" if name != "Before" else f"     {name:<7}"
        line = Content.assemble(head, C(text or "(nothing)", limit=MOST_SHOWN))
        return line.stylize("bold") if mark == "*" else line.stylize("dim") if name == "Before" else line


class MergeScreen(ModalScreen[Mapping[str, str] | None]):
    """Asks, value by value, whose stays. Answers with what the fields shall hold, or None to go back to the form."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "ValueChoice"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="merge.save"),
        Binding("escape", "dismiss(None)", "Back to the form", id="merge.back"),
    ]

    def __init__(self, who: str, values: Sequence[Value]) -> None:
        super().__init__(classes="form")
        self._who = who
        self._values = tuple(values)

    def compose(self) -> ComposeResult:
        """Lay out who changed what, each value with theirs and mine, and the ways on."""
        yield Static(C(f"Changed meanwhile. {self._who}", one_line=True, limit=200), classes="form-title")
        both = ", b both where it is a note" if any(value.is_prose for value in self._values) else ""
        yield Static(
            Content(f"Nothing is saved yet. t takes theirs, m mine{both}."),
            classes="form-note",
        )
        with VerticalScroll(classes="form-fields", can_focus=False):
            yield from (ValueChoice(value) for value in self._values)
        with Horizontal(classes="form-buttons"):
            yield Button("Save it so (ctrl+s)", id="save", compact=True)
            yield Button("Back to the form (esc)", id="back", compact=True)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keep the value in hand in sight."""
        event.widget.scroll_visible(animate=False)

    def action_save(self) -> None:
        """Answer, or go to the first value that is not decided."""
        choices = list(self.query(ValueChoice))
        waiting = next((each for each in choices if not each.choice), None)
        if waiting is not None:
            waiting.focus()
            say(self, f"{waiting.value.label}: choose t for theirs or m for mine.")
            return
        decided = ((each.value, each.choice) for each in choices if each.value.field)
        self.dismiss({value.field: value.typed(choice) for value, choice in decided})

    @on(Button.Pressed)
    def press(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "save":
            self.action_save()
        else:
            self.dismiss(None)
