"""Panels: what one is made of, and the filter that lists the complaints behind a number.

Nothing here knows how it will be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from complaintdesk.rules import periods, trend_words
from complaintdesk.rules.filter_terms import written
from complaintdesk.services.review import MOST_TEXTS

if TYPE_CHECKING:
    from complaintdesk.services.review import Review
    from complaintdesk.services.steadiness import Gaps, Steady

READ_SOME = f"Only the latest {MOST_TEXTS:,} complaints were read for their words."


MOST_ROWS = 200
"""Rows of a panel; what comes after them is for a filter."""


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One row: its texts by column, what is said of it in full, and the complaints behind it."""

    key: str
    cells: Mapping[str, str]
    said: str = ""
    filter: str = ""
    """Lists the complaints behind it; "" where a single one is."""

    complaint_id: int | None = None
    recommendation_id: int | None = None
    value: str = ""
    """The value it is about, which has a chart of its own; "" where it is about none."""

    share: float = 0.0
    """How long its bar is, of the longest; drawn where the panel has a column `bar`."""


@dataclass(frozen=True, slots=True)
class PanelColumn:
    """One column of a panel's rows: key, title, cells, and whether it is for numbers."""

    key: str
    title: str
    width: int
    grow: int = 0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A panel, as it is to be shown."""

    sentences: tuple[str, ...]
    rows: tuple[PanelRow, ...] = ()
    steady: Steady | None = None
    empty: str = "Nothing here in the months that are compared."
    behind: Mapping[str, str] = field(default_factory=dict)
    """Point of a chart -> the filter that lists its complaints."""

    gaps: Gaps | None = None
    """What is drawn where there is too little for a chart by period."""

    @property
    def has_chart(self) -> bool:
        """Whether there is a chart to draw."""
        return self.steady is not None or self.gaps is not None


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: what it is called, its columns, and what makes it."""

    id: str
    title: str
    short: str
    columns: tuple[PanelColumn, ...]
    tell: Callable[[Review], Told]
    reads_words: bool = False
    """Whether it tells more once the words of the complaints were read; until then it tells what is quick."""


def named(review: Review, value: str) -> str:
    """Return a value as the desk's own lists say it."""
    lists = review.desk.vocabularies
    listed = {
        "cause": lists.causes,
        "root": lists.root_causes,
        "remedy": lists.remedies,
        "channel": lists.channels,
    }.get(review.grouping)
    if not value:
        return f"(no {review.grouping})"
    if listed is not None:
        return listed.label(value)
    return value.replace("_", " ") if review.grouping == "outcome" else value


def calendar_words(month: str) -> str:
    """Return a month as people say it: `Nov 2025`."""
    return trend_words.months_in_words([month])


def behind(review: Review, value: str = "", first: str = "", last: str = "", words: str = "") -> str:
    """Return the filter that lists what was counted: a value, months, a word, or all of them."""
    parts = [
        review.filter_text,
        written(review.grouping, value) if value else "",
        _received(first, last or first) if first else "",
        words,
        "" if review.names_origin else "origin:any",
    ]
    return " ".join(part for part in parts if part)


def _received(first: str, last: str) -> str:
    """Return the words for what was received from one period or day to another."""
    if "Q" in first or "W" in first:
        return f"received:{periods.first_day(first).isoformat()}..{periods.last_day(last).isoformat()}"
    return f"received:{first}..{last}"
