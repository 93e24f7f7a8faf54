"""The line of keys at the foot of a screen: made anew only when it would show something else."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widgets import Footer


class KeysFooter(Footer):
    """Textual's footer, compact.

    Textual makes every key of it anew whenever the focus moves or a screen asks what holds, which is
    at nearly each key; mostly the same keys come of it.
    """

    def __init__(self, *, show_command_palette: bool = True) -> None:
        super().__init__(show_command_palette=show_command_palette, compact=True)
        self._keys_shown: list[tuple[object, ...]] | None = None

    def bindings_changed(self, screen: Screen[Any]) -> None:
        """Show what the keys do now, where that is something else."""
        if screen is not self.screen or not screen.app.app_focus:
            super().bindings_changed(screen)
            return
        shown: list[tuple[object, ...]] = [
            (each.binding.key, each.binding.description, each.binding.action, each.enabled, each.tooltip)
            for each in screen.active_bindings.values()
            if each.binding.show
        ]
        if shown != self._keys_shown:
            self._keys_shown = shown
            super().bindings_changed(screen)
