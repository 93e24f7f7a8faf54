"""Foreign text on the screen: shown as it stands, or as a sign, and never obeyed."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from textual.color import Color
from textual.widgets import DataTable, Input, Label, Static, TextArea

from complaintdesk.rules.foreign_text import clean
from complaintdesk.widgets.foreign import C, T, VisibleControls, say
from tests.widgets.stage import HOSTILE, Stage, controls_in


@pytest.mark.parametrize("text", HOSTILE)
def test_content_and_cells_hold_the_cleaned_text_and_no_style(text: str) -> None:
    assert (C(text).plain, C(text).spans) == (clean(text), [])
    assert (T(text).plain, T(text).spans) == (clean(text, one_line=True), [])


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_control_reaches_the_screen_whichever_widget_shows_it(text: str) -> None:
    """`Static(markup=False)`, fields and cells are given the raw text, as a careless hand might."""
    table: DataTable[object] = DataTable()
    stage = Stage(
        Static(C(text)),
        Label(text, markup=False),
        lambda: Input(text),
        lambda: TextArea(text),
        lambda: table,
    )

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        table.add_column("raw", width=30)
        table.add_row(T(text))
        say(stage, text, "error", title=text)
        await pilot.pause()

        assert controls_in(stage.lines()) == []
        assert all(cell_len(line) == 80 for line in stage.lines())


def test_a_line_without_controls_is_left_alone() -> None:
    segments = [Segment("plain "), Segment("£5 林")]

    assert VisibleControls().apply(segments, Color(0, 0, 0)) is segments


def test_a_line_keeps_its_width_when_controls_become_visible() -> None:
    segments = [Segment("a\x1b[31mb"), Segment("  "), Segment("\x1b[2J", control=[(ControlType.CLEAR,)])]

    cleaned = VisibleControls().apply(segments, Color(0, 0, 0))

    assert "".join(segment.text for segment in cleaned if not segment.control).startswith("a␛[31mb")
    assert Segment.get_line_length(cleaned) == Segment.get_line_length(segments)


async def test_an_error_stays_and_other_notices_go() -> None:
    stage = Stage(Static())

    async with stage.run_test(notifications=True) as pilot:
        say(stage, "the store is full", "error")
        say(stage, "3 accepted; u undoes")
        await pilot.pause()

        lasting = {notice.message: notice.timeout for notice in stage._notifications}
        assert lasting["the store is full"] > 3600 > lasting["3 accepted; u undoes"] >= 6
