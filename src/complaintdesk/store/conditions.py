"""Conditions on `complaint`: fragments of SQL that are our own, and what is bound to their marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from complaintdesk.rules.filter_terms import Amounts, Containing, Days, Exactly, Nothing, Numbers, Value

Bound = str | int


class Condition(NamedTuple):
    """A condition on `complaint`, and what is bound to its marks."""

    sql: str
    parameters: tuple[Bound, ...] = ()


ALL = Condition("1")
NONE = Condition("0")


def both(*conditions: Condition) -> Condition:
    """Return the condition that all of some hold."""
    return _joined(" AND ", [condition for condition in conditions if condition != ALL], ALL)


def either(conditions: Iterable[Condition]) -> Condition:
    """Return the condition that one of some holds."""
    return _joined(" OR ", list(conditions), NONE)


def negated_if(condition: Condition, negated: bool) -> Condition:
    """Return the condition, or that it does not hold: what is not known is not so."""
    return Condition(f"({condition.sql}) IS NOT TRUE", condition.parameters) if negated else condition


def bindable(text: str) -> str:
    """Return a text that SQLite takes: half a character, as a terminal may hand over, becomes a `?`."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _span(expression: str, first: Bound | None, last: Bound | None) -> Condition:
    if first is not None and first == last:
        return Condition(f"{expression} = ?", (first,))
    return both(
        Condition(f"{expression} >= ?", (first,)) if first is not None else ALL,
        Condition(f"{expression} <= ?", (last,)) if last is not None else ALL,
        Condition(f"{expression} IS NOT NULL") if first is None and last is None else ALL,
    )


def has_value(expression: str, value: Value) -> Condition:
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


def _joined(word: str, conditions: Sequence[Condition], none: Condition) -> Condition:
    if len(conditions) < 2:
        return conditions[0] if conditions else none
    return Condition(
        word.join(f"({condition.sql})" for condition in conditions),
        tuple(bound for condition in conditions for bound in condition.parameters),
    )
