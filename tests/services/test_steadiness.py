"""Charts of a review: periods, what they are a rate of, new limits, and the days between what is rare."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from complaintdesk import services
from complaintdesk.errors import FilterError, InvalidInputError, NotFoundError
from complaintdesk.services import review_charts, review_panels, steadiness
from complaintdesk.services.desk import Desk
from complaintdesk.services.review import Review
from complaintdesk.services.review_values import Counting
from tests.conftest import AddComplaint
from tests.rows import put_complaint

UNTIL = date(2026, 11, 18)
MONTHS = [f"{2024 + (number - 1) // 12}-{(number - 1) % 12 + 1:02d}" for number in range(1, 36)]


def test_the_running_period_stands_beside_the_limits() -> None:
    found = steadiness.steady({**dict.fromkeys(MONTHS[:-1], 10), "2026-11": 4}, "month", UNTIL)

    assert found.periods == tuple(MONTHS[:-1])
    assert found.running == steadiness.Running("2026-11", 4, 18)
    assert found.chart is not None
    assert found.chart.lcl is not None


def test_below_eight_periods_there_are_no_limits_and_without_any_no_chart() -> None:
    few = steadiness.steady(dict.fromkeys(MONTHS[-8:-1], 10), "month", UNTIL)

    assert few.chart is not None
    assert few.chart.lcl is None
    assert steadiness.steady({}, "month", UNTIL).chart is None
    assert steadiness.steady({"2026-11": 3}, "month", UNTIL).chart is None


def test_at_most_thirty_six_periods_are_shown() -> None:
    assert len(steadiness.steady({"2019-01": 1, "2026-10": 1}, "month", UNTIL).periods) == 36


def test_a_rate_leaves_out_what_nothing_was_entered_for() -> None:
    totals = dict.fromkeys(MONTHS[:-1], 12)
    customers = steadiness.Measure("customers", {month: 4000.0 for month in MONTHS if month != "2025-05"})

    found = steadiness.steady(totals, "month", UNTIL, customers)

    assert found.lacking == ("2025-05",)
    assert found.chart is not None
    assert found.chart.value[0] == pytest.approx(3.0), "per 1,000 customers"
    assert found.chart.value[found.periods.index("2025-05")] is None
    nothing = steadiness.steady(totals, "month", UNTIL, steadiness.Measure("customers", {"2019-01": 1.0}))
    assert nothing.chart is None


def test_new_limits_begin_where_something_changed_and_the_old_ones_stay() -> None:
    totals = {month: 30 if month < "2025-06" else 10 for month in MONTHS[:-1]}
    base = steadiness.Base(1, "2025-06", "A new contractor")

    found = steadiness.steady(totals, "month", UNTIL, bases=[base, steadiness.Base(2, "2019-01", "long ago")])

    assert found.bases == (base,)
    assert found.chart is not None
    before, after = found.chart.centre[0], found.chart.centre[-1]
    assert before == pytest.approx(3 * after, rel=0.02)


def test_gaps_have_a_limit_from_the_earlier_ones_only() -> None:
    days = [date(2025, 1, 1) + timedelta(days=20 * number) for number in range(12)]
    late = [*days, days[-1] + timedelta(days=200)]

    found = steadiness.gaps(late, UNTIL)

    assert found.days[-1] == 200
    assert found.ends[-1] == late[-1]
    assert found.open_days == (UNTIL - late[-1]).days
    assert found.chart is not None
    assert found.chart.outside == (11,)
    assert steadiness.gaps(days[:5], UNTIL).chart is None
    assert steadiness.gaps([], UNTIL) == steadiness.Gaps((), (), None, None)


def test_it_is_told_when_a_level_began() -> None:
    totals = {month: 5 if month < "2025-11" else 25 for month in MONTHS[:-1]}

    found = steadiness.started(steadiness.steady(totals, "month", UNTIL))

    assert found == steadiness.Started("2025-11", "2025-11", "2025-11")
    assert steadiness.started(steadiness.steady({"2026-10": 3}, "month", UNTIL)) is None


@pytest.fixture
def steady_work(add_complaint: AddComplaint) -> None:
    """One complaint a fortnight since May 2025, two thirds about repairs."""
    for number in range(40):
        day = date(2025, 5, 5) + timedelta(days=14 * number)
        add_complaint(
            received_on=day,
            customer=f"Customer {number % 8}",
            category="Repairs" if number % 3 else "Billing",
            narrative=f"Words of its own, {number}.",
        )


@pytest.mark.usefixtures("steady_work")
def test_weeks_months_and_quarters_count_the_same_complaints(desk: Desk) -> None:
    for kind in ("week", "month", "quarter"):
        review = Review(desk, counting=Counting(period=kind))
        assert sum(review.by_period.values()) == 40
        assert review.period == kind
    assert Review(desk, counting=Counting(period="")).period == "quarter"


@pytest.mark.usefixtures("steady_work")
def test_customers_are_counted_once_in_a_period(desk: Desk) -> None:
    complaints, customers = (
        Review(desk, counting=Counting("quarter", unit)) for unit in ("complaints", "customers")
    )

    assert max(complaints.by_period.values()) == 7
    assert max(customers.by_period.values()) == 7
    assert sum(customers.totals.values()) == 40, "within a month, nobody came twice"
    assert Review(desk, counting=Counting(unit="customers")).counts.keys() == {"Repairs", "Billing"}


@pytest.mark.usefixtures("steady_work")
def test_what_was_entered_is_counted_by_and_undone(desk: Desk) -> None:
    lines = "\n".join(f"{month} 2000" for month in MONTHS[12:])
    services.baselines.enter(desk, " Customers ", lines)

    review = Review(desk, counting=Counting(measure="customers"))
    assert review.steady.measure.words == "per 1,000 customers"
    assert "per 1,000 customers" in review_panels.header(review)
    assert services.baselines.measures(desk) == ("customers",)
    services.baselines.enter(desk, "customers", "2026-10 4000")
    assert "2026-10 4000" in services.baselines.entered(desk, "customers")

    services.history.undo(desk)
    services.history.undo(desk)
    assert services.baselines.measures(desk) == ()
    with pytest.raises(InvalidInputError, match="Nothing was entered for 'customers'"):
        _ = Review(desk, counting=Counting(measure="customers")).steady


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_measure_needs_a_name(desk: Desk, name: str) -> None:
    with pytest.raises(InvalidInputError, match="customers, orders, journeys"):
        services.baselines.enter(desk, name, "2026-03 12")


@pytest.mark.usefixtures("steady_work")
def test_new_limits_are_begun_taken_back_and_undone(desk: Desk) -> None:
    services.baselines.begin(desk, "category:Repairs", " 2025-10 ", "A new [contractor]")

    narrowed = Review(desk).narrowed("Repairs")
    assert [base.period for base in narrowed.steady.bases] == ["2025-10"]
    assert Review(desk).steady.bases == ()
    assert "New limits from Oct 2025: A new [contractor]." in review_panels.PANELS[1].tell(narrowed).sentences

    services.baselines.end(desk, narrowed.steady.bases[0].id)
    assert Review(desk).narrowed("Repairs").steady.bases == ()
    services.history.undo(desk)
    assert [base.period for base in Review(desk).narrowed("Repairs").bases] == ["2025-10"]


REFUSED = {
    "no period": ("", "soon", "A cause", "no period; one is written"),
    "too lately": ("", "2026-06", "A cause", "since Jun 2026 there are 5"),
    "no cause": ("", "2025-06", "  ", "Say what changed"),
}


@pytest.mark.parametrize(("filter_text", "period", "cause", "said"), REFUSED.values(), ids=REFUSED)
def test_new_limits_need_a_cause_and_a_year(
    desk: Desk, filter_text: str, period: str, cause: str, said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        services.baselines.begin(desk, filter_text, period, cause)


def test_new_limits_are_begun_once_and_for_a_filter_that_is_understood(desk: Desk) -> None:
    services.baselines.begin(desk, "", "2025-06", "A cause")

    with pytest.raises(InvalidInputError, match="New limits begin in Jun 2025 already"):
        services.baselines.begin(desk, "", "2025-06", "Another")
    with pytest.raises(FilterError):
        services.baselines.begin(desk, "catgory:x", "2025-06", "A cause")
    with pytest.raises(NotFoundError):
        services.baselines.end(desk, 4711)


@pytest.mark.usefixtures("steady_work")
def test_a_rare_value_has_the_days_between_and_a_frequent_one_a_chart(desk: Desk) -> None:
    told = review_charts.of_value(Review(desk), "Billing")

    assert told.steady is None
    assert told.gaps is not None
    assert set(told.gaps.days) == {42}
    assert "too few for limits by period" in " ".join(told.sentences)
    assert told.rows[0].filter.startswith("category:Billing received:2026-")


def test_a_value_that_rose_has_its_chart_with_when_it_began(desk: Desk, add_complaint: AddComplaint) -> None:
    for month in range(24):
        day = date(2024 + (month + 10) // 12, (month + 10) % 12 + 1, 3)
        for _ in range(20 if day >= date(2026, 8, 1) else 5):
            add_complaint(received_on=day, category="Repairs", narrative="Late.")
    told = review_charts.of_value(Review(desk), "Repairs")

    assert told.gaps is None
    assert told.steady is not None
    assert told.sentences[0].startswith("Repairs is rising: 60 in Aug-Oct")
    assert "It most likely began in Aug 2026." in told.sentences


def test_periods_to_which_more_may_be_logged_are_provisional(desk: Desk) -> None:
    for number in range(20):
        received = date(2026, 3, 1) + timedelta(days=10 * number)
        put_complaint(desk, f"H-{number}", received_on=received, logged_on=received + timedelta(days=30))
    review = Review(desk)

    assert review.logged_late == 30
    assert review.provisional == ("2026-10",)
    assert "Oct 2026 provisional: complaints may yet be logged 30 days late" in review_panels.header(review)


def test_one_text_sent_by_many_is_folded_or_counted_in_full(desk: Desk, add_complaint: AddComplaint) -> None:
    for number in range(6):
        add_complaint(
            received_on=date(2026, 10, 5 + number),
            customer=f"Customer {number}",
            narrative="We the undersigned object to the closing of the branch in the high street.",
        )
    for folded, counts in ((True, (1,)), (False, (6,))):
        told = review_panels.PANELS[1].tell(Review(desk, counting=Counting(folded=folded)))
        assert told.steady is not None
        assert told.steady.counts == counts
        assert "5 complaints" in told.sentences[-1]


def test_what_is_quick_is_told_before_the_words_were_read(desk: Desk, add_complaint: AddComplaint) -> None:
    for number in range(6):
        add_complaint(
            received_on=date(2026, 10, 5 + number),
            narrative="We the undersigned object to the closing of the branch in the high street.",
        )
    review = Review(desk)
    review.is_quick = True

    quick = review_panels.PANELS[1].tell(review)
    assert quick.steady is not None
    assert (quick.steady.counts, review.has_read_words) == ((6,), False)

    review.is_quick = False
    whole = review_panels.PANELS[1].tell(review)
    assert whole.steady is not None
    assert (whole.steady.counts, review.has_read_words) == ((1,), True)


def test_what_rises_with_what_there_was_to_complain_about_is_not_rising(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    for month in range(24):
        day = date(2024 + (month + 10) // 12, (month + 10) % 12 + 1, 3)
        for _ in range(20 if day >= date(2026, 8, 1) else 5):
            add_complaint(received_on=day, category="Repairs", narrative="Late.")
    lines = [f"{month} {4000 if month >= '2026-08' else 1000}" for month in MONTHS[12:]]
    services.baselines.enter(desk, "flats", "\n".join(lines))

    (per_day,) = Review(desk).judged
    (per_flat,) = Review(desk, counting=Counting(measure="flats")).judged
    assert (str(per_day.verdict)[:6], str(per_flat.verdict)) == ("rising", "no clear change")

    services.baselines.enter(desk, "shops", "2026-08 12")
    shops = Review(desk, counting=Counting(measure="shops"))
    assert shops.judged == (per_day,)
    assert (
        review_panels.PANELS[3]
        .tell(shops)
        .sentences[-1]
        .startswith("Rates are per day: shops were not entered")
    )
