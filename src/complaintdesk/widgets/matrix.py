"""The matrix: what is said of several things, side by side or one at a time, as lines of text.

Facts in, one text out; long cells are wrapped inside their column, so that the
lines of a fact stay level across the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from complaintdesk.rules import foreign_text

GAP = 2
"""Blank cells between two columns."""

NARROWEST = 24
"""Cells a column needs to be read with ease; where not all have them, fewer columns are shown."""

ALONE_BELOW = 120
"""Cells of width below which only the column in hand is shown, as a page of its own."""

LONGEST_CELL = 2_000
"""Characters of one cell; more is read where it was written."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said of every column: its name and, column by column, what is said."""

    label: str
    cells: tuple[str, ...]
    is_strong: bool = False


class Matrix(Widget):
    """Shows things side by side where there is room, else the one in hand; as tall as it must be."""

    def __init__(self, rule: str = "─", *, id: str | None = None) -> None:  # noqa: A002 - as every widget names it
        super().__init__(id=id)
        self._heads: tuple[str, ...] = ()
        self._facts: tuple[Fact, ...] = ()
        self._here = 0
        self._rule = rule

    def show(self, heads: Sequence[str], facts: Sequence[Fact], here: int = 0) -> None:
        """Show these columns, `here` being the one in hand."""
        self._heads = tuple(heads)
        self._facts = tuple(facts)
        self.point(here)

    def point(self, here: int) -> None:
        """Take another column in hand."""
        self._here = here
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines it takes."""
        return self._drawn(width).plain.count("\n") + 1 if self._heads else 0

    def render(self) -> Content:
        """Return the lines."""
        return self._drawn(self.content_size.width)

    def _drawn(self, width: int) -> Content:
        heads, facts, here = self._heads, self._facts, min(self._here, len(self._heads) - 1)
        if width < ALONE_BELOW and heads:
            heads = heads[here : here + 1]
            facts = tuple(Fact(fact.label, fact.cells[here : here + 1], fact.is_strong) for fact in facts)
            here = 0
        return matrix(heads, facts, here, width, self._rule)


def matrix(heads: Sequence[str], facts: Sequence[Fact], here: int, width: int, rule: str = "─") -> Content:
    """Return the facts as lines of `width` cells, a column for each head.

    Where not all columns find room, those around `here` are shown, and the first
    line says which. Facts of which nothing is said anywhere are left out.

    Args:
        heads: What stands above each column.
        facts: What is said, in order; each has as many cells as there are heads.
        here: The column that is emphasised.
        width: Cells there are.
        rule: The sign that the line beneath the heads is drawn with.
    """
    if not heads or width < 1:
        return Content("")
    told = [fact for fact in facts if any(cell.strip() for cell in fact.cells)]
    label_width = max((len(fact.label) for fact in told), default=0)
    shown = _in_sight(len(heads), here, (width - label_width) // (NARROWEST + GAP))
    room = max((width - label_width - GAP * len(shown)) // len(shown), 1)
    lines: list[Content] = []
    if len(shown) == 1:
        lines += [*_wrapped(heads[here], width, is_strong=True), Content("")]
    else:
        lines += _level("", [_head(heads[index], index == here, room) for index in shown], label_width, room)
        lines.append(
            Content.styled(rule * min(width, label_width + (room + GAP) * len(shown)), "$border-blurred")
        )
    for fact in told:
        cells = [_wrapped(fact.cells[index], room, fact.is_strong) for index in shown]
        lines += _level(fact.label, cells, label_width, room)
    if len(shown) < len(heads):
        lines.append(Content(""))
        lines.append(Content(f"{len(shown)} of {len(heads)} side by side; j and k bring the others in."))
    return Content("\n").join(lines)


def _in_sight(count: int, here: int, fitting: int) -> range:
    """Return which columns are shown: as many as fit, `here` among them."""
    fitting = min(max(fitting, 1), count)
    start = min(max(here - fitting // 2, 0), count - fitting)
    return range(start, start + fitting)


def _head(text: str, is_here: bool, room: int) -> list[Content]:
    lines = _wrapped(text, room, is_strong=True)
    return [line.stylize("reverse") for line in lines] if is_here else lines


def _wrapped(text: str, room: int, is_strong: bool = False) -> list[Content]:
    content = Content.styled(foreign_text.clean(text, limit=LONGEST_CELL), "bold" if is_strong else "")
    return [line for part in content.split("\n") for line in (part.wrap(room) or [Content("")])]


def _level(label: str, cells: Sequence[list[Content]], label_width: int, room: int) -> list[Content]:
    """Return the lines of one fact, every column as tall as the tallest."""
    lines = []
    for number in range(max(len(cell) for cell in cells)):
        pieces = [Content.styled((label if number == 0 else "").ljust(label_width), "$text-muted")]
        pieces += [
            (cell[number] if number < len(cell) else Content("")).rstrip().truncate(room, pad=True)
            for cell in cells
        ]
        lines.append(Content(" " * GAP).join(pieces).rstrip())
    return lines
