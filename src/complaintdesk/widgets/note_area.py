"""Several lines of text: Textual's own area, made to alter nothing unasked."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from complaintdesk.widgets.line_input import BREAKS, LONGEST_LINE, edit_at_once, refuse_paste

LONGEST_NOTE = 200_000
"""Characters a note may have; more is a file to attach."""


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
        await edit_at_once(self, event)

    async def _on_paste(self, event: events.Paste) -> None:
        """Take a paste unless the note or one of its lines would become too long to work with."""
        longest = max(map(len, BREAKS.split(event.text)))
        length = len(self.text) - len(self.selected_text) + len(event.text)
        if length > LONGEST_NOTE or longest > LONGEST_LINE:
            event.stop()
            event.prevent_default()
            if length > LONGEST_NOTE:
                refuse_paste(self, "A note", length, LONGEST_NOTE)
            else:
                refuse_paste(self, "A line", longest, LONGEST_LINE)
