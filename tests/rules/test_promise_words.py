"""Promise words: what will be done and by when is told from what is only said, wished, or done already."""

from __future__ import annotations

from datetime import date

import pytest

from complaintdesk.rules.promise_words import as_done, as_promise, names_a_time, names_day, says_what_by_when


@pytest.mark.parametrize(
    "sentence",
    [
        "We will pay you 150 pounds by 4 December.",
        "We will pay you £150 by Fri 4 Dec 2026.",
        "By Friday we will replace the heat exchanger.",
        "I'll refund the two charges within 10 working days.",
        "The contractor is to renew the pump on 4th December.",
        "We are going to clear the gutter by the end of the month.",
        "A plumber will come next Tuesday and mend the tap.",
        "You will be refunded in full within five days.",
        "You will receive 42 pounds before 2026-12-04.",
        "We have agreed to credit your account on December 4, 2026.",
        "The repair is booked for 7 December.",
        "The new boiler has been ordered and comes in two weeks.",
        "We shall also correct your file by 04/12/2026.",
        "Your late fee will be waived today.",
        "The director will write off the debt by Monday.",
        "We will update our records within a fortnight.",
        "Within 14 days, we will send you a new card.",
        "By the end of January the team will train every driver.",
        "We put this right with an apology and a payment by 30 November 2026.",
        "The scaffold will come down by 1 May.",
    ],
)
def test_a_promise_says_what_is_done_and_by_when(sentence: str) -> None:
    assert says_what_by_when(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The heat exchanger was changed on 27 November.",
        "We will pay you 150 pounds.",
        "We will pay you 150 pounds as soon as we can.",
        "We will mend the boiler shortly.",
        "You will hear from us by 4 December.",
        "I will write to you again by Friday.",
        "We will answer your complaint within 10 working days.",
        "We will send you our full answer by 4 December.",
        "You will receive our decision by 4 December 2026.",
        "I will let you know by Monday.",
        "We will look into it by the end of the week.",
        "The offer will remain open until 1 December 2026.",
        "The offer will lapse on 1 December 2026.",
        "We will not replace the carpet by 4 December.",
        "You will need to go to the ombudsman within six months.",
        "You will have six months to go there, from 4 December.",
        "The ombudsman will decide within 12 weeks.",
        "We send you our answer by 4 December.",
        "We may pay something on 4 December.",
        "You asked us on 4 December to pay 150 pounds.",
        "The visit of Friday did not take place.",
        "Will it be done?",
        "",
    ],
)
def test_what_is_said_wished_refused_or_past_is_no_promise(sentence: str) -> None:
    assert not says_what_by_when(sentence)


@pytest.mark.parametrize(
    "said",
    ["4 December", "4th December 2026", "4 Dec 2026", "Fri 4 Dec", "December 4", "2026-12-04", "04/12/2026", "4.12.26"],
)  # fmt: skip
def test_a_day_is_known_again_in_every_usual_form(said: str) -> None:
    text = f"We pay by {said}."

    assert names_day(text, date(2026, 12, 4))
    assert names_a_time(text)
    assert not names_day(text, date(2026, 12, 14))
    assert not names_day(text, date(2026, 11, 4))


def test_a_day_of_another_year_is_another_day() -> None:
    assert not names_day("by 4 December 2027", date(2026, 12, 4))


def test_a_word_that_only_looks_like_a_month_names_no_time() -> None:
    assert not names_a_time("You may call; 4 may come.")


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("Pay £150", "We will pay £150 by 4 December 2026."),
        ("Change the heat exchanger.", "We will change the heat exchanger by 4 December 2026."),
        ("Pay the customer £150 (action 2)", "We will pay you £150 by 4 December 2026."),
        ("Action 2: mend the customer's tap", "We will mend your tap by 4 December 2026."),
        ("Train the drivers by 1 December", "We will train the drivers by 1 December."),
        ("Credit for the visit of 9 November", "Credit for the visit of 9 November, by 4 December 2026."),
        ("Credit the visit of 9 November", "We will credit the visit of 9 November by 4 December 2026."),
        ("New boiler", "New boiler, by 4 December 2026."),
        ("director's letter", "Director's letter, by 4 December 2026."),
    ],
)
def test_an_action_is_promised_in_a_sentence(action: str, sentence: str) -> None:
    assert as_promise(action, "4 December 2026") == sentence


def test_what_was_done_is_told_with_its_day() -> None:
    assert (
        as_done("Change the tenant's pump.", "27 November 2026")
        == "Done on 27 November 2026: change your pump."
    )
