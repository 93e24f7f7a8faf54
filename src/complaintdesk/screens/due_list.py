"""The due list: every single thing that is overdue or due soon, over all complaints, and the way to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules.counting import counted
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens.sheet import day
from complaintdesk.widgets.columns import Column, Row
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.queue import due_cell
from complaintdesk.widgets.room import HEIGHTS, WIDTHS
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.due import DueItem
    from complaintdesk.services.unfinished import Unfinished

COLUMNS = (
    Column("Due", "due", 13),
    Column("About", "reference", 13),
    Column("What", "what", 30, least=16, grow=4),
    Column("On", "on", 16, priority=2),
)

AHEAD = (7, 28, 0)
"""How many days the list looks ahead, in the order in which `w` goes through them; 0 is what is due by today."""

_PLACES = {
    "message": Where("negotiation", "contact.log", "contact"),
    "clock": Where("investigation", "clock.extend"),
    "promise": Where("negotiation", "promise.settle", "promise"),
    "action": Where("resolution", "action.prove", "action"),
    "counter-offer": Where("negotiation", "offer.reply", "offer"),
    "offer": Where("negotiation", "offer.edit", "offer"),
    "source": Where("investigation", "source.edit", "source"),
    "approval": Where("options", "approval.request", "approval"),
    "implication": Where("investigation", "implication.edit", "implication"),
    "escalation": Where("resolution", "escalation.edit", "escalation"),
    "acknowledgement": Where("resolution", "escalation.edit", "escalation"),
    "retention": Where("investigation", "retention.list"),
    "recommendation": Where("recommendations", "recommendation.record", "recommendation"),
    "effect": Where("recommendations", "recommendation.record", "recommendation"),
    "review": Where("recommendations", "review.open", "review"),
    "like-complaints": Where("trends", "review.save"),
}
"""Kind of item -> where it is seen to; a draft says it itself."""

DRAFT = "draft"


class DueScreen(ModalScreen["tuple[DueItem, Where] | Unfinished | None"]):
    """Lists what is due, the most pressing first.

    Answers with the item and where to go for it, with the form to go on with where it is one, or None.
    """

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "RowList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "further", "Look further", id="due.further"),
        Binding(
            "x", "discard", "Discard", id="draft.discard", tooltip="Discard what was typed and not saved"
        ),
        Binding("escape,q,D", "leave", "Back", id="due.leave", key_display="esc"),
    ]

    head = getters.query_one("#due-title", Static)
    words = getters.query_one("#due-words", Static)
    rows = getters.query_one(RowList)

    class Found(Message):
        """What is due has been looked up, or could not be."""

        def __init__(self, items: tuple[DueItem, ...], refusal: DeskError | None) -> None:
            super().__init__()
            self.items = items
            self.refusal = refusal

    def __init__(self, desk: Desk) -> None:
        super().__init__(classes="dialog")
        self.desk = desk
        self.symbols = named("ascii" if desk.settings.symbols == "ascii" else "drawn")
        self._within = AHEAD[0]
        self._items: tuple[DueItem, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the list, and the item at the cursor in full."""
        with Vertical(id="due-list", classes="dialog-box"):
            yield Static(id="due-title", classes="dialog-title")
            yield RowList(COLUMNS, symbols=self.symbols, can_mark=False)
            yield Static(id="due-words", classes="message")
            yield KeysFooter(show_command_palette=False)

    def on_mount(self) -> None:
        """Look it up."""
        self._look()

    def _look(self) -> None:
        self.head.update(f"{self._title()} ...")
        self._find(self._within)

    def _title(self) -> str:
        return (
            "Overdue or due today"
            if self._within == 0
            else f"Overdue or due within {counted(self._within, 'day')}"
        )

    @work(thread=True, exclusive=True)
    def _find(self, within: int) -> None:
        # The clocks of thousands of complaints take seconds to reckon.
        try:
            items = services.due.morning(self.desk, within)
        except DeskError as refusal:
            self.post_message(self.Found((), refusal))
        else:
            self.post_message(self.Found(items, None))

    @on(Found)
    def _show(self, event: Found) -> None:
        if event.refusal is not None:
            say(self.app, str(event.refusal), "error", event.refusal.title)
            self.dismiss(None)
            return
        self._items = event.items
        self.head.update(f"{self._title()}: {len(event.items):,}")
        self.words.update("")
        self.rows.say_instead("Nothing is due. w looks further ahead.")
        self.rows.show(
            ListedRows(
                Row(
                    number,
                    {
                        "due": due_cell(item.days_left, self.symbols),
                        "reference": item.reference,
                        "what": item.what,
                        "on": day(item.due_on),
                    },
                )
                for number, item in enumerate(event.items)
            )
        )

    @on(RowList.Highlighted)
    def _say_in_full(self, event: RowList.Highlighted) -> None:
        event.stop()
        if isinstance(event.key, int):
            item = self._items[event.key]
            then = "enter goes on with it, x discards it" if item.kind == DRAFT else "enter goes there"
            self.words.update(C(f"{item.what}, {day(item.due_on)}. {then}.", limit=300))
        self.refresh_bindings()

    @on(RowList.Chosen)
    def _go_there(self, event: RowList.Chosen) -> None:
        event.stop()
        if isinstance(event.key, int):
            item = self._items[event.key]
            if item.kind == DRAFT:
                self.dismiss(services.unfinished.find(self.desk, item.key))
                return
            place = _PLACES[item.kind]
            record = int(item.key) if place.record_kind and item.key.isdecimal() else None
            self.dismiss((item, place._replace(record_id=record)))

    @property
    def _draft(self) -> Unfinished | None:
        """The form that waits at the cursor."""
        key = self.rows.cursor_key if self.is_mounted else None
        item = self._items[key] if isinstance(key, int) and key < len(self._items) else None
        return services.unfinished.find(self.desk, item.key) if item and item.kind == DRAFT else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to discard only what was typed and not saved."""
        return action != "discard" or self._draft is not None

    def action_discard(self) -> None:
        """Ask whether what was typed and not saved is thrown away."""
        from complaintdesk.screens import going_on

        one = self._draft
        if one is not None:
            going_on.ask_discard(self, self.desk, one, self._look)

    def action_further(self) -> None:
        """Look further ahead, and after the furthest at what is due by today."""
        self._within = AHEAD[(AHEAD.index(self._within) + 1) % len(AHEAD)]
        self._look()

    def action_leave(self) -> None:
        self.workers.cancel_all()
        self.dismiss(None)
