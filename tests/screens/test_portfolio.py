"""The Portfolio: from criterion to record to complaint and back, claims, statements, gauge and export by keys."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from complaintdesk.app import DeskApp
from complaintdesk.config import criteria, shipped_data
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.screens.negotiation import NegotiationScreen
from complaintdesk.screens.portfolio import PortfolioScreen
from complaintdesk.screens.portfolio_progress import PortfolioProgressScreen
from complaintdesk.services import claims, portfolio, portfolio_export, statements
from complaintdesk.services.desk import Desk
from complaintdesk.services.portfolio_export import Watch
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.row_list import RowList
from tests.claiming import SEEN, SHOWS, claim_first, offered, record_of
from tests.screens.filling import fill
from tests.screens.stage import NARROW, WIDE, footer_width, notices, settled, shown, until


@pytest.fixture
def desk(worked_desk: Desk) -> Desk:
    return worked_desk


@asynccontextmanager
async def portfolio_of(
    desk: Desk, *keys: str, size: tuple[int, int] = NARROW
) -> AsyncIterator[tuple[Pilot[None], PortfolioScreen]]:
    """Open the portfolio and press some keys."""
    app = DeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await pilot.press("9", *keys)
        await pilot.pause()
        await settled(pilot)
        screen = app.screen
        yield pilot, screen if isinstance(screen, PortfolioScreen) else app.screen_stack[-2]  # type: ignore[misc]


def rows_of(screen: PortfolioScreen) -> RowList:
    rows = screen.rows
    assert rows is not None
    return rows


def detail(screen: PortfolioScreen) -> str:
    return str(screen.query_one("#detail-text", Static).content)


async def test_of_a_criterion_without_evidence_it_is_said_what_would_show_it_and_where(desk: Desk) -> None:
    desk.settings = replace(desk.settings, keys={"record.add": "f7"})
    async with portfolio_of(desk, *["j"] * 12) as (pilot, _):
        said = " ".join(shown(pilot).split())

    assert "3.5 Weighs each change" in said
    assert "an option of a recommendation (Recommendations, Options: f7)" in said


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_matrix_says_what_is_missing_for_every_criterion(desk: Desk, size: tuple[int, int]) -> None:
    claim_first(desk, "1.4")

    async with portfolio_of(desk, size=size) as (pilot, screen):
        assert rows_of(screen).total.count == 25
        assert "! no evidence" in shown(pilot)
        assert "● 1 piece of evidence" in shown(pilot)
        entries, cells = footer_width(pilot)
        assert entries <= 7
        assert cells <= 80
        rows_of(screen).move_to("1.4")
        await pilot.pause()
        assert SHOWS.shows in detail(screen)
        assert "one occasion only" in detail(screen)


async def test_enter_goes_from_criterion_to_record_to_complaint_and_esc_back(desk: Desk) -> None:
    async with portfolio_of(desk) as (pilot, screen):
        rows_of(screen).move_to("2.2")
        await pilot.press("enter")
        await pilot.pause()

        assert screen.part_key == "records"
        assert "Records of 2.2" in shown(pilot)
        assert {each.criterion for each in screen.shown.offered} == {"2.2"}  # type: ignore[union-attr]  # it is read
        await pilot.press("escape")
        assert screen.part_key == "criteria"
        assert rows_of(screen).cursor_key == "2.2"

        await pilot.press("enter", "enter")
        await settled(pilot)
        drilled_to = pilot.app.screen
        assert isinstance(drilled_to, NegotiationScreen)
        await pilot.press("9")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PortfolioScreen)


async def test_a_complaint_leads_to_all_that_it_shows(desk: Desk) -> None:
    async with portfolio_of(desk, "]", "]", "enter") as (pilot, screen):
        assert screen.part_key == "records"
        assert "Rec CD-2026-0001" in shown(pilot)
        assert len({each.criterion for each in screen.shown.offered}) >= 9  # type: ignore[union-attr]  # it is read

        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, InvestigationScreen)


async def test_a_record_is_claimed_edited_taken_back_and_undone(desk: Desk) -> None:
    async with portfolio_of(desk, "]") as (pilot, screen):
        criterion = str(screen.subject)
        await pilot.press("+")
        await fill(pilot, shows="What I did first.", why_valid="It says so.")
        await pilot.pause()

        (held,) = portfolio.view(desk).claims
        assert (held.criterion, held.shows, held.why_valid) == (criterion, "What I did first.", "It says so.")
        assert "What I did first." in detail(screen)
        await pilot.press("e")
        await fill(pilot, shows="What I did.")
        assert portfolio.view(desk).claims[0].shows == "What I did."

        await pilot.press("x")
        await pilot.pause()
        assert portfolio.view(desk).claims == ()
        assert any("claimed for" in notice and "no more" in notice for notice in notices(pilot))
        await pilot.press("u")
        await pilot.pause()
        assert len(portfolio.view(desk).claims) == 1


async def test_what_was_said_before_comes_back_into_the_form(desk: Desk) -> None:
    claims.unclaim(desk, claims.claim(desk, "1.4", record_of(offered(desk, "1.4")[0]), SEEN))

    async with portfolio_of(desk) as (pilot, screen):
        rows_of(screen).move_to("1.4")
        await pilot.press("enter", "+")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()

        assert [claim.witness for claim in portfolio.view(desk).claims] == ["Kay Doyle"]


async def test_evidence_outside_the_desk_is_claimed_from_the_matrix(desk: Desk) -> None:
    async with portfolio_of(desk) as (pilot, screen):
        rows_of(screen).move_to("2.2")
        await pilot.press("+")
        await fill(
            pilot, shows="A call.", kind="observation", original_at="Record 3", witness="Dana Wright",
            witness_role="Assessor", witnessed_on="2026-11-17",
        )  # fmt: skip
        await pilot.pause()

        assert [claim.evidence.record_kind for claim in portfolio.view(desk).claims] == ["outside"]
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PortfolioScreen)
        assert any("outside the desk" in notice for notice in notices(pilot))


async def test_a_statement_is_written_beside_its_questions_and_every_edition_is_shown(desk: Desk) -> None:
    async with portfolio_of(desk, "]", "]", "]", "e") as (pilot, screen):
        assert "What does the organisation lose" in shown(pilot)
        await fill(pilot, text="Because silence costs.")
        await pilot.press("e")
        await fill(pilot, text="Because silence costs more.")
        await pilot.pause()

        assert [each.text for each in statements.editions(desk, "4.1")] == [
            "Because silence costs more.",
            "Because silence costs.",
        ]
        assert "Edition 1" in detail(screen)
        assert "edition 2" in shown(pilot)
        await pilot.press("j", "e", *"Half", "escape")
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert form.typed["text"] == "Half"


def test_the_questions_of_every_shipped_set_fit_above_the_statement() -> None:
    for found in criteria.load(shipped_data() / "criteria").sets.values():
        for one in found.criteria:
            assert len(" ".join(one.questions)) <= 400, f"{found.id} {one.id}"


async def test_the_gauge_takes_other_expectations_and_another_set(desk: Desk) -> None:
    async with portfolio_of(desk, "]", "]", "]", "]", "j", "e") as (pilot, screen):
        await fill(pilot, weeks="eight")
        assert isinstance(pilot.app.screen, FormScreen)
        assert "whole number" in shown(pilot)
        await fill(pilot, weeks="8", complaints="1")
        assert desk.expectations.complaints == 1

        rows_of(screen).move_to("set")
        await pilot.press("e")
        await fill(pilot, set="Standard INSCS028: complaints of customers")
        await pilot.pause()

        assert desk.criteria.id == "inscs028"
        await pilot.press("[", "[", "[", "[")
        await pilot.pause()
        assert rows_of(screen).total.count == len(desk.criteria.criteria)


async def test_a_set_that_is_gone_is_said_and_another_can_be_chosen(desk: Desk) -> None:
    folder = desk.settings.places.config / "criteria"
    folder.mkdir(parents=True)
    shipped = (shipped_data() / "criteria" / "inscs028.toml").read_text("utf-8")
    (folder / "mine.toml").write_text(shipped.replace('"inscs028"', '"mine"'), "utf-8")
    claims.choose_set(desk, "mine")
    (folder / "mine.toml").unlink()
    del desk.criteria_sets

    async with portfolio_of(desk) as (pilot, screen):
        assert any("no criteria set 'mine'" in notice for notice in notices(pilot))
        assert "e chooses another" in shown(pilot)
        await pilot.press("e")
        await fill(pilot, set="Unit 45: referred complaints, level 4")
        await pilot.pause()

        assert rows_of(screen).total.count == 25


async def test_the_preview_is_what_the_export_writes_and_gives_no_pseudonym_away(
    desk: Desk, tmp_path: Path
) -> None:
    claim_first(desk, "1.3")
    steps = desk.reader.execute("SELECT count(*) FROM journal_step").fetchone()[0]

    async with portfolio_of(desk, "[") as (pilot, screen):
        text = str(screen.preview.content)
        assert screen.part_key == "preview"
        assert desk.reader.execute("SELECT count(*) FROM journal_step").fetchone()[0] == steps
        assert "# Portfolio of evidence" in shown(pilot)

    written = portfolio_export.export(desk, tmp_path / "out")[0].read_text("utf-8")
    body = written.split("\n---\n")[1]
    assert body.partition("## Integrity")[0].strip() in text


async def test_the_portfolio_is_exported_and_a_second_time_only_on_leave(desk: Desk, tmp_path: Path) -> None:
    claim_first(desk, "1.3")

    async with portfolio_of(desk, "E") as (pilot, _):
        await fill(pilot, to=str(tmp_path / "out"))
        await settled(pilot)
        assert (tmp_path / "out" / "portfolio" / "index.md").is_file()
        assert any("Portfolio written: 4 files" in notice for notice in notices(pilot))

        await pilot.press("E")
        await fill(pilot, to=str(tmp_path / "out"))
        assert isinstance(pilot.app.screen, FormScreen)
        await fill(pilot, force="Yes")
        await settled(pilot)
        assert isinstance(pilot.app.screen, PortfolioScreen)

        (tmp_path / "taken").write_text("a file")
        await pilot.press("E")
        await fill(pilot, to=str(tmp_path / "taken"))
        await settled(pilot)
        assert any("an export needs a folder" in notice for notice in notices(pilot))


async def test_an_export_can_be_stopped_and_has_written_nothing(desk: Desk, tmp_path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def export(beside: Desk, watch: Watch) -> tuple[Path, ...]:
        watch.at(1, 2)
        begun.set()
        go_on.wait(20)
        return portfolio_export.export(beside, tmp_path / "out", watch=watch)

    async with portfolio_of(desk) as (pilot, screen):
        answers: list[object] = []
        pilot.app.push_screen(PortfolioProgressScreen(desk, export), answers.append)
        await pilot.pause()
        assert begun.wait(20)
        await pilot.press("escape")
        go_on.set()
        await until(pilot, lambda: answers, "the end of the export")

        assert answers == [None]
        assert any("nothing was written" in notice for notice in notices(pilot))
        assert not (tmp_path / "out").exists()
        assert screen.is_current
