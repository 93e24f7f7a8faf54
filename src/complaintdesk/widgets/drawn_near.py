"""Screens of which only those lines are drawn that something changed on.

When a line changes, Textual asks every widget of the screen for all of its lines: it looks at what
a widget may cover and not at what it covers, and at what lies behind as at what lies in front. A
line at the cursor changes at each key, and asking took half of the time from the key to its frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip


class NearCompositor(Compositor):
    """Asks from front to back, and only for the lines that changed, until what changed is covered."""

    _changed: Sequence[Region] | None = None

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what is to be painted where something changed."""
        self._changed = [region.intersection(self.size.region) for region in self._dirty_regions]
        try:
            return super().render_partial_update()
        finally:
            self._changed = None

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if self._changed is None:
            yield from super()._get_renders(crop)
            return
        bare = set(self._changed)
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            for changed in [each for each in bare if each.overlaps(seen)]:
                # Whole lines of the widget: what is cut off at their sides is cut by Textual.
                near = clip.intersection(Region(clip.x, changed.y, clip.width, changed.height))
                shown = region.intersection(near)
                yield region, near, widget.render_lines(shown.translate(-region.offset))
                if seen.contains_region(changed):
                    bare.remove(changed)
            if not bare:
                return


class DrawnNear(Screen[Any]):
    """A screen that is drawn so."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._compositor = NearCompositor()
