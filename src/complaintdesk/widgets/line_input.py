"""One line of text: Textual's own input, made to lose nothing of what is pasted."""

from __future__ import annotations

import re

from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input

from complaintdesk.widgets.foreign import say

LONGEST_LINE = 10_000
"""Characters a line may have; a longer one makes every key slow."""

BREAKS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


async def edit_at_once(field: Widget, event: events.Key) -> None:
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

    virtual_size = Reactive(Size(0, 0))
    """How long the text is. Textual lays the whole screen out anew when it changes; a line stays as wide as it is."""

    def on_focus(self) -> None:
        """Have the cursor in sight, where a text that is given is longer than its line."""
        self.scroll_to_region(Region(self._cursor_offset, 0, width=1, height=1), force=True, animate=False)

    async def _on_key(self, event: events.Key) -> None:
        await edit_at_once(self, event)

    def _on_paste(self, event: events.Paste) -> None:
        """Take a paste whole, its line breaks as blanks, or say why not."""
        event.stop()
        event.prevent_default()
        line = BREAKS.sub(" ", event.text.strip("\r\n"))
        start, end = sorted(self.selection)
        length = len(self.value) - (end - start) + len(line)
        if length > LONGEST_LINE:
            refuse_paste(self, "A line", length, LONGEST_LINE)
        elif line:
            self.replace(line, start, end)
            if line != event.text.strip("\r\n"):
                say(self, "Pasted as one line.")


def refuse_paste(field: Widget, what: str, length: int, most: int) -> None:
    """Say that a paste is too long; the field and the clipboard keep what they have."""
    say(
        field,
        f"{what} holds {most:,} characters, this would be {length:,}. "
        "Nothing was pasted; save it as a file and attach that.",
        "warning",
        "Too long",
    )
