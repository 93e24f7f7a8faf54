"""The queue's screen: triage by keys, with the cursor on the right complaint afterwards."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.keys_footer import KeysFooter
from tests.conftest import AddComplaint
from tests.screens.stage import lines, notices, until


def queue_of(app: DeskApp) -> QueueScreen:
    assert isinstance(app.screen, QueueScreen)
    return app.screen


async def test_accepting_moves_on_to_the_next_complaint_and_undo_brings_it_back(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    ids = [add_complaint(customer=f"Customer {n}").id for n in range(3)]
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        first = queue_of(app).complaint_in_hand()
        await pilot.press("a")
        second = queue_of(app).complaint_in_hand()

        assert first in ids
        assert second in ids
        assert second != first
        assert services.dossier.load(desk, first).stage.name == "investigating"

        await pilot.press("u")

        assert services.dossier.load(desk, first).stage.name == "referred"


async def test_the_complaint_just_accepted_can_be_opened_where_the_view_has_run_empty(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    only = add_complaint().id
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        queue_of(app)._go_to_view("to_triage")
        await pilot.press("a")
        await pilot.pause()
        assert queue_of(app).complaint_in_hand() is None
        await pilot.press("2")
        await pilot.pause()

        assert isinstance(app.screen, InvestigationScreen)
        assert app.screen.complaint_id == only


async def test_marked_complaints_are_accepted_as_one_step_after_a_question(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    ids = [add_complaint(customer=f"Customer {n}").id for n in range(3)]
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("*", "a", "y")
        await pilot.pause()

        assert {services.dossier.load(desk, each).stage.name for each in ids} == {"investigating"}

        await pilot.press("u")

        assert {services.dossier.load(desk, each).stage.name for each in ids} == {"referred"}


async def test_holding_enter_on_the_question_accepts_nothing(desk: Desk, add_complaint: AddComplaint) -> None:
    ids = [add_complaint(customer=f"Customer {n}").id for n in range(3)]
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("*", "a", *["enter"] * 8)
        await pilot.pause()

        assert {services.dossier.load(desk, each).stage.name for each in ids} == {"referred"}


async def test_a_filter_narrows_as_it_is_typed_and_f_clears_it(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint(customer="Ada Quill", narrative="The boiler is cold.")
    add_complaint(customer="Bo Reeve", narrative="The lift is stuck.")
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("l", *"/lift")
        await until(pilot, lambda: queue_of(app).queue.total.count == 1, "looking up what was typed")

        await pilot.press("enter", "F")
        await pilot.pause()

        assert queue_of(app).queue.total.count == 2


async def test_a_reference_in_any_spelling_finds_its_complaint_in_every_view(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    wanted = add_complaint(customer="Ada Quill")
    add_complaint(customer="Bo Reeve")
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        queue_of(app).show_filter("cd 2026 1")
        await pilot.pause()

        assert queue_of(app).queue.total.count == 1
        assert queue_of(app).complaint_in_hand() == wanted.id


async def test_a_filter_that_is_not_understood_says_where_and_leaves_the_rows(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press(*"/stage:refered")
        screen = queue_of(app)
        await until(pilot, lambda: "referred" in str(screen.status.render()), "naming the nearest word")

        assert screen.queue.total.count == 1


async def test_everything_typed_into_the_filter_is_inserted(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("slash", *"x1?/ndq!bE")

        assert queue_of(app).query_one("#filter", Input).value == "x1?/ndq!bE"


async def test_a_new_complaint_is_entered_by_keys_alone(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("c")
        assert isinstance(app.screen, FormScreen)
        await pilot.press(*"Ada Quill", "enter", *"It is cold.", "tab", *"Heat", "ctrl+s")
        await pilot.pause()

        row = desk.reader.execute("SELECT narrative, wants FROM complaint").fetchone()
        assert tuple(row) == ("It is cold.", "Heat")


@pytest.mark.parametrize("keys", ["h", "/Nobody"])
async def test_a_new_complaint_has_the_cursor_also_where_the_view_does_not_hold_it(
    desk: Desk, add_complaint: AddComplaint, keys: str
) -> None:
    add_complaint(customer="Bo Marsh")
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press(*keys, *(["enter"] if len(keys) > 1 else []))
        await pilot.press("c", *"Ada Quill", "enter", *"It is cold.", "ctrl+s")
        await pilot.pause()

        assert (queue_of(app).view, queue_of(app).filter_text) == ("to_triage", "")
        hand = queue_of(app).complaint_in_hand()
        assert hand is not None
        assert services.dossier.load(desk, hand).customer == "Ada Quill"
        assert notices(pilot)[-1] == "CD-2026-0002 is added, under To triage. u undoes."


async def test_an_emptied_view_says_where_what_was_accepted_is(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("l", "a")
        await pilot.pause()

        assert "Nothing waits for triage. l: Live has 1." in " ".join(" ".join(lines(pilot)).split())


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("m",), "m does nothing here; on a complaint's screens (2 to 6) it is Missing."),
        (("l", "l", "l", "E"), "Put the cursor on a complaint first; E (Export the report) is about one."),
        (("l", "l", "l", "t"), "Put the cursor on a complaint first; t (Triage) is about one."),
        (("2", "t"), "t does nothing here; on Desk (1) it is Triage."),
        (("3", "e"), "e (Edit) has nothing to act on here."),
    ],
)
async def test_a_key_that_does_nothing_says_what_it_needs_or_where_it_works(
    desk: Desk, add_complaint: AddComplaint, keys: tuple[str, ...], said: str
) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        await pilot.press(keys[-1])

        assert notices(pilot) == [said], "held down, it says so once"


async def test_what_was_typed_into_a_form_is_offered_again(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("c", *"Ada Quill", "escape", "c", *"ada", "enter")
        await pilot.pause()

        assert isinstance(app.screen, FormScreen)
        assert app.screen.typed["customer"] == "Ada Quill"


async def test_an_empty_desk_says_what_to_press(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        svg = app.export_screenshot(simplify=True)

        assert "adds" in svg


async def test_the_footer_fits_eighty_columns(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        footer = app.screen.query_one(KeysFooter)

        assert footer.needed <= footer.size.width


async def test_cursor_and_marks_stay_with_their_complaints(desk: Desk, add_complaint: AddComplaint) -> None:
    ids = [add_complaint(customer=f"Customer {9 - number}").id for number in range(6)]
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        queue_of(app)._go_to_view("live")
        await pilot.press("j", "space", "space")
        at, marked = queue_of(app).complaint_in_hand(), queue_of(app).queue.marks
        assert at in ids
        assert len(marked) == 2

        for keys in (("s", *"customer", "enter"), ("S",), ("ctrl+r",), ("h", "l")):
            await pilot.press(*keys)
            await pilot.pause()
            assert (queue_of(app).complaint_in_hand(), queue_of(app).queue.marks) == (at, marked), keys

        await pilot.press("escape", "t")
        await pilot.pause()
        await pilot.press("3", "ctrl+s")
        await pilot.pause()
        assert queue_of(app).complaint_in_hand() == at
        await pilot.press("u")
        await pilot.pause()
        assert queue_of(app).complaint_in_hand() == at


async def test_undo_of_a_bulk_act_restores_cursor_and_marks_also_after_a_restart(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    ids = [add_complaint(customer=f"Customer {number}").id for number in range(4)]
    before = [services.dossier.load(desk, each).stage for each in ids]
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        queue_of(app)._go_to_view("to_triage")
        await pilot.press("g", "space", "space", "space", "a", "y")
        await pilot.pause()
        accepted = {each for each in ids if services.dossier.load(desk, each).stage.name == "investigating"}
        assert len(accepted) == 3

        await pilot.press("u")
        await pilot.pause()
        assert queue_of(app).queue.marks == accepted
        assert queue_of(app).complaint_in_hand() in accepted
        await pilot.press("escape", "U")
        await pilot.pause()

    again = DeskApp(desk)
    async with again.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        queue_of(again)._go_to_view("live")
        await pilot.press("u")
        await pilot.pause()
        assert queue_of(again).queue.marks == accepted
        assert queue_of(again).complaint_in_hand() in accepted
        assert [services.dossier.load(desk, each).stage for each in ids] == before
