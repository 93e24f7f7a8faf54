"""What an import of e-mails asks of the tables: messages that are known, threads, and whose complaints are open."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.engine import Connection

MOST_MERGED = 20
"""Steps from a merged complaint to the one that lives; a merged one never takes another in, so one is the rule."""


def known(connection: Connection, digests: Collection[str]) -> dict[str, int]:
    """Return the messages that were taken in before: digest -> the complaint it is on."""
    rows = connection.exec_driver_sql(
        "SELECT m.digest, m.complaint_id FROM json_each(?) AS k JOIN message AS m ON m.digest = k.value",
        (json.dumps(list(digests)),),
    )
    return {str(digest): int(complaint_id) for digest, complaint_id in rows}


def threads(connection: Connection, message_ids: Collection[str]) -> dict[str, int]:
    """Return the complaints that some Message-IDs are on."""
    rows = connection.exec_driver_sql(
        "SELECT m.message_id, m.complaint_id FROM json_each(?) AS k JOIN message AS m ON m.message_id = k.value"
        " WHERE m.message_id <> ''",
        (json.dumps(list(message_ids)),),
    )
    return {str(message_id): int(complaint_id) for message_id, complaint_id in rows}


def named(connection: Connection, references: Collection[str]) -> dict[str, int]:
    """Return the complaints with these exact references."""
    rows = connection.exec_driver_sql(
        "SELECT c.reference, c.id FROM json_each(?) AS k CROSS JOIN complaint AS c ON c.reference = k.value",
        (json.dumps(list(references)),),
    )
    return {str(reference): int(complaint_id) for reference, complaint_id in rows}


def survivor(connection: Connection, complaint_id: int) -> Mapping[str, Any]:
    """Return the row of a complaint, or of the one it was merged into: id, reference, origin, stage."""
    for _ in range(MOST_MERGED):
        row = (
            connection.exec_driver_sql(
                "SELECT id, reference, origin, stage, merged_into_id FROM complaint WHERE id = ?",
                (complaint_id,),
            )
            .mappings()
            .one()
        )
        if row["stage"] != "merged" or row["merged_into_id"] is None:
            break
        complaint_id = int(row["merged_into_id"])
    return dict(row)


def live_of(connection: Connection, address: str, most: int = 5) -> list[str]:
    """Return the references of the complaints that ask for work and whose customer has this address."""
    rows = connection.exec_driver_sql(
        "SELECT c.reference FROM complaint AS c JOIN customer AS p ON p.id = c.customer_id"
        " WHERE c.origin = 'referred' AND c.stage NOT IN ('closed', 'returned', 'merged')"
        " AND lower(p.email) = lower(?) AND p.email <> '' ORDER BY c.id DESC LIMIT ?",
        (address, most),
    )
    return [str(reference) for (reference,) in rows]


def spoke_as(connection: Connection, complaint_id: int, address: str) -> str:
    """Return on which side somebody wrote on this complaint before; "" where they did not."""
    row = connection.exec_driver_sql(
        "SELECT contact.side FROM message JOIN contact ON contact.id = message.contact_id"
        " WHERE message.complaint_id = ? AND lower(message.sender_address) = lower(?)"
        " AND contact.direction = 'inward' ORDER BY message.id DESC LIMIT 1",
        (complaint_id, address),
    ).first()
    return str(row[0]) if row else ""


def unreferred(connection: Connection, digests: Collection[str]) -> list[str]:
    """Return those of some files that no record refers to."""
    rows = connection.exec_driver_sql(
        "SELECT k.value FROM json_each(?) AS k WHERE NOT EXISTS"
        " (SELECT 1 FROM attachment WHERE attachment.sha256 = k.value)",
        (json.dumps(list(digests)),),
    )
    return [str(sha256) for (sha256,) in rows]
