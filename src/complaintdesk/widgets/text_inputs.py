"""Inputs: Textual's own, made to lose nothing of what is pasted and to alter nothing unasked."""

from __future__ import annotations

import re

from textual import events
from textual.widget import Widget
from textual.widgets import Input, TextArea

from complaintdesk.widgets.foreign import say

LONGEST_LINE = 10_000
"""Characters a line may have; a longer one makes every key slow."""

LONGEST_NOTE = 200_000
"""Characters a note may have; more is a file to attach."""

_BREAKS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


async def _edit_at_once(field: Widget, event: events.Key) -> None:
    """Do what one of the field's own editing keys asks for now, before what is typed right after it.

    Textual hands such a key up to the app and acts on it from there; characters typed
    meanwhile are put in before, and `ctrl+u` then takes them away too. Sending off
    (`enter`) keeps its turn behind the keys of the screen around the field.
    """
    bound = None if event.is_printable else field._bindings.key_to_bindings.get(event.key)  # noqa: SLF001
    if bound and bound[0].action != "submit" and await field.app.run_action(bound[0].action, field):
        event.stop()
        event.prevent_default()


class LineInput(Input):
    """One line of text; a paste of several lines becomes one line, whole."""

    async def _on_key(self, event: events.Key) -> None:
        await _edit_at_once(self, event)

    def _on_paste(self, event: events.Paste) -> None:
        """Take a paste whole, its line breaks as blanks, or say why not."""
        event.stop()
        event.prevent_default()
        line = _BREAKS.sub(" ", event.text.strip("\r\n"))
        start, end = sorted(self.selection)
        length = len(self.value) - (end - start) + len(line)
        if length > LONGEST_LINE:
            refuse_paste(self, length, LONGEST_LINE)
        elif line:
            self.replace(line, start, end)
            if line != event.text.strip("\r\n"):
                say(self, "Pasted as one line.")


class NoteArea(TextArea):
    """Several lines of text. What was put in comes out unaltered until it is really edited."""

    def __init__(self, text: str = "", *, read_only: bool = False, id: str | None = None) -> None:  # noqa: A002 - as every widget names it
        self._original = text
        super().__init__(text, read_only=read_only, id=id)
        # Loading turns rare line breaks into plain ones; this tells loading from editing.
        self._as_loaded = self.text

    @property
    def value(self) -> str:
        """The text: the original to the letter, or what it was edited into."""
        return self._original if self.text == self._as_loaded else self.text

    @property
    def is_edited(self) -> bool:
        """Whether it holds something else than what was put in."""
        return self.text != self._as_loaded

    async def _on_key(self, event: events.Key) -> None:
        await _edit_at_once(self, event)

    async def _on_paste(self, event: events.Paste) -> None:
        """Take a paste unless the note or one of its lines would become too long to work with."""
        longest = max(map(len, _BREAKS.split(event.text)))
        length = len(self.text) - len(self.selected_text) + len(event.text)
        if length > LONGEST_NOTE or longest > LONGEST_LINE:
            event.stop()
            event.prevent_default()
            is_line = length <= LONGEST_NOTE
            refuse_paste(self, longest if is_line else length, LONGEST_LINE if is_line else LONGEST_NOTE)


def refuse_paste(field: LineInput | NoteArea, length: int, most: int) -> None:
    """Say that a paste is too long; the field and the clipboard keep what they have."""
    what = "A line" if most == LONGEST_LINE else "A note"
    say(
        field,
        f"{what} holds {most:,} characters, this would be {length:,}. "
        "Nothing was pasted; save it as a file and attach that.",
        "warning",
        "Too long",
    )
