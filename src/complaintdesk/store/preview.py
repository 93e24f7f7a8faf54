"""The preview: what the desk shows beside the queue of the complaint under the cursor."""

from __future__ import annotations

import sqlite3

from complaintdesk.store import due_list, facets

SHOWN_AT_ONCE = 65_536
"""Characters of the customer's words on one page; a longer text has more pages."""

_PREVIEW = (
    "SELECT complaint.id, complaint.version, complaint.reference,"  # noqa: S608
    " coalesce(customer.name, '') AS customer,"
    " complaint.about, complaint.stage, complaint.origin, complaint.severity, complaint.triage_score,"
    " complaint.scored_on, complaint.received_on, complaint.next_due_on, complaint.next_due_name,"
    " complaint.wants, complaint.safety, complaint.vulnerable = 'yes' AS vulnerable, complaint.reopened_on,"
    " complaint.referral_reason, complaint.category, complaint.product, complaint.channel,"
    f" substr(complaint.narrative, ? + 1, {SHOWN_AT_ONCE}) AS words,"
    " length(complaint.narrative) AS words_in_all,"
    " (SELECT max(happened_on) FROM contact WHERE contact.complaint_id = complaint.id AND NOT contact.removed"
    "  AND contact.side = 'customer' AND contact.direction = 'outward') AS heard_on,"
    " (SELECT count(*) FROM promise WHERE promise.complaint_id = complaint.id AND promise.state = 'open'"
    "  AND promise.due_on < ?) AS promises_overdue,"
    f" EXISTS (SELECT 1 FROM contact WHERE contact.complaint_id = complaint.id AND {due_list.UNANSWERED})"
    "  AS is_unanswered,"
    " (SELECT max(worth) FROM (SELECT complaint.amount_minor AS worth"
    "  UNION ALL SELECT max(offer.amount_minor) FROM offer WHERE offer.complaint_id = complaint.id"
    "  UNION ALL SELECT coalesce(sum(option_remedy.amount_minor), 0) FROM option"
    "   LEFT JOIN option_remedy ON option_remedy.option_id = option.id"
    "   WHERE option.complaint_id = complaint.id AND NOT option.removed GROUP BY option.id)) AS value_minor,"
    f" {facets.PAUSED} AS paused"
    " FROM complaint LEFT JOIN customer ON customer.id = complaint.customer_id WHERE complaint.id = ?"
)


def of(reader: sqlite3.Connection, complaint_id: int, today: str, words_from: int) -> sqlite3.Row | None:
    """Return what the preview shows of a complaint; None if it is not there."""
    row: sqlite3.Row | None = reader.execute(_PREVIEW, (words_from, today, complaint_id)).fetchone()
    return row


def last_contact(reader: sqlite3.Connection, complaint_id: int) -> sqlite3.Row | None:
    """Return the latest contact about a complaint, with whomever it was; None if there was none."""
    row: sqlite3.Row | None = reader.execute(
        "SELECT happened_on, side, direction, channel, with_whom, summary FROM contact"
        " WHERE complaint_id = ? AND NOT removed ORDER BY at DESC, id DESC LIMIT 1",
        (complaint_id,),
    ).fetchone()
    return row
