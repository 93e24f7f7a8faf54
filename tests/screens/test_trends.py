"""Trends: a review panel by panel, in sentences with ranges; every number opens the complaints behind it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from textual.pilot import Pilot

from complaintdesk.app import DeskApp
from complaintdesk.rules.trend_words import BANNED
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.screens.trends import TrendsScreen
from complaintdesk.services import queue
from complaintdesk.services.desk import Desk
from complaintdesk.services.review_panels import PANELS
from complaintdesk.widgets.keys_footer import KeysFooter
from tests.conftest import AddComplaint
from tests.screens.stage import lines, shown, until
from tests.widgets.stage import hostile_at

SMALL = (80, 24)


async def trends_of(pilot: Pilot[None], panel: str = "steady") -> TrendsScreen:
    await pilot.pause()
    await pilot.press("7")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, TrendsScreen)
    if panel != "steady":
        screen.go_to_part(panel)
    await counted(pilot)
    return screen


async def counted(pilot: Pilot[None]) -> None:
    """Wait until a panel was counted and drawn."""
    screen = pilot.app.screen
    assert isinstance(screen, TrendsScreen)
    await until(pilot, lambda: not screen.is_counting, "counting")


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
async def test_whole_months_are_counted_and_the_running_one_is_left_out(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await trends_of(pilot, "makeup")

        text = " ".join(shown(pilot).split())
        assert "Nov 2025 to Oct 2026: 5 complaints" in text
        assert "Nov 2026 is running (1 in 18 days) and left out" in text
        assert "1 of 5 without category" in text, "five are too few for a percentage"
        row = next(line for line in lines(pilot) if "Repairs" in line and "›" in line)
        assert row.split()[1:5] == ["Repairs", "3", "3", "of"]
        assert any("(no category)" in line for line in lines(pilot))


@pytest.mark.usefixtures("some")
async def test_enter_opens_exactly_the_complaints_behind_a_row(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await trends_of(pilot, "makeup")
        await pilot.press("enter")
        await pilot.pause()

        assert isinstance(app.screen, QueueScreen)
        assert app.screen.queue.total.count == 3
        assert "category:Repairs" in app.screen.filter_text
        assert queue.total(desk, queue.EVERYTHING, app.screen.filter_text).count == 3


@pytest.mark.usefixtures("some")
async def test_those_without_a_value_are_opened_too(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await trends_of(pilot, "makeup")
        await pilot.press("G", "enter")
        await pilot.pause()

        assert isinstance(app.screen, QueueScreen)
        assert app.screen.queue.total.count == 1


@pytest.mark.usefixtures("some")
async def test_enter_on_a_point_opens_its_month_and_the_table_says_the_same(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        assert "Nov 2026: 1 complaint in 18 of 30 days; running" in shown(pilot)
        await pilot.press("left", "left")
        assert "Sep 2026: 3 complaints, 3.0 per 30 days" in shown(pilot)

        await pilot.press("full_stop")
        await pilot.pause()
        assert app.focused is screen.rows
        assert any(line.split()[1:4] == ["Oct", "2026", "2"] for line in lines(pilot))

        await pilot.press("full_stop", "enter")
        await pilot.pause()
        assert isinstance(app.screen, QueueScreen)
        assert app.screen.queue.total.count in {1, 3}
        assert app.screen.filter_text.startswith("received:2026-")


@pytest.mark.usefixtures("some")
async def test_it_is_counted_by_something_else(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot, "makeup")
        await pilot.press("i", *"channel", "enter")
        await pilot.pause()
        await counted(pilot)

        assert screen.wanted.grouping == "channel"
        assert any("telephone" in line for line in lines(pilot))


@pytest.mark.usefixtures("some")
async def test_a_filter_narrows_the_figures_and_escape_clears_it(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await trends_of(pilot)
        await pilot.press("/", *"channel:email", "enter")
        await counted(pilot)
        assert "1 complaint that match channel:email" in " ".join(shown(pilot).split())

        await pilot.press("escape")
        await counted(pilot)
        assert "Oct 2026: 5 complaints" in " ".join(shown(pilot).split())


@pytest.mark.usefixtures("some")
async def test_who_comes_back_finds_the_review_and_the_panel_that_were_left(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await trends_of(pilot, "makeup")
        await pilot.press("/", *"channel:phone", "enter")
        await counted(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(app.screen, TrendsScreen)
        again = await trends_of(pilot)
        assert (again.panel.id, again.wanted.filter_text) == ("makeup", "channel:phone")
        assert "channel:phone" in shown(pilot)

        await pilot.press("escape", "escape")
        again = await trends_of(pilot)
        assert (again.panel.id, again.wanted.filter_text) == ("makeup", "")


@pytest.mark.usefixtures("some")
async def test_a_filter_that_is_not_understood_is_refused_and_the_figures_stay(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        await pilot.press("/", *"chanel:email", "enter")
        await counted(pilot)

        assert "Oct 2026: 5 complaints" in " ".join(shown(pilot).split())
        assert screen.wanted.filter_text == ""
        assert screen.filter_box.value == "chanel:email"


@pytest.mark.usefixtures("some")
async def test_the_review_is_shown_as_it_was_months_ago(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        await pilot.press("h")
        await counted(pilot)
        text = " ".join(shown(pilot).split())
        assert "Oct 2025 to Sep 2026: 3 complaints" in text
        assert "is running" not in text

        await pilot.press("l", "l", "l")
        await counted(pilot)
        assert screen.wanted.months_back == 0
        assert "Oct 2026: 5 complaints" in " ".join(shown(pilot).split())


async def test_a_serious_complaint_is_listed_whatever_the_count_and_opens(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    from complaintdesk import services

    complaint = add_complaint(received_on=date(2026, 11, 9), about="Gas smell")
    services.triage.flag(desk, complaint.id, safety=True)
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await trends_of(pilot, "serious")
        assert any("safety" in line and "Gas smell" in line for line in lines(pilot))
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, InvestigationScreen)
        assert app.screen.complaint_id == complaint.id


@pytest.fixture
def regular(add_complaint: AddComplaint) -> None:
    """Repairs every five days for eighteen months, and one about billing now and then."""
    for number in range(100):
        day = date(2025, 5, 2) + timedelta(days=5 * number)
        add_complaint(received_on=day, category="Repairs", customer=f"Customer {number}", narrative="Late.")
        if number % 9 == 0:
            add_complaint(received_on=day, category="Billing", narrative="Wrong.")


@pytest.mark.usefixtures("regular")
async def test_a_row_has_a_chart_of_its_own_and_a_rare_one_the_days_between(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot, "rising")
        await pilot.press("full_stop")
        await counted(pilot)
        assert screen.filter_shown == "category:Repairs"
        assert app.focused is screen.chart
        assert "Repairs is down on the last 12 months (8 against an expected 18)" in shown(pilot)

        await pilot.press("escape", "j", "full_stop")
        await counted(pilot)
        text = " ".join(shown(pilot).split())
        assert "too few for limits by period: the days between are shown" in text
        assert "Today: 70 days since the last one, so far" in text

        await pilot.press("left", "enter")
        await pilot.pause()
        assert isinstance(app.screen, QueueScreen)
        assert app.screen.queue.total.count == 1


@pytest.mark.usefixtures("regular")
async def test_weeks_can_be_counted_and_new_limits_begun_and_taken_back_by_keys(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        await pilot.press("i", *"week", "enter")
        await pilot.pause()
        await counted(pilot)
        assert "week 46 of 2026" in shown(pilot)
        await pilot.press("i", *"month", "enter")
        await pilot.pause()
        await counted(pilot)

        await pilot.press(*["left"] * 12)
        await pilot.press("plus", *"limits", "enter")
        await pilot.pause()
        await pilot.press("tab", *"A contractor", "ctrl+s")
        await pilot.pause()
        await counted(pilot)
        assert "New limits from Oct 2025: A contractor." in shown(pilot)

        await pilot.press("x", "enter")
        await pilot.pause()
        await counted(pilot)
        assert "New limits from" not in shown(pilot)
        assert screen.shown is not None


@pytest.mark.usefixtures("regular")
async def test_what_there_was_to_complain_about_is_entered_and_counted_by(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await trends_of(pilot)
        await pilot.press("plus", *"how much", "enter")
        await pilot.pause()
        await pilot.press(*"orders", "tab", *"2026-09 4000", "ctrl+s")
        await pilot.pause()
        await counted(pilot)
        await pilot.press("i", *"per orders", "enter")
        await pilot.pause()
        await counted(pilot)

        text = " ".join(shown(pilot).split())
        assert "per 1,000 orders" in text
        assert "Nothing entered for May 2025, Jun 2025, Jul 2025 ...: left out." in text


@pytest.mark.usefixtures("some")
async def test_f_narrows_by_a_value_with_its_number(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot)
        await pilot.press("f", *"channel", "enter")
        await pilot.pause()
        assert any("email" in line and "1" in line for line in lines(pilot))
        await pilot.press(*"email", "enter")
        await pilot.pause()
        await counted(pilot)
        assert screen.wanted.filter_text == "channel:email"
        assert "1 complaint that match channel:email" in " ".join(shown(pilot).split())


@pytest.mark.parametrize("panel", [panel.id for panel in PANELS])
async def test_a_desk_without_complaints_says_so_on_every_panel(desk: Desk, panel: str) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot, panel)
        assert "No complaints match" in shown(pilot)
        for key in ("h", "l", "full_stop", "enter", "j", "G"):
            await pilot.press(key)
            await counted(pilot)
        assert app.screen is screen


@pytest.mark.parametrize("panel", [panel.id for panel in PANELS])
@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_no_panel_says_more_than_it_may_and_the_footer_fits(
    demo_desk: Desk, panel: str, size: tuple[int, int]
) -> None:
    app = DeskApp(demo_desk)

    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot, panel)
        footer = screen.query_one(KeysFooter)
        assert len(footer.keys) <= 7
        assert footer.needed <= footer.size.width
        told = screen.shown
        assert told is not None
        said = " ".join([*told.told.sentences, *(row.said for row in told.told.rows)]).casefold()
        assert not [word for word in BANNED if word in said]
        assert all(cell_line.rstrip() == cell_line.rstrip()[: size[0]] for cell_line in lines(pilot))


@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_hostile_categories_are_shown_and_opened(
    desk: Desk, add_complaint: AddComplaint, size: tuple[int, int]
) -> None:
    for words in hostile_at(size):
        add_complaint(received_on=date(2026, 10, 7), category=words[:200])
    app = DeskApp(desk)

    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        screen = await trends_of(pilot, "makeup")
        assert screen.rows.total.count > 1
        for number in range(screen.rows.total.count):
            if not isinstance(app.screen, TrendsScreen):
                await trends_of(pilot, "makeup")
            await pilot.press("g", *["j"] * number, "enter")
            await pilot.pause()
            assert isinstance(app.screen, QueueScreen)
            assert app.screen.queue.total.count >= 1
