"""What tests of complaint screens share: a screen opened on a complaint, and what it shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from complaintdesk.app import DeskApp
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.keys_footer import KeysFooter

NARROW, WIDE = (80, 24), (140, 42)


@asynccontextmanager
async def opened(
    desk: Desk, place: str, complaint_id: int, size: tuple[int, int] = NARROW
) -> AsyncIterator[Pilot[None]]:
    """Open a desk, and on it a place of one complaint."""
    app = DeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        app.screen.post_message(PlaceScreen.Going(place, complaint_id))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, PlaceScreen)
        yield pilot


async def type_in(pilot: Pilot[None], text: str) -> None:
    """Type a text key by key, without looking up between the keys."""
    driver = pilot.app._driver
    assert driver is not None
    for character in text:
        key = {"\n": "enter"}.get(character) or _character_to_key(character)
        driver.send_message(events.Key(key, "\r" if character == "\n" else character))
    await pilot.pause()


async def settled(pilot: Pilot[None]) -> None:
    """Wait until what was begun in another thread is over."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


PATIENCE = 20.0
"""Seconds to wait for what another thread or a timer brings; machines that test are slow and shared."""


async def until(pilot: Pilot[None], is_so: Callable[[], object], what: str) -> None:
    """Wait until something is so, looking again and again; what does not come to pass is named."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if pilot.app._exception is not None:
            raise pilot.app._exception
        assert time.monotonic() < deadline, f"{what} did not come to pass:\n{shown(pilot)}"
        await asyncio.sleep(0.01)
        await pilot.pause()


def lines(pilot: Pilot[None]) -> list[str]:
    """Return what is on the screen in front, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def notices(pilot: Pilot[None]) -> list[str]:
    """Return the notices in sight, the oldest first."""
    return [notice.message for notice in pilot.app._notifications]


def shown(pilot: Pilot[None]) -> str:
    """Return what is on the screen in front, as one text."""
    return "\n".join(lines(pilot))


def footer_width(pilot: Pilot[None]) -> tuple[int, int]:
    """Return how many entries the footer has beside the palette's, and how many cells they all need."""
    footer = pilot.app.screen.query_one(KeysFooter)
    return len(footer.keys), footer.needed
