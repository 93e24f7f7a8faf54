"""The line of a filter: what the word at the cursor may become is offered, and `tab` takes it over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.line_input import LineInput

MOST_SHOWN = 14
"""Offers that are named at once; typing on narrows them."""


class Offers(Static):
    """The line that names what a filter's word may become; there only while somebody types one."""

    def __init__(self) -> None:
        super().__init__(classes="offers")

    def show(self, offers: Sequence[str], taken: int | None) -> None:
        """Name the offers, the one taken over in brackets; without any, give the line back."""
        first = 0 if taken is None else max(0, taken - MOST_SHOWN + 1)
        shown = [
            f"[{offer}]" if place == taken else offer
            for place, offer in enumerate(offers[first : first + MOST_SHOWN], start=first)
        ]
        more = "  …" if len(offers) > first + MOST_SHOWN else ""
        self.update(C(f"tab takes over: {'  '.join(shown)}{more}", one_line=True, limit=600))
        self.set_class(bool(shown), "-shown")
        self.clear_fault()

    def point_at(self, box: LineInput, at: int) -> None:
        """Point at a place of what is typed; the offers for the word there say more."""
        column = cell_len(box.value[:at]) - box.scroll_offset.x
        if not self.has_class("-shown") and box.display and 0 <= column < box.content_size.width:
            self.update(Content(f"{' ' * column}^"))
            self.add_class("-fault")

    def clear_fault(self) -> None:
        """Point nowhere any more."""
        self.remove_class("-fault")


class FilterInput(LineInput):
    """One line; it knows what may stand at its cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Take over what is offered", id="filter.complete", show=False),
    ]

    def __init__(
        self,
        offers: Callable[[str, int], Sequence[str]],
        starts_at: Callable[[str, int], int],
        *,
        id: str | None = None,  # noqa: A002 - as every widget names it
        placeholder: str = "",
    ) -> None:
        """Prepare.

        Args:
            offers: Text and cursor -> what the word there may become, the likeliest first.
            starts_at: Text and cursor -> where that word begins.
            id: Of the widget.
            placeholder: What an empty line says.
        """
        super().__init__(id=id, placeholder=placeholder)
        self._ask = offers
        self._starts_at = starts_at
        self._offers: tuple[str, ...] = ()
        self._taken: int | None = None
        self._completed = ""
        """The text as the last take-over left it; another take-over then goes on to the next offer."""

    def on_focus(self) -> None:
        """Offer at once, so that an empty line says which fields there are."""
        self.call_after_refresh(self._offer)

    def on_blur(self) -> None:
        """Nothing is offered while the hand is elsewhere."""
        self._offers = ()
        self._tell(None)

    @on(Input.Changed)
    def _offer_anew(self) -> None:
        if self.value != self._completed:
            self._offer()

    def _offer(self) -> None:
        self._offers = tuple(self._ask(self.value, self.cursor_position))
        self._taken, self._completed = None, ""
        self._tell(None)

    def action_complete(self) -> None:
        """Put the next offer in; without any, go on to the next pane."""
        if not self._offers:
            self.screen.focus_next()
            return
        place = 0 if self._taken is None else (self._taken + 1) % len(self._offers)
        start = self._starts_at(self.value, self.cursor_position)
        offer = self._offers[place]
        text = self.value[:start] + offer + self.value[self.cursor_position :]
        self._taken, self._completed = place, text
        self.value = text
        self.cursor_position = start + len(offer)
        if len(self._offers) == 1:
            # Nothing else to choose: what may follow is offered next, a field's values for example.
            self._offer()
        else:
            self._tell(place)

    def _tell(self, taken: int | None) -> None:
        """Have the line beneath name the offers, while this one has the focus."""
        for line in self.screen.query(Offers):
            line.show(self._offers if self.has_focus else (), taken)
