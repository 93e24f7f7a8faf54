"""Places in parts: the line of places and the line of parts above, and the keys and clicks that go through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType

from complaintdesk.screens.place import PlaceScreen
from complaintdesk.widgets.strip import TabStrip
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


class PartedScreen(PlaceScreen):
    """A place in parts; `[` and `]` go from part to part. It lays out a strip `places` and a strip `parts`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "part(-1)", "Previous part", id="part.previous", show=False),
        Binding("right_square_bracket", "part(1)", "Parts", id="part.next", key_display="]"),
    ]

    places = getters.query_one("#places", TabStrip)
    parts_strip = getters.query_one("#parts", TabStrip)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.symbols = named("ascii" if desk.settings.symbols == "ascii" else "drawn")

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
