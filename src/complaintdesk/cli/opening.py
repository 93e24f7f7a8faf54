"""Opening the desk in this terminal: the first start, and a store that somebody else has open."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from complaintdesk.cli import start
from complaintdesk.cli.words import UsageError, say

if TYPE_CHECKING:
    from pathlib import Path

    from complaintdesk.services.desk import Desk


def open_desk_screen(asked: start.Asked) -> int:
    """Open the desk and return the exit code; without a store, ask whose desk it is and make one.

    Raises:
        UsageError: If there is no terminal to open it in.
        StoreError: If the store cannot be used.
    """
    require_terminal()
    from complaintdesk.services import faults

    with faults.explained():
        desk = _desk(asked)
        return 0 if desk is None else show(desk)


def require_terminal() -> None:
    """Refuse where there is no terminal.

    Raises:
        UsageError: If there is none.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "The desk needs a terminal. Without one, use a command such as `complaintdesk list`."
        )


TOUR = "tour-ended"
"""The file in the state folder that says that the tour of the demo is to come no more."""


def show(desk: Desk, tour: Path | None = None) -> int:
    """Open a desk in this terminal and return the exit code; it is closed afterwards.

    Args:
        desk: The desk.
        tour: The file that says that the tour was ended; None opens the desk without one.
    """
    from complaintdesk import app

    return app.run(desk, tour)


def _desk(asked: start.Asked) -> Desk | None:
    from complaintdesk.services import setup

    folder = start.settings(asked).places.store
    if not setup.is_there(folder):
        # A desk whose backups are there is not made anew without a word.
        setup.require_no_backups(folder)
        return _first_desk(asked)
    desk = start.open_desk(asked)
    # What cannot be written cannot be claimed either; the desk says so when it is there.
    holder = None if desk.store.read_only else desk.store.claim()
    if holder is None:
        return desk
    desk.close()
    say(f"The desk is open already: {holder}.")
    say("Press Enter to open it for reading only, or Ctrl-C to leave.")
    sys.stdout.flush()
    if not sys.stdin.readline():
        return None
    return start.open_desk(asked, read_only=True)


def _first_desk(asked: start.Asked) -> Desk | None:
    """Ask whose desk it is, make its store and return it; None where the handler leaves."""
    from complaintdesk.screens import welcome
    from complaintdesk.services import setup

    settings = start.settings(asked)
    clock = start.Clock(asked.today)
    asking = welcome.WelcomeApp(settings, clock.today())
    answers = asking.run()
    if answers is None:
        return None
    desk = setup.create(settings, answers, clock.today, clock.now, asking.passphrase)
    welcome.forget(settings)
    desk.store.claim()
    return desk
