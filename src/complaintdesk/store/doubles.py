"""What may be the same complaint: open ones of the same customer, and the newest that share telling words."""

from __future__ import annotations

import sqlite3

from complaintdesk.store import matching, search

READ = 20_000
"""Characters of a narrative that are compared."""

WORDS = 8
MOST_OF_ONE = 20
MOST = 60
"""Complaints that are compared at most: the newest."""

_OPEN = "c.origin = 'referred' AND c.stage NOT IN ('merged', 'returned')"
_COLUMNS = f"c.id, c.reference, c.about, substr(c.narrative, 1, {READ}) AS words"


def telling(text: str) -> list[str]:
    """Return the words by which a text is compared."""
    return matching.telling(text[:READ], 40)


def candidates(reader: sqlite3.Connection, words: str, customer: str, email: str) -> list[sqlite3.Row]:
    """Return complaints to compare with: id, reference, about, words, and whether they are the same customer's."""
    theirs = reader.execute(
        f"SELECT {_COLUMNS}, 1 AS is_theirs FROM customer AS p JOIN complaint AS c ON c.customer_id = p.id"  # noqa: S608
        f" WHERE {_OPEN} AND ((p.email <> '' AND lower(p.email) = lower(?)) OR (? <> '' AND lower(p.name) = lower(?)))"
        " ORDER BY c.id DESC LIMIT ?",
        (email.strip(), customer.strip(), customer.strip(), MOST_OF_ONE),
    ).fetchall()
    chosen = matching.telling(words[:READ], WORDS)
    if not chosen:
        return theirs
    places = reader.execute(
        "SELECT rowid FROM complaint_words WHERE complaint_words MATCH ? ORDER BY rowid DESC LIMIT ?",
        (matching.any_of(chosen), MOST),
    )
    known = {int(row["id"]) for row in theirs}
    ids = [each for (place,) in places if (each := search.id_of(place)) not in known]
    marks = ", ".join("?" for _ in ids)
    others = reader.execute(
        f"SELECT {_COLUMNS}, 0 AS is_theirs FROM complaint AS c WHERE c.id IN ({marks}) AND {_OPEN}",  # noqa: S608
        ids,
    ).fetchall()
    return [*theirs, *others]


def one(reader: sqlite3.Connection, complaint_id: int) -> sqlite3.Row | None:
    """Return what a complaint says, and whose it is."""
    row: sqlite3.Row | None = reader.execute(
        f"SELECT substr(c.narrative, 1, {READ}) AS words, coalesce(p.name, '') AS customer,"  # noqa: S608
        " coalesce(p.email, '') AS email FROM complaint AS c LEFT JOIN customer AS p ON p.id = c.customer_id"
        " WHERE c.id = ?",
        (complaint_id,),
    ).fetchone()
    return row


def linked(reader: sqlite3.Connection, complaint_id: int) -> set[int]:
    """Return the ids of the complaints that are linked with one."""
    rows = reader.execute(
        "SELECT other_id FROM complaint_link WHERE complaint_id = ?"
        " UNION SELECT complaint_id FROM complaint_link WHERE other_id = ?",
        (complaint_id, complaint_id),
    )
    return {int(each) for (each,) in rows}
