"""A desk that may only read refuses at the key, says who has the store, and loses nothing that was typed."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.config import Settings
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import AddComplaint, Now
from tests.screens.stage import NARROW, notices, opened, until

OPENED = (
    "Nothing can be changed here, because the store was opened for reading only: close it and open it again."
)


@pytest.fixture
def reading(desk: Desk, settings: Settings, now: Now, add_complaint: AddComplaint) -> Iterator[Desk]:
    """A second desk on a store with a complaint, which the first one has."""
    services.triage.accept(desk, add_complaint().id)
    assert desk.store.claim() is None
    other = setup.open_desk(settings, now.today, now.moment, read_only=True)
    yield other
    other.close()


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def held() -> str:
    return (
        f"Nothing can be changed here, because another desk has the store (process {os.getpid()} on"
        f" {os.uname().nodename}): work there, or close it and open this one again."
    )


async def test_it_is_said_on_opening_and_at_each_key_that_would_change_something(
    desk: Desk, reading: Desk
) -> None:
    async with DeskApp(reading).run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await until(pilot, lambda: held() in notices(pilot), "the notice")
        for keys in (("c",), ("b",), ("t",), ("e",), ("d",), ("I",), ("2", "+"), ("X",), ("L",)):
            pilot.app.clear_notifications()
            await press(pilot, *keys)
            assert isinstance(pilot.app.screen, PlaceScreen), keys
            assert notices(pilot) == [held()], keys
        await press(pilot, "E")
        assert isinstance(pilot.app.screen, FormScreen), "an export changes nothing"


async def test_once_the_first_desk_is_closed_it_says_so(desk: Desk, reading: Desk) -> None:
    desk.close()

    async with DeskApp(reading).run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "c")
        assert notices(pilot)[-1] == OPENED


async def test_what_is_typed_when_it_turns_out_so_stays_and_is_told_of_in_one_voice(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    form = f"contact.log:{complaint_id}"
    services.drafts.keep(desk, form, {"summary": "What another desk typed"})

    async with opened(desk, "negotiation", complaint_id) as pilot:
        await press(pilot, "b", *"Ring")
        desk.store.read_only = True
        asked = pilot.app.screen
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is asked
        await press(pilot, "escape")
        assert pilot.app.screen is asked
        assert "it is then copied to the clipboard" in notices(pilot)[-1]
        before = notices(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, PlaceScreen)
        assert notices(pilot) == before, "and nothing that says the opposite"
        assert "Ring" in pilot.app.clipboard
    desk.store.read_only = False

    assert services.drafts.find(desk, form) == {"summary": "What another desk typed"}
