"""Trends: counts by month and by what complaints are; every number opens the complaints behind it."""

from __future__ import annotations

from datetime import date

import pytest
from textual.pilot import Pilot
from textual.widgets import Footer, Static
from textual.widgets._footer import FooterKey

from complaintdesk.app import DeskApp
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.trends import TrendsScreen
from complaintdesk.services import queue
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.row_list import RowList
from tests.conftest import AddComplaint
from tests.widgets.stage import hostile_at

SMALL = (80, 24)


async def trends_of(pilot: Pilot[None]) -> TrendsScreen:
    await pilot.pause()
    await pilot.press("7")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, TrendsScreen)
    return screen


def heading(screen: TrendsScreen) -> str:
    return str(screen.query_one("#heading", Static).content)


def lines(rows: RowList) -> list[str]:
    return [rows.render_line(y).text for y in range(rows.size.height)]


@pytest.fixture
def some(add_complaint: AddComplaint) -> None:
    """Three complaints in September, two in October, one in the running month."""
    for day, category, channel in (
        (date(2026, 9, 3), "Repairs", "phone"),
        (date(2026, 9, 4), "Repairs", "email"),
        (date(2026, 9, 5), "Billing", "phone"),
        (date(2026, 10, 7), "Repairs", "phone"),
        (date(2026, 10, 8), "", "phone"),
        (date(2026, 11, 9), "Billing", "phone"),
    ):
        add_complaint(received_on=day, category=category, channel=channel)


@pytest.mark.usefixtures("some")
async def test_whole_months_are_counted_and_the_running_one_is_left_out_of_the_shares(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)

        assert "Nov 2025 to Oct 2026: 5." in heading(screen)
        assert "Nov 2026 is running" in heading(screen)
        shown = lines(screen.pareto_chart)
        assert "Repairs" in shown[1]
        assert "3 (60%)" in shown[1]
        assert "(no category)" in shown[3]


@pytest.mark.usefixtures("some")
async def test_enter_opens_exactly_the_complaints_behind_a_bar(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await trends_of(pilot)
        await pilot.press("enter")
        await pilot.pause()

        assert isinstance(app.screen, QueueScreen)
        assert app.screen.queue.total.count == 3
        assert "category:Repairs" in app.screen.filter_text
        assert queue.total(desk, queue.EVERYTHING, app.screen.filter_text).count == 3


@pytest.mark.usefixtures("some")
async def test_enter_on_a_month_opens_that_month(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        screen.month_chart.focus()
        await pilot.press("left", "left", "enter")
        await pilot.pause()

        assert isinstance(app.screen, QueueScreen)
        assert app.screen.filter_text == "received:2026-09 origin:any"
        assert app.screen.queue.total.count == 3


@pytest.mark.usefixtures("some")
async def test_a_month_without_complaints_opens_nothing(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        screen.month_chart.focus()
        await pilot.press("home", "enter")
        await pilot.pause()

        assert app.screen is screen


@pytest.mark.usefixtures("some")
async def test_the_table_says_what_the_chart_says(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        await pilot.press("full_stop")
        await pilot.pause()

        assert app.focused is screen.pareto_table
        assert lines(screen.month_table)[1].split()[1:4] == ["Nov", "2026", "1"]
        assert "running" in lines(screen.month_table)[1]
        assert lines(screen.pareto_table)[1].split()[-3:] == ["3", "60%", "60%"]

        await pilot.press("full_stop")

        assert app.focused is screen.pareto_chart


@pytest.mark.usefixtures("some")
async def test_brackets_change_what_is_counted_by(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        await pilot.press("]")
        await pilot.pause()

        assert screen.grouping == "channel"
        assert "telephone" in lines(screen.pareto_chart)[1]

        await pilot.press("[")
        await pilot.pause()

        assert screen.grouping == "category"


@pytest.mark.usefixtures("some")
async def test_a_filter_narrows_the_figures_and_escape_clears_it(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        await pilot.press("/", *"channel:email", "enter")
        await pilot.pause()

        assert "channel:email" in heading(screen)
        assert "Oct 2026: 1." in heading(screen)

        await pilot.press("escape")
        await pilot.pause()

        assert "Oct 2026: 5." in heading(screen)
        assert app.screen is screen


@pytest.mark.usefixtures("some")
async def test_a_filter_that_is_not_understood_is_refused_and_the_figures_stay(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        await pilot.press("/", *"chanel:email", "enter")
        await pilot.pause()

        assert "Oct 2026: 5." in heading(screen)
        assert screen.filter_text == ""
        assert screen.filter_box.value == "chanel:email"


async def test_a_longer_period_shows_what_is_older(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint(received_on=date(2024, 12, 24), category="Repairs")
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)

        assert any("l goes further back" in line for line in lines(screen.pareto_chart))

        await pilot.press("l")
        await pilot.pause()

        assert "Nov 2024 to Oct 2026: 1." in heading(screen)

        await pilot.press("l", "l", "l")
        await pilot.pause()

        assert "Dec 2024 to Oct 2026: 1." in heading(screen)


async def test_a_desk_without_complaints_says_so(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)

        assert any("No complaints" in line for line in lines(screen.pareto_chart))

        for key in ("l", "l", "l", "full_stop", "enter", "]"):
            await pilot.press(key)
            await pilot.pause()

        assert app.screen is screen


@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_hostile_categories_are_shown_opened_and_the_footer_fits(
    desk: Desk, add_complaint: AddComplaint, size: tuple[int, int]
) -> None:
    for words in hostile_at(size):
        add_complaint(received_on=date(2026, 10, 7), category=words[:200])
    app = DeskApp(desk)

    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        footer = screen.query_one(Footer)

        assert len(footer.query(FooterKey)) <= 8
        assert footer.max_scroll_x == 0
        for number in range(screen.pareto_chart.total.count):
            await pilot.press("7")
            await pilot.pause()
            await pilot.press(*["j"] * number, "enter")
            await pilot.pause()
            assert isinstance(app.screen, QueueScreen)
            assert app.screen.queue.total.count >= 1
