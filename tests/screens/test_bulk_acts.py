"""Acts on the marked complaints: asked once with their references, answered for each."""

from __future__ import annotations

from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Stage
from complaintdesk.widgets.dialogs import ConfirmScreen, TextScreen
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import AddComplaint
from tests.refusing import dossiers
from tests.screens.stage import NARROW, notices, shown, type_in


def queue_screen(pilot: Pilot[None]) -> QueueScreen:
    assert isinstance(pilot.app.screen, QueueScreen)
    return pilot.app.screen


async def test_those_that_refuse_stay_marked_and_each_answer_is_listed(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    ids = [add_complaint(customer=f"Customer {number}").id for number in range(3)]
    services.triage.accept(desk, ids[1])
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        queue_screen(pilot)._go_to_view("live")
        await pilot.press("*", "a")
        await pilot.pause()
        assert isinstance(app.screen, ConfirmScreen)
        text = shown(pilot)
        assert "Accept 3 complaints?" in text
        assert "26-0001" in text
        assert "26-0003" in text

        await pilot.press("y")
        await pilot.pause()
        assert isinstance(app.screen, TextScreen)
        text = shown(pilot)
        assert "2 of 3 accepted." in text
        assert "26-0002  left:" in text
        assert "26-0001  accepted" in text

        await pilot.press("escape")
        await pilot.pause()
        assert queue_screen(pilot).chosen() == (ids[1],)
        assert {found.stage for found in dossiers(desk)} == {Stage.investigating}

        await pilot.press("u")
        await pilot.pause()
        assert [found.stage for found in dossiers(desk)].count(Stage.referred) == 2


async def test_severity_is_set_on_all_that_are_marked(desk: Desk, add_complaint: AddComplaint) -> None:
    for number in range(3):
        add_complaint(customer=f"Customer {number}")
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        queue_screen(pilot)._go_to_view("live")
        await pilot.press("space", "space", "t")
        await pilot.pause()
        assert isinstance(app.screen, FormScreen)
        assert "Triage 2 complaints" in shown(pilot)
        await pilot.press("4", "tab")
        await type_in(pilot, "No heating")
        await pilot.press("ctrl+s")
        await pilot.pause()

        assert notices(pilot) == ["2 triaged. u undoes."]
        assert sorted(found.severity for found in dossiers(desk)) == [0, 4, 4]
        assert queue_screen(pilot).queue.marks == frozenset()
        await pilot.press("u")
        await pilot.pause()
        assert {found.severity for found in dossiers(desk)} == {0}


async def test_a_form_with_nothing_in_it_is_refused_and_stays(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    for number in range(2):
        add_complaint(customer=f"Customer {number}")
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        queue_screen(pilot)._go_to_view("live")
        await pilot.press("*", "t", "ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, FormScreen)
        assert "Nothing is filled in" in shown(pilot)


async def test_the_marked_are_flagged_paused_and_resumed(desk: Desk, add_complaint: AddComplaint) -> None:
    for number in range(2):
        add_complaint(customer=f"Customer {number}")
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        queue_screen(pilot)._go_to_view("live")
        await pilot.press("*", "!", "y")
        await pilot.pause()
        assert all(found.urgent for found in dossiers(desk))
        assert notices(pilot) == ["2 urgent. u undoes."]

        await pilot.press("*", "!", "y")
        await pilot.pause()
        assert not any(found.urgent for found in dossiers(desk))

        await pilot.press("*", "w")
        await pilot.pause()
        await type_in(pilot, "The surveyor")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert all(found.paused for found in dossiers(desk))

        await pilot.press("*", "w", "y")
        await pilot.pause()
        assert not any(found.paused for found in dossiers(desk))
