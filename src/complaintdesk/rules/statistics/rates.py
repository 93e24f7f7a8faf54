"""Exact tests of small counts: is it more than before, and more than the others?

Two-sided p-values are central (twice the smaller tail), so that a test and its interval never contradict each other
(Fay 2010, R Journal 2(1):53). SciPy is loaded when a function is called, not with the module: it takes a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

ALPHA = 0.05
"""What counts as beyond chance."""

CONFIDENCE = 1 - ALPHA

Z = NormalDist().inv_cdf(1 - ALPHA / 2)

EXACT_UP_TO = 5000
"""Above so many in the smaller margin the exact interval takes seconds; the normal one differs by less than 0.1%."""


class Interval(NamedTuple):
    """Between what, at 95%."""

    low: float
    high: float


class RateRatio(NamedTuple):
    """How a rate compares with another one."""

    ratio: float | None
    """None where there was nothing in either; infinite where there was nothing before."""

    low: float
    high: float
    p: float
    """Central, two-sided."""

    p_mid: float
    smallest_p: float
    """The smallest p that so many complaints can give; above 0.05 there are too few to judge."""

    @property
    def is_eligible(self) -> bool:
        """Whether there are enough to judge by."""
        return self.smallest_p <= ALPHA


class OddsRatio(NamedTuple):
    """How the share of one kind compares with its share before."""

    ratio: float
    """The conditional estimate: the ratio of its rate to the rate of the others, whatever the exposure."""

    low: float
    high: float
    p: float


class Spread(NamedTuple):
    """Whether counts vary more than chance alone."""

    chi2: float
    df: int
    p: float

    @property
    def times(self) -> float:
        """The variance as a multiple of what chance alone gives."""
        return self.chi2 / self.df if self.df else 1.0


class BurstyRatio(NamedTuple):
    """How a rate compares with another one where complaints come in bursts."""

    ratio: float
    low: float
    high: float
    p: float
    spread: Spread


def rate_ratio(count1: int, exposure1: float, count0: int, exposure0: float) -> RateRatio:
    """Return how the rate of a first period compares with that of a second one, exactly.

    Given how many there are in all, those of the first are binomial; the interval is that of Clopper and Pearson.

    Args:
        count1: Complaints in the first.
        exposure1: How much there was to complain about, or how long it lasted; above 0.
        count0: Complaints in the second.
        exposure0: As `exposure1`.
    """
    from scipy.stats import beta, binom

    n, share = count1 + count0, exposure1 / (exposure1 + exposure0)
    odds = exposure0 / exposure1
    if n == 0:
        return RateRatio(None, 0.0, inf, 1.0, 1.0, 1.0)
    below, at = float(binom.cdf(count1 - 1, n, share)), float(binom.pmf(count1, n, share))
    above = float(binom.sf(count1, n, share))
    p = min(1.0, 2 * min(below + at, above + at))
    p_mid = min(1.0, 2 * min(below + at / 2, above + at / 2))
    low = float(beta.ppf(ALPHA / 2, count1, n - count1 + 1)) if count1 else 0.0
    high = float(beta.isf(ALPHA / 2, count1 + 1, n - count1)) if count0 else 1.0
    smallest = min(1.0, 2 * exp(n * log(min(share, 1 - share))))
    return RateRatio(
        count1 / count0 * odds if count0 else inf,
        low / (1 - low) * odds,
        high / (1 - high) * odds if high < 1 else inf,
        p,
        p_mid,
        smallest,
    )


def odds_ratio(a: int, b: int, c: int, d: int) -> OddsRatio:
    """Return how two kinds compare over two periods: `a` of this one now and `b` before, `c` and `d` of the others.

    The conditional estimate and its exact interval, from the noncentral hypergeometric distribution.
    """
    from scipy.stats.contingency import odds_ratio as conditional

    if min(a + b, c + d, a + c, b + d) == 0:
        return OddsRatio(float("nan"), 0.0, inf, 1.0)
    p = share_p(a, b, c, d)
    if min(a + b, c + d, a + c, b + d) > EXACT_UP_TO:
        estimate = a * d / (b * c)
        spread = Z * sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        return OddsRatio(estimate, estimate * exp(-spread), estimate * exp(spread), p)
    found = conditional([[a, b], [c, d]], kind="conditional")
    interval = found.confidence_interval(CONFIDENCE)
    return OddsRatio(float(found.statistic), float(interval.low), float(interval.high), p)


def share_p(a: int, b: int, c: int, d: int) -> float:
    """Return the p-value of `odds_ratio`, without its interval: that takes a hundred times as long."""
    from scipy.stats import hypergeom

    if min(a + b, c + d, a + c, b + d) == 0:
        return 1.0
    chance = hypergeom(a + b + c + d, a + b, a + c)
    return min(1.0, 2 * min(float(chance.cdf(a)), float(chance.sf(a - 1))))


def spread_about(counts: Sequence[int], expected: Sequence[float], fitted: int = 1) -> Spread:
    """Return Pearson's chi-squared of counts about what is expected of them.

    Args:
        counts: What there was.
        expected: What there would have been; above 0.
        fitted: How many figures were taken from the counts to expect by.
    """
    from scipy.stats import chi2

    total = sum((count - mean) ** 2 / mean for count, mean in zip(counts, expected, strict=True))
    df = len(counts) - fitted
    return Spread(total, df, float(chi2.sf(total, df)) if df > 0 else 1.0)


def dispersion(counts: Sequence[int], exposures: Sequence[float]) -> Spread:
    """Return whether counts vary more than chance about one rate (Poisson dispersion test)."""
    rate = sum(counts) / sum(exposures)
    return spread_about(counts, [rate * exposure for exposure in exposures])


def bursty_ratio(counts: Sequence[int], exposures: Sequence[float], is_recent: Sequence[bool]) -> BurstyRatio:
    """Return how two windows compare where counts vary more than chance: quasi-Poisson, with Student's t.

    Args:
        counts: One per period, both windows.
        exposures: One per period.
        is_recent: Whether a period belongs to the first window; each window holds at least one complaint.
    """
    from scipy.stats import t as student

    recent = [(n, e) for n, e, now in zip(counts, exposures, is_recent, strict=True) if now]
    before = [(n, e) for n, e, now in zip(counts, exposures, is_recent, strict=True) if not now]
    (x1, t1), (x0, t0) = ((sum(n for n, _ in each), sum(e for _, e in each)) for each in (recent, before))
    expected = [
        (x1 / t1 if now else x0 / t0) * exposure for exposure, now in zip(exposures, is_recent, strict=True)
    ]
    spread = spread_about(counts, expected, fitted=2)
    error = sqrt(max(1.0, spread.times) * (1 / x1 + 1 / x0))
    ratio = (x1 / t1) / (x0 / t0)
    reach = float(student.isf(ALPHA / 2, spread.df)) * error
    p = 2 * float(student.sf(abs(log(ratio)) / error, spread.df))
    return BurstyRatio(ratio, ratio * exp(-reach), ratio * exp(reach), p, spread)


def frozen_ratio(counts: Sequence[int], exposures: Sequence[float], is_after: Sequence[bool]) -> BurstyRatio:
    """Return how the periods after a change compare with those before, the interval widened by their spread.

    As `bursty_ratio`, with the normal distribution: the windows of a change are long.
    """
    found = bursty_ratio(counts, exposures, is_after)
    error = log(found.high / found.ratio)
    from scipy.stats import t as student

    reach = error / float(student.isf(ALPHA / 2, found.spread.df)) * Z
    return found._replace(low=found.ratio * exp(-reach), high=found.ratio * exp(reach))


def adjusted(ps: Sequence[float]) -> list[float]:
    """Return the p-values as they count among all that were looked at (Benjamini and Hochberg 1995)."""
    if not ps:
        return []
    from scipy.stats import false_discovery_control

    return [float(each) for each in false_discovery_control(ps)]


def wilson(k: int, n: int) -> Interval:
    """Return the interval of a share `k` of `n` (Wilson 1927; without continuity correction)."""
    if n == 0:
        return Interval(0.0, 1.0)
    share, square = k / n, Z * Z / n
    centre = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n)) / (1 + square)
    return Interval(max(centre - half, 0.0) if k else 0.0, min(centre + half, 1.0) if k < n else 1.0)


def count_interval(count: int) -> Interval:
    """Return the exact interval of a count (Garwood 1936)."""
    from scipy.stats import chi2

    low = float(chi2.ppf(ALPHA / 2, 2 * count)) / 2 if count else 0.0
    return Interval(low, float(chi2.isf(ALPHA / 2, 2 * count + 2)) / 2)


def power(monthly: float, months0: float, months1: float, ratio: float) -> float:
    """Return the chance that the exact test shows a change of this size, in its direction.

    Args:
        monthly: Complaints a month before.
        months0: Months before.
        months1: Months after.
        ratio: The true rate after, as a part of the rate before.
    """
    import numpy as np
    from scipy.stats import binom, poisson

    mean0, mean1 = monthly * months0, monthly * ratio * months1
    share = months1 / (months0 + months1)
    most = int(poisson.isf(1e-12, mean0 + mean1)) + 1
    total = 0.0
    # Given how many there are in all, those after are binomial under the truth as well as under no change.
    truly = mean1 / (mean0 + mean1)
    for n in range(most + 1):
        after = np.arange(n + 1)
        tail = binom.cdf(after, n, share) if ratio < 1 else binom.sf(after - 1, n, share)
        shown = 2 * tail < ALPHA
        total += float(poisson.pmf(n, mean0 + mean1)) * float(binom.pmf(after[shown], n, truly).sum())
    return total
