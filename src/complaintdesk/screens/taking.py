"""A large file being kept: how far it is, and a way to stop it that leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import ProgressBar, Static

from complaintdesk import services
from complaintdesk.screens.at_work import AtWork
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.keys_footer import KeysFooter

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.evidence import Taken


class TakingScreen(AtWork["Taken", "Taken"]):
    """Keeps a file. Answers with what was kept, or None where it was stopped or refused."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id="taking.stop", key_display="esc"),
    ]

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__()
        self.desk = desk
        self.path = path

    def compose(self) -> ComposeResult:
        """Lay out the name, the progress and the key."""
        with Vertical(classes="dialog-box"):
            yield Static(C(f"Keeping {self.path.name}", one_line=True, limit=200), classes="dialog-title")
            yield ProgressBar(show_eta=False)
            yield KeysFooter(show_command_palette=False)

    def do(self, progress: Callable[[int, int], None], is_stopped: Callable[[], bool]) -> Taken:
        """Keep the file; what was copied is taken away where it is stopped."""
        told = 0

        def tell(done: int, total: int) -> None:
            nonlocal told
            # A hundred words of it are enough, however small the pieces.
            if done - told >= total // 100:
                told = done
                progress(done, total)

        return services.evidence.take(self.desk, self.path, tell, is_stopped)

    def ended(self, found: Taken) -> None:
        """Answer with what was kept."""
        self.dismiss(found)
