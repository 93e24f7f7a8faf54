"""The Options screen: options weighed side by side, approval asked for and recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.rules.dossier import Dossier
from complaintdesk.screens.options import OptionsScreen
from complaintdesk.services import options, triage
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Decision, MoneyKind
from complaintdesk.widgets.dialogs import ChoiceScreen, ConfirmScreen
from complaintdesk.widgets.fields import Field
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.keys_footer import KeysFooter
from tests import journey
from tests.stock import FIRST
from tests.widgets.stage import HOSTILE, controls_in, hostile_at

OnScreen = tuple[Pilot[None], OptionsScreen]


@asynccontextmanager
async def shown(desk: Desk, complaint_id: int, size: tuple[int, int] = (80, 24)) -> AsyncIterator[OnScreen]:
    app = DeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        screen = OptionsScreen(desk, complaint_id)
        await app.push_screen(screen)
        await pilot.pause()
        yield pilot, screen


def lines(screen: Screen[None]) -> list[str]:
    """Return what is on the screen, line by line."""
    strips = screen.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def fill(pilot: Pilot[None], **typed: str) -> None:
    """Put texts into the form in front, as if they had been typed."""
    screen = pilot.app.screen
    assert isinstance(screen, FormScreen)
    fields = {field.spec.id: field for field in screen.query(Field)}
    for name, text in typed.items():
        control = fields[name].control
        if hasattr(control, "load_text"):
            control.load_text(text)
        else:
            control.value = text  # type: ignore[attr-defined]  # every other control is a line


def notices(pilot: Pilot[None]) -> list[str]:
    return [notice.message for notice in pilot.app._notifications]


@pytest.fixture
def stocked_as(request: pytest.FixtureRequest) -> str:
    return "investigated" if "investigated" in request.fixturenames else "blank"


@pytest.fixture
def investigated(desk: Desk) -> Dossier:
    """A complaint of which all is known and nothing is weighed yet."""
    return services.dossier.load(desk, FIRST)


@pytest.fixture
def weighed(desk: Desk, investigated: Dossier) -> Dossier:
    """The same with three options on it, none of them shown yet: £0, £800, £1,300."""
    clause = services.library.entries(desk)[-1]
    refund = options.NewRemedy("full_refund", 80_000, MoneyKind.refund)
    goodwill = options.NewRemedy("goodwill", 50_000, MoneyKind.goodwill)
    complaint_id = investigated.id
    for entered in (
        options.NewOption("Explain only", explain_only=True, scores={"wish": 0}),
        options.NewOption("Refund the rent", (refund,), scores={"wish": 3}),
        options.NewOption(
            "Refund and make good", (refund, goodwill), policy_clause_id=clause.id, scores={"wish": 5}
        ),
    ):
        found = options.add(desk, complaint_id, entered)
    return found


async def test_without_an_option_it_says_which_key_helps(desk: Desk, investigated: Dossier) -> None:
    async with shown(desk, investigated.id) as (_, screen):
        text = "\n".join(lines(screen))

        assert "No option is set out. + adds the first" in text
        assert "Wanted: A warm flat and an apology." in text


async def test_an_option_is_added_with_its_remedies_scores_and_departure(
    desk: Desk, investigated: Dossier
) -> None:
    async with shown(desk, investigated.id) as (pilot, _):
        await press(pilot, "+")
        fill(
            pilot,
            text="Refund [red]and[/] make good",
            explain_only="No",
            remedy_1="full refund",
            amount_1="800",
            remedy_2="apology",
            benefit_customer="Warm",
            aim_1="AIM-1 Warm homes",
            policy_clause="REP-4 Refunds for late repairs",
            departure_reason="The delay was ours.",
            precedent="One in May",
            days="14",
            score_wish="5",
        )
        await press(pilot, "ctrl+s")

        (option,) = services.dossier.load(desk, investigated.id).options
        assert option.text == "Refund [red]and[/] make good"
        assert [(each.remedy, each.amount_minor, each.money_kind) for each in option.remedies] == [
            ("full_refund", 80_000, MoneyKind.refund),
            ("apology", 0, None),
        ]
        assert option.scores == {"wish": 5}
        assert (option.days_to_deliver, len(option.aim_ids), option.benefit_customer) == (14, 1, "Warm")
        assert option.policy_clause.startswith("REP-4")
        assert option.departure_reason == "The delay was ours."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"score_wish": "6"}, "A score is a whole number from 0 (poor) to 5 (good)."),
        ({"days": "soon"}, "Days are a whole number, such as 14."),
        ({"amount_2": "50"}, "Say which remedy this is the worth of."),
    ],
)
async def test_what_cannot_be_kept_is_said_at_its_field_and_the_form_stays(
    desk: Desk, investigated: Dossier, typed: dict[str, str], said: str
) -> None:
    async with shown(desk, investigated.id) as (pilot, screen):
        await press(pilot, "+")
        fill(pilot, text="Refund", **typed)
        await press(pilot, "ctrl+s")

        assert isinstance(pilot.app.screen, FormScreen)
        messages = [str(message.render()) for message in pilot.app.screen.query(".message")]
        assert f"! {said}" in messages
        assert services.dossier.load(desk, investigated.id).options == ()
        assert screen.desk is desk


async def test_going_through_the_form_with_enter_scores_and_chooses_nothing(
    desk: Desk, investigated: Dossier
) -> None:
    async with shown(desk, investigated.id) as (pilot, _):
        await press(pilot, "+", *"Refund", *["enter"] * 34)
        await press(pilot, "ctrl+s")

        (option,) = services.dossier.load(desk, investigated.id).options
        assert option.scores == {}
        assert option.remedies == ()
        assert (option.days_to_deliver, option.policy_clause_id, option.explain_only) == (None, None, False)


async def test_wide_the_options_stand_side_by_side(desk: Desk, weighed: Dossier) -> None:
    async with shown(desk, weighed.id, (140, 42)) as (_, screen):
        text = lines(screen)

        head = next(line for line in text if "Option 1  Explain only" in line)
        assert "Option 2  Refund the rent" in head
        assert "Option 3  Refund and make good" in head
        worth = next(line for line in text if "£0.00, explains only" in line)
        assert worth.split() == ["Worth", "£0.00,", "explains", "only", "£800.00", "£1,300.00"]
        assert any("Weights: the customer's wish 25" in line for line in text)


async def test_the_cursor_and_the_page_go_to_an_option_that_was_added(desk: Desk, weighed: Dossier) -> None:
    async with shown(desk, weighed.id) as (pilot, screen):
        await press(pilot, "+")
        fill(pilot, text="Send a letter")
        await press(pilot, "ctrl+s")

        assert screen.record_id == services.dossier.load(desk, weighed.id).options[-1].id
        assert sum("Send a letter" in line for line in lines(screen)) > 1, "in the list and in the matrix"


async def test_narrow_the_page_follows_the_cursor(desk: Desk, weighed: Dossier) -> None:
    async with shown(desk, weighed.id, (80, 30)) as (pilot, screen):
        assert any("Option 1  Explain only" in line for line in lines(screen))
        await press(pilot, "j", "j")

        text = lines(screen)
        assert any("Option 3  Refund and make good" in line for line in text)
        assert not any("Option 1  Explain only" in line for line in text)
        assert any("is above your limit of £250.00" in line for line in text)


async def test_ranking_moves_the_option_and_the_cursor_stays_on_it(desk: Desk, weighed: Dossier) -> None:
    async with shown(desk, weighed.id) as (pilot, screen):
        await press(pilot, "G", "<", "<")

        ranked = sorted(services.dossier.load(desk, weighed.id).options, key=lambda option: option.rank or 9)
        assert [option.number for option in ranked] == [3, 1, 2]
        assert screen.record_id == ranked[0].id
        await press(pilot, ">")
        ranked = sorted(services.dossier.load(desk, weighed.id).options, key=lambda option: option.rank or 9)
        assert [option.number for option in ranked] == [1, 3, 2]


async def test_approval_is_asked_for_and_the_word_recorded_with_the_same_key(
    desk: Desk, weighed: Dossier
) -> None:
    async with shown(desk, weighed.id) as (pilot, screen):
        await press(pilot, "G", "r")
        fill(pilot, why="Fair", approver="Mo Lund")
        await press(pilot, "ctrl+s")

        (asked,) = services.dossier.load(desk, weighed.id).approvals
        assert (asked.decision, asked.amount_minor) == (Decision.asked, 130_000)
        assert asked.approver_role == "complaints_manager"

        await press(pilot, "r")
        fill(pilot, decision="approved", conditions="Once only", expires_on="+30d")
        await press(pilot, "ctrl+s")

        (given,) = services.dossier.load(desk, weighed.id).approvals
        assert (given.decision, given.conditions) == (Decision.approved, "Once only")
        assert any("approved" in line for line in lines(screen))


async def test_a_yes_by_word_of_mouth_is_confirmed_in_writing_by_keys(desk: Desk, weighed: Dossier) -> None:
    request = options.ApprovalRequest(weighed.options[2].id, "Fair", "Mo Lund", "complaints_manager")
    options.ask_approval(desk, weighed.id, request)

    async with shown(desk, weighed.id) as (pilot, screen):
        await press(pilot, "]", "r")
        fill(pilot, decision="approved", verbal="yes")
        await press(pilot, "ctrl+s")
        assert "by word of mouth (in writing due" in " ".join(" ".join(lines(screen)).split())

        await press(pilot, "r", "ctrl+s")

        (given,) = services.dossier.load(desk, weighed.id).approvals
        assert given.written_on == desk.today()
        assert "by word of mouth (in writing due" not in " ".join(" ".join(lines(screen)).split())


async def test_a_decided_request_is_not_decided_again(desk: Desk, weighed: Dossier) -> None:
    option_id = weighed.options[2].id
    found = options.ask_approval(
        desk, weighed.id, options.ApprovalRequest(option_id, "Fair", "Mo Lund", "complaints_manager")
    )
    options.decide_approval(desk, weighed.id, found.approvals[0].id, Decision.refused, "Too much")

    async with shown(desk, weighed.id) as (pilot, screen):
        await press(pilot, "]", "r")

        assert notices(pilot) == ["That request is refused already; r on the option asks again."]
        assert any("refused £1,300.00" in line for line in lines(screen))


async def test_one_option_or_all_are_shown_to_the_customer(desk: Desk, weighed: Dossier) -> None:
    async with shown(desk, weighed.id) as (pilot, _):
        await press(pilot, "j", "P", "enter")
        assert isinstance(pilot.app.screen, ConfirmScreen), (
            "all of them come first; option 3 is above authority"
        )
        await press(pilot, "n")

        await press(pilot, "P")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        await press(pilot, "down", "enter")
        presented = [option.presented_on for option in services.dossier.load(desk, weighed.id).options]
        assert presented == [None, desk.today(), None]

        await press(pilot, "P", "a", "l", "l", "enter")
        assert isinstance(pilot.app.screen, ConfirmScreen), "option 3 is above authority and not approved"
        await press(pilot, "n")
        presented = [option.presented_on for option in services.dossier.load(desk, weighed.id).options]
        assert presented == [None, desk.today(), None]

        await press(pilot, "P", "a", "l", "l", "enter", "y")
        presented = [option.presented_on for option in services.dossier.load(desk, weighed.id).options]
        assert presented == [desk.today()] * 3


async def test_what_the_customer_saw_stays_and_their_view_is_noted(desk: Desk, weighed: Dossier) -> None:
    first = weighed.options[0].id
    options.present(desk, weighed.id, [first])

    async with shown(desk, weighed.id) as (pilot, _):
        await press(pilot, "x")
        assert "stays; say why it was not taken" in notices(pilot)[-1]
        await press(pilot, "e")
        fill(pilot, customer_view="Not enough", rejected_reason="It mends nothing")
        await press(pilot, "ctrl+s")

        option = services.dossier.load(desk, weighed.id).options[0]
        assert (option.customer_view, option.rejected_reason) == ("Not enough", "It mends nothing")


async def test_an_edited_option_keeps_what_the_form_did_not_ask(desk: Desk, investigated: Dossier) -> None:
    """The form asks for three remedies; a fourth, its note and a waiver's lack of a kind survive it."""
    remedies = tuple(
        options.NewRemedy(name, 1_000, None, f"note {name}")
        for name in ("redo", "replace", "refund_full", "credit")
    )
    options.add(desk, investigated.id, options.NewOption("All of it", remedies))

    async with shown(desk, investigated.id) as (pilot, _):
        await press(pilot, "e")
        fill(pilot, text="All of it, soon")
        await press(pilot, "ctrl+s")

        (option,) = services.dossier.load(desk, investigated.id).options
        assert option.text == "All of it, soon"
        assert [(each.remedy, each.amount_minor, each.money_kind, each.note) for each in option.remedies] == [
            (each.remedy, each.amount_minor, each.money_kind, each.note) for each in remedies
        ]


async def test_the_reason_for_a_single_option_has_a_row_of_its_own(desk: Desk, investigated: Dossier) -> None:
    options.add(desk, investigated.id, options.NewOption("Explain", explain_only=True))

    async with shown(desk, investigated.id) as (pilot, screen):
        assert any("Why no other? e says it" in line for line in lines(screen))
        await press(pilot, "G", "e")
        fill(pilot, one_option_reason="The law leaves no other.")
        await press(pilot, "ctrl+s")

        assert services.dossier.load(desk, investigated.id).one_option_reason == "The law leaves no other."
        assert any("No other: The law" in line for line in lines(screen))


async def test_before_its_stage_it_says_so_and_opens_no_form(desk: Desk) -> None:
    complaint_id = journey.referred(desk).id

    async with shown(desk, complaint_id) as (pilot, screen):
        await press(pilot, "+")

        assert pilot.app.screen is screen
        assert "to add an option it must be" in notices(pilot)[-1]


async def test_an_option_nobody_saw_is_removed_and_undone(desk: Desk, weighed: Dossier) -> None:
    async with shown(desk, weighed.id) as (pilot, screen):
        await press(pilot, "j", "x")
        assert [option.number for option in services.dossier.load(desk, weighed.id).options] == [1, 3]
        await press(pilot, "u")

        assert [option.number for option in services.dossier.load(desk, weighed.id).options] == [1, 2, 3]
        assert screen.dossier is not None


@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_foreign_words_are_shown_and_do_nothing(
    desk: Desk, investigated: Dossier, size: tuple[int, int]
) -> None:
    for words in filter(str.strip, hostile_at(size)):
        kept = options.add(
            desk,
            investigated.id,
            options.NewOption(
                words,
                (options.NewRemedy(words, 100, None, words),),
                benefit_customer=words,
                precedent=words,
                departure_reason=words,
            ),
        )
    triage.describe(desk, investigated.id, {"wants": HOSTILE[0], "one_option_reason": HOSTILE[1]})
    options.ask_approval(
        desk, investigated.id, options.ApprovalRequest(kept.options[0].id, HOSTILE[2], HOSTILE[9], "director")
    )

    async with shown(desk, investigated.id, size) as (pilot, screen):
        for _ in kept.options:
            await press(pilot, "j")
            assert controls_in(lines(screen)) == []
        for keys in (("e",), ("g", "r"), ("]",), ("[", "P")):
            await press(pilot, *keys)
            assert controls_in(lines(screen)) == []
            if pilot.app.screen is not screen:
                await press(pilot, "escape")


@pytest.mark.parametrize("part", ["options", "approvals"])
async def test_the_footer_fits(desk: Desk, weighed: Dossier, part: str) -> None:
    async with shown(desk, weighed.id) as (pilot, screen):
        if part == "approvals":
            await press(pilot, "]")
        footer = screen.query_one(KeysFooter)

        assert len(footer.keys) <= 7
        assert footer.needed <= 80
