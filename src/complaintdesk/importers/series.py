"""Reading a series for a chart: a file of rows, each a point, with the columns its kind of chart needs."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from types import MappingProxyType

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers.files import Limits
from complaintdesk.importers.survey import opened, survey
from complaintdesk.rules.spreadsheet import unguarded

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "c": ("count",),
        "u": ("count", "exposure"),
        "uprime": ("count", "exposure"),
        "p": ("numerator", "denominator"),
        "pprime": ("numerator", "denominator"),
        "xmr": ("value",),
        "nhs": ("value",),
        "run": ("value",),
        "g": ("between",),
        "t": ("between",),
    }
)
"""Kind of chart -> the columns it is drawn from."""

INSTEAD: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {"run": (("count", "exposure"), ("count",)), "uprime": (("count",),), "u": (("count",),)}
)
"""Kind -> the columns it makes do with, the better first: a run of rates or of counts, a rate per period."""

LIMITS = Limits(unpacked_bytes=64 << 20, field_chars=10_000)
"""A series is short; a larger file is something else."""


@dataclass(frozen=True, slots=True)
class Series:
    """The rows of a file: the names of the points, and the numbers of each column by its name."""

    periods: tuple[str, ...]
    """What the points are called; their numbers from 1 where the file has no column `period`."""

    columns: Mapping[str, tuple[float, ...]]

    def of(self, kind: str) -> tuple[tuple[float, ...], ...]:
        """Return the columns that a kind of chart is drawn from.

        Raises:
            ImportRefusedError: If one is missing; names it.
        """
        for wanted in (COLUMNS[kind], *INSTEAD.get(kind, ())):
            if all(name in self.columns for name in wanted):
                return tuple(self.columns[name] for name in wanted)
        lacking = [name for name in COLUMNS[kind] if name not in self.columns]
        raise ImportRefusedError(
            f"A {kind} chart needs the column {lacking[0]!r}; the file has {', '.join(self.columns) or 'no numbers'}."
        )


def read(path: Path) -> Series:
    """Return the series a file holds; columns that no chart needs are passed over.

    Raises:
        ImportRefusedError: If the file cannot be read, has no rows, or a cell is no number; names line and column.
    """
    found = survey(path, LIMITS)
    with opened(path, found) as (_, text):
        try:
            rows = list(csv.reader(text, dialect=_dialect(text), strict=False))
        except csv.Error as error:
            raise ImportRefusedError(f"{path.name} is no table: {error}.") from error
    lines = [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    if len(lines) < 2:
        raise ImportRefusedError(f"{path.name} has no rows under a line of titles.")
    header = [name.strip().casefold().lstrip("\ufeff") for name in lines[0][1]]
    known = {name for names in COLUMNS.values() for name in names}
    columns = {
        name: tuple(_number(path, line, row, place, name) for line, row in lines[1:])
        for place, name in enumerate(header)
        if name in known
    }
    if not columns:
        raise ImportRefusedError(
            f"{path.name} has none of the columns {', '.join(sorted(known))}; its titles are {', '.join(header)}."
        )
    return Series(_periods(header, [row for _, row in lines[1:]]), columns)


def _dialect(text: object) -> type[csv.Dialect]:
    sample = text.read(1 << 16)  # type: ignore[attr-defined]
    text.seek(0)  # type: ignore[attr-defined]
    try:
        return csv.Sniffer().sniff(sample, delimiters=",;\t|")
    except csv.Error:
        return csv.excel


def _number(path: Path, line: int, row: Sequence[str], place: int, name: str) -> float:
    cell = unguarded(row[place].strip()) if place < len(row) else ""
    try:
        value = float(cell.replace("\u00a0", "").replace(",", "") if cell.count(".") <= 1 else cell)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        said = f"{cell!r} is no number" if cell else "there is nothing"
        raise ImportRefusedError(f"{path.name}, line {line}, column {name}: {said}.")
    if value < 0 and name != "value":
        raise ImportRefusedError(f"{path.name}, line {line}, column {name}: {cell} is less than 0.")
    return value


def _periods(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    if "period" not in header:
        return tuple(str(number) for number in range(1, len(rows) + 1))
    place = header.index("period")
    return tuple(row[place].strip() if place < len(row) else "" for row in rows)
