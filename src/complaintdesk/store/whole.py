"""Reading over all complaints at once: which have records of their own, and rows for tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from complaintdesk.store import facets
from complaintdesk.store.conditions import Condition

_LIVE = "origin = 'referred' AND stage NOT IN ('closed', 'returned', 'merged')"


def computed(reader: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return what lists sort by, of every complaint on the desk that asks for work or has any of it left."""
    return reader.execute(
        f"SELECT id, reference, {_LIVE} AS live, next_due_on, next_due_name, triage_score, scored_on"  # noqa: S608
        f" FROM complaint WHERE {_LIVE} OR (origin = 'referred'"
        " AND (next_due_on IS NOT NULL OR next_due_name <> '' OR triage_score <> 0)) ORDER BY id"
    ).fetchall()


TABLE = {
    "reference": "complaint.reference",
    # What has no number elsewhere is known by ours, so that a table that is taken in again knows every row.
    "source_id": "coalesce(nullif(complaint.source_id, ''), complaint.reference)",
    "origin": "complaint.origin",
    "stage": "complaint.stage",
    "customer": "coalesce(customer.name, '')",
    "email": "coalesce(customer.email, '')",
    "phone": "coalesce(customer.phone, '')",
    "received_on": "complaint.received_on",
    "referred_on": "complaint.referred_on",
    "accepted_on": "complaint.accepted_on",
    "closed_on": "complaint.closed_on",
    "channel": "complaint.channel",
    "product": "complaint.product",
    "sub_product": "complaint.sub_product",
    "category": "complaint.category",
    "sub_category": "complaint.sub_category",
    "cause": "complaint.cause",
    "about": "complaint.about",
    "narrative": "complaint.narrative",
    "wants": "complaint.wants",
    "severity": "complaint.severity",
    "outcome": facets.OUTCOME,
    "source_outcome": "complaint.source_outcome",
    "remedy": "complaint.remedy",
    "amount_minor": "complaint.amount_minor",
    "accepted": "complaint.accepted",
    "satisfaction": "complaint.satisfaction",
    "next_due_on": "complaint.next_due_on",
    "next_due_name": "complaint.next_due_name",
    "triage_score": "complaint.triage_score",
}
"""Column of an exported table -> where it comes from."""


def rows(reader: sqlite3.Connection, wanted: Condition) -> Iterator[dict[str, object]]:
    """Yield the complaints of a condition as rows of an exported table, in the order of their ids."""
    columns = ", ".join(f'{source} AS "{name}"' for name, source in TABLE.items())
    found = reader.execute(
        f"SELECT {columns} FROM (SELECT * FROM complaint WHERE {wanted.sql}) AS complaint"  # noqa: S608
        " LEFT JOIN customer ON customer.id = complaint.customer_id ORDER BY complaint.id",
        wanted.parameters,
    )
    for row in found:
        made: dict[str, object] = dict(row)
        if made["accepted"] is not None:
            made["accepted"] = bool(made["accepted"])
        yield made
