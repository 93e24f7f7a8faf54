"""Children that do something until they are killed, forked after the imports so that a round is short.

A child opens its own connections: one must not cross a fork.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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


@contextmanager
def forking() -> Iterator[None]:
    """Keep the collector off what all children share: each would touch, and so copy, everything."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def all_of(pipe: int) -> bytes:
    """Return what a child writes to its pipe until its end."""
    return b"".join(iter(lambda: os.read(pipe, 1 << 16), b""))


class Traced:
    """A child that waits until `strace` has hold of it, and then acts under it."""

    def __init__(self, act: Callable[[int], None], *options: str) -> None:
        self._act = act
        self._options = options

    def run(self) -> bytes:
        """Let it act to its end and return what it wrote to its pipe."""
        waiting, go = os.pipe()

        def act(pipe: int) -> None:
            os.read(waiting, 1)
            self._act(pipe)

        try:
            with child(act) as (process, pipe):
                tracing = ["strace", "-f", "-qq", "-p", str(process), *self._options]
                with subprocess.Popen(tracing, stderr=subprocess.PIPE) as strace:
                    _until_held(process, strace)
                    os.write(go, b"g")
                    said = all_of(pipe)
                    strace.wait(60)
            return said
        finally:
            os.close(waiting)
            os.close(go)


def _until_held(process: int, strace: subprocess.Popen[bytes]) -> None:
    status = Path(f"/proc/{process}/status")
    while "\nTracerPid:\t0\n" in status.read_text("ascii", errors="replace"):
        if strace.poll() is not None:
            assert strace.stderr is not None
            pytest.skip(f"strace may not look at another process here: {strace.stderr.read()!r}")
        time.sleep(0.002)


needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace, which is not here")


def memory() -> Path | None:
    """Return a folder that lies in memory, where there is one: thousands of disk images need no disk."""
    there = Path("/dev/shm")
    return there if there.is_dir() and os.access(there, os.W_OK) else None


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder for files that are made and looked at by the thousand; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="complaintdesk-", dir=memory()) as made:
        yield Path(made)
