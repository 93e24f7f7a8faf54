"""What is kept, and for how long: complaints that ended long ago, people by their name, and copies that hold them."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path

from complaintdesk.store import door
from complaintdesk.store.folder import StoreFolder

_ENDED = (
    "CASE WHEN c.origin = 'history' THEN coalesce(c.closed_on, c.received_on)"
    " WHEN c.stage = 'merged' THEN (SELECT into_one.closed_on FROM complaint AS into_one"
    " WHERE into_one.id = c.merged_into_id)"
    " WHEN c.stage = 'returned' THEN c.returned_on WHEN c.stage = 'closed' THEN c.closed_on END"
)
_OUT = "SELECT complaint_id FROM escalation WHERE external AND sent_on IS NOT NULL AND returned_on IS NULL"


def ended_by(
    reader: sqlite3.Connection, day: str, *, on_desk: bool = False, most: int | None = None
) -> list[sqlite3.Row]:
    """Return the complaints that ended on a day or before and are not disposed of yet, the oldest first.

    One that an outside body has is not among them.
    """
    only = " AND c.origin = 'referred'" if on_desk else ""
    return reader.execute(
        "SELECT * FROM (SELECT c.id, c.reference, c.procedure, c.received_on, c.customer_id, c.legal_hold,"  # noqa: S608
        f" c.legal_hold_reason, c.about, {_ENDED} AS ended_on,"
        " (SELECT count(*) FROM claim WHERE claim.complaint_id = c.id AND NOT claim.removed) AS claims"
        f" FROM complaint AS c WHERE c.disposed_on IS NULL AND c.id NOT IN ({_OUT})"
        # None ends before it is received; by that day, the index tells.
        f" AND c.received_on <= :day{only}) WHERE ended_on <= :day ORDER BY ended_on, id LIMIT :most",
        {"day": day, "most": -1 if most is None else most},
    ).fetchall()


def left_with_nothing(
    reader: sqlite3.Connection, customers: Collection[int], gone: Collection[int]
) -> list[int]:
    """Return those of some customers who have no complaint left once some are disposed of."""
    disposed = frozenset(gone)
    found = []
    for customer in customers:
        rows = reader.execute(
            "SELECT id FROM complaint WHERE customer_id = ? AND disposed_on IS NULL", (customer,)
        )
        if all(int(row[0]) in disposed for row in rows):
            found.append(customer)
    return found


def customers_called(reader: sqlite3.Connection, said: str) -> list[sqlite3.Row]:
    """Return the customers of a name, an e-mail address or a number, with their complaints' references."""
    return reader.execute(
        "SELECT id, name, email, phone, nicknames, (SELECT group_concat(reference, ', ') FROM (SELECT reference"
        ' FROM complaint WHERE customer_id = customer.id ORDER BY id LIMIT 5)) AS "references" FROM customer'
        " WHERE NOT erased AND (name = :said COLLATE NOCASE OR (email = :said COLLATE NOCASE AND email <> '')"
        " OR CAST(id AS TEXT) = :said) ORDER BY id",
        {"said": said},
    ).fetchall()


def complaints_of(reader: sqlite3.Connection, customer_id: int) -> list[sqlite3.Row]:
    """Return a customer's complaints: id, reference, stage, origin, legal_hold, its reason, and who has it outside."""
    return reader.execute(
        "SELECT id, reference, stage, origin, legal_hold, legal_hold_reason, account_ref, disposed_on,"
        " (SELECT handed_to FROM escalation WHERE complaint_id = complaint.id AND external"
        " AND sent_on IS NOT NULL AND returned_on IS NULL LIMIT 1) AS out_to"
        " FROM complaint WHERE customer_id = ? ORDER BY id",
        (customer_id,),
    ).fetchall()


def namesakes(reader: sqlite3.Connection, name: str, customer_id: int) -> list[str]:
    """Return who else bears a name, so that it may not be taken out of other people's words."""
    found = reader.execute(
        "SELECT 'customer ' || id FROM customer WHERE name = :name COLLATE NOCASE AND id <> :id AND NOT erased"
        " UNION SELECT role || ' of ' || (SELECT reference FROM complaint WHERE id = party.complaint_id)"
        " FROM party WHERE name = :name COLLATE NOCASE AND coalesce(customer_id, 0) <> :id AND NOT removed"
        " AND complaint_id NOT IN (SELECT id FROM complaint WHERE customer_id = :id)"
        " UNION SELECT 'the handler' FROM profile WHERE handler = :name COLLATE NOCASE",
        {"name": name, "id": customer_id},
    )
    return [str(row[0]) for row in found]


def holding(
    folder: StoreFolder, customers: Collection[int], complaints: Collection[int]
) -> Iterator[tuple[Path, bool]]:
    """Yield the copies of the database that still hold somebody, and whether each could be read.

    They are its backups, and the stores that were put aside.
    """
    for copy in (*sorted(folder.backups.glob("*.db")), *sorted(folder.aside.glob("*/*.db"))):
        try:
            if _holds(copy, customers, complaints):
                yield copy, True
        except door.faults():
            yield copy, False


def _holds(copy: Path, customers: Collection[int], complaints: Collection[int]) -> bool:
    opened = door.connect(copy, "immutable")
    try:
        return any(
            opened.execute(f"SELECT 1 FROM {table} WHERE id = ? AND {column} <> ''", (row_id,)).fetchone()  # noqa: S608
            for table, column, ids in (
                ("customer", "name", customers),
                ("complaint", "narrative", complaints),
            )
            for row_id in ids
        )
    finally:
        opened.close()
