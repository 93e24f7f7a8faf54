"""Logging a contact from anywhere: few keys, the customer's wishes in sight, and second thoughts before saving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.rules.dossier import ContactFacts
from complaintdesk.screens import choices
from complaintdesk.services.desk import Desk
from complaintdesk.services.investigation import NewParty
from complaintdesk.vocabulary import Direction, PartyRole, PromiseState, Side
from complaintdesk.widgets.dialogs import ChoiceScreen, ConfirmScreen
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import TODAY, AddComplaint
from tests.hostile import STRINGS
from tests.screens.filling import fill
from tests.screens.stage import NARROW, lines, opened, shown, type_in

CARD = "4111 1111 1111 1111"


@pytest.fixture
def taken_on(desk: Desk, add_complaint: AddComplaint) -> int:
    """A complaint just accepted."""
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    return complaint_id


def only_contact(desk: Desk, complaint_id: int) -> ContactFacts:
    (contact,) = services.dossier.load(desk, complaint_id).contacts
    return contact


async def log_by_keys(pilot: Pilot[None]) -> int:
    """Log a contact with a promise; return how many keys were pressed that typed no text."""
    pressed = 0
    for step in ("b", "Told her who looks after it", "tab", "Ring back", "tab", "+3wd", "ctrl+s"):
        if len(step) == 1 or step in {"tab", "ctrl+s"}:
            await pilot.press(step)
            pressed += 1
        else:
            await type_in(pilot, step)
        await pilot.pause()
    return pressed


@pytest.mark.parametrize("place", ["investigation", "options", "negotiation", "resolution", "timeline"])
async def test_a_contact_with_a_promise_takes_one_key_three_fields_and_save(
    desk: Desk, taken_on: int, place: str
) -> None:
    async with opened(desk, place, taken_on) as pilot:
        pressed = await log_by_keys(pilot)
        assert not isinstance(pilot.app.screen, FormScreen)

    assert pressed <= 1 + 4 + 1, "one key, at most four fields, save"
    found = services.dossier.load(desk, taken_on)
    contact, promise = found.contacts[0], found.promises[0]
    assert (contact.side, contact.direction, contact.channel) == (Side.customer, Direction.outward, "phone")
    assert (contact.with_whom, contact.summary) == ("Ada Quill", "Told her who looks after it")
    assert (promise.text, promise.due_on) == ("Ring back", TODAY + timedelta(days=5))


async def test_the_desk_logs_a_contact_on_the_complaint_at_the_cursor(desk: Desk, taken_on: int) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.press("h", "l")
        await pilot.pause()
        assert await log_by_keys(pilot) <= 6

    assert only_contact(desk, taken_on).summary == "Told her who looks after it"


async def test_what_matters_on_this_call_stands_above_the_form(desk: Desk, taken_on: int) -> None:
    services.triage.describe(desk, taken_on, {"adjustments": "Large [print]", "contact_method": "by letter"})

    async with opened(desk, "investigation", taken_on) as pilot:
        await pilot.press("b")
        await pilot.pause()
        top = " ".join(" ".join(lines(pilot)[1:3]).split())

    assert "Adjustments: Large [print]; Reach by: by letter; They told us by phone" in top


@pytest.mark.parametrize(
    ("procedure", "acknowledgements"),
    [
        ("eng-hos-2024", ["the stage 1 acknowledgement", "the stage 2 acknowledgement"]),
        ("uk-general", ["the acknowledgement"]),
    ],
)
def test_a_contact_counts_as_one_acknowledgement_of_each_stage(
    desk: Desk, taken_on: int, procedure: str, acknowledgements: list[str]
) -> None:
    found = services.dossier.load(desk, taken_on)

    offered = [each.label for each in choices.events(desk, replace(found, procedure=procedure))]

    assert [label for label in offered if label.endswith("acknowledgement")] == acknowledgements


async def answer(pilot: Pilot[None], chosen: str) -> None:
    assert isinstance(pilot.app.screen, ChoiceScreen), shown(pilot)
    await type_in(pilot, chosen)
    await pilot.press("enter")
    await pilot.pause()
    await pilot.pause()


async def test_another_way_than_agreed_is_asked_about_and_not_refused(desk: Desk, taken_on: int) -> None:
    services.triage.describe(desk, taken_on, {"contact_method": "e-mail, no calls"})

    async with opened(desk, "investigation", taken_on) as pilot:
        await pilot.press("b")
        await fill(pilot, summary="Rang her.", channel="telephone")
        assert 'asked to be reached like this: "e-mail, no calls"' in " ".join(shown(pilot).split())
        await answer(pilot, "go back")
        assert isinstance(pilot.app.screen, FormScreen)
        focused = pilot.app.screen.focused
        assert focused is not None
        assert focused.id == "preference_note"
        await fill(pilot, preference_note="Her post was down.")

    contact = only_contact(desk, taken_on)
    assert (contact.channel, contact.preference_note) == ("phone", "Her post was down.")


async def test_it_may_go_otherwise_without_a_word(desk: Desk, taken_on: int) -> None:
    services.triage.describe(desk, taken_on, {"contact_method": "by letter"})

    async with opened(desk, "investigation", taken_on) as pilot:
        await pilot.press("b")
        await fill(pilot, summary="Rang her.", channel="telephone")
        await answer(pilot, "save it")
        assert not isinstance(pilot.app.screen, FormScreen)

    assert only_contact(desk, taken_on).preference_note == ""


async def test_a_representative_without_authority_is_warned_about(desk: Desk, taken_on: int) -> None:
    services.investigation.add_party(desk, taken_on, NewParty(PartyRole.representative, "Nell Quill"))

    async with opened(desk, "investigation", taken_on) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert "No authority on file for Nell Quill: tell nothing yet" in shown(pilot)
        await fill(pilot, summary="Rang.", with_whom="Nell Quill")
        assert "Nell Quill has no authority to act on file" in " ".join(shown(pilot).split())
        await answer(pilot, "save it")

    assert only_contact(desk, taken_on).with_whom == "Nell Quill"


@pytest.mark.parametrize(
    ("typed", "chosen", "kept"),
    [
        (f"Card {CARD}", "mask", "Card **** **** **** 1111"),
        (f"Card {CARD}", "save it", f"Card {CARD}"),
        ("A time-waster", "save it", "A time-waster"),
    ],
)
async def test_second_thoughts_come_before_a_note_is_saved(
    desk: Desk, taken_on: int, typed: str, chosen: str, kept: str
) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await pilot.press("b")
        await fill(pilot, summary=typed)
        assert services.dossier.load(desk, taken_on).contacts == ()
        await answer(pilot, chosen)
        assert not isinstance(pilot.app.screen, FormScreen)

    assert only_contact(desk, taken_on).summary == kept


async def test_what_is_masked_may_still_insult_and_is_asked_about_again(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await pilot.press("b")
        await fill(pilot, summary=f"That idiot gave {CARD}")
        assert "(and 1 more)" in shown(pilot)
        await answer(pilot, "mask")
        assert 'The customer may read "idiot".' in " ".join(shown(pilot).split())
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FormScreen)
        await fill(pilot, summary="She gave a card number")

    assert only_contact(desk, taken_on).summary == "She gave a card number"


async def test_the_other_sides_words_may_be_as_they_are(desk: Desk, taken_on: int) -> None:
    async with opened(desk, "investigation", taken_on) as pilot:
        await pilot.press("b")
        await fill(pilot, summary="Heard her out.", position="You are all stupid")

    assert only_contact(desk, taken_on).position == "You are all stupid"


async def test_an_open_promise_can_be_kept_by_the_contact(desk: Desk, taken_on: int) -> None:
    services.contacts.promise(desk, taken_on, "Ring [back]", "Ada Quill", TODAY)

    async with opened(desk, "investigation", taken_on) as pilot:
        await pilot.press("b")
        await fill(pilot, summary="Rang back.", keeps="ring")

    (promise,) = services.dossier.load(desk, taken_on).promises
    assert promise.state is PromiseState.kept


async def test_a_logged_number_is_masked_from_the_log(desk: Desk, taken_on: int) -> None:
    said = services.contacts.NewContact(Side.customer, Direction.inward, "phone", f"Card {CARD}")
    services.contacts.log(desk, taken_on, said)

    async with opened(desk, "investigation", taken_on) as pilot:
        for _ in range(5):
            await pilot.press("right_square_bracket")
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await pilot.press("n")
        await pilot.pause()
        assert CARD in only_contact(desk, taken_on).summary
        await pilot.press("e")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert only_contact(desk, taken_on).summary == "Card **** **** **** 1111"
        await pilot.press("e")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, ConfirmScreen), "nothing is left to mask"


def _fit(words: str) -> bool:
    return bool(words.strip()) and len(words) < 2000


HOSTILE: Mapping[str, str] = {name: words for name, words in STRINGS.items() if _fit(words)}


async def test_hostile_wishes_names_and_promises_are_shown_and_do_nothing(desk: Desk, taken_on: int) -> None:
    words = "\n".join(HOSTILE.values())
    services.triage.describe(
        desk, taken_on, {"contact_method": words, "adjustments": words, "contact_plan": words}
    )
    for each in HOSTILE.values():
        services.investigation.add_party(desk, taken_on, NewParty(PartyRole.representative, each))
        services.contacts.promise(desk, taken_on, each, each, TODAY)

    async with opened(desk, "investigation", taken_on) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FormScreen)
        assert "\x1b" not in shown(pilot)
        await fill(pilot, summary=next(iter(HOSTILE.values())), with_whom=next(iter(HOSTILE.values())))
        assert "\x1b" not in shown(pilot)
