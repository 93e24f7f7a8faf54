"""Strips: the fullest words that fit, and where one is in brackets, colour or not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from complaintdesk.widgets.complaint_strip import ComplaintFacts, ComplaintStrip
from complaintdesk.widgets.queue import due_cell
from complaintdesk.widgets.strip import Tab, TabStrip
from complaintdesk.widgets.symbols import PLAIN
from tests.widgets.stage import HOSTILE, Stage, controls_in

SCREENS = (
    Tab("1", "1 Desk"),
    Tab("2", "2 Investigation", "2 Invest"),
    Tab("3", "3 Options"),
    Tab("4", "4 Negotiation", "4 Negot"),
    Tab("5", "5 Resolution", "5 Resolve"),
    Tab("7", "7 Trends"),
)
STAGES = ("referred", "investigating", "deciding", "negotiating", "implementing", "checking", "closed")
FACTS = ComplaintFacts(
    "CD-2026-0007",
    "A. Okafor",
    STAGES,
    "deciding",
    "J. Smith",
    "Response",
    due_cell(-3),
    "Tue 15 Dec",
    ("urgent", "safety"),
)


class Listening(Stage):
    def on_tab_strip_pressed(self, event: TabStrip.Pressed) -> None:
        self.posted.append(event)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (80, "complaintdesk 1 Desk [2 Invest] 3 Options 4 Negot 5 Resolve 7 Trends     12 live"),
        (60, " 1 Desk [2 Invest] 3 Options 4 Negot 5 Resolve 7 Trends"),
        (20, " 1 Desk [2 Invest]…"),
        (
            100,
            "complaintdesk 1 Desk [2 Investigation] 3 Options 4 Negotiation 5 Resolution 7 Trends"
            "         12 live",
        ),
    ],
)
async def test_places_are_named_as_fully_as_they_fit(width: int, line: str) -> None:
    strip = TabStrip("complaintdesk")
    stage = Listening(strip)

    async with stage.run_test(size=(width, 24), notifications=True, tooltips=True) as pilot:
        strip.show(SCREENS, "2", "12 live")
        await pilot.pause()

        assert stage.lines()[0].rstrip() == line


async def test_a_place_can_be_clicked() -> None:
    strip = TabStrip("complaintdesk", id="screens")
    stage = Listening(strip)

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        strip.show(SCREENS, "2")
        await pilot.pause()
        for column in (3, 14, 22, 34):
            await pilot.click(TabStrip, offset=(column, 0))
        await pilot.pause()

        pressed = [message for message in stage.posted if isinstance(message, TabStrip.Pressed)]
        assert [message.key for message in pressed] == ["1", "2", "3"]
        assert pressed[0].control is strip


async def test_views_carry_their_counts() -> None:
    strip = TabStrip()
    stage = Stage(strip)

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        strip.show([Tab("a", "Today", count=7), Tab("b", "Closed", count=1210)], "a", "h/l views")
        await pilot.pause()

        assert stage.lines()[0].split() == ["[Today", "7]", "Closed", "1,210", "h/l", "views"]


@pytest.mark.parametrize(
    ("current", "line"),
    [
        ("today", " [Today 3] Closed 210 Mine 12…"),
        ("mine", " Today 3 Closed 210 [Mine 12]…"),
        ("history", "… Mine 12 [History 1,000k]"),
    ],
)
async def test_a_number_is_never_cut_and_the_current_view_always_shown(current: str, line: str) -> None:
    strip = TabStrip()
    stage = Listening(strip)
    views = [
        Tab("today", "Today", count=3),
        Tab("closed", "Closed", count=210),
        Tab("mine", "Mine", count=12),
        Tab("history", "History", count=1_000_000),
    ]

    async with stage.run_test(size=(33, 24), notifications=True, tooltips=True) as pilot:
        strip.show(views, current, "h/l views")
        await pilot.pause()
        shown = stage.lines()[0].rstrip()
        await pilot.click(TabStrip, offset=(shown.index("Mine"), 0))
        await pilot.pause()

        assert shown == line
        assert [message.key for message in stage.posted if isinstance(message, TabStrip.Pressed)] == ["mine"]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (
            80,
            (
                "CD-2026-0007  A. Okafor                           ! urgent  ! safety  J. Smith",
                "3/7 [deciding] → negotiating                 Response ! OVERDUE 3d (Tue 15 Dec)",
            ),
        ),
        (
            140,
            (
                "CD-2026-0007  A. Okafor" + " " * 91 + "! urgent  ! safety  J. Smith",
                "✓referred → ✓investigating → [deciding] → negotiating → implementing → checking → closed"
                "               Response ! OVERDUE 3d (Tue 15 Dec)",
            ),
        ),
    ],
)
async def test_a_complaint_is_told_in_two_lines(width: int, lines: tuple[str, str]) -> None:
    strip = ComplaintStrip()
    stage = Stage(strip)

    async with stage.run_test(size=(width, 24), notifications=True, tooltips=True) as pilot:
        strip.show(FACTS)
        await pilot.pause()

        shown = stage.lines()
        assert [" ".join(line.split()) for line in shown[:2]] == [" ".join(line.split()) for line in lines]
        assert all(line == line.rstrip() for line in shown[:2])


async def test_a_stage_off_the_ladder_and_a_stopped_clock_are_told() -> None:
    strip = ComplaintStrip(PLAIN)
    stage = Stage(strip)

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        strip.show(replace(FACTS, stage="returned", due=None, flags=(), owner=""))
        await pilot.pause()

        assert stage.lines()[1].split() == ["[returned]", "no", "clock", "runs"]


@pytest.mark.parametrize("text_", HOSTILE)
@pytest.mark.parametrize("width", [60, 80, 140])
async def test_strange_text_in_strips_stays_text(text_: str, width: int) -> None:
    tabs, complaint = TabStrip(text_[:40]), ComplaintStrip()
    stage = Stage(tabs, complaint)

    async with stage.run_test(size=(width, 24), notifications=True, tooltips=True) as pilot:
        tabs.show([Tab("a", text_, count=3), Tab("b", "B")], "a", text_)
        complaint.show(
            ComplaintFacts(text_, text_, STAGES, text_, text_, text_, due_cell(3), text_, (text_,))
        )
        await pilot.pause()

        assert controls_in(stage.lines()) == []
        assert {cell_len(line) for line in stage.lines()} == {width}
