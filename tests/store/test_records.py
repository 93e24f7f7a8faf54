"""Records: the next free reference and number, rows of one complaint only, views that are out of date."""

from __future__ import annotations

import pytest

from complaintdesk import services
from complaintdesk.errors import NotFoundError
from complaintdesk.models import Complaint, Customer, Head
from complaintdesk.services import investigation
from complaintdesk.services.desk import Desk
from complaintdesk.store import records
from tests.conftest import AddComplaint
from tests.rows import put, put_complaint


@pytest.mark.parametrize(
    ("there", "following"),
    [
        ([], "CD-2026-0001"),
        (["CD-2026-0001", "CD-2026-0007"], "CD-2026-0008"),
        (["CD-2025-0900"], "CD-2026-0001"),
        (["CD-2026-9998"], "CD-2026-9999"),
        (["CD-2026-9999"], "CD-2026-10000"),
        (["CD-2026-9999", "CD-2026-10000"], "CD-2026-10001"),
        (["CD-2026-99999", "CD-2026-100000", "CD-2026-9999"], "CD-2026-100001"),
        # Other systems' references that begin like ours.
        (["CD-2026-abcd", "CD-2026-00x7", "CD-2026-", "CD-2026-0007/2", "cd-2026-0500"], "CD-2026-0001"),
        (["CD-2026-12345678901234567890", "CD-2026-0003"], "CD-2026-0004"),
    ],
)
def test_the_next_reference_follows_the_highest_of_its_year(
    desk: Desk, there: list[str], following: str
) -> None:
    for reference in there:
        put_complaint(desk, reference)

    with desk.reading() as session:
        assert records.next_reference(session, 2026) == following


def test_a_row_that_is_not_there_is_named(desk: Desk) -> None:
    with desk.reading() as session, pytest.raises(NotFoundError, match="There is no such complaint"):
        records.get(session, Complaint, 4711)


def test_numbers_go_on_after_the_removed_and_are_each_complaint_s_own(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    first, second = add_complaint().id, add_complaint(customer="Bo").id
    services.triage.accept(desk, first)
    for _ in range(3):
        found = investigation.add_head(desk, first, "x")
    investigation.remove(desk, first, "head", found.heads[-1].id)

    with desk.reading() as session:
        assert [records.next_number(session, Head, each) for each in (first, second)] == [4, 1]
        with pytest.raises(NotFoundError, match="This complaint has no such head"):
            records.owned(session, Head, first, found.heads[-1].id)
        with pytest.raises(NotFoundError):
            records.owned(session, Head, second, found.heads[0].id)
        assert records.owned(session, Head, first, found.heads[0].id).number == 1


@pytest.mark.parametrize(
    ("said", "stored"),
    [("26-7", "CD-2026-0007"), ("cd 2026 0007", "CD-2026-0007"), (" LOG-7 ", "LOG-7"), ("", "")],
)
def test_a_reference_is_found_as_it_is_spelled(said: str, stored: str) -> None:
    assert records.spelled(said) == stored


def test_whose_desk_it_is_must_be_known(desk: Desk) -> None:
    with desk.reading() as session:
        assert records.profile(session).handler == "Robin Hale"
        with pytest.raises(NotFoundError, match="There is no complaint CD-2026-0099"):
            records.by_reference(session, "CD-2026-0099")


def test_only_referred_ones_are_told_in_the_order_asked(desk: Desk, add_complaint: AddComplaint) -> None:
    ids = [add_complaint(customer=f"Customer {number}").id for number in range(3)]
    past = put_complaint(desk, "LOG-1", origin="history")

    with desk.reading() as session:
        assert records.referred_among(session, [ids[2], past, ids[0], 99]) == [ids[0], ids[2]]
        assert records.referred_among(session, []) == []


def test_a_customer_is_found_by_the_address_whatever_its_case(desk: Desk) -> None:
    put(desk, Customer.model_validate({"name": "Ada Quill", "email": "Ada@Example.org"}))
    put(desk, Customer.model_validate({"name": "Nobody"}))

    with desk.reading() as session:
        found = records.customer_by_email(session, " ada@example.ORG ")
        assert found is not None
        assert found.name == "Ada Quill"
        assert records.customer_by_email(session, "eve@example.org") is None
        assert records.customer_by_email(session, " ") is None


def test_an_address_is_sought_by_its_index(desk: Desk) -> None:
    asked: list[str] = []
    with desk.reading() as session:
        connection = session.connection().connection.driver_connection
        assert connection is not None
        connection.set_trace_callback(asked.append)
        records.customer_by_email(session, "ada@example.org")
        connection.set_trace_callback(None)

    (plan,) = desk.reader.execute(f"EXPLAIN QUERY PLAN {asked[-1]}").fetchall()
    assert "customer_by_email" in plan["detail"]
