"""The figures of a review as one document, with the keys of the reference scenario."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from complaintdesk.rules.months import days_in
from complaintdesk.rules.periods import days_in as days_of
from complaintdesk.services.review_values import TARGET_DAYS

if TYPE_CHECKING:
    from complaintdesk.rules.statistics.rates import OddsRatio, RateRatio
    from complaintdesk.rules.verdicts import Compared
    from complaintdesk.services.review import Review
    from complaintdesk.services.review_values import BeforeAfter, Share
    from complaintdesk.services.steadiness import Steady

ALPHA = 0.05

MOST_SAID = 20
"""Rows of a panel that are said; the document has all."""


def whole(review: Review, change: BeforeAfter | None = None) -> dict[str, Any]:
    """Return the review as a document."""
    from complaintdesk.rules import trend_words

    repeats, taken, span = review.repeats, review.taken, review.span
    low, high = taken.durations.median_between
    by_target = taken.durations.closed_by(TARGET_DAYS)
    answer = {
        "as_of": review.as_of,
        "rows": span[2] if span else 0,
        "group": review.grouping,
        "filter": review.filter_text,
        "chart_all": _steady(review.steady),
        "count_without_mass_letters": list(review.steady_folded.counts),
        "recent3_vs_previous12": _windows(review.windows.recent, review.windows.before, review.compared),
        "recent3_vs_same_months_last_year": _windows(
            review.windows.recent, review.windows.last_year, review.compared_last_year
        ),
        "pareto_last12": {
            "label": [bar.label for bar in review.pareto.bars],
            "count": [bar.n for bar in review.pareto.bars],
            "cumulative_percent": [100 * bar.cumulative for bar in review.pareto.bars],
        },
        "repeat_customers_last12": {
            "customers": repeats.customers,
            "customers_with_2_or_more": repeats.repeating,
            "complaints_from_them": repeats.complaints,
            "top_customer": repeats.top,
            "top_customer_complaints": repeats.top_complaints,
        },
        "came_back_within_90_days_of_closing": _share(review.came_back),
        "time_to_close_last12": {
            "cases": taken.cases,
            "open": taken.open,
            "median_days": taken.durations.median,
            "median_low": low,
            "median_high": high,
            "closed_within_56_days": {"share": by_target.share, "low": by_target.low, "high": by_target.high},
        },
        "remedies": [
            {
                "remedy": each.remedy,
                "offered": each.accepted.n,
                "accepted": _share(each.accepted),
                "satisfied_4_or_5": _share(each.satisfied),
            }
            for each in review.remedies
        ],
        "terms": [
            {
                "term": each.term,
                "with_term_recent": each.with_now,
                "recent": each.now,
                "with_term_before": each.with_before,
                "before": each.before,
                "z": each.z,
            }
            for each in review.terms
        ],
        "verdicts": [
            {
                "category": row.compared.value,
                "verdict": str(row.verdict),
                "sentence": trend_words.judged(row, review.windows),
            }
            for row in review.judged
        ],
        "campaigns": [
            {
                "refs": list(each.references),
                "category": each.value,
                "from": each.first_on,
                "to": each.last_on,
                "customers": each.customers,
            }
            for each in review.campaigns
        ],
    }
    if change is not None:
        answer["before_after"] = _before_after(change)
    return answer


def sentences(review: Review) -> list[str]:
    """Return what may be said of the review: what is counted, then panel by panel, a sentence a line."""
    from complaintdesk.services.review_panels import PANELS, header

    if review.span is None:
        return ["No complaint matches."]
    told = [header(review)]
    for panel in PANELS:
        found = panel.tell(review)
        told += ["", panel.title.upper(), *found.sentences]
        told += [row.said for row in found.rows[:MOST_SAID] if row.said]
        if len(found.rows) > MOST_SAID:
            told.append(f"... and {len(found.rows) - MOST_SAID} more; --json has them all.")
    return told


def _number(value: float | None) -> float | str | None:
    """Return a number as JSON has it; an infinite one as a word."""
    return "inf" if value == inf else value


def _share(share: Share) -> dict[str, Any]:
    return {"k": share.k, "n": share.n, "low": share.between.low, "high": share.between.high}


def _steady(steady: Steady) -> dict[str, Any]:
    chart = steady.chart
    running = steady.running
    return {
        "periods": list(steady.periods),
        "count": list(steady.counts),
        "days": [days_of(name) for name in steady.periods],
        "per_30_days": list(chart.value) if chart else [],
        "centre_per_30_days": chart.centre[0] if chart else None,
        "sigma_z": chart.sigma_z if chart else None,
        "sigma_z_used": None if chart is None or chart.sigma_z is None else max(1.0, chart.sigma_z),
        "lcl_per_30_days": list(chart.lcl) if chart and chart.lcl else None,
        "ucl_per_30_days": list(chart.ucl) if chart and chart.ucl else None,
        "points_outside": [place + 1 for place in chart.outside] if chart else [],
        "runs": {
            "n_useful": chart.runs.n_useful,
            "longest_run": chart.runs.longest_run,
            "longest_run_max": chart.runs.longest_run_max,
            "crossings": chart.runs.crossings,
            "crossings_min": chart.runs.crossings_min,
            "signal": chart.runs.signal,
        }
        if chart
        else None,
        "partial_last_period": {
            "period": running.period,
            "count": running.n,
            "days_so_far": running.days_so_far,
        }
        if running
        else None,
    }


def _windows(recent: tuple[str, ...], before: tuple[str, ...], rows: tuple[Compared, ...]) -> dict[str, Any]:
    return {
        "recent": list(recent),
        "before": list(before),
        "rows": [_compared(row) for row in rows],
        "rising_q05": [row.value for row in rows if row.q is not None and row.q <= ALPHA and row.is_up],
        "falling_q05": [row.value for row in rows if row.q is not None and row.q <= ALPHA and not row.is_up],
    }


def _compared(row: Compared) -> dict[str, Any]:
    share = row.share
    answer = {
        "category": row.value,
        "count_recent": row.now,
        "days_recent": row.now_days,
        "count_before": row.before,
        "days_before": row.before_days,
        "rate_ratio": _number(row.rate.ratio),
        "ci95_low": row.rate.low,
        "ci95_high": _number(row.rate.high),
        "p_central": row.rate.p,
        "smallest_attainable_p": row.rate.smallest_p,
        "eligible": row.rate.is_eligible,
        "share_ratio_low": share.low,
        "share_ratio_high": _number(share.high),
        "share_p_central": share.p,
    }
    if row.q is not None:
        answer["q_bh"] = row.q
    return answer


def _rate(counts: tuple[int, int], days: tuple[int, int], rate: RateRatio) -> dict[str, Any]:
    return {
        "count1": counts[0],
        "exposure1": days[0],
        "count0": counts[1],
        "exposure0": days[1],
        "rate_ratio": _number(rate.ratio),
        "ci95_low": rate.low,
        "ci95_high": _number(rate.high),
        "p_central": rate.p,
        "p_mid": rate.p_mid,
        "smallest_attainable_p": rate.smallest_p,
    }


def _odds(affected: tuple[int, int], others: tuple[int, int], found: OddsRatio) -> dict[str, Any]:
    return {
        "a": affected[0],
        "b": affected[1],
        "c": others[0],
        "d": others[1],
        "odds_ratio_cmle": _number(found.ratio),
        "ci95_low": found.low,
        "ci95_high": _number(found.high),
        "p_central": found.p,
    }


def _before_after(change: BeforeAfter) -> dict[str, Any]:
    days = (days_in(change.after), days_in(change.before))
    return {
        "category": change.value,
        "change_date": change.change_on,
        "before": list(change.before),
        "after": list(change.after),
        "affected": _rate(change.affected, days, change.affected_rate),
        "others": _rate(change.others, days, change.others_rate),
        "against_others": _odds(change.affected, change.others, change.against_others),
    }
