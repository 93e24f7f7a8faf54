"""What takes seconds, done in another thread, with the desk saying so meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import ProgressBar, Static

from complaintdesk.screens.at_work import AtWork
from complaintdesk.widgets.foreign import C, say


class WorkingScreen(AtWork[str, bool]):
    """Does one thing that cannot be stopped, and says so. Answers with True, or None where it was refused."""

    def __init__(self, title: str, act: Callable[[], str]) -> None:
        """Prepare.

        Args:
            title: What is being done.
            act: Does it, in another thread, and returns the notice that it is done.
        """
        super().__init__()
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

    def do(self, _progress: Callable[[int, int], None], _is_stopped: Callable[[], bool]) -> str:
        """Do it, and return the notice."""
        return self._act()

    def ended(self, found: str) -> None:
        """Say that it is done."""
        say(self.app, found)
        self.dismiss(True)
