"""The control chart: points, lines and words of characters; what stands out has a sign of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from complaintdesk.widgets.control_chart import ChartPoint, ControlChart
from complaintdesk.widgets.symbols import DRAWN, PLAIN
from tests.widgets.stage import HOSTILE, Stage, controls_in

POINTS = [
    ChartPoint(
        f"2026-{number:02d}",
        f"Month {number}",
        "JFMAMJJASOND"[number - 1],
        float(value),
        f"{value} complaints",
        centre=10.0,
        low=2.0,
        high=18.0,
        is_outside=value > 18,
        in_run=value == 12,
    )
    for number, value in enumerate((9, 11, 12, 12, 8, 21), start=1)
]
RUNNING = ChartPoint("2026-07", "Month 7", "J", 6.0, "running", is_partial=True)


@pytest.mark.parametrize(("symbols", "signs"), [(DRAWN, "●■◆○─┄"), (PLAIN, "o#X.-.")], ids=["drawn", "ascii"])
async def test_points_and_lines_have_signs_of_their_own(symbols: object, signs: str) -> None:
    chart = ControlChart(symbols=symbols)  # type: ignore[arg-type]
    stage = Stage(chart)

    async with stage.run_test(size=(60, 20)) as pilot:
        chart.show_points([*POINTS, RUNNING])
        await pilot.pause()
        text = "\n".join(stage.lines())
        assert all(sign in text for sign in signs)
        assert "Month 7: running" in text, "the last is in hand, and said"
        assert text.isascii() is (symbols is PLAIN)


async def test_lines_are_numbered_and_named_where_there_is_room() -> None:
    chart = ControlChart()
    stage = Stage(chart)

    async with stage.run_test(size=(100, 20)) as pilot:
        chart.show_points(POINTS)
        await pilot.pause()
        painted = stage.lines()
        named = {
            name: line
            for line in painted
            for name in ("upper limit", "average", "lower limit")
            if name in line
        }
        assert [line.split()[0] for line in named.values()] == ["18", "10", "2.0"]


async def test_arrows_select_and_enter_chooses() -> None:
    chart = ControlChart()
    stage = Stage(chart)

    async with stage.run_test(size=(60, 20)) as pilot:
        chart.show_points(POINTS)
        await pilot.press("home", "right", "enter")
        await pilot.pause()
        assert chart.selected is not None
        assert chart.selected.key == "2026-02"
        await pilot.press("end", "right", "right")
        assert chart.selected.key == "2026-06"
        await pilot.click(ControlChart, offset=(9, 3), times=2)
        await pilot.pause()
        assert chart.selected.key == "2026-01"


@pytest.mark.parametrize("size", [(8, 3), (20, 4), (200, 60)])
async def test_it_is_drawn_at_any_size_with_one_point_or_many_or_none(size: tuple[int, int]) -> None:
    chart = ControlChart()
    stage = Stage(chart)

    async with stage.run_test(size=size) as pilot:
        for points in (
            [],
            POINTS[:1],
            POINTS * 20,
            [replace(POINTS[0], value=None)],
            [replace(POINTS[0], value=0.0)],
        ):
            chart.show_points(points)
            await pilot.press("left", "right", "home", "end")
            await pilot.pause()
            assert all(len(line) == size[0] for line in stage.lines())


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_are_shown_as_they_stand(words: str) -> None:
    chart = ControlChart()
    stage = Stage(chart)

    async with stage.run_test(size=(60, 12)) as pilot:
        chart.show_points([replace(POINTS[0], name="Odd", said=words)])
        await pilot.pause()
        assert not controls_in(stage.lines())
        assert any(line.startswith("› Odd:") for line in stage.lines())
