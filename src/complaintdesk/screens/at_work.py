"""Work that takes a while: done in another thread, with a bar of how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from textual import getters, on, work
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import ProgressBar
from textual.worker import get_current_worker

from complaintdesk.errors import DeskError
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.room import HEIGHTS, WIDTHS

Found = TypeVar("Found")
Answer = TypeVar("Answer")


class AtWork(ModalScreen[Answer | None], Generic[Found, Answer]):
    """Does one thing to its end; a refusal, or that it was stopped, is said, and the answer is then None."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    bar = getters.query_one(ProgressBar)

    class Went(Message):
        """So much of it is done."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    class Ended(Message):
        """It came to its end, or was refused or stopped."""

        def __init__(self, found: Any, refusal: DeskError | None) -> None:
            super().__init__()
            self.found = found
            self.refusal = refusal

    def __init__(self) -> None:
        super().__init__(classes="dialog")

    def on_mount(self) -> None:
        """Begin."""
        self._work()

    def do(self, progress: Callable[[int, int], None], is_stopped: Callable[[], bool]) -> Found:
        """Do it, in another thread, and return what came of it.

        Args:
            progress: Told how much of how much is done.
            is_stopped: Whether the handler wants it stopped.

        Raises:
            DeskError: If it is refused, or was stopped.
        """
        raise NotImplementedError

    def ended(self, found: Found) -> None:
        """Answer with what came of it, or show it first."""
        raise NotImplementedError

    @work(thread=True, exclusive=True)
    def _work(self) -> None:
        worker = get_current_worker()

        def progress(done: int, total: int) -> None:
            if not worker.is_cancelled:
                self.post_message(self.Went(done, total))

        try:
            found = self.do(progress, lambda: worker.is_cancelled)
        except DeskError as refusal:
            self.post_message(self.Ended(None, refusal))
        else:
            self.post_message(self.Ended(found, None))

    @on(Went)
    def _show_progress(self, event: Went) -> None:
        self.bar.update(total=max(event.total, 1), progress=event.done)

    @on(Ended)
    def _end(self, event: Ended) -> None:
        if event.refusal is not None:
            say(self.app, str(event.refusal), "warning", event.refusal.title)
            self.dismiss(None)
        else:
            self.ended(event.found)

    def action_stop(self) -> None:
        """Stop; nothing of it is kept."""
        self.workers.cancel_all()
