"""Each method of the reference set, as our rules answer it: case in, the keys of its `expected` out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isinf, isnan, sqrt
from typing import Any

from complaintdesk.rules.statistics import (
    change_point,
    charts,
    durations,
    makeup,
    nhs,
    rates,
    runs,
    terms,
)
from complaintdesk.rules.statistics.charts import Chart, Point, Wanted

Case = Mapping[str, Any]
Answer = dict[str, Any]

KINDS = {
    "c_chart": "c",
    "u_chart": "u",
    "u_prime_laney": "uprime",
    "p_chart": "p",
    "p_prime_laney": "pprime",
    "g_chart": "g",
    "t_chart": "t",
    "xmr": "xmr",
    "xmr_nhs": "nhs",
    "run_chart_anhoej": "run",
}


def points(case: Case) -> list[Point]:
    """Return the series of a case."""
    given = case["input"]
    for count, exposure in (("count", "exposure"), ("numerator", "denominator")):
        if count in given:
            return [
                Point(*pair)
                for pair in zip(given[count], given.get(exposure, [1] * len(given[count])), strict=True)
            ]
    return [Point(value) for value in given.get("value", given.get("between"))]


def _wanted(case: Case, *, bounded: bool) -> tuple[Wanted, tuple[int, ...]]:
    params = case["params"] or {}
    rebase = tuple(case["input"]["period"].index(period) for period in params.get("rebase", ()))
    how = Wanted(
        freeze=params.get("baseline_last_point") or params.get("fix_after_n_points"),
        exclude=frozenset(place - 1 for place in params.get("exclude_from_baseline", ())),
        rebase=rebase,
        screen=bool(params.get("screen_moving_ranges")),
        bounded=bounded,
    )
    return how, rebase


def one(values: tuple[float, ...] | None) -> Any:
    """Return a line that is the same for all points as one number."""
    if values is None:
        return None
    return values[0] if max(values) - min(values) <= 1e-12 * max(abs(values[0]), 1) else list(values)


def _numbered(places: tuple[int, ...]) -> list[int]:
    return [place + 1 for place in places]


def _runs(found: runs.Runs) -> Answer:
    return {
        "n_useful": found.n_useful,
        "longest_run": found.longest_run,
        "longest_run_max": found.longest_run_max,
        "crossings": found.crossings,
        "crossings_min": found.crossings_min,
        "signal": found.signal,
    }


def _lines(chart: Chart) -> Answer:
    return {"lcl": one(chart.lcl), "ucl": one(chart.ucl), "points_outside_limits": _numbered(chart.outside)}


def chart(case: Case) -> Answer:
    """Return a chart; Laney's as he computes it, and bounded beside it."""
    kind = KINDS[case["method"]]
    how, rebase = _wanted(case, bounded=False)
    series = points(case)
    found = charts.chart(kind, series, how)
    answer: Answer = {
        "value": list(found.value),
        "centre": one(found.centre),
        **_lines(found),
        "runs": _runs(found.runs),
        "sigma_z": found.sigma_z,
        **found.facts,
        "geometric_probability_limits": {
            "alpha_each_tail": charts.GEOMETRIC_TAIL,
            "lower": found.facts.get("geometric_lower"),
            "upper": found.facts.get("geometric_upper"),
        },
    }
    if kind.endswith("prime"):
        bounded = charts.chart(kind, series, _wanted(case, bounded=True)[0])
        answer["bounded"] = {"sigma_z": max(1.0, bounded.sigma_z or 0), **_lines(bounded)}
        if kind == "uprime":
            spread = rates.dispersion([int(each.n) for each in series], [each.exposure for each in series])
            answer["dispersion"] = {
                "index": spread.times,
                "chi2": spread.chi2,
                "df": spread.df,
                "p_upper": spread.p,
            }
    if kind == "nhs":
        broken = nhs.rules(found, rebase)
        answer["rules"] = {
            name: _numbered(getattr(broken, name)) for name in broken._fields if name != "rising"
        }
        improvement = case["params"]["improvement_direction"]
        answer["special_cause_type"], answer["point_type"] = nhs.kinds(found, broken, improvement)
    return answer


def _anhoej(case: Case) -> Answer:
    given = case["input"]["n_useful"]
    return {
        "n_useful": given,
        "longest_run_max": [runs.longest_run_max(n) for n in given],
        "crossings_min": [runs.crossings_min(n) for n in given],
    }


def _ratio_row(row: Mapping[str, Any]) -> Answer:
    found = rates.rate_ratio(row["count1"], row["exposure1"], row["count0"], row["exposure0"])
    return {
        **row,
        "rate_ratio": found.ratio,
        "ci95_low": found.low,
        "ci95_high": found.high,
        "p_central": found.p,
        "p_mid": found.p_mid,
        "smallest_attainable_p": found.smallest_p,
    }


def _table_row(row: Mapping[str, Any]) -> Answer:
    found = rates.odds_ratio(row["a"], row["b"], row["c"], row["d"])
    return {
        **row,
        "odds_ratio_cmle": found.ratio,
        "ci95_low": found.low,
        "ci95_high": found.high,
        "p_central": found.p,
    }


def _adjusted(case: Case) -> Answer:
    q = rates.adjusted(case["input"]["p"])
    return {
        "adjusted": q,
        "rejected_at_0.05": [place for place, each in enumerate(q, start=1) if each <= 0.05],
        "rejected_at_0.10": [place for place, each in enumerate(q, start=1) if each <= 0.10],
    }


def _intervals(of: Callable[..., rates.Interval], *given: list[int]) -> Answer:
    found = [of(*each) for each in zip(*given, strict=True)]
    return {"low": [each.low for each in found], "high": [each.high for each in found]}


def _survival(case: Case) -> Answer:
    given = case["input"]
    ages = durations.grouped(zip(given["time"], map(bool, given["resolved"]), strict=True))
    found = durations.durations(ages, case["params"]["conf_type"])
    low, high = found.median_between
    return {
        "event_times": [step.days for step in found.steps],
        "n_risk": [step.at_risk for step in found.steps],
        "n_event": [step.closed for step in found.steps],
        "still_open": [step.still_open for step in found.steps],
        "std_err": [step.std_err for step in found.steps],
        "low": [step.low for step in found.steps],
        "high": [step.high for step in found.steps],
        "median": found.median,
        "median_low": low,
        "median_high": high,
        "quartile1": found.quantile(0.25),
        "quartile3": found.quantile(0.75),
        "resolved_by": [
            dict(zip(("time", "share", "low", "high"), found.closed_by(days), strict=True))
            for days in given["at_times"]
        ],
    }


def _log_rank(case: Case) -> Answer:
    given = case["input"]
    names = sorted(set(given["group"]))
    found = durations.log_rank(
        {
            name: [
                (days, bool(ended))
                for days, ended, group in zip(given["time"], given["resolved"], given["group"], strict=True)
                if group == name
            ]
            for name in names
        }
    )
    return {
        "chisq": found.chi2,
        "df": found.df,
        "p": found.p,
        "observed": list(found.observed),
        "expected": list(found.expected),
        "groups": names,
    }


def _change_point(case: Case) -> Answer:
    found = change_point.change_point(case["input"]["count"], case["input"]["exposure"])
    return {
        "last_point_before": found.last_before + 1,
        "rate_before": found.rate_before,
        "rate_after": found.rate_after,
        "lr_statistic": found.lr_statistic,
        "plausible_last_points": _numbered(found.plausible),
    }


def _cross_table(case: Case) -> Answer:
    given = case["input"]
    from scipy.stats import chi2

    found = makeup.cross_table(
        {
            (row, column): count
            for row, counts in zip(given["rows"], given["counts"], strict=True)
            for column, count in zip(given["cols"], counts, strict=True)
        }
    )
    width = len(given["cols"])
    cells = [found.cells[start : start + width] for start in range(0, len(found.cells), width)]
    return {
        "chi2": found.chi2,
        "df": found.df,
        "p": float(chi2.sf(found.chi2, found.df)),
        "expected": [[cell.expected for cell in row] for row in cells],
        "adjusted_residuals": [[cell.residual for cell in row] for row in cells],
    }


def _dispersion(case: Case) -> Answer:
    found = rates.dispersion(case["input"]["count"], case["input"]["exposure"])
    return {"chi2": found.chi2, "df": found.df, "index": found.times, "p_upper": found.p}


def _bursty(case: Case) -> Answer:
    given = case["input"]
    found = rates.bursty_ratio(given["count"], given["exposure"], [bool(each) for each in given["recent"]])
    return {
        "rate_ratio": found.ratio,
        "dispersion": found.spread.times,
        "dispersion_chi2": found.spread.chi2,
        "dispersion_p_upper": found.spread.p,
        "df": found.spread.df,
        "ci95_low": found.low,
        "ci95_high": found.high,
        "p": found.p,
    }


def _before_after(case: Case) -> Answer:
    given = case["input"]
    after = [bool(each) for each in given["after"]]
    found = rates.frozen_ratio(given["count"], given["exposure"], after)
    totals = [
        sum(n for n, now in zip(given["count"], after, strict=True) if now is which)
        for which in (True, False)
    ]
    return {
        "rate_ratio": found.ratio,
        "dispersion": found.spread.times,
        "se_log_poisson": sqrt(1 / totals[0] + 1 / totals[1]),
        "ci95_low": found.low,
        "ci95_high": found.high,
    }


def _funnel(case: Case) -> Answer:
    given = case["input"]
    found = makeup.funnel(list(zip(given["unit"], given["count"], given["exposure"], strict=True)))
    return {
        "centre": found.centre,
        "value": [unit.rate for unit in found.units],
        "lcl": [unit.lcl for unit in found.units],
        "ucl": [unit.ucl for unit in found.units],
        "lcl2": [unit.warn_low for unit in found.units],
        "ucl2": [unit.warn_high for unit in found.units],
        "outside3": [n for n, unit in enumerate(found.units, 1) if not unit.lcl <= unit.rate <= unit.ucl],
        "outside2": [
            n for n, unit in enumerate(found.units, 1) if not unit.warn_low <= unit.rate <= unit.warn_high
        ],
    }


def _pareto(case: Case) -> Answer:
    given = case["input"]
    found = makeup.pareto(dict(zip(given["label"], given["count"], strict=True)))
    return {
        "label": [bar.label for bar in found.bars],
        "count": [bar.n for bar in found.bars],
        "percent": [100 * bar.share for bar in found.bars],
        "cumulative_count": [bar.cumulative_count for bar in found.bars],
        "cumulative_percent": [100 * bar.cumulative for bar in found.bars],
        "vital_few": found.vital_few,
        "share_wilson_low": [bar.between.low for bar in found.bars],
        "share_wilson_high": [bar.between.high for bar in found.bars],
    }


def _terms(case: Case) -> Answer:
    given = case["input"]
    now, before = given["complaints_recent"], given["complaints_before"]
    pairs = list(zip(given["complaints_with_term_recent"], given["complaints_with_term_before"], strict=True))
    found = [terms.term_rise(recent, now, past, before) for recent, past in pairs]
    order = sorted(range(len(found)), key=lambda place: -found[place].z)
    return {
        "delta": [each.delta for each in found],
        "z": [each.z for each in found],
        "fisher_p_central": [
            rates.odds_ratio(recent, past, now - recent, before - past).p for recent, past in pairs
        ],
        "order_by_z": [given["term"][place] for place in order],
    }


def _power(case: Case) -> Answer:
    return {
        "power": [
            rates.power(row["monthly_rate"], row["months_before"], row["months_after"], row["true_ratio"])
            for row in case["input"]["rows"]
        ]
    }


ANSWERS: dict[str, Callable[[Case], Answer]] = {
    **dict.fromkeys(KINDS, chart),
    "anhoej_limits": _anhoej,
    "rate_ratio_exact": lambda case: {"rows": [_ratio_row(row) for row in case["input"]["rows"]]},
    "exact_2x2": lambda case: {"rows": [_table_row(row) for row in case["input"]["rows"]]},
    "benjamini_hochberg": _adjusted,
    "wilson_interval": lambda case: _intervals(rates.wilson, case["input"]["k"], case["input"]["n"]),
    "poisson_interval_garwood": lambda case: _intervals(rates.count_interval, case["input"]["count"]),
    "kaplan_meier": _survival,
    "logrank": _log_rank,
    "poisson_changepoint": _change_point,
    "crosstab_residuals": _cross_table,
    "poisson_dispersion": _dispersion,
    "rate_ratio_quasi_t": _bursty,
    "before_after_overdispersed": _before_after,
    "funnel_u": _funnel,
    "pareto": _pareto,
    "term_log_odds": _terms,
    "before_after_power": _power,
}
"""Method of a case -> what answers it."""

FOR_INFORMATION = frozenset(
    {
        "p_minlike_R_poisson_test",
        "p_minlike_R_fisher_test",
        "R_fisher_test_interval",
        "odds_ratio_sample",
        "p_R_unbounded",
    }
)
"""Keys that say what another program gives."""


def differences(got: Any, want: Any, rel: float, absolute: float, at: str = "") -> list[str]:
    """Return where an answer is off by more than the case allows."""
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return [f"{at}: {got!r}, not {want!r}"]
        return [
            line
            for key, value in want.items()
            if key not in FOR_INFORMATION
            for line in (
                differences(got[key], value, rel, absolute, f"{at}.{key}")
                if key in got
                else [f"{at}.{key}: missing"]
            )
        ]
    if isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            return [f"{at}: {got!r}, not {want!r}"]
        return [
            line
            for place, (mine, theirs) in enumerate(zip(got, want, strict=True))
            for line in differences(mine, theirs, rel, absolute, f"{at}[{place}]")
        ]
    if isinstance(want, str) and want in {"inf", "-inf"}:
        want = float(want)
    if want is None:
        return [] if got is None or (isinstance(got, float) and isnan(got)) else [f"{at}: {got!r}, not None"]
    if isinstance(want, bool | str):
        return [] if got == want else [f"{at}: {got!r}, not {want!r}"]
    if got is None:
        return [f"{at}: None, not {want!r}"]
    if isinf(want) or isinf(got):
        return [] if got == want else [f"{at}: {got!r}, not {want!r}"]
    return [] if abs(got - want) <= max(rel * abs(want), absolute) else [f"{at}: {got!r}, not {want!r}"]
