"""The tour of the demo: it leads through eight steps, follows the handler, and comes no more once it was ended."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from complaintdesk.app import DeskApp
from complaintdesk.config import Settings
from complaintdesk.screens import keymap
from complaintdesk.screens.tour import STEPS, Tour, TourLine
from complaintdesk.services.desk import Desk
from tests.screens.stage import footer_width, lines, settled, shown, until


@pytest.fixture
def ended(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tour-ended"


def test_there_are_eight_steps_and_every_act_in_them_has_a_key() -> None:
    acts = {key.id for key in (*keymap.table(), *keymap.of_the_gate())}

    assert len(STEPS) == 8
    for step in STEPS:
        assert {*re.findall(r"\{([^}]+)\}", step.words)} <= acts


def test_ended_once_it_is_over_for_good(ended: Path) -> None:
    Tour(ended).end()

    assert not Tour(ended).is_on


def test_where_the_end_cannot_be_remembered_it_ends_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    tour = Tour(tmp_path / "file" / "tour-ended")

    tour.end()

    assert not tour.is_on


def _is_at(pilot: Pilot[None], step: str) -> bool:
    return step in shown(pilot)


async def test_it_follows_the_handler_from_place_to_place(demo_desk: Desk, ended: Path) -> None:
    app = DeskApp(demo_desk, ended)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Tour 1/8" in shown(pilot), "the first step")
        assert "Press 2 to open" in shown(pilot).replace("\n", " ").replace("  ", " ")
        await pilot.press("2")
        await until(pilot, lambda: "Tour 2/8" in shown(pilot), "the second step")
        await pilot.press("f2")
        await until(pilot, lambda: "Tour 3/8" in shown(pilot), "the third step")
        for key, step in (
            ("3", "Tour 4/8"),
            ("4", "Tour 5/8"),
            ("7", "Tour 6/8"),
            ("9", "Tour 7/8"),
            ("1", "Tour 8/8"),
        ):
            await pilot.press(key)
            await until(pilot, partial(_is_at, pilot, step), step)
            assert footer_width(pilot)[1] <= 80
        assert len(app.screen.query(TourLine)) == 1
        await pilot.press("f2")
        await until(pilot, lambda: "Tour" not in shown(pilot), "the end")

    assert ended.exists()


async def test_a_key_takes_it_away_and_the_keys_of_the_tour_with_it(demo_desk: Desk, ended: Path) -> None:
    app = DeskApp(demo_desk, ended)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Tour 1/8" in shown(pilot), "the first step")
        await pilot.press("2")
        await until(pilot, lambda: "Tour 2/8" in shown(pilot), "the second step")
        await pilot.press("f3")
        await until(pilot, lambda: "Tour" not in shown(pilot), "the end")
        assert "f2" not in app.screen.active_bindings
        await pilot.press("1")
        await until(pilot, lambda: "Tour" not in shown(pilot), "the end on the screen beneath")


async def test_the_keys_are_named_as_the_handler_has_set_them(demo_desk: Desk, ended: Path) -> None:
    demo_desk.settings = Settings(demo_desk.settings.places, keys={"go.investigation": "f12"})
    app = DeskApp(demo_desk, ended)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Press f12 to open" in " ".join(" ".join(lines(pilot)).split()), "the key")


async def test_a_desk_of_one_s_own_has_no_tour(demo_desk: Desk) -> None:
    app = DeskApp(demo_desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert not app.screen.query(TourLine)
        assert "f2" not in app.screen.active_bindings
        app.action_tour_on()
        app.action_tour_end()
        assert "Tour" not in shown(pilot)
