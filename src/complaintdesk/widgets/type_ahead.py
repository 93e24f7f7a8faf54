"""Typing ahead: what is typed while a form is still being laid out goes into it, nothing is lost."""

from __future__ import annotations

from textual import events
from textual.widget import Widget


class TypeAhead:
    """For a screen: it keeps the keys which come before its first field has the focus, and then hands them on.

    A fast typist is ahead of the first frame; without this the letters in between would go nowhere.
    """

    focused: Widget | None
    """The field that has the focus; the screen's own."""

    _ahead: tuple[events.Key, ...] = ()
    _has_begun = False

    def on_key(self, event: events.Key) -> None:
        """Keep a key that came before there is a field to take it."""
        if self._has_begun or self.focused is not None:
            return
        event.stop()
        event.prevent_default()
        self._ahead = (*self._ahead, event)

    def on_descendant_focus(self) -> None:
        """Hand on what was typed ahead, in its order and before anything typed since."""
        field = self.focused
        if self._has_begun or field is None:
            return
        self._has_begun = True
        for kept in self._ahead:
            field._forward_event(events.Key(kept.key, kept.character))  # noqa: SLF001 - as the app itself hands keys on
