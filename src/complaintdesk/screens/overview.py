"""What the screens have in common that show no single complaint: the line of places and the line of parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.widget import Widget

from complaintdesk.screens.parted import PartedScreen
from complaintdesk.screens.place import place_tabs
from complaintdesk.widgets.strip import Tab, TabStrip


class OverviewScreen(PartedScreen):
    """A place that shows more than one complaint."""

    def compose_head(self) -> Iterator[Widget]:
        """Lay out the line of places and the line of parts."""
        yield TabStrip("complaintdesk", id="places")
        yield TabStrip(id="parts")

    def show_head(self, parts: Sequence[Tab], current: str, aside: str = "") -> None:
        """Show where one is: this place, and the part of it."""
        self.places.show(place_tabs(), self.PLACE)
        self.parts_strip.show(parts, current, aside)
