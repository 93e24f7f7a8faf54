"""Backdrops: what lies behind other widgets, drawn without going through its lines one by one.

Textual asks every widget near for all of its lines whenever one of them is painted,
and a line at the cursor is painted at each key.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.containers import Container, VerticalScroll
from textual.geometry import Region
from textual.strip import Strip


def lines(draw: Callable[[Region], list[Strip]], crop: Region) -> list[Strip]:
    """Return the lines of a widget that shows its background alone, and at most a border above or beside it.

    `draw` draws the lines of a region; from the second on, they are all the same.
    """
    first = draw(crop.crop_size((crop.width, 2)))
    return first[:1] + first[1:] * (crop.height - 1)


class Backdrop(Container):
    """A container with a background alone."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in a region."""
        return lines(super().render_lines, crop)


class ScrolledBackdrop(VerticalScroll):
    """A container that scrolls, with a background and at most a border above or beside it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in a region."""
        return lines(super().render_lines, crop)
