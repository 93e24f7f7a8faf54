"""The filter box offers what may follow, values narrow a view, and letters lead anywhere on the screen."""

from __future__ import annotations

from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.detail_pane import DetailPane
from complaintdesk.widgets.filter_input import FilterInput
from complaintdesk.widgets.jump import JumpScreen
from tests.conftest import AddComplaint
from tests.hostile import STRINGS
from tests.screens.stage import lines, opened, type_in

SMALL = (80, 24)


def box(pilot: Pilot[None]) -> FilterInput:
    return pilot.app.screen.query_one(FilterInput)


def offered(pilot: Pilot[None]) -> str:
    return next((line.strip() for line in lines(pilot) if "tab takes over" in line), "")


async def test_an_empty_filter_names_its_fields_and_what_is_typed_narrows_them(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint(product="Repairs")
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        assert offered(pilot) == ""
        await pilot.press("slash")
        await pilot.pause()
        assert offered(pilot).startswith("tab takes over: ref:  stage:  severity:")

        await type_in(pilot, "pro")
        await pilot.pause()
        assert offered(pilot) == "tab takes over: procedure:  product:  promise:"

        await pilot.press("tab", "tab")
        await pilot.pause()
        assert box(pilot).value == "product:"
        assert "[product:]" in offered(pilot)

        await type_in(pilot, "r")
        await pilot.press("tab")
        await pilot.pause()
        assert box(pilot).value == "product:Repairs"

        await pilot.press("enter")
        await pilot.pause()
        assert offered(pilot) == ""
        assert isinstance(app.screen, QueueScreen)
        assert app.screen.queue.total.count == 1


async def test_tab_goes_on_where_nothing_is_offered(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await pilot.press("slash")
        await type_in(pilot, "boiler")
        await pilot.press("tab")
        await pilot.pause()

        assert box(pilot).value == "boiler"
        assert not box(pilot).has_focus


async def test_a_view_is_narrowed_by_a_value_that_is_there_with_its_number(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    for product in ("Repairs", "Repairs", "Estates"):
        add_complaint(product=product)
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await pilot.press("f")
        await type_in(pilot, "product")
        await pilot.press("enter")
        await pilot.pause()
        assert any("Repairs  2" in line for line in lines(pilot))

        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, QueueScreen)
        assert app.screen.filter_text == "product:Estates"
        assert app.screen.queue.total.count == 1

        await pilot.press("f")
        await type_in(pilot, "cause")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, QueueScreen), "there is nothing to choose from"

        await pilot.press("f")
        await type_in(pilot, "flag")
        await pilot.press("enter")
        await type_in(pilot, "urgent")
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.filter_text == "product:Estates flag:urgent"


async def test_a_hostile_value_is_shown_as_it_stands_and_found_again(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    kept = [
        found.product
        for words in STRINGS.values()
        if words.strip() and len(words) < 300 and (found := add_complaint(product=words)).product.strip()
    ]

    values = services.queue.values(desk, "product")

    assert values
    for value, count in values:
        text = services.queue.narrowed("", "product", value)
        assert value in kept
        assert services.queue.total(desk, filter_text=text).count == count, text


async def test_letters_lead_to_tabs_and_panes(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint()

    async with opened(desk, "investigation", found.id) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, InvestigationScreen)
        await pilot.press("ctrl+o")
        await pilot.pause()
        jump = pilot.app.screen
        assert isinstance(jump, JumpScreen)
        tabs = len(screen.query_one("#places").starts) + len(screen.query_one("#parts").starts)  # type: ignore[attr-defined]
        letters = list(jump._places)

        await pilot.press("escape")
        assert pilot.app.screen is screen

        await pilot.press("ctrl+o", letters[tabs - 1])
        await pilot.pause()
        here = pilot.app.screen
        assert isinstance(here, InvestigationScreen)
        assert here.part.id == "like"

        await pilot.press("ctrl+o", letters[-1])
        await pilot.pause()
        assert isinstance(here.focused, DetailPane)

        await pilot.press("ctrl+o", "9")
        assert pilot.app.screen is screen, "a key that is no letter of a place stays"


async def test_the_queue_fills_the_screen_and_gives_the_room_back(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=(140, 42), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, QueueScreen)
        widths = [screen.queue.size.width]
        for _ in range(2):
            await pilot.press("z")
            await pilot.pause()
            widths.append(screen.queue.size.width)

        assert widths[1] > widths[0] == widths[2]
