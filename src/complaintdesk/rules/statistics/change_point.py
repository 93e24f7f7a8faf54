"""When did it start: the one change of rate that explains a series best. Asked only once something has changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import log
from typing import NamedTuple

WITHIN = 1.92
"""Splits whose log-likelihood is this near to the best are as plausible: half the 5% point of chi-squared with 1 df."""


class ChangePoint(NamedTuple):
    """Where the rate of a series changed, if it changed once."""

    last_before: int
    """The last point of the old rate, from 0."""

    rate_before: float
    rate_after: float
    lr_statistic: float
    plausible: tuple[int, ...]
    """The last points, from 0, that explain the series about as well."""


def change_point(counts: Sequence[int], exposures: Sequence[float]) -> ChangePoint:
    """Return the most likely single change of a Poisson rate; at least two points are needed."""
    sums, spans = list(accumulate(counts)), list(accumulate(exposures))
    total, span = sums[-1], spans[-1]
    likelihood = [
        _log_likelihood(sums[place], spans[place]) + _log_likelihood(total - sums[place], span - spans[place])
        for place in range(len(counts) - 1)
    ]
    best = max(range(len(likelihood)), key=likelihood.__getitem__)
    return ChangePoint(
        best,
        sums[best] / spans[best],
        (total - sums[best]) / (span - spans[best]),
        2 * (likelihood[best] - _log_likelihood(total, span)),
        tuple(place for place, each in enumerate(likelihood) if each >= likelihood[best] - WITHIN),
    )


def _log_likelihood(count: int, exposure: float) -> float:
    return count * log(count / exposure) if count else 0.0
