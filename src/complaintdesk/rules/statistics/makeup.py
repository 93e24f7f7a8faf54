"""What complaints are made of: the few causes of most of them, where they gather, and units that stand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import erfc, sqrt
from typing import NamedTuple

from complaintdesk.rules.statistics.charts import SIGMAS
from complaintdesk.rules.statistics.rates import Interval, wilson

VITAL_SHARE = 0.8
"""The vital few are those that reach this share together."""

LEAST_EXPECTED = 5.0
"""A cell of which fewer are expected is not judged."""


class Bar(NamedTuple):
    """One bar of a Pareto chart."""

    label: str
    n: int
    share: float
    between: Interval
    cumulative_count: int
    cumulative: float
    """The share of this bar and those before it."""


class Pareto(NamedTuple):
    """The most frequent first."""

    bars: tuple[Bar, ...]
    vital_few: int
    """How many of them reach four fifths together."""

    def is_clear(self, place: int) -> bool:
        """Return whether a bar is beyond chance more frequent than the one behind it."""
        here, following = self.bars[place], self.bars[place + 1]
        return here.between.low > following.between.high


def pareto(counts: Mapping[str, int], last: str = "Other") -> Pareto:
    """Return counts as a Pareto chart; equal ones stay in the order given, `last` and "" come last."""
    total = sum(counts.values())
    ranked = sorted(counts.items(), key=lambda each: (each[0] in ("", last), -each[1]))
    sums = list(accumulate(count for _, count in ranked))
    bars = tuple(
        Bar(label, count, count / total, wilson(count, total), so_far, so_far / total)
        for (label, count), so_far in zip(ranked, sums, strict=True)
        if total
    )
    vital = next((number for number, bar in enumerate(bars, start=1) if bar.cumulative >= VITAL_SHARE), 0)
    return Pareto(bars, vital)


class Cell(NamedTuple):
    """One cell of a cross-table."""

    row: str
    column: str
    n: int
    expected: float
    residual: float
    """Adjusted: about normal where rows and columns have nothing to do with each other."""

    @property
    def p(self) -> float:
        """Two-sided."""
        return erfc(abs(self.residual) / sqrt(2))

    @property
    def is_judged(self) -> bool:
        """Whether enough are expected to judge by."""
        return self.expected >= LEAST_EXPECTED


class CrossTable(NamedTuple):
    """Where complaints gather."""

    cells: tuple[Cell, ...]
    chi2: float
    df: int


def cross_table(counts: Mapping[tuple[str, str], int]) -> CrossTable:
    """Return each cell of a table of row and column with how far it is from what both would give by themselves."""
    rows = list(dict.fromkeys(row for row, _ in counts))
    columns = list(dict.fromkeys(column for _, column in counts))
    of_row = {row: sum(counts.get((row, column), 0) for column in columns) for row in rows}
    of_column = {column: sum(counts.get((row, column), 0) for row in rows) for column in columns}
    total = sum(of_row.values())
    cells = []
    for row in rows:
        for column in columns:
            count = counts.get((row, column), 0)
            expected = of_row[row] * of_column[column] / total
            spread = expected * (1 - of_row[row] / total) * (1 - of_column[column] / total)
            residual = (count - expected) / sqrt(spread) if spread > 0 else 0.0
            cells.append(Cell(row, column, count, expected, residual))
    chi2 = sum((cell.n - cell.expected) ** 2 / cell.expected for cell in cells if cell.expected)
    return CrossTable(tuple(cells), chi2, (len(rows) - 1) * (len(columns) - 1))


class Unit(NamedTuple):
    """One unit of a funnel: a branch, a product."""

    name: str
    rate: float
    lcl: float
    ucl: float
    warn_low: float
    """Two standard deviations from the centre."""

    warn_high: float


class Funnel(NamedTuple):
    """Units by their rate, with limits as wide as their size allows."""

    centre: float
    units: tuple[Unit, ...]


def funnel(units: Sequence[tuple[str, int, float]]) -> Funnel:
    """Return units - name, complaints, exposure above 0 - as a funnel."""
    centre = sum(count for _, count, _ in units) / sum(exposure for *_, exposure in units)
    found = []
    for name, count, exposure in units:
        sigma = sqrt(centre / exposure)
        found.append(
            Unit(
                name,
                count / exposure,
                max(centre - SIGMAS * sigma, 0.0),
                centre + SIGMAS * sigma,
                max(centre - 2 * sigma, 0.0),
                centre + 2 * sigma,
            )
        )
    return Funnel(centre, tuple(found))
