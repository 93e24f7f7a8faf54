"""What an export hides, by keys: each word in its text, doubtful ones first, decided on before anything is written."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens.hiding import HidingScreen
from complaintdesk.services import hiding, setup
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import AddComplaint, Now
from tests.hostile import walks
from tests.screens.stage import NARROW, WIDE, lines, shown
from tests.widgets.stage import controls_in


@pytest.fixture
def priced(desk: Desk, add_complaint: AddComplaint) -> int:
    """A complaint of somebody whose name is a word."""
    return add_complaint(
        customer="Ann Price", narrative="Price it was.\nI told Price so, on 07700 900123.", about="Cold flat"
    ).id


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, each screen painted before the next key."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        await pilot.pause()


def title(pilot: Pilot[None]) -> str:
    """Return the line above the list, whole."""
    return str(pilot.app.screen.query_one("#hiding-title", Static).render())


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_doubtful_words_are_decided_on_before_the_export(
    desk: Desk, priced: int, size: tuple[int, int]
) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "E")
        assert isinstance(app.screen, HidingScreen)
        text = shown(pilot)
        assert "hides 2 names, 1 telephone number; 2 doubtful, undecided." in title(pilot)
        assert "?Price? it was." in text
        assert "I told ?Customer A? so, on [telephone number]." in text

        await press(pilot, "y", "n", "k")
        assert "nothing is undecided. + hides" in title(pilot)
        assert "Customer A it was." in shown(pilot)
        assert "I told Price so" in shown(pilot)

        await press(pilot, "E")
        assert isinstance(app.screen, FormScreen)
        assert "Hidden unless real names are asked for: 2 names, 1 telephone" in shown(pilot)
    assert hiding.preview(desk, "CD-2026-0001").open == 0
    assert services.history.undo(desk).label == "leave a doubtful word"


async def test_what_is_sure_can_be_seen_and_not_be_decided_on(desk: Desk, priced: int) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await pilot.pause()
        await press(pilot, "H", "G")
        steps = services.care.last_step(desk)
        await pilot.press("y", "n")
        assert services.care.last_step(desk) == steps
        await press(pilot, "escape")
        assert not isinstance(app.screen, HidingScreen)


async def test_a_name_that_was_missed_is_hidden_from_now_on_and_left_again(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint(customer="Lena Okafor", narrative="Paul Dunn came. P. Moss, too. P. Moss left.", about="x")
    app = DeskApp(desk)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await pilot.pause()
        await press(pilot, "H")
        assert "2 doubtful, undecided" in title(pilot)
        await press(pilot, "n")  # of both places where P. Moss stands
        assert "hides 1 name; nothing is undecided. + hides" in title(pilot)

        await press(pilot, "plus", *"Paul", "space", *"Dunn", "ctrl+s")
        assert isinstance(app.screen, HidingScreen)
        assert "Hidden in 1 place, and wherever it is written from now on" in shown(pilot)
        assert "hides 1 name, 1 hidden word" in title(pilot)
        assert "[hidden word] came" in shown(pilot)
        assert hiding.preview(desk, "CD-2026-0001").texts[-1].finds[0].kind == "word"

        await press(pilot, "G", "y", "n")
        assert "hides 1 name; nothing is undecided" in title(pilot)
        await press(pilot, "plus", *"Nowhere", "ctrl+s")
        assert "It stands nowhere yet" in shown(pilot)
    assert services.history.undo(desk).label == "hide a word"


async def test_without_a_doubtful_word_the_export_is_asked_for_at_once(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint(customer="Lena Okafor")
    app = DeskApp(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        await press(pilot, "E")
        assert isinstance(app.screen, FormScreen)


async def test_a_store_that_is_only_read_asks_where_to(desk: Desk, priced: int, now: Now) -> None:
    reading = setup.open_desk(desk.settings, now.today, now.moment, read_only=True)
    app = DeskApp(reading)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        await press(pilot, "E")
        assert isinstance(app.screen, FormScreen)
        await press(pilot, "escape", "H")
    reading.close()


@pytest.mark.parametrize("string", walks().values(), ids=walks().keys())
async def test_hostile_texts_are_shown_as_they_are(
    desk: Desk, add_complaint: AddComplaint, string: str
) -> None:
    add_complaint(customer=f"Ann Price {string}"[:80], narrative=f"{string} Price {string} Ann", about=string)
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "H", "j", "j", "y")
        assert isinstance(app.screen, HidingScreen)
        assert controls_in(lines(pilot)) == []
