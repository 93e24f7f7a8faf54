from __future__ import annotations

from datetime import date

import pytest

from complaintdesk.errors import FilterError, InvalidInputError
from complaintdesk.models import Head
from complaintdesk.services import figures, queue
from complaintdesk.services.desk import Desk
from tests.rows import put, put_complaint


@pytest.fixture
def year(desk: Desk) -> Desk:
    """Complaints of four months, one of them running, history and referred."""
    rows = [
        ("2026-08-03", "Heating", "history", "upheld"),
        ("2026-08-20", "Heating", "history", "not_upheld"),
        ("2026-08-31", "Billing", "history", None),
        ("2026-10-01", "", "referred", None),
        ("2026-10-15", 'Staff, "rude"', "referred", None),
        ("2026-11-17", "Heating", "referred", None),
    ]
    for number, (day, category, origin, outcome) in enumerate(rows, start=1):
        put_complaint(
            desk,
            f"CD-2026-{number:04d}",
            received_on=day,
            category=category,
            origin=origin,
            outcome=outcome,
            cause="delay" if number % 2 else "",
        )
    put(desk, Head.model_validate({"complaint_id": 5, "number": 1, "text": "Rude", "cause": "conduct"}))
    return desk


def test_months_without_any_are_counted_and_the_running_one_is_marked(year: Desk) -> None:
    counted = figures.months(year)

    assert [(count.month, count.n, count.is_running) for count in counted] == [
        ("2026-08", 3, False),
        ("2026-09", 0, False),
        ("2026-10", 2, False),
        ("2026-11", 1, True),
    ]


@pytest.mark.parametrize(
    ("text", "first", "last", "expected"),
    [
        ("category:heating", None, None, [2, 0, 0, 1]),
        ("origin:referred", None, None, [2, 1]),
        ("", date(2026, 8, 4), date(2026, 10, 14), [2, 0, 1]),
        ("", date(2026, 9, 1), date(2026, 9, 30), [0]),
        ("", date(2026, 12, 1), None, [0]),
        ("", date(2026, 6, 1), date(2026, 8, 31), [0, 0, 3]),
    ],
)
def test_every_month_leads_to_the_complaints_behind_it(
    year: Desk, text: str, first: date | None, last: date | None, expected: list[int]
) -> None:
    counted = figures.months(year, text, first, last)

    assert [count.n for count in counted] == expected
    for count in counted:
        assert len(queue.page(year, filter_text=count.filter)) == count.n


@pytest.mark.parametrize("by", figures.GROUPINGS)
@pytest.mark.parametrize("text", ["", "received:2026-08", "origin:referred"])
def test_every_bar_leads_to_the_complaints_behind_it(year: Desk, by: str, text: str) -> None:
    pareto = figures.pareto(year, by, text, date(2026, 8, 2))

    assert sum(bar.n for bar in pareto.bars) == pareto.counted > 0
    assert pareto.bars[-1].cumulative == pytest.approx(1)
    for bar in pareto.bars:
        assert len(queue.page(year, filter_text=bar.filter)) == bar.n


def test_the_most_frequent_comes_first_and_having_none_last(year: Desk) -> None:
    pareto = figures.pareto(year, "category")

    assert [(bar.value, bar.n) for bar in pareto.bars] == [
        ("Heating", 3),
        ("Billing", 1),
        ('Staff, "rude"', 1),
        ("", 1),
    ]
    assert [round(bar.share, 3) for bar in pareto.bars] == [0.5, 0.167, 0.167, 0.167]
    assert [round(bar.cumulative, 3) for bar in pareto.bars] == [0.5, 0.667, 0.833, 1.0]


def test_a_complaint_with_two_causes_counts_for_both(year: Desk) -> None:
    pareto = figures.pareto(year, "cause")

    assert [(bar.value, bar.n) for bar in pareto.bars] == [("delay", 3), ("conduct", 1), ("", 3)]
    assert pareto.counted == 7


def test_an_empty_store_has_no_figures(desk: Desk) -> None:
    assert figures.months(desk) == ()
    assert figures.pareto(desk, "category") == figures.Pareto("category", 0, ())


def test_what_cannot_be_counted_is_refused(year: Desk) -> None:
    with pytest.raises(InvalidInputError, match="cannot be counted by 'colour'"):
        figures.pareto(year, "colour")
    with pytest.raises(InvalidInputError, match="ends before it begins"):
        figures.months(year, "", date(2026, 9, 1), date(2026, 8, 1))
    with pytest.raises(FilterError):
        figures.months(year, "colour:red")
