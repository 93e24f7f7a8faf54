"""What the screens of one complaint have in common: the strip, what is next, and parts with lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import ContentSwitcher, Footer, Static

from complaintdesk import services
from complaintdesk.rules.clocks import next_clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.screens.gate import GateScreen
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.widgets.columns import Column, Row, RowKey
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.strip import ComplaintStrip, PlaceStrip

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a complaint screen: a list, and the detail of what the cursor is on."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Dossier], Sequence[Row]]
    detail: Callable[[Dossier, RowKey], Content]
    empty: str
    """What is said where the list is empty, with the key that helps."""


class ComplaintScreen(PlaceScreen):
    """Shows one complaint, in parts; `[` and `]` go from part to part."""

    PARTS: ClassVar[tuple[Part, ...]] = ()

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "part(-1)", "Previous part", id="part.previous", show=False),
        Binding("right_square_bracket", "part(1)", "Next part", id="part.next", key_display="]"),
        Binding("plus", "add", "Add", id="record.add", key_display="+"),
        Binding("e", "edit", "Edit", id="record.edit"),
        Binding("x", "remove", "Remove", id="record.remove", show=False),
        Binding("m", "missing", "Missing, go on", id="gate.show"),
        Binding("J", "step(1)", "Next complaint", id="complaint.next", show=False),
        Binding("K", "step(-1)", "Previous complaint", id="complaint.previous", show=False),
    ]

    dossier: reactive[Dossier | None] = reactive(None)
    """The complaint on screen; setting it redraws the screen."""

    part_index: reactive[int] = reactive(0, init=False)

    strip = getters.query_one(ComplaintStrip)
    parts_line = getters.query_one("#parts", Static)
    next_line = getters.query_one("#next", Static)
    switcher = getters.query_one(ContentSwitcher)
    detail = getters.query_one("#detail-text", Static)

    def __init__(self, desk: Desk, complaint_id: int) -> None:
        super().__init__(desk)
        self.complaint_id = complaint_id

    def compose(self) -> ComposeResult:
        yield PlaceStrip(self.PLACE)
        yield ComplaintStrip()
        yield Static(id="next")
        yield Static(id="parts")
        with Container(id="body"):
            with ContentSwitcher(initial=f"list-{self.PARTS[0].id}"):
                for part in self.PARTS:
                    rows = RowList(part.columns, can_mark=False, id=f"list-{part.id}")
                    rows.say_instead(part.empty)
                    yield rows
            with VerticalScroll(id="detail", can_focus=True):
                yield Static(id="detail-text")
        yield Footer(compact=True)

    @property
    def part(self) -> Part:
        """The part on screen."""
        return self.PARTS[self.part_index]

    @property
    def rows(self) -> RowList:
        """The list of the part on screen."""
        return self.query_one(f"#list-{self.part.id}", RowList)

    @property
    def record_id(self) -> int | None:
        """The id of the record the cursor is on, or None where there is none."""
        key = self.rows.cursor_key
        return key if isinstance(key, int) else None

    def complaint_in_hand(self) -> int | None:
        """Return the id of the complaint on screen."""
        return self.complaint_id

    def open(self, complaint_id: int) -> None:
        """Show another complaint on this screen, the part staying as it is."""
        self.complaint_id = complaint_id
        self._refresh()

    def reload(self) -> None:
        """Read the complaint anew."""
        self.dossier = services.dossier.load(self.desk, self.complaint_id)

    def watch_dossier(self, found: Dossier | None) -> None:
        if found is None:
            return
        self.strip.show(found)
        self.next_line.update(whats_next(found, self.desk))
        for part in self.PARTS:
            self.query_one(f"#list-{part.id}", RowList).show(ListedRows(part.rows(found)))
        self._show_part()

    def watch_part_index(self) -> None:
        self.switcher.current = f"list-{self.part.id}"
        self._show_part()
        self.rows.focus()
        self.refresh_bindings()

    def _show_part(self) -> None:
        if self.dossier is None:
            return
        pieces: list[Content] = []
        for index, part in enumerate(self.PARTS):
            count = self.query_one(f"#list-{part.id}", RowList).total.count
            label = f"{part.title} {count}"
            here = index == self.part_index
            pieces.append(Content.styled(f"[{label}]", "bold") if here else Content(f" {label} "))
        self.parts_line.update(Content(" ").join(pieces))
        self._show_detail()

    def _show_detail(self) -> None:
        key = self.rows.cursor_key
        found = self.dossier
        self.detail.update(self.part.detail(found, key) if found is not None and key is not None else Content(""))

    @on(RowList.Highlighted)
    def _detail_follows(self) -> None:
        self._show_detail()
        self.refresh_bindings()

    @on(RowList.Chosen)
    def _enter_edits(self) -> None:
        self.action_edit()

    def on_mount(self) -> None:
        """Put the cursor into the first part's list."""
        super().on_mount()
        self.rows.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer edit and remove only where the cursor is on something."""
        if action in {"edit", "remove"} and (not self.is_mounted or self.rows.cursor_key is None):
            return None
        return super().check_action(action, parameters)

    def action_part(self, by: int) -> None:
        self.part_index = (self.part_index + by) % len(self.PARTS)

    def action_add(self) -> None:
        """Ask for what the part holds."""
        raise NotImplementedError

    def action_edit(self) -> None:
        """Ask for changes to the record the cursor is on."""
        raise NotImplementedError

    def action_remove(self) -> None:
        """Take the record the cursor is on away."""
        raise NotImplementedError

    def action_step(self, by: int) -> None:
        self.post_message(self.Stepping(by))

    def action_missing(self) -> None:
        self.app.push_screen(GateScreen(self.desk, self.complaint_id), self._after_gate)

    def _after_gate(self, goes_to: str | None) -> None:
        self._refresh()
        if goes_to is not None and goes_to != self.PLACE:
            self.post_message(self.Going(goes_to, self.complaint_id))


def whats_next(found: Dossier, desk: Desk) -> Content:
    """Return the line that says what is due next and what keeps the next gate shut."""
    pieces = []
    clock = next_clock(found.clocks)
    if clock is not None and clock.due_on is not None:
        pieces.append(f"{clock.name} due {clock.due_on:%a %d %b} ({days(clock.days_left)})")
    gaps = services.progress.missing(desk, found.id)
    goal = services.progress.next_stage(found)
    if gaps:
        more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        pieces.append(f"before {goal}: {gaps[0].sentence}{more} (m)")
    elif goal is not None:
        pieces.append(f"m goes on to {goal.spoken}")
    return C("Next: " + " · ".join(pieces) if pieces else f"{found.reference} is {found.stage.spoken}.")


def days(left: int | None) -> str:
    """Return how far a due date is, in words."""
    if left is None:
        return "no date"
    if left < 0:
        return f"{-left} day{'' if left == -1 else 's'} OVERDUE"
    return "today" if left == 0 else f"in {left} day{'' if left == 1 else 's'}"
