"""Did the change work: what can be known, when to look, and what may be said then.

The plan is written down before the change. The verdict is one of five, in these words and no others.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from math import ceil, inf, sqrt

from complaintdesk.rules import months as calendar
from complaintdesk.rules import trend_words
from complaintdesk.rules.counting import counted
from complaintdesk.rules.kept_figures import KeptAgainst, KeptMeasure
from complaintdesk.rules.statistics.rates import ALPHA, Z, wilson
from complaintdesk.vocabulary import EffectKind, RecommendationState

BASELINE_MONTHS = 12
"""Complete months before the change that it is judged by."""

POWER_Z = 0.84
"""For a chance of four in five that a real change shows, in standard deviations."""

LONGEST_MONTHS = 24
"""Nobody waits longer for an answer; what takes longer counts as not to be known."""

PEAK_MONTHS = 3
"""Months just before the change that are looked at for the peak it may have been made because of."""


class EffectVerdict(StrEnum):
    """What may be said of a change, and nothing more."""

    fell_more = "fell, more than other complaints"
    fell_with_all = "fell, with all complaints"
    no_clear_change = "no clear change yet"
    rose = "rose"
    too_early = "too early"


REGRESSION = (
    "A change is mostly made because of a peak, and part of any fall after it is the peak passing: the twelve months"
    " before it, the other complaints and the limits frozen at the change guard against reading too much into it."
)
"""Said with every effect: what was high is likely to come down by itself."""


def months_needed(monthly: float, months_before: float, ratio: float) -> float | None:
    """Return the months after a change in which it would show four times in five; None where it never would.

    Args:
        monthly: Complaints a month before.
        months_before: Months of the baseline.
        ratio: The rate hoped for, as a part of the rate before.
    """
    if monthly <= 0 or not 0 <= ratio < 1:
        return None
    apart = 4 * (sqrt(monthly) - sqrt(monthly * ratio)) ** 2 / (Z + POWER_Z) ** 2
    left = apart - 1 / months_before
    return 1 / left if left > 0 else None


def first_month_after(changed_on: date, wait_days: int) -> str:
    """Return the first complete month after a change and its settling-in."""
    settled = changed_on + timedelta(days=wait_days)
    month = calendar.month_of(settled)
    return month if settled.day == 1 else calendar.shifted(month, 1)


def window(changed_on: date, wait_days: int, months: int) -> tuple[str, ...]:
    """Return the months in which a change is looked at."""
    first = first_month_after(changed_on, wait_days)
    return calendar.between(first, calendar.shifted(first, months - 1))


def months_before(changed_on: date) -> tuple[str, ...]:
    """Return the complete months before a change that it is judged by."""
    changed = calendar.month_of(changed_on)
    return tuple(calendar.shifted(changed, by) for by in range(-BASELINE_MONTHS, 0))


def review_on(changed_on: date, wait_days: int, months: int) -> date:
    """Return the day from which the planned window is complete."""
    return calendar.last_day(window(changed_on, wait_days, months)[-1]) + timedelta(days=1)


def suggested_months(monthly: float, ratio: float) -> int | None:
    """Return how many months to plan for; None where it cannot be known from this baseline in good time."""
    needed = months_needed(monthly, BASELINE_MONTHS, ratio)
    return None if needed is None or needed > LONGEST_MONTHS else max(ceil(needed), 1)


def _hope(percent: int) -> str:
    return "even halving" if percent == 50 else f"even a fall by {percent}%"


def plan(monthly: float, percent: int, months: int, chance: float | None = None) -> tuple[str, ...]:
    """Return what can be known from a baseline, in sentences.

    Args:
        monthly: Complaints a month in the baseline.
        percent: The smallest fall that would make the change worth it.
        months: The months that are planned to be looked at.
        chance: How likely a real fall of that size shows in them, exactly; None where that was not reckoned.
    """
    needed = suggested_months(monthly, 1 - percent / 100)
    rate = trend_words.about(monthly)
    if needed is None:
        return (
            f"At {rate} a month, {_hope(percent)} would probably not show within"
            f" {'a year' if months <= BASELINE_MONTHS else f'{months} months'}. Agree another sign of success (repeat"
            " contacts, case checks).",
        )
    hope = "halving" if percent == 50 else f"a fall by {percent}%"
    told = [f"At {rate} a month, {hope} would show within about {_months(needed)}, four times in five."]
    if chance is not None:
        told.append(
            f"In the {_months(months)} planned, it would show about {round(100 * chance)} times in 100; where it does"
            " not show, that is no proof that nothing changed."
        )
    return tuple(told)


def _months(count: int) -> str:
    return counted(count, "month")


def judge(own: KeptMeasure, against: KeptAgainst | None, others: KeptMeasure, is_over: bool) -> EffectVerdict:
    """Return the verdict on a change.

    Args:
        own: What was to fall.
        against: That against all the others; None where the two can only be looked at side by side.
        others: All the others.
        is_over: Whether the planned window is complete.
    """
    if not is_over:
        return EffectVerdict.too_early
    if own.p > ALPHA or own.ratio is None or own.ratio == 1:
        return EffectVerdict.no_clear_change
    if own.ratio > 1:
        return EffectVerdict.rose
    if against is not None:
        more = against.p <= ALPHA and against.ratio is not None and against.ratio < 1
    else:
        more = not (others.p <= ALPHA and others.ratio is not None and others.ratio < 1)
    return EffectVerdict.fell_more if more else EffectVerdict.fell_with_all


def meets(own: KeptMeasure, percent: int) -> bool:
    """Return whether the fall is as large as was hoped for; the range may still reach further."""
    return own.ratio is not None and own.ratio <= 1 - percent / 100


def state_after(verdict: EffectVerdict, meets_target: bool) -> RecommendationState | None:
    """Return where a recommendation stands once its effect is known; None where it is looked at again."""
    if verdict is EffectVerdict.fell_more:
        return RecommendationState.effective if meets_target else RecommendationState.partly_effective
    # Where all complaints fell, the change need not be why: what to conclude is the handler's to say.
    return RecommendationState.not_effective if verdict is EffectVerdict.rose else None


def number(value: float) -> str:
    """Return a measured number as it is said."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def measured(kind: EffectKind, amount: float, of: float, months: int) -> str:
    """Return one measurement in words: `47 in 12 months`, `12 of 80`, `half within 21 days`."""
    span = _months(months)
    if kind is EffectKind.number:
        return f"{number(amount)} in {span}"
    if kind is EffectKind.rate:
        per = 1000 * amount / of if of else 0.0
        return f"{number(amount)} in {span} ({per:.1f} per 1,000)"
    if kind is EffectKind.median_days:
        return (
            f"half of {number(of)} closed within {number(amount)} days"
            if amount
            else "fewer than half closed"
        )
    return trend_words.share(int(amount), int(of), wilson(int(amount), int(of)))


def sentence(
    name: str,
    kind: EffectKind,
    verdict: EffectVerdict,
    changed_on: date,
    own: KeptMeasure,
    others: KeptMeasure,
    months: tuple[int, int],
    due_on: date | None,
    is_recorded: bool = True,
) -> str:
    """Return what may be said of a change: counts first, the ratio second, its range always.

    Args:
        name: What was to fall.
        kind: How it is measured.
        verdict: The verdict.
        changed_on: When the change was made.
        own: What was to fall, before and after.
        others: All the others.
        months: Complete months before and after.
        due_on: When it is due to be looked at.
        is_recorded: Whether complaints of any kind came in since.
    """
    was = measured(kind, own.before, own.before_of, months[0])
    now = measured(kind, own.after, own.after_of, months[1])
    since = f"Since {trend_words.day_in_words(changed_on)}"
    if not is_recorded and months[1]:
        return (
            f"{name}: nothing can be told yet. No complaint of any kind is on record for the {_months(months[1])}"
            f" since{since[5:]}; see whether the record is complete, and look again."
        )
    if verdict is EffectVerdict.too_early:
        when = f" The window is complete on {trend_words.day_in_words(due_on)}." if due_on else ""
        seen = f" So far: {was} before, {now} since." if months[1] else ""
        return f"{name}: too early to tell.{seen}{when}"
    way = {
        EffectVerdict.no_clear_change: f"{since} there is no clear change in {name}: {was} before, {now} since",
        EffectVerdict.rose: f"{since} {name} rose from {was} to {now}",
    }.get(verdict, f"{since} {name} fell from {was} to {now}")
    return f"{way}{_ratio(kind, own)}. {_control(kind, others)}{_end(verdict)}"


_RATIO = {
    EffectKind.number: "about {} times the old rate",
    EffectKind.rate: "about {} times the old rate",
    EffectKind.share: "beside the other complaints, about {} times the old rate",
    EffectKind.repeat_share: "the odds of coming back are about {} times the old ones",
}
"""What the ratio of a kind of measure is a ratio of."""


def _ratio(kind: EffectKind, own: KeptMeasure) -> str:
    if kind is EffectKind.median_days:
        # The log-rank test gives no range for a ratio of medians, and a ratio without its range is not said.
        return ""
    likely = _likely(own)
    if own.ratio is None:
        return f" ({likely} times the old rate)"
    return f": {_RATIO[kind].format(trend_words.times(own.ratio))} ({likely})"


def _likely(measure: KeptMeasure) -> str:
    return trend_words.likely(measure.low, inf if measure.high is None else measure.high)


def _control(kind: EffectKind, others: KeptMeasure) -> str:
    if kind is EffectKind.share:
        return "A share is measured against the other complaints by itself."
    if others.ratio is None:
        return "There are no other complaints to compare with."
    fell = others.p <= ALPHA and others.ratio < 1
    rose = others.p <= ALPHA and others.ratio > 1
    did = "fell too" if fell else "rose" if rose else "did not change clearly"
    if kind is EffectKind.median_days:
        return f"Other complaints {did}."
    return f"Other complaints {did} ({trend_words.times(others.ratio)} times, {_likely(others)})."


def _end(verdict: EffectVerdict) -> str:
    return {
        EffectVerdict.fell_more: " The change is a likely reason; name what else changed.",
        EffectVerdict.fell_with_all: " What lowered all complaints may have lowered these; the change need not be why.",
        EffectVerdict.no_clear_change: " That is not the same as no change: a change within the range would not show.",
        EffectVerdict.rose: " Look at the complaints before concluding anything.",
    }.get(verdict, "")
