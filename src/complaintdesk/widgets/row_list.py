"""The list of the house: a virtual list of rows with a cursor and marks.

It holds a page or two of rows however many there are, and draws only the lines
one can see. Rows are known by their keys: cursor and marks stay with them
through a refresh, another order, an undo.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from complaintdesk.widgets.columns import Column, RowKey
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.row_marks import Marks
from complaintdesk.widgets.row_source import ListedRows, PagedRows, RowSource, Total
from complaintdesk.widgets.row_view import GUTTER, SCROLLBAR, Condition, Looks, RowState, RowView
from complaintdesk.widgets.row_window import Window
from complaintdesk.widgets.symbols import DRAWN, Symbols

MOST_MARKS = 10_000
"""More rows than that are a case for a filter, not for marks."""

HEADER = 1
"""Lines above the rows, for the titles."""

WHEEL = 3
"""Rows that one notch of the wheel scrolls by."""

NARROWEST = 8
"""Cells; in fewer, nothing is drawn."""

TONES = ("overdue", "today", "soon", "later", "muted", "strong")


class RowList(Widget, can_focus=True):
    """A list of rows; `show` gives it its rows, messages tell what is done to them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--header",
        "rows--cursor",
        "rows--cursor-blurred",
        "rows--marked",
        "rows--range",
        "rows--bar",
        "rows--message",
        *(f"rows--{tone}" for tone in TONES),
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Next row", id="list.down", show=False),
        Binding("k,up", "move(-1)", "Previous row", id="list.up", show=False),
        Binding("g,home", "first", "First row", id="list.first", show=False),
        Binding("G,end", "last", "Last row", id="list.last", show=False),
        Binding("ctrl+d", "page(0.5)", "Half a page down", id="list.half-down", show=False),
        Binding("ctrl+u", "page(-0.5)", "Half a page up", id="list.half-up", show=False),
        Binding("pagedown", "page(1)", "A page down", id="list.page-down", show=False),
        Binding("pageup", "page(-1)", "A page up", id="list.page-up", show=False),
        Binding("enter", "choose", "Open", id="list.open", show=False),
        Binding("space", "mark", "Mark", id="list.mark"),
        Binding("v", "range", "Mark a range", id="list.range", show=False),
        Binding("*", "mark_all", "Mark all or none", id="list.all", show=False),
        Binding("escape", "clear_marks", "Clear marks", id="list.clear", show=False),
    ]

    class Posted(Message):
        """What the messages of a list have in common."""

        def __init__(self, rows: RowList) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> RowList:
            """The list, for `@on(..., "#id")`."""
            return self.rows

    class Highlighted(Posted):
        """The cursor is on another row, or on none."""

        def __init__(self, rows: RowList, key: RowKey | None) -> None:
            super().__init__(rows)
            self.key = key

    class Chosen(Posted):
        """A row was opened, by `enter` or by a second click."""

        def __init__(self, rows: RowList, key: RowKey) -> None:
            super().__init__(rows)
            self.key = key

    class MarksChanged(Posted):
        """Other rows are marked now."""

        def __init__(self, rows: RowList, keys: frozenset[RowKey]) -> None:
            super().__init__(rows)
            self.keys = keys

    class TitlePressed(Posted):
        """The title of a column was clicked; `key` is the column's."""

        def __init__(self, rows: RowList, key: str) -> None:
            super().__init__(rows)
            self.key = key

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        symbols: Symbols = DRAWN,
        can_mark: bool = True,
        id: str | None = None,  # noqa: A002 - as every widget names it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._view = RowView(columns, symbols)
        self._rows = PagedRows(ListedRows())
        self._window = Window()
        self._marks = Marks()
        self._can_mark = can_mark
        self._highlighted: RowKey | None = None
        self._looks: Looks | None = None
        self._message: tuple[str, Condition] = ("", "empty")
        self._message_lines: list[Strip] = []
        self._is_dragging = False

    def show(self, source: RowSource, cursor: RowKey | None = None) -> None:
        """Show other rows, or the same ones afresh.

        Args:
            source: Where they come from.
            cursor: The row to stand on. Without it, or where it is not among the
                rows, the cursor stays with its row; where that has gone, it goes
                to the nearest one of those that followed it.
        """
        window = self._window
        wanted = (cursor, self.cursor_key, *self._rows.neighbours(window.cursor))
        self._rows = PagedRows(source)
        places = (source.position(key) for key in wanted if key is not None)
        place = next((place for place in places if place is not None), window.cursor)
        window.count = self.total.count
        window.top += place - window.cursor
        window.go(place)
        self._view.forget()
        self._look_up_marks()
        self._moved()
        self.refresh()

    def say_instead(self, text: str, condition: Condition = "empty") -> None:
        """Set what is shown where there is no row: why, and which key helps."""
        self._message = (text, condition)
        self._message_lines = []
        self.refresh()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns; others may be set before rows are shown."""
        return self._view.columns

    @columns.setter
    def columns(self, columns: tuple[Column, ...]) -> None:
        if columns != self._view.columns:
            self._view.columns = columns
            self._view.forget()
            self.refresh()

    def sort_shown(self, key: str, is_downwards: bool = False) -> None:
        """Set the sign of the sort order at the title of a column."""
        self._view.sorted_by = (key, is_downwards)
        self.refresh()

    @property
    def total(self) -> Total:
        """How many rows there are, or at least are."""
        return self._rows.total

    @property
    def cursor_key(self) -> RowKey | None:
        """The key of the row at the cursor, or None where there is no row."""
        return self._rows.key_at(self._window.cursor)

    @property
    def marks(self) -> frozenset[RowKey]:
        """The keys of the marked rows that are among those shown."""
        return self._marks.present

    @property
    def chosen_keys(self) -> tuple[RowKey, ...]:
        """The rows an act is for: the marked ones in their order, else the one at the cursor."""
        if self.marks:
            return tuple(sorted(self.marks, key=lambda key: self._rows.source.position(key) or 0))
        return () if self.cursor_key is None else (self.cursor_key,)

    @property
    def where(self) -> str:
        """Where the cursor is and how much is marked: `12 of 112, 3 marked`."""
        place = f"{self._window.cursor + 1:,} of {self.total}" if self.total.count else "none"
        return f"{place}, {len(self.marks):,} marked" if self.marks else place

    @property
    def keys_in_order(self) -> tuple[RowKey, ...]:
        """The keys of all rows, as they are listed."""
        return tuple(self._rows.source.keys(0, self.total.count))

    def key_after(self, keys: Iterable[RowKey]) -> RowKey | None:
        """Return the first row from the cursor on that is not one of `keys`, else the last before it.

        An act asks this first and gives the answer to `show`, so that it ends on the next row.
        """
        acted_on = set(keys)
        at, reach = self._window.cursor, len(acted_on) + 1
        below = range(at, min(at + reach, self.total.count))
        above = range(at - 1, max(at - 1 - reach, -1), -1)
        found = (self._rows.key_at(index) for index in (*below, *above))
        return next((key for key in found if key is not None and key not in acted_on), None)

    def move_to(self, key: RowKey) -> bool:
        """Put the cursor on the row with that key; return whether it is among the rows."""
        index = self._rows.source.position(key)
        if index is not None:
            self._go(index)
        return index is not None

    def make_ready(self) -> None:
        """Fetch and draw what a page up or down would bring in sight, so that the key need not wait for it."""
        window, width = self._window, self.size.width
        if width < NARROWEST:
            return
        self._view.prepare(width, self._current_looks)
        below = window.top + window.height
        for index in (*range(below, below + window.height), *range(window.top - window.height, window.top)):
            if (row := self._rows.row_at(index)) is not None:
                self._view.row(row, self._state(index, row.key), is_thumb=False)

    def set_marks(self, keys: Iterable[RowKey]) -> None:
        """Mark exactly these rows; those not shown now are marked when they are again."""
        self._marks.only(keys)
        self._look_up_marks()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave `escape` to the screen while there is nothing to clear, and `enter` while there is no row."""
        if action == "choose":
            return self.cursor_key is not None
        if action == "clear_marks":
            return bool(self.marks) or self._marks.range_from is not None
        return self._can_mark if action in ("mark", "range", "mark_all") else True

    def action_move(self, by: int) -> None:
        """Move the cursor by so many rows."""
        self._go(self._window.cursor + by)

    def action_first(self) -> None:
        """Go to the first row."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self._go(self.total.count - 1)

    def action_page(self, pages: float) -> None:
        """Go so many pages down, the rows in sight moving along."""
        self._window.page(pages)
        self._moved()
        self.refresh()

    def action_choose(self) -> None:
        """Open the row at the cursor."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Chosen(self, key))

    def action_mark(self) -> None:
        """Mark the row at the cursor, or take its mark away, and move on; a range ends here."""
        if self._marks.range_from is not None:
            self._end_range()
        elif (key := self.cursor_key) is not None:
            self._marks.toggle(key)
            self._look_up_marks()
        self._go(self._window.cursor + 1)

    def action_range(self) -> None:
        """Begin a range at the cursor, or mark the one that was begun."""
        if self._marks.range_from is None:
            self._marks.range_from = self.cursor_key
            self.refresh()
        else:
            self._end_range()

    def action_mark_all(self) -> None:
        """Mark all rows, or none where all are marked."""
        if self._may_mark(self.total.count if self.total.is_exact else MOST_MARKS + 1):
            self._marks.toggle_all(self._rows.source.keys(0, self.total.count))
            self._look_up_marks()

    def action_clear_marks(self) -> None:
        """Give up the range, or else take all marks away."""
        self._marks.clear()
        self._look_up_marks()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; the second click opens, one in the gutter marks."""
        place = event.get_content_offset(self)
        if place is None or self._is_on_bar(place.x):
            return
        event.stop()
        index = self._window.top + place.y - HEADER
        if place.y < HEADER:
            if (column := self._view.column_at(place.x)) is not None:
                self.post_message(self.TitlePressed(self, column.key))
        elif (key := self._rows.key_at(index)) is not None:
            self._go(index)
            if place.x < GUTTER and self._can_mark:
                self._marks.toggle(key)
                self._look_up_marks()
            elif event.chain == 2:
                self.action_choose()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the scroll bar."""
        if self._is_on_bar(event.x) and self._window.count > self._window.height:
            self._is_dragging = True
            self.capture_mouse()
            self._window.drag(event.y - HEADER)
            self.refresh()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse with the scroll bar while it is held."""
        if self._is_dragging:
            self._window.drag(event.y - HEADER)
            self.refresh()

    def on_mouse_up(self) -> None:
        """Let the scroll bar go."""
        if self._is_dragging:
            self._is_dragging = False
            self.release_mouse()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down; the cursor stays with its row."""
        event.stop()
        self._window.scroll(self._window.top + WHEEL)
        self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up; the cursor stays with its row."""
        event.stop()
        self._window.scroll(self._window.top - WHEEL)
        self.refresh()

    def on_focus(self) -> None:
        """Show the cursor as the one that keys move."""
        self._forget_looks()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self._forget_looks()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._message_lines = []
        self._window.height = max(self.size.height - HEADER, 1)
        self._window.go(self._window.cursor)
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw anew in the styles of another theme."""
        super().notify_style_update()
        self._forget_looks()

    def render_line(self, y: int) -> Strip:
        """Return one line: the titles, a row, or part of what is said instead of rows."""
        width = self.size.width
        if width < NARROWEST:
            return Strip.blank(width, self.rich_style)
        self._view.prepare(width, self._current_looks)
        if y < HEADER:
            return self._view.header()
        if self.total.count == 0:
            return self._message_line(y - HEADER)
        index = self._window.top + y - HEADER
        row = self._rows.row_at(index)
        is_thumb = self._window.is_thumb(y - HEADER)
        if row is None:
            return self._view.blank(is_thumb)
        return self._view.row(row, self._state(index, row.key), is_thumb)

    def _message_line(self, line: int) -> Strip:
        # A line may be painted in a new height before the list is told of it.
        if len(self._message_lines) != self.size.height - HEADER:
            self._message_lines = self._view.message(*self._message, self.size.height - HEADER)
        return self._message_lines[line]

    def _state(self, index: int, key: RowKey) -> RowState:
        return RowState(index == self._window.cursor, key in self.marks, index in self._range)

    @property
    def _range(self) -> range:
        """The numbers of the rows in the range that is being drawn."""
        key, at = self._marks.range_from, self._window.cursor
        start = None if key is None else self._rows.source.position(key)
        return range(0) if start is None else range(min(start, at), max(start, at) + 1)

    @property
    def _current_looks(self) -> Looks:
        if self._looks is None:
            base = self.rich_style
            parts = {
                name: self.get_component_rich_style(f"rows--{name}", partial=True)
                for name in (
                    "header",
                    "cursor",
                    "cursor-blurred",
                    "marked",
                    "range",
                    "bar",
                    "message",
                    *TONES,
                )
            }
            self._looks = Looks(
                base=base,
                header=base + parts["header"],
                cursor=parts["cursor" if self.has_focus else "cursor-blurred"],
                marked=parts["marked"],
                ranged=parts["range"],
                bar=base + parts["bar"],
                message=base + parts["message"],
                tones={tone: parts[tone] for tone in TONES},
            )
        return self._looks

    def _forget_looks(self) -> None:
        self._looks = None
        self._message_lines = []
        if self.is_mounted:
            self.refresh()

    def _go(self, index: int) -> None:
        """Put the cursor on the row with that number, or the nearest, and in sight."""
        window = self._window
        left, top = window.cursor, window.top
        window.go(index)
        if window.top != top or self._marks.range_from is not None:
            self.refresh()
        elif window.cursor != left:
            for changed in (left, window.cursor):
                self.refresh(Region(0, HEADER + changed - top, self.size.width, 1))
        self._moved()

    def _moved(self) -> None:
        """Tell which row the cursor is on, where it is another one."""
        key = self.cursor_key
        self._window.count = self.total.count  # fetching the row may have shown that there are more
        if key != self._highlighted:
            self._highlighted = key
            self.post_message(self.Highlighted(self, key))

    def _look_up_marks(self) -> None:
        """Find the marked rows among those shown, and tell where they are others than before."""
        if self._marks.find(self._rows.source.position):
            self.refresh_bindings()
            self.post_message(self.MarksChanged(self, self.marks))
        self.refresh()

    def _may_mark(self, count: int) -> bool:
        if count > MOST_MARKS:
            say(self, f"Over {MOST_MARKS:,} rows cannot be marked; filter them first.", "warning")
        return count <= MOST_MARKS

    def _end_range(self) -> None:
        span = self._range
        if self._may_mark(len(span)):
            self._marks.add(self._rows.source.keys(span.start, len(span)))
        self._marks.range_from = None
        self._look_up_marks()

    def _is_on_bar(self, x: int) -> bool:
        return x >= self.size.width - SCROLLBAR
