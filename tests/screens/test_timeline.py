"""The timeline: every step, the latest first, what it changed, and undo."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.timeline import TimelineScreen, records
from complaintdesk.services.desk import Desk
from tests.conftest import AddComplaint
from tests.screens.stage import NARROW, WIDE, lines, opened, shown, type_in
from tests.stock import FIRST
from tests.widgets.stage import controls_in, hostile_at


@pytest.fixture
def told(desk: Desk, add_complaint: AddComplaint) -> int:
    """A complaint accepted, with two heads and other words."""
    complaint_id = add_complaint(about="Boiler").id
    services.triage.accept(desk, complaint_id)
    services.investigation.add_head(desk, complaint_id, "Not mended")
    services.investigation.add_head(desk, complaint_id, "Rude")
    services.triage.describe(desk, complaint_id, {"about": "Boiler, again"})
    return complaint_id


def timeline_of(pilot: Pilot[None]) -> TimelineScreen:
    assert isinstance(pilot.app.screen, TimelineScreen)
    return pilot.app.screen


async def test_the_latest_step_stands_first_and_says_what_it_changed(desk: Desk, told: int) -> None:
    async with opened(desk, "timeline", told) as pilot:
        text = shown(pilot)
        labels = [line for line in lines(pilot) if "18 Nov 2026 " in line and "by Robin" not in line]

        assert "edit the complaint" in labels[0]
        assert "new complaint" in labels[-1]
        assert "about: Boiler → Boiler, again" in text
        assert "by Robin Hale" in text


async def test_the_detail_follows_the_cursor(desk: Desk, told: int) -> None:
    async with opened(desk, "timeline", told) as pilot:
        await pilot.press("j")
        await pilot.pause()
        assert "text: Rude" in shown(pilot)
        await pilot.press("G")
        await pilot.pause()
        assert "customer: added" in shown(pilot)


async def test_undone_steps_are_marked_by_sign_and_word(desk: Desk, told: int) -> None:
    async with opened(desk, "timeline", told) as pilot:
        await pilot.press("u")
        await pilot.pause()
        assert "– undone: edit the complaint" in shown(pilot)
        await pilot.press("g", "j")
        await pilot.pause()
        assert "undone: it no longer holds" in shown(pilot)
        assert services.dossier.load(desk, told).about == "Boiler"
        await pilot.press("U")
        await pilot.pause()
        assert "undone: " not in shown(pilot)
        assert services.dossier.load(desk, told).about == "Boiler, again"


async def test_words_narrow_the_steps_and_are_words_not_keys(desk: Desk, told: int) -> None:
    async with opened(desk, "timeline", told) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "add HEAD")
        await pilot.press("enter")
        await pilot.pause()
        screen = timeline_of(pilot)
        assert screen.rows.total.count == 2
        assert screen.rows.has_focus
        assert "[Steps 2]" in shown(pilot)

        await pilot.press("slash", "end")
        await type_in(pilot, " x1?/ndq!bE")
        assert screen.filter_box.value == "add HEAD x1?/ndq!bE"
        assert "No step has" in shown(pilot)
        assert "F shows all of them" in shown(pilot)

        await pilot.press("escape")
        await pilot.pause()
        assert screen.rows.total.count == 5
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QueueScreen)


async def test_enter_gives_the_keys_to_what_changed_and_escape_back(desk: Desk, told: int) -> None:
    async with opened(desk, "timeline", told) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        screen = timeline_of(pilot)
        assert screen.detail_pane.has_focus
        await pilot.press("escape")
        assert screen.rows.has_focus


async def test_a_bulk_act_names_each_record_it_touched_here(worked_desk: Desk) -> None:
    steps = {step.label: step for step in services.dossier.load(worked_desk, FIRST).steps}

    assert records(steps["present 3 options"]) == "3 x option"
    assert records(steps["send a letter"]) == "letter, attachment, contact, 2 x milestone"


async def test_nothing_is_added_or_edited_here(desk: Desk, told: int) -> None:
    before = services.dossier.load(desk, told)

    async with opened(desk, "timeline", told) as pilot:
        await pilot.press("plus", "e", "x", "right_square_bracket")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TimelineScreen)

    assert services.dossier.load(desk, told) == before


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_whatever_was_written_is_shown_and_does_nothing(
    desk: Desk, told: int, size: tuple[int, int]
) -> None:
    for words in hostile_at(size):
        services.triage.describe(desk, told, {"adjustments": words})

    async with opened(desk, "timeline", told, size) as pilot:
        for _ in hostile_at(size):
            assert controls_in(lines(pilot)) == []
            await pilot.press("j")
            await pilot.pause()
        await pilot.press("slash")
        for words in hostile_at(size):
            timeline_of(pilot).filter_box.value = words
            await pilot.pause()
            assert controls_in(lines(pilot)) == []
