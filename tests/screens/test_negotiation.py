"""The Negotiation screen: both sides of the log, offers held against authority, replies, promises."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.rules.dossier import Dossier
from complaintdesk.screens.negotiation import NegotiationScreen
from complaintdesk.services import contacts, negotiation, options
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import (
    Decision,
    Direction,
    Known,
    Maker,
    MoneyKind,
    OfferState,
    PromiseState,
    Side,
    Stage,
)
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.keys_footer import KeysFooter
from tests import journey
from tests.conftest import AddComplaint, Now
from tests.screens.test_options import fill, lines, notices, press
from tests.stock import FIRST
from tests.widgets.stage import HOSTILE, controls_in, hostile_at

OnScreen = tuple[Pilot[None], NegotiationScreen]


@asynccontextmanager
async def shown(desk: Desk, complaint_id: int, size: tuple[int, int] = (80, 24)) -> AsyncIterator[OnScreen]:
    app = DeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        screen = NegotiationScreen(desk, complaint_id)
        await app.push_screen(screen)
        await pilot.pause()
        yield pilot, screen


@pytest.fixture
def stocked_as(request: pytest.FixtureRequest) -> str:
    return "weighed" if "weighed" in request.fixturenames else "blank"


@pytest.fixture
def weighed(desk: Desk) -> Dossier:
    """A complaint with three options shown to the customer; the last is above the handler's authority."""
    return services.dossier.load(desk, FIRST)


@pytest.fixture
def offered(desk: Desk, weighed: Dossier) -> Dossier:
    """The same with an open offer of £800 on the second option."""
    option_id = weighed.options[1].id
    until = desk.today() + timedelta(days=14)
    return negotiation.put(
        desk, weighed.id, negotiation.NewOffer("The rent back", 80_000, option_id, until, Known.yes)
    )


async def test_before_anything_was_said_it_says_which_keys_help(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint(channel="letter").id

    async with shown(desk, complaint_id) as (_, screen):
        text = " ".join("\n".join(lines(screen)).split())

        assert "Nothing was said yet. b logs a contact" in text
        assert "has not heard from us" in text


async def test_what_was_said_by_phone_when_it_came_begins_the_log(desk: Desk) -> None:
    complaint_id = journey.referred(desk).id

    async with shown(desk, complaint_id) as (_, screen):
        text = " ".join("\n".join(lines(screen)).split())

        assert screen.rows.cursor_key == "narrative"
        assert "The customer told us by phone, Mon 16 Nov" in text
        assert "16 Nov ← They said" in text


async def test_the_log_has_the_customer_at_one_side_and_colleagues_at_the_other(
    desk: Desk, offered: Dossier
) -> None:
    async with shown(desk, offered.id, (140, 42)) as (_, screen):
        text = lines(screen)

        head = next(line for line in text if "Customer" in line and "Colleagues" in line)
        customer, colleagues = head.index("Customer"), head.index("Colleagues")
        told = next(line for line in text if "→ Told her who" in line)
        asked = next(line for line in text if "→ Sol Birch: Wants to repair" in line)
        put = next(line for line in text if "→ Offer 1, £800.00: The rent back" in line)
        assert told.index("→") == customer
        assert asked.index("→") == colleagues
        assert put.index("→") == customer
        assert text.index(put) < text.index(asked) < text.index(told)


async def test_an_offer_above_authority_is_refused_in_the_form_until_it_is_approved(
    desk: Desk, weighed: Dossier
) -> None:
    largest = weighed.options[2]

    async with shown(desk, weighed.id) as (pilot, _):
        await press(pilot, "P")
        fill(pilot, option=f"3 {largest.text} (£1,300.00)", terms="All of it", expires_on="+7d")
        await press(pilot, "ctrl+s")

        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        messages = " ".join(str(message.render()) for message in form.query(".message"))
        assert "is above your limit of £250.00" in messages
        assert "No approval is recorded" in messages
        assert form.typed["terms"] == "All of it"
        assert services.dossier.load(desk, weighed.id).offers == ()

        found = options.ask_approval(
            desk, weighed.id, options.ApprovalRequest(largest.id, "Fair", "Mo Lund", "complaints_manager")
        )
        options.decide_approval(desk, weighed.id, found.approvals[0].id, Decision.approved)
        await press(pilot, "ctrl+s")

        (offer,) = services.dossier.load(desk, weighed.id).offers
        assert (offer.terms, offer.amount_minor, offer.option_id) == ("All of it", 130_000, largest.id)
        assert offer.approval_id == found.approvals[0].id
        assert not services.drafts.find(desk, f"offer.put:{weighed.id}")


async def test_terms_and_amount_come_from_the_option_where_they_are_left_empty(
    desk: Desk, weighed: Dossier
) -> None:
    async with shown(desk, weighed.id) as (pilot, _):
        await press(pilot, "P")
        fill(pilot, option="2 Refund the rent (£800.00)", stays_open="no")
        await press(pilot, "ctrl+s")

        (offer,) = services.dossier.load(desk, weighed.id).offers
        assert (offer.terms, offer.amount_minor) == ("Refund the rent", 80_000)
        assert (offer.stays_open_if_referred, offer.expires_on) == (Known.no, None)


async def test_without_an_option_an_offer_needs_terms_and_an_amount(desk: Desk, weighed: Dossier) -> None:
    async with shown(desk, weighed.id) as (pilot, _):
        await press(pilot, "P", "ctrl+s")
        fill(pilot, terms="A letter")
        await press(pilot, "ctrl+s")

        assert services.dossier.load(desk, weighed.id).offers == ()
        messages = [str(message.render()) for message in pilot.app.screen.query(".message")]
        assert "! Say what it is worth; 0 where it costs nothing." in messages


async def test_a_counter_offer_is_threaded_with_what_it_answers(desk: Desk, offered: Dossier) -> None:
    async with shown(desk, offered.id, (80, 30)) as (pilot, screen):
        await press(pilot, "r", *"counter", "enter")
        fill(pilot, terms="£1,200 and a letter", amount="1200")
        await press(pilot, "ctrl+s")

        first, counter = services.dossier.load(desk, offered.id).offers
        assert first.state is OfferState.countered
        assert (counter.maker, counter.amount_minor, counter.answers_id) == (
            Maker.customer,
            120_000,
            first.id,
        )
        text = " ".join(" ".join(lines(screen)).split())
        assert "Round 1: we £800.00, they £1,200.00, £400.00 apart" in text
        assert "← Counter 2 to 1, £1,200.00" in text


async def test_an_offer_is_turned_down_with_the_reason(desk: Desk, offered: Dossier) -> None:
    async with shown(desk, offered.id) as (pilot, _):
        await press(pilot, "]", "r", *"turned", "enter")
        await press(pilot, "ctrl+s")
        assert services.dossier.load(desk, offered.id).offers[0].state is OfferState.open
        fill(pilot, response="Too little")
        await press(pilot, "ctrl+s")

        offer = services.dossier.load(desk, offered.id).offers[0]
        assert (offer.state, offer.response) == (OfferState.rejected, "Too little")


async def test_an_accepted_offer_becomes_the_agreement(desk: Desk, offered: Dossier) -> None:
    async with shown(desk, offered.id) as (pilot, _):
        await press(pilot, "r", "enter")
        await press(pilot, "ctrl+s")
        assert services.dossier.load(desk, offered.id).agreement is None
        fill(pilot, how="By phone, to me", final_settlement="Yes", by_on="+10d", aim="AIM-1 Warm homes")
        await press(pilot, "ctrl+s")

        found = services.dossier.load(desk, offered.id)
        assert found.stage is Stage.implementing
        assert found.agreement is not None
        assert (found.agreement.how, found.agreement.terms) == ("By phone, to me", "The rent back")
        assert (found.agreement.final_settlement, found.agreement.aim) == (True, "AIM-1 Warm homes")
        assert found.agreement.by_on == desk.today() + timedelta(days=10)


async def test_an_agreement_that_departs_from_policy_asks_for_the_reason(
    desk: Desk, weighed: Dossier
) -> None:
    largest = weighed.options[2].id
    found = options.ask_approval(
        desk, weighed.id, options.ApprovalRequest(largest, "Fair", "Mo Lund", "complaints_manager")
    )
    options.decide_approval(desk, weighed.id, found.approvals[0].id, Decision.approved)
    negotiation.put(desk, weighed.id, negotiation.NewOffer("All", 130_000, largest))

    async with shown(desk, weighed.id) as (pilot, _):
        await press(pilot, "r", "enter")
        fill(
            pilot,
            how="In writing",
            by_on="+10d",
            final_settlement="No",
            departure_reason="Nobody told her of the 30 days.",
        )
        await press(pilot, "ctrl+s")

        agreement = services.dossier.load(desk, weighed.id).agreement
        assert agreement is not None
        assert agreement.policy_clause.startswith("REP-4")
        assert agreement.departure_reason == "Nobody told her of the 30 days."
        assert agreement.aim == "AIM-1 Warm homes"


async def test_what_is_settled_is_not_replied_to_again(desk: Desk, offered: Dossier) -> None:
    negotiation.reject(desk, offered.id, offered.offers[0].id, "No")

    async with shown(desk, offered.id) as (pilot, screen):
        await press(pilot, "]", "r")

        assert pilot.app.screen is screen
        assert notices(pilot) == ["Offer 1 is rejected already."]


async def test_open_offers_come_first_with_the_day_they_lapse(desk: Desk, offered: Dossier, now: Now) -> None:
    now.day += timedelta(days=16)

    async with shown(desk, offered.id) as (pilot, screen):
        await press(pilot, "]")

        row = next(line for line in lines(screen) if "The rent back" in line)
        assert "OVERDUE 2d" in row
        assert "lapsed" in row
        assert "Customer last heard 16 days ago" in " ".join(" ".join(lines(screen)).split())


async def test_a_promise_is_noted_and_settled_with_a_reason(desk: Desk, offered: Dossier) -> None:
    async with shown(desk, offered.id) as (pilot, screen):
        await press(pilot, "[", "+")
        fill(pilot, text="Send the forms", due_on="+3d")
        await press(pilot, "ctrl+s")
        promised = services.dossier.load(desk, offered.id).promises
        assert (promised[-1].text, promised[-1].made_to) == ("Send the forms", "Ada Quill")

        assert screen.record_id == promised[-1].id
        await press(pilot, "r")
        fill(pilot, state="missed")
        await press(pilot, "ctrl+s")
        assert services.dossier.load(desk, offered.id).promises[-1].state is PromiseState.open
        fill(pilot, reason="Off sick")
        await press(pilot, "ctrl+s")

        settled = services.dossier.load(desk, offered.id).promises[-1]
        assert (settled.state, settled.reason) == (PromiseState.missed, "Off sick")


async def test_before_its_stage_no_offer_is_asked_for(desk: Desk) -> None:
    complaint_id = journey.referred(desk).id

    async with shown(desk, complaint_id) as (pilot, screen):
        await press(pilot, "P")

        assert pilot.app.screen is screen
        assert "to put an offer it must be deciding or negotiating" in notices(pilot)[-1]


@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_foreign_words_are_shown_and_do_nothing(
    desk: Desk, offered: Dossier, size: tuple[int, int]
) -> None:
    for words in filter(str.strip, hostile_at(size)):
        for side in (Side.customer, Side.colleague):
            contacts.log(
                desk, offered.id, contacts.NewContact(side, Direction.inward, words, words, words, words)
            )
        contacts.promise(desk, offered.id, words, words, desk.today())
        kept = negotiation.put(desk, offered.id, negotiation.NewOffer(words, 100, offered.options[1].id))
    negotiation.counter(desk, offered.id, kept.offers[-1].id, negotiation.NewOffer(HOSTILE[9], 200))

    async with shown(desk, offered.id, size) as (pilot, screen):
        for _ in screen.PARTS:
            for _ in kept.contacts:
                await press(pilot, "j")
                assert controls_in(lines(screen)) == []
            await press(pilot, "g", "r")
            assert controls_in(lines(screen)) == []
            await press(pilot, "escape", "]")


async def test_the_footer_calls_what_r_does_by_its_name_on_each_part(desk: Desk, offered: Dossier) -> None:
    contacts.promise(desk, offered.id, "Ring", "Ada", desk.today())

    async with shown(desk, offered.id) as (pilot, screen):
        for words, other in (("r Reply", "Settle"), ("r Reply", "Settle"), ("r Settle", "Reply")):
            foot = lines(screen)[-1]
            assert words in foot
            assert other not in foot
            await press(pilot, "]")


@pytest.mark.parametrize("parts", [0, 1, 2])
async def test_the_footer_fits(desk: Desk, offered: Dossier, parts: int) -> None:
    async with shown(desk, offered.id) as (pilot, screen):
        await press(pilot, *["]"] * parts)
        footer = screen.query_one(KeysFooter)

        assert len(footer.keys) <= 7
        assert footer.needed <= 80


async def test_money_of_a_waiver_counts_in_the_offer(desk: Desk, weighed: Dossier) -> None:
    """An amount beyond the option's parts counts as goodwill, so the same option may need approval."""
    assert weighed.options[1].remedies[0].money_kind is MoneyKind.refund

    async with shown(desk, weighed.id) as (pilot, _):
        await press(pilot, "P")
        fill(pilot, option="2 Refund the rent (£800.00)", amount="1100")
        await press(pilot, "ctrl+s")

        messages = " ".join(str(message.render()) for message in pilot.app.screen.query(".message"))
        assert "is above your limit" in messages
        assert services.dossier.load(desk, weighed.id).offers == ()
