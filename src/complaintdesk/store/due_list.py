"""The morning list: everything that falls due by a day, each thing by itself."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from complaintdesk.store import facets
from complaintdesk.vocabulary import TALKED

_TALKED = ", ".join(f"'{channel}'" for channel in TALKED)

UNANSWERED = (
    "contact.side = 'customer' AND contact.direction = 'inward' AND NOT contact.removed AND NOT contact.automatic"  # noqa: S608
    f" AND contact.channel NOT IN ({_TALKED})"
    " AND NOT EXISTS (SELECT 1 FROM contact AS later WHERE later.complaint_id = contact.complaint_id"
    "  AND later.side = 'customer' AND NOT later.removed AND (later.at, later.id) > (contact.at, contact.id)"
    "  AND NOT later.automatic)"
)
"""A customer's message that is the last word between them and us; condition on `contact`."""

_DUE = (
    "SELECT 'promise' AS kind, id, complaint_id, due_on, text AS what FROM promise"  # noqa: S608
    " WHERE state = 'open' AND due_on <= :by"
    " UNION ALL SELECT 'action', id, complaint_id, due_on, text FROM action"
    " WHERE done_on IS NULL AND NOT removed AND due_on <= :by"
    " UNION ALL SELECT CASE maker WHEN 'desk' THEN 'offer' ELSE 'counter-offer' END, id, complaint_id,"
    " expires_on, terms FROM offer WHERE state = 'open' AND expires_on <= :by"
    " UNION ALL SELECT 'source', id, complaint_id, due_on,"
    " CASE WHEN asked_of <> '' THEN what || ', asked of ' || asked_of ELSE what END FROM source"
    " WHERE obtained_on IS NULL AND NOT removed AND due_on <= :by"
    " UNION ALL SELECT 'approval', id, complaint_id, written_due_on, what || ', by ' || approver FROM approval"
    " WHERE verbal AND written_on IS NULL AND decision = 'approved' AND written_due_on <= :by"
    " UNION ALL SELECT 'implication', id, complaint_id, due_on,"
    " CASE WHEN alerted <> '' THEN alerted || ': ' ELSE '' END"
    " || CASE WHEN text <> '' THEN text ELSE kind END FROM implication"
    " WHERE responded_on IS NULL AND NOT removed AND due_on <= :by"
    " UNION ALL SELECT 'escalation', id, complaint_id, due_on, handed_to || ': ' || why FROM escalation"
    " WHERE sent_on IS NULL AND acknowledged_on IS NULL AND due_on <= :by"
    " UNION ALL SELECT 'message', id, complaint_id, happened_on, summary FROM contact"
    f" WHERE {UNANSWERED} AND happened_on <= :by"
)

_ENDED = (
    # What was offered, asked for or written before ends with the complaint; what was promised does not.
    "(complaint.stage = 'closed' AND (owed.kind IN ('offer', 'counter-offer', 'source')"
    " OR (owed.kind = 'message' AND owed.due_on <= complaint.closed_on)))"
)


def drafts(reader: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return what was typed and not saved, the latest first: form, saved_at, title, place, road, typed_for.

    And `complaint_id` and `reference`, if the complaint that it was typed for is (still) there.
    """
    return reader.execute(
        "SELECT form, saved_at, json_extract(typed, '$.\"@title\"') AS title,"
        " json_extract(typed, '$.\"@place\"') AS place, json_extract(typed, '$.\"@road\"') AS road,"
        " json_extract(typed, '$.\"@complaint_id\"') AS typed_for, complaint.id AS complaint_id,"
        " coalesce(complaint.reference, '') AS reference FROM draft LEFT JOIN complaint"
        " ON complaint.id = CAST(json_extract(typed, '$.\"@complaint_id\"') AS INTEGER) WHERE title IS NOT NULL"
        " ORDER BY saved_at DESC"
    ).fetchall()


def owed(reader: sqlite3.Connection, by: str) -> list[sqlite3.Row]:
    """Return what is owed to or by somebody until a day: kind, id, complaint_id, reference, due_on, what."""
    return reader.execute(
        "SELECT owed.kind, owed.id, owed.complaint_id, complaint.reference, owed.due_on, owed.what"  # noqa: S608
        f" FROM ({_DUE}) AS owed JOIN complaint ON complaint.id = owed.complaint_id"
        f" WHERE complaint.stage NOT IN ('returned', 'merged') AND NOT {_ENDED}",
        {"by": by},
    ).fetchall()


def unacknowledged(reader: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the hand-overs that were sent and not acknowledged: id, complaint_id, reference, region, sent_on, what."""
    return reader.execute(
        "SELECT escalation.id, escalation.complaint_id, complaint.reference, complaint.region, escalation.sent_on,"
        " escalation.handed_to || ': ' || escalation.why AS what"
        " FROM escalation JOIN complaint ON complaint.id = escalation.complaint_id"
        " WHERE escalation.sent_on IS NOT NULL AND escalation.acknowledged_on IS NULL"
        " AND escalation.returned_on IS NULL AND complaint.stage NOT IN ('returned', 'merged')"
    ).fetchall()


def next_dues(reader: sqlite3.Connection, by: str) -> list[sqlite3.Row]:
    """Return id, reference, next due day, its name and the procedure of live complaints due until a day."""
    return reader.execute(
        "SELECT complaint.id, complaint.reference, complaint.next_due_on, complaint.next_due_name,"  # noqa: S608
        f" complaint.procedure FROM complaint WHERE {facets.LIVE} AND complaint.next_due_on <= ?",
        (by,),
    ).fetchall()


def last_step(reader: sqlite3.Connection) -> tuple[str, datetime]:
    """Return the store's own name and the moment of its last step, in UTC."""
    row = reader.execute(
        "SELECT (SELECT store_uuid FROM profile LIMIT 1), at FROM journal_step ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return str(row[0]), datetime.fromisoformat(str(row[1]))
