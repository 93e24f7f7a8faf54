"""Informing: how long a customer has heard nothing, how they want to be reached, and what matters on a call."""

from __future__ import annotations

from datetime import date

import pytest

from complaintdesk.rules import informing
from complaintdesk.rules.notices import WEEKDAYS
from complaintdesk.vocabulary import Direction, Known, PartyRole, Side
from tests.hostile import STRINGS
from tests.rules.dossiers import TODAY, a_contact, a_dossier, a_letter, a_party

CHANNELS = {"phone": "telephone", "email": "e-mail", "letter": "letter", "text_message": "text message"}
YESTERDAY = date(2026, 11, 19)
NOT_YET, LAST = "they have not heard from us yet", "they last heard"
NIECE = a_party(role=PartyRole.representative, name="Nell Quill")


@pytest.mark.parametrize(
    ("facts", "since", "silent", "words"),
    [
        ({}, date(2026, 11, 2), 14, f"{NOT_YET}, 14 working days (agreed: every 10)"),
        ({"received_on": TODAY}, TODAY, 0, f"{NOT_YET} (agreed: every 10)"),
        (
            {"received_on": TODAY, "channel": "phone", "narrative": "It is cold"},
            TODAY,
            0,
            "they told us by phone today, and have heard nothing since (agreed: every 10)",
        ),
        (
            {"accepted_on": YESTERDAY, "channel": "face_to_face", "narrative": "It is cold"},
            YESTERDAY,
            1,
            "they told us in person 14 working days ago, and have heard nothing since (agreed: every 10)",
        ),
        ({"accepted_on": YESTERDAY}, YESTERDAY, 1, f"{NOT_YET}, 1 working day (agreed: every 10)"),
        (
            {"contacts": (a_contact(),)},
            date(2026, 11, 18),
            2,
            f"{LAST} 2 working days ago (agreed: every 10)",
        ),
        (
            {"contacts": (a_contact(on=TODAY),), "update_working_days": 5},
            TODAY,
            0,
            f"{LAST} today (agreed: every 5)",
        ),
        (
            {"letters": (a_letter(sent_on=date(2026, 11, 13)),)},
            date(2026, 11, 13),
            5,
            f"{LAST} 5 working days ago (agreed: every 10)",
        ),
        (
            {"contacts": (a_contact(direction=Direction.inward),)},
            date(2026, 11, 2),
            14,
            f"{NOT_YET}, 14 working days (agreed: every 10)",
        ),
    ],
)
def test_silence_is_counted_in_working_days_from_the_last_word_to_them(
    facts: dict[str, object], since: date, silent: int, words: str
) -> None:
    heard = informing.heard(a_dossier(**facts), WEEKDAYS)

    assert (heard.since, heard.working_days, heard.words) == (since, silent, words)
    assert heard.is_too_long == (silent >= heard.agreed)


def test_the_desk_may_have_another_rhythm_where_none_was_agreed() -> None:
    found = a_dossier(contacts=(a_contact(),))

    assert informing.heard(found, WEEKDAYS, 2).is_too_long
    assert not informing.heard(found, WEEKDAYS, 3).is_too_long


@pytest.mark.parametrize(
    ("words", "wanted", "avoided"),
    [
        ("", set(), set()),
        ("By letter", {"letter"}, set()),
        ("e-mail, no calls before ten", {"email"}, {"phone"}),
        ("No phone but text messages please", {"text_message"}, {"phone"}),
        ("Never ring; write by post", {"letter"}, {"phone"}),
        ("Phone or e-mail", {"phone", "email"}, set()),
        ("recall nothing", set(), set()),
        ("phone. not phone", set(), {"phone"}),
    ],
)
def test_a_wish_is_read_from_the_customers_own_words(words: str, wanted: set[str], avoided: set[str]) -> None:
    found = informing.preference(words, CHANNELS)

    assert (set(found.wanted), set(found.avoided)) == (wanted, avoided)


@pytest.mark.parametrize(
    ("agreed", "used", "expected"),
    [
        ("", [], "phone"),
        ("", ["email"], "email"),
        ("", ["email", "letter"], "letter"),
        ("By letter", ["email"], "letter"),
        ("letter or e-mail", ["letter", "email"], "email"),
        ("no phone", [], "email"),
        ("no phone", ["phone"], "email"),
        ("no calls, no e-mail, no letters", [], "phone"),
        ("", ["carrier pigeon"], "phone"),
    ],
)
def test_the_usual_channel_is_the_one_agreed_else_the_last_used(
    agreed: str, used: list[str], expected: str
) -> None:
    contacts = tuple(a_contact(id=place, channel=channel) for place, channel in enumerate(used))

    found = a_dossier(contact_method=agreed, contacts=contacts)

    assert informing.usual_channel(found, CHANNELS) == expected


@pytest.mark.parametrize(
    ("side", "direction", "channel", "is_against"),
    [
        (Side.customer, Direction.outward, "phone", True),
        (Side.customer, Direction.outward, "email", True),
        (Side.customer, Direction.outward, "letter", False),
        (Side.customer, Direction.inward, "phone", False),
        (Side.colleague, Direction.outward, "phone", False),
    ],
)
def test_only_what_goes_out_to_the_customer_can_go_against_their_wish(
    side: Side, direction: Direction, channel: str, is_against: bool
) -> None:
    found = a_dossier(contact_method="By letter, no calls")

    sentence = informing.otherwise_than_agreed(found, side, direction, channel, CHANNELS)

    assert bool(sentence) == is_against
    assert not is_against or '"By letter, no calls"' in sentence


def test_a_representative_without_authority_is_known_by_name() -> None:
    found = a_dossier(parties=(NIECE, a_party(name="Ada Okafor")))

    assert informing.without_authority(found, "  nell   QUILL ") == NIECE
    assert informing.without_authority(found, "Ada Okafor") is None
    assert informing.without_authority(found, "") is None


@pytest.mark.parametrize(
    ("facts", "part"),
    [
        ({"parties": (NIECE,)}, "No authority on file for Nell Quill: tell nothing yet"),
        ({"adjustments": "Large\nprint"}, "Adjustments: Large print"),
        ({"adjustments": "x" * 180}, f"Adjustments: {'x' * 180}; "),
        ({"adjustments": "x" * 181}, f"Adjustments: {'x' * 179}…"),
        ({"contact_method": "x" * 80}, f"Reach by: {'x' * 59}…"),
        ({"vulnerable": Known.yes}, "Vulnerable, no adjustment noted: ask"),
        ({"contact_plan": "One call a week"}, "Contact plan: One call a week"),
        ({"contact_method": "by letter"}, "Reach by: by letter"),
        ({}, "They have not heard from us yet, 14 working days (agreed: every 10)."),
    ],
)
def test_one_line_says_what_matters_on_this_call(facts: dict[str, object], part: str) -> None:
    assert part in informing.on_this_call(a_dossier(**facts), WEEKDAYS)


def test_someone_with_authority_is_no_warning() -> None:
    party = a_party(role=PartyRole.representative, name="Nell", authority_to_act=Known.yes)

    assert "authority" not in informing.on_this_call(a_dossier(parties=(party,)), WEEKDAYS)


@pytest.mark.parametrize("words", STRINGS.values(), ids=STRINGS)
def test_whatever_was_noted_there_is_a_line(words: str) -> None:
    found = a_dossier(contact_method=words, adjustments=words, contact_plan=words)

    assert "\n" not in informing.on_this_call(found, WEEKDAYS)
    informing.preference(words, CHANNELS)


@pytest.mark.parametrize(
    ("channel", "words", "how"),
    [("phone", "It is cold", "by phone"), ("phone", " ", ""), ("letter", "It is cold", ""), ("", "It", "")],
)
def test_only_a_complaint_made_in_a_conversation_was_a_contact_itself(
    channel: str, words: str, how: str
) -> None:
    assert informing.came_by(a_dossier(channel=channel, narrative=words)) == how


@pytest.mark.parametrize(
    ("facts", "channel"),
    [
        ({"customer_phone": "07700 900123", "channel": "phone"}, ""),
        ({"customer_email": "ada@example.org", "channel": "phone"}, "email"),
        ({"channel": "letter"}, "letter"),
        ({"channel": "web_form"}, ""),
        (
            {"channel": "phone", "contacts": (a_contact(channel="letter"), a_contact(id=2, channel="phone"))},
            "letter",
        ),
        ({"channel": "email", "contact_method": "by letter please"}, "letter"),
        ({"channel": "email", "contact_method": "no e-mail"}, ""),
        ({"channel": "email", "contact_method": "by phone"}, "email"),
        ({"channel": "letter", "contacts": (a_contact(side=Side.colleague, channel="email"),)}, "letter"),
    ],
)
def test_a_letter_goes_by_what_is_known_of_the_customer_or_that_is_asked(
    facts: dict[str, object], channel: str
) -> None:
    nobody: dict[str, object] = {"customer_email": "", "contacts": (), "contact_method": ""}
    known = {"phone": "telephone", "email": "e-mail", "letter": "letter", "web_form": "web form"}

    assert informing.letter_channel(a_dossier(**(nobody | facts)), known) == channel
