"""The export of a portfolio at work: how far it is, and a way to stop it; stopped, it has written nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
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
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.room import HEIGHTS, WIDTHS

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.portfolio_export import Watch

Export = Callable[["Desk", "Watch"], tuple[Path, ...]]
"""Writes the files, given a desk for another thread and how it is followed."""


class PortfolioProgressScreen(ModalScreen[tuple[Path, ...]]):
    """Runs an export; answers with the files written, none where it was stopped or refused."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "stop", "Stop", id="portfolio-export.stop", key_display="esc"),
    ]

    told = getters.query_one("#export-text", Static)
    bar = getters.query_one(ProgressBar)

    class Written(Message):
        """So much of it is done."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    class Ended(Message):
        """It came to its end, or was refused or stopped."""

        def __init__(self, files: tuple[Path, ...], refusal: DeskError | None) -> None:
            super().__init__()
            self.files = files
            self.refusal = refusal

    def __init__(self, desk: Desk, export: Export) -> None:
        super().__init__(classes="dialog")
        self.desk = desk
        self._export = export

    def compose(self) -> ComposeResult:
        """Lay out the progress."""
        with Vertical(classes="dialog-box"):
            yield Static("Writing the portfolio", classes="dialog-title")
            yield Static(id="export-text", classes="dialog-text")
            yield ProgressBar(show_eta=False)
            yield KeysFooter(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin."""
        self.told.update("Complaints are read, then written. Stopping writes nothing.")
        self._write()

    @work(thread=True, exclusive=True)
    def _write(self) -> None:
        worker = get_current_worker()
        watch = services.portfolio_export.Watch(
            lambda done, total: None if worker.is_cancelled else self._tell(done, total),
            lambda: worker.is_cancelled,
        )
        beside = self.desk.beside()
        try:
            files = self._export(beside, watch)
        except DeskError as refusal:
            self.post_message(self.Ended((), refusal))
        else:
            self.post_message(self.Ended(files, None))
        finally:
            beside.reader.close()

    def _tell(self, done: int, total: int) -> None:
        self.post_message(self.Written(done, total))

    @on(Written)
    def _show_progress(self, event: Written) -> None:
        self.bar.update(total=max(event.total, 1), progress=event.done)

    @on(Ended)
    def _end(self, event: Ended) -> None:
        if event.refusal is not None:
            say(self.app, str(event.refusal), "warning", event.refusal.title)
        self.dismiss(event.files)

    def action_stop(self) -> None:
        """Stop; what was read is forgotten."""
        self.told.update("Stopping ...")
        self.workers.cancel_all()
