"""Conditions on `complaint`: fragments of SQL that are our own, and what is bound to their marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

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


def _joined(word: str, conditions: Sequence[Condition], none: Condition) -> Condition:
    if len(conditions) < 2:
        return conditions[0] if conditions else none
    return Condition(
        word.join(f"({condition.sql})" for condition in conditions),
        tuple(bound for condition in conditions for bound in condition.parameters),
    )
