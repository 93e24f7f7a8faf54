"""The fields of the filter language as SQL: which column, row or word each value asks for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from complaintdesk.rules.filter_terms import Amounts, Containing, Days, Exactly, Nothing, Numbers, Value
from complaintdesk.store import facets, matching, schema
from complaintdesk.store.conditions import (
    ALL,
    Bound,
    Condition,
    bindable,
    both,
    either,
    negated_if,
)


def of_field(reader: sqlite3.Connection, name: str, values: Sequence[Value], today: date) -> Condition:
    """Return the condition that a field has one of some values; `today` makes a promise overdue."""
    if name == "text":
        return either(_text(reader, value) for value in values)
    if name in facets.FACETS:
        return _facet(facets.FACETS[name], values)
    if name in _CHOICES:
        return either(_choice(name, value, today) for value in values)
    return either(_PLAIN[name](value) for value in values)


def _facet(facet: facets.Facet, values: Sequence[Value]) -> Condition:
    exact = [bindable(value.text) for value in values if isinstance(value, Exactly)]
    parts = [Condition(f"{{}} IN ({', '.join('?' for _ in exact)})", tuple(exact))] if exact else []
    parts += [
        Condition("instr(lower({}), lower(?)) > 0", (bindable(value.text),))
        for value in values
        if isinstance(value, Containing)
    ]
    found = [Condition(part.sql.format(facet.column), part.parameters) for part in parts]
    if facet.also:
        found += [
            Condition(
                f"complaint.id IN (SELECT complaint_id FROM ({facet.also}) WHERE {part.sql.format('value')})",  # noqa: S608
                part.parameters,
            )
            for part in parts
        ]
    if any(isinstance(value, Nothing) for value in values):
        found.append(facets.without(facet))
    return either(found)


def _span(expression: str, first: Bound | None, last: Bound | None) -> Condition:
    if first is not None and first == last:
        return Condition(f"{expression} = ?", (first,))
    return both(
        Condition(f"{expression} >= ?", (first,)) if first is not None else ALL,
        Condition(f"{expression} <= ?", (last,)) if last is not None else ALL,
        Condition(f"{expression} IS NOT NULL") if first is None and last is None else ALL,
    )


def _has_value(expression: str, value: Value) -> Condition:
    """Return the condition that an expression, NULL where there is nothing, has a value."""
    match value:
        case Nothing():
            return Condition(f"{expression} IS NULL")
        case Days(first, last):
            return _span(expression, first.isoformat() if first else None, last.isoformat() if last else None)
        case Numbers(least, most):
            return _span(expression, least, most)
        case Amounts(least_minor, most_minor):
            return _span(expression, least_minor, most_minor)
        case Exactly(text) | Containing(text):
            return Condition(f"{expression} = ?", (bindable(text),))


def _reference(value: Value) -> Condition:
    text = bindable(value.text) if isinstance(value, Exactly | Containing) else ""
    return Condition(
        "complaint.reference = ? COLLATE NOCASE OR (complaint.source_id <> '' AND complaint.source_id = ?)",
        (text, text),
    )


def _severity(value: Value) -> Condition:
    if isinstance(value, Nothing):
        return Condition("complaint.severity = 0")
    asked = _has_value("complaint.severity", value)
    # 0 stands for not rated yet, so it is no small severity: it must be asked for.
    asks_unrated = isinstance(value, Numbers) and value.first is not None
    return asked if asks_unrated else both(asked, Condition("complaint.severity <> 0"))


def _customer(value: Value) -> Condition:
    if isinstance(value, Nothing):
        return Condition("complaint.customer_id IS NULL")
    text = value.text if isinstance(value, Exactly | Containing) else ""
    query = matching.in_a_row(text, begun=isinstance(value, Containing))
    named = (
        Condition("SELECT rowid FROM customer_words WHERE customer_words MATCH ?", (f"{{name}} : {query}",))
        if query
        else Condition("SELECT id FROM customer WHERE instr(name, ?) > 0", (bindable(text),))
    )
    return Condition(f"complaint.customer_id IN ({named.sql})", named.parameters)


def _origin(value: Value) -> Condition:
    word = value.text if isinstance(value, Exactly) else ""
    return ALL if word == "any" else Condition("complaint.origin = ?", (word,))


def _stage(value: Value) -> Condition:
    word = value.text if isinstance(value, Exactly) else ""
    return Condition(facets.LIVE) if word == "live" else Condition("complaint.stage = ?", (word,))


def _text(reader: sqlite3.Connection, value: Value) -> Condition:
    query = matching.all_of(value.text) if isinstance(value, Exactly | Containing) else ""
    return said(reader, query) if query else ALL


_PLAIN: Mapping[str, Callable[[Value], Condition]] = MappingProxyType(
    {
        "ref": _reference,
        "stage": _stage,
        "severity": _severity,
        "due": lambda value: _has_value("complaint.next_due_on", value),
        "received": lambda value: _has_value("complaint.received_on", value),
        "closed": lambda value: _has_value("complaint.closed_on", value),
        "customer": _customer,
        "outcome": lambda value: _has_value(f"({facets.OUTCOME})", value),
        "amount": lambda value: _has_value(f"({facets.AMOUNT})", value),
        "origin": _origin,
    }
)
"""Field -> the condition of one of its values."""

_CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "flag": {
            "urgent": "complaint.urgent",
            "safety": "complaint.safety",
            "vulnerable": "complaint.vulnerable = 'yes'",
            "paused": facets.PAUSED,
            "reopened": "complaint.reopened_on IS NOT NULL",
            "conflict": "complaint.conflict = 'yes'",
            "legal_hold": "complaint.legal_hold",
        },
        "promise": {
            "open": "state = 'open'",
            "overdue": "state = 'open' AND due_on < :today",
            "today": "state = 'open' AND due_on = :today",
            "kept": "state = 'kept'",
            "missed": "state = 'missed'",
        },
        "approval": {
            "asked": "decision = 'asked'",
            "approved": "decision = 'approved'",
            "refused": "decision = 'refused'",
        },
    }
)
"""Field -> word -> its condition: on `complaint` for a flag, else on the table of the field's name."""


def _choice(name: str, value: Value, today: date) -> Condition:
    choices = _CHOICES[name]
    word = value.text if isinstance(value, Exactly) else ""
    if name == "flag":
        any_flag = either(Condition(sql) for sql in choices.values())
        return Condition(choices[word]) if word else negated_if(any_flag, negated=True)
    rows = f"SELECT complaint_id FROM {name}"  # noqa: S608
    if not word:
        return Condition(f"complaint.id NOT IN ({rows})")
    days = (today.isoformat(),) * choices[word].count(":today")
    return Condition(f"complaint.id IN ({rows} WHERE {choices[word].replace(':today', '?')})", days)


OFTEN = 20_000
"""A word that stands in more complaints than that is compared by place, not looked up by complaint."""


def said(reader: sqlite3.Connection, query: str) -> Condition:
    """Return the condition that a full-text query matches a complaint, its customer or one of its notes."""
    elsewhere = (
        "SELECT complaint_id FROM note_words WHERE note_words MATCH ?"
        " UNION ALL SELECT theirs.id FROM complaint AS theirs WHERE theirs.customer_id IN"
        " (SELECT rowid FROM customer_words WHERE customer_words MATCH ?)"
    )
    if _is_frequent(reader, query):
        # The full text gives its places in their order, and what is in order is put aside ten times as fast.
        own = f"{schema.PLACE} IN (SELECT rowid FROM complaint_words WHERE complaint_words MATCH ?)"  # noqa: S608
        return Condition(f"{own} OR complaint.id IN ({elsewhere})", (query,) * 3)
    return Condition(
        f"complaint.id IN (SELECT rowid & {matching.ID_MASK} FROM complaint_words"  # noqa: S608
        f" WHERE complaint_words MATCH ? UNION ALL {elsewhere})",
        (query,) * 3,
    )


def _is_frequent(reader: sqlite3.Connection, query: str) -> bool:
    # Without the longer words first: to gather those of a frequent one takes a hundred times as long.
    for each in dict.fromkeys((query.removesuffix("*"), query)):
        (count,) = reader.execute(
            "SELECT count(*) FROM (SELECT 1 FROM complaint_words WHERE complaint_words MATCH ? LIMIT ?)",
            (each, OFTEN + 1),
        ).fetchone()
        if count > OFTEN:
            return True
    return False
