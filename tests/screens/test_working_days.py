"""The working days by keys: a day off, a bank holiday worked, the week; what moved, undone, stopped."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.config import Settings
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.screens.library import LibraryScreen
from complaintdesk.screens.recount import RecountScreen
from complaintdesk.services import calendars, setup
from complaintdesk.services.derived import Recount
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.merging import MergeScreen
from tests.conftest import TODAY, AddComplaint, Now
from tests.hostile import STRINGS
from tests.screens.filling import fill
from tests.screens.stage import lines, notices, settled, until
from tests.widgets.stage import controls_in

SMALL = (80, 24)
STRIKE = date(2026, 11, 19)


async def days_of(pilot: Pilot[None]) -> LibraryScreen:
    """Go to the working days, the last part of the library."""
    await pilot.pause()
    await pilot.press("0", "[")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, LibraryScreen)
    return screen


async def test_a_day_off_is_added_what_moved_is_listed_and_opened_and_undo_moves_it_back(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint(received_on=TODAY)
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await days_of(pilot)
        await pilot.press("+")
        await fill(pilot, on=STRIKE.isoformat(), name="Drivers' strike")
        await settled(pilot)

        assert isinstance(app.screen, RecountScreen)
        text = "\n".join(lines(pilot))
        assert "3 clocks of 1 open complaint moved." in text
        assert "esc Leave" in text
        assert "Stop" not in text
        assert "Fri 20 Nov 2026  Mon 23 Nov 2026" in text

        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, InvestigationScreen)
        assert app.screen.complaint_in_hand() == found.id

        await pilot.press("u")
        await settled(pilot)
        assert isinstance(app.screen, RecountScreen)
        assert "Mon 23 Nov 2026  Fri 20 Nov 2026" in "\n".join(lines(pilot))
        await pilot.press("escape", "U")
        await settled(pilot)
        assert desk.own_days.added[0].on == STRIKE


async def test_a_bank_holiday_is_worked_and_kept_again_and_the_week_is_set(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await days_of(pilot)
        assert "x Work it or not" in lines(pilot)[-1]
        await pilot.press("x")
        await settled(pilot)
        assert desk.own_days.worked == {date(2026, 12, 25)}
        assert "No clock of an open complaint moved." in notices(pilot)[-1]
        assert app.screen is screen

        await pilot.press("x")
        await settled(pilot)
        assert desk.own_days.worked == frozenset()

        await pilot.press("e")
        await fill(pilot, weekdays="1234", cutoff="17:00")
        await settled(pilot)
        assert (calendars.view(desk).weekdays, calendars.view(desk).cutoff) == ("1234", "17:00")
        assert notices(pilot)[-1].startswith("Working week kept. u undoes. ")

        await pilot.press("e", "ctrl+s")
        await settled(pilot)
        assert notices(pilot)[-1].startswith("Nothing was changed. ")


async def test_of_two_who_set_the_week_the_second_decides_whose_stays(
    desk: Desk, settings: Settings, now: Now
) -> None:
    other = setup.open_desk(settings, now.today, now.moment)
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await days_of(pilot)
        await pilot.press("e")
        await pilot.pause()
        calendars.set_week(other, "123456", "15:00")
        other.close()
        await fill(pilot, cutoff="16:00")

        assert isinstance(app.screen, MergeScreen)
        said = "\n".join(lines(pilot))
        assert "or by a command: set the working week" in said
        assert "t takes theirs, m mine." in said
        assert ("15:00" in said, "16:00" in said, "123456" in said) == (True, True, False)

        await pilot.press("m", "ctrl+s")
        await until(pilot, lambda: "Working week kept" in "".join(notices(pilot)), "the notice")
        assert (calendars.view(desk).weekdays, calendars.view(desk).cutoff) == ("123456", "16:00")


@pytest.mark.parametrize(
    ("key", "answers", "message"),
    [
        ("+", {"on": "2026-11-21", "name": "Strike"}, "is not worked as it is: a Saturday."),
        ("e", {"weekdays": "89", "cutoff": ""}, "A week is the days worked as digits"),
        ("e", {"weekdays": "12345", "cutoff": "noon"}, "is no time of day"),
    ],
)
async def test_what_cannot_be_is_said_in_the_form_which_stays(
    desk: Desk, key: str, answers: dict[str, str], message: str
) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await days_of(pilot)
        await pilot.press(key)
        await fill(pilot, **answers)

        assert isinstance(app.screen, FormScreen)
        assert message in "\n".join(lines(pilot))
        assert services.care.last_step(desk) == 1


async def test_it_is_stopped_half_way_and_nothing_is_changed(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint(received_on=TODAY)
    app = DeskApp(desk)
    half_way, is_stopped = threading.Event(), threading.Event()

    def act(recount: Recount) -> str:
        def waits() -> bool:
            half_way.set()
            is_stopped.wait(5)
            return recount.is_cancelled()

        calendars.add_day_off(desk, STRIKE, "Strike", Recount(recount.progress, waits))
        return "Kept."

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await days_of(pilot)
        screen.recount("Strike", act)
        await pilot.pause()
        half_way.wait(5)
        await pilot.press("escape")
        await pilot.pause()
        is_stopped.set()
        await settled(pilot)

        assert app.screen is screen
        assert notices(pilot)[-1] == "Stopped; nothing was changed."
        assert desk.own_days.added == ()


@pytest.mark.parametrize("name", [" ".join(STRINGS.values()), "x" * 5000])
async def test_whatever_a_day_is_called_it_is_shown_and_does_nothing(
    desk: Desk, add_complaint: AddComplaint, name: str
) -> None:
    add_complaint(received_on=TODAY)
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await days_of(pilot)
        screen.recount(name, lambda recount: str(len(calendars.add_day_off(desk, STRIKE, name, recount))))
        await settled(pilot)
        assert controls_in(lines(pilot)) == []
        await pilot.press("escape")
        await pilot.pause()
        assert controls_in(lines(pilot)) == []
        assert app.return_code in {0, None}
