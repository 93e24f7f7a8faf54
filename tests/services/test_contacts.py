"""The log of contacts: what is logged, what was promised in it, and which clocks it meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from complaintdesk import services
from complaintdesk.errors import InvalidInputError, NotFoundError, WrongStageError
from complaintdesk.services import contacts
from complaintdesk.services.contacts import NewContact
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Direction, Known, PartyRole, PromiseState, Side
from tests.conftest import TODAY, AddComplaint, Now
from tests.refusing import Refusals, refused, refused_each
from tests.rows import put_complaint

RANG = NewContact(Side.customer, Direction.outward, "phone", "Told her who looks after it.")
PROMISED = replace(RANG, promise=" Ring with the findings ", promise_due_on=TODAY + timedelta(days=2))


def test_a_contact_is_kept_with_its_moment_and_with_whom(desk: Desk, add_complaint: AddComplaint) -> None:
    (contact,) = contacts.log(desk, add_complaint().id, RANG).contacts

    assert (contact.at, contact.on) == (datetime(2026, 11, 18, 9, tzinfo=UTC), TODAY)
    assert (contact.with_whom, contact.summary) == ("Ada Quill", "Told her who looks after it.")


def test_only_a_contact_with_the_customer_is_taken_to_be_with_the_customer(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    (contact,) = contacts.log(desk, complaint_id, replace(RANG, side=Side.colleague)).contacts

    assert contact.with_whom == ""


def test_a_contact_logged_late_stands_on_its_own_day(desk: Desk, add_complaint: AddComplaint) -> None:
    entered = replace(RANG, happened_on=TODAY - timedelta(days=1))
    (contact,) = contacts.log(desk, add_complaint().id, entered).contacts

    assert (contact.on, contact.at.hour) == (TODAY - timedelta(days=1), 12)


def test_what_was_promised_is_due_and_can_be_kept(desk: Desk, add_complaint: AddComplaint, now: Now) -> None:
    complaint_id = add_complaint().id
    steps = services.care.last_step(desk)
    (made,) = contacts.log(desk, complaint_id, PROMISED).promises
    row = desk.reader.execute("SELECT next_due_on, next_due_name FROM complaint").fetchone()
    in_one = services.care.last_step(desk) == steps + 1
    now.day = TODAY + timedelta(days=1)

    (kept,) = contacts.settle(desk, complaint_id, made.id, PromiseState.kept).promises

    assert in_one
    assert (made.text, made.made_to, made.due_on) == (
        "Ring with the findings", "Ada Quill", TODAY + timedelta(days=2),
    )  # fmt: skip
    # The acknowledgement is due on the same day or earlier; the list names the earliest of all.
    assert row["next_due_on"] <= made.due_on.isoformat()
    assert (kept.state, kept.settled_on) == (PromiseState.kept, now.day)


def test_a_promise_may_be_made_outside_a_contact(desk: Desk, add_complaint: AddComplaint) -> None:
    found = contacts.promise(desk, add_complaint().id, "Write", "Mo Lund", TODAY)

    assert [(one.text, one.made_to, one.due_on) for one in found.promises] == [("Write", "Mo Lund", TODAY)]


@pytest.mark.parametrize("by", ["contact", "note"])
def test_an_event_meets_the_clock_that_waits_for_it(desk: Desk, add_complaint: AddComplaint, by: str) -> None:
    complaint_id = add_complaint().id
    if by == "contact":
        found = contacts.log(desk, complaint_id, replace(RANG, counts_as="acknowledged"))
    else:
        found = contacts.note_event(desk, complaint_id, "acknowledged", TODAY, "By post")

    assert next(clock for clock in found.clocks if clock.id == "ack").met_on == TODAY


def test_silence_is_counted_from_the_last_word_to_the_customer(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    complaint_id = add_complaint().id
    now.day = TODAY + timedelta(days=5)
    inward = contacts.log(desk, complaint_id, replace(RANG, direction=Direction.inward))
    outward = contacts.log(desk, complaint_id, RANG)

    starts = [
        next(clock.start_on for clock in found.clocks if clock.id == "update") for found in (inward, outward)
    ]

    assert starts == [TODAY, now.day]


def test_another_promise_takes_the_place_of_one_in_the_same_step(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    old = contacts.log(desk, complaint_id, PROMISED).promises[0]
    new_day = TODAY + timedelta(days=6)
    settling = partial(contacts.settle, desk, complaint_id, old.id, PromiseState.superseded)

    with refused(desk, InvalidInputError, "by when the new promise"):
        settling("The part is late.")
    with refused(desk, InvalidInputError, "lies before today"):
        settling("The part is late.", instead_due_on=TODAY - timedelta(days=1))
    steps = services.care.last_step(desk)
    was, instead = settling("The part is late.", instead_due_on=new_day).promises

    assert services.care.last_step(desk) == steps + 1
    assert (was.state, was.reason, was.superseded_by_id) == (
        PromiseState.superseded, "The part is late.", instead.id,
    )  # fmt: skip
    assert (instead.text, instead.made_to, instead.due_on, instead.state) == (
        old.text, old.made_to, new_day, PromiseState.open,
    )  # fmt: skip
    services.history.undo(desk)
    assert [one.state for one in services.dossier.load(desk, complaint_id).promises] == [PromiseState.open]


def test_what_is_promised_instead_may_be_something_else(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    old = contacts.log(desk, complaint_id, PROMISED).promises[0]

    promises = contacts.settle(
        desk, complaint_id, old.id, PromiseState.superseded, "Asked", instead=" Write ", instead_due_on=TODAY
    ).promises

    assert [one.text for one in promises] == ["Ring with the findings", "Write"]


def test_a_contact_can_keep_an_open_promise(desk: Desk, add_complaint: AddComplaint, now: Now) -> None:
    complaint_id = add_complaint().id
    made = contacts.log(desk, complaint_id, PROMISED).promises[0]
    now.day = TODAY + timedelta(days=1)

    kept = contacts.log(desk, complaint_id, replace(RANG, keeps=made.id)).promises[0]

    assert (kept.state, kept.settled_on) == (PromiseState.kept, now.day)
    with refused(desk, InvalidInputError, "kept already"):
        contacts.log(desk, complaint_id, replace(RANG, keeps=made.id))


def test_why_it_went_otherwise_and_with_which_party_is_kept(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    services.triage.accept(desk, complaint_id)
    niece = services.investigation.NewParty(PartyRole.representative, "Nell Quill")
    party = services.investigation.add_party(desk, complaint_id, niece).parties[0]

    (contact,) = contacts.log(
        desk, complaint_id, replace(RANG, with_whom="nell quill", preference_note=" She rang back. ")
    ).contacts

    assert (contact.party_id, contact.preference_note) == (party.id, "She rang back.")


def test_how_often_they_hear_is_agreed_and_taken_back(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id

    agreed = contacts.agree_rhythm(desk, complaint_id, 5)
    usual = contacts.agree_rhythm(desk, complaint_id, None)

    assert (agreed.update_working_days, usual.update_working_days) == (5, None)
    assert services.advice.heard(desk, agreed).agreed == 5
    assert services.advice.heard(desk, usual).agreed == desk.whose.update_working_days
    for wrong in (0, 61):
        with refused(desk, InvalidInputError, "every 1 to 60 working days"):
            contacts.agree_rhythm(desk, complaint_id, wrong)


def test_what_is_private_in_a_contact_is_masked_and_undo_brings_it_back(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint_id = add_complaint().id
    said = replace(RANG, summary="Card 4111 1111 1111 1111", position="I have dementia")
    before = contacts.log(desk, complaint_id, said).contacts[0]

    after = contacts.mask(desk, complaint_id, before.id).contacts[0]

    assert (after.summary, after.position) == ("Card **** **** **** 1111", "I have [health detail]")
    with refused(desk, InvalidInputError, "has to be masked"):
        contacts.mask(desk, complaint_id, before.id)
    services.history.undo(desk)
    assert services.dossier.load(desk, complaint_id).contacts[0] == before


HISTORY: dict[str, Callable[[Desk, int], object]] = {
    "log": lambda desk, one: contacts.log(desk, one, RANG),
    "promise": lambda desk, one: contacts.promise(desk, one, "Write", "Mo", TODAY),
    "settle": lambda desk, one: contacts.settle(desk, one, 1, PromiseState.kept),
    "note": lambda desk, one: contacts.note_event(desk, one, "acknowledged", TODAY),
    "rhythm": lambda desk, one: contacts.agree_rhythm(desk, one, 5),
    "mask": lambda desk, one: contacts.mask(desk, one, 1),
    "head": lambda desk, one: services.investigation.add_head(desk, one, "Late"),
    "learn": lambda desk, one: services.delivery.learn(
        desk, one, services.delivery.Learned("supplier", Known.no)
    ),
}


@pytest.mark.parametrize("act", HISTORY)
def test_nothing_is_done_to_what_is_only_history(desk: Desk, act: str) -> None:
    complaint_id = put_complaint(desk, "CD-2025-0001", origin="history", stage="closed")

    with refused(desk, WrongStageError, "is from the history; to .*accept it on the Desk first"):
        HISTORY[act](desk, complaint_id)


def test_a_promise_is_settled_as_something(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    made = contacts.log(desk, complaint_id, PROMISED).promises[0]

    with refused(desk, InvalidInputError, "kept, missed or superseded"):
        contacts.settle(desk, complaint_id, made.id, PromiseState.open)


@pytest.mark.parametrize("state", [PromiseState.missed, PromiseState.superseded])
def test_a_promise_that_was_not_kept_needs_a_reason(
    desk: Desk, add_complaint: AddComplaint, state: PromiseState
) -> None:
    complaint_id = add_complaint().id
    promise_id = contacts.log(desk, complaint_id, PROMISED).promises[0].id

    with refused(desk, InvalidInputError, "Reason is needed"):
        contacts.settle(desk, complaint_id, promise_id, state, " ")

    settled = contacts.settle(
        desk, complaint_id, promise_id, state, "She rang first.", instead_due_on=TODAY
    ).promises[0]
    assert (settled.state, settled.reason) == (state, "She rang first.")
    with refused(desk, InvalidInputError, "already"):
        contacts.settle(desk, complaint_id, promise_id, PromiseState.kept)


REFUSALS: Refusals = {
    "no summary": (lambda desk, one: contacts.log(desk, one, replace(RANG, summary=" ")), InvalidInputError),
    "no channel": (lambda desk, one: contacts.log(desk, one, replace(RANG, channel="")), InvalidInputError),
    "tomorrow's contact": (
        lambda desk, one: contacts.log(desk, one, replace(RANG, happened_on=TODAY + timedelta(days=1))),
        InvalidInputError,
    ),
    "a promise by no day": (
        lambda desk, one: contacts.log(desk, one, replace(PROMISED, promise_due_on=None)),
        InvalidInputError,
    ),
    "a promise due before it was made": (
        lambda desk, one: contacts.log(desk, one, replace(PROMISED, promise_due_on=TODAY - timedelta(1))),
        InvalidInputError,
    ),
    "a contact about nothing": (lambda desk, _: contacts.log(desk, 4711, RANG), NotFoundError),
    "a promise of nothing": (lambda desk, one: contacts.promise(desk, one, " ", "Mo", TODAY), InvalidInputError),
    "a promise due yesterday": (
        lambda desk, one: contacts.promise(desk, one, "Write", "Mo", TODAY - timedelta(days=1)),
        InvalidInputError,
    ),
    "settling what was not promised": (
        lambda desk, one: contacts.settle(desk, one, 1, PromiseState.kept),
        NotFoundError,
    ),
    "an event of tomorrow": (
        lambda desk, one: contacts.note_event(desk, one, "acknowledged", TODAY + timedelta(days=1)),
        InvalidInputError,
    ),
    "an event without a name": (lambda desk, one: contacts.note_event(desk, one, "", TODAY), InvalidInputError),
}  # fmt: skip


def test_a_refused_contact_leaves_everything_as_it_was(desk: Desk, add_complaint: AddComplaint) -> None:
    refused_each(desk, REFUSALS, add_complaint().id)
