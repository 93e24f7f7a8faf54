"""What a filter means: terms that all must hold, as values a store can turn into a search.

Dates and amounts are settled here: a span has its first and last day or number,
both inclusive, so that whoever compiles a filter needs no calendar and no
currency.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""What needs no quotation marks."""


@dataclass(frozen=True, slots=True)
class Words:
    """One word that must occur somewhere in the complaint."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must occur just so, one after the other."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Similar:
    """Complaints like this one."""

    reference: str


@dataclass(frozen=True, slots=True)
class Exactly:
    """A value as the store spells it."""

    text: str


@dataclass(frozen=True, slots=True)
class Containing:
    """Any value that contains this text, in whatever case."""

    text: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """A span of whole numbers. None is without end."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Amounts:
    """A span of money. None is without end."""

    first_minor: int | None
    last_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days. None is without end."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Nothing:
    """No value at all."""


Value: TypeAlias = Exactly | Containing | Numbers | Amounts | Days | Nothing


@dataclass(frozen=True, slots=True)
class Field:
    """A field that must have one of the values; where negated, none of them."""

    name: str
    values: tuple[Value, ...]
    negated: bool = False


Term: TypeAlias = Words | Phrase | Field | Similar


@dataclass(frozen=True, slots=True)
class Filter:
    """Terms that all must hold; without any, everything does."""

    terms: tuple[Term, ...] = ()
    text: str = ""
    """As it was typed."""

    def field(self, name: str) -> Field | None:
        """Return the first term on a field, or None."""
        return next((term for term in self.terms if isinstance(term, Field) and term.name == name), None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return not self.terms


def describe(filtered: Filter) -> str:
    """Return what a filter lets through, in words: `stage is referred or deciding; with "boiler"`."""
    return "; ".join(_described(term) for term in filtered.terms) or "everything"


def written(name: str, *values: str, negated: bool = False) -> str:
    """Return a term on a field as it would be typed, quoted where it must be."""
    return f"{'-' if negated else ''}{name}:{','.join(_quoted(value) for value in values)}"


def _quoted(value: str) -> str:
    """Return a value that reads back as itself; the doubled sign is a quotation mark inside one."""
    bare = _BARE.fullmatch(value) is not None and value.casefold() != "none"
    return value if bare else '"' + value.replace('"', '""') + '"'


def _described(term: Term) -> str:
    match term:
        case Words(text, negated) | Phrase(text, negated):
            return f'{"without" if negated else "with"} "{text}"'
        case Similar(reference):
            return f"like {reference}"
        case Field(name, values, negated):
            told = " or ".join(dict.fromkeys(_value_in_words(value) for value in values))
            return f"{name} {'is not' if negated else 'is'} {told}"


def _value_in_words(value: Value) -> str:
    # What writes days and amounts brings the grammar of procedures with it; only a filter in words needs it.
    from complaintdesk.rules.due_dates import full
    from complaintdesk.rules.money import shown

    match value:
        case Exactly(text):
            return text.replace("_", " ")
        case Containing(text):
            return f'like "{text}"'
        case Numbers(first, last):
            return _span(None if first is None else str(first), None if last is None else str(last))
        case Amounts(first, last, currency):
            return _span(
                None if first is None else shown(first, currency),
                None if last is None else shown(last, currency),
            )
        case Days(first_day, last_day):
            return _span(full(first_day) if first_day else None, full(last_day) if last_day else None)
        case Nothing():
            return "nothing"


def _span(first: str | None, last: str | None) -> str:
    if first == last:
        return first or "anything"
    if first is None:
        return f"up to {last}"
    return f"from {first}" if last is None else f"{first} to {last}"
