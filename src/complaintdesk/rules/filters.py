"""The filter language: one typed line in, the terms that all must hold out.

    filter     = term ...                      every term must hold
    term       = ["-"] ( word | phrase | field ":" value { "," value } )
    value      = text | phrase | edge | comparison edge | [edge] ".." [edge]
    edge       = number | amount | date | month | year | days "d" | weeks "w" | working days "wd"
    comparison = "<" | "<=" | ">" | ">="
    phrase     = '"' anything '"'              a quotation mark inside is doubled: ""

What stands in quotation marks means just itself: blanks, commas, colons and
minus signs in it have no meaning, and neither has the word none. `similar:` takes
a reference. Nothing typed can be a search of another kind than is described
here: what is not understood is refused, with its place and the nearest right word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from complaintdesk.errors import FilterError
from complaintdesk.rules import references
from complaintdesk.rules.filter_fields import FIELDS, NONE, SIMILAR, Kind, matches
from complaintdesk.rules.filter_terms import (
    Amounts,
    Containing,
    Days,
    Exactly,
    Field,
    Filter,
    Nothing,
    Numbers,
    Phrase,
    Similar,
    Term,
    Value,
    Words,
    describe,
    written,
)
from complaintdesk.rules.filter_values import Reader, Typed
from complaintdesk.rules.working_days import NO_HOLIDAYS, WorkingCalendar

__all__ = [
    "FIELDS",
    "Amounts",
    "Containing",
    "Days",
    "Exactly",
    "Field",
    "Filter",
    "Nothing",
    "Numbers",
    "Phrase",
    "Similar",
    "Term",
    "Value",
    "Words",
    "complete",
    "describe",
    "parse",
    "token_at",
    "written",
]

LONGEST = 2000
"""No filter has more characters; a longer text was pasted by mistake."""

MOST_OFFERED = 20
"""How many completions are offered at once."""

WEEKDAYS = WorkingCalendar(NO_HOLIDAYS)
"""Monday to Friday: counts working days where no calendar is given."""

_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*")


class _Sign(NamedTuple):
    """One character of a token, and whether it stands in quotation marks."""

    char: str
    quoted: bool
    at: int


def parse(
    text: str,
    known_values: Mapping[str, Collection[str]],
    today: date,
    *,
    calendar: WorkingCalendar = WEEKDAYS,
    currency: str = "GBP",
) -> Filter:
    """Return what a typed filter means.

    Args:
        text: As typed.
        known_values: Field -> its values in the store. A field that is not
            named here takes any text.
        today: The day from which `today`, `3d` and `5wd` are counted.
        calendar: The working days that `wd` counts.
        currency: The currency of amounts.

    Raises:
        FilterError: At the first place that is not understood, with the nearest
            right word where there is one.
    """
    if len(text) > LONGEST:
        raise FilterError(f"A filter has {LONGEST} characters at most.", LONGEST)
    reader = Reader(today, known_values, calendar, currency)
    return Filter(tuple(_term(token, reader) for token in _tokens(text)), text.strip())


def complete(text: str, cursor: int, known_values: Mapping[str, Collection[str]]) -> list[str]:
    """Return what the token at the cursor may become, the likeliest first.

    Each answer replaces the text from the start of the token (`token_at`) to
    the cursor. Fields are offered with their colon; values after it.
    """
    begun = text[token_at(text, cursor) : cursor]
    minus, bare = ("-", begun[1:]) if begun.startswith("-") else ("", begun)
    name, colon, rest = bare.partition(":")
    if not colon:
        names = [*FIELDS, *([] if minus else [SIMILAR])]
        return [f"{minus}{field}:" for field in names if field.startswith(bare.casefold())]
    field = name.casefold()
    if field not in FIELDS:
        return []
    values = _offered(field, known_values)
    before, comma, last = rest.rpartition(",")
    wanted = last.replace('"', "")
    found = matches(wanted, values, inside=True) if wanted.strip() else list(values)
    specials = {NONE, "any"}
    return [
        f"{minus}{field}:{before}{comma}{value if value in specials else written('', value)[1:]}"
        for value in found[:MOST_OFFERED]
    ]


def token_at(text: str, cursor: int) -> int:
    """Return where the token begins that the cursor stands in or behind; quoted blanks part nothing."""
    start, quoted = 0, False
    for place, char in enumerate(text[:cursor]):
        if char == '"':
            quoted = not quoted
        elif char.isspace() and not quoted:
            start = place + 1
    return min(start, max(cursor, 0))


def _offered(field: str, known_values: Mapping[str, Collection[str]]) -> list[str]:
    """Return the values that can be offered for a field."""
    rule = FIELDS[field]
    values = known_values.get(field, ()) if rule.kind is Kind.text else rule.words
    return [*values, *([NONE] if rule.may_lack else [])]


def _tokens(text: str) -> list[list[_Sign]]:
    """Return the text cut at its blanks, with quotation marks taken off and what they held marked.

    Raises:
        FilterError: At a quotation mark that is not closed.
    """
    tokens: list[list[_Sign]] = []
    token: list[_Sign] = []
    opened: int | None = None
    place = 0
    while place < len(text):
        char = text[place]
        if char == '"' and opened is not None and text[place + 1 : place + 2] == '"':
            token.append(_Sign('"', True, place))
            place += 1
        elif char == '"':
            # An empty sign keeps the place of the marks, so that "" is seen as a phrase without words.
            token.append(_Sign("", True, place))
            opened = place if opened is None else None
        elif char.isspace() and opened is None:
            tokens.append(token)
            token = []
        else:
            token.append(_Sign(char, opened is not None, place))
        place += 1
    if opened is not None:
        raise FilterError("The quotation mark is not closed.", opened)
    return [token for token in [*tokens, token] if token]


def _term(token: list[_Sign], reader: Reader) -> Term:
    """Return what one token means."""
    negated = token[0].char == "-" and not token[0].quoted
    at, signs = token[0].at, token[1:] if negated else token
    if not signs:
        raise FilterError("A minus needs a word after it, without a blank.", at)
    name, values = _split(signs)
    if name is not None:
        return _field(name, signs[0].at, values, negated, reader)
    text = _text(signs).strip()
    if not text:
        raise FilterError("There is nothing between the quotation marks.", at)
    return Phrase(text, negated) if any(sign.quoted for sign in signs) else Words(text, negated)


def _split(signs: list[_Sign]) -> tuple[str | None, list[_Sign]]:
    """Return the name before the first colon and the signs after it; no name where it is none."""
    for place, sign in enumerate(signs):
        if sign.quoted:
            break
        if sign.char == ":":
            name = _text(signs[:place])
            return (name, signs[place + 1 :]) if _NAME.fullmatch(name) else (None, signs)
    return None, signs


def _field(name: str, at: int, signs: list[_Sign], negated: bool, reader: Reader) -> Term:
    field = name.casefold()
    if field not in FIELDS and field != SIMILAR:
        raise FilterError(_no_such_field(name), at)
    typed = _values(signs, field, at + len(name) + 1)
    if field == SIMILAR:
        return _similar(typed, negated, at)
    if FIELDS[field].kind is Kind.money and len(typed) > 1:
        raise FilterError(f"Write an amount without commas, as in {field}:>=1250.", typed[1].at - 1)
    values = (value for one in typed for value in reader.read(field, one))
    return Field(field, tuple(dict.fromkeys(values)), negated)


def _similar(typed: list[Typed], negated: bool, at: int) -> Similar:
    if negated or len(typed) > 1:
        raise FilterError(f"{SIMILAR}: takes one reference, and no minus.", at)
    reference = references.read(typed[0].text)
    if reference is None:
        raise FilterError(f"{typed[0].said} is no reference; write one such as CD-2026-0007.", typed[0].at)
    return Similar(reference)


def _values(signs: list[_Sign], field: str, at: int) -> list[Typed]:
    """Return the values after the colon, cut at commas that are not quoted.

    Raises:
        FilterError: Where a value is missing.
    """
    parts: list[list[_Sign]] = [[]]
    starts = [at]
    for sign in signs:
        if sign.char == "," and not sign.quoted:
            parts.append([])
            starts.append(sign.at + 1)
        else:
            parts[-1].append(sign)
    typed = [
        Typed(_text(part).strip(), any(sign.quoted for sign in part), start)
        for part, start in zip(parts, starts, strict=True)
    ]
    for one in typed:
        if not one.text:
            raise FilterError(
                f"Say a value after {field}:" if one.at == at else "A value is missing.", one.at
            )
    return typed


def _text(signs: list[_Sign]) -> str:
    return "".join(sign.char for sign in signs)


def _no_such_field(name: str) -> str:
    named = Typed(name, False, 0).said
    near = difflib.get_close_matches(name.casefold(), [*FIELDS, SIMILAR], n=1)
    if near:
        return f"There is no field {named}; did you mean {near[0]}? Words with a colon go in quotation marks."
    return f"There is no field {named}; the fields are {', '.join(FIELDS)} and {SIMILAR}."
