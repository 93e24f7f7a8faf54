"""A program in a terminal of its own, whose processor time is read key by key."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring import Times, clean_env

QUIET = 0.03
"""Seconds without output after which a frame is taken to be painted."""

RESTED = 0.1
"""Seconds without output after which nothing of the key before, such as the preview that follows it, is to come."""

AT_REST = 5.0
"""Milliseconds of processor time in half a second in which a program does nothing."""


class Program:
    """One program; keys go in, what it paints comes out."""

    def __init__(self, command: Sequence[str], size: tuple[int, int]) -> None:
        self._pid, self._terminal = pty.fork()
        if not self._pid:
            os.execvpe(command[0], list(command), clean_env())
        width, height = size
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.painted = b""

    def wait_for(self, text: str, patience: float = 60) -> float:
        """Read until a text was painted and return the processor time until then, in milliseconds."""
        deadline = time.monotonic() + patience
        while text.encode() not in self.painted:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{text!r} was not painted")
            self._read(0.2)
        return self.cpu()

    def key(self, keys: str, quiet: float = QUIET, patience: float = 2) -> tuple[float, float]:
        """Press a key and return the milliseconds of processor time and of waiting until it is painted.

        It is painted when nothing more has come for `quiet` seconds; nothing at all is waited for `patience` seconds.
        """
        self.settle(RESTED)
        before, at = self.cpu(), time.monotonic()
        os.write(self._terminal, keys.encode())
        last = at
        while (came := self._read(quiet)) or (last == at and time.monotonic() < at + patience):
            if came:
                last = time.monotonic()
        return self.cpu() - before, 1000 * (last - at)

    def send(self, keys: str) -> None:
        """Press keys without waiting for anything."""
        os.write(self._terminal, keys.encode())

    def settle(self, quiet: float = QUIET) -> None:
        """Read until nothing more is painted."""
        while self._read(quiet):
            pass

    def rest(self) -> None:
        """Wait until it does nothing more: what is loaded after the first frame is there then."""
        before, now = -1.0, self.cpu()
        while now - before > AT_REST:
            self.settle(0.5)
            before, now = now, self.cpu()

    def cpu(self) -> float:
        """Return the processor time of all its threads so far, in milliseconds."""
        total = 0
        for task in Path(f"/proc/{self._pid}/task").iterdir():
            with (task / "schedstat").open() as stat:
                total += int(stat.read().split()[0])
        return total / 1e6

    def resident(self) -> int:
        """Return the bytes of memory it holds."""
        pages = int(Path(f"/proc/{self._pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def end(self) -> None:
        """Stop it."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._terminal)

    def _read(self, patience: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], patience)
        if not ready:
            return False
        try:
            painted = os.read(self._terminal, 1 << 16)
        except OSError:
            return False
        self.painted += painted
        return bool(painted)


def first_frames(
    commands: Sequence[tuple[Sequence[str], str]], size: tuple[int, int], times: int
) -> tuple[list[Times], list[float]]:
    """Return the processor time of each program's first frame, started in turn, and its memory in megabytes."""
    found: list[list[float]] = [[] for _ in commands]
    memory = [0.0] * len(commands)
    for _ in range(times):
        for place, (command, text) in enumerate(commands):
            program = Program(command, size)
            try:
                found[place].append(program.wait_for(text))
                memory[place] = program.resident() / 1e6
            finally:
                program.end()
    return [Times(tuple(ms)) for ms in found], memory


def keys(program: Program, press: Sequence[str]) -> tuple[Times, Times]:
    """Press keys one by one and return the processor time and the waiting time of each, until painted."""
    pairs = [program.key(key) for key in press]
    return Times(tuple(cpu for cpu, _ in pairs)), Times(tuple(wall for _, wall in pairs))
