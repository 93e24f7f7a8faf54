"""What all screens of the desk have in common: the desk, refusals as notices, and room to stand in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from complaintdesk.errors import DeskError, StoreError
from complaintdesk.services.faults import explained
from complaintdesk.widgets.drawn_near import DrawnNear
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.room import HEIGHTS, LOWEST, NARROWEST, WIDTHS

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

Answer = TypeVar("Answer")


class DeskScreen(DrawnNear, Screen[Answer]):
    """A screen that is given the desk and shows its refusals as notices."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "RowList"
    """A list first: a field that comes first would take every letter for itself."""

    def __init__(self, desk: Desk, id: str | None = None) -> None:  # noqa: A002 - as every screen names it
        super().__init__(id=id)
        self.desk = desk

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Show a refusal of the desk as a notice, in its own words; what follows in the block is left out."""
        try:
            with explained():
                yield
        except DeskError as refusal:
            is_grave = isinstance(refusal, StoreError)
            say(self, str(refusal), "error" if is_grave else "warning", refusal.title)

    def on_mount(self) -> None:
        """Keep the line ready that says the terminal is too small."""
        self.mount(
            Static(
                Content(f"Too small: {NARROWEST}x{LOWEST} needed. Keys still work."),
                classes="too-small",
            )
        )

    def on_resize(self, event: events.Resize) -> None:
        """Say so where there is too little room."""
        self.set_class(event.size.width < NARROWEST or event.size.height < LOWEST, "-tiny")

    def dismiss_notices(self) -> bool:
        """Take all notices away; return whether there were any.

        An error stays until then, so `escape` does this before anything else.
        """
        had_any = any(True for _ in self.query("Toast"))
        self.app.clear_notifications()
        return had_any
