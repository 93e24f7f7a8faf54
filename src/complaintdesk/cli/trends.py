"""Trends on the command line: the review of the complaints in the store, and the chart of any series."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from complaintdesk import services
from complaintdesk.cli.arguments import Filter, Json, asked, day_or_none, filter_text, text_or_file
from complaintdesk.cli.start import day, opened
from complaintdesk.cli.words import UsageError, document, say, table

if TYPE_CHECKING:
    from complaintdesk.rules import periods
    from complaintdesk.rules.statistics.charts import Chart
    from complaintdesk.services.charting import Charted
    from complaintdesk.services.review_values import Counting

app = typer.Typer()


@app.command()
def trends(
    context: typer.Context,
    filter_parts: Filter = None,
    group: Annotated[
        str, typer.Option(metavar="FIELD", help="category product channel cause root ...")
    ] = "category",
    by: Annotated[
        str,
        typer.Option(metavar="PERIOD", help="week month quarter, or fit: the shortest with enough in it."),
    ] = "month",
    per: Annotated[
        str, typer.Option(metavar="MEASURE", help="What was entered of how much there was; see `exposure`.")
    ] = "",
    customers: Annotated[
        bool, typer.Option("--customers", help="Count each customer once in a period.")
    ] = False,
    unfolded: Annotated[bool, typer.Option("--unfolded", help="Count campaigns in full.")] = False,
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day that counts.")] = "",
    to: Annotated[str, typer.Option(metavar="DATE", help="The last day that counts.")] = "",
    change_date: Annotated[
        str, typer.Option(metavar="DATE", help="When a change was made, to see whether it worked.")
    ] = "",
    change_category: Annotated[str, typer.Option(metavar="VALUE", help="What the change was to lower.")] = "",
    series: Annotated[
        Path | None,
        typer.Option("--series", metavar="FILE", help="A CSV with a point on each line, instead."),
    ] = None,
    chart: Annotated[
        str,
        typer.Option(
            metavar="KIND", help="c u uprime p pprime xmr nhs run g t; without it, the one that fits."
        ),
    ] = "",
    freeze: Annotated[
        int | None, typer.Option(metavar="N", help="Limits from the first N points, carried on.")
    ] = None,
    exclude: Annotated[str, typer.Option(metavar="6,20", help="Points left out of the limits.")] = "",
    rebase: Annotated[str, typer.Option(metavar="PERIOD,...", help="Where new limits begin.")] = "",
    multiply: Annotated[float, typer.Option(metavar="N", help="Show values and limits times N.")] = 1.0,
    screen: Annotated[
        bool | None,
        typer.Option("--screen/--no-screen", help="Leave moving ranges out that are out of line."),
    ] = None,
    improvement: Annotated[
        str, typer.Option(metavar="increase|decrease", help="Which way is better; for nhs.")
    ] = "decrease",
    unbounded: Annotated[
        bool, typer.Option("--unbounded", help="Laney's sigma_z as it is, also below 1.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Review the complaints: is it steady, what is it made of, what rises or falls; or chart any series."""
    if series is None:
        counting = services.review_values.Counting(
            _period(by), "customers" if customers else "complaints", per.strip().casefold(), not unfolded
        )
        _review(
            context,
            filter_text(filter_parts),
            group,
            from_,
            to,
            change_date,
            change_category,
            counting,
            as_json=as_json,
        )
        return
    if improvement not in {"increase", "decrease"}:
        raise UsageError(f"--improvement {improvement!r} is none of increase, decrease.")
    wanted = services.charting.Asked(
        chart,
        freeze,
        _numbers(exclude, "--exclude"),
        tuple(part.strip() for part in rebase.split(",") if part.strip()),
        multiply,
        screen,
        improvement,
        bounded=not unbounded,
    )
    found = services.charting.of_file(series, wanted)
    if as_json:
        document(_charted(found))
    else:
        _say_chart(found)


def _review(
    context: typer.Context,
    filter_words: str,
    group: str,
    first: str,
    last: str,
    change_date: str,
    change_category: str,
    counting: Counting,
    *,
    as_json: bool,
) -> None:
    from complaintdesk.cli import trend_figures  # with the statistics, which no other command needs

    if bool(change_date) != bool(change_category):
        raise UsageError("--change-date and --change-category belong together.")
    with opened(asked(context)) as desk:
        review = services.review.Review(
            desk, filter_words, group, day_or_none(first, "--from"), day_or_none(last, "--to"), counting
        )
        change = (
            review.before_after(change_category, day(change_date, "--change-date")) if change_date else None
        )
        if as_json:
            document(trend_figures.whole(review, change))
        else:
            for line in trend_figures.sentences(review):
                say(line)


@app.command()
def exposure(
    context: typer.Context,
    measure: Annotated[str, typer.Argument(metavar="MEASURE", help="What there was: customers, orders ...")],
    amounts: Annotated[
        str,
        typer.Argument(metavar="TEXT|@FILE|-", help="A period and an amount a line, such as 2026-03 12400."),
    ],
) -> None:
    """Enter how much there was to complain about, for rates: `trends --per MEASURE` counts by it."""
    with opened(asked(context)) as desk:
        entered = services.baselines.enter(desk, measure, text_or_file(amounts))
        say(
            f"{len(entered)} periods of {measure.strip().casefold()} entered, {min(entered)} to {max(entered)}."
        )


def _period(by: str) -> periods.Kind | Literal[""]:
    from complaintdesk.rules import periods

    if by == "fit":
        return ""
    for kind in periods.KINDS:
        if kind == by:
            return kind
    raise UsageError(f"--by {by!r} is none of week, month, quarter, fit.")


def _numbers(text: str, option: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise UsageError(f"{option} takes numbers of points with commas between, not {text!r}.") from error


def _line(values: tuple[float, ...] | None) -> Any:
    """Return a line of a chart: one number where it is the same for all points."""
    if values is None or not values:
        return None
    flat = max(values) - min(values) <= 1e-12 * max(abs(values[0]), 1.0)
    return values[0] if flat else list(values)


def _limits(chart: Chart) -> dict[str, Any]:
    return {
        "lcl": _line(chart.lcl),
        "ucl": _line(chart.ucl),
        "points_outside_limits": [place + 1 for place in chart.outside],
    }


def _charted(found: Charted) -> dict[str, Any]:
    chart = found.chart
    runs = chart.runs
    answer: dict[str, Any] = {
        "chart": found.kind,
        "reason": found.reason,
        "period": list(found.periods),
        "value": list(chart.value),
        "centre": _line(chart.centre),
        **_limits(chart),
        "runs": {
            "n_useful": runs.n_useful,
            "longest_run": runs.longest_run,
            "longest_run_max": runs.longest_run_max,
            "crossings": runs.crossings,
            "crossings_min": runs.crossings_min,
            "signal": runs.signal,
        },
        **{name: value for name, value in chart.facts.items() if not name.startswith("geometric")},
    }
    if chart.sigma_z is not None:
        answer["sigma_z"] = chart.sigma_z
    if found.bounded is not None:
        answer["bounded"] = {"sigma_z": max(1.0, found.bounded.sigma_z or 1.0), **_limits(found.bounded)}
    if found.spread is not None:
        spread = found.spread
        answer["dispersion"] = {
            "index": spread.times, "chi2": spread.chi2, "df": spread.df, "p_upper": spread.p,
        }  # fmt: skip
    if "geometric_upper" in chart.facts:
        from complaintdesk.rules.statistics.charts import GEOMETRIC_TAIL

        answer["geometric_probability_limits"] = {
            "alpha_each_tail": GEOMETRIC_TAIL,
            "lower": chart.facts["geometric_lower"],
            "upper": chart.facts["geometric_upper"],
        }
    if found.rules is not None:
        answer["rules"] = {
            name: [place + 1 for place in getattr(found.rules, name)]
            for name in ("outside_limits", "seven_point_trend", "two_of_three_near_limit", "seven_one_side")
        }
        answer["special_cause_type"], answer["point_type"] = list(found.causes), list(found.types)
    return answer


def _say_chart(found: Charted) -> None:
    chart = found.chart
    outside = set(chart.outside)
    lines = zip(chart.lcl or [None] * len(chart.value), chart.ucl or [None] * len(chart.value), strict=True)
    table(
        ("Period", "Value", "Centre", "Lower limit", "Upper limit", ""),
        [
            (
                period,
                _shown(value),
                _shown(centre),
                _shown(low),
                _shown(high),
                "outside" if place in outside else "",
            )
            for place, (period, value, centre, (low, high)) in enumerate(
                zip(found.periods, chart.value, chart.centre, lines, strict=True)
            )
        ],
    )
    say(f"{found.kind} chart: {found.reason}.")
    runs = chart.runs
    level = "The level changed" if runs.signal else "The level holds"
    say(
        f"{level}: the longest run is {runs.longest_run} ({runs.longest_run_max} at most by chance), and it crosses"
        f" its average {runs.crossings} times ({runs.crossings_min} at least by chance) in {runs.n_useful} points."
    )


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
