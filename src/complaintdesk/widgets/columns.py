"""Columns: what a list shows at which width, and how a text is fitted into a cell.

Widths are in terminal cells. Nothing here draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, set_cell_size

from complaintdesk.rules import foreign_text

RowKey = int | str
"""What a row is known by: its id, never its number."""

Tone = Literal["", "overdue", "today", "soon", "later", "muted", "strong"]
"""How a sign is coloured; the words beside it never depend on it."""

GAP = 1
"""Blank cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list."""

    title: str
    key: str
    width: int
    """The cells it wishes for."""

    priority: int = 0
    """0 is always shown; 1 goes when narrowing is not enough; 2 and more, the
    highest first, go before any other column is narrowed."""

    least: int = 0
    """The cells it can do with; 0 where it cannot be narrowed."""

    align: Literal["left", "right"] = "left"
    grow: int = 0
    """Its share of the width that is left over."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with a sign before it that carries the tone."""

    text: str
    sign: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its key, and its texts by column key."""

    key: RowKey
    cells: Mapping[str, str | Cell]
    tone: Tone = ""


def lay_out(columns: Sequence[Column], width: int) -> tuple[tuple[Column, int], ...]:
    """Return the columns that fit into `width`, in their order, each with its width.

    What is left over goes to the columns that grow. Where even the columns that
    are always shown do not fit, the last of them are cut off.
    """
    shown = _without_rest(columns, width, _wish, stays=1)
    shown = _without_rest(shown, width, _least, stays=0)
    widths = [_least(column) for column in shown]
    spare = width - _needed(widths)
    if spare < 0:
        return _cut_off(shown, width)
    wishes = [_wish(column) - _least(column) for column in shown]
    given = _shared(min(spare, sum(wishes)), wishes)
    more = _shared(spare - sum(given), [column.grow for column in shown])
    return tuple(
        (column, least + extra + grown)
        for column, least, extra, grown in zip(shown, widths, given, more, strict=True)
    )


def fit(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """Return `text`, cleaned, in exactly `width` cells; a longer one ends in `…`."""
    shown = foreign_text.clean(text, one_line=True, limit=max(width, 1) * 4)
    length = len(shown) if shown.isascii() else cell_len(shown)
    if length > width:
        return set_cell_size(shown, width - 1) + foreign_text.ELLIPSIS if width > 0 else ""
    blanks = " " * (width - length)
    return blanks + shown if align == "right" else shown + blanks


def _wish(column: Column) -> int:
    return column.width


def _least(column: Column) -> int:
    return column.least or column.width


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * max(len(widths) - 1, 0)


def _without_rest(
    columns: Sequence[Column], width: int, measure: Callable[[Column], int], stays: int
) -> list[Column]:
    """Return the columns without those, of a priority above `stays`, that find no room."""
    shown = list(columns)
    while shown and _needed([measure(column) for column in shown]) > width:
        # The last of equals goes first.
        first_to_go = max(reversed(shown), key=lambda column: column.priority)
        if first_to_go.priority <= stays:
            break
        shown.remove(first_to_go)
    return shown


def _shared(spare: int, weights: Sequence[int]) -> list[int]:
    """Return `spare` parted by the weights, without a remainder; nothing where all weights are 0."""
    parts = []
    left = sum(weights)
    for weight in weights:
        part = spare * weight // left if left else 0
        spare, left = spare - part, left - weight
        parts.append(part)
    return parts


def _cut_off(columns: Sequence[Column], width: int) -> tuple[tuple[Column, int], ...]:
    """Return as many columns as find room, the last of them narrowed."""
    laid_out = []
    for column in columns:
        taken = min(_least(column), width)
        if taken <= 0:
            break
        laid_out.append((column, taken))
        width -= taken + GAP
    return tuple(laid_out)
