"""Charts: lengths that are true, the number always in words, and strange labels that stay labels."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from complaintdesk.widgets.chart import Bar, BarChart, ColumnChart
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.symbols import PLAIN
from tests.widgets.stage import HOSTILE, Stage, controls_in

MONTHS = tuple(
    Bar(month, month, value) for month, value in zip(("Jan", "Feb", "Mar"), (4, 0, 8), strict=True)
)


class Listening(Stage):
    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.posted.append(event)

    def on_column_chart_chosen(self, event: ColumnChart.Chosen) -> None:
        self.posted.append(event)


@pytest.mark.parametrize("width", [60, 80, 140])
async def test_bars_are_as_long_as_their_values(width: int) -> None:
    chart = BarChart("Cause", "Complaints", symbols=PLAIN)
    stage = Listening(chart)

    async with stage.run_test(size=(width, 24), notifications=True, tooltips=True) as pilot:
        chart.show_bars([Bar(1, "boiler", 40), Bar(2, "visit", 20), Bar(3, "rare", 0.01), Bar(4, "none", 0)])
        await pilot.pause()
        lengths = [line.count("#") for line in stage.lines()[1:5]]

        assert lengths[0] > 10
        assert lengths[1] == round(lengths[0] / 2)
        assert lengths[2:] == [1, 0]
        assert "40" in stage.lines()[1]

        await pilot.press("j", "enter")
        await pilot.pause()
        assert [event.key for event in stage.posted if isinstance(event, RowList.Chosen)] == [2]


async def test_bars_follow_the_width() -> None:
    chart = BarChart(symbols=PLAIN)
    stage = Stage(chart)

    async with stage.run_test(size=(60, 24), notifications=True, tooltips=True) as pilot:
        chart.show_bars([Bar(1, "boiler", 3)])
        await pilot.pause()
        narrow = stage.lines()[1].count("#")
        await pilot.resize_terminal(140, 24)
        await pilot.pause()

        assert stage.lines()[1].count("#") > narrow


@pytest.mark.parametrize("symbols_are_plain", [True, False])
async def test_columns_stand_as_high_as_their_values(symbols_are_plain: bool) -> None:
    chart = ColumnChart(symbols=PLAIN) if symbols_are_plain else ColumnChart()
    stage = Listening(chart)
    sign = "#" if symbols_are_plain else "█"

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        chart.show_bars(MONTHS)
        await pilot.pause()
        lines = stage.lines()[: chart.size.height]

        assert lines[0].strip().endswith("Mar: 8")
        assert lines[-1].split() == ["Jan", "Feb", "Mar"]
        heights = [sum(line[at] == sign for line in lines[1:-1]) for at in (0, 4, 8)]
        assert heights == [5, 0, 10]


async def test_columns_are_selected_and_opened_by_keys_and_mouse() -> None:
    chart = ColumnChart(id="months")
    stage = Listening(chart)

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.press("enter", "left")
        chart.show_bars(MONTHS)
        await pilot.press("left", "enter", "home", "right", "left", "left")
        await pilot.pause()
        assert chart.selected == MONTHS[0]
        await pilot.click(ColumnChart, offset=(9, 4), times=2)
        await pilot.click(ColumnChart, offset=(60, 4))
        await pilot.pause()
        chart.show_bars(MONTHS[1:])

        chosen = [event for event in stage.posted if isinstance(event, ColumnChart.Chosen)]
        assert [event.key for event in chosen] == ["Feb", "Mar"]
        assert chosen[0].control is chart
        assert chart.selected == MONTHS[2]


async def test_of_many_columns_the_latest_and_the_selected_are_in_sight() -> None:
    chart = ColumnChart(column_width=4)
    stage = Stage(chart)

    async with stage.run_test(size=(60, 24), notifications=True, tooltips=True) as pilot:
        chart.show_bars([Bar(number, f"{number:03}", number) for number in range(100)])
        await pilot.pause()
        assert "099" in stage.lines()[chart.size.height - 1]
        await pilot.press("home")
        assert "000" in stage.lines()[chart.size.height - 1]


@pytest.mark.parametrize("value", [float("-3"), 0.0])
async def test_what_is_not_more_than_nothing_has_no_length(value: float) -> None:
    bars, columns = BarChart(symbols=PLAIN), ColumnChart(symbols=PLAIN)
    stage = Stage(bars, columns)

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        bars.show_bars([Bar(1, "a", value)])
        columns.show_bars([Bar(1, "a", value)])
        await pilot.pause()

        assert "#" not in "".join(stage.lines())


@pytest.mark.parametrize("text", HOSTILE)
async def test_strange_labels_stay_labels(text: str) -> None:
    bars, columns = BarChart(), ColumnChart()
    stage = Stage(bars, columns)

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        bars.show_bars([Bar(text, text, 3, text), Bar("b", "b", 1)])
        columns.show_bars([Bar(text, text, 3, text), Bar("b", "b", 1)])
        await pilot.press("tab", "left")
        await pilot.pause()

        assert controls_in(stage.lines()) == []
        assert {cell_len(line) for line in stage.lines()} == {80}
