from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from complaintdesk.errors import FilterError, InvalidInputError, NotFoundError
from complaintdesk.models import Approval, Offer, SavedView
from complaintdesk.services import contacts, filtering, investigation, queue, timekeeping, triage
from complaintdesk.services.contacts import NewContact
from complaintdesk.services.desk import Desk
from complaintdesk.services.investigation import NewSource
from complaintdesk.store import preview as stored_preview
from complaintdesk.vocabulary import Direction, Origin, Outcome, Side, SourceKind, Stage
from tests.conftest import TODAY, AddComplaint, Now
from tests.rows import put, put_complaint, set_columns


def references(rows: tuple[queue.QueueRow, ...]) -> list[str]:
    return [row.reference for row in rows]


def counted(desk: Desk) -> dict[str, int]:
    return {count.view.key: count.count for count in queue.counts(desk)}


@pytest.mark.parametrize("module", ["queue", "searching", "due", "filtering"])
def test_reading_a_list_loads_no_tables(module: str) -> None:
    """What paints the first frame must not wait for SQLModel."""
    heavy = "'sqlmodel', 'sqlalchemy', 'pydantic', 'alembic', 'holidays', 'textual', 'complaintdesk.models'"
    program = (
        f"import sys; from complaintdesk.services import {module};"
        f"print(sorted(name for name in ({heavy}) if name in sys.modules))"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_a_row_says_what_a_list_shows(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint(about="Boiler", category="Heating", product="Boilers")
    triage.rate(desk, found.id, 4, "Cold flat")

    (row,) = queue.page(desk, "to_triage")

    assert (row.id, row.reference, row.customer, row.about) == (
        found.id,
        "CD-2026-0001",
        "Ada Quill",
        "Boiler",
    )
    assert (row.stage, row.severity, row.origin) == (Stage.referred, 4, Origin.referred)
    assert (row.category, row.product, row.channel) == ("Heating", "Boilers", "phone")
    assert row.received_on == date(2026, 11, 16)
    assert row.triage_score > 0
    assert row.next_due_on is not None
    assert row.days_left == (row.next_due_on - desk.today()).days
    assert row.next_due_name
    assert (row.outcome, row.closed_on) == (None, None)


def test_a_complaint_without_a_line_is_shown_by_its_first_words(desk: Desk) -> None:
    put_complaint(desk, "LOG-1", origin="history", narrative="word " * 40, outcome="resolved")

    (row,) = queue.page(desk, "history")

    assert row.about == ("word " * 40)[:80]
    assert row.customer == ""
    assert row.outcome is Outcome.resolved


def test_each_view_counts_what_it_holds(desk: Desk, add_complaint: AddComplaint, now: Now) -> None:
    add_complaint(received_on=now.day)
    waiting = add_complaint(customer="Ben Das", received_on=now.day)
    triage.accept(desk, waiting.id)
    timekeeping.pause(desk, waiting.id, "The customer is in hospital")
    put_complaint(desk, "CD-2026-0090", stage="closed", closed_on="2026-05-01")
    put_complaint(desk, "CD-2026-0091", stage="returned")
    put_complaint(desk, "CD-2026-0092", stage="checking")
    put_complaint(desk, "LOG-1", origin="history", stage="closed")
    late = put_complaint(desk, "CD-2026-0093", stage="deciding")
    contacts.promise(desk, late, "Call", "Ada", now.day)
    now.day = date(2026, 11, 19)

    counts = counted(desk)

    assert counts == {
        "today": 1,
        "to_triage": 1,
        "live": 4,
        "waiting": 1,
        "overdue": 1,
        "checking": 1,
        "closed": 2,
        "history": 1,
    }
    for key, count in counts.items():
        assert len(queue.page(desk, key)) == count == queue.total(desk, key).count


def test_waiting_is_a_pause_an_open_offer_an_approval_asked_for_or_a_gap(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    paused, offered, asked, gap, countered, idle = (add_complaint(customer=f"C{n}").id for n in range(6))
    for complaint_id in (paused, gap):
        triage.accept(desk, complaint_id)
    timekeeping.pause(desk, paused, "The customer is away")
    investigation.add_source(
        desk,
        gap,
        NewSource(
            SourceKind.document,
            "Job sheet",
            asked_of="Depot",
            asked_on=desk.today(),
            due_on=date(2026, 11, 25),
        ),
    )
    offer = {"number": 1, "terms": "Refund", "made_on": desk.today()}
    put(
        desk,
        Offer.model_validate({"complaint_id": offered, **offer}),
        Offer.model_validate({"complaint_id": countered, "maker": "customer", **offer}),
        Approval.model_validate(
            {"complaint_id": asked, "what": "Refund", "approver": "Kim", "asked_on": desk.today()}
        ),
    )

    held = {row.id for row in queue.page(desk, "waiting")}

    assert held == {paused, offered, asked, gap}
    assert idle not in held


def test_an_offer_that_expires_today_is_for_today(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint()
    put(
        desk,
        Offer.model_validate(
            {
                "complaint_id": found.id,
                "number": 1,
                "terms": "Refund",
                "made_on": "2026-11-10",
                "expires_on": desk.today(),
            }
        ),
    )

    assert [row.id for row in queue.page(desk, "today")] == [found.id]


def test_a_page_begins_anywhere_and_a_filter_narrows_it(desk: Desk, add_complaint: AddComplaint) -> None:
    for customer in ("Ada", "Ben", "Cleo"):
        add_complaint(customer=customer, category="Heating" if customer != "Ben" else "Billing")

    assert references(queue.page(desk, "live", sort="customer")) == [
        "CD-2026-0001",
        "CD-2026-0002",
        "CD-2026-0003",
    ]
    assert references(queue.page(desk, "live", sort="customer", descending=True, start=1, count=1)) == [
        "CD-2026-0002"
    ]
    assert references(queue.page(desk, "live", "category:heating", "ref")) == ["CD-2026-0001", "CD-2026-0003"]
    assert queue.total(desk, "live", "category:heating") == queue.Total(2, is_exact=True)
    assert queue.keys(desk, "live", "ben") == (2,)
    assert queue.position_of(desk, 3, "live", sort="customer") == 2
    assert queue.position_of(desk, 2, "live", "category:heating") is None


def test_everything_means_referred_complaints_unless_the_filter_names_an_origin(desk: Desk) -> None:
    put_complaint(desk, "CD-2026-0001", narrative="boiler")
    put_complaint(desk, "LOG-1", narrative="boiler", origin="history")

    assert references(queue.page(desk, filter_text="boiler")) == ["CD-2026-0001"]
    assert references(queue.page(desk, filter_text="boiler origin:history")) == ["LOG-1"]
    assert len(queue.page(desk, filter_text="boiler origin:any")) == 2
    assert references(queue.page(desk, "history", "boiler")) == ["LOG-1"]
    assert queue.page(desk, "history", "boiler origin:referred") == ()


def test_closed_complaints_come_with_the_last_closed_first(desk: Desk) -> None:
    for number, day in enumerate(("2026-03-01", "2026-09-01", "2026-06-01"), start=1):
        put_complaint(desk, f"CD-2026-{number:04d}", stage="closed", closed_on=day)

    assert references(queue.page(desk, "closed")) == ["CD-2026-0002", "CD-2026-0003", "CD-2026-0001"]


def test_a_saved_view_is_a_filter_with_its_own_order(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint(category="Heating", customer="Ben")
    add_complaint(category="Heating", customer="Ada")
    add_complaint(category="Billing")
    put_complaint(desk, "LOG-1", category="Heating", origin="history")
    put(
        desk,
        SavedView.model_validate(
            {"name": "Cold flats", "filter": "category:heating", "sort": "customer", "columns": "ref, about"}
        ),
        SavedView.model_validate({"name": "Gone", "filter": "category:plumbing", "sort": "moon"}),
        SavedView.model_validate({"name": "Removed", "filter": "", "removed": True}),
    )

    *_, cold, gone = queue.counts(desk)

    assert (cold.view.key, cold.view.name, cold.count) == ("saved:1", "Cold flats", 2)
    assert cold.view.columns == ("ref", "about")
    assert references(queue.page(desk, "saved:1")) == ["CD-2026-0002", "CD-2026-0001"]
    assert len(queue.page(desk, "saved:1", "origin:any")) == 3
    assert (gone.view.sort, gone.count) == ("due", 0)
    assert "plumbing" in gone.problem


def test_what_cannot_be_listed_is_refused_by_name(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="no view 'tomorrow'"):
        queue.page(desk, "tomorrow")
    with pytest.raises(InvalidInputError, match="cannot be sorted by 'colour'"):
        queue.page(desk, "live", sort="colour")
    with pytest.raises(FilterError, match="no field 'colour'"):
        queue.page(desk, "live", "colour:red")


def test_a_very_long_list_is_counted_some_way_beyond_the_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "COUNTED_BEYOND", 2)
    monkeypatch.setattr(queue, "VIEW_COUNTED", 3)
    for number in range(5):
        put_complaint(desk, f"LOG-{number}", origin="history")

    assert queue.total(desk, "history") == queue.Total(2, is_exact=False)
    assert queue.total(desk, "history", start=2) == queue.Total(4, is_exact=False)
    assert queue.total(desk, "history", start=4) == queue.Total(5, is_exact=True)
    assert queue.counts(desk)[7].is_exact is False


def test_values_for_the_filter_follow_what_is_written(desk: Desk) -> None:
    put_complaint(desk, "LOG-1", category="Conduct", origin="history")
    first = put_complaint(desk, "CD-2026-0001", category="Heating")

    assert filtering.known_values(desk)["category"] == ["Conduct", "Heating"]
    with desk.step("test") as step:
        from complaintdesk.models import Complaint

        row = step.session.get(Complaint, first)
        assert row is not None
        row.category = "Billing"

    assert filtering.known_values(desk)["category"] == ["Billing", "Conduct"]
    assert "customer" not in filtering.known_values(desk)
    assert len(filtering.known_values(desk)) == 7


def test_a_field_with_very_many_values_takes_any_text(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "MOST_VALUES", 1)
    put_complaint(desk, "CD-2026-0001", category="Heating")
    put_complaint(desk, "CD-2026-0002", category="Billing")

    assert "category" not in filtering.known_values(desk)
    assert references(queue.page(desk, filter_text="category:eat")) == ["CD-2026-0001"]


def test_the_preview_shows_words_wishes_clock_contact_and_reasons(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    found = add_complaint()
    triage.rate(desk, found.id, 4, "Cold flat")
    set_columns(desk, found.id, vulnerable="yes")
    contacts.log(
        desk, found.id, NewContact(Side.customer, Direction.outward, "phone", "Told what happens next")
    )
    contacts.log(desk, found.id, NewContact(Side.colleague, Direction.inward, "e-mail", "Job sheet", "Kim"))
    now.day = date(2026, 11, 21)

    shown = queue.preview(desk, found.id)

    assert shown.words == "The boiler was mended twice and is cold again."
    assert shown.more_from is None
    assert shown.wants == "A warm flat and an apology."
    assert shown.next_due_name
    assert shown.next_due_on is not None
    assert shown.days_left == (shown.next_due_on - now.day).days
    assert shown.last_contact is not None
    assert (shown.last_contact.side, shown.last_contact.with_whom) == (Side.colleague, "Kim")
    assert shown.days_since_heard == 3
    assert [reason.partition(" (")[0] for reason in shown.reasons] == [
        "severity 4 of 5",
        "vulnerable customer",
        "5 days old",
    ]


def test_the_reasons_of_the_preview_are_those_of_the_score_but_for_the_clock(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    found = add_complaint(referral_reason="repeat")
    triage.rate(desk, found.id, 5, "Unsafe")
    triage.flag(desk, found.id, safety=True)
    contacts.promise(desk, found.id, "Call", "Ada", desk.today())
    put(
        desk,
        Offer.model_validate(
            {
                "complaint_id": found.id,
                "number": 1,
                "terms": "Refund",
                "made_on": "2026-11-18",
                "amount_minor": 50_000,
            }
        ),
    )
    now.day = date(2026, 11, 20)

    exact = queue.score_today(desk, found.id)
    shown = queue.preview(desk, found.id)

    assert [reason for reason in exact.reasons if "clock" not in reason] == list(shown.reasons)
    assert len(exact.reasons) == len(shown.reasons) + 1
    assert exact.points > 0


def test_a_closed_complaint_has_no_reasons_and_nobody_heard_of_it(desk: Desk) -> None:
    complaint_id = put_complaint(desk, "LOG-1", origin="history", stage="closed", severity=5)

    shown = queue.preview(desk, complaint_id)

    assert (shown.score, shown.reasons) == (0, ())
    assert (shown.days_since_heard, shown.last_contact, shown.days_left) == (None, None, None)


def test_a_very_long_narrative_is_read_page_by_page(desk: Desk) -> None:
    long = "Ein Brief 😀 " * 20_000
    complaint_id = put_complaint(desk, "CD-2026-0001", narrative=long)
    pages = []
    at: int | None = 0
    while at is not None:
        shown = queue.preview(desk, complaint_id, at)
        pages.append(shown.words)
        at = shown.more_from

    assert "".join(pages) == long
    assert max(len(page) for page in pages) == stored_preview.SHOWN_AT_ONCE


def test_a_complaint_that_is_not_there_has_no_preview(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        queue.preview(desk, 404)
    with pytest.raises(NotFoundError):
        queue.score_today(desk, 404)


def test_a_row_that_goes_while_a_page_is_read_is_left_out(desk: Desk) -> None:
    from complaintdesk.store import queue as stored

    complaint_id = put_complaint(desk, "CD-2026-0001")
    set_columns(desk, complaint_id, triage_score=3)

    assert [row["id"] for row in stored.rows(desk.reader, [99, complaint_id])] == [complaint_id]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ["received", "ref", "due", "severity", "customer"])
@pytest.mark.parametrize("view", ["", "live", "to_triage"])
def test_a_page_that_is_sought_is_the_page_that_is_walked_to(
    desk: Desk, add_complaint: AddComplaint, view: str, sort: str, descending: bool
) -> None:
    view = view or queue.EVERYTHING
    for number in range(23):
        add_complaint(received_on=TODAY - timedelta(days=number % 5), customer=f"Customer {number}")
    walked = queue.keys(desk, view, sort=sort, descending=descending, count=99)
    assert len(walked) == 23
    at = dict(enumerate(walked))

    for start in range(0, 23, 4):
        for known in ({start - 1}, {start + 4}, set()):
            near = queue.Near({place: at[place] for place in known if place in at}, 23)
            sought = queue.keys(desk, view, sort=sort, descending=descending, start=start, count=4, near=near)
            assert sought == walked[start : start + 4]
    gone = queue.Near({3: 4711}, None)
    assert (
        queue.keys(desk, view, sort=sort, descending=descending, start=4, count=4, near=gone) == walked[4:8]
    )


@pytest.mark.parametrize(
    ("filter_text", "reads_all"),
    [
        ("origin:any severity:>=3", True),
        ("origin:any -stage:closed closed:2021", True),
        ("severity:>=3", False),
        ("origin:history severity:>=3", False),
        ("origin:any boiler", False),
        ("origin:any customer:das", False),
    ],
)
def test_every_complaint_is_read_only_where_nothing_narrows_them_down(
    desk: Desk, filter_text: str, reads_all: bool
) -> None:
    assert queue._listing(desk, "all", filter_text, "", None).over_all is reads_all
