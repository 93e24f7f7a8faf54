"""Filters as SQL: what the filter language means, as a condition on `complaint`.

Whatever was typed becomes a bound parameter. The fragments are our own, so that
SQLite can see which index covers them.
"""

from __future__ import annotations

import sqlite3
from datetime import date

from complaintdesk.errors import FilterError
from complaintdesk.rules import references
from complaintdesk.rules.filter_terms import Field, Filter, Phrase, Similar, Term, Words
from complaintdesk.store import filter_fields, matching
from complaintdesk.store.conditions import ALL, NONE, Condition, both, either, negated_if
from complaintdesk.vocabulary import Origin

NEWEST_COMPARED = 2000
"""Of the complaints that share a word, this many of the newest are ranked by likeness."""

MOST_SIMILAR = 50
WORDS_COMPARED = 8
_TEXT_COMPARED = 20_000
"""Characters of a narrative that are read for its telling words."""


def compile_filter(
    reader: sqlite3.Connection, filtered: Filter, today: date, default: Origin | None = Origin.referred
) -> Condition:
    """Return the condition that a filter stands for.

    Args:
        reader: Asked for the words of a complaint that others shall be like.
        filtered: The filter.
        today: The day that makes a promise overdue.
        default: The origin wanted where the filter names none; None for any.

    Raises:
        FilterError: If the complaint named by `similar:` is not there.
    """
    terms = sorted(filtered.terms, key=_place)
    return both(_origin(filtered, default), *(_term(reader, term, today) for term in terms))


_COLUMNS = (
    "origin", "received", "category", "product", "channel", "cause", "remedy", "outcome", "stage", "severity", "root",
    "procedure", "closed", "due", "amount",
)  # fmt: skip
"""Fields as their columns follow each other in the index `complaint_by_day`."""


def _place(term: Term) -> int:
    # SQLite asks in the order written, and reads a row of the index only as far as it must.
    return _COLUMNS.index(term.name) if isinstance(term, Field) and term.name in _COLUMNS else len(_COLUMNS)


def _origin(filtered: Filter, default: Origin | None) -> Condition:
    """Return which origin is wanted besides what the terms say."""
    if default is not None and filtered.field("origin") is None:
        return Condition(f"complaint.origin = '{default.value}'")
    if filtered.field("received") is not None:
        # Says nothing new; by it SQLite seeks the days within each origin, as the index has them.
        return Condition(f"complaint.origin IN ({', '.join(repr(origin.value) for origin in Origin)})")
    return ALL


def _term(reader: sqlite3.Connection, term: Term, today: date) -> Condition:
    match term:
        case Words(text, negated):
            return _written(reader, matching.in_a_row(text, begun=True), text, negated)
        case Phrase(text, negated):
            return _written(reader, matching.in_a_row(text), text, negated)
        case Similar(reference):
            return _similar(reader, reference)
        case Field(name, values, negated):
            return negated_if(filter_fields.of_field(reader, name, values, today), negated)


def _written(reader: sqlite3.Connection, query: str, text: str, negated: bool) -> Condition:
    """Return the condition that a complaint says something; a sign alone, such as `&`, asks nothing."""
    if not query:
        return ALL
    reference = references.read(text)
    named = Condition("complaint.reference = ?", (reference,)) if reference else NONE
    said = filter_fields.said(reader, query)
    return negated_if(either([named, said]) if reference else said, negated)


def _similar(reader: sqlite3.Connection, reference: str) -> Condition:
    """Return the condition that a complaint shares the telling words of another one."""
    row = reader.execute(
        f"SELECT about, substr(narrative, 1, {_TEXT_COMPARED}) FROM complaint WHERE reference = ?",  # noqa: S608
        (reference,),
    ).fetchone()
    if row is None:
        msg = f"There is no complaint {reference} to compare with."
        raise FilterError(msg)
    chosen = matching.telling(f"{row[0]} {row[1]}", WORDS_COMPARED)
    if not chosen:
        return NONE
    return Condition(
        f"complaint.reference <> ? AND complaint.id IN (SELECT rowid & {matching.ID_MASK} FROM ("  # noqa: S608
        "SELECT rowid, rank FROM complaint_words WHERE complaint_words MATCH ?"
        f" ORDER BY rowid DESC LIMIT {NEWEST_COMPARED}) ORDER BY rank LIMIT {MOST_SIMILAR})",
        (reference, matching.any_of(chosen)),
    )
