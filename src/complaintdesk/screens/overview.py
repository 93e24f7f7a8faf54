"""What the screens have in common that show no single complaint: the line of places and the line of parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from complaintdesk.screens.place import PlaceScreen, place_tabs
from complaintdesk.widgets.strip import Tab, TabStrip
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


class OverviewScreen(PlaceScreen):
    """A place that shows more than one complaint; `[` and `]` go from part to part."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "part(-1)", "Previous part", id="part.previous", show=False),
        Binding("right_square_bracket", "part(1)", "Parts", id="part.next", key_display="]"),
    ]

    places = getters.query_one("#places", TabStrip)
    parts_strip = getters.query_one("#parts", TabStrip)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.symbols = named("ascii" if desk.settings.symbols == "ascii" else "drawn")

    def compose_head(self) -> Iterator[Widget]:
        """Lay out the line of places and the line of parts."""
        yield TabStrip("complaintdesk", id="places")
        yield TabStrip(id="parts")

    def show_head(self, parts: Sequence[Tab], current: str, aside: str = "") -> None:
        """Show where one is: this place, and the part of it."""
        self.places.show(place_tabs(), self.PLACE)
        self.parts_strip.show(parts, current, aside)

    @on(TabStrip.Pressed, "#places")
    def _place_clicked(self, event: TabStrip.Pressed) -> None:
        self.action_go(event.key)

    @on(TabStrip.Pressed, "#parts")
    def _part_clicked(self, event: TabStrip.Pressed) -> None:
        self.go_to_part(event.key)

    def go_to_part(self, key: str) -> None:
        """Show another part."""
        raise NotImplementedError

    def action_part(self, by: int) -> None:
        """Show the next part, or the one before."""
        raise NotImplementedError
