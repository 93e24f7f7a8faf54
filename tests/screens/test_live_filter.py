"""The filter on the Desk: looked up while it is typed, said where it is wrong, and where its words stand."""

from __future__ import annotations

import sqlite3
from threading import Event

import pytest
from textual.pilot import Pilot

from complaintdesk.app import DeskApp
from complaintdesk.screens import desk as desk_module
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.queue_rows import QueueRows
from complaintdesk.services.desk import Desk
from tests.conftest import AddComplaint
from tests.hostile import walks
from tests.screens.stage import NARROW, PATIENCE, WIDE, lines, settled, shown, type_in, until


def screen(pilot: Pilot[None]) -> QueueScreen:
    assert isinstance(pilot.app.screen, QueueScreen)
    return pilot.app.screen


async def typed(pilot: Pilot[None], text: str) -> None:
    await pilot.press("slash")
    await type_in(pilot, text)
    await pilot.pause(desk_module.FILTER_AFTER + 0.05)
    await settled(pilot)


async def test_rows_follow_what_is_typed(desk: Desk, add_complaint: AddComplaint) -> None:
    for about in ("gutter broken", "rude visit", "gutter zinc"):
        add_complaint(about=about)
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await typed(pilot, "gutter")
        assert screen(pilot).queue.total.count == 2
        assert screen(pilot).filter_box.has_focus

        await type_in(pilot, " zinc")
        await pilot.press("enter")
        await pilot.pause()
        assert screen(pilot).queue.total.count == 1, "enter waits for the rows: the next key may act on them"
        await pilot.press("F")
        await pilot.pause()
        assert screen(pilot).queue.total.count == 3


async def test_what_is_looked_up_is_superseded_by_the_next_key(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_complaint(about="gutter broken")
    add_complaint(about="rude visit")
    asked: list[str] = []
    go_on = Event()

    class Slow(QueueRows):
        def read_ahead(self, cursor: object) -> None:
            asked.append(self._asked[1])
            if asked[-1] == "gutter":
                go_on.wait(PATIENCE)
            super().read_ahead(cursor)  # type: ignore[arg-type]

    monkeypatch.setattr(desk_module, "QueueRows", Slow)
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await pilot.press("slash")
        await type_in(pilot, "gutter")
        await until(pilot, lambda: "looking; esc gives up" in shown(pilot), "saying that it looks")
        assert screen(pilot).queue.total.count == 2, "the rows of before stay until there are others"

        screen(pilot).reload()
        await pilot.pause()
        assert screen(pilot).queue.total.count == 2, "what another command writes meanwhile makes no key wait"

        await type_in(pilot, "x")
        await pilot.pause(desk_module.FILTER_AFTER + 0.05)
        go_on.set()
        await until(pilot, lambda: screen(pilot).queue.total.count == 0, "an answer to the later question")

        assert "gutter" in asked, "what was typed before was being looked up"
        assert "No complaints in" in shown(pilot)
        assert "match 'gutterx'" in shown(pilot)


async def test_escape_gives_up_what_is_looked_up(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_complaint(about="gutter broken")
    add_complaint(about="rude visit")
    begun, go_on = Event(), Event()

    class Slow(QueueRows):
        def read_ahead(self, cursor: object) -> None:
            begun.set()
            go_on.wait(PATIENCE)
            super().read_ahead(cursor)  # type: ignore[arg-type]

    monkeypatch.setattr(desk_module, "QueueRows", Slow)
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await pilot.press("slash")
        await type_in(pilot, "gutter")
        await until(pilot, begun.is_set, "looking")
        await pilot.press("escape")
        go_on.set()
        await settled(pilot)

        assert screen(pilot).filter_text == ""
        assert screen(pilot).queue.total.count == 2


async def test_a_fault_is_pointed_at(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await typed(pilot, "stage:live custmer:das")
        painted = lines(pilot)
        at = next(number for number, line in enumerate(painted) if "custmer" in line)
        assert painted[at + 1].rstrip() == f"{' ' * painted[at].index('custmer')}^"
        assert "did you mean customer?" in painted[at + 2]

        await type_in(pilot, " x")
        assert "^" not in shown(pilot)[:-80], "typing on takes it away until it is looked up again"


async def test_the_place_of_the_words_is_said_beside_the_row_and_in_the_preview(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint(
        about="Repeat visit",
        narrative="They came twice. The gutter leaked again, and nobody rang me.",
    )
    app = DeskApp(desk)

    async with app.run_test(size=WIDE, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await typed(pilot, "leaked rang")
        await pilot.press("enter")
        await pilot.pause()
        text = shown(pilot)
        assert "Found: narrative" in text
        assert "narrative: They came twice. The gutter leaked again" in next(
            line for line in lines(pilot) if line.lstrip().startswith("/ leaked rang")
        )


@pytest.mark.parametrize("words", walks().values(), ids=walks().keys())
async def test_hostile_words_are_found_and_shown_as_they_stand(
    desk: Desk, add_complaint: AddComplaint, words: str
) -> None:
    add_complaint(about="Odd words", narrative=f"zebra {words} zebra")
    app = DeskApp(desk)

    async with app.run_test(size=WIDE, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await typed(pilot, "zebra")
        await pilot.press("enter")
        await until(pilot, lambda: "Found: narrative" in shown(pilot), "the place of the words")
        text = shown(pilot)
        assert "\x1b" not in text


async def test_a_store_that_cannot_be_read_says_so_in_the_list(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()

        def broken(*_: object, **__: object) -> None:
            raise sqlite3.DatabaseError("disk image is malformed")

        with monkeypatch.context() as patched:
            patched.setattr("complaintdesk.services.queue.opening", broken)
            await pilot.press("ctrl+r")
            await pilot.pause()
            text = shown(pilot)
            assert "could not be used (DatabaseError)" in text
            assert "No complaints" not in text

        await pilot.press("ctrl+r")
        await pilot.pause()
        assert screen(pilot).queue.total.count == 1


async def test_a_number_alone_means_this_years_complaint(desk: Desk, add_complaint: AddComplaint) -> None:
    for _ in range(3):
        add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await typed(pilot, "0002")
        assert screen(pilot).queue.total.count == 1
        await pilot.press("escape")
        await typed(pilot, "#3")
        assert screen(pilot).queue.total.count == 1


async def test_what_is_found_in_other_views_only_is_told_and_enter_shows_it(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint(about="gutter")
    app = DeskApp(desk)

    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        screen(pilot)._go_to_view("waiting")
        await typed(pilot, "gutter")
        text = shown(pilot)
        assert "No complaints in Waiting match 'gutter', 1 elsewhere" in " ".join(text.split())

        await pilot.press("enter")
        await pilot.pause()
        assert screen(pilot).queue.total.count == 1
        assert screen(pilot).queue.has_focus
        await pilot.press("F")
        await pilot.pause()
        assert screen(pilot).view == "live"
