from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import SQLModel

from complaintdesk.models import Action, Approval, Escalation, Implication, Offer, Promise, Source
from complaintdesk.services import contacts, due, previews, queue, triage
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Direction, PromiseState, Side
from tests.conftest import TODAY, AddComplaint
from tests.rows import put, put_complaint

SOON = date(2026, 11, 20)
"""Two days ahead."""


def test_a_new_complaint_is_on_the_list_by_its_next_clock(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint()

    (item,) = due.morning(desk, within_days=30)[:1]

    assert (item.kind, item.complaint_id, item.reference) == ("clock", found.id, "CD-2026-0001")
    assert item.what
    assert item.days_left == (item.due_on - TODAY).days


@pytest.mark.parametrize(
    ("table", "columns", "kind", "what"),
    [
        (Promise, {"text": "Call Ada", "made_on": TODAY, "due_on": SOON}, "promise", "Call Ada"),
        (Action, {"number": 1, "text": "Mend it", "owner": "Kim", "due_on": SOON}, "action", "Mend it"),
        (
            Offer,
            {"number": 1, "terms": "£50", "made_on": TODAY, "expires_on": SOON},
            "offer",
            "The offer expires: £50",
        ),
        (
            Offer,
            {"number": 1, "terms": "{} £80", "made_on": TODAY, "expires_on": SOON, "maker": "customer"},
            "counter-offer",
            "Answer the counter-offer: {} £80",
        ),
        (
            Source,
            {"number": 1, "kind": "document", "what": "Job sheet", "asked_of": "Depot", "due_on": SOON},
            "source",
            "Asked for: Job sheet, asked of Depot",
        ),
        (
            Approval,
            {
                "what": "Refund",
                "approver": "Kim",
                "asked_on": TODAY,
                "decision": "approved",
                "verbal": True,
                "written_due_on": SOON,
            },
            "approval",
            "In writing: Refund, by Kim",
        ),
        (
            Implication,
            {"kind": "safety", "likelihood": "likely", "severity": 4, "alerted": "Board", "due_on": SOON},
            "implication",
            "Response: Board: safety",
        ),
        (
            Escalation,
            {
                "handed_to": "Head office",
                "why": "Policy",
                "at": datetime(2026, 11, 18, 9, tzinfo=UTC),
                "happened_on": TODAY,
                "due_on": SOON,
            },
            "escalation",
            "Hand over: Head office: Policy",
        ),
    ],
)
def test_each_thing_owed_is_listed_by_itself(
    desk: Desk, table: type[SQLModel], columns: dict[str, object], kind: str, what: str
) -> None:
    complaint_id = put_complaint(desk, "CD-2026-0001", stage="deciding")
    put(desk, table.model_validate({"complaint_id": complaint_id, **columns}))

    (item,) = due.morning(desk)

    assert (item.kind, item.what, item.due_on, item.days_left) == (kind, what, SOON, 2)


def test_what_the_customer_wrote_is_listed_until_they_are_answered(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint(received_on=TODAY)
    wrote = contacts.NewContact(Side.customer, Direction.inward, "email", "Still cold. [b]{}")

    assert [item.kind for item in due.morning(desk, 0)] == []
    contacts.log(desk, found.id, replace(wrote, channel="phone"))
    assert [item.kind for item in due.morning(desk, 0)] == [], "a call is answered while it is held"
    contacts.log(desk, found.id, replace(wrote, summary="Hello?"))
    contacts.log(desk, found.id, wrote)
    (item,) = due.morning(desk, 0)
    assert (item.kind, item.what) == ("message", "Answer the customer, who wrote: Still cold. [b]{}")
    assert [row.id for row in queue.page(desk, "today")] == [found.id]
    assert previews.preview(desk, found.id).is_unanswered

    contacts.log(desk, found.id, replace(wrote, side=Side.colleague))
    assert [item.kind for item in due.morning(desk, 0)] == ["message"], "a colleague's word answers nobody"
    contacts.log(desk, found.id, replace(wrote, direction=Direction.outward))
    assert due.morning(desk, 0) == ()
    assert queue.page(desk, "today") == ()
    assert not previews.preview(desk, found.id).is_unanswered


def test_a_clock_behind_an_earlier_promise_is_listed_too(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint(received_on=TODAY)
    contacts.promise(desk, found.id, "Call Ada", "Ada", TODAY)

    items = due.morning(desk, within_days=10)

    assert [item.kind for item in items] == ["promise", "clock"]
    assert not items[1].what.startswith("Promise")
    assert [item.kind for item in due.morning(desk, within_days=0)] == ["promise"]


def test_the_overdue_come_first_and_what_is_far_off_is_left_out(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    first, second = add_complaint().id, add_complaint(customer="Ben Das").id
    put(
        desk,
        Promise(complaint_id=second, text="Late", made_on=TODAY, due_on=date(2026, 11, 10)),
        Promise(complaint_id=first, text="Today", made_on=TODAY, due_on=TODAY),
        Promise(complaint_id=first, text="Far off", made_on=TODAY, due_on=date(2026, 12, 24)),
        Promise(complaint_id=first, text="Kept", made_on=TODAY, due_on=TODAY, state=PromiseState.kept),
    )

    promises = [(item.what, item.days_left) for item in due.morning(desk) if item.kind == "promise"]

    assert promises == [("Late", -8), ("Today", 0)]


def test_a_promise_outlives_the_complaint_but_an_offer_does_not(desk: Desk) -> None:
    complaint_id = put_complaint(desk, "CD-2026-0001", stage="closed")
    put(
        desk,
        Promise(complaint_id=complaint_id, text="Call in a month", made_on=TODAY, due_on=SOON),
        Offer(complaint_id=complaint_id, number=1, terms="£50", made_on=TODAY, expires_on=SOON),
    )

    assert [item.kind for item in due.morning(desk)] == ["promise"]


def test_what_was_sent_back_is_no_longer_ours(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint()
    contacts.promise(desk, found.id, "Call", "Ada", SOON)
    triage.send_back(desk, found.id, "Not ours")

    assert due.morning(desk) == ()
