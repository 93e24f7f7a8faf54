"""Overviews made of lists: a list for each part, and beside them the detail of what the cursor is on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import ContentSwitcher, Static

from complaintdesk.screens.overview import OverviewScreen
from complaintdesk.widgets.columns import Column, Row, RowKey
from complaintdesk.widgets.detail_pane import DetailPane
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.strip import Tab
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

Shown = TypeVar("Shown")
"""The view that a screen holds, and that all its parts are drawn from."""


@dataclass(frozen=True, slots=True)
class OverviewPart(Generic[Shown]):
    """One part of an overview: a list, and the detail of what the cursor is on."""

    id: str
    title: str
    short: str
    columns: tuple[Column, ...]
    """Empty where the part is no list; the screen then lays it out itself."""

    rows: Callable[[Shown, Symbols], Sequence[Row]]
    detail: Callable[[Shown, RowKey], Content]
    empty: str
    """What is said where the list is empty, with the key that helps."""

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return bool(self.columns)


class ListedOverview(OverviewScreen, Generic[Shown]):
    """Shows one view part by part, and begins with the first; the cursor of each list stays where it was."""

    PARTS: ClassVar[tuple[OverviewPart[Any], ...]] = ()  # of what is shown; a class variable cannot say so

    shown: reactive[Shown | None] = reactive(None)
    """What is on screen; setting it redraws the screen."""

    part_key: reactive[str] = reactive("", init=False)

    switcher = getters.query_one(ContentSwitcher)
    detail = getters.query_one("#detail-text", Static)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.set_reactive(ListedOverview.part_key, self.PARTS[0].id)

    def compose(self) -> ComposeResult:
        """Lay out the lists, one a part, and the detail."""
        yield from self.compose_head()
        with Container(id="body"):
            with ContentSwitcher(initial=f"list-{self.part_key}"):
                for part in self.PARTS:
                    if not part.is_list:
                        yield from self.compose_other(part)
                        continue
                    rows = RowList(part.columns, symbols=self.symbols, can_mark=False, id=f"list-{part.id}")
                    rows.say_instead(part.empty)
                    yield rows
            with DetailPane(id="detail", can_focus=True):
                yield Static(id="detail-text")
        yield KeysFooter()

    def compose_other(self, part: OverviewPart[Shown]) -> ComposeResult:
        """Lay out a part that is no list, as one widget that takes the keys and is called `list-` and its id."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Show the first part, and put the cursor into it."""
        self.switcher.current = f"list-{self.part_key}"
        self.query_one(f"#list-{self.part_key}").focus()

    @property
    def part(self) -> OverviewPart[Shown]:
        """The part on screen."""
        return next(part for part in self.PARTS if part.id == self.part_key)

    @property
    def rows(self) -> RowList:
        """The list of the part on screen."""
        return self.list_of(self.part)

    @property
    def records(self) -> RowList | None:
        """The list of the part on screen, where it is one."""
        return self.rows if self.part.is_list else None

    @property
    def cursor(self) -> RowKey | None:
        """What the cursor is on; None where it is on nothing, or in no list."""
        return self.rows.cursor_key if self.is_mounted and self.part.is_list else None

    def stand(self) -> tuple[str | int | None, ...]:
        """Return the part, and the row the cursor is on."""
        return self.part_key, self.cursor

    def stand_at(self, stand: tuple[str | int | None, ...]) -> None:
        """Go to a part, and there to a row."""
        part_key, key = stand[:2]
        self.part_key = next((part.id for part in self.PARTS if part.id == part_key), self.part_key)
        if key is not None and self.part.is_list:
            self.rows.move_to(key)

    def open_record(self) -> None:
        """Do what `enter` does on a row, where that opens a form: edit it."""
        self.action_edit()

    def action_edit(self) -> None:
        """Ask for changes to the row the cursor is on."""
        raise NotImplementedError

    def list_of(self, part: OverviewPart[Shown]) -> RowList:
        """Return the list of a part."""
        return self.query_one(f"#list-{part.id}", RowList)

    def watch_shown(self, shown: Shown | None) -> None:
        """Draw every part anew."""
        if shown is None:
            return
        for part in self.PARTS:
            if part.is_list:
                self.list_of(part).show(ListedRows(part.rows(shown, self.symbols)))
        self.show_part()

    def watch_part_key(self) -> None:
        """Show the other part, the cursor in it; a key may come before there is one."""
        if not self.is_mounted:
            return
        self.switcher.current = f"list-{self.part_key}"
        self.show_part()
        self.query_one(f"#list-{self.part_key}").focus()
        self.refresh_bindings()

    def go_to_part(self, key: str) -> None:
        """Show another part."""
        self.part_key = key

    def action_part(self, by: int) -> None:
        """Show the next part, or the one before."""
        keys = [part.id for part in self.PARTS]
        self.part_key = keys[(keys.index(self.part_key) + by) % len(keys)]

    def show_part(self) -> None:
        """Show where one is, and the detail that belongs there."""
        self.show_head([self.tab_of(part) for part in self.PARTS], self.part_key, "[ ] parts")
        self.show_detail()

    def tab_of(self, part: OverviewPart[Shown]) -> Tab:
        """Return how a part is named in the line of parts, with how many rows it has."""
        return Tab(part.id, part.title, part.short, self.list_of(part).total.count)

    def show_detail(self) -> None:
        """Say in full what the cursor is on."""
        key, shown = self.cursor, self.shown
        self.detail.update(Content("") if key is None or shown is None else self.part.detail(shown, key))

    def take_in_hand(self, key: RowKey | None) -> None:
        """Do what it means beyond its detail that the cursor came to a row."""

    @on(RowList.Highlighted)
    def _detail_follows(self, event: RowList.Highlighted) -> None:
        if event.rows.id != f"list-{self.part_key}":
            return
        self.take_in_hand(event.key)
        self.show_detail()
        self.query_one("#detail", DetailPane).scroll_home(animate=False)
        self.refresh_bindings()
