"""Children that do something until they are killed, forked after the imports so that a round is short.

A child opens its own connections: one must not cross a fork.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

FAILED = b"!"
"""What a child writes to its pipe when it ends by itself, with an error."""


@contextmanager
def child(act: Callable[[int], None]) -> Iterator[tuple[int, int]]:
    """Start a child and yield its process id and a pipe that it may write to; it is killed at the end."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        # Whatever happens, the child must not run on as a second pytest.
        try:
            os.close(reading)
            act(writing)
        except BaseException:  # noqa: BLE001 - told, because nobody else would hear of it
            traceback.print_exc()
            os.write(writing, FAILED)
        finally:
            os._exit(0)
    os.close(writing)
    try:
        yield process, reading
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(reading)
