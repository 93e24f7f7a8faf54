"""Figures: how many complaints, by month and by what they count as."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from types import MappingProxyType

from complaintdesk.store import facets
from complaintdesk.store.conditions import Condition, both

MONTH = "substr(complaint.received_on, 1, 7)"
"""The month received, spelled as in the index `complaint_months`."""

OUTCOME = facets.Facet(f"coalesce({facets.OUTCOME}, '')")

GROUPINGS: Mapping[str, facets.Facet] = MappingProxyType({**facets.FACETS, "outcome": OUTCOME})
"""What complaints can be counted by."""


NARROWING: Mapping[str, facets.Facet] = MappingProxyType(
    {
        "stage": facets.Facet("complaint.stage"),
        "severity": facets.Facet("complaint.severity"),
        **GROUPINGS,
    }
)
"""What a list can be narrowed by, each value with its number."""


def by_value(reader: sqlite3.Connection, grouping: str, condition: Condition) -> dict[str, int]:
    """Return value -> complaints that have it; the empty value is having none.

    A complaint with two causes or remedies counts once for each.
    """
    facet = NARROWING[grouping]
    counts = _own(reader, facet, condition)
    if facet.also:
        counts.pop("", None)
        for value, count in _also(reader, facet, condition).items():
            counts[value] = counts.get(value, 0) + count
        lacking = _count(reader, both(condition, facets.without(facet)))
        counts |= {"": lacking} if lacking else {}
    return counts


def _own(reader: sqlite3.Connection, facet: facets.Facet, condition: Condition) -> dict[str, int]:
    found = reader.execute(
        f"SELECT {facet.column}, count(*) FROM complaint WHERE {condition.sql} GROUP BY 1",  # noqa: S608
        condition.parameters,
    )
    return {str(value): int(count) for value, count in found}


def _also(reader: sqlite3.Connection, facet: facets.Facet, condition: Condition) -> dict[str, int]:
    """Return the further values; where one repeats the complaint's own it is not counted again."""
    found = reader.execute(
        f"SELECT given.value, count(DISTINCT complaint.id) FROM ({facet.also}) AS given"  # noqa: S608
        f" JOIN complaint ON complaint.id = given.complaint_id AND {facet.column} <> given.value"
        f" WHERE {condition.sql} GROUP BY 1",
        condition.parameters,
    )
    return {str(value): int(count) for value, count in found}


def _count(reader: sqlite3.Connection, condition: Condition) -> int:
    found = reader.execute(
        f"SELECT count(*) FROM complaint WHERE {condition.sql}",  # noqa: S608
        condition.parameters,
    ).fetchone()
    return int(found[0])
