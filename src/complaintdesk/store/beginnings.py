"""The beginnings of words, spelt out: which longer words the complaints hold that begin like one.

Asked for a beginning, the full text gathers every place of every longer word before
it gives the first; asked for the words themselves it walks them, the newest first.
"""

from __future__ import annotations

import sqlite3

from complaintdesk.store import matching

MOST = 60
"""Words that are walked at once; of a beginning with more of them the places are gathered."""

_LAST = "\U0010ffff"
"""Sorts behind whatever a word may go on with."""


def each_of(reader: sqlite3.Connection, text: str) -> list[str]:
    """Return the queries for the words of a text in complaints, one a word; the last also finds longer ones."""
    found = matching.words(text)
    return [*(f'"{word}"' for word in found[:-1]), _begun(reader, found[-1])] if found else []


def _begun(reader: sqlite3.Connection, word: str) -> str:
    # Of three letters there is an index of its own; what the full text makes of an accent is its own matter.
    if len(word) <= matching.PREFIX_FROM or not word.isascii():
        return matching.all_of(word)
    longer = _longer(reader, word.lower())
    if longer is None:
        return matching.all_of(word)
    spelt = [f'"{each}"' for each in (word, *longer)]
    return f"({' OR '.join(spelt)})" if longer else spelt[0]


def _longer(reader: sqlite3.Connection, word: str) -> list[str] | None:
    """Return the words that begin with a word, itself left out; None where there are too many."""
    _open_list(reader)
    found: list[str] = []
    at = word
    while len(found) <= MOST:
        # Sought one by one: to step from a word to the next would be to step through all of its places.
        row = reader.execute(
            "SELECT term FROM temp.complaint_terms WHERE term >= ? AND term < ? LIMIT 1",
            (f"{at}\0", word + _LAST),
        ).fetchone()
        if row is None:
            return found
        at = str(row[0])
        found.append(at)
    return None


def _open_list(reader: sqlite3.Connection) -> None:
    """Have the list of the words at hand on a connection: a view into the index, which holds nothing itself."""
    (is_guarded,) = reader.execute("PRAGMA query_only").fetchone()
    if is_guarded:
        if reader.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'complaint_terms'").fetchone():
            return
        reader.execute("PRAGMA query_only=OFF")
    try:
        reader.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.complaint_terms"
            " USING fts5vocab('main', 'complaint_words', 'instance')"
        )
    finally:
        if is_guarded:
            reader.execute("PRAGMA query_only=ON")
