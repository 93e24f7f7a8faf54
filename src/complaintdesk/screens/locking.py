"""The lock: the terminal is cleared and shows nothing of the desk until the phrase is typed.

The desk stands still meanwhile, under it, with all that was typed: no notice and
no dialog can come up over the lock.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from typing import TYPE_CHECKING, Any

from textual.app import App, ComposeResult, SuspendNotSupported
from textual.screen import ModalScreen
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.widgets.foreign import say

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

CLEAR = "\x1b[2J\x1b[3J\x1b[H"
"""Clears the terminal, and what was scrolled out of it."""


class CoverScreen(ModalScreen[None]):
    """Hides the desk until what is being done in the background is through, so that it can be locked."""

    def compose(self) -> ComposeResult:
        """Lay out the one sentence."""
        yield Static("The desk locks as soon as what it is doing is through.")

    def on_mount(self) -> None:
        """Look again and again."""
        self.set_interval(0.1, self._look)

    def _look(self) -> None:
        if not is_busy(self.app):
            self.dismiss(None)


def is_busy(app: App[Any]) -> bool:
    """Return whether something is being done that a desk that stands still would interrupt."""
    return any(worker.is_running for worker in app.workers)


def lock(app: App[Any], desk: Desk) -> bool:
    """Lock the desk until the phrase is typed; return False where the terminal is gone and the desk must end.

    Where no phrase was chosen yet, one is asked for first; left empty, nothing is locked.
    """
    refusal = ""
    is_there = True
    try:
        with app.suspend():
            # Caught in here, because the app would not take the terminal back after an error.
            try:
                with _no_key_stops_it(), _ctrl_c_ends_it():
                    if services.locking.is_ready(desk) or _chosen(desk):
                        _wait(desk)
            except DeskError as error:
                refusal = str(error)
            except (EOFError, KeyboardInterrupt, OSError):
                # Whoever is locked out ends the desk with ctrl+c; nobody gets in by it.
                is_there = not services.locking.is_ready(desk)
    except SuspendNotSupported:
        refusal = "The desk cannot be locked in this terminal."
    if refusal:
        say(app, refusal, "warning", "Not locked")
    return is_there


@contextmanager
def _no_key_stops_it() -> Iterator[None]:
    """Have `ctrl+s`, which saves in every form, not freeze the terminal for as long as it is locked."""
    try:
        import termios
    except ImportError:  # no such terminal
        yield
        return
    if not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    modes = [before[0] & ~termios.IXON, *before[1:]]
    termios.tcsetattr(sys.stdin, termios.TCSANOW, modes)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


@contextmanager
def _ctrl_c_ends_it() -> Iterator[None]:
    """Have `ctrl+c` end a locked desk at once: asyncio would note it and end the desk after the phrase, unasked."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _chosen(desk: Desk) -> bool:
    """Have a lock phrase chosen, typed twice; return whether it was."""
    _tell("Choose a phrase that opens the desk again. Empty: do not lock it.")
    phrase = getpass("Lock phrase: ")
    if not phrase:
        return False
    if getpass("Once more: ") != phrase:
        raise DeskError("The two were not the same; the desk was not locked.")
    services.locking.choose(desk, phrase)
    return True


def _wait(desk: Desk) -> None:
    _tell("complaintdesk is locked. Nothing you typed is lost.")
    asked = "Passphrase of the store: " if services.locking.is_the_passphrase() else "Lock phrase: "
    while not services.locking.opens(desk, getpass(asked)):
        _tell("That does not open it. Nothing you typed is lost.")
    _tell("")


def _tell(sentence: str) -> None:
    sys.stdout.write(f"{CLEAR}{sentence}\n\n")
    sys.stdout.flush()
