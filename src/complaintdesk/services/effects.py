"""Effects: the baseline as it is written down before a change, and what is found when it is looked at.

What was to fall is measured in the live complaints: twelve complete months before the change, and the planned
months after it and its settling-in. All the other complaints of the same filter are the control.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import inf, isnan
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError
from complaintdesk.rules import effects
from complaintdesk.rules import months as calendar
from complaintdesk.rules.effects import BASELINE_MONTHS, PEAK_MONTHS, EffectVerdict
from complaintdesk.rules.kept_figures import KeptAgainst, KeptBeside, KeptChart, KeptEffect, KeptMeasure
from complaintdesk.rules.statistics import charts, durations
from complaintdesk.services import filtering, freezing, reviews
from complaintdesk.services.review import Review
from complaintdesk.services.review_values import RETURN_DAYS
from complaintdesk.services.steadiness import PER_DAYS
from complaintdesk.store import recommending
from complaintdesk.store import review_figures as stored
from complaintdesk.store.conditions import Condition, both
from complaintdesk.store.figures import MONTH
from complaintdesk.vocabulary import EffectKind

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

Months = Sequence[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written down before a change: what should fall, by how much, and when it is looked at."""

    kind: EffectKind
    value: str
    grouping: str = "category"
    filter: str = ""
    exposure: str = ""
    smallest_percent: int = 50
    planned_change_on: date | None = None
    wait_days: int = 0
    window_months: int = 0
    """0 takes as many as the baseline needs."""

    target: str = ""
    """In words of the handler's own; made from the numbers where it is empty."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What there was before, and what can be known from it."""

    months: tuple[str, ...]
    measure: KeptMeasure
    words: str
    monthly: float
    window_months: int
    review_on: date | None
    plan: tuple[str, ...]


class Measured:
    """One thing that is to fall, in any months, and all the others."""

    def __init__(self, desk: Desk, plan: Plan) -> None:
        """Prepare.

        Raises:
            FilterError: At the first place of the filter that is not understood.
            InvalidInputError: If complaints cannot be counted so, or nothing is named that is to fall.
        """
        if not plan.value.strip():
            msg = f"Say which {plan.grouping} is to fall."
            raise InvalidInputError(msg, "value")
        self._desk = desk
        self._plan = plan
        self._all = filtering.condition(desk, plan.filter, default=None)
        self._own = both(self._all, reviews.value_condition(desk, plan.grouping, plan.value))
        self._others = both(self._all, reviews.value_condition(desk, plan.grouping, plan.value, others=True))

    @cached_property
    def _review(self) -> Review:
        return Review(self._desk, self._plan.filter, self._plan.grouping)

    @cached_property
    def _exposures(self) -> Mapping[str, float]:
        with self._desk.reading() as session:
            return recommending.exposures(session, self._plan.exposure)

    def count(self, months: Months, *, others: bool = False) -> int:
        """Return how many complaints came in: those that are to fall, or all the others."""
        mine = self._review.counts.get(self._plan.value, {})
        own = sum(mine.get(month, 0) for month in months)
        return sum(self._review.totals.get(month, 0) for month in months) - own if others else own

    def exposure(self, months: Months) -> float:
        """Return how much there was to complain about.

        Raises:
            InvalidInputError: If it is not known for every month; names the first that lacks it.
        """
        lacking = next((month for month in months if not self._exposures.get(month)), None)
        if lacking is not None:
            msg = (
                f"How much there was ({self._plan.exposure or 'no measure named'}) is not known for {lacking}; enter"
                " it on Trends, or count complaints instead of a rate."
            )
            raise InvalidInputError(msg, "exposure")
        return sum(self._exposures[month] for month in months)

    def ages(self, months: Months, *, others: bool = False) -> list[durations.Age]:
        """Return how old complaints were when they were closed, or are now."""
        wanted = both(self._others if others else self._own, _within(months))
        return [durations.Age(*each) for each in stored.ages(self._desk.reader, wanted, self._desk.today())]

    def came_back(self, months: Months, *, others: bool = False) -> tuple[int, int]:
        """Return of the complaints of these months closed long enough ago, how many customers came back."""
        wanted = both(self._others if others else self._own, _within(months))
        until = self._desk.today() - timedelta(days=RETURN_DAYS)
        return stored.came_back(self._desk.reader, wanted, until, RETURN_DAYS)

    def amount(self, months: Months, *, others: bool = False) -> tuple[float, float]:
        """Return what the plan measures in some months, and what it is out of."""
        match self._plan.kind:
            case EffectKind.rate:
                return self.count(months, others=others), self.exposure(months)
            case EffectKind.share:
                return self.count(months, others=others), self.count(months) + self.count(months, others=True)
            case EffectKind.median_days:
                ages = self.ages(months, others=others)
                cases = sum(age.closed + age.open for age in ages)
                return durations.durations(ages).median or 0.0, cases
            case EffectKind.repeat_share:
                return self.came_back(months, others=others)
            case _:
                return self.count(months, others=others), calendar.days_in(months) if months else 0

    def measure(self, before: Months, after: Months, *, others: bool = False) -> KeptMeasure:
        """Return before and after, with the ratio and its range."""
        was, was_of = self.amount(before, others=others)
        now, now_of = self.amount(after, others=others) if after else (0.0, 0.0)
        if not after or not now_of or not was_of:
            return KeptMeasure(was, was_of, now, now_of, None, 0.0, None, 1.0)
        if self._plan.kind is EffectKind.median_days:
            ratio = now / was if was and now else None
            p = self._log_rank(before, after, others=others)
            return KeptMeasure(was, was_of, now, now_of, ratio, ratio or 0.0, ratio, p)
        if self._plan.kind in (EffectKind.share, EffectKind.repeat_share):
            from complaintdesk.rules.statistics.rates import odds_ratio

            odds = odds_ratio(int(now), int(was), int(now_of - now), int(was_of - was))
            return KeptMeasure(
                was, was_of, now, now_of, _finite(odds.ratio), odds.low, _finite(odds.high), odds.p
            )
        from complaintdesk.rules.statistics.rates import rate_ratio

        rate = rate_ratio(int(now), now_of, int(was), was_of)
        return KeptMeasure(
            was, was_of, now, now_of, _finite(rate.ratio), rate.low, _finite(rate.high), rate.p
        )

    def _log_rank(self, before: Months, after: Months, *, others: bool) -> float:
        groups = {
            name: _single(self.ages(months, others=others))
            for name, months in (("before", before), ("after", after))
        }
        return durations.log_rank(groups).p

    def against(self, before: Months, after: Months) -> KeptAgainst | None:
        """Return what was to fall against all the others; None where that is not counted so."""
        if self._plan.kind not in (EffectKind.number, EffectKind.rate, EffectKind.share) or not after:
            return None
        from complaintdesk.rules.statistics.rates import odds_ratio

        odds = odds_ratio(
            self.count(after),
            self.count(before),
            self.count(after, others=True),
            self.count(before, others=True),
        )
        return KeptAgainst(_finite(odds.ratio), odds.low, _finite(odds.high), odds.p)

    def chart(self, before: Months, after: Months) -> KeptChart | None:
        """Return what was to fall month by month, its limits frozen at the change."""
        last = after[-1] if after else self._review.windows.recent[-1]
        months = calendar.between(before[0], last)
        counts = tuple(self.count([month]) for month in months)
        if not any(counts):
            return None
        points = [charts.Point(n, calendar.days_in([month])) for n, month in zip(counts, months, strict=True)]
        wanted = charts.Wanted(freeze=len(before), multiply=PER_DAYS)
        return freezing.chart(charts.chart("uprime", points, wanted), months, counts)

    def beside(self, before: Months, after: Months) -> tuple[KeptBeside, ...]:
        """Return what else may have got better or worse: how long it takes, what was accepted, who is satisfied."""
        told = []
        for what, of in (
            ("Days until half are closed", self._median),
            ("Remedies accepted", self._accepted),
            ("Satisfied with the outcome", self._satisfied),
        ):
            was, now = of(before), of(after)
            if was or now:
                told.append(KeptBeside(what, was or "none", now or "none yet"))
        return tuple(told)

    def _median(self, months: Months) -> str:
        if not months:
            return ""
        found = durations.durations(self.ages(months))
        low, high = found.median_between
        if found.median is None:
            return ""
        if low is None:
            return f"{found.median:g} days"
        between = f"{low:g} or more" if high is None else f"{low:g}-{high:g}"
        return f"{found.median:g} days (likely {between})"

    def _remedies(self, months: Months) -> list[stored.Remedy]:
        if not months:
            return []
        return stored.remedies(self._desk.reader, both(self._own, _within(months)))

    def _accepted(self, months: Months) -> str:
        found = self._remedies(months)
        return _told(sum(each.accepted for each in found), sum(each.offered for each in found))

    def _satisfied(self, months: Months) -> str:
        found = self._remedies(months)
        return _told(sum(each.satisfied for each in found), sum(each.answered for each in found))


def baseline(desk: Desk, plan: Plan) -> Baseline:
    """Return what there was in the twelve complete months before today, and what can be known from it.

    Raises:
        FilterError: At the first place of the filter that is not understood.
        InvalidInputError: If it cannot be measured so.
    """
    measured = Measured(desk, plan)
    months = effects.months_before(desk.today())
    measure = measured.measure(months, ())
    monthly = measured.count(months) / BASELINE_MONTHS
    ratio = 1 - plan.smallest_percent / 100
    needed = effects.suggested_months(monthly, ratio)
    window = plan.window_months or needed or BASELINE_MONTHS
    chance = None
    if monthly:
        from complaintdesk.rules.statistics.rates import power

        chance = power(monthly, BASELINE_MONTHS, window, ratio) if plan.smallest_percent else None
    told = effects.plan(monthly, plan.smallest_percent, window, chance)
    due = plan.planned_change_on
    return Baseline(
        months,
        measure,
        effects.measured(plan.kind, measure.before, measure.before_of, len(months)),
        monthly,
        window,
        effects.review_on(due, plan.wait_days, window) if due else None,
        told,
    )


def look(desk: Desk, plan: Plan, changed_on: date, window_months: int) -> KeptEffect:
    """Return what is found of a change now.

    Raises:
        FilterError: At the first place of the filter that is not understood.
        InvalidInputError: If it cannot be measured so.
    """
    measured = Measured(desk, plan)
    before = effects.months_before(changed_on)
    planned = effects.window(changed_on, plan.wait_days, window_months)
    running = calendar.month_of(desk.today())
    # Whatever came in since counts, also beyond what was planned: more is known then, not less.
    after = calendar.between(planned[0], calendar.shifted(running, -1))
    due = effects.review_on(changed_on, plan.wait_days, window_months)
    own = measured.measure(before, after)
    others = measured.measure(before, after, others=True)
    against = measured.against(before, after)
    # Where nothing at all came in, it is the record that stopped, not the complaints.
    is_recorded = bool(measured.count(after) + measured.count(after, others=True))
    verdict = effects.judge(own, against, others, is_over=desk.today() >= due and is_recorded)
    name = plan.value.replace("_", " ")
    return KeptEffect(
        as_of=desk.today(),
        kind=plan.kind.name,
        before_months=before,
        after_months=after,
        own=own,
        others=others,
        against=against,
        peak=_peak(measured, before),
        verdict=str(verdict),
        sentence=effects.sentence(
            name, plan.kind, verdict, changed_on, own, others, (len(before), len(after)), due, is_recorded
        ),
        meets_target=verdict is not EffectVerdict.too_early and effects.meets(own, plan.smallest_percent),
        chart=measured.chart(before, after),
        beside=measured.beside(before, after),
    )


def exposures(desk: Desk) -> list[str]:
    """Return the measures of exposure that are known, for a rate."""
    with desk.reading() as session:
        return recommending.measures(session)


def _peak(measured: Measured, before: Months) -> float | None:
    """Return how the last three months before a change ran, as a multiple of those before them."""
    late, early = before[-PEAK_MONTHS:], before[:-PEAK_MONTHS]
    counted = measured.count(early)
    if not counted:
        return None
    return measured.count(late) / calendar.days_in(late) / (counted / calendar.days_in(early))


def _within(months: Months) -> Condition:
    return Condition(f"{MONTH} >= ? AND {MONTH} <= ?", (months[0], months[-1]))


def _single(ages: Sequence[durations.Age]) -> list[tuple[float, bool]]:
    return [
        each for age in ages for each in (*[(age.days, True)] * age.closed, *[(age.days, False)] * age.open)
    ]


def _finite(value: float | None) -> float | None:
    return None if value is None or value == inf or isnan(value) else value


def _told(k: int, n: int) -> str:
    from complaintdesk.rules import trend_words
    from complaintdesk.rules.statistics.rates import wilson

    return trend_words.share(k, n, wilson(k, n)) if n else ""
