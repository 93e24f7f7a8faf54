"""Saved reviews and their patterns on the Recommendations screen: which rows they list, and what is said of each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from complaintdesk.rules import review_words
from complaintdesk.rules.review_facts import PatternFacts
from complaintdesk.screens.sheet import day, sheet
from complaintdesk.widgets.columns import Cell, Row, RowKey
from complaintdesk.widgets.queue import due_cell
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.screens.recommendation_parts import Held


def due(on: date | None, today: date, symbols: Symbols) -> str | Cell:
    """Return how due something is, as a cell; empty where it has no day."""
    return "" if on is None else due_cell((on - today).days, symbols)


def review_rows(held: Held, symbols: Symbols) -> list[Row]:
    """Return a row for each saved review."""
    return [
        Row(
            each.id,
            {
                "ref": each.reference,
                "title": each.title,
                "made": each.made_on.isoformat(),
                "complaints": f"{each.complaints:,}",
                "patterns": str(each.patterns),
                "again": due(each.again_on, held.today, symbols),
            },
        )
        for each in held.reviews
    ]


def review_detail(held: Held, key: RowKey) -> Content:
    """Return in full what the review in hand says."""
    found = held.review
    if found is None or found.id != key:
        return Content("")
    figures = found.figures
    told = "\n".join(f"- {row.sentence}" for row in review_words.findings(figures)) if figures else ""
    return sheet(
        f"{found.reference} {found.title}",
        ("Summary", found.summary),
        ("Counted", review_words.counted(figures) if figures else ""),
        ("By", f"{found.grouping}{f', {found.filter}' if found.filter else ''}"),
        ("Steady?", review_words.steady(figures.chart) if figures else ""),
        ("Found", told or "Nothing rises or falls beyond chance."),
        (
            f"Since {found.previous}" if found.previous else "",
            "\n".join(f"- {each}" for each in found.changes),
        ),
        ("Again on", day(found.again_on)),
    )


def pattern_rows(held: Held, _symbols: Symbols) -> list[Row]:
    """Return a row for each pattern of the review in hand."""
    found = held.review
    return [
        Row(
            each.id,
            {
                "value": each.value or "(all)",
                "label": each.label.spoken,
                "finding": each.finding,
                "complaints": str(len(each.complaints)),
            },
        )
        for each in (found.patterns if found else ())
    ]


def pattern_detail(held: Held, key: RowKey) -> Content:
    """Return in full what is said of a pattern."""
    pattern = pattern_of(held, key)
    if pattern is None:
        return Content("")
    return sheet(
        pattern.finding,
        ("What it is", review_words.LABELS[pattern.label]),
        ("Why", "\n".join(f"- {why}" for why in pattern.whys)),
        ("Root cause", pattern.root_cause),
        ("Confirmed", pattern.confirmed_how),
        ("What the figures said", pattern.row.sentence if pattern.row else ""),
        ("Complaints", ", ".join(each.reference for each in pattern.complaints[:_NAMED]) + _more(pattern)),
    )


_NAMED = 12
"""References that the detail pane names; the others are counted."""


def _more(pattern: PatternFacts) -> str:
    rest = len(pattern.complaints) - _NAMED
    return f" and {rest} more" if rest > 0 else ""


def pattern_of(held: Held, key: RowKey | None) -> PatternFacts | None:
    """Return the pattern of the review in hand at the cursor."""
    patterns = held.review.patterns if held.review else ()
    return next((each for each in patterns if each.id == key), None)
