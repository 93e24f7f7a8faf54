"""Knowing when an app has come to rest, so that tests of screens wait for that and for nothing else."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
import textual.app
import textual.pilot
import textual.screen
from textual._context import active_app
from textual.app import App, ScreenStackError
from textual.pilot import Pilot

PATIENCE = 30.0
"""Seconds after which an app that does not come to rest is let be; machines that test are slow and shared."""

SOON = 0.01
"""Seconds within which a timer is waited for; Textual takes 8 ms before it hands on another size."""

LOOK = 0.01
"""Seconds in which a thread that works is seen to work; one that waits for something is not waited for."""


async def rest() -> None:
    """Wait until the app has done all it was asked to: there is nothing to do, to paint or to hear from a thread.

    Textual looks every 20 ms whether the process still works, for lack of anything better, and sends a
    message to each part of the screen. The event loop knows: what has nothing ready to run is at rest.
    """
    loop: Any = asyncio.get_running_loop()
    app: App[Any] | None = active_app.get(None)
    until = time.monotonic() + PATIENCE
    empty = 0
    while time.monotonic() < until:
        await asyncio.sleep(0)
        # Twice in a row: between the two it has looked for what arrived from threads, and for timers.
        empty = 0 if loop._ready else empty + 1
        if empty == 2:
            empty = 0
            if app is None or not (_paint(app) or await _thread_worked(loop) or await _timer_ended(loop)):
                return


def _paint(app: App[Any]) -> bool:
    """Paint what changed; return whether anything did."""
    try:
        screen = app.screen
    except ScreenStackError:
        return False
    timer: Any = screen._update_timer
    if not (screen.is_running and timer._active.is_set()):
        return False
    screen._on_timer_update()
    return True


async def _thread_worked(loop: Any) -> bool:
    """Wait for a thread that works; return whether there was one, and not whether one waits."""
    seen = False
    until, worked = time.monotonic() + LOOK, _worked_elsewhere()
    while _is_busy(loop._default_executor):
        if time.monotonic() >= until:
            return _worked_elsewhere() - worked > LOOK / 10
        seen = True
        await asyncio.sleep(LOOK / 10)
    return seen


def _worked_elsewhere() -> float:
    """Return the processor time of all threads but this one, which works by looking."""
    return time.process_time() - time.thread_time()


def _is_busy(threads: Any) -> bool:
    """Return whether a thread of a pool is at something, though the worker that began it may be cancelled."""
    return threads is not None and threads._idle_semaphore._value < len(threads._threads)


async def _timer_ended(loop: Any) -> bool:
    """Wait for a timer that ends soon; return whether there was one."""
    soon = loop.time() + SOON
    if any(handle.when() < soon and not handle.cancelled() for handle in loop._scheduled):
        await asyncio.sleep(SOON)
        return True
    return False


def teach_pilots(patched: pytest.MonkeyPatch) -> None:
    """Have every pilot wait for an app as `rest` does."""

    async def idle(*_: float) -> None:
        await rest()

    async def screen(*_: Any, **_named: Any) -> bool:
        await rest()
        return True

    for waiting in (textual.app, textual.pilot):
        patched.setattr(waiting, "wait_for_idle", idle)
    patched.setattr(Pilot, "_wait_for_screen", screen)
    # What changes is painted once, when all else is done, and not whenever a slow machine gets to it.
    patched.setattr(textual.screen, "UPDATE_PERIOD", 1.0)
