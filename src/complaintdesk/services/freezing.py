"""Freezing: the figures of a live review as a saved one keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, isnan
from typing import TYPE_CHECKING

from complaintdesk.rules import kept_figures, trend_words
from complaintdesk.rules import months as calendar
from complaintdesk.rules.kept_figures import (
    KeptBar,
    KeptCampaign,
    KeptChart,
    KeptEvidence,
    KeptRemedy,
    KeptRepeats,
    KeptReview,
    KeptRow,
    KeptShare,
    KeptTerm,
    KeptTime,
)
from complaintdesk.rules.statistics.rates import ALPHA, EXACT_UP_TO, wilson
from complaintdesk.rules.term_trends import Term
from complaintdesk.services import review_values
from complaintdesk.services.steadiness import MOST_PERIODS, PER_DAYS

if TYPE_CHECKING:
    from complaintdesk.rules.months import Windows
    from complaintdesk.rules.statistics.charts import Chart
    from complaintdesk.rules.verdicts import Judged
    from complaintdesk.services.review import Review
    from complaintdesk.services.review_values import Share
    from complaintdesk.store.review_figures import Remedy

MOST_TERMS = 10
"""Words on the rise that a saved review keeps."""

LEAST_WITH, LEAST_CUSTOMERS = 5, 3
"""Recent complaints that must hold a word, and customers who wrote it: fewer may be one person's name."""

EVIDENCE_MONTHS = 24
"""Months of counts that a recommendation keeps as its evidence."""


def review(live_review: Review) -> KeptReview:
    """Return a review's figures, to be kept; its chart month by month, whatever was on screen."""
    found = live_review.monthly()
    span = found.span
    running = found.steady.running
    year = found.windows.year
    return KeptReview(
        as_of=found.as_of,
        filter=found.filter_text.strip(),
        grouping=found.grouping,
        first_on=span[0] if span else None,
        last_on=span[1] if span else None,
        complaints=span[2] if span else 0,
        recent=found.windows.recent,
        before=found.windows.before,
        last_year=found.windows.last_year,
        has_last_year=found.has_last_year,
        year=year,
        year_complaints=sum(found.totals.get(month, 0) for month in year),
        running_month=running.period if running else "",
        running_complaints=running.n if running else 0,
        running_days=running.days_so_far if running else 0,
        uncategorised=share(found.uncategorised),
        chart=chart(found.steady.chart, found.steady.periods, found.steady.counts),
        bars=tuple(
            KeptBar(
                bar.label, bar.n, _share_of(bar.n, sum(each.n for each in found.pareto.bars)), bar.cumulative
            )
            for bar in found.pareto.bars
        ),
        rows=tuple(row(each, found.windows) for each in found.judged),
        looked_at=found.judged[0].looked_at if found.judged else 0,
        by_month=_by_month(found.counts, found.steady.periods),
        campaigns=tuple(
            KeptCampaign(each.references, each.value, each.first_on, each.last_on, each.customers)
            for each in found.campaigns
        ),
        folded_away=sum(len(each.ids) - 1 for each in found.campaigns),
        repeats=KeptRepeats(
            found.repeats.customers,
            found.repeats.repeating,
            found.repeats.complaints,
            share(found.came_back),
            review_values.RETURN_DAYS,
        ),
        remedies=tuple(
            KeptRemedy(each.remedy, share(each.accepted), share(each.satisfied)) for each in found.remedies
        ),
        terms=_terms(found.terms),
        time=_time(found),
        settings={
            "alpha": ALPHA,
            "exact_up_to": float(EXACT_UP_TO),
            "target_days": float(review_values.TARGET_DAYS),
            "return_days": float(review_values.RETURN_DAYS),
            "most_periods": float(MOST_PERIODS),
        },
    )


def evidence(found: Review, value: str, remedies: Sequence[Remedy] = ()) -> KeptEvidence:
    """Return what a recommendation about one value of a review rests on; about all where there is none."""
    counts: Mapping[str, int] = found.counts.get(value, {}) if value else found.totals
    judged = next((each for each in found.judged if each.compared.value == value), None) if value else None
    year = found.windows.year
    last = found.windows.recent[-1]
    known = min((month for month in found.totals), default=last)
    months = calendar.between(max(calendar.shifted(last, 1 - EVIDENCE_MONTHS), known), last)
    return KeptEvidence(
        as_of=found.as_of,
        filter=found.filter_text.strip(),
        grouping=found.grouping,
        value=value,
        complaints=sum(counts.get(month, 0) for month in year),
        of=sum(found.totals.get(month, 0) for month in year),
        year=year,
        recent=found.windows.recent,
        row=row(judged, found.windows) if judged else None,
        months=months,
        counts=tuple(counts.get(month, 0) for month in months),
        looked_at=judged.looked_at if judged else 0,
        remedies=tuple(remedy(each) for each in remedies),
    )


def evidence_of_kept(kept: KeptReview, value: str) -> KeptEvidence:
    """Return what a recommendation about one value of a saved review rests on: its figures as they were seen."""
    months = kept.chart.months if kept.chart else ()
    counts = kept.by_month.get(value, ()) if value else (kept.chart.counts if kept.chart else ())
    bar = next((each for each in kept.bars if each.value == value), None)
    return KeptEvidence(
        as_of=kept.as_of,
        filter=kept.filter,
        grouping=kept.grouping,
        value=value,
        complaints=(bar.n if bar else 0) if value else kept.year_complaints,
        of=kept.year_complaints,
        year=kept.year,
        recent=kept.recent,
        row=next((each for each in kept.rows if each.value == value), None),
        months=months[-EVIDENCE_MONTHS:],
        counts=counts[-EVIDENCE_MONTHS:],
        looked_at=kept.looked_at,
        remedies=kept.remedies,
    )


def row(judged: Judged, windows: Windows) -> KeptRow:
    """Return one row of what is rising or falling, with the sentence it was told in."""
    it = judged.compared
    against = it.share
    return KeptRow(
        value=it.value,
        now=it.now,
        before=it.before,
        expected=it.expected,
        ratio=_finite(it.rate.ratio),
        low=judged.low,
        high=_finite(judged.high),
        p=it.rate.p,
        q=it.q,
        others_low=against.low,
        others_high=_finite(against.high),
        others_p=against.p,
        last_year=judged.last_year.before if judged.last_year else None,
        is_bursty=judged.is_bursty,
        verdict=str(judged.verdict),
        sentence=trend_words.judged(judged, windows),
    )


def chart(
    drawn: Chart | None, months: Sequence[str], counts: Sequence[int], per_days: int = PER_DAYS
) -> KeptChart | None:
    """Return a chart of complaints month by month, to be kept; None where there is none."""
    if drawn is None:
        return None
    runs = drawn.runs
    return KeptChart(
        tuple(months),
        tuple(counts),
        drawn.value,
        drawn.centre,
        drawn.lcl or (),
        drawn.ucl or (),
        drawn.outside,
        per_days,
        runs.n_useful,
        runs.longest_run,
        runs.longest_run_max,
        runs.crossings,
        runs.crossings_min,
        runs.signal,
    )


def share(found: Share) -> KeptShare:
    """Return a share, to be kept."""
    return KeptShare(found.k, found.n, found.between.low, found.between.high)


def remedy(found: Remedy) -> KeptRemedy:
    """Return what became of a kind of remedy, to be kept."""
    return KeptRemedy(
        found.remedy, _share_of(found.accepted, found.offered), _share_of(found.satisfied, found.answered)
    )


def canonical(found: Review) -> str:
    """Return a review's figures as the bytes that are kept."""
    return kept_figures.to_json(review(found))


def _share_of(k: int, n: int) -> KeptShare:
    return KeptShare(k, n, *wilson(k, n))


def _finite(value: float | None) -> float | None:
    return None if value is None or value == inf or isnan(value) else value


def _by_month(counts: Mapping[str, Mapping[str, int]], months: Sequence[str]) -> dict[str, tuple[int, ...]]:
    return {
        value: tuple(by_month.get(month, 0) for month in months)
        for value, by_month in sorted(counts.items())
        if value
    }


def _terms(terms: Sequence[Term]) -> tuple[KeptTerm, ...]:
    return tuple(
        KeptTerm(each.term, each.with_now, each.now, each.with_before, each.before)
        for each in [
            each for each in terms if each.with_now >= LEAST_WITH and each.customers >= LEAST_CUSTOMERS
        ][:MOST_TERMS]
    )


def _time(found: Review) -> KeptTime | None:
    taken = found.taken
    if not taken.cases:
        return None
    low, high = taken.durations.median_between
    by = taken.durations.closed_by(review_values.TARGET_DAYS)
    return KeptTime(
        taken.cases,
        taken.open,
        taken.durations.median,
        low,
        high,
        review_values.TARGET_DAYS,
        by.share,
        _finite(by.low),
        _finite(by.high),
    )
