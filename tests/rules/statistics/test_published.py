"""Published figures, so that the rules are checked where the reference results are not at hand."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules.statistics import change_point, charts, durations, nhs, rates, runs
from complaintdesk.rules.statistics.charts import Point, Wanted

COAL = (
    4, 5, 4, 1, 0, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5, 3, 4, 2, 5, 2, 2, 3, 4, 2, 1, 3,
    2, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1, 0, 3, 2, 2, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0, 1, 1,
    0, 2, 3, 3, 1, 1, 2, 1, 1, 1, 1, 2, 3, 3, 0, 0, 0, 1, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1,
)  # fmt: skip
"""Coal mining disasters a year, 1851-1962 (Jarrett 1979)."""


def test_newcombe_1998_wilson() -> None:
    assert rates.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert rates.wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    assert rates.wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_benjamini_and_hochberg_1995() -> None:
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
         0.7590, 1.0]  # fmt: skip
    assert [each <= 0.05 for each in rates.adjusted(p)].count(True) == 4


def test_fay_2010_a_test_and_its_interval_agree() -> None:
    found = rates.rate_ratio(2, 17877, 9, 16660)
    assert found.p == pytest.approx(0.0501, abs=5e-5)
    assert found.low < 1 < found.high


def test_fishers_tea() -> None:
    assert rates.odds_ratio(3, 1, 1, 3).p == pytest.approx(0.4857, abs=5e-5)
    assert rates.odds_ratio(3, 1, 1, 3).ratio == pytest.approx(6.408, abs=5e-4)


def test_the_coal_mines_changed_in_1891() -> None:
    found = change_point.change_point(COAL, [1] * len(COAL))
    assert 1851 + found.last_before == 1891
    assert [1851 + each for each in (found.plausible[0], found.plausible[-1])] == [1886, 1893]


def test_garwood_1936() -> None:
    assert rates.count_interval(0) == pytest.approx((0, 3.6889), abs=5e-5)
    assert rates.count_interval(10) == pytest.approx((4.7954, 18.3904), abs=5e-5)


def test_montgomery_circuit_boards_without_the_two_that_were_explained() -> None:
    boards = (
        21,
        24,
        16,
        12,
        15,
        5,
        28,
        20,
        31,
        25,
        20,
        24,
        16,
        19,
        10,
        17,
        13,
        22,
        18,
        39,
        30,
        24,
        16,
        19,
        17,
        15,
    )
    points = [Point(count) for count in boards]
    first = charts.chart("c", points)
    assert [place + 1 for place in first.outside] == [6, 20]
    assert (first.centre[0], first.lcl[0], first.ucl[0]) == pytest.approx((19.85, 6.48, 33.21), abs=5e-3)  # type: ignore[index]
    again = charts.chart("c", points, Wanted(exclude=frozenset({5, 19})))
    assert (again.centre[0], again.lcl[0], again.ucl[0]) == pytest.approx((19.67, 6.36, 32.97), abs=5e-3)  # type: ignore[index]


def test_leukaemia_remissions() -> None:
    maintained = (
        (9, 1),
        (13, 1),
        (13, 0),
        (18, 1),
        (23, 1),
        (28, 0),
        (31, 1),
        (34, 1),
        (45, 0),
        (48, 1),
        (161, 0),
    )
    found = durations.durations(durations.grouped([(days, bool(ended)) for days, ended in maintained]))
    assert found.median == 31
    low, high = found.median_between
    assert low == 13
    assert high is None, "the band never falls below a half"
    assert found.steps[0].still_open == pytest.approx(10 / 11)


counts = st.integers(0, 2000)
days = st.floats(1, 4000)


@given(counts, days, counts, days)
def test_a_ratio_and_its_mirror_say_the_same(x1: int, t1: float, x0: int, t0: float) -> None:
    found, mirrored = rates.rate_ratio(x1, t1, x0, t0), rates.rate_ratio(x0, t0, x1, t1)

    assert found.p == pytest.approx(mirrored.p, rel=1e-6, abs=1e-12)
    assert 0 <= found.low <= found.high
    assert found.smallest_p <= max(found.p, 1e-12) * (1 + 1e-9)
    # The interval holds 1 just where the test does not reject, and never by a hair's breadth wrongly.
    if found.p < rates.ALPHA * 0.999:
        assert found.low > 1 or found.high < 1
    elif found.p > rates.ALPHA * 1.001:
        assert found.low <= 1 <= found.high
    if x1 and mirrored.high not in (0, inf):
        assert found.low == pytest.approx(1 / mirrored.high, rel=1e-6)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusted_values_keep_the_order_and_never_fall(ps: list[float]) -> None:
    qs = rates.adjusted(ps)

    assert all(q >= p - 1e-12 for p, q in zip(ps, qs, strict=True))
    ranked = [q for _, q in sorted(zip(ps, qs, strict=True))]
    assert ranked == sorted(ranked)
    assert max(qs) <= 1


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=60))
def test_what_is_still_open_never_grows_and_stays_in_its_band(times: list[tuple[int, bool]]) -> None:
    found = durations.durations(durations.grouped(times))

    shares = [1.0, *(step.still_open for step in found.steps)]
    assert shares == sorted(shares, reverse=True)
    for step in found.steps:
        if 0 < step.still_open < 1:
            assert 0 <= step.low <= step.still_open <= step.high <= 1
    assert sum(step.closed for step in found.steps) == sum(ended for _, ended in times)


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=40),
    st.sampled_from(["c", "u", "uprime", "run", "xmr", "nhs"]),
)
def test_every_series_has_a_chart_of_its_own_length(series: list[int], kind: str) -> None:
    chart = charts.chart(kind, [Point(count, 30) for count in series])

    assert len(chart.value) == len(chart.centre) == len(series)
    assert chart.lcl is None or len(chart.lcl) == len(series)
    assert chart.runs.longest_run <= chart.runs.n_useful <= len(series)
    assert chart.runs.crossings < max(chart.runs.n_useful, 1)
    if kind == "nhs":
        broken = nhs.rules(chart)
        assert all(0 <= place < len(series) for places in broken[:4] for place in places)
        assert len(nhs.kinds(chart, broken)[0]) == len(series)


def test_a_tie_with_the_centre_says_nothing() -> None:
    found = runs.runs([5, 5, 6, 4, 5, 7], [5] * 6)
    assert (found.n_useful, found.longest_run, found.crossings) == (3, 1, 2)


def test_what_cannot_be_drawn_is_refused_in_words() -> None:
    with pytest.raises(InvalidInputError, match="There is no chart 'pie'"):
        charts.chart("pie", [Point(1)])
    with pytest.raises(InvalidInputError, match="no point to draw"):
        charts.chart("u", [Point(1, 0)])
    assert charts.chart("c", [Point(0), Point(0)]).ucl is None, "without a complaint there are no limits"
    assert charts.chart("xmr", [Point(3), Point(3)]).ucl is None, "without a difference there are no limits"
