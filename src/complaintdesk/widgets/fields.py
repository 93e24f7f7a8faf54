"""Fields: the parts of a form, each with its label above it and its message beneath."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester, SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea

from complaintdesk.errors import DeskError, InvalidInputError
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import Choice, FormAids, FormField
from complaintdesk.widgets.line_input import LineInput
from complaintdesk.widgets.note_area import NoteArea
from complaintdesk.widgets.paths import PathSuggester, listed, meant


class Field(Vertical):
    """One field of a form, whatever its kind."""

    class Edited(Message):
        """Something was typed."""

    class Left(Message):
        """The keys went elsewhere."""

    class Finished(Message):
        """The field is done with; the next one may have the keys."""

    class Resized(Message):
        """The field with the keys takes another room: its list opened, its message grew."""

    def __init__(self, spec: FormField, aids: FormAids, raw: str) -> None:
        super().__init__(classes="field")
        self.spec = spec
        self.aids = aids
        self._initial = raw
        self._was_edited = False
        self._told = spec.help
        """What stands beneath the field."""

    @property
    def raw(self) -> str:
        """What is typed, as a draft keeps it."""
        raise NotImplementedError

    @property
    def control(self) -> Widget:
        """The widget that takes the keys."""
        raise NotImplementedError

    def put(self, raw: str) -> None:
        """Have it hold another text, as if it had been typed."""
        raise NotImplementedError

    def interpret(self, raw: str) -> object:
        """Return what the typed text means; it is never empty.

        Raises:
            DeskError: With a sentence, if it means nothing.
        """
        return raw

    @property
    def nothing(self) -> object:
        """The answer of an empty field."""
        return None

    def answer(self) -> object:
        """Return what the field holds.

        Raises:
            InvalidInputError: With one sentence, if that cannot be kept.
        """
        raw = self.raw
        if not raw.strip():
            if self.spec.required:
                raise InvalidInputError("This is needed.", self.spec.id)
            return self.nothing
        try:
            answer = self.interpret(raw)
        except DeskError as refusal:
            raise InvalidInputError(str(refusal), self.spec.id) from None
        problem = None if self.spec.check is None else self.spec.check(answer)
        if problem:
            raise InvalidInputError(problem, self.spec.id)
        return answer

    def judge(self) -> bool:
        """Show what is wrong with the field beneath it; return whether nothing is."""
        try:
            self.answer()
        except InvalidInputError as refusal:
            self.show_problem(str(refusal))
            return False
        self.show_hint()
        return True

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong, beneath the field."""
        self.add_class("-wrong")
        self._tell(f"! {sentence}")

    def show_hint(self) -> None:
        """Show how what is typed was understood, or else the help."""
        self.remove_class("-wrong")
        self._tell(self.hint() or self.spec.help)

    def _tell(self, sentence: str) -> None:
        """Show a sentence beneath the field; the same one again would only have the whole form laid out anew."""
        if sentence != self._told:
            self._told = sentence
            self.query_one(".message", Static).update(C(sentence, limit=300))

    def hint(self) -> str:
        """Return how what is typed was understood; empty where that is plain."""
        return ""

    def compose(self) -> ComposeResult:
        """Lay out the label, the control and the message."""
        needed = " (needed)" if self.spec.required else ""
        yield Label(Content(self.spec.label + needed), classes="label")
        yield from self.compose_control()
        yield Static(C(self.spec.help, limit=300), classes="message", markup=False)

    def compose_control(self) -> ComposeResult:
        """Lay out the control."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Say at once how the first value is understood."""
        self.show_hint()

    def on_descendant_focus(self) -> None:
        """Show that this is the field that takes the keys, its label included."""
        self.add_class("-active")

    def on_descendant_blur(self) -> None:
        """Judge what was typed once the keys go elsewhere."""
        self.remove_class("-active")
        if self._was_edited:
            self.judge()
        self.post_message(self.Left())

    def on_resize(self) -> None:
        """Say so, for what is in sight of it may be so no more."""
        if self.has_class("-active"):
            self.post_message(self.Resized())

    def edited(self) -> None:
        """Note that something was typed; a complaint about the old text is taken back."""
        self._was_edited = True
        self.show_hint()
        self.post_message(self.Edited())


class LineField(Field):
    """A field of one line: words, or a path."""

    SELECTS_ON_FOCUS: ClassVar[bool] = False

    @property
    def raw(self) -> str:
        """What is typed."""
        return self.control.value

    @property
    def control(self) -> LineInput:
        """The line."""
        return self.query_one(LineInput)

    def put(self, raw: str) -> None:
        """Have the line hold another text."""
        self.control.value = raw

    @property
    def _suggester(self) -> Suggester | None:
        """What offers the rest of what is typed."""
        if self.spec.kind == "path":
            return PathSuggester()
        offered = [choice.shown for choice in self.spec.choices]
        return SuggestFromList(offered, case_sensitive=False) if offered else None

    @property
    def nothing(self) -> object:
        """An empty text."""
        return None if self.spec.kind == "path" else ""

    def interpret(self, raw: str) -> object:
        """Return the text as typed, or the path it names."""
        return meant(raw) if self.spec.kind == "path" else raw

    def compose_control(self) -> ComposeResult:
        """Lay out the line."""
        yield LineInput(
            self._initial,
            id=self.spec.id,
            suggester=self._suggester,
            select_on_focus=self.SELECTS_ON_FOCUS,
        )

    @on(Input.Changed)
    def note_typing(self, event: Input.Changed) -> None:
        """Follow the typing."""
        event.stop()
        if event.value != self._initial or self._was_edited:
            self.edited()

    @on(Input.Submitted)
    def go_on(self, event: Input.Submitted) -> None:
        """Go to the next field."""
        event.stop()
        self.post_message(self.Finished())


class PathField(LineField):
    """A field for a file or folder; `ctrl+g` picks one, and beneath it stands what there is at the path."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+g", "pick", "Pick a file", id="form.pick"),
    ]

    def hint(self) -> str:
        """Return what there is at the path; nothing where it may still be made, as a folder to export to."""
        if not self.raw.strip():
            return ""
        path = meant(self.raw)
        try:
            if path.is_file():
                return f"{path.name}, {path.stat().st_size:,} bytes"
            return "There is no such file." if self.spec.taken_in and not path.exists() else ""
        except (OSError, ValueError):
            return "That is no path."

    def action_pick(self) -> None:
        """Pick a file, folder by folder, from the one that is typed or the handler's own."""
        begun = meant(self.raw) if self.raw.strip() else Path.home()
        self._pick_in(next((each for each in (begun, begun.parent) if each.is_dir()), Path.home()))

    def _pick_in(self, folder: Path) -> None:
        from complaintdesk.widgets.dialogs import ChoiceScreen  # it is made of fields itself

        def picked(name: str | None) -> None:
            if name is None:
                return
            chosen = folder.parent if name == ".." else folder / name
            if chosen.is_dir():
                self._pick_in(chosen)
            else:
                self.put(str(chosen))
                self.control.focus()

        inside = [Choice(name, name, what) for name, what in listed(folder)]
        offered = [Choice("..", "..", "The folder around this one"), *inside]
        self.app.push_screen(ChoiceScreen(f"Pick a file in {folder}", offered), picked)


class DateField(LineField):
    """A field for a day; says at once, in full, which day was understood."""

    SELECTS_ON_FOCUS = True

    @property
    def nothing(self) -> object:
        """No day."""
        return None

    def interpret(self, raw: str) -> object:
        """Return the day."""
        return self.aids.day(raw, self.spec.past)

    def hint(self) -> str:
        """Return the day in full, with its distance."""
        try:
            return self.aids.day_in_full(self.aids.day(self.raw, self.spec.past)) if self.raw.strip() else ""
        except DeskError:
            return ""


class MoneyField(LineField):
    """A field for an amount; says at once how it was understood."""

    SELECTS_ON_FOCUS = True

    @property
    def nothing(self) -> object:
        """No amount; never 0 by default."""
        return None

    def interpret(self, raw: str) -> object:
        """Return the amount in minor units."""
        return self.aids.minor(raw)

    def hint(self) -> str:
        """Return the amount as people write it."""
        try:
            return self.aids.amount(self.aids.minor(self.raw)) if self.raw.strip() else ""
        except DeskError:
            return ""


class LongField(Field):
    """A field for prose; `ctrl+g` opens it in the handler's own editor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+g", "edit", "Editor", id="form.editor"),
    ]

    @property
    def raw(self) -> str:
        """The text, unaltered where it was not edited."""
        return self.control.value

    @property
    def control(self) -> NoteArea:
        """The area."""
        return self.query_one(NoteArea)

    @property
    def nothing(self) -> object:
        """An empty text."""
        return ""

    def compose_control(self) -> ComposeResult:
        """Lay out the area."""
        area = NoteArea(self._initial, id=self.spec.id)
        area.set_class(self.spec.tall, "tall")
        yield area

    def put(self, raw: str) -> None:
        """Have the area hold another text; undo in it brings the old one back."""
        area = self.control
        area.replace(raw, (0, 0), area.document.end)
        self.edited()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the editor where there is one."""
        return self.aids.edit is not None if action == "edit" else True

    def action_edit(self) -> None:
        """Have the text edited elsewhere; it stays as it was where that fails."""
        if self.aids.edit is None:
            return
        area = self.control
        try:
            text = self.aids.edit(area.value)
        except DeskError as refusal:
            say(self, str(refusal), "warning", refusal.title)
            return
        if text != area.value:
            self.put(text)

    @on(TextArea.Changed)
    def note_typing(self, event: TextArea.Changed) -> None:
        """Follow the typing; loading the text is none."""
        event.stop()
        if self._was_edited or self.control.is_edited:
            self.edited()
