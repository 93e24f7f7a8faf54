"""A change of the calendar at work: how far it is, a way to stop it, and then which clocks it moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import ProgressBar, Static

from complaintdesk import services
from complaintdesk.screens.asking import told_of
from complaintdesk.screens.at_work import AtWork
from complaintdesk.screens.sheet import day
from complaintdesk.widgets.columns import Column, Row
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.keys_footer import KeysFooter
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


class RecountScreen(AtWork["tuple[str, tuple[Moved, ...]]", int]):
    """Runs a change that moves clocks, then lists them. Answers with the complaint to open, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "stop", "Stop", id="recount.stop", key_display="esc"),
        Binding("escape,q", "leave", "Leave", id="recount.leave", key_display="esc"),
    ]

    told = getters.query_one("#recount-text", Static)
    rows = getters.query_one(RowList)

    def __init__(self, desk: Desk, title: str, act: Callable[[Recount], str], seen: int, back: str) -> None:
        """Prepare.

        Args:
            desk: The desk.
            title: What is being done.
            act: Does it, in another thread, and returns the notice that it is done, without a word of undoing.
            seen: The last step of the journal that whoever asks for it has seen.
            back: How it is taken back.
        """
        super().__init__()
        self.desk = desk
        self._title_text = title
        self._act = act
        self._seen = seen
        self._back = back
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
        """Say what is done."""
        self.rows.display = False
        self.told.update("Every open complaint's clocks are reckoned anew. Stopping changes nothing.")

    def do(
        self, progress: Callable[[int, int], None], is_stopped: Callable[[], bool]
    ) -> tuple[str, tuple[Moved, ...]]:
        """Reckon the clocks anew; return the notice that it is done, and which moved."""
        recount = services.derived.Recount(progress, is_stopped)
        with self.desk.as_seen(self._seen) as taken:
            said = self._act(recount)
        return told_of(said, taken, self._back), tuple(recount.moved)

    def ended(self, found: tuple[str, tuple[Moved, ...]]) -> None:
        """Say that it is done, and list the clocks that moved."""
        said, moved = found
        self._is_over = True
        self.refresh_bindings()
        self._moved = moved
        told = services.calendars.told(moved)
        say(self.app, f"{said} {told[0].upper()}{told[1:]}")
        if not moved:
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
                for number, each in enumerate(moved)
            )
        )
        self.rows.styles.height = min(len(moved), MOST_ROWS) + 1
        self.rows.focus()

    @on(RowList.Chosen)
    def _open(self, event: RowList.Chosen) -> None:
        event.stop()
        if isinstance(event.key, int):
            self.dismiss(self._moved[event.key].complaint_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop while it runs, and to leave when it is over."""
        # Not None: what is only greyed out keeps its key's place in the footer from the other.
        return action not in {"stop", "leave"} or (action == "leave") is self._is_over

    def action_stop(self) -> None:
        self.told.update("Stopping ...")
        super().action_stop()

    def action_leave(self) -> None:
        self.dismiss(None)
