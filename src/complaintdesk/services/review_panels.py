"""What a review shows, panel by panel: sentences first, then the rows behind them, each with the way to its complaints.

A panel is made of a `Review` in whatever thread it is asked for; nothing here knows how it will be drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from complaintdesk.rules import months, periods, trend_words
from complaintdesk.rules.counting import counted
from complaintdesk.rules.filter_terms import written
from complaintdesk.services import queue, review_charts
from complaintdesk.services.panels import (
    MOST_ROWS,
    READ_SOME,
    Panel,
    PanelColumn,
    PanelRow,
    Told,
    behind,
    calendar_words,
    named,
)
from complaintdesk.services.review_values import RETURN_DAYS, TARGET_DAYS
from complaintdesk.store import review_dues

if TYPE_CHECKING:
    from complaintdesk.services.review import Review


def header(review: Review) -> str:
    """Return what is counted: the months, how many complaints and customers, and what is left out."""
    span = review.span
    if span is None:
        return "No complaints match; F clears the filter, h and l change the months."
    year = review.windows.year
    total = sum(review.totals.get(month, 0) for month in year)
    what = (
        counted(total, "complaint")
        if review.counting.unit == "complaints"
        else f"{counted(total, 'complaining customer')}, month by month"
    )
    match = f" that match {review.filter_text}" if review.filter_text else ""
    parts = [
        f"{calendar_words(year[0])} to {calendar_words(year[-1])}: {what}{match}",
        counted(review.repeats.customers, "customer"),
    ]
    running = review.steady.running
    if running is not None:
        parts.append(
            f"{periods.words(running.period)} is running ({running.n:,} in"
            f" {counted(running.days_so_far, 'day')}) and left out"
        )
    if review.provisional:
        late = ", ".join(periods.words(name) for name in review.provisional)
        parts.append(
            f"{late} provisional: complaints may yet be logged {counted(review.logged_late or 0, 'day')} late"
        )
    if review.uncategorised.k:
        parts.append(trend_words.share(*review.uncategorised) + f" without {review.grouping}")
    parts.append(review.measure.words)
    if review.counting.unit == "customers":
        parts.append("a customer counts once in a period")
    return "; ".join(parts) + "."


def _serious(review: Review) -> Told:
    ids = review.serious
    rows = tuple(
        PanelRow(
            str(row.id),
            {
                "ref": row.reference,
                "received": row.received_on.isoformat(),
                "why": ", ".join(
                    word
                    for word, holds in (
                        ("safety", row.safety),
                        ("vulnerable", row.vulnerable),
                        ("grave", row.severity == 5),
                    )
                    if holds
                )
                or "law or rule",
                "about": row.about or row.category,
            },
            f"{row.reference}, {row.customer or 'not named'}: {row.about or row.category}",
            complaint_id=row.id,
        )
        for row in queue.rows_of(review.desk, ids[:MOST_ROWS])
    )
    said = (
        f"{counted(len(ids), 'complaint')} about safety, a vulnerable customer, a broken law, or rated grave in twelve"
        " months. Each is looked at by itself, whatever their number."
        if ids
        else "No complaint in twelve months was about safety, a vulnerable customer or a broken law, or rated grave."
    )
    return Told((said,), rows, empty="None.")


def _makeup(review: Review) -> Told:
    pareto, year = review.pareto, review.windows.year
    rows = tuple(
        PanelRow(
            f"={bar.label}",
            {
                "value": named(review, bar.label),
                "n": f"{bar.n:,}",
                "share": trend_words.percent(bar.n, sum(each.n for each in pareto.bars)),
                "range": trend_words.percent_range(bar.between, sum(each.n for each in pareto.bars)),
                "sum": f"{100 * bar.cumulative:.0f}%",
                "bar": "",
            },
            share=bar.n / pareto.bars[0].n if pareto.bars[0].n else 0.0,
            value=bar.label,
            filter=behind(review, bar.label, year[0], year[-1])
            if bar.label
            else behind(review, first=year[0], last=year[-1], words=f"{review.grouping}:none"),
        )
        for bar in pareto.bars[:MOST_ROWS]
    )
    return Told(
        trend_words.made_of(pareto, review.grouping), rows, empty="No complaints in these twelve months."
    )


def _rising(review: Review) -> Told:
    order = trend_words.VERDICT_ORDER
    ranked = sorted(
        review.judged, key=lambda row: (order[row.verdict], -row.compared.now, row.compared.value)
    )
    recent = review.windows.recent
    rows = tuple(
        PanelRow(
            row.compared.value,
            {
                "value": named(review, row.compared.value),
                "verdict": trend_words.short_verdict(row.verdict),
                "now": f"{row.compared.now:,}",
                "expected": trend_words.about(row.compared.expected),
                "range": trend_words.range_of(row),
            },
            trend_words.judged(row, review.windows) + _new_since(review, row.compared.value),
            behind(review, row.compared.value, recent[0], recent[-1]),
            value=row.compared.value,
        )
        for row in ranked[:MOST_ROWS]
    )
    told = trend_words.rising_summary(review.judged, review.windows, review.grouping)
    first = months.month_of(review.span[0]) if review.span is not None else ""
    if review.windows.before[0] < first <= recent[-1]:
        on_record = sum(month >= first for month in review.windows.before)
        told += (
            f"What is counted here begins in {calendar_words(first)}: of the twelve months before, {on_record} are on"
            " record, so rises look larger than they are.",
        )
    if lacking := review.lacks_exposure:
        told += (
            f"Rates are per day: {review.measure.name} were not entered for"
            f" {trend_words.counted(len(lacking), 'month')}, {calendar_words(lacking[0])} the first.",
        )
    return Told(told, rows)


def _new_since(review: Review, value: str) -> str:
    """Return since when a value occurs, where it is new in the months that are judged."""
    first = min(month for month, n in review.counts[value].items() if n)
    span = review.span
    is_new = first in review.windows.recent and span is not None and months.month_of(span[0]) < first
    return f" New since {periods.words(first)}." if is_new else ""


def _where(review: Review) -> Told:
    cells, looked_at = review.concentrations
    year = review.windows.year
    rows = tuple(
        PanelRow(
            f"{cell.row}\n{cell.column}",
            {
                "value": cell.row,
                "product": cell.column,
                "n": f"{cell.n:,}",
                "expected": trend_words.about(cell.expected),
            },
            f"{cell.row} about {cell.column}: {cell.n:,}, where about {trend_words.about(cell.expected)} would be"
            " expected from both by themselves.",
            behind(review, cell.row, year[0], year[-1], written("product", cell.column)),
        )
        for cell in cells
    )
    said = (
        f"{trend_words.counted(len(rows), 'place')} where complaints gather beyond chance, of {looked_at} looked at."
        if rows
        else f"Nowhere do complaints gather beyond chance ({looked_at} places looked at, those of which five or more"
        " were to be expected)."
    )
    return Told((said,), rows, empty="No place stands out.")


def _of_customers(known: int) -> str:
    return f" of {trend_words.counted(known, 'customer')}" if known else ""


def _repeats(review: Review) -> Told:
    repeats = review.repeats
    told = [
        f"{repeats.repeating:,} of {counted(repeats.customers, 'customer')} complained twice or more in twelve months;"
        f" {trend_words.counted(repeats.complaints, 'complaint')} of theirs.",
        f"Came back within {RETURN_DAYS} days of the closing: {trend_words.share(*review.came_back)}.",
    ]
    rows = tuple(
        PanelRow(
            each.references[0],
            {
                "what": f"One text, {len(each.ids)} times",
                "value": each.value,
                "customers": f"{each.customers:,}" if each.customers else "not known",
                "when": f"{each.first_on.isoformat()} to {each.last_on.isoformat()}",
            },
            f"{len(each.ids)} complaints{_of_customers(each.customers)} share one text"
            f" ({trend_words.day_in_words(each.first_on)} to {trend_words.day_in_words(each.last_on)}). Treat them as"
            " one issue raised by many; the chart counts them once.",
            behind(review, each.value, each.first_on.isoformat(), each.last_on.isoformat()),
        )
        for each in review.campaigns
    )
    if not review.reads_all_texts:
        told.append(READ_SOME)
    return Told(tuple(told), rows, empty="No text was sent five times or more.")


def _words(review: Review) -> Told:
    terms, looked_at = review.rising_terms
    recent = review.windows.recent
    rows = tuple(
        PanelRow(
            each.term,
            {
                "term": each.term,
                "now": f"{each.with_now} of {each.now}",
                "before": f"{each.with_before} of {each.before}",
                "customers": f"{each.customers:,}",
            },
            f'"{each.term}" stands in {each.with_now} of {counted(each.now, "complaint")} of the last three months'
            f" ({counted(each.customers, 'customer')}), and stood in {each.with_before} of {each.before} of the year"
            " before.",
            behind(review, first=recent[0], last=recent[-1], words=f'"{each.term}"'),
        )
        for each in terms[:MOST_ROWS]
    )
    said = (
        f"{trend_words.counted(len(terms), 'word')} that complaints hold more often than in the year before, beyond"
        f" chance among the {looked_at} looked at."
        if terms
        else f"No word is written more often than in the year before, beyond chance ({looked_at} looked at)."
    )
    return Told((said,) if review.reads_all_texts else (said, READ_SOME), rows, empty="No word stands out.")


def _remedies(review: Review) -> Told:
    rows = tuple(
        PanelRow(
            each.remedy,
            {
                "remedy": each.remedy.replace("_", " "),
                "accepted": trend_words.share(*each.accepted),
                "satisfied": trend_words.share(*each.satisfied) if each.satisfied.n else "nobody said",
            },
            f"{each.remedy.replace('_', ' ')}: accepted {trend_words.share(*each.accepted)}; satisfied with the"
            f" outcome {trend_words.share(*each.satisfied)} of those who said.",
            behind(review, words=written("remedy", each.remedy)),
        )
        for each in review.remedies
    )
    note = "Remedies went to different cases, so this does not show which works better."
    return Told((note,) if rows else (), rows, empty="No remedy was offered and answered yet.")


def _time(review: Review) -> Told:
    rows = tuple(
        PanelRow(
            quarter,
            {
                "quarter": quarter,
                "n": f"{taken.cases:,}",
                "open": f"{taken.open:,}",
                "median": trend_words.days_of(taken.durations.median),
                "range": trend_words.days_between(*taken.durations.median_between),
            },
            filter=behind(review, first=months[0], last=months[-1]),
        )
        for quarter, months, taken in review.quarters
    )
    return Told(
        trend_words.taken(review.taken, TARGET_DAYS), rows, empty="Nothing was received in these months."
    )


def _changes(review: Review) -> Told:
    rows = tuple(
        PanelRow(
            str(each.id),
            {
                "ref": f"REC-{each.id}",
                "title": each.title,
                "value": each.value or "all complaints",
                "since": each.changed_on.isoformat() if each.changed_on else "not yet",
                "verdict": each.verdict
                or (f"look {each.review_on.isoformat()}" if each.review_on else "no day yet"),
            },
            each.sentence
            or f"REC-{each.id} {each.title}: whether it helps is looked at when its window is over.",
            recommendation_id=each.id,
        )
        for each in review_dues.changes(review.desk.reader)
    )
    said = (
        f"{trend_words.counted(len(rows), 'change')} with a check of its effect written down beforehand. A change made"
        " because of a peak is followed by fewer anyway: the others and the year before are looked at, too."
    )
    return Told((said,) if rows else (), rows, empty="No change is under review. W writes a recommendation.")


def _columns(*columns: tuple[str, str, int] | tuple[str, str, int, int]) -> tuple[PanelColumn, ...]:
    """Return columns of key, title, width and growth; a title that ends in `#` is one of numbers."""
    return tuple(
        PanelColumn(key, title.rstrip("#"), width, rest[0] if rest else 0, title.endswith("#"))
        for key, title, width, *rest in columns
    )


CHART_COLUMNS = _columns(
    ("month", "Received", 16), ("n", "Complaints#", 10), ("rate", "Rate#", 8), ("note", "", 24, 1)
)
"""The columns of a chart shown as a table."""

PANELS: Sequence[Panel] = (
    Panel(
        "serious", "Serious", "Serious",
        _columns(("ref", "Reference", 14), ("received", "Received", 10), ("why", "Why", 20), ("about", "About", 24, 1)),
        _serious,
    ),
    Panel(
        "steady", "Steady?", "Steady",
        CHART_COLUMNS,
        review_charts.steady,
        reads_words=True,
    ),
    Panel(
        "makeup", "Made of what?", "Made of",
        _columns(("value", "Most frequent first", 24, 1), ("n", "Complaints#", 10), ("share", "Share#", 6),
                 ("range", "Likely#", 8), ("sum", "So far#", 7), ("bar", "", 12, 1)),
        _makeup,
    ),
    Panel(
        "rising", "Rising, falling", "Rising",
        _columns(("value", "", 20, 1), ("verdict", "Verdict", 22), ("now", "Now#", 6), ("expected", "Expected#", 8),
                 ("range", "Times, likely#", 13)),
        _rising,
        reads_words=True,
    ),
    Panel(
        "where", "Where", "Where",
        _columns(("value", "", 24, 1), ("product", "Product", 20, 1), ("n", "Complaints#", 10),
                 ("expected", "Expected#", 9)),
        _where,
    ),
    Panel(
        "repeats", "Repeats", "Repeats",
        _columns(("what", "", 22), ("value", "About", 18, 1), ("customers", "Customers#", 9), ("when", "When", 24)),
        _repeats,
    ),
    Panel(
        "words", "Words", "Words",
        _columns(("term", "Word", 20, 1), ("now", "Last 3 months#", 14), ("before", "Year before#", 13),
                 ("customers", "Customers#", 9)),
        _words,
    ),
    Panel(
        "remedies", "Remedies", "Remedies",
        _columns(("remedy", "Remedy", 20, 1), ("accepted", "Accepted", 28), ("satisfied", "Satisfied", 28)),
        _remedies,
    ),
    Panel(
        "time", "Time", "Time",
        _columns(("quarter", "Received", 12), ("n", "Complaints#", 10), ("open", "Still open#", 10),
                 ("median", "Half closed in#", 14), ("range", "Likely#", 12)),
        _time,
    ),
    Panel(
        "changes", "Changes", "Changes",
        _columns(("ref", "Reference", 9), ("title", "Change", 24, 1), ("value", "To lower", 18, 1),
                 ("since", "Since", 10), ("verdict", "Verdict", 20)),
        _changes,
    ),
)  # fmt: skip
"""The panels of a review, in the order in which a handler asks."""
