"""Promises, a line each: what becomes of a line, and which line is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import terms
from complaintdesk.rules.dossier import RemedyFacts
from complaintdesk.rules.procedure_grammar import Limit
from complaintdesk.rules.terms import Term
from complaintdesk.rules.working_days import WorkingCalendar
from complaintdesk.vocabulary import MoneyKind
from tests.rules.dossiers import an_offer, an_option

TODAY, LATER = date(2026, 11, 18), date(2026, 12, 16)
ENGLAND = WorkingCalendar("ENG")


def read(typed: str, by_on: date | None = LATER, currency: str = "GBP") -> tuple[Term, ...]:
    return terms.read(typed, TODAY, ENGLAND.add, by_on, currency)


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("Pay £385 by 30 Nov", Term("Pay £385", date(2026, 11, 30), True)),
        ("Pay £385 by 30 Nov.", Term("Pay £385", date(2026, 11, 30), True)),
        ("- Apology, by +5wd", Term("Apology", date(2026, 11, 25), False)),
        ("2. Repair by the plumber by 3/12", Term("Repair by the plumber", date(2026, 12, 3), False)),
        ("Repair by the plumber", Term("Repair by the plumber", LATER, False)),
        ("Hang the door BY mon", Term("Hang the door", date(2026, 11, 23), False)),
        ("Goodwill payment GBP 20", Term("Goodwill payment GBP 20", LATER, True)),
        ("Letter by today", Term("Letter", TODAY, False)),
    ],
)
def test_a_line_is_a_promise_with_its_day(line: str, term: Term) -> None:
    assert read(line) == (term,)


def test_blank_lines_are_left_out_and_the_order_stays() -> None:
    assert [term.text for term in read("Apology\n\n  \nRepair\n")] == ["Apology", "Repair"]
    assert read("") == ()


@pytest.mark.parametrize(
    ("typed", "by_on", "why"),
    [
        ("Apology by 1 Dec\nRepair", None, r"Line 2 \(Repair\) has no day"),
        ("Repair by 2026-11-17", LATER, r"Line 1 \(Repair by 2026-11-17\) was to be done before today"),
        ("x" * 60, None, "x" * 40 + "…"),
    ],
)
def test_a_line_without_a_day_in_time_is_refused_by_its_number(
    typed: str, by_on: date | None, why: str
) -> None:
    with pytest.raises(InvalidInputError, match=why) as refusal:
        read(typed, by_on)

    assert refusal.value.field == "promised"


@pytest.mark.parametrize(
    ("words", "currency", "is_payment"),
    [
        ("Pay £5", "GBP", True),
        ("Pay 5 GBP", "GBP", True),
        ("Pay € 5", "EUR", True),
        ("CHF 80 to the account", "CHF", True),
        ("Pay £5", "EUR", False),
        ("Call 5 times", "GBP", False),
        ("£ and pence", "GBP", False),
    ],
)
def test_an_amount_makes_it_a_payment(words: str, currency: str, is_payment: bool) -> None:
    assert terms.names_amount(words, currency) is is_payment


@given(st.text())
def test_whatever_is_typed_nothing_is_lost(typed: str) -> None:
    try:
        found = read(typed)
    except InvalidInputError:
        return
    kept = "".join(term.text for term in found)
    assert not set("".join(kept.split())) - set("".join(typed.split()))
    assert len(found) == len([line for line in typed.splitlines() if terms._BULLET.sub("", line).strip()])


def test_an_option_taken_as_it_is_gives_its_remedies_as_lines() -> None:
    option = an_option(
        remedies=(
            RemedyFacts(1, "apology"),
            RemedyFacts(2, "part_refund", 34_500, MoneyKind.refund),
            RemedyFacts(3, "goodwill", 5_000, MoneyKind.goodwill),
        )
    )
    names = {"part_refund": "part refund"}
    offer = an_offer(amount_minor=39_500)

    assert terms.proposed(option, offer, names, "GBP", date(2026, 12, 2)) == (
        "Apology\nPart refund £345.00 by 2026-12-02\nGoodwill £50.00"
    )
    assert terms.proposed(option, offer, names, "GBP", None).splitlines()[1] == "Part refund £345.00"


def test_terms_that_are_others_than_the_option_are_taken_as_they_stand() -> None:
    offer = an_offer(amount_minor=1, terms="As we said")

    assert terms.proposed(an_option(), offer, {}, "GBP", None) == "As we said"
    assert terms.proposed(None, offer, {}, "GBP", None) == "As we said"


@pytest.mark.parametrize(
    ("unit", "count", "latest"),
    [
        ("cd", "exclusive", TODAY + timedelta(days=14)),
        ("cd", "inclusive", TODAY + timedelta(days=13)),
        ("wd", "exclusive", date(2026, 12, 8)),
        ("wd", "inclusive", date(2026, 12, 7)),
    ],
)
def test_a_refund_is_due_by_the_limit_of_its_procedure(unit: str, count: str, latest: date) -> None:
    limit = Limit("refund", "Paid back", "agreeing", 14, unit, "Act", TODAY, count)

    assert terms.refund_by(TODAY, limit, ENGLAND) == latest
