"""Resolution: from the agreement to the closed complaint, by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens.gate import GateScreen
from complaintdesk.screens.resolution import ResolutionScreen
from complaintdesk.services import delivery, letters
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Known, LetterState, PromiseState, Stage
from complaintdesk.widgets.dialogs import TextScreen
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.keys_footer import KeysFooter
from tests import journey
from tests.conftest import TODAY
from tests.screens import stage
from tests.screens.filling import fill
from tests.stock import FIRST
from tests.widgets.stage import HOSTILE, hostile_at

PARTS = ("agreement", "actions", "letters", "satisfaction", "learning", "escalations", "overrides")


@pytest.fixture
def stocked_as(request: pytest.FixtureRequest) -> str:
    return "agreed" if "agreed" in request.fixturenames else "blank"


@pytest.fixture
def agreed(desk: Desk) -> Dossier:
    """A complaint whose customer has just accepted an offer."""
    return services.dossier.load(desk, FIRST)


@asynccontextmanager
async def shown(
    desk: Desk, complaint_id: int, part: str = "agreement", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], ResolutionScreen]]:
    """Open the screen on one of its parts."""
    app = DeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        screen = ResolutionScreen(desk, complaint_id)
        await app.push_screen(screen)
        await pilot.pause()
        await press(pilot, *["]"] * PARTS.index(part))
        yield pilot, screen


def in_front(pilot: Pilot[None]) -> object:
    return pilot.app.screen


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def detail(screen: ResolutionScreen) -> str:
    return str(screen.query_one("#detail-text", Static).content)


def lines(screen: ResolutionScreen) -> list[str]:
    return [screen.rows.render_line(y).text for y in range(screen.rows.size.height)]


async def test_the_agreement_is_shown_with_authority_and_the_policy_departed_from(
    desk: Desk, agreed: Dossier
) -> None:
    async with shown(desk, agreed.id) as (_, screen):
        said = "\n".join(lines(screen))

        for words in ("£1,300 and a letter", "£1,300.00", "REP-4", "The delay was ours.", "Warm homes"):
            assert words in said


async def test_what_was_agreed_is_done_proved_written_judged_learned_and_closed_by_keys(
    desk: Desk, agreed: Dossier, tmp_path: Path
) -> None:
    proof = tmp_path / "ledger.txt"
    proof.write_text("4411 paid", "utf-8")
    promise = agreed.promises[0]
    services.contacts.settle(desk, agreed.id, promise.id, PromiseState.kept)

    async with shown(desk, agreed.id, "actions") as (pilot, screen):
        await press(pilot, "+")
        await fill(pilot, text="Pay £1,300", owner="Finance", due_on="+3d", is_payment="Yes")
        await press(pilot, "r")
        await fill(pilot, proof="Ledger entry 4411", file=str(proof))

        action = services.dossier.load(desk, agreed.id).actions[0]
        assert (action.owner, action.done_on, action.is_payment) == ("Finance", TODAY, True)
        assert action.attachment is not None
        assert "SHA-256" in detail(screen)

        await press(pilot, "]", "+", *"final", "enter")
        await fill(
            pilot, subject="Our answer", body="We are sorry.\n\nYours sincerely,\nMo Lund\nfor Robin Hale"
        )
        points = services.dossier.load(desk, agreed.id).letters[0].checklist
        await press(pilot, "r")
        assert isinstance(in_front(pilot), FormScreen)
        await press(pilot, "escape")

        await press(pilot, "e")
        await fill(pilot, **{f"point-{number}": "Yes" for number in range(len(points))})
        await press(pilot, "r")
        await fill(pilot, signatory="Robin Hale")
        assert "your role does not sign it" in "\n".join(stage.lines(pilot))
        await fill(pilot, signatory="Mo Lund")

        letter = services.dossier.load(desk, agreed.id).letters[0]
        assert (letter.state, letter.sent_on, letter.signatory) == (LetterState.sent, TODAY, "Mo Lund")

        services.progress.advance(desk, agreed.id, Stage.checking, "Told on the phone")
        await press(pilot, "f5", "]", "r")
        await fill(pilot, outcome="4 good", handling="5 very good", words="Good in the end.")
        await press(pilot, "]", "e")
        await fill(pilot, root_cause="process not followed", affects_others="yes", local_fix="Ring first")

        found = services.dossier.load(desk, agreed.id)
        assert (found.satisfaction[0].outcome_score, found.satisfaction[0].handling_score) == (4, 5)
        assert (found.root_cause, found.affects_others) == ("process_not_followed", Known.yes)

        await press(pilot, "]", "+")
        await fill(pilot, route="unhappy with the handling", to="Housing board", why="Third like it")
        await press(pilot, "r")
        await fill(pilot, **{"step-words": "Yes", "step-told": "Yes", "sent_by": "e-mail"})
        await press(pilot, "r")
        await fill(pilot, by="Kit Moor")
        assert services.dossier.load(desk, agreed.id).escalations[0].acknowledged_by == "Kit Moor"

        gaps = services.progress.missing(desk, agreed.id, Stage.closed)
        assert gaps == ()
        await press(pilot, "C")
        await fill(pilot, reason="Put right")

        closed = services.dossier.load(desk, agreed.id)
        assert (closed.stage, closed.closed_on, closed.outcome_reason) == (Stage.closed, TODAY, "Put right")


async def test_closing_too_early_shows_what_is_missing_and_enter_goes_to_its_part(
    desk: Desk, agreed: Dossier
) -> None:
    delivery.add_action(desk, agreed.id, "Write", "Robin Hale", TODAY)

    async with shown(desk, agreed.id) as (pilot, screen):
        await press(pilot, "C")

        assert isinstance(pilot.app.screen, GateScreen)
        sentences = [gap.sentence for gap in pilot.app.screen.gaps]
        assert "Action 1 is not done." in sentences

        await press(pilot, *["j"] * sentences.index("Action 1 is not done."), "enter")

        await stage.until(pilot, lambda: isinstance(in_front(pilot), FormScreen), "the form of its proof")

        assert screen.part.id == "actions"
        assert services.dossier.load(desk, agreed.id).stage is Stage.implementing


async def test_an_escalation_that_is_missing_is_sought_among_the_escalations(
    desk: Desk, agreed: Dossier
) -> None:
    async with shown(desk, agreed.id) as (_, screen):
        screen.seek(Where("resolution", "complaint.escalate"))

        assert screen.part.id == "escalations"


async def test_closing_before_there_is_anything_to_check_points_to_the_way_on(desk: Desk) -> None:
    complaint_id = journey.referred(desk).id

    async with shown(desk, complaint_id) as (pilot, screen):
        await press(pilot, "C")

        assert pilot.app.screen is screen
        assert services.dossier.load(desk, complaint_id).stage is Stage.referred


async def test_a_closed_complaint_is_opened_again_only_with_a_reason(worked_desk: Desk) -> None:
    closed = services.dossier.load(worked_desk, FIRST)

    async with shown(worked_desk, closed.id) as (pilot, screen):
        assert [b.binding.description for key, b in screen.active_bindings.items() if key == "C"] == [
            "Reopen"
        ]

        await press(pilot, "C")
        await fill(pilot, reason=" ")

        assert isinstance(pilot.app.screen, FormScreen)

        await fill(pilot, reason="The boiler is cold again.")

        opened = services.dossier.load(worked_desk, closed.id)
        assert (opened.stage, opened.reopened_on) == (Stage.investigating, TODAY)


async def test_overdue_actions_come_first_with_a_sign_and_a_word(desk: Desk, agreed: Dossier) -> None:
    delivery.add_action(desk, agreed.id, "Mend", "Repairs", TODAY + timedelta(days=9))
    delivery.add_action(desk, agreed.id, "Write", "Robin Hale", TODAY - timedelta(days=2))

    async with shown(desk, agreed.id, "actions") as (_, screen):
        assert "! OVERDUE 2d" in lines(screen)[1]
        assert "○ 9d" in lines(screen)[2]


async def test_an_action_is_changed_until_it_is_done_and_removed_and_brought_back(
    desk: Desk, agreed: Dossier
) -> None:
    delivery.add_action(desk, agreed.id, "Write", "Robin Hale", TODAY)

    async with shown(desk, agreed.id, "actions") as (pilot, _):
        await press(pilot, "e")
        await fill(pilot, text="Write and ring", due_on="2026-11-27")

        action = services.dossier.load(desk, agreed.id).actions[0]
        assert (action.text, action.due_on.isoformat()) == ("Write and ring", "2026-11-27")

        await press(pilot, "x")
        assert services.dossier.load(desk, agreed.id).actions == ()

        await press(pilot, "u")
        assert services.dossier.load(desk, agreed.id).actions[0].text == "Write and ring"


async def test_proof_needs_words_or_a_file_and_the_form_keeps_what_was_typed(
    desk: Desk, agreed: Dossier
) -> None:
    delivery.add_action(desk, agreed.id, "Write", "Robin Hale", TODAY)

    async with shown(desk, agreed.id, "actions") as (pilot, _):
        await press(pilot, "r")
        await fill(pilot, done_on="yesterday")

        assert isinstance(pilot.app.screen, FormScreen)
        assert pilot.app.screen.typed["done_on"] == "yesterday"
        assert services.dossier.load(desk, agreed.id).actions[0].done_on is None


async def test_a_letter_says_what_it_lacks_and_goes_out_only_with_a_reason(
    desk: Desk, agreed: Dossier
) -> None:
    written = journey.write(desk, agreed.id, "final", "Our answer", "Sorry.\n\nMo Lund", is_complete=False)
    points = written.letters[0].checklist

    async with shown(desk, agreed.id, "letters") as (pilot, screen):
        assert detail(screen).count("open") == len(points)
        await press(pilot, "r", "ctrl+s")
        assert services.dossier.load(desk, agreed.id).letters[0].state is LetterState.draft
        assert "e on the letter ticks it by hand" in " ".join(" ".join(stage.lines(pilot)).split())

        await fill(pilot, signatory="Mo Lund", reason="Told on the phone")
        sent = services.dossier.load(desk, agreed.id)
        assert sent.letters[0].state is LetterState.sent
        assert sent.overrides[-1].reason == "Told on the phone"


async def test_a_letter_that_does_not_end_with_who_signs_it_is_asked_about(
    desk: Desk, agreed: Dossier
) -> None:
    journey.write(desk, agreed.id, "update", "News", "I, Robin Hale, am still at it.")

    async with shown(desk, agreed.id, "letters") as (pilot, screen):
        assert "No name stands below it" in detail(screen)
        await press(pilot, "r")
        await fill(pilot, sent_by="Letter")
        assert services.dossier.load(desk, agreed.id).letters[0].state is LetterState.draft
        assert "does not end with Robin Hale; e on the letter" in " ".join(
            " ".join(stage.lines(pilot)).split()
        )
        await press(pilot, *"save", "enter")

    assert services.dossier.load(desk, agreed.id).letters[0].state is LetterState.sent


async def test_a_sent_letter_is_read_and_no_longer_changed(desk: Desk, agreed: Dossier) -> None:
    journey.write(desk, agreed.id, "update", "News", "Still at it.")
    journey.send(desk, agreed.id)

    async with shown(desk, agreed.id, "letters") as (pilot, screen):
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, TextScreen)

        await press(pilot, "escape", "r")
        assert in_front(pilot) is screen


async def test_why_a_customer_was_not_asked_is_a_record_too(desk: Desk, agreed: Dossier) -> None:
    delivery.add_action(desk, agreed.id, "Write", "Robin Hale", TODAY)

    async with shown(desk, agreed.id, "satisfaction") as (pilot, screen):
        await press(pilot, "+")
        await fill(pilot, words="")
        assert isinstance(pilot.app.screen, FormScreen)
        said = [
            str(each.render()) for each in pilot.app.screen.query(".field.-wrong .message").results(Static)
        ]
        assert said == ["! Say what they answered, or why they were not asked."]

        await fill(pilot, not_asked="She asked us not to ring again.")

        check = services.dossier.load(desk, agreed.id).satisfaction[0]
        assert (check.outcome_score, check.method) == (None, "")
        assert "not to ring again" in detail(screen)


async def test_what_was_overridden_is_shown_with_its_reason(desk: Desk, agreed: Dossier) -> None:
    services.progress.advance(desk, agreed.id, Stage.checking, "As agreed on the phone")

    async with shown(desk, agreed.id, "overrides") as (_, screen):
        assert screen.rows.total.count >= 1
        assert "As agreed on the phone" in detail(screen)


async def test_what_the_heads_say_of_the_cause_is_not_asked_anew(desk: Desk, agreed: Dossier) -> None:
    head = agreed.heads[0]
    services.investigation.edit_head(
        desk, agreed.id, head.id, head.text, "delay_service", "capacity", about_data_protection=False
    )
    assert services.dossier.load(desk, agreed.id).root_cause == ""

    async with shown(desk, agreed.id, "learning") as (pilot, _):
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, FormScreen)
        typed = pilot.app.screen.typed

        assert (typed["cause"], typed["root_cause"]) == ("delay_service", "capacity")


@pytest.mark.parametrize("part", PARTS)
async def test_every_empty_part_says_so_and_its_keys_do_no_harm(desk: Desk, part: str) -> None:
    complaint_id = journey.referred(desk).id

    async with shown(desk, complaint_id, part) as (pilot, screen):
        assert screen.rows.total.count == 0
        assert any(line.strip() for line in lines(screen)[1:])

        for key in ("x", "r", "e", "+", "enter", "C"):
            await press(pilot, key)
            if isinstance(pilot.app.screen, FormScreen):
                await press(pilot, "escape")

        assert services.dossier.load(desk, complaint_id).actions == ()


@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_hostile_words_are_shown_as_they_stand_and_the_footer_fits(
    desk: Desk, agreed: Dossier, size: tuple[int, int]
) -> None:
    for words in hostile_at(size):
        if words.strip():
            delivery.add_action(desk, agreed.id, words, words, TODAY)
            written = letters.Written(words, words, words, said={words: False})
            letters.keep(desk, agreed.id, written)
            services.escalation.start(desk, agreed.id, "handling", words, words, note=words)
    found = services.dossier.load(desk, agreed.id)
    for action in found.actions[::2]:
        delivery.prove(desk, agreed.id, action.id, action.text)
    delivery.learn(
        desk, agreed.id, delivery.Learned(HOSTILE[1], Known.yes, HOSTILE[3], HOSTILE[4], HOSTILE[5])
    )

    async with shown(desk, agreed.id, size=size) as (pilot, screen):
        for _ in PARTS:
            footer = pilot.app.screen.query_one(KeysFooter)
            assert len(footer.keys) <= 7
            assert footer.needed <= footer.size.width
            for _ in range(screen.rows.total.count):
                await press(pilot, "j")
            for key in ("e", "r"):
                await press(pilot, key)
                if pilot.app.screen is not screen:
                    await press(pilot, "escape")
            await press(pilot, "]")

        assert pilot.app.screen is screen
