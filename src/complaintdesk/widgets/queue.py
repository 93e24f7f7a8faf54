"""The queue: the columns of the list of complaints, and how due a complaint is, said in a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from complaintdesk.widgets.columns import Cell, Column
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.symbols import DRAWN, Symbols

SOON_WITHIN_DAYS = 7
"""What is due within this many days counts as soon."""

COLUMNS = (
    Column("Due", "due", 13),
    Column("Ref", "ref", 10, least=8),
    Column("Stage", "stage", 13, priority=1),
    Column("Customer", "customer", 16, least=12, grow=1),
    Column("About", "about", 30, least=17, grow=4),
    Column("Next", "next", 20, priority=2, least=12, grow=2),
    Column("Sev", "severity", 3, priority=3, align="right"),
    Column("Received", "received", 10, priority=4),
    Column("Product", "product", 14, priority=5, grow=1),
)
"""Due, reference, customer and matter are always there; the rest as there is room."""


class Queue(RowList):
    """The list of complaints; a row's key is the complaint's id."""

    def __init__(
        self,
        *,
        symbols: Symbols = DRAWN,
        id: str | None = None,  # noqa: A002 - as every widget names it
    ) -> None:
        super().__init__(COLUMNS, symbols=symbols, id=id)

    def show_columns(self, keys: Sequence[str]) -> None:
        """Show these columns, in this order, each as long as there is room; the usual ones without any."""
        by_key = {column.key: column for column in COLUMNS}
        chosen = [by_key[key] for key in keys if key in by_key]
        # Those chosen first stay longest.
        self.columns = (
            tuple(replace(column, priority=place // 3) for place, column in enumerate(chosen)) or COLUMNS
        )


def due_cell(days_left: int | None, symbols: Symbols = DRAWN, is_paused: bool = False) -> Cell:
    """Return how due something is, as a sign and a word: `! OVERDUE 3d`, `▲ today`, `○ 21d`.

    Args:
        days_left: Days until it is due; negative once that day is over, None
            where nothing is due.
        symbols: The signs to use.
        is_paused: Whether its clock stands still.
    """
    if days_left is None:
        return Cell("none", symbols.none, "muted")
    if days_left < 0:
        return Cell(f"OVERDUE {_short(-days_left)}", symbols.overdue, "overdue")
    if is_paused:
        return Cell(f"{days_left}d paused", symbols.none, "muted")
    if days_left == 0:
        return Cell("today", symbols.today, "today")
    if days_left <= SOON_WITHIN_DAYS:
        return Cell(f"{days_left}d", symbols.soon, "soon")
    return Cell(f"{days_left}d", symbols.later, "later")


def _short(days: int) -> str:
    """Return so many days in at most three signs: a number that is cut off would be another number."""
    if days < 100:
        return f"{days}d"
    return f"{days // 7}w" if days < 700 else f"{days // 365}y"
