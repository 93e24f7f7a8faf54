"""What is typed while a form is being laid out goes into it, in its order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual import events
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import AddComplaint


def send(pilot: Pilot[None], keys: Iterator[str] | list[str]) -> None:
    """Send keys all at once, as a hand that is ahead of the screen does."""
    for key in keys:
        character = {"space": " ", "tab": "\t"}.get(key, key if len(key) == 1 else None)
        pilot.app.post_message(events.Key(key, character))


@pytest.mark.parametrize("opening", ["b", "c"])
async def test_letters_typed_right_behind_the_key_that_opens_a_form_are_in_its_first_field(
    desk: Desk, add_complaint: AddComplaint, opening: str
) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        send(pilot, [opening, *"anna a"])
        for _ in range(4):
            await pilot.pause()

        assert isinstance(app.screen, FormScreen)
        assert next(iter(app.screen.typed.values())) == "anna a"
        found = services.dossier.by_reference(desk, "CD-2026-0001")
        assert found.accepted_on is None, "no letter was taken for a command"


async def test_a_tab_typed_ahead_goes_to_the_next_field_in_its_turn(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        send(pilot, ["c", *"anna", "tab", *"cold", "tab", "shift+tab", *" again"])
        for _ in range(4):
            await pilot.pause()

        assert isinstance(app.screen, FormScreen)
        assert list(app.screen.typed.values())[:2] == ["anna", "cold again"]


async def test_letters_typed_ahead_narrow_a_choice(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint(product="Repairs")
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        send(pilot, ["f", *"product"])
        for _ in range(4):
            await pilot.pause()
        assert isinstance(app.screen, ChoiceScreen)
        await pilot.press("enter")
        await pilot.pause()

        assert isinstance(app.screen, ChoiceScreen)
        await pilot.press("enter")
        assert services.queue.total(desk, "live", "product:Repairs").count == 1


async def test_a_key_that_nothing_takes_acts_where_it_was_pressed(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await pilot.press("a")

        assert services.dossier.by_reference(desk, "CD-2026-0001").accepted_on is not None
