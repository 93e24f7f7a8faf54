"""Full-text search: the complaints in which all words stand, the newest first.

The text is looked up in three indexes - complaints, customers, notes - and the
words may be spread over them where all of them are rare enough to compare.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from complaintdesk.rules import references
from complaintdesk.store import beginnings, matching, schema
from complaintdesk.store.conditions import bindable

COUNTED = 1000
"""Totals are exact up to here."""

RARE = 5000
"""A word that stands in no more complaints than this can be compared across the indexes."""

_TEXT_READ = 200_000
"""Characters of one text that are read to show where the words stand."""


class Hits(NamedTuple):
    """What a search found."""

    exact: tuple[int, ...]
    """Complaints that the text names by a reference, ids."""

    places: tuple[int, ...]
    """The other complaints, newest first, as full-text rows."""

    is_exact: bool
    """Whether that is all there is."""


class Text(NamedTuple):
    """One text of a complaint, and which: `narrative`, `customer`, `contact` ..."""

    field: str
    text: str


def find(reader: sqlite3.Connection, text: str) -> Hits:
    """Return which complaints a typed text finds; nothing that is typed is an error."""
    exact = named(reader, text)
    query = matching.all_of(text)
    if not query:
        return Hits(exact, (), True)
    spelt = beginnings.each_of(reader, text)
    places = _matching(reader, " AND ".join(spelt), query)
    if len(places) <= COUNTED:
        places |= _spread(reader, text, spelt)
    known = set(exact)
    newest_first = sorted((place for place in places if id_of(place) not in known), reverse=True)
    return Hits(exact, tuple(newest_first[:COUNTED]), len(newest_first) + len(exact) <= COUNTED)


def id_of(place: int) -> int:
    """Return the id of the complaint whose full-text row this is."""
    return place & matching.ID_MASK


def named(reader: sqlite3.Connection, text: str) -> tuple[int, ...]:
    """Return the complaints that a text names by a reference: ours in any spelling, or another system's."""
    typed = bindable(text.strip()[: matching.LONGEST])
    if not typed:
        return ()
    rows = reader.execute(
        "SELECT id FROM complaint WHERE reference IN (?, ?)"
        # By way of the imports, because the index begins with the preset.
        " UNION SELECT id FROM complaint WHERE source_id <> '' AND source_id = ?"
        " AND preset IN (SELECT preset FROM import_batch UNION SELECT '') ORDER BY id DESC LIMIT 20",
        (references.read(typed) or typed, typed.upper(), typed),
    ).fetchall()
    found = [int(row[0]) for row in rows]
    return tuple(dict.fromkeys([*found, *_by_account(reader, typed)]))


def texts_of(reader: sqlite3.Connection, complaint_id: int, query: str) -> Iterator[Text]:
    """Yield the texts of a complaint in which a query may stand, its own first."""
    columns = ", ".join(f"substr(complaint.{column}, 1, {_TEXT_READ})" for column in schema.COMPLAINT_TEXTS)
    row = reader.execute(
        f"SELECT {columns}, customer.name, customer.email"  # noqa: S608
        " FROM complaint LEFT JOIN customer ON customer.id = complaint.customer_id WHERE complaint.id = ?",
        (complaint_id,),
    ).fetchone()
    if row is None:
        return
    named = zip((*schema.COMPLAINT_TEXTS, "customer", "email"), row, strict=True)
    yield from (Text(field, text) for field, text in named if text)
    notes = reader.execute(
        f"SELECT kind, substr(words, 1, {_TEXT_READ}) FROM note_words"  # noqa: S608
        " WHERE note_words MATCH ? AND complaint_id = ? ORDER BY rowid DESC LIMIT 20",
        (query, complaint_id),
    )
    yield from (Text(str(kind), str(words)) for kind, words in notes)


def heads_of(reader: sqlite3.Connection, ids: Sequence[int]) -> dict[int, sqlite3.Row]:
    """Return id, reference and source id of some complaints, by id."""
    if not ids:
        return {}
    marks = ", ".join("?" for _ in ids)
    rows = reader.execute(
        f"SELECT id, reference, source_id FROM complaint WHERE id IN ({marks})",  # noqa: S608
        tuple(ids),
    )
    return {int(row["id"]): row for row in rows}


def _by_account(reader: sqlite3.Connection, typed: str) -> list[int]:
    """Return the complaints whose account reference is just this text."""
    query = matching.in_a_row(typed)
    if not any(char.isdigit() for char in query):
        return []
    rows = reader.execute(
        "SELECT rowid FROM complaint_words WHERE complaint_words MATCH ? ORDER BY rowid DESC LIMIT 20",
        (f"account_ref : {query}",),
    ).fetchall()
    if not rows:
        return []
    ids = [id_of(row[0]) for row in rows]
    marks = ", ".join("?" for _ in ids)
    same = reader.execute(
        f"SELECT id FROM complaint WHERE id IN ({marks}) AND account_ref = ? COLLATE NOCASE ORDER BY id DESC",  # noqa: S608
        (*ids, typed),
    )
    return [int(row[0]) for row in same]


def _matching(reader: sqlite3.Connection, spelt: str, query: str, most: int = COUNTED + 1) -> set[int]:
    """Return full-text rows of complaints in one of whose indexes a query matches; the newest of each.

    `spelt` is the same query for the complaints' own words, with beginnings spelt out.
    """
    found = reader.execute(
        "SELECT rowid FROM complaint_words WHERE complaint_words MATCH ? ORDER BY rowid DESC LIMIT ?",
        (spelt, most),
    )
    places = {int(row[0]) for row in found}
    # Together with the complaint's own place, because notes and customers are filed by other numbers.
    others = reader.execute(
        f"SELECT {schema.SORT_KEY} FROM complaint WHERE id IN (SELECT DISTINCT complaint_id FROM"  # noqa: S608
        " (SELECT complaint_id FROM note_words WHERE note_words MATCH ? ORDER BY rowid DESC) LIMIT ?)"
        f" UNION SELECT {schema.SORT_KEY} FROM complaint WHERE customer_id IN"
        # Each of them has a complaint at least, so that no more are needed to count as far.
        " (SELECT rowid FROM customer_words WHERE customer_words MATCH ? ORDER BY rowid DESC LIMIT ?)",
        (query, most, query, most),
    )
    return places | {int(row[0]) for row in others}


def _spread(reader: sqlite3.Connection, text: str, spelt: Sequence[str]) -> set[int]:
    """Return complaints whose words stand apart: one in the customer's name, another in a note.

    Words that stand in very many complaints are not followed across the indexes. `spelt` are the words, one by one,
    as the complaints' own texts are asked for them.
    """
    *first, last = matching.words(text)
    if not first:
        return set()
    asked = [*(matching.in_a_row(word) for word in first), matching.all_of(last)]
    found: set[int] | None = None
    for own, query in dict.fromkeys(zip(spelt, asked, strict=True)):
        places = _matching(reader, own, query, RARE + 1)
        if len(places) > RARE:
            return set()
        found = places if found is None else found & places
        if not found:
            break
    return found or set()
