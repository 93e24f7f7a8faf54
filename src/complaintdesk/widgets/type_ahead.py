"""Typing ahead: what is typed while a form is still being laid out goes into it, nothing is lost."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.screen import Screen
from textual.widget import Widget


class TypeAhead(Screen[Any]):
    """Keeps the keys which come before its first field has the focus, and then hands them on.

    A fast typist is ahead of the first frame; without this the letters in between would go nowhere.
    The app offers each key here before anything else: what went through the queues of messages
    could be overtaken by the focus, or by a key that acts at once.
    """

    _ahead: tuple[events.Key, ...] = ()
    _has_begun = False

    def keeps(self, event: events.Key) -> bool:
        """Keep a key that came before there is a field to take it, and return whether it was kept."""
        if self._has_begun:
            return False
        self._ahead = (*self._ahead, event)
        return True

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """Give a field the focus; the first that gets it gets what was typed ahead, before anything typed since."""
        super().set_focus(widget, scroll_visible, from_app_focus)
        if self._has_begun or self.focused is None:
            return
        self._has_begun = True
        for kept in self._ahead:
            if kept.key == "tab":
                self.focus_next()
            elif kept.key == "shift+tab":
                self.focus_previous()
            elif self.focused is not None:
                self.focused._forward_event(events.Key(kept.key, kept.character))  # noqa: SLF001 - as the app itself hands keys on
