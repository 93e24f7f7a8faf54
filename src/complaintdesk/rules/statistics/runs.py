"""Runs: whether a series stays on one side of its centre line for longer than chance would have it.

The rules of Anhoej and Olesen 2014 (doi 10.1371/journal.pone.0113825): both limits grow with the number of
points, so that a long chart does not cry wolf more often than a short one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from math import comb, isclose, log2
from typing import NamedTuple

ONE_IN_TWENTY = 20


class Runs(NamedTuple):
    """What the points of a series do around its centre line."""

    n_useful: int
    """Points that are not on the line; those on it say nothing and break nothing."""

    longest_run: int
    longest_run_max: int
    crossings: int
    crossings_min: int
    longest_at: tuple[int, int] | None = None
    """The first and the last point of the longest run, from 0; None where there is none."""

    @property
    def signal(self) -> bool:
        """Whether the level has changed, beyond chance: a run too long, or too few crossings."""
        return self.longest_run > self.longest_run_max or self.crossings < self.crossings_min


def runs(values: Sequence[float | None], centre: Sequence[float]) -> Runs:
    """Return the runs of a series; a point without a value is passed over."""
    sides = [
        (place, value > line)
        for place, (value, line) in enumerate(zip(values, centre, strict=True))
        if value is not None and not isclose(value, line, rel_tol=1e-9, abs_tol=1e-12)
    ]
    stretches = [[place for place, _ in stretch] for _, stretch in groupby(sides, key=lambda each: each[1])]
    longest = max(stretches, key=len, default=[])
    crossings = sum(one != other for (_, one), (_, other) in pairwise(sides))
    at = (longest[0], longest[-1]) if longest else None
    return Runs(
        len(sides), len(longest), longest_run_max(len(sides)), crossings, crossings_min(len(sides)), at
    )


def longest_run_max(n_useful: int) -> int:
    """Return how long a run may be by chance: round(log2 n) + 3."""
    return round(log2(n_useful)) + 3 if n_useful > 0 else 0


def crossings_min(n_useful: int) -> int:
    """Return how many crossings there are at least by chance: the 5% point of a binomial of n - 1 fair coins."""
    coins = n_useful - 1
    if coins < 1:
        return 0
    ways = 0
    for crossings in range(coins + 1):
        ways += comb(coins, crossings)
        if ways * ONE_IN_TWENTY >= 2**coins:
            return crossings
    raise AssertionError("all the ways are more than a twentieth of them")
