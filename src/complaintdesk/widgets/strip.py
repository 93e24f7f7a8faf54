"""Tab strips: one line of places, which chooses its words by the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from complaintdesk.rules import foreign_text

Piece = tuple[str, Style]

BOLD = Style(bold=True)
REVERSE = Style(bold=True, reverse=True)
PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Tab:
    """One place to go to."""

    key: str
    label: str
    short: str = ""
    """The label where there is little room."""

    count: int | None = None


class TabStrip(Widget):
    """One line of places, the current one in brackets; for screens and for saved views."""

    class Pressed(Message):
        """A place was clicked."""

        def __init__(self, strip: TabStrip, key: str) -> None:
            super().__init__()
            self.strip = strip
            self.key = key

        @property
        def control(self) -> TabStrip:
            """The strip, for `@on(..., "#id")`."""
            return self.strip

    def __init__(self, title: str = "", *, id: str | None = None) -> None:  # noqa: A002 - as every widget names it
        super().__init__(id=id, classes="strip")
        self._title_text = title
        self._tabs: tuple[Tab, ...] = ()
        self._current = ""
        self._aside = ""
        self._spans: tuple[tuple[int, int, str], ...] = ()

    def show(self, tabs: Sequence[Tab], current: str, aside: str = "") -> None:
        """Show these places, and `aside` at the right edge where there is room."""
        self._tabs = tuple(tabs)
        self._current = current
        self._aside = foreign_text.clean(aside, one_line=True, limit=60)
        self.refresh()

    def render(self) -> Content:
        """Return the line in the fullest wording that fits; where none does, the places about the current one."""
        width = self.size.width
        for is_short, has_title, has_aside in (
            (False, True, True),
            (True, True, True),
            (True, False, True),
            (True, False, False),
        ):
            pieces = self._pieces(self._tabs, is_short=is_short, has_title=has_title)
            aside = self._aside if has_aside else ""
            if cells_of(pieces) + (cell_len(aside) + 1 if aside else 0) <= width:
                self._spans = _spans_of(pieces, self._tabs)
                blank = " " * (width - cells_of(pieces) - cell_len(aside))
                return Content.assemble(*pieces, blank, (aside, PLAIN))
        return self._about_the_current(width)

    def _about_the_current(self, width: int) -> Content:
        """Return as many whole places as fit, the current one among them; half a number is a wrong number."""
        first = next((at for at, tab in enumerate(self._tabs) if tab.key == self._current), 0)
        last = first + 1
        room = width - 2  # for the signs that there are more

        def fits(first: int, last: int) -> bool:
            return cells_of(self._pieces(self._tabs[first:last], is_short=True)) <= room

        while first > 0 and fits(first - 1, last):
            first -= 1
        while last < len(self._tabs) and fits(first, last + 1):
            last += 1
        shown = self._tabs[first:last]
        pieces = self._pieces(shown, is_short=True)
        before, after = ("…" if first else ""), ("…" if last < len(self._tabs) else "")
        self._spans = _spans_of([(before, PLAIN), *pieces], shown)
        return Content.assemble((before, PLAIN), *pieces, (after, PLAIN))[:width]

    @property
    def starts(self) -> tuple[tuple[int, str], ...]:
        """Where each place is written, in cells from the left, with its key."""
        return tuple((start, key) for start, _, key in self._spans)

    def on_click(self, event: events.Click) -> None:
        """Tell which place was clicked."""
        event.stop()
        for start, end, key in self._spans:
            if start <= event.x < end:
                self.post_message(self.Pressed(self, key))

    def _pieces(self, tabs: Sequence[Tab], *, is_short: bool, has_title: bool = False) -> list[Piece]:
        pieces: list[Piece] = [(self._title_text, BOLD)] if has_title and self._title_text else []
        for tab in tabs:
            label = tab.short or tab.label if is_short else tab.label
            label = foreign_text.clean(label, one_line=True, limit=30)
            words = label if tab.count is None else f"{label} {_counted(tab.count, is_short=is_short)}"
            is_current = tab.key == self._current
            pieces.append((" ", PLAIN))
            pieces.append((f"[{words}]", REVERSE) if is_current else (words, PLAIN))
        return pieces


def _spans_of(pieces: Sequence[Piece], tabs: Sequence[Tab]) -> tuple[tuple[int, int, str], ...]:
    """Return from where to where each place is written: the last pieces, each behind a blank."""
    ends = [0, *accumulate(cell_len(text) for text, _ in pieces)]
    first = len(pieces) - 2 * len(tabs) + 1
    places = range(first, len(pieces), 2)
    return tuple((ends[at], ends[at + 1], tab.key) for at, tab in zip(places, tabs, strict=True))


def _counted(count: int, *, is_short: bool) -> str:
    """Return a number, or in short its thousands or millions, never more than there are."""
    if not is_short or count < 10_000:
        return f"{count:,}"
    return f"{count // 1000:,}k" if count < 10_000_000 else f"{count // 1_000_000:,}m"


def cells_of(pieces: Sequence[Piece]) -> int:
    """Return how many cells some pieces need."""
    return sum(cell_len(text) for text, _ in pieces)
