"""A stage for parts of screens: the desk's look, filters and a terminal of a chosen size."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from textual.app import App, ComposeResult
from textual.filter import LineFilter
from textual.message import Message
from textual.widget import Widget

import complaintdesk
from complaintdesk.widgets import themes
from complaintdesk.widgets.foreign import VisibleControls

STYLE_SHEET = Path(complaintdesk.__file__).with_name("desk.tcss")

HOSTILE = (
    "[/oops]",
    "text [/",
    "[@click=app.quit]x[/]",
    "[$primary]z",
    "[red]twice[/red] [x]",
    "call [ref 123] and [1]",
    "[a=",
    "trailing \\",
    ":warning: $ref",
    "\x1b]0;owned\x07",
    "\x1b]52;c;AAAA\x1b\\",
    "\x1b[1;1Hover\x1b[31m",
    "C1 \x9b31m \x85 \x90",
    "nul \x00 del \x7f",
    "turn \u202eback\u202c \u2066x\u2069 \u061c",
    "lone \ud800",
    "one\ntwo\r\nthree\tfour\u2028five",
    "e" + "\u0301" * 200,
    "👨\u200d👩\u200d👧 林美玲 नमस्ते",
    "x" * 5000,
    "",
)
"""What customers and files have been seen to supply."""


_SIZED = [words for words in HOSTILE if len(words) < 1000]

TOGETHER = (
    " ".join(_SIZED[:8]),
    " ".join(_SIZED[8:15]),
    " ".join(_SIZED[15:]),
    "trailing \\",
    "x" * 5000,
    "",
)
"""The same, several at once: each walk of a screen over them costs a second."""


def hostile_at(size: tuple[int, int]) -> tuple[str, ...]:
    """Return what to put on a screen of that size: a few that try several things, for a release each alone."""
    if os.environ.get("COMPLAINTDESK_RELEASE"):
        return HOSTILE
    return TOGETHER if size[0] < 100 else TOGETHER[:3]


class Stage(App[object]):
    """An app that shows some widgets and keeps what they post."""

    CSS_PATH = STYLE_SHEET

    def __init__(self, *parts: Widget | Callable[[], Widget]) -> None:
        super().__init__(ansi_color=themes.ansi_color("NO_COLOR" in os.environ))
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK.name
        self._parts = parts
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        for part in self._parts:
            # A text field can only be made while an app is running.
            yield part if isinstance(part, Widget) else part()

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), VisibleControls()]

    def lines(self) -> list[str]:
        """Return what is on the screen, line by line, filters applied."""
        return [
            "".join(segment.text for segment in strip) for strip in self.screen._compositor.render_strips()
        ]


def controls_in(lines: Iterable[str]) -> list[str]:
    """Return the control characters and lone surrogates in the lines."""
    return [
        character
        for line in lines
        for character in line
        if ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 or 0xD800 <= ord(character) < 0xE000
    ]
