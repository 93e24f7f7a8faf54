"""The Library: entries and their editions, the authority matrix, the procedures, by keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.rules.authority import Limit
from complaintdesk.rules.remedy_bands import Band
from complaintdesk.screens.library import LibraryScreen
from complaintdesk.services import history, library
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import LibraryKind
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.keys_footer import KeysFooter
from tests.conftest import TODAY, AddComplaint, Now
from tests.screens.filling import fill
from tests.screens.stage import lines, settled
from tests.widgets.stage import hostile_at

SMALL = (80, 24)


async def library_of(pilot: Pilot[None], parts: int = 0) -> LibraryScreen:
    """Go to the library, so many parts further."""
    await pilot.pause()
    await pilot.press("0", *["]"] * parts)
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, LibraryScreen)
    return screen


def detail(screen: LibraryScreen) -> str:
    return str(screen.query_one("#detail-text", Static).content)


async def test_an_empty_part_names_the_key_that_helps(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await library_of(pilot)

        lines = [screen.rows.render_line(y).text for y in range(screen.rows.size.height)]
        assert any("+ adds one" in line for line in lines)


async def test_a_clause_is_added_and_given_a_new_edition_and_undone(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await library_of(pilot)
        await pilot.press("+")
        await fill(pilot, code="REP-4", title="Refunds for late repairs", text="Within 30 days.")
        await pilot.press("e")
        await fill(pilot, text="Within 60 days.")

        held = library.entries(desk, LibraryKind.policy_clause)
        assert [(entry.code, entry.edition, entry.text) for entry in held] == [
            ("REP-4", 2, "Within 60 days.")
        ]
        assert held[0].effective_on == TODAY
        assert screen.rows.total.count == 1
        assert "Edition 1, past" in detail(screen)

        await pilot.press("u")
        await pilot.pause()

        assert library.entries(desk, LibraryKind.policy_clause)[0].edition == 1


async def test_an_edition_that_is_to_come_is_listed_beside_the_one_in_force(desk: Desk, now: Now) -> None:
    library.add(desk, LibraryKind.aim, "AIM-1", "Warm homes", "Nobody waits for heating.")
    library.add(desk, LibraryKind.aim, "AIM-1", "Warm homes", "Within a day.", TODAY + timedelta(days=9))
    standing = [edition.standing for edition in library.editions(desk, LibraryKind.aim)]
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await library_of(pilot, parts=2)

        assert standing == ["coming", "in force"]
        assert screen.rows.total.count == 2

        now.day = TODAY + timedelta(days=9)
        await pilot.press("f5")
        await pilot.pause()

        assert screen.rows.total.count == 1
        assert "Within a day." in detail(screen)


async def test_a_code_that_is_there_is_refused_for_a_new_entry(desk: Desk) -> None:
    library.add(desk, LibraryKind.policy_clause, "REP-4", "Refunds", "Within 30 days.")
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await library_of(pilot)
        await pilot.press("+")
        await fill(pilot, code="rep-4", title="Other", text="Other")

        assert isinstance(app.screen, FormScreen)
        assert len(library.editions(desk, LibraryKind.policy_clause)) == 1


async def test_removing_an_edition_lets_the_one_before_hold_again(desk: Desk) -> None:
    for words in ("Within 30 days.", "Within 60 days."):
        library.add(desk, LibraryKind.policy_clause, "REP-4", "Refunds", words)
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await library_of(pilot)
        await pilot.press("x")
        await pilot.pause()

        assert library.entries(desk, LibraryKind.policy_clause)[0].text == "Within 30 days."


async def test_limits_of_a_role_are_changed_from_a_day_on_and_the_day_before_keeps_them(
    desk: Desk, now: Now
) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await library_of(pilot, parts=3)
        screen.rows.move_to("complaint_handler")
        await pilot.press("e")
        await fill(pilot, refund="any", goodwill="300", holder="Robin Hale", effective_on="2026-11-20")

        def handler() -> Limit:
            return next(limit for limit in services.authority.view(desk) if limit.role == "complaint_handler")

        assert (handler().refund_minor, handler().goodwill_minor) == (100_000, 25_000)

        now.day = date(2026, 11, 20)

        assert (handler().refund_minor, handler().goodwill_minor) == (None, 30_000)
        assert handler().holder == "Robin Hale"


async def test_a_limit_that_is_no_amount_is_refused_in_the_form(desk: Desk) -> None:
    before = services.authority.view(desk)
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await library_of(pilot, parts=3)
        await pilot.press("e")
        await fill(pilot, refund="lots")

        assert isinstance(app.screen, FormScreen)
        assert services.authority.view(desk) == before


async def test_a_role_is_added_and_two_roles_cannot_share_a_rank(desk: Desk) -> None:
    limits = {"refund": "any", "goodwill": "any", "other_loss": "any", "policy": "any departure from policy"}
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        await library_of(pilot, parts=3)
        await pilot.press("+")
        await fill(pilot, title="Board", rank="1", **limits)

        assert isinstance(app.screen, FormScreen)

        await fill(pilot, rank="7")

        assert services.authority.view(desk)[-1].role == "board"
        assert history.undo(desk).label == "change the authority matrix"
        assert services.authority.view(desk)[-1].role == "director"


async def test_procedures_show_their_clocks_with_source_and_offer_no_change(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await library_of(pilot, parts=6)

        assert "working days" in detail(screen)
        assert "as of" in detail(screen)

        await pilot.press("+", "e", "x", "enter")

        assert app.screen is screen


async def test_a_remedy_band_is_added_changed_and_removed(desk: Desk) -> None:
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await library_of(pilot, parts=4)
        await pilot.press("+")
        await fill(pilot, scale="Board", level="usual", least="50", most="40", year="2026", source="Minutes")

        assert isinstance(app.screen, FormScreen), "it ends above where it begins"

        await fill(pilot, most="90")
        band = next(each for each in services.bands.view(desk) if each.scale == "Board")
        assert (band.least_minor, band.most_minor) == (5_000, 9_000)

        screen.rows.move_to(band.id or 0)
        await pilot.press("e")
        await fill(pilot, year="24")
        assert isinstance(app.screen, FormScreen)
        await fill(pilot, year="2025")
        assert "£50.00 to £90.00" in detail(screen)
        assert "2025" in detail(screen)

        await pilot.press("x")
        await pilot.pause()
        assert "Board" not in [each.scale for each in services.bands.view(desk)]


async def test_weights_are_seen_with_their_shares_and_changed(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await library_of(pilot, parts=5)
        assert "By default: 25" in detail(screen)
        await pilot.press("e")
        await fill(pilot, wish="lots")
        assert isinstance(app.screen, FormScreen)
        await fill(pilot, wish="75")
        assert services.weighing.of_balance(desk).wish == 75
        assert any("50%" in line and "your own" in line for line in lines(pilot))

        screen.rows.move_to("triage:age")
        await pilot.press("e")
        await fill(pilot, age="12.5")
        await settled(pilot)
        assert services.weighing.of_triage(desk).age == 12.5
        assert isinstance(pilot.app.screen, LibraryScreen)

        await pilot.press("u")
        await settled(pilot)
        assert services.weighing.of_triage(desk).age == 2


async def test_limits_that_ran_out_are_shown_as_such_and_can_be_given_again(desk: Desk, now: Now) -> None:
    own = services.authority.view(desk)[2]
    services.authority.amend(desk, replace(own, ends_on=TODAY))
    now.day = TODAY + timedelta(days=1)
    app = DeskApp(desk)

    async with app.run_test(size=SMALL, notifications=True, tooltips=True) as pilot:
        screen = await library_of(pilot, parts=3)
        screen.rows.move_to("complaint_handler")
        await pilot.pause()
        assert "complaint handler (ran out)" in detail(screen)

        await pilot.press("e")
        await fill(pilot, cumulative="1500", signs="update, Final up to 250, liability")

        given = services.authority.view(desk)[2]
        assert (given.cumulative_minor, given.ends_on) == (150_000, None)
        assert given.signs == ("update", "final_up_to_250", "liability")
        assert given.may_admit_liability


@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_hostile_words_are_shown_as_they_stand_and_the_footer_fits(
    desk: Desk, size: tuple[int, int]
) -> None:
    for number, words in enumerate(hostile_at(size)):
        if words.strip():
            library.add(desk, LibraryKind.service_offer, f"S{number}", words, words)
            services.bands.keep(desk, Band(words[:100], words, 2024, words, number))
    app = DeskApp(desk)

    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await library_of(pilot, parts=1)
        for _ in hostile_at(size):
            await pilot.press("j")
        for key in ("+", "escape", "e", "escape", "x"):
            await pilot.press(key)
            await pilot.pause()

        await pilot.press("]", "]", "]")
        for _ in hostile_at(size):
            await pilot.press("j")
        await pilot.press("e", "escape")
        await pilot.pause()

        footer = app.screen.query_one(KeysFooter)
        assert len(footer.keys) <= 7
        assert footer.needed <= footer.size.width
        assert isinstance(app.screen, LibraryScreen)
