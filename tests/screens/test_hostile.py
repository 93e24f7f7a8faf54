"""Whatever a customer wrote, every screen shows it, and it can do nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.app import App

from complaintdesk.app import DeskApp
from complaintdesk.services.desk import Desk
from tests import hostile

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")

WALK = (
    "enter", *["right_square_bracket"] * 7, "question_mark", "escape", "m", "escape",
    "3", "right_square_bracket", "4", *["right_square_bracket"] * 3,
    "5", *["right_square_bracket"] * 6, "6", "j", "j", "7", *["right_square_bracket"] * 3,
    "8", "m", "escape", *["right_square_bracket"] * 4, "0", "right_square_bracket",
    "9", "j", "enter", "e", "escape", *["right_square_bracket"] * 4, "E", "escape",
    "1", "t", "escape", "e", "escape", "ctrl+p", "escape", "slash", "a", "escape", "h", "h", "l", "y",
)  # fmt: skip
"""Every place with its parts, help, the gate, two forms, the palette, the filter and a notice."""


def seen(app: App[None]) -> list[str]:
    """Return what is wrong with what the screen paints now: controls, and acts that came from data."""
    wrong = []
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if segment.control:
                continue
            if CONTROLS.search(segment.text):
                wrong.append(f"control in {segment.text!r}")
            meta = segment.style.meta if segment.style else {}
            if any("quit" in str(value) or "simulate" in str(value) for value in meta.values()):
                wrong.append(f"act in {segment.text!r}")
    return wrong


@pytest.mark.parametrize("string", hostile.walks().values(), ids=hostile.walks().keys())
async def test_every_screen_shows_it_and_nothing_happens(desk: Desk, tmp_path: Path, string: str) -> None:
    file = tmp_path / "job.txt"
    file.write_text("x")
    hostile.fill(desk, file, string)
    app = DeskApp(desk)
    wrong = []

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        app._queue._go_to_view("closed")  # type: ignore[union-attr]  # mounted by now
        await pilot.pause()
        for key in WALK:
            await pilot.press(key)
            wrong += [f"{key}: {each}" for each in seen(app)]

    assert app.return_code in {0, None}
    assert wrong == []
