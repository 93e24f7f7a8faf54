"""The line of keys at the foot of a screen: one widget, drawn anew only when it would show something else."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, ClassVar, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.screen import Screen
from textual.widgets import Footer

GAP = 2
"""Cells behind each key's words."""


class Key(NamedTuple):
    """One key as the footer shows it."""

    key: str
    """What a click on it presses."""

    shown: str
    words: str
    is_enabled: bool = True
    tooltip: str = ""

    @property
    def width(self) -> int:
        """The cells it needs, without the gap behind it."""
        return cell_len(self.shown) + 1 + cell_len(self.words)


class KeysFooter(Footer):
    """Textual's footer, written in one line.

    Textual makes a widget of each key, and all of them anew whenever the focus moves or a screen asks
    what holds, which is at nearly each key press; mostly the same keys come of it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--words", "footer--off", "footer--edge"}

    def __init__(self, *, show_command_palette: bool = True) -> None:
        super().__init__(show_command_palette=show_command_palette, compact=True)
        self.keys: tuple[Key, ...] = ()
        """The keys that are shown, from the left."""

        self.palette: Key | None = None
        """The key of the palette, at the right edge."""

    def compose(self) -> ComposeResult:
        """Lay out nothing: the line is drawn."""
        yield from ()

    def bindings_changed(self, screen: Screen[Any]) -> None:
        """Show what the keys do now, where that is something else."""
        if screen is not self.screen or not screen.app.app_focus:
            return
        active = screen.active_bindings
        by_action: dict[str, Key] = {}
        for each in active.values():
            if each.binding.show:
                by_action.setdefault(each.binding.action, self._key(each))
        found = active.get(self.app.COMMAND_PALETTE_BINDING) if self.show_command_palette else None
        shown = (tuple(by_action.values()), self._key(found) if found is not None else None)
        if shown != (self.keys, self.palette):
            self.keys, self.palette = shown
            self.refresh()

    def render(self) -> Text:
        """Return the keys and what they do, the palette's at the right edge."""
        key_style, words, edge = (
            self.get_component_rich_style(f"footer--{part}") for part in ("key", "words", "edge")
        )
        off = self.get_component_rich_style("footer--off", partial=True)
        line = Text(no_wrap=True, end="")
        for key in self.keys:
            line.append(f"{key.shown} ", key_style if key.is_enabled else key_style + off)
            line.append(key.words, words if key.is_enabled else words + off)
            line.append(" " * GAP)
        if self.palette is not None:
            room = self.size.width - self.palette.width - GAP - 1
            line.truncate(max(room, 0), pad=True)
            line.append("▏", edge)
            line.append(f"{self.palette.shown} ", key_style)
            line.append(self.palette.words, words)
            line.append(" " * GAP)
        return line

    @property
    def needed(self) -> int:
        """The cells that all of it needs."""
        own = sum(key.width + GAP for key in self.keys)
        return own if self.palette is None else own + self.palette.width + GAP + 1

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say more of the key beneath the mouse, where there is more to say."""
        key = self._at(event.x)
        self.tooltip = key.tooltip or None if key is not None else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key beneath the mouse."""
        key = self._at(event.x)
        if key is None:
            return
        if key.is_enabled:
            self.app.simulate_key(key.key)
        else:
            self.app.bell()

    def _at(self, x: int) -> Key | None:
        """Return the key that is written at cell `x`."""
        if self.palette is not None and x >= self.size.width - self.palette.width - GAP:
            return self.palette
        ends = accumulate(key.width + GAP for key in self.keys)
        return next(
            (key for key, end in zip(self.keys, ends, strict=True) if end - key.width <= x + GAP < end), None
        )

    def _key(self, active: ActiveBinding) -> Key:
        binding = active.binding
        return Key(
            binding.key,
            self.app.get_key_display(binding),
            binding.description,
            active.enabled,
            active.tooltip,
        )
