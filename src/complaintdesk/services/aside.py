"""Questions asked aside: read in another thread, over a connection of their own, and dropped once they are late."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from complaintdesk.services.faults import explained
from complaintdesk.store import door

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

Answer = TypeVar("Answer")

LOOKED_UP_EVERY = 1000
"""Instructions of SQLite between two looks at whether the answer is still wanted: a fraction of a millisecond."""


class Aside:
    """Asks one question at a time; the next one, or `stop`, ends the one before."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._beside: Desk | None = None
        self._one_at_a_time = Lock()
        self._numbers = count(1)
        self._wanted = 0

    def next(self) -> int:
        """Return the number of a question that is about to be asked; those before are not wanted any more."""
        self._wanted = next(self._numbers)
        return self._wanted

    def stop(self) -> None:
        """Want no answer any more."""
        self.next()

    def is_wanted(self, number: int) -> bool:
        """Return whether the answer to a question is still waited for."""
        return number == self._wanted

    def ask(self, number: int, question: Callable[[Desk], Answer]) -> Answer | None:
        """Return what a question finds out, given a desk that reads beside ours; None where it came too late.

        Meant for another thread than the desk's own.

        Raises:
            DeskError: What the question refuses.
            StoreError: If the store cannot be read.
        """
        with self._one_at_a_time, explained():
            if not self.is_wanted(number):
                return None
            if self._beside is None:
                self._beside = self._desk.beside()
            reader = self._beside.reader
            reader.set_progress_handler(lambda: int(not self.is_wanted(number)), LOOKED_UP_EVERY)
            try:
                return question(self._beside)
            except door.faults() as error:
                if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
                    return None
                raise
            finally:
                reader.set_progress_handler(None, 0)

    def close(self) -> None:
        """Stop, wait for the question at hand, and close the connection."""
        self.stop()
        with self._one_at_a_time:
            if self._beside is not None:
                self._beside.reader.close()
                self._beside = None
