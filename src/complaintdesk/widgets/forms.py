"""Forms: what the handler fills in, kept as a draft while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Static

from complaintdesk.errors import DeskError, InvalidInputError, StaleError, StoreError
from complaintdesk.rules import foreign_text
from complaintdesk.widgets.choice_field import ChoiceField
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.drawn_near import DrawnNear
from complaintdesk.widgets.fields import DateField, Field, LineField, LongField, MoneyField, PathField
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import Caution, Choice, FormAids, FormField
from complaintdesk.widgets.note_area import NoteArea
from complaintdesk.widgets.styled_once import StyledOnce
from complaintdesk.widgets.type_ahead import TypeAhead

DRAFT_EVERY = 0.7
"""Seconds from a key to the draft that holds it: on the disk within the second, whatever happens to the machine."""

Answers = dict[str, object]

_WIDGETS: dict[str, type[Field]] = {
    "text": LineField,
    "path": PathField,
    "long": LongField,
    "choice": ChoiceField,
    "yesno": ChoiceField,
    "date": DateField,
    "money": MoneyField,
}


class FormScreen(TypeAhead, StyledOnce, DrawnNear, ModalScreen[Answers | None]):
    """Asks for some fields; answers with what they hold by field id, or None where it was left.

    Leaving keeps the draft, saving forgets it. With `submit`, the form saves by
    itself: a refusal is shown and the form stays, with all that was typed.
    """

    AUTO_FOCUS: ClassVar[str | None] = "LineInput, NoteArea"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="form.save"),
        Binding("escape", "leave", "Leave, draft kept", id="form.leave"),
        # With priority, because keys typed right after it would otherwise still reach the old field.
        Binding("tab", "app.focus_next", "Next field", id="form.next", show=False, priority=True),
        Binding(
            "shift+tab", "app.focus_previous", "Field before", id="form.before", show=False, priority=True
        ),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        aids: FormAids,
        *,
        save_draft: Callable[[dict[str, str]], None],
        forget_draft: Callable[[], None],
        draft: Mapping[str, str] | None = None,
        submit: Callable[[Answers], None] | None = None,
        save_label: str = "Save",
        note: str = "",
        cautions: Callable[[Answers], Sequence[Caution]] | None = None,
        prepare: Callable[[Answers, Callable[[], None]], bool] | None = None,
        heed: Callable[[StaleError], None] | None = None,
        begin_at: str = "",
    ) -> None:
        """Ask.

        Args:
            title: What stands above it.
            fields: What it asks.
            aids: What its fields need to understand dates and amounts.
            save_draft: Keeps what is typed.
            forget_draft: Forgets it.
            draft: What was typed before.
            submit: Saves the answers; refuses with a `DeskError`.
            save_label: What the button that saves says.
            note: What to know while it is filled in; stands beneath the title.
            cautions: Returns what to think of before it is saved; none of it keeps it from being saved.
            prepare: Given the answers and a way to save again, says whether they can be handed in now;
                if not, it does what takes time and then saves again.
            heed: Told of a refusal because of what was saved meanwhile, once it is decided whose values stay:
                with these the form is handed in again.
            begin_at: The id of the field to begin at; empty for the first.
        """
        super().__init__(classes="form")
        self._title_text = title
        self._specs = tuple(fields)
        self._aids = aids
        self._save_draft = save_draft
        self._forget_draft = forget_draft
        self._draft = dict(draft or {})
        self._submit = submit
        self._save_label = save_label
        self._note = note
        self._cautions = cautions
        self._prepare = prepare
        self._begin_at = begin_at
        if begin_at:
            self.AUTO_FOCUS = f"#{begin_at}"  # type: ignore[misc] # Textual asks the screen, not its class
        self._heed = heed
        self._heeded: set[tuple[str, str]] = set()
        self._filled_from: dict[str, str] = {}
        self._filled_in: dict[str, str] = {}
        self._pending: Timer | None = None
        self._has_edits = bool(self._draft)
        self._untouched: dict[str, str] | None = None
        """What the fields held when the form opened; a signal may come before a key's message of an edit does."""

        self._is_saved = False
        self.is_kept = False
        """Whether what is typed waits as a draft."""

        self._unkept = ""
        """Why the draft was refused last."""

        self._left_knowingly = ""

    def compose(self) -> ComposeResult:
        """Lay out the title, the fields and, always in sight, the buttons."""
        yield from super().compose()
        resumed = "  (draft resumed)" if self._draft else ""
        yield Static(C(self._title_text + resumed, one_line=True, limit=200), classes="form-title")
        if self._note:
            yield Static(C(self._note, one_line=True, limit=1000), classes="form-note")
        with VerticalScroll(classes="form-fields", can_focus=False):
            for spec in self._specs:
                typed = self._draft.get(spec.id, self._aids.typed(spec.value, spec.kind))
                yield _WIDGETS[spec.kind](spec, self._aids, typed)
        with Horizontal(classes="form-buttons"):
            yield Button(Content(f"{self._save_label} (ctrl+s)"), id="save", compact=True)
            yield Button("Leave (esc)", id="leave", compact=True)
            yield Static(id="form-keys", classes="muted")

    def on_mount(self) -> None:
        """Begin where it was asked to, or at the top; the focus is set before there is a layout to scroll in."""
        self._untouched = self.typed
        if self._draft:
            # Who goes on with a text goes on at its end.
            for area in self.query(NoteArea):
                area.move_cursor(area.document.end)
        self.call_after_refresh(self.call_after_refresh, self._scroll_to_begin)

    def _scroll_to_begin(self) -> None:
        fields = self.query_one(".form-fields", VerticalScroll)
        if not self._begin_at:
            fields.scroll_home(animate=False)
        elif self.focused is not None and isinstance(self.focused.parent, Field):
            fields.scroll_to_widget(self.focused.parent, animate=False, force=True)

    @property
    def typed(self) -> dict[str, str]:
        """What is typed, by field id, as a draft keeps it."""
        return {field.spec.id: field.raw for field in self.query(Field)}

    def keep_draft(self) -> bool:
        """Save the draft now, where something was typed, and return whether nothing would be lost with the form.

        A store that refuses it takes nothing away: what was typed stays where it is, and the refusal is told once.
        """
        if self._pending is not None:
            self._pending.stop()
            self._pending = None
        typed = self.typed
        is_typed = self._has_edits or (self._untouched is not None and typed != self._untouched)
        if self._is_saved or not is_typed:
            return True
        try:
            if typed == {spec.id: self._aids.typed(spec.value, spec.kind) for spec in self._specs}:
                # As it would open anew: there is nothing left to keep.
                self._forget_draft()
                self.is_kept = False
            else:
                self._save_draft(typed)
                self.is_kept = True
        except StoreError as refusal:
            self.is_kept = False
            if self._unkept != str(refusal):
                self._unkept = str(refusal)
                say(self, f"What you typed is not kept as a draft: {refusal}", "warning", refusal.title)
            return False
        self._unkept = ""
        return True

    def action_save(self) -> None:
        """Save, or go to the first field that cannot be."""
        fields = list(self.query(Field))
        wrong = [field for field in fields if not field.judge()]
        if wrong:
            wrong[0].control.focus()
            return
        answers = {field.spec.id: field.answer() for field in fields}
        caution = [
            one
            for one in (self._cautions(answers) if self._cautions else ())
            if (one.field, one.sentence) not in self._heeded
        ]
        if caution:
            self._warn(caution)
            return
        if self._prepare is not None and not self._prepare(answers, self.action_save):
            return
        if self._submit is not None and not self._is_accepted(answers):
            return
        self._is_saved = True
        self.keep_draft()
        # A draft that stays is offered again, which harms nobody.
        with suppress(StoreError):
            self._forget_draft()
        self.dismiss(answers)

    def action_leave(self) -> None:
        """Leave; what was typed is kept as a draft. Where it cannot be, only the second time."""
        if self.may_be_left():
            self.dismiss(None)

    def may_be_left(self) -> bool:
        """Return whether the form may go: its draft is kept, or the handler was told that it is not.

        What is not kept goes into the clipboard first: the terminal may have one, and nothing else takes it.
        """
        if self.keep_draft():
            return True
        if self._unkept == self._left_knowingly:
            self.app.copy_to_clipboard(foreign_text.clean(self.typed_words))
            return True
        self._left_knowingly = self._unkept
        say(
            self,
            "What you typed would be lost. Leave again to leave it all the same; it is then copied to the clipboard.",
            "warning",
            "Not kept",
        )
        return False

    @property
    def typed_words(self) -> str:
        """What is typed, a field on each line under its label, to be read or put somewhere else."""
        held = ((field.spec.label, field.raw) for field in self.query(Field) if field.raw.strip())
        return "\n".join(f"{label}: {raw}" for label, raw in held)

    @on(Button.Pressed)
    def press(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "save":
            self.action_save()
        else:
            self.action_leave()

    @on(Field.Edited)
    def note_typing(self) -> None:
        """Have the draft saved soon."""
        self._has_edits = True
        self._fill_in()
        if self._pending is None:
            self._pending = self.set_timer(DRAFT_EVERY, self.keep_draft)

    @on(Field.Left)
    def note_leaving(self) -> None:
        """Have the draft saved at once."""
        if self._pending is not None:
            self.keep_draft()

    def _warn(self, cautions: Sequence[Caution]) -> None:
        """Show what to think of at its fields, and ask how to go on."""
        self.keep_draft()
        by_id = {field.spec.id: field for field in self.query(Field)}
        for one in reversed(cautions):
            by_id[one.field].show_problem(one.sentence)
        maskable = {one.field: one.masked for one in cautions if one.masked is not None}
        offered = [Choice("change", "Go back and change it")]
        if maskable:
            offered.append(Choice("mask", "Mask it", "Of a number the last four characters stay readable"))
        offered.append(Choice("keep", "Save it as it stands"))

        def answered(chosen: str | None) -> None:
            if chosen == "keep":
                self._heeded.update((one.field, one.sentence) for one in cautions)
                self.action_save()
            elif chosen == "mask":
                for field_id, masked in maskable.items():
                    by_id[field_id].put(masked)
                self.call_after_refresh(self.action_save)
            else:
                by_id[cautions[0].field].control.focus()

        more = f" (and {len(cautions) - 1} more)" if len(cautions) > 1 else ""
        self.app.push_screen(ChoiceScreen(f"{cautions[0].sentence}{more}", offered), answered)

    def _fill_in(self) -> None:
        """Put into other fields what a choice suggests for them, unless somebody typed there."""
        if not any(spec.fills for spec in self._specs):
            return
        by_id = {field.spec.id: field for field in self.query(Field)}
        for field_id, field in by_id.items():
            if field.spec.fills is None or field.raw == self._filled_from.get(field_id):
                continue
            self._filled_from[field_id] = field.raw
            for other_id, words in field.spec.fills(field.raw).items():
                if by_id[other_id].raw in {"", self._filled_in.get(other_id)}:
                    self._filled_in[other_id] = words
                    by_id[other_id].put(words)

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Give a field the keys; the form scrolls there at once: Textual would glide, and to the line alone."""
        super().set_focus(widget, False, from_app_focus)

    @on(Field.Resized)
    def keep_in_sight(self) -> None:
        """Have the field with the keys in sight: its label, its list and its message."""
        field = self.focused.parent if self.focused is not None else None
        if isinstance(field, Field):
            self.query_one(".form-fields", VerticalScroll).scroll_to_widget(field, animate=False, force=True)

    def on_descendant_focus(self) -> None:
        """Say which keys lead on from the field with the focus: in a note `enter` is a new line."""
        self.call_after_refresh(self.keep_in_sight)
        is_note = isinstance(self.focused, NoteArea)
        keys = "tab: next field" if is_note else "enter, tab: next field"
        if is_note and self._aids.edit is not None:
            keys += "   ctrl+g: editor"
        elif self.focused is not None and isinstance(self.focused.parent, PathField):
            keys = "enter: next   ctrl+g: pick a file"
        self.query_one("#form-keys", Static).update(Content(keys))

    @on(Field.Finished)
    def go_on(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def _is_accepted(self, answers: Answers) -> bool:
        """Hand the answers in; where they are refused, say why at the field it is about."""
        assert self._submit is not None
        try:
            self._submit(answers)
        except StaleError as stale:
            if self._heed is None or not stale.clashes:
                self._show_refusal(stale)
            else:
                self._merge(stale)
            return False
        except DeskError as refusal:
            self._show_refusal(refusal)
            return False
        return True

    def _merge(self, stale: StaleError) -> None:
        """Take over what was saved meanwhile where the form left it alone; ask whose stays where both changed it."""
        from complaintdesk.widgets.merging import MergeScreen, merge  # two at once on one record are rare

        self.keep_draft()
        merged = merge(stale, self._specs, self._aids, self.typed, self._untouched or {})

        def go_on(decided: Mapping[str, str] | None) -> None:
            if decided is None:
                say(self, "Nothing is saved. What you typed is still here.")
                return
            assert self._heed is not None
            self._heed(stale)
            fields = {field.spec.id: field for field in self.query(Field)}
            for field_id, words in {**merged.taken, **decided}.items():
                if fields[field_id].raw != words:
                    fields[field_id].put(words)
            if merged.labels:
                say(self, f"Theirs is kept: {', '.join(merged.labels)}.", "warning", stale.title)
            self.call_after_refresh(self.action_save)

        if merged.open:
            self.app.push_screen(MergeScreen(stale.who, merged.open), go_on)
        else:
            go_on({})

    def _show_refusal(self, refusal: DeskError) -> None:
        self.keep_draft()
        about = refusal.field if isinstance(refusal, InvalidInputError) else ""
        for field in self.query(Field):
            if field.spec.id == about:
                field.show_problem(str(refusal))
                field.control.focus()
                return
        say(self, str(refusal), "warning", refusal.title)
