"""One picture of each place at both sizes, of some on a large, light or colourless screen; looked at when changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from complaintdesk.app import DeskApp
from complaintdesk.screens.importing import ImportScreen
from complaintdesk.screens.trends import TrendsScreen
from complaintdesk.services.desk import Desk
from tests.screens.stage import settled, until

Compare = Callable[..., bool]

SIZES = [(80, 24), (140, 42)]

PLACES = {
    "desk": [],
    "preview": ["l", "l", "p"],
    "investigation": ["2"],
    "heads": ["2", "right_square_bracket"],
    "finding form": ["2", "right_square_bracket", "f"],
    "gate": ["2", "m"],
    "options": ["3"],
    "five options": ["l", "l", "slash", *"26", "minus", *"0010", "enter", "3"],
    "negotiation": ["4"],
    "resolution": ["5"],
    "timeline": ["6"],
    "trends": ["7"],
    "recommendations": ["8"],
    "portfolio": ["9"],
    "library": ["0"],
    "help": ["question_mark"],
}
"""Picture -> the keys that lead there from the first screen."""


def walk(keys: list[str]) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Return a walk by keys that ends when nothing is being counted or looked up any more."""

    async def go(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await settled(pilot)
        screen = pilot.app.screen
        if isinstance(screen, TrendsScreen):
            await until(pilot, lambda: not screen.is_counting, "counting")
        for field in screen.query(Input):
            field.cursor_blink = False
        await pilot.pause()

    return go


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "140x42"])
@pytest.mark.parametrize("keys", PLACES.values(), ids=PLACES.keys())
def test_it_looks_as_it_did(
    snap_compare: Compare, demo_desk: Desk, keys: list[str], size: tuple[int, int]
) -> None:
    assert snap_compare(DeskApp(demo_desk), run_before=walk(keys), terminal_size=size)


LARGE, LIGHT, PLAIN = "200x60", "light", "no colour"

IN_OTHER_LIGHT = [
    *((LARGE, place) for place in ("desk", "investigation", "five options", "negotiation", "resolution")),
    *((LIGHT, place) for place in ("desk", "options", "finding form")),
    *((PLAIN, place) for place in ("desk", "options", "gate")),
]


@pytest.mark.parametrize(
    ("light", "place"), IN_OTHER_LIGHT, ids=[f"{place} {light}" for light, place in IN_OTHER_LIGHT]
)
def test_it_looks_as_it_did_in_other_light(
    snap_compare: Compare, demo_desk: Desk, monkeypatch: pytest.MonkeyPatch, light: str, place: str
) -> None:
    if light == PLAIN:
        monkeypatch.setenv("NO_COLOR", "1")
    if light == LIGHT:
        demo_desk.settings = replace(demo_desk.settings, theme="complaintdesk-light")
    size = (200, 60) if light == LARGE else (80, 24)
    assert snap_compare(DeskApp(demo_desk), run_before=walk(PLACES[place]), terminal_size=size)


LOG = (
    "ref,received,category,customer,outcome,text,Ward\n"
    "7,2026-10-01,repair,Bea Heath,Founded,Late.,North\n"
    "8,soon,damp,Cal Wold,Founded,Mould.,South\n"
    "9,2026-10-03,damp,Dee Moor,upheld,Wet.,South\n"
)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "140x42"])
def test_an_import_looks_as_it_did(
    snap_compare: Compare,
    demo_desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    # The path is shown, and must be the same on every machine.
    monkeypatch.chdir(tmp_path)

    async def look(pilot: Pilot[None]) -> None:
        screen = ImportScreen(demo_desk, Path("log.csv"))
        await pilot.app.push_screen(screen)
        await until(pilot, lambda: screen.state.report is not None, "looking at the file")
        await settled(pilot)
        await pilot.pause()

    assert snap_compare(DeskApp(demo_desk), run_before=look, terminal_size=size)
