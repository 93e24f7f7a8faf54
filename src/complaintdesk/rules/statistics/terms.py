"""Terms on the rise: what people newly write about (Monroe, Colaresi and Quinn 2008, doi 10.1093/pan/mpn018)."""

from __future__ import annotations

from math import log, sqrt
from typing import NamedTuple

PRIOR = 10.0
"""How many complaints' worth of "as in all of them" is mixed in: a term of few complaints cannot lead by chance."""


class TermRise(NamedTuple):
    """How much more a term is written now than before."""

    delta: float
    """The difference of the log-odds."""

    z: float


def term_rise(with_now: int, now: int, with_before: int, before: int, prior: float = PRIOR) -> TermRise:
    """Return how much more often complaints hold a term now than before.

    Args:
        with_now: Complaints now that hold it.
        now: Complaints now.
        with_before: Complaints before that held it; together with `with_now` at least one.
        before: Complaints before.
        prior: See `PRIOR`.
    """
    if (with_now, with_before) == (now, before):
        # All of them hold it, now as before: its odds are infinite in both, and it has not risen.
        return TermRise(0.0, 0.0)
    common = prior * (with_now + with_before) / (now + before)
    recent, past = with_now + common, with_before + common
    delta = log(recent / (now + prior - recent)) - log(past / (before + prior - past))
    return TermRise(delta, delta / sqrt(1 / recent + 1 / past))
