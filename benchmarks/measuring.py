"""Measuring: processor time of calls and of programs, medians and ninety-fifths."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of processor time, one a call."""

    ms: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.ms)

    def at(self, share: float) -> float:
        """Return the time that a share of the calls stayed below: 0.95 for the ninety-fifth of a hundred."""
        ordered = sorted(self.ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def __str__(self) -> str:
        return f"{self.median:.2f} (p95 {self.at(0.95):.2f})"


def of_calls(act: Callable[[], object], times: int) -> Times:
    """Return the processor time of a call in this process, all threads counted; the first one is not kept."""
    act()
    gc.collect()
    found = []
    for _ in range(times):
        before = time.process_time()
        act()
        found.append(1000 * (time.process_time() - before))
    return Times(tuple(found))


def in_turn(acts: Sequence[Callable[[], object]], times: int) -> list[Times]:
    """Return the times of several acts that are called in turn, so that a slow minute slows all of them."""
    found: list[list[float]] = [[] for _ in acts]
    for act in acts:
        act()
    gc.collect()
    for _ in range(times):
        for place, act in enumerate(acts):
            before = time.process_time()
            act()
            found[place].append(1000 * (time.process_time() - before))
    return [Times(tuple(ms)) for ms in found]


def of_program(*command: str) -> float:
    """Return the milliseconds of processor time a program takes from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean_env())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def programs_in_turn(commands: Sequence[Sequence[str]], times: int) -> list[Times]:
    """Return the times of several programs that are run in turn."""
    found: list[list[float]] = [[] for _ in commands]
    for _ in range(times):
        for place, command in enumerate(commands):
            found[place].append(of_program(*command))
    return [Times(tuple(ms)) for ms in found]


STARTED = 12.0
"""Milliseconds of processor time a Python that does nothing took where the limits in milliseconds were set."""


def pace() -> float:
    """Return how many times as long this machine takes now for what took `STARTED` there."""
    return Times(tuple(of_program(PYTHON, "-c", "pass") for _ in range(9))).median / STARTED


def clean_env() -> dict[str, str]:
    """Return the environment for programs that are measured: a plain terminal, no colour switches."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}
