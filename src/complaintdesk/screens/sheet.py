"""Sheets: what the detail pane says of a record, label by label, in the words on record."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from complaintdesk.rules import typed_dates
from complaintdesk.widgets.foreign import C

Fact = tuple[str, str]
"""A label of ours, and somebody's words; where there are none, neither is shown."""


def sheet(title: str, *facts: Fact) -> Content:
    """Return a title and the facts that are known, each beside its label; long ones stand beneath it."""
    lines = [C(title, one_line=True, limit=300).stylize("bold")]
    for label, words in facts:
        if not words.strip():
            continue
        told = C(words.strip("\r\n"))
        apart = "\n" if "\n" in told.plain or len(told) > _BESIDE else " "
        lines.append(Content.assemble((f"{label}:", "underline"), apart, told))
    return Content("\n").join(lines)


_BESIDE = 120
"""A longer text begins on a line of its own."""


def day(on: date | None, otherwise: str = "") -> str:
    """Return a day in full, or else what is said where there is none."""
    return otherwise if on is None else typed_dates.in_full(on)
