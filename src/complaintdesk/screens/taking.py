"""A large file being kept: how far it is, and a way to stop it that leaves nothing behind."""

from __future__ import annotations

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
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.keys_footer import KeysFooter

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.evidence import Taken


class TakingScreen(ModalScreen["Taken | None"]):
    """Keeps a file, in another thread. Answers with what was kept, or None where it was stopped or refused."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id="taking.stop", key_display="esc"),
    ]

    bar = getters.query_one(ProgressBar)

    class Read(Message):
        """So many of so many bytes are kept."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    class Ended(Message):
        """It is kept, or was refused or stopped."""

        def __init__(self, taken: Taken | None, refusal: DeskError | None) -> None:
            super().__init__()
            self.taken = taken
            self.refusal = refusal

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(classes="dialog")
        self.desk = desk
        self.path = path

    def compose(self) -> ComposeResult:
        """Lay out the name, the progress and the key."""
        with Vertical(classes="dialog-box"):
            yield Static(C(f"Keeping {self.path.name}", one_line=True, limit=200), classes="dialog-title")
            yield ProgressBar(show_eta=False)
            yield KeysFooter(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin."""
        self._keep()

    @work(thread=True, exclusive=True)
    def _keep(self) -> None:
        worker = get_current_worker()

        told = 0

        def progress(done: int, total: int) -> None:
            nonlocal told
            # A hundred words of it are enough, however small the pieces.
            if done - told >= total // 100:
                told = done
                self.post_message(self.Read(done, total))

        try:
            taken = services.evidence.take(self.desk, self.path, progress, lambda: worker.is_cancelled)
        except DeskError as refusal:
            self.post_message(self.Ended(None, refusal))
        else:
            self.post_message(self.Ended(taken, None))

    @on(Read)
    def _show_progress(self, event: Read) -> None:
        self.bar.update(total=event.total, progress=event.done)

    @on(Ended)
    def _end(self, event: Ended) -> None:
        if event.refusal is not None:
            say(self.app, str(event.refusal), "warning", event.refusal.title)
        self.dismiss(event.taken)

    def action_stop(self) -> None:
        """Stop; what was copied so far is taken away."""
        self.workers.cancel_all()
