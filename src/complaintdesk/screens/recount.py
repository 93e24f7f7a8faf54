"""A change of the calendar at work: how far it is, a way to stop it, and then which clocks it moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import ProgressBar, Static
from textual.worker import get_current_worker

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.screens.sheet import day
from complaintdesk.widgets.columns import Column, Row
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.room import HEIGHTS, WIDTHS
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.calendars import Moved, Recount
    from complaintdesk.services.desk import Desk

COLUMNS = (
    Column("Complaint", "reference", 13),
    Column("Clock", "what", 20, least=12, grow=2),
    Column("Was due", "before", 16, priority=1),
    Column("Is due", "after", 16),
)

MOST_ROWS = 14
"""Rows of the list at most; more scroll."""


class RecountScreen(ModalScreen[int | None]):
    """Runs a change that moves clocks, then lists them. Answers with the complaint to open, or None."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "stop", "Stop", id="recount.stop", key_display="esc"),
        Binding("escape,q", "leave", "Leave", id="recount.leave", key_display="esc"),
    ]

    told = getters.query_one("#recount-text", Static)
    bar = getters.query_one(ProgressBar)
    rows = getters.query_one(RowList)

    class Reckoned(Message):
        """So many of so many complaints are done."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    class Ended(Message):
        """It came to its end, or was refused or stopped."""

        def __init__(self, said: str, moved: tuple[Moved, ...], refusal: DeskError | None) -> None:
            super().__init__()
            self.said = said
            self.moved = moved
            self.refusal = refusal

    def __init__(self, desk: Desk, title: str, act: Callable[[Recount], str]) -> None:
        """Prepare.

        Args:
            desk: The desk.
            title: What is being done.
            act: Does it, in another thread, and returns the notice that it is done.
        """
        super().__init__(classes="dialog")
        self.desk = desk
        self._title_text = title
        self._act = act
        self._moved: tuple[Moved, ...] = ()
        self._is_over = False

    def compose(self) -> ComposeResult:
        """Lay out the progress, and the list that takes its place."""
        with Vertical(classes="dialog-box"):
            yield Static(C(self._title_text, one_line=True, limit=200), classes="dialog-title")
            yield Static(id="recount-text", classes="dialog-text")
            yield ProgressBar(show_eta=False)
            symbols = named("ascii" if self.desk.settings.symbols == "ascii" else "drawn")
            yield RowList(COLUMNS, symbols=symbols, can_mark=False)
            yield KeysFooter(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin."""
        self.rows.display = False
        self.told.update("Every open complaint's clocks are reckoned anew. Stopping changes nothing.")
        self._reckon()

    @work(thread=True, exclusive=True)
    def _reckon(self) -> None:
        worker = get_current_worker()

        def progress(done: int, total: int) -> None:
            self.post_message(self.Reckoned(done, total))

        recount = services.derived.Recount(progress, lambda: worker.is_cancelled)
        try:
            said = self._act(recount)
        except DeskError as refusal:
            self.post_message(self.Ended("", (), refusal))
        else:
            self.post_message(self.Ended(said, tuple(recount.moved), None))

    @on(Reckoned)
    def _show_progress(self, event: Reckoned) -> None:
        self.bar.update(total=event.total, progress=event.done)

    @on(Ended)
    def _show_moved(self, event: Ended) -> None:
        self._is_over = True
        self.refresh_bindings()
        if event.refusal is not None:
            say(self.app, str(event.refusal), "warning", event.refusal.title)
            self.dismiss(None)
            return
        self._moved = event.moved
        told = services.calendars.told(event.moved)
        say(self.app, f"{event.said} {told[0].upper()}{told[1:]}")
        if not event.moved:
            self.dismiss(None)
            return
        self.bar.display = False
        self.told.update(C(f"{told[0].upper()}{told[1:]} enter opens the complaint."))
        self.rows.display = True
        self.rows.show(
            ListedRows(
                Row(
                    number,
                    {
                        "reference": each.reference,
                        "what": each.what,
                        "before": day(each.before, "not running"),
                        "after": day(each.after, "not running"),
                    },
                )
                for number, each in enumerate(event.moved)
            )
        )
        self.rows.styles.height = min(len(event.moved), MOST_ROWS) + 1
        self.rows.focus()

    @on(RowList.Chosen)
    def _open(self, event: RowList.Chosen) -> None:
        event.stop()
        if isinstance(event.key, int):
            self.dismiss(self._moved[event.key].complaint_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop while it runs, and to leave when it is over."""
        if action in {"stop", "leave"} and (action == "leave") is not self._is_over:
            return None
        return True

    def action_stop(self) -> None:
        self.told.update("Stopping ...")
        self.workers.cancel_all()

    def action_leave(self) -> None:
        self.dismiss(None)
