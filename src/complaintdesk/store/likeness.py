"""Like complaints: the closed ones of the same cause and product, and those that share the telling words.

Only the newest are looked at, so that the question takes as long on two million
complaints as on two thousand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from complaintdesk.store import matching, search

WORDS = 8
"""Telling words of a complaint that are looked for: its longest."""

READ = 20_000
"""Characters of a narrative that are read for them."""

NEWEST = 2000
"""Complaints that hold one of the words, the newest, that are ranked."""

RANKED = 200
"""The best of those that are looked up."""

LATEST = 100_000
"""Complaints of the history, the latest, among which those of the same cause and product are sought."""

BY_MATTER, BY_WORDS = "cause and product", "words"


def find(reader: sqlite3.Connection, complaint_id: int, most: int) -> list[sqlite3.Row]:
    """Return the closed complaints most like this one.

    Those of one of its causes about the same product come first, the newest first;
    then those that share its words, those of its category before the others.

    Each row has id, origin, reference, about, words (the beginning of the narrative), closed_on,
    outcome, remedy, amount_minor and like_by.
    """
    own = reader.execute(
        f"SELECT about, wants, substr(narrative, 1, {READ}) AS words, category, product, cause"  # noqa: S608
        " FROM complaint WHERE id = ?",
        (complaint_id,),
    ).fetchone()
    if own is None:
        return []
    alike = _closed(reader, _of_the_matter(reader, complaint_id, own), BY_MATTER)
    worded = _closed(reader, _of_the_words(reader, own), BY_WORDS)
    # Sorting keeps the order of equals, which is that of the match.
    worded.sort(key=lambda row: not own["category"] or row["category"] != own["category"])
    known: dict[int, sqlite3.Row] = {}
    for row in (*alike, *worded):
        if row["id"] != complaint_id:
            known.setdefault(int(row["id"]), row)
    return list(known.values())[:most]


def repeats(reader: sqlite3.Connection, complaint_id: int, days: int) -> list[str]:
    """Return references of the same customer's other complaints of the same cause, received so many days before.

    One that was merged away is none of its own.
    """
    own = reader.execute(
        "SELECT customer_id, cause, received_on FROM complaint WHERE id = ?", (complaint_id,)
    ).fetchone()
    if own is None or own["customer_id"] is None:
        return []
    causes = _causes(reader, complaint_id, own["cause"])
    if not causes:
        return []
    marks = ", ".join("?" for _ in causes)
    found = reader.execute(
        "SELECT DISTINCT complaint.reference FROM complaint"  # noqa: S608 - marks only
        " LEFT JOIN head ON head.complaint_id = complaint.id AND NOT head.removed"
        " WHERE complaint.customer_id = ? AND complaint.id <> ? AND complaint.stage <> 'merged'"
        " AND complaint.received_on BETWEEN date(?, ?) AND ?"
        f" AND (complaint.cause IN ({marks}) OR head.cause IN ({marks}))"
        " ORDER BY complaint.received_on DESC, complaint.id DESC",
        (
            own["customer_id"],
            complaint_id,
            own["received_on"],
            f"-{days} days",
            own["received_on"],
            *causes,
            *causes,
        ),
    )
    return [str(reference) for (reference,) in found]


def _of_the_words(reader: sqlite3.Connection, own: sqlite3.Row) -> list[int]:
    """Return the ids of complaints that share the telling words, the best match first."""
    chosen = matching.telling(f"{own['about']} {own['wants']} {own['words']}", WORDS)
    if not chosen:
        return []
    places = reader.execute(
        "SELECT rowid FROM (SELECT rowid, rank FROM complaint_words WHERE complaint_words MATCH ?"  # noqa: S608
        f" ORDER BY rowid DESC LIMIT {NEWEST}) ORDER BY rank, rowid DESC LIMIT {RANKED}",
        (matching.any_of(chosen),),
    )
    return [search.id_of(place) for (place,) in places]


def _of_the_matter(reader: sqlite3.Connection, complaint_id: int, own: sqlite3.Row) -> list[int]:
    """Return the ids of complaints of the same cause about the same product, the newest first."""
    causes = _causes(reader, complaint_id, own["cause"])
    if not causes or not own["product"]:
        return []
    marks = ", ".join("?" for _ in causes)
    found = reader.execute(
        "SELECT id, received_on FROM (SELECT id, received_on, cause, product, stage FROM complaint"  # noqa: S608 - marks only
        f" WHERE origin = 'history' ORDER BY received_on DESC, id DESC LIMIT {LATEST})"
        f" WHERE product = ? AND stage = 'closed' AND cause IN ({marks})"
        " UNION SELECT complaint.id, complaint.received_on FROM complaint"
        " LEFT JOIN head ON head.complaint_id = complaint.id AND NOT head.removed"
        " WHERE complaint.origin = 'referred' AND complaint.product = ? AND complaint.stage = 'closed'"
        f" AND (complaint.cause IN ({marks}) OR head.cause IN ({marks}))"
        f" ORDER BY received_on DESC, id DESC LIMIT {RANKED}",
        (own["product"], *causes, own["product"], *causes, *causes),
    )
    return [int(row["id"]) for row in found]


def _causes(reader: sqlite3.Connection, complaint_id: int, own: str) -> list[str]:
    """Return the causes of a complaint and of its heads, each once."""
    of_heads = reader.execute(
        "SELECT cause FROM head WHERE complaint_id = ? AND NOT removed AND cause <> ''", (complaint_id,)
    )
    return list(dict.fromkeys([*([own] if own else []), *(str(cause) for (cause,) in of_heads)]))


def _closed(reader: sqlite3.Connection, ids: Sequence[int], like_by: str) -> list[sqlite3.Row]:
    """Return the closed ones of some complaints, in the order of their ids."""
    marks = ", ".join("?" for _ in ids)
    rows = reader.execute(
        "SELECT id, origin, reference, about, substr(narrative, 1, 200) AS words, category, closed_on,"  # noqa: S608
        f" outcome, remedy, amount_minor, ? AS like_by FROM complaint WHERE id IN ({marks})"
        " AND stage = 'closed'",
        (like_by, *ids),
    ).fetchall()
    place = {complaint_id: number for number, complaint_id in enumerate(ids)}
    return sorted(rows, key=lambda row: place[int(row["id"])])
