"""How long complaints take, those still open included (Kaplan and Meier 1958).

Ages are grouped first, so that a million complaints cost what their different ages cost. The arithmetic is short
and takes both kinds of interval and R's rule for the median, of which SciPy has one and none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import erfc, exp, inf, isclose, log, sqrt
from typing import Literal, NamedTuple

from complaintdesk.rules.statistics.rates import Interval, Z

Kind = Literal["log-log", "log"]


class Age(NamedTuple):
    """How many complaints reached one age, and how they did."""

    days: float
    closed: int
    """Closed at that age."""

    open: int
    """Still open at that age; they count as at risk on that day."""


class Step(NamedTuple):
    """An age at which complaints were closed."""

    days: float
    at_risk: int
    closed: int
    still_open: float
    """The share that is still open after it."""

    std_err: float
    low: float
    high: float


class Reached(NamedTuple):
    """The share closed by an age."""

    days: float
    share: float
    low: float
    high: float


class Durations(NamedTuple):
    """How long it takes until complaints are closed."""

    steps: tuple[Step, ...]

    def quantile(self, share: float) -> float | None:
        """Return the age at which a share is closed; None where it is not reached.

        Where the share is met exactly, half-way to the next age at which one is closed, as R has it.
        """
        return _crossing(self.steps, 1 - share, lambda step: step.still_open)

    @property
    def median(self) -> float | None:
        """The age at which half are closed."""
        return self.quantile(0.5)

    @property
    def median_between(self) -> tuple[float | None, float | None]:
        """Where the band of the curve crosses a half; None where it does not."""
        return (
            _crossing(self.steps, 0.5, lambda step: step.low),
            _crossing(self.steps, 0.5, lambda step: step.high),
        )

    def closed_by(self, days: float) -> Reached:
        """Return the share that is closed within so many days."""
        reached = [step for step in self.steps if step.days <= days]
        if not reached:
            return Reached(days, 0.0, 0.0, 0.0)
        last = reached[-1]
        return Reached(days, 1 - last.still_open, 1 - last.high, 1 - last.low)


class LogRank(NamedTuple):
    """Whether groups take equally long."""

    chi2: float
    df: int
    p: float
    observed: tuple[int, ...]
    expected: tuple[float, ...]


def grouped(times: Iterable[tuple[float, bool]]) -> list[Age]:
    """Return ages and whether they ended, as grouped ages in order."""
    found: dict[float, list[int]] = {}
    for days, is_closed in times:
        found.setdefault(days, [0, 0])[0 if is_closed else 1] += 1
    return [Age(days, *found[days]) for days in sorted(found)]


def durations(ages: Sequence[Age], kind: Kind = "log-log") -> Durations:
    """Return how long it takes, from ages in order.

    Args:
        ages: Each age once, the youngest first.
        kind: How the interval is made: `log-log` stays within 0 and 1 and is right for few; `log` is R's default.
    """
    at_risk = sum(age.closed + age.open for age in ages)
    share, variance = 1.0, 0.0
    steps = []
    for age in ages:
        if age.closed:
            share *= 1 - age.closed / at_risk
            # Greenwood's sum; at the last age, where none is left open, it has no end.
            left = at_risk - age.closed
            variance = variance + age.closed / (at_risk * left) if left else inf
            steps.append(
                Step(
                    age.days,
                    at_risk,
                    age.closed,
                    share,
                    _error(share, variance),
                    *_band(share, variance, kind),
                )
            )
        at_risk -= age.closed + age.open
    return Durations(tuple(steps))


def _error(share: float, variance: float) -> float:
    return share * sqrt(variance) if share else float("nan")


def _band(share: float, variance: float, kind: Kind) -> Interval:
    if share in (0.0, 1.0):
        return Interval(float("nan"), float("nan")) if share == 0 else Interval(1.0, 1.0)
    spread = Z * sqrt(variance)
    if kind == "log":
        return Interval(share * exp(-spread), min(share * exp(spread), 1.0))
    reach = spread / log(share)
    return Interval(share ** exp(-reach), share ** exp(reach))


def _crossing(steps: Sequence[Step], at: float, of: Callable[[Step], float]) -> float | None:
    for place, step in enumerate(steps):
        value = of(step)
        if isclose(value, at, rel_tol=1e-9):
            following = next((later.days for later in steps[place + 1 :]), None)
            return step.days if following is None else (step.days + following) / 2
        if value < at:
            return step.days
    return None


def log_rank(groups: Mapping[str, Sequence[tuple[float, bool]]]) -> LogRank:
    """Return whether two groups take equally long (log-rank test).

    Args:
        groups: Two of them, each with its ages and whether they ended.
    """
    first, second = groups.values()
    times = sorted({days for group in (first, second) for days, is_closed in group if is_closed})
    expected = variance = 0.0
    for days in times:
        risk1, risk2 = (sum(age >= days for age, _ in group) for group in (first, second))
        events = sum(age == days and is_closed for group in (first, second) for age, is_closed in group)
        n = risk1 + risk2
        expected += events * risk1 / n
        if n > 1:
            variance += events * risk1 * risk2 * (n - events) / (n * n * (n - 1))
    observed = tuple(sum(is_closed for _, is_closed in group) for group in (first, second))
    chi2 = (observed[0] - expected) ** 2 / variance if variance else 0.0
    # The upper tail of chi-squared with one degree of freedom.
    p = erfc(sqrt(chi2 / 2))
    return LogRank(chi2, 1, p, observed, (expected, sum(observed) - expected))
