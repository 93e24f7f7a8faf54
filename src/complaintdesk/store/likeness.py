"""Like complaints: the closed ones that share the telling words of one complaint.

Only the newest that hold any of the words are ranked, so that the question takes
as long on two million complaints as on two thousand.
"""

from __future__ import annotations

import sqlite3

from complaintdesk.store import matching, search

WORDS = 8
"""Telling words of a complaint that are looked for: its longest."""

READ = 20_000
"""Characters of a narrative that are read for them."""

NEWEST = 2000
"""Complaints that hold one of the words, the newest, that are ranked."""

RANKED = 200
"""The best of those that are looked up."""


def find(reader: sqlite3.Connection, complaint_id: int, most: int) -> list[sqlite3.Row]:
    """Return the closed complaints most like this one: those of its category first, then the best match.

    Each row has id, reference, about, words (the beginning of the narrative), closed_on,
    outcome, remedy and amount_minor.
    """
    own = reader.execute(
        f"SELECT about, wants, substr(narrative, 1, {READ}) AS words, category FROM complaint WHERE id = ?",  # noqa: S608
        (complaint_id,),
    ).fetchone()
    if own is None:
        return []
    chosen = matching.telling(f"{own['about']} {own['wants']} {own['words']}", WORDS)
    if not chosen:
        return []
    places = reader.execute(
        "SELECT rowid FROM (SELECT rowid, rank FROM complaint_words WHERE complaint_words MATCH ?"  # noqa: S608
        f" ORDER BY rowid DESC LIMIT {NEWEST}) ORDER BY rank, rowid DESC LIMIT {RANKED}",
        (matching.any_of(chosen),),
    )
    ids = [search.id_of(place) for (place,) in places]
    known = {int(row["id"]): row for row in _closed(reader, ids)}
    ranked = [known[one] for one in ids if one in known and one != complaint_id]
    # Sorting keeps the order of equals, which is that of the match.
    ranked.sort(key=lambda row: not own["category"] or row["category"] != own["category"])
    return ranked[:most]


def _closed(reader: sqlite3.Connection, ids: list[int]) -> list[sqlite3.Row]:
    if not ids:
        return []
    marks = ", ".join("?" for _ in ids)
    return reader.execute(
        "SELECT id, reference, about, substr(narrative, 1, 200) AS words, category, closed_on, outcome,"  # noqa: S608
        f" remedy, amount_minor FROM complaint WHERE id IN ({marks}) AND stage = 'closed'",
        ids,
    ).fetchall()
