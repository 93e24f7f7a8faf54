"""Jumping: every place that can be gone to on a screen carries a letter; pressing it goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from complaintdesk.widgets.strip import TabStrip

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""In the order in which fingers find them."""


class Target(NamedTuple):
    """One place to go to."""

    at: Offset
    """Where its letter stands on the screen."""
    go: Callable[[], object]


def targets(screen: Screen[Any]) -> list[Target]:
    """Return the places of a screen: every tab in its strips, then every pane that can be focused."""
    found = []
    for strip in screen.query(TabStrip):
        if strip.display and strip.region:
            found += [
                Target(strip.region.offset + Offset(max(start - 1, 0), 0), _pressing(strip, key))
                for start, key in strip.starts
            ]
    for widget in screen.focus_chain:
        if widget.region and not isinstance(widget, TabStrip):
            found.append(Target(widget.region.offset, widget.focus))
    return found[: len(LETTERS)]


def _pressing(strip: TabStrip, key: str) -> Callable[[], object]:
    return lambda: strip.post_message(TabStrip.Pressed(strip, key))


class JumpScreen(ModalScreen[Target | None]):
    """Shows the letters over the screen beneath; answers with the place chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+o", "dismiss(None)", "Stay", id="jump.stay", show=False),
    ]

    def __init__(self, places: Sequence[Target]) -> None:
        super().__init__(classes="jump")
        self._places = dict(zip(LETTERS, places, strict=False))

    def compose(self) -> ComposeResult:
        """Lay a letter over each place."""
        for letter, place in self._places.items():
            label = Static(Content(letter), classes="jump-letter")
            label.styles.offset = place.at
            yield label

    def on_key(self, event: events.Key) -> None:
        """Go where the letter stands; any other key stays."""
        if event.key in {"escape", "ctrl+o"}:
            return
        event.stop()
        self.dismiss(self._places.get(event.character or ""))
