"""Rounds: what moved between offers, and when the customer last heard."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from complaintdesk.rules import rounds
from complaintdesk.rules.dossier import OfferFacts
from complaintdesk.vocabulary import Direction, Known, LetterState, Maker, OfferState, Side
from tests.rules.dossiers import a_contact, a_dossier, a_letter

DAY = date(2026, 11, 18)


def offer(
    number: int,
    maker: Maker,
    amount_minor: int,
    state: OfferState = OfferState.open,
    answers_id: int | None = None,
    option_id: int | None = None,
) -> OfferFacts:
    return OfferFacts(
        id=number,
        number=number,
        maker=maker,
        option_id=option_id,
        terms="terms",
        amount_minor=amount_minor,
        made_on=DAY,
        expires_on=None,
        stays_open_if_referred=Known.unknown,
        state=state,
        answers_id=answers_id,
    )


FIRST = offer(1, Maker.desk, 80_000, OfferState.countered)
COUNTER = offer(2, Maker.customer, 150_000, answers_id=1)
SECOND = offer(3, Maker.desk, 130_000)


@pytest.mark.parametrize(
    ("offers", "told"),
    [
        ((), ""),
        ((FIRST,), "Round 1: we £800.00"),
        ((FIRST, COUNTER), "Round 1: we £800.00, they £1,500.00, £700.00 apart"),
        ((FIRST, COUNTER, SECOND), "Round 2: we £800.00 → £1,300.00, they £1,500.00, £200.00 apart"),
        (
            (FIRST, offer(2, Maker.customer, 80_000, answers_id=1)),
            "Round 1: we £800.00, they £800.00, the same amount on both sides",
        ),
        ((FIRST, offer(2, Maker.desk, 80_000)), "Round 2: we £800.00"),
        (
            (FIRST, offer(2, Maker.customer, 90_000, OfferState.accepted, 1)),
            "Agreed at £900.00: the customer's offer 2",
        ),
        ((offer(1, Maker.desk, 500, OfferState.accepted),), "Agreed at £5.00: our offer 1"),
    ],
)
def test_where_both_sides_stand_is_said_in_one_line(offers: tuple[OfferFacts, ...], told: str) -> None:
    assert rounds.standing(offers, "GBP") == told


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (FIRST, ""),
        (COUNTER, "£700.00 more than our offer 1."),
        (SECOND, "£500.00 more than our offer 1, £200.00 less than the customer's offer 2."),
    ],
)
def test_an_offer_is_held_against_the_last_of_each_side(of: OfferFacts, told: str) -> None:
    assert rounds.moved((FIRST, COUNTER, SECOND), of, "GBP") == told


def test_an_offer_of_the_same_amount_says_so() -> None:
    again = offer(2, Maker.desk, 80_000)

    assert rounds.moved((FIRST, again), again, "GBP") == "The same amount as our offer 1."


def test_a_thread_holds_what_answers_an_offer_and_what_goes_on_with_its_option() -> None:
    first = offer(1, Maker.desk, 100, option_id=7)
    other = offer(2, Maker.desk, 200, option_id=8)
    counter = offer(3, Maker.customer, 300, answers_id=1, option_id=7)
    later = offer(4, Maker.desk, 250, option_id=7)
    offers = (first, other, counter, later)

    assert rounds.thread(offers, later) == (first, counter, later)
    assert rounds.thread(offers, first) == (first, counter, later)
    assert rounds.thread(offers, other) == (other,)


@pytest.mark.parametrize(
    ("facts", "told_on"),
    [
        ({}, None),
        ({"contacts": (a_contact(side=Side.customer, direction=Direction.inward, on=DAY),)}, None),
        ({"contacts": (a_contact(side=Side.colleague, direction=Direction.outward, on=DAY),)}, None),
        ({"contacts": (a_contact(side=Side.customer, direction=Direction.outward, on=DAY),)}, DAY),
        ({"letters": (a_letter(state=LetterState.draft, sent_on=None),)}, None),
        ({"letters": (a_letter(state=LetterState.sent, sent_on=DAY),)}, DAY),
    ],
)
def test_the_customer_heard_when_something_was_said_or_sent_to_them(
    facts: dict[str, Any], told_on: date | None
) -> None:
    assert rounds.last_told_on(a_dossier(**facts)) == told_on
