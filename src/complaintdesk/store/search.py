"""Full-text search: the complaints in which all words stand, the newest first.

The text is looked up in three indexes - complaints, customers, notes - and the
words may be spread over them where all of them are rare enough to compare.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
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
    query = matching.all_of(text)
    if not query:
        return Hits(named(reader, text), (), True)
    spelt = beginnings.each_of(reader, text)
    places = _matching(reader, " AND ".join(spelt), query)
    among = [id_of(place) for place in places] if len(places) <= COUNTED else None
    exact = named(reader, text, among)
    if len(places) <= COUNTED:
        places |= _spread(reader, text, spelt)
    known = set(exact)
    newest_first = sorted((place for place in places if id_of(place) not in known), reverse=True)
    return Hits(exact, tuple(newest_first[:COUNTED]), len(newest_first) + len(exact) <= COUNTED)


def id_of(place: int) -> int:
    """Return the id of the complaint whose full-text row this is."""
    return place & matching.ID_MASK


def named(reader: sqlite3.Connection, text: str, among: Sequence[int] | None = None) -> tuple[int, ...]:
    """Return the complaints that a text names by a reference: ours in any spelling, or another system's.

    `among` are all complaints that hold its words, where they are known: an account is then looked for there.
    """
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
    return tuple(dict.fromkeys([*found, *_by_account(reader, typed, among)]))


def texts_of(reader: sqlite3.Connection, ids: Sequence[int], query: str) -> dict[int, list[Text]]:
    """Return the texts of some complaints in which a query may stand, by complaint, its own first."""
    marks = ", ".join("?" for _ in ids)
    columns = ", ".join(f"substr(complaint.{column}, 1, {_TEXT_READ})" for column in schema.COMPLAINT_TEXTS)
    rows = reader.execute(
        f"SELECT complaint.id, {columns}, customer.name, customer.email FROM complaint"  # noqa: S608
        f" LEFT JOIN customer ON customer.id = complaint.customer_id WHERE complaint.id IN ({marks})",
        tuple(ids),
    )
    fields = (*schema.COMPLAINT_TEXTS, "customer", "email")
    found = {
        int(row[0]): [Text(field, text) for field, text in zip(fields, tuple(row)[1:], strict=True) if text]
        for row in rows
    }
    notes = reader.execute(
        "SELECT complaint_id, kind, words FROM (SELECT complaint_id, kind,"  # noqa: S608
        f" substr(words, 1, {_TEXT_READ}) AS words,"
        " row_number() OVER (PARTITION BY complaint_id ORDER BY rowid DESC) AS number FROM note_words"
        f" WHERE note_words MATCH ? AND complaint_id IN ({marks})) WHERE number <= 20 ORDER BY number",
        (query, *ids),
    )
    for complaint_id, kind, words in notes:
        if complaint_id in found:
            found[complaint_id].append(Text(str(kind), str(words)))
    return found


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


def _by_account(reader: sqlite3.Connection, typed: str, among: Sequence[int] | None) -> list[int]:
    """Return the complaints whose account reference is just this text, of those `among` where they are given."""
    query = matching.in_a_row(typed)
    if not any(char.isdigit() for char in query):
        return []
    ids = among
    if ids is None:
        rows = reader.execute(
            "SELECT rowid FROM complaint_words WHERE complaint_words MATCH ? ORDER BY rowid DESC LIMIT 20",
            (f"account_ref : {query}",),
        )
        ids = [id_of(row[0]) for row in rows]
    if not ids:
        return []
    marks = ", ".join("?" for _ in ids)
    same = reader.execute(
        f"SELECT id FROM complaint WHERE id IN ({marks}) AND account_ref = ? COLLATE NOCASE"  # noqa: S608
        " ORDER BY id DESC LIMIT 20",
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
    return {int(row[0]) for row in found} | _elsewhere(reader, query, most)


def _elsewhere(reader: sqlite3.Connection, query: str, most: int) -> set[int]:
    """Return full-text rows of complaints of whose notes or customers one matches a query."""
    # Together with the complaint's own place, because notes and customers are filed by other numbers.
    rows = reader.execute(
        f"SELECT {schema.SORT_KEY} FROM complaint WHERE id IN (SELECT DISTINCT complaint_id FROM"  # noqa: S608
        " (SELECT complaint_id FROM note_words WHERE note_words MATCH ? ORDER BY rowid DESC) LIMIT ?)"
        f" UNION SELECT {schema.SORT_KEY} FROM complaint WHERE customer_id IN"
        # Each of them has a complaint at least, so that no more are needed to count as far.
        " (SELECT rowid FROM customer_words WHERE customer_words MATCH ? ORDER BY rowid DESC LIMIT ?)",
        (query, most, query, most),
    )
    return {int(row[0]) for row in rows}


def _spread(reader: sqlite3.Connection, text: str, spelt: Sequence[str]) -> set[int]:
    """Return complaints whose words stand apart: one in the customer's name, another in a note.

    Words that stand in very many complaints are not followed across the indexes. `spelt` are the words, one by one,
    as the complaints' own texts are asked for them.
    """
    *first, last = matching.words(text)
    if not first:
        return set()
    asked = [*(matching.in_a_row(word) for word in first), matching.all_of(last)]
    if not any(_elsewhere(reader, query, 1) for query in asked):
        # Each word stands in the complaints' own texts alone, where all of them were looked for together.
        return set()
    found: set[int] | None = None
    for own, query in dict.fromkeys(zip(spelt, asked, strict=True)):
        places = _matching(reader, own, query, RARE + 1)
        if len(places) > RARE:
            return set()
        found = places if found is None else found & places
        if not found:
            break
    return found or set()
