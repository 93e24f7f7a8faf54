"""Recommendations by keys: from a rising verdict to a paper, and months later to whether the change helped."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.screens.recommendation_gate import RecommendationGate
from complaintdesk.screens.recommendations import RecommendationsScreen
from complaintdesk.services import change_options, recommendations, recommended, reviews
from complaintdesk.services.desk import Desk
from complaintdesk.services.recommendations import Decided
from complaintdesk.vocabulary import RecommendationState as State
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.forms import FormScreen
from tests import trending
from tests.conftest import Now
from tests.screens.filling import fill
from tests.screens.stage import footer_width, notices, settled, shown
from tests.trending import OTHER, RISING

SMALL, LARGE = (80, 24), (140, 42)
READY = 1


async def place_of(pilot: Pilot[None], parts: int = 0) -> RecommendationsScreen:
    """Go to the recommendations, so many parts further."""
    await pilot.pause()
    await pilot.press("8", *["]"] * parts)
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, RecommendationsScreen)
    return screen


async def choose(pilot: Pilot[None], value: str) -> None:
    """Take one of what a dialog offers."""
    await pilot.pause()
    dialog = pilot.app.screen
    assert isinstance(dialog, ChoiceScreen)
    await pilot.press(*value, "enter")
    await pilot.pause()


def detail(screen: RecommendationsScreen) -> str:
    return str(screen.query_one("#detail-text", Static).content)


def road_line(screen: RecommendationsScreen) -> str:
    return str(screen.query_one("#road", Static).content)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_every_part_has_a_footer_that_fits(prepared: Desk, size: tuple[int, int]) -> None:
    trending.review(prepared)
    app = DeskApp(prepared)

    async with app.run_test(size=size) as pilot:
        await place_of(pilot)
        for _ in range(5):
            entries, width = footer_width(pilot)
            assert entries <= 7
            assert width <= size[0]
            await pilot.press("]")
            await pilot.pause()


async def test_an_empty_part_names_the_key_that_helps_and_takes_no_other(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL) as pilot:
        await place_of(pilot)
        for _ in range(5):
            assert "+ " in shown(pilot)
            await pilot.press("e", "x", "m", "P", "r", "W", "enter", "E")
            assert isinstance(app.screen, RecommendationsScreen)
            await pilot.press("]")
            await pilot.pause()


async def test_an_option_is_claimed_from_its_own_place_and_no_second_time(prepared: Desk) -> None:
    app = DeskApp(prepared)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await place_of(pilot)
        screen.part_key = "options"
        await pilot.pause()
        for criterion in ("3.3", "3.4", "3.5"):
            await pilot.press("=")
            await choose(pilot, criterion)
            await fill(pilot, shows=f"Weighed both ways, for {criterion}.")
            await settled(pilot)
        await pilot.press("=")
        await pilot.pause()

        assert any("Nothing more can be claimed of it" in notice for notice in notices(pilot))
    claimed = [each for each in services.portfolio.for_paper(prepared, "REC-1") if each.claim]
    assert [(each.criterion, each.evidence.label) for each in claimed] == [
        ("3.3", "Option 1"),
        ("3.4", "Option 1"),
        ("3.5", "Option 1"),
    ]


async def test_a_recommendation_and_a_review_are_claimed_from_their_own_place(prepared: Desk) -> None:
    trending.review(prepared)
    app = DeskApp(prepared)
    async with app.run_test(size=SMALL) as pilot:
        screen = await place_of(pilot)
        await pilot.press("=")
        await choose(pilot, "3.6")
        await fill(pilot, shows="Sent to whoever decides.")
        await settled(pilot)
        screen.part_key = "reviews"
        await pilot.pause()
        await pilot.press("=")
        await choose(pilot, "3.1")
        await fill(pilot, shows="What keeps coming back.")
        await settled(pilot)

    seen = services.portfolio.view(prepared)
    assert {one.holder.reference: one.claimed for one in seen.papers}["REC-1"] == ("3.6",)
    assert {one.holder.kind: one.claimed for one in seen.papers}["review"] == ("3.1",)


async def test_it_says_how_far_it_is_and_what_comes_next(prepared: Desk) -> None:
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL) as pilot:
        screen = await place_of(pilot)

        assert "✓draft → [options] → put forward" in road_line(screen)
        assert "Next: Nothing is missing. P puts it forward to Jo Bell." in road_line(screen)
        assert "What the figures said" in detail(screen)
        assert "likely between" in detail(screen)


async def test_from_a_rising_verdict_to_a_paper_and_to_whether_it_helped(
    prepared: Desk, now: Now, tmp_path: Path
) -> None:
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await place_of(pilot, 3)
        await pilot.press("+")
        await fill(pilot, title="October", summary="Visits rise.")
        assert [each.title for each in reviews.listed(prepared)] == ["October"]
        await pilot.press("]", "+")
        await fill(
            pilot,
            value=RISING,
            finding="Visits are booked before the parts are there.",
            label="systematic",
            whys="Nobody came\nNo part",
            root_cause="Stock is not looked at",
            confirmed_how="Twelve job sheets",
        )
        pattern = reviews.load(prepared, 1).patterns[0]
        assert pattern.row is not None
        assert pattern.row.verdict == "rising"

        await pilot.press("W")
        await fill(pilot, title="Look at stock first")
        await pilot.pause()
        found = recommended.listed(prepared)[0]
        assert (found.id, found.root_cause, len(found.complaints)) == (2, "Stock is not looked at", 24)

        assert screen.found is not None
        assert screen.found.id == 2, "what was begun is in hand"
        await pilot.press("]")
        await pilot.pause()
        sides: dict[str, Any] = {
            "benefit_customer": "Nobody waits in vain",
            "drawback_customer": "Fewer slots",
            "benefit_organisation": "Fewer visits",
            "drawback_organisation": "An hour a day",
        }
        await pilot.press("e")
        await fill(pilot, look_again_on="1/2/2027", **sides)
        other = change_options.NewChange(
            "Carry more parts", cost_low_minor=1, reversibility="easily", who_must_agree="Stores", **sides
        )
        change_options.add(prepared, 2, other)
        await pilot.press("+")
        await fill(
            pilot, text="Look at stock first", cost_low="500", cost_high="1200", reversibility="easily",
            who_must_agree="Stores", **sides,
        )  # fmt: skip
        await pilot.press("[", "e")
        await choose(pilot, "choice")
        await fill(pilot, option="3 Look at stock first", why="Cheap", others="A van holds no more")
        await pilot.press("e")
        await choose(pilot, "decides")
        await fill(pilot, whom="Jo Bell", role="Head of repairs", route="paper to a meeting")
        await pilot.press("m")
        await pilot.pause()
        gate = app.screen
        assert isinstance(gate, RecommendationGate)
        assert [gap.sentence for gap in gate.gaps] == [
            "Write down, before the change, how you will know whether it worked."
        ]
        await pilot.press("enter")
        await fill(pilot, change_on="1/12/2026", months="3")
        assert "Written down; before: 42 in 12 months" in notices(pilot)[-1]
        await pilot.press("P")
        await fill(pilot)
        await pilot.press("r")
        await choose(pilot, "decided")
        await fill(pilot, state="accepted", reason="It pays for itself")
        now.day = date(2026, 12, 1)
        await pilot.press("f5", "r")
        await choose(pilot, "made")
        await fill(pilot, what="Stock is looked at first", proof="Job sheet of today")
        assert recommended.load(prepared, 2).state is State.implemented

        trending.more(
            prepared, tmp_path, {month: {RISING: 0, OTHER: 6} for month in ("2026-12", "2027-01", "2027-02")}
        )
        now.day = date(2027, 3, 1)
        await pilot.press("f5", "r")
        await choose(pilot, "look")
        assert "fell, more than other complaints" in shown(pilot)
        await fill(pilot, confounders="Nothing known")
        assert recommended.load(prepared, 2).state is State.effective
        assert "likely between" in detail(screen)

        await pilot.press("E")
        await fill(pilot, to=str(tmp_path / "out"))
        paper = (tmp_path / "out" / "recommendation-2" / "report.md").read_text("utf-8")
        assert "**Verdict: fell, more than other complaints.**" in paper
        assert (tmp_path / "out" / "recommendation-2" / "effect.svg").is_file()
        assert any("Paper written" in each for each in notices(pilot))
        await pilot.press("E")
        await fill(pilot, to=str(tmp_path / "out"))
        assert "'Replace what is there' replaces it" in " ".join(shown(pilot).split())
        await pilot.press("escape")

    assert services.care.verify(prepared).ok


async def test_the_gate_goes_to_the_option_that_lacks_something(prepared: Desk) -> None:
    trending.drafted(prepared)
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL) as pilot:
        screen = await place_of(pilot)
        await pilot.press("P")
        await pilot.pause()
        gate = app.screen
        assert isinstance(gate, RecommendationGate)
        assert len(gate.gaps) > 5
        lacking = next(place for place, gap in enumerate(gate.gaps) if gap.where.action == "option.edit")
        await pilot.press(*["j"] * lacking, "enter")
        await pilot.pause()

        assert screen.part_key == "options"
        assert isinstance(app.screen, FormScreen)
        await pilot.press("escape", "m", "escape")
        await pilot.pause()
        assert shown(pilot).count("REC-2")


async def test_what_may_be_overridden_goes_on_with_a_written_reason(prepared: Desk) -> None:
    found = recommended.load(prepared, READY)
    recommendations.choose(prepared, READY, found.options[1].id, "Cheap", "")
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL) as pilot:
        await place_of(pilot)
        await pilot.press("m", "a", "o")
        await fill(pilot, reason="The meeting is tomorrow")

    found = recommended.load(prepared, READY)
    assert (found.state, found.override_reason) == (State.put_forward, "The meeting is tomorrow")


async def test_where_nothing_is_missing_a_goes_on(prepared: Desk) -> None:
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL) as pilot:
        screen = await place_of(pilot)
        await pilot.press("m")
        await pilot.pause()
        assert "Nothing is missing. a or enter puts it forward." in shown(pilot)
        await pilot.press("a")
        await fill(pilot)
        assert "[put forward]" in road_line(screen)

    assert recommended.load(prepared, READY).state is State.put_forward


async def test_what_happened_is_recorded_as_it_can_have_happened(prepared: Desk) -> None:
    recommendations.put_forward(prepared, READY)
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await place_of(pilot)
        await pilot.press("m")
        assert notices(pilot)[-1].startswith("With Jo Bell. r records")
        await pilot.press("r")
        await choose(pilot, "acknowledged")
        await fill(pilot, by="Kim Yarrow")
        await pilot.press("r")
        await choose(pilot, "asked")
        assert recommended.load(prepared, READY).chases == 1
        await pilot.press("u")
        assert recommended.load(prepared, READY).chases == 0
        await pilot.press("r")
        await choose(pilot, "withdrawn")
        await fill(pilot, reason="Stores did it already")
        await pilot.press("r")
        assert isinstance(app.screen, RecommendationsScreen)

    found = recommended.load(prepared, READY)
    assert (found.acknowledged_by, found.state) == ("Kim Yarrow", State.withdrawn)


async def test_enter_opens_exactly_the_complaints_behind(prepared: Desk) -> None:
    trending.review(prepared)
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL) as pilot:
        for parts, count in ((0, 42), (3, 115), (4, 24)):
            await place_of(pilot, parts)
            await pilot.press("enter")
            await pilot.pause()
            await settled(pilot)

            assert isinstance(app.screen, QueueScreen)
            assert app.screen.queue.total.count == count


async def test_a_linked_complaint_is_opened_unlinked_and_linked_again(prepared: Desk) -> None:
    complaint = services.intake.new(
        prepared,
        services.intake.NewComplaint(
            customer="Ada Quill", received_on=date(2026, 11, 16), channel="phone", narrative="Cold."
        ),
    )
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL) as pilot:
        await place_of(pilot, 2)
        await pilot.press("+")
        await fill(pilot, references=f"{complaint.reference}, {complaint.reference}")
        assert len(recommended.load(prepared, READY).complaints) == 1
        await pilot.press("x")
        assert recommended.load(prepared, READY).complaints == ()
        await pilot.press("u")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, InvestigationScreen)
        assert app.screen.complaint_id == complaint.id


async def test_the_parts_follow_the_recommendation_at_the_cursor(prepared: Desk) -> None:
    trending.drafted(prepared)
    app = DeskApp(prepared)

    async with app.run_test(size=LARGE) as pilot:
        screen = await place_of(pilot)
        assert "REC-2" in road_line(screen)
        await pilot.press("j")
        await pilot.pause()
        assert "REC-1" in road_line(screen)
        await pilot.press("]")
        await pilot.pause()
        assert screen.rows.total.count == 3
        await pilot.press("[", "k", "]")
        await pilot.pause()
        assert screen.rows.total.count == 1


async def test_what_is_removed_comes_back_by_undo(prepared: Desk) -> None:
    trending.review(prepared)
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL) as pilot:
        screen = await place_of(pilot)
        for parts in range(5):
            before = screen.rows.total.count
            if screen.rows.cursor_key is not None:
                await pilot.press("x")
                await pilot.pause()
                assert screen.rows.total.count == (before or 0) - 1, parts
                await pilot.press("u")
                await pilot.pause()
                assert screen.rows.total.count == before, parts
            await pilot.press("]")
            await pilot.pause()


async def test_the_due_list_goes_to_the_recommendation(prepared: Desk, now: Now) -> None:
    trending.drafted(prepared)
    recommendations.put_forward(prepared, READY)
    recommendations.decide(prepared, READY, Decided(State.deferred, "Budget", until=date(2026, 11, 20)))
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        await pilot.press("D")
        await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()

        screen = app.screen
        assert isinstance(screen, RecommendationsScreen)
        assert screen.recommendation_id == READY
        assert screen.rows.cursor_key == READY
        assert "Deferred until 20 Nov 2026" in road_line(screen)


async def test_a_review_is_exported_from_its_part(prepared: Desk, tmp_path: Path) -> None:
    trending.review(prepared)
    app = DeskApp(prepared)

    async with app.run_test(size=SMALL) as pilot:
        await place_of(pilot, 3)
        await pilot.press("E")
        await fill(pilot, to=str(tmp_path))

    assert (tmp_path / "review-1" / "report.md").is_file()
