"""The panels of a review: every number leads to exactly the complaints behind it."""

from __future__ import annotations

from datetime import date

import pytest

from complaintdesk.models import Head
from complaintdesk.services import queue, review_panels
from complaintdesk.services.desk import Desk
from complaintdesk.services.review import Review
from complaintdesk.services.review_values import GROUPED_BY, Counting
from tests.rows import put, put_complaint

KINDS = ("week", "month", "quarter")


@pytest.fixture
def year(desk: Desk) -> Desk:
    """Complaints of several months, one of them running, history and referred; some with values that need quoting."""
    rows = [
        ("2025-12-29", "Heating", "history", "upheld", "email"),
        ("2026-01-01", "Heating", "history", "upheld", "phone"),
        ("2026-08-03", "Heating", "history", "upheld", "phone"),
        ("2026-08-20", "Heating", "history", "not_upheld", ""),
        ("2026-08-31", "Billing", "history", None, "phone"),
        ("2026-10-01", "", "referred", None, "phone"),
        ("2026-10-15", 'Staff, "rude"', "referred", None, "email"),
        ("2026-11-17", "Heating", "referred", None, "email"),
    ]
    for number, (day, category, origin, outcome, channel) in enumerate(rows, start=1):
        put_complaint(
            desk,
            f"CD-2026-{number:04d}",
            received_on=day,
            category=category,
            origin=origin,
            outcome=outcome,
            channel=channel,
            product="Flats" if number % 2 else "",
            cause="delay" if number % 2 else "",
        )
    put(desk, Head.model_validate({"complaint_id": 7, "number": 1, "text": "Rude", "cause": "conduct"}))
    return desk


@pytest.mark.parametrize("grouping", GROUPED_BY)
@pytest.mark.parametrize("text", ["", "origin:history", "Heating", "channel:phone"])
def test_a_number_leads_to_exactly_the_complaints_behind_it(year: Desk, grouping: str, text: str) -> None:
    review = Review(year, text, grouping)
    counted = 0

    for panel in review_panels.PANELS:
        for row in panel.tell(review).rows:
            number = row.cells.get("n", row.cells.get("now", ""))
            if row.filter and number.isdigit():
                assert queue.total(year, queue.EVERYTHING, row.filter).count == int(number), row
                counted += 1

    assert counted >= 8


@pytest.mark.parametrize("kind", KINDS)
def test_a_point_leads_to_exactly_the_complaints_of_its_period(year: Desk, kind: str) -> None:
    told = review_panels.PANELS[1].tell(Review(year, counting=Counting(period=kind)))  # type: ignore[arg-type]
    steady = told.steady
    assert steady is not None

    for name, n in zip(steady.periods, steady.counts, strict=True):
        assert queue.total(year, queue.EVERYTHING, told.behind[name]).count == n
    assert steady.running is not None
    assert queue.total(year, queue.EVERYTHING, told.behind[steady.running.period]).count == steady.running.n


def test_the_shares_of_a_make_up_go_up_to_the_whole(year: Desk) -> None:
    pareto = Review(year).pareto

    assert (pareto.bars[0].label, pareto.bars[0].n) == ("Heating", 4)
    assert sorted(bar.label for bar in pareto.bars) == ["", "Billing", "Heating", 'Staff, "rude"']
    assert pareto.bars[-1].cumulative == pytest.approx(1)


def test_what_lies_in_the_future_is_not_counted(year: Desk) -> None:
    put_complaint(year, "CD-2026-0099", received_on="2027-03-01", category="Heating")

    assert sum(Review(year).totals.values()) == 8


def test_a_value_that_is_new_is_said_to_be(year: Desk) -> None:
    rows = {row.value: row.said for row in review_panels.PANELS[3].tell(Review(year)).rows}

    assert rows["Billing"].endswith("New since Aug 2026.")
    assert "New since" not in rows["Heating"]


def test_a_record_that_begins_within_the_months_before_is_said_to(desk: Desk) -> None:
    put_complaint(desk, "CD-2026-0001", received_on="2026-02-10", category="Heating")
    late = review_panels.PANELS[3].tell(Review(desk)).sentences
    put_complaint(desk, "CD-2025-0001", received_on="2025-08-01", category="Heating")
    whole = review_panels.PANELS[3].tell(Review(desk)).sentences

    begins = "What is counted here begins in Feb 2026: of the twelve months before, 6 are on record"
    assert [line.startswith(begins) for line in late] == [*[False] * (len(late) - 1), True]
    assert not any("begins in" in line for line in whole)


def test_a_change_is_compared_over_the_months_before_and_since(year: Desk) -> None:
    found = Review(year).before_after("Heating", date(2026, 8, 1))

    assert (found.affected, found.others) == ((2, 2), (3, 0))


@pytest.mark.parametrize(
    ("customers", "column", "of"),
    [(("",) * 5, "not known", ""), (("A", "B", "", "", ""), "2", " of 2 customers")],
)
def test_a_mass_letter_counts_the_customers_that_are_known(
    desk: Desk, customers: tuple[str, ...], column: str, of: str
) -> None:
    letter = "We demand that the new heating charge is withdrawn at once and that every household gets its money back."
    for number, customer in enumerate(customers, start=1):
        put_complaint(
            desk,
            f"CD-2026-{number:04d}",
            customer,
            received_on="2026-10-05",
            origin="history",
            narrative=letter,
        )

    (row,) = next(panel for panel in review_panels.PANELS if panel.id == "repeats").tell(Review(desk)).rows

    assert row.cells["customers"] == column
    assert row.said.startswith(f"5 complaints{of} share one text")
