"""The export of a portfolio at work: how far it is, and a way to stop it; stopped, it has written nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import ProgressBar, Static

from complaintdesk import services
from complaintdesk.screens.at_work import AtWork
from complaintdesk.widgets.keys_footer import KeysFooter

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.portfolio_export import Watch

Export = Callable[["Desk", "Watch"], tuple[Path, ...]]
"""Writes the files, given a desk for another thread and how it is followed."""


class PortfolioProgressScreen(AtWork[tuple[Path, ...], tuple[Path, ...]]):
    """Runs an export; answers with the files written, or None where it was stopped or refused."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "stop", "Stop", id="portfolio-export.stop", key_display="esc"),
    ]

    told = getters.query_one("#export-text", Static)

    def __init__(self, desk: Desk, export: Export) -> None:
        super().__init__()
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
        """Say what is done."""
        self.told.update("Complaints are read, then written. Stopping writes nothing.")

    def do(self, progress: Callable[[int, int], None], is_stopped: Callable[[], bool]) -> tuple[Path, ...]:
        """Write the files."""
        beside = self.desk.beside()
        try:
            return self._export(beside, services.portfolio_export.Watch(progress, is_stopped))
        finally:
            beside.reader.close()

    def ended(self, found: tuple[Path, ...]) -> None:
        """Answer with the files written."""
        self.dismiss(found)

    def action_stop(self) -> None:
        """Stop; what was read is forgotten."""
        self.told.update("Stopping ...")
        super().action_stop()
