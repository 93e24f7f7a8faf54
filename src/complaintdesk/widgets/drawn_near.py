"""Screens of which only those lines are drawn that something changed on.

When a line changes, Textual asks every widget of the screen for all of its lines, because it
looks at what a widget may cover and not at what it covers; a line at the cursor changes at
each key, and asking took half of the time from the key to its frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from textual._compositor import Compositor
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip


class NearCompositor(Compositor):
    """Asks only those widgets, and only for those lines, that lie where something changed."""

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        # Whole lines: what is cut off at the side of one is cut by Textual.
        self._changed = [
            Region(0, lines[0], self.size.width, len(lines))
            for lines in _runs(filter(is_rendered_line, crop.line_range))
        ]
        return super()._render_chops(crop, is_rendered_line)

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        for widget, (region, clip) in self.visible_widgets.items():
            for lines in self._changed:
                near = clip.intersection(lines)
                if shown := region.intersection(near):
                    yield region, near, widget.render_lines(shown.translate(-region.offset))


def _runs(numbers: Iterable[int]) -> Iterable[Sequence[int]]:
    """Return ascending numbers in runs without a gap."""
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in run]


class DrawnNear(Screen[Any]):
    """A screen that is drawn so."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._compositor = NearCompositor()
