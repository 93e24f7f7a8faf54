"""A process of its own that reads e-mails, within limits of memory and time.

Whatever a message does to it, the desk lives on: the process is ended and
another one reads the next message. Of a message that ended it only the head is
read; where even that fails, nothing is known of it but its bytes.
"""

from __future__ import annotations

import hashlib
import resource
import socket
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from complaintdesk.importers import mail_parts
from complaintdesk.importers.mail import Limits, Mail

WAITS = 3
"""Times the processor's seconds that an answer is waited for: the machine may have other work."""

_WHOLE, _LOOK, _HEAD = "whole", "look", "head"


class MailReader:
    """Reads messages one after the other; a context that ends its process."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.ended = 0
        """How many processes a message has ended."""

        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def look(self, raw: bytes) -> Mail:
        """Return what a message says, its enclosures without their bytes."""
        return self._read(raw, _LOOK)

    def whole(self, raw: bytes) -> Mail:
        """Return what a message says, with the bytes of its enclosures."""
        return self._read(raw, _WHOLE)

    def _read(self, raw: bytes, how: str) -> Mail:
        # What is larger than let in is not sent there either; its beginning tells that it is.
        raw_in = raw[: self.limits.message_bytes + 1]
        found = self._ask(raw_in, how)
        if found is None:
            found = self._ask(raw_in, _HEAD)
        if found is None:
            return Mail(
                digest=hashlib.sha256(raw).hexdigest(),
                notices=("It could not be read within the limits; the original is kept as it is.",),
                is_read=False,
            )
        return found

    def _ask(self, raw: bytes, how: str) -> Mail | None:
        """Return the answer of the process, or None where the message ended it."""
        line = self._line or self._begin()
        try:
            line.send((how, raw))
            if line.poll(self.limits.seconds * WAITS):
                answer = line.recv()
                if isinstance(answer, Mail):
                    return answer
        except (EOFError, OSError):
            pass
        self.ended += 1
        self._end()
        return None

    def _begin(self) -> Connection:
        # A program of its own, not a fork and not `multiprocessing`: it shares nothing with the desk,
        # whose terminal and open files it must not hold.
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __spec__.name, str(theirs.fileno()), *map(str, self.limits)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._line = Connection(ours.detach())
        return self._line

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def serve(line: Connection, limits: Limits) -> None:
    """Read messages until nobody sends any more: what runs in the process."""
    # A system that cannot limit memory limits the time at least.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            how, raw = line.recv()
        except EOFError:
            return
        _allow(limits.seconds)
        line.send(answer(how, raw, limits))


def answer(how: str, raw: bytes, limits: Limits) -> Mail:
    """Return what was asked of one message."""
    if how == _HEAD:
        return mail_parts.read_head(raw, limits)
    return mail_parts.read(raw, limits, with_content=how == _WHOLE)


def _allow(seconds: int) -> None:
    """Let the process use so many more seconds of the processor; the system ends it afterwards."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))


if __name__ == "__main__":
    handle, *most = map(int, sys.argv[1:])
    serve(Connection(handle), Limits(*most))
