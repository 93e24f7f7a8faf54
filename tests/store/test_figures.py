from __future__ import annotations

from complaintdesk.models import Head
from complaintdesk.services.desk import Desk
from complaintdesk.store import figures, review_figures
from complaintdesk.store.conditions import ALL, Condition
from tests.rows import put, put_complaint


def test_months_are_counted_by_the_day_received(desk: Desk) -> None:
    for number, day in enumerate(("2026-01-31", "2026-02-01", "2026-02-28"), start=1):
        put_complaint(desk, f"CD-2026-{number:04d}", received_on=day)

    assert review_figures.by_period(desk.reader, "month", ALL) == {"2026-01": 1, "2026-02": 2}


def test_months_and_categories_of_everything_are_covered_by_an_index(desk: Desk) -> None:
    said: list[str] = []
    desk.reader.set_trace_callback(said.append)
    until = Condition("complaint.received_on <= ?", ("2026-11-18",))
    review_figures.by_month_and_value(desk.reader, "category", until)
    desk.reader.set_trace_callback(None)

    plan = desk.reader.execute(f"EXPLAIN QUERY PLAN {said[0]}").fetchone()[3]

    assert "COVERING INDEX complaint_months" in plan


def test_a_complaint_counts_once_for_each_of_its_causes(desk: Desk) -> None:
    both = put_complaint(desk, "CD-2026-0001", cause="delay")
    put_complaint(desk, "CD-2026-0002", cause="delay")
    put_complaint(desk, "CD-2026-0003")
    put(
        desk,
        Head.model_validate({"complaint_id": both, "number": 1, "text": "Late", "cause": "delay"}),
        Head.model_validate({"complaint_id": both, "number": 2, "text": "Rude", "cause": "conduct"}),
        Head.model_validate({"complaint_id": both, "number": 3, "text": "Rude too", "cause": "conduct"}),
    )

    assert figures.by_value(desk.reader, "cause", ALL) == {"delay": 2, "conduct": 1, "": 1}
    assert figures.by_value(desk.reader, "cause", Condition("complaint.id = ?", (both,))) == {
        "delay": 1,
        "conduct": 1,
    }


def test_an_open_complaint_counts_as_without_an_outcome(desk: Desk) -> None:
    put_complaint(desk, "CD-2026-0001")
    put_complaint(desk, "LOG-1", origin="history", outcome="upheld")

    assert figures.by_value(desk.reader, "outcome", ALL) == {"": 1, "upheld": 1}
