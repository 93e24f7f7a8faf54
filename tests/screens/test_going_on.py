"""Going on with what was typed and not saved: back into its form, side by side, or discarded on purpose."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens import going_on, new_complaint
from complaintdesk.screens.place import PLACES, PlaceScreen
from complaintdesk.services import history, investigation
from complaintdesk.services.desk import Desk
from complaintdesk.services.drafts import Whence
from complaintdesk.services.unfinished import Road
from complaintdesk.widgets.dialogs import ChoiceScreen, ConfirmScreen, TextScreen
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import TODAY, AddComplaint, Now
from tests.hostile import STRINGS
from tests.screens.stage import NARROW, WIDE, lines, notices, opened, settled, shown, type_in, until
from tests.stock import FIRST
from tests.widgets.stage import controls_in


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def begin(pilot: Pilot[None], customer: str, *keys: str) -> None:
    """Begin a new complaint, and leave it."""
    await press(pilot, *(keys or ("c",)))
    assert isinstance(pilot.app.screen, FormScreen)
    await type_in(pilot, customer)
    await press(pilot, "escape")


def customers(desk: Desk) -> set[str]:
    return {draft.values["customer"] for draft in services.drafts.waiting(desk)}


async def test_one_without_a_name_is_told_by_its_first_words(desk: Desk) -> None:
    async with DeskApp(desk).run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await begin(pilot, "No heat", "c", "tab")
        await press(pilot, "c")
        assert "Go on with the one without a name: No heat, typed today" in shown(pilot)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_second_caller_gets_a_form_of_their_own_and_the_first_one_waits(
    desk: Desk, now: Now, size: tuple[int, int]
) -> None:
    async with DeskApp(desk).run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await begin(pilot, "Bo Reeve")
        now.day = TODAY + timedelta(days=1)

        await press(pilot, "c")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        assert "Go on with Bo Reeve, typed Wed 18 Nov 2026 at 09:00" in shown(pilot)
        await press(pilot, "enter")
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert form.typed["customer"] == ""
        await type_in(pilot, "Cy Dunn")
        await press(pilot, "escape", "c", *"bo", "enter")
        again = pilot.app.screen
        assert isinstance(again, FormScreen)
        assert again.typed["customer"] == "Bo Reeve"

    assert customers(desk) == {"Bo Reeve", "Cy Dunn"}
    assert {one.title for one in services.unfinished.forms(desk)} == {
        "New complaint: Bo Reeve",
        "New complaint: Cy Dunn",
    }


async def test_one_that_is_saved_is_waited_for_no_more_and_the_others_are(desk: Desk) -> None:
    async with DeskApp(desk).run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await begin(pilot, "Bo Reeve")
        await begin(pilot, "Cy Dunn", "c", "enter")
        await press(pilot, "c")
        text = shown(pilot)
        assert "2 new complaints are begun and not saved. Go on with one" in text
        assert "Go on with Cy Dunn, typed today at 09:00" in text
        await press(pilot, *"cy", "enter", "tab", *"Cold", "ctrl+s")

        assert [found.customer for found in services.queue.rows_of(desk, [1])] == ["Cy Dunn"]
        assert customers(desk) == {"Bo Reeve"}
        await press(pilot, "c", "escape")
        assert isinstance(pilot.app.screen, PlaceScreen)


async def test_what_is_begun_is_discarded_only_by_name_and_after_a_question(desk: Desk) -> None:
    async with DeskApp(desk).run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await begin(pilot, "Bo Reeve")
        await press(pilot, "c", *"discard", "enter")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        text = shown(pilot)
        assert "New complaint: Bo Reeve" in text
        assert "Customer: Bo Reeve" in text
        await press(pilot, "enter")
        assert customers(desk) == {"Bo Reeve"}
        await press(pilot, "c", *"discard", "enter", "y")

    assert customers(desk) == set()
    assert notices(pilot)[-1] == "Discarded: New complaint: Bo Reeve."


async def test_the_due_list_lists_each_goes_on_with_it_and_discards_it(desk: Desk) -> None:
    async with DeskApp(desk).run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await begin(pilot, "Bo Reeve")
        await begin(pilot, "Cy Dunn", "c", "enter")
        await press(pilot, "D")
        text = shown(pilot)
        assert "New complaint: Bo Reeve" in text
        assert "New complaint: Cy Dunn" in text
        assert "x Discard" in text

        first = services.unfinished.forms(desk)[0]
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormScreen), "the form")
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert first.name == f"New complaint: {form.typed['customer']}"

        await press(pilot, "escape", "D", "x", "y")
        assert len(services.drafts.waiting(desk)) == 1


IS_RELEASE = bool(os.environ.get("COMPLAINTDESK_RELEASE"))
"""Whether every part of every place is gone through, with every key; else one part with a few."""

KEYS = (
    "enter",
    "plus",
    "e",
    "f",
    "r",
    "t",
    "d",
    "b",
    "A",
    "X",
    "L",
    "w",
    "P",
    "C",
    "E",
    "=",
    "R",
    "W",
    "V",
    "M",
)
"""Every key that asks with a form somewhere."""

ENTERED = frozenset({"investigation", "options", "negotiation", "resolution", "library"})
"""The places where `enter` on a row opens no other place."""

SOME = {
    "desk": ("t", "d"),
    "investigation": ("e", "L"),
    "options": ("plus",),
    "negotiation": ("b",),
    "resolution": ("X",),
    "timeline": ("A",),
    "trends": ("R",),
    "recommendations": ("e",),
    "portfolio": ("plus",),
    "library": ("enter",),
}


async def leave_half_done(pilot: Pilot[None], key: str, depth: int) -> None:
    """Have a key ask with its form, type something into it, and leave it."""
    await press(pilot, key)
    if isinstance(pilot.app.screen, ChoiceScreen):
        await press(pilot, "enter")
    if isinstance(pilot.app.screen, FormScreen):
        free = next(
            (each for each in pilot.app.screen.query(Field) if each.spec.kind in {"text", "long"}), None
        )
        if free is not None:
            free.control.focus()
            await type_in(pilot, "Half")
    while len(pilot.app.screen_stack) > depth:
        await press(pilot, "escape")


@pytest.mark.parametrize(
    ("place", "stocked_as"),
    [(place, "history" if place in {"trends", "recommendations"} else "investigated") for place in PLACES],
)
async def test_every_form_that_waits_is_opened_again_from_the_due_list(
    desk: Desk, place: str, stocked_as: str
) -> None:
    depth = 2 if place == "desk" else 3

    async with opened(desk, place, FIRST) as pilot:
        app = pilot.app
        here = app.screen
        assert isinstance(here, PlaceScreen)
        for _ in range(4 if IS_RELEASE and place != "desk" else 1):
            for key in KEYS if IS_RELEASE else SOME[place]:
                await until(pilot, lambda: here.is_ready, "the place")
                if key != "enter" or place in ENTERED:
                    await leave_half_done(pilot, key, depth)
            await press(pilot, "right_square_bracket")
        waiting = services.unfinished.forms(desk)
        assert waiting
        for one in waiting:
            place_in_front = app.screen
            assert isinstance(place_in_front, PlaceScreen)
            going_on.set_out(place_in_front, one)
            await until(
                pilot, lambda: len(app.screen_stack) > depth or isinstance(app.screen, FormScreen), one.form
            )
            form = app.screen
            assert isinstance(form, FormScreen), f"{one}\n{shown(pilot)}"
            assert form.typed == services.drafts.find(desk, one.form)
            await press(pilot, "escape")


async def test_a_form_of_a_complaint_that_is_not_there_any_more_leaves_its_words(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    async with opened(desk, "investigation", complaint_id) as pilot:
        await leave_half_done(pilot, "b", 3)
        history.undo(desk)

        await press(pilot, "1", "D", "enter")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        said = " ".join(shown(pilot).split())
        assert "The complaint it was typed for is not there any more" in said
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, TextScreen)
        assert "Half" in pilot.app.clipboard

        await press(pilot, "escape", "D", "enter", *"leave", "enter")
        assert len(services.drafts.waiting(desk)) == 1
        await press(pilot, "D", "enter", *"discard", "enter", "y")
        assert services.drafts.waiting(desk) == ()


@pytest.mark.parametrize("stocked_as", ["investigated"])
async def test_a_form_of_a_record_that_is_not_there_any_more_opens_none_of_another(desk: Desk) -> None:
    head = services.dossier.load(desk, FIRST).heads[0]
    async with opened(desk, "investigation", FIRST) as pilot:
        await press(pilot, "]")
        await leave_half_done(pilot, "e", 3)
        investigation.remove(desk, FIRST, "head", head.id)

        await press(pilot, "D", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChoiceScreen), "the question")
        said = " ".join(shown(pilot).split())
        assert "What it was typed for has gone, or is not as it was" in said

    assert len(services.drafts.waiting(desk)) == 1


async def test_the_act_that_asked_first_takes_no_step_now(desk: Desk, add_complaint: AddComplaint) -> None:
    """What was to be paused was paused meanwhile: the same key would resume it."""
    complaint_id = services.triage.accept(desk, add_complaint().id).id
    async with DeskApp(desk).run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await leave_half_done(pilot, "w", 2)
        services.timekeeping.pause(desk, complaint_id, "The customer's papers")
        steps = desk.last_step()

        await press(pilot, "D", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChoiceScreen), "the question")

    assert desk.last_step() == steps
    assert services.dossier.load(desk, complaint_id).paused


async def test_whatever_is_begun_is_named_and_does_nothing(desk: Desk) -> None:
    for number, words in enumerate(STRINGS.values()):
        whence = Whence(f"New complaint: {words}", "desk", None, Road("begin('complaint.new#1')"))
        services.drafts.keep(desk, f"{new_complaint.KIND}#{number}", {"customer": words}, 0, whence)

    async with DeskApp(desk).run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "c")
        for _ in range(2 * len(STRINGS)):
            await press(pilot, "down")
            assert controls_in(lines(pilot)) == []
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert controls_in(lines(pilot)) == []
