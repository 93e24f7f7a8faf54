"""The due list by keys: everything that is due over all complaints, and the way to each thing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens.complaint import ComplaintScreen
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.due_list import _PLACES, DueScreen
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.services import contacts, due, investigation, triage
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import SourceKind
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import TODAY, AddComplaint
from tests.hostile import STRINGS
from tests.screens.stage import lines, notices, until
from tests.widgets.stage import controls_in

SMALL, WIDE = (80, 24), (140, 42)


@pytest.fixture
def owing(desk: Desk, add_complaint: AddComplaint) -> int:
    """A complaint to which a promise and an answer are owed."""
    found = triage.accept(desk, add_complaint(received_on=TODAY).id)
    contacts.promise(desk, found.id, "Ring her", "Ada Quill", TODAY)
    investigation.add_source(
        desk,
        found.id,
        investigation.NewSource(
            SourceKind.call, "Recording", asked_of="Calls", asked_on=TODAY, due_on=TODAY + timedelta(days=1)
        ),
    )
    return found.id


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_everything_that_is_due_is_listed_and_enter_goes_to_it(
    desk: Desk, owing: int, size: tuple[int, int]
) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "D")
        text = "\n".join(lines(pilot))
        assert "Overdue or due within 7 days: 3" in text
        assert "Ring her" in text
        assert "Asked for: Recording, asked of Calls" in text

        await press(pilot, "enter")
        screen = app.screen
        assert isinstance(screen, ComplaintScreen)
        assert (screen.PLACE, screen.part.id, screen.complaint_in_hand()) == (
            "negotiation",
            "promises",
            owing,
        )

        await press(pilot, "D", "j", "enter")
        assert isinstance(app.screen, ComplaintScreen)
        assert (app.screen.PLACE, app.screen.part.id) == ("investigation", "sources")


async def test_it_looks_further_and_comes_back(desk: Desk, owing: int) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "D", "w")
        assert f"within 28 days: {len(due.morning(desk, 28))}" in "\n".join(lines(pilot))
        await press(pilot, "w")
        assert "Overdue or due today: 1" in "\n".join(lines(pilot))
        await press(pilot, "escape")
        assert isinstance(app.screen, QueueScreen)


async def test_where_nothing_is_due_it_says_so(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "D", "enter")
        assert "Nothing is due. w looks further ahead." in "\n".join(lines(pilot))
        assert isinstance(app.screen, DueScreen)


def test_every_kind_of_item_has_its_place(desk: Desk) -> None:
    assert set(_PLACES) == set(due._KINDS) - {"draft"}
    screens = {"investigation", "options", "negotiation", "resolution", "recommendations", "trends"}
    assert {where.screen for where in _PLACES.values()} == screens


@pytest.mark.parametrize("keys", [("b",), ("2", "b"), ("0", "+")], ids=["queue", "complaint", "library"])
async def test_what_was_typed_and_not_saved_is_told_on_opening_and_found_again(
    desk: Desk, owing: int, keys: tuple[str, ...]
) -> None:
    async with DeskApp(desk).run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await press(pilot, *keys)
        form = pilot.app.screen
        place = pilot.app.screen_stack[-2]
        assert isinstance(form, FormScreen)
        assert isinstance(place, PlaceScreen)
        await press(pilot, *"Half a word", "escape")
    (kept,) = services.unfinished.forms(desk)
    typed = services.drafts.waiting(desk)[0].values
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await until(
            pilot, lambda: any("Typed and not saved" in said for said in notices(pilot)), "the notice"
        )
        await press(pilot, "D", *["j"] * [item.kind for item in due.morning(desk)].index("draft"))
        assert "Not saved: " in "\n".join(lines(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, FormScreen), "the form")
        screen, again = app.screen_stack[-2:]
        assert isinstance(screen, PlaceScreen)
        assert isinstance(again, FormScreen)
        in_hand = screen.complaint_in_hand()
        shown = again.typed

    assert kept.complaint_id == (None if place.PLACE == "library" else owing)
    assert (screen.PLACE, in_hand) == (place.PLACE, kept.complaint_id)
    assert "Half a word" in typed.values()
    assert shown == typed


async def test_a_form_that_was_emptied_again_is_not_waited_for(desk: Desk, owing: int) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await press(pilot, "2", "b", *"Half", "escape")
        assert len(services.drafts.waiting(desk)) == 1
        # It goes on at the end of what was typed.
        await press(pilot, "b", *["backspace"] * 4, "escape")
        assert services.drafts.waiting(desk) == ()


async def test_what_changed_nothing_says_so_and_offers_no_undo(desk: Desk, owing: int) -> None:
    app = DeskApp(desk)
    steps = desk.last_step()

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await press(pilot, "e", "ctrl+s")
        said = notices(pilot)[-1]

    assert said == "Nothing was changed."
    assert desk.last_step() == steps


async def test_whatever_was_promised_is_shown_and_does_nothing(desk: Desk, owing: int) -> None:
    for string in STRINGS.values():
        contacts.promise(desk, owing, string, string, TODAY)
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "D")
        for _ in STRINGS:
            await press(pilot, "j")
            assert controls_in(lines(pilot)) == []
        assert services.due.morning(desk)
        assert app.return_code in {0, None}
