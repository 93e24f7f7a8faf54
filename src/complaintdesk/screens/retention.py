"""What is due for disposal: complaints that were kept for as long as they may be, and the way to let them go."""

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
from complaintdesk.screens.sheet import day
from complaintdesk.widgets.columns import Cell, Column, Row
from complaintdesk.widgets.dialogs import ConfirmScreen
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.room import HEIGHTS, WIDTHS
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.erasing import Erased
    from complaintdesk.services.retention import Due

COLUMNS = (
    Column("Complaint", "reference", 14, least=12),
    Column("Kept until", "until", 16),
    Column("About", "about", 24, least=12, grow=2, priority=1),
    Column("Held", "held", 12, least=8, grow=1),
)


class RetentionScreen(ModalScreen[int | None]):
    """Lists what is due for disposal, the oldest first; answers with the complaint to go to, or None."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "RowList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "dispose", "Dispose of all that is not held", id="retention.dispose"),
        Binding("escape,q,Z", "leave", "Back", id="retention.leave", key_display="esc"),
    ]

    head = getters.query_one("#retention-title", Static)
    words = getters.query_one("#retention-words", Static)
    rows = getters.query_one(RowList)

    class Ended(Message):
        """The disposal came to its end, or was refused."""

        def __init__(self, done: Erased | None, refusal: DeskError | None) -> None:
            super().__init__()
            self.done = done
            self.refusal = refusal

    def __init__(self, desk: Desk) -> None:
        super().__init__(classes="dialog")
        self.desk = desk
        self.symbols = named("ascii" if desk.settings.symbols == "ascii" else "drawn")
        self._due: tuple[Due, ...] = ()
        self._is_running = False

    def compose(self) -> ComposeResult:
        """Lay out the list, and why the complaint at the cursor is due."""
        with Vertical(id="retention", classes="dialog-box"):
            yield Static(id="retention-title", classes="dialog-title")
            yield RowList(COLUMNS, symbols=self.symbols, can_mark=False)
            yield Static(id="retention-words", classes="message")
            yield KeysFooter(show_command_palette=False)

    def on_mount(self) -> None:
        """Look it up."""
        self._show()

    @property
    def _free(self) -> tuple[Due, ...]:
        return tuple(one for one in self._due if not one.hold)

    def _show(self) -> None:
        self._due = services.retention.due(self.desk)
        held = len(self._due) - len(self._free)
        also = f", {held:,} held" if held else ""
        self.head.update(f"Due for disposal: {len(self._free):,}{also}")
        months = self.desk.settings.retention_months
        self.rows.say_instead(
            f"Nothing is due for disposal. What has ended is kept for {counted(months, 'month')} (retention_months in"
            " config.toml), or longer where its procedure asks for that."
        )
        self.words.update("")
        self.rows.show(
            ListedRows(
                Row(
                    one.complaint_id,
                    {
                        "reference": one.reference,
                        "until": day(one.kept_until),
                        "about": one.about,
                        "held": Cell(one.hold, self.symbols.today) if one.hold else "no",
                    },
                )
                for one in self._due
            )
        )
        self.refresh_bindings()

    @on(RowList.Highlighted)
    def _say_why(self, event: RowList.Highlighted) -> None:
        event.stop()
        one = next((one for one in self._due if one.complaint_id == event.key), None)
        if one is not None:
            held = f" Held: {one.hold}." if one.hold else ""
            claims = f" {one.claims} of its records are claimed as evidence." if one.claims else ""
            self.words.update(C(f"{one.sum}.{held}{claims} enter goes there.", limit=300))

    @on(RowList.Chosen)
    def _go_there(self, event: RowList.Chosen) -> None:
        event.stop()
        if isinstance(event.key, int) and not self._is_running:
            self.dismiss(event.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to dispose where something is due, and to leave while nothing is at work."""
        if action == "dispose":
            return True if self._free and not self._is_running else None
        if action == "leave":
            return None if self._is_running else True
        return True

    def action_dispose(self) -> None:
        """Ask, and take everything personal out of what is due."""
        many = counted(len(self._free), "complaint")
        claims = sum(one.claims for one in self._free)
        evidence = (
            f" {counted(claims, 'record of theirs is', 'records of theirs are')} claimed as evidence."
            if claims
            else ""
        )
        what = (
            "Every word, file and name goes; references, dates, cause, product and outcome stay for the"
            f" figures.{evidence} It cannot be undone, and nothing done before it can be undone any more."
        )

        def after(is_sure: bool | None) -> None:
            if is_sure:
                self._is_running = True
                self.refresh_bindings()
                self.head.update("Disposing ...")
                self._dispose()

        self.app.push_screen(ConfirmScreen(f"Dispose of {many}?", what, yes="Dispose"), after)

    @work(thread=True, exclusive=True)
    def _dispose(self) -> None:
        try:
            done = services.erasing.dispose(self.desk)
        except DeskError as refusal:
            self.post_message(self.Ended(None, refusal))
        else:
            self.post_message(self.Ended(done, None))

    @on(Ended)
    def _say_done(self, event: Ended) -> None:
        self._is_running = False
        if event.refusal is not None:
            say(self.app, str(event.refusal), "error", event.refusal.title)
        elif event.done is not None:
            say(self.app, told(event.done))
        self._show()

    def action_leave(self) -> None:
        self.dismiss(None)


def told(done: Erased) -> str:
    """Return what was taken away, and where it still is."""
    files = f", {counted(done.files, 'file')}" if done.files else ""
    return " ".join(
        [
            f"Done: {counted(done.complaints, 'complaint')}, {counted(done.customers, 'customer')}{files}.",
            *done.copies.sentences,
        ]
    )
