"""What takes seconds, done in another thread, with the desk saying so meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import ProgressBar, Static

from complaintdesk.errors import DeskError
from complaintdesk.widgets.foreign import C, say


class WorkingScreen(ModalScreen[bool]):
    """Does one thing to its end. Answers with whether it was done; a refusal is said."""

    class Ended(Message):
        """It is done, or was refused."""

        def __init__(self, said: str, refusal: DeskError | None) -> None:
            super().__init__()
            self.said = said
            self.refusal = refusal

    def __init__(self, title: str, act: Callable[[], str]) -> None:
        """Prepare.

        Args:
            title: What is being done.
            act: Does it, in another thread, and returns the notice that it is done.
        """
        super().__init__(classes="dialog")
        self._title_text = title
        self._act = act

    def compose(self) -> ComposeResult:
        """Lay out what is being done, and that it is."""
        with Vertical(classes="dialog-box"):
            yield Static(C(self._title_text, one_line=True, limit=200), classes="dialog-title")
            yield Static(
                "Thousands of rows take some seconds; it is one step, and cannot be half done.", markup=False
            )
            yield ProgressBar(show_eta=False, show_percentage=False)

    def on_mount(self) -> None:
        """Begin."""
        self._work()

    @work(thread=True, exclusive=True)
    def _work(self) -> None:
        try:
            said = self._act()
        except DeskError as refusal:
            self.post_message(self.Ended("", refusal))
        else:
            self.post_message(self.Ended(said, None))

    @on(Ended)
    def _end(self, event: Ended) -> None:
        if event.refusal is None:
            say(self.app, event.said)
        else:
            say(self.app, str(event.refusal), "warning", event.refusal.title)
        self.dismiss(event.refusal is None)
