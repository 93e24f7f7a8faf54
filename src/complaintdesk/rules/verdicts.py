"""What is rising or falling, beyond chance, beyond the season and beyond one campaign; in words that say no more.

The test is exact and central, and counts all that were looked at (Benjamini and Hochberg). What is too rare to reach
5% whatever happens is not judged, and does not make the others harder to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from complaintdesk.rules.months import Windows, days_in
from complaintdesk.rules.statistics.rates import (
    ALPHA,
    OddsRatio,
    RateRatio,
    adjusted,
    bursty_ratio,
    odds_ratio,
    rate_ratio,
    share_p,
)

BURSTY_BELOW = 0.01
"""Below this p-value counts vary more than chance, and the wider test is used."""

BURSTY_FROM = 10
"""Complaints that both windows need for it."""

Counts = Mapping[str, Mapping[str, int]]
"""Value -> month -> complaints."""

Exposure = Callable[[Sequence[str]], float]
"""Months -> how much there was to complain about in them together: days, or what was entered."""


class Verdict(StrEnum):
    """What may be said of one row, and nothing more."""

    too_few = "too few to judge"
    rising = "rising"
    rising_or_season = "up on last 12 months, but these months were high last year too: may be the season"
    rising_season_unknown = "rising; the season cannot be ruled out"
    falling = "falling"
    falling_or_season = "down on last 12 months, but these months were low last year too: may be the season"
    falling_season_unknown = "falling; the season cannot be ruled out"
    watching = "worth watching: could be chance among the N looked at"
    no_clear_change = "no clear change"
    campaign = "one campaign"


RISING = frozenset({Verdict.rising, Verdict.rising_season_unknown})
FALLING = frozenset({Verdict.falling, Verdict.falling_season_unknown})


@dataclass(frozen=True, slots=True)
class Compared:
    """One value in two windows."""

    value: str
    now: int
    now_days: float
    """How much there was to complain about: days, or what was entered."""

    before: int
    before_days: float
    rate: RateRatio
    others: tuple[int, int]
    """All the others now, and before."""

    share_p: float
    """Against all the others: whatever the exposure, is it more of what comes in? The p-value of `share`."""

    q: float | None
    """The p-value among all that were looked at; None where there were too few to look."""

    @property
    def share(self) -> OddsRatio:
        """How it compares with all the others; reckoned when it is asked for, because it takes long."""
        return odds_ratio(self.now, self.before, *self.others)

    @property
    def expected(self) -> float:
        """How many there would be now at the rate of before."""
        return self.before * self.now_days / self.before_days

    @property
    def is_up(self) -> bool:
        """Whether there are more than before."""
        return self.rate.ratio is not None and self.rate.ratio > 1


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of what is rising or falling."""

    compared: Compared
    last_year: Compared | None
    """Against the same months a year earlier; None where the store does not go back so far."""

    verdict: Verdict
    low: float
    """The likely ratio, wider where complaints come in bursts."""

    high: float
    is_bursty: bool
    looked_at: int
    """How many rows were judged."""


def compare(
    counts: Counts, recent: Sequence[str], before: Sequence[str], exposure: Exposure = days_in
) -> tuple[Compared, ...]:
    """Return every value that occurs in one of two windows, by name, compared over them."""
    found = {value: (_in(months, recent), _in(months, before)) for value, months in counts.items()}
    found = {value: pair for value, pair in found.items() if any(pair)}
    all_now, all_before = (sum(pair[which] for pair in found.values()) for which in (0, 1))
    now_days, before_days = exposure(recent), exposure(before)
    rates = {value: rate_ratio(now, now_days, past, before_days) for value, (now, past) in found.items()}
    eligible = [value for value, rate in rates.items() if rate.is_eligible]
    qs = dict(zip(eligible, adjusted([rates[value].p for value in eligible]), strict=True))
    rows = []
    for value in sorted(found):
        now, past = found[value]
        others = (all_now - now, all_before - past)
        rows.append(
            Compared(
                value,
                *(now, now_days, past, before_days),
                rates[value],
                others,
                share_p(now, past, *others),
                qs.get(value),
            )
        )
    return tuple(rows)


def judge(
    counts: Counts,
    windows: Windows,
    has_last_year: bool,
    folded: Counts | None = None,
    exposure: Exposure = days_in,
) -> tuple[Judged, ...]:
    """Return what is rising or falling, a row for each value.

    Args:
        counts: Complaints received, by value and month.
        windows: What is compared.
        has_last_year: Whether the store goes back to the same months of last year.
        folded: The same with near-duplicates counted once; a verdict that does not hold for them is a campaign's.
        exposure: What there was to complain about.
    """
    rows = _judged(counts, windows, has_last_year, exposure)
    if folded is None:
        return rows
    alone = {row.compared.value: row.verdict for row in _judged(folded, windows, has_last_year, exposure)}
    return tuple(
        Judged(row.compared, row.last_year, Verdict.campaign, row.low, row.high, row.is_bursty, row.looked_at)
        if row.verdict in RISING | {Verdict.rising_or_season}
        and alone.get(row.compared.value) not in RISING | {Verdict.rising_or_season}
        else row
        for row in rows
    )


def _judged(counts: Counts, windows: Windows, has_last_year: bool, exposure: Exposure) -> tuple[Judged, ...]:
    rows = compare(counts, windows.recent, windows.before, exposure)
    last_year = {row.value: row for row in compare(counts, windows.recent, windows.last_year, exposure)}
    bursty = {row.value: _bursts(counts[row.value], windows, row, exposure) for row in rows}
    ps = {
        row.value: found[2] if (found := bursty[row.value]) else row.rate.p
        for row in rows
        if row.rate.is_eligible
    }
    qs = dict(zip(ps, adjusted(list(ps.values())), strict=True))
    judged = []
    for row in rows:
        wide = bursty[row.value]
        low, high = (wide[0], wide[1]) if wide else (row.rate.low, row.rate.high)
        before = last_year.get(row.value) if has_last_year else None
        verdict = _verdict(row, before, ps.get(row.value, 1.0), qs.get(row.value), has_last_year)
        judged.append(Judged(row, before, verdict, low, high, wide is not None, len(ps)))
    return tuple(judged)


def _verdict(
    row: Compared, last_year: Compared | None, p: float, q: float | None, has_last_year: bool
) -> Verdict:
    if q is None:
        return Verdict.too_few
    if q > ALPHA:
        return Verdict.watching if p <= ALPHA else Verdict.no_clear_change
    kinds = (
        (Verdict.rising, Verdict.rising_or_season, Verdict.rising_season_unknown)
        if row.is_up
        else (Verdict.falling, Verdict.falling_or_season, Verdict.falling_season_unknown)
    )
    if not has_last_year:
        return kinds[2]
    if last_year is None:
        # Nothing now and nothing in these months of last year.
        return kinds[1]
    if not last_year.rate.is_eligible:
        return kinds[2]
    goes_on = last_year.rate.p <= ALPHA and last_year.is_up is row.is_up
    return kinds[0] if goes_on else kinds[1]


def _bursts(
    months: Mapping[str, int], windows: Windows, row: Compared, exposure: Exposure
) -> tuple[float, float, float] | None:
    """Return interval and p-value of the wider test where complaints come in bursts; None where they do not."""
    if min(row.now, row.before) < BURSTY_FROM:
        return None
    periods = (*windows.before, *windows.recent)
    found = bursty_ratio(
        [months.get(month, 0) for month in periods],
        [exposure([month]) for month in periods],
        [month in windows.recent for month in periods],
    )
    return (found.low, found.high, found.p) if found.spread.p < BURSTY_BELOW else None


def _in(months: Mapping[str, int], window: Sequence[str]) -> int:
    return sum(months.get(month, 0) for month in window)
