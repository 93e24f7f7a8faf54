"""The charts of a review: whether the level holds, of all complaints and of one value; each point with its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk.rules import periods, trend_words
from complaintdesk.rules.statistics.rates import count_interval
from complaintdesk.rules.verdicts import FALLING, RISING
from complaintdesk.services.panels import PanelRow, Told, behind
from complaintdesk.services.steadiness import LEAST_FOR_LIMITS, started

if TYPE_CHECKING:
    from complaintdesk.services.review import Review
    from complaintdesk.services.steadiness import Steady


def steady(review: Review) -> Told:
    """Return the chart of all complaints of a review, campaigns folded where that is asked for."""
    campaigns = review.found_campaigns
    is_folded = review.counting.folded and bool(campaigns)
    steady = review.steady_folded if is_folded else review.steady
    told = list(trend_words.steady(steady.chart, steady.periods, steady.measure.words, LEAST_FOR_LIMITS))
    told += [f"New limits from {periods.words(base.period)}: {base.cause}." for base in steady.bases]
    if steady.lacking:
        told.append(
            f"Nothing entered for {', '.join(periods.words(name) for name in steady.lacking[:3])}"
            f"{' ...' if len(steady.lacking) > 3 else ''}: left out."
        )
    if campaigns:
        many = sum(len(each.ids) - 1 for each in campaigns)
        found = trend_words.counted(len(campaigns), "campaign")
        told.append(
            f"{found} counted once each: {many} complaints with the same text are folded away."
            if is_folded
            else f"{found} counted in full: {many} complaints repeat the text of another."
        )
    return _charted(review, steady, tuple(told))


def _charted(review: Review, steady: Steady, sentences: tuple[str, ...]) -> Told:
    """Return a chart, and its points as rows."""
    chart = steady.chart
    shown = (*steady.periods, *(() if steady.running is None else (steady.running.period,)))
    behind_periods = {name: behind(review, first=name) for name in shown}
    provisional = set(review.provisional)
    rows = []
    for place, name in reversed(list(enumerate(steady.periods))):
        notes = notes_of(steady, place)
        if name in provisional:
            notes.append("provisional: more may yet be logged")
        value = chart.value[place] if chart is not None else None
        rows.append(
            PanelRow(
                name,
                {
                    "month": periods.words(name),
                    "n": f"{steady.counts[place]:,}",
                    "rate": "" if value is None else f"{value:.1f}",
                    "note": ", ".join(notes),
                },
                filter=behind_periods[name],
            )
        )
    return Told(sentences, tuple(rows), steady, "No complete period yet.", behind_periods)


def notes_of(steady: Steady, place: int) -> list[str]:
    """Return what is out of line about a point, each in a few words."""
    chart = steady.chart
    notes = []
    if chart is not None and place in chart.outside:
        notes.append("outside the limits")
    if chart is not None and trend_words.in_run(chart, place):
        notes.append("in the longest run")
    return notes


def of_value(review: Review, value: str) -> Told:
    """Return the chart of one value: by period, or of the gaps between where it is too rare for that."""
    narrowed = review.narrowed(value)
    steady = narrowed.steady
    judged = next((row for row in review.judged if row.compared.value == value), None)
    told = [] if judged is None else [trend_words.judged(judged, review.windows)]
    year = sum(narrowed.totals.get(month, 0) for month in review.windows.year)
    if steady.counts and sum(steady.counts) / len(steady.counts) < periods.LEAST_MEAN:
        gaps = narrowed.gaps
        told += trend_words.rare(year, count_interval(year), len(gaps.days), gaps.open_days)
        ends = {day.isoformat(): behind(narrowed, first=day.isoformat()) for day in gaps.ends}
        rows = tuple(
            PanelRow(
                f"{place} {day.isoformat()}",
                {
                    "month": day.isoformat(),
                    "n": "1",
                    "rate": f"{days:,}",
                    "note": "days since the one before",
                },
                filter=ends[day.isoformat()],
            )
            for place, (day, days) in reversed(list(enumerate(zip(gaps.ends, gaps.days, strict=True))))
        )
        return Told(tuple(told), rows, None, "There is but one.", {row.key: row.filter for row in rows}, gaps)
    level = trend_words.steady(steady.chart, steady.periods, steady.measure.words, LEAST_FOR_LIMITS)
    # The rate of the whole time is in the chart; whether it holds is what is asked.
    told += level[1:] or level
    has_changed = judged is not None and judged.verdict in RISING | FALLING
    if (has_changed or (steady.chart is not None and steady.chart.runs.signal)) and (
        found := started(steady)
    ) is not None:
        told.append(trend_words.began(*found))
    return _charted(narrowed, steady, tuple(told))
