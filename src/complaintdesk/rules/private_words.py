"""Words that do not belong in a note: insults a customer may read, and details that must be kept out.

Whoever a note is about may ask to see it. Names and addresses belong in a
record; the numbers of cards and accounts, National Insurance numbers and
diagnoses do not. Here they are found and masked; whether to, the handler says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from complaintdesk.rules import private_details

KEPT_DIGITS = 4
"""So many letters and digits of a number are left readable at its end."""

MASK = "*"
HEALTH_MASK = "[health detail]"

CARD, INSURANCE, ACCOUNT, HEALTH = "card number", "National Insurance number", "bank account", "diagnosis"

_CARD = re.compile(private_details.PATTERNS["card"])
_INSURANCE = re.compile(private_details.PATTERNS["insurance"])
_ACCOUNT = re.compile(
    r"(?<![\w-])\d{2}[- ]\d{2}[- ]\d{2}(?![\w-])[^\d\n]{1,40}(?<!\w)\d{8}(?!\w)"
    r"|(?<!\w)\d{8}(?!\w)[^\d\n]{1,40}(?<![\w-])\d{2}[- ]\d{2}[- ]\d{2}(?![\w-])"
    r"|(?<!\w)(?i:sort\s?code)\W{0,3}\d{6}(?!\w)[^\d\n]{1,40}(?<!\w)\d{8}(?!\w)"
)
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wary:
    """The words to be wary of, each with what to write instead."""

    insults: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    health: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


UNWARY = Wary()
"""No words at all: numbers are found all the same."""


class Found(NamedTuple):
    """One thing found in a text."""

    kind: str
    words: str
    """As they stand in the text; of a number only its end."""

    start: int
    end: int
    instead: str = ""
    """What to write instead, where the list says."""


def insults(text: str, wary: Wary) -> tuple[Found, ...]:
    """Return the words in a text that a customer should not read of themselves, each once, in order."""
    return _listed(text, wary.insults, "insult")


def private(text: str, wary: Wary) -> tuple[Found, ...]:
    """Return what should be kept out of a note, in order; nothing is found twice."""
    found: list[Found] = []
    for one in sorted(_private(text, wary), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return tuple(found)


def masked(text: str, wary: Wary) -> str:
    """Return a text with what is private made unreadable; the last four characters of a number stay."""
    parts, at = [], 0
    for one in private(text, wary):
        hidden = HEALTH_MASK if one.kind == HEALTH else _hidden(text[one.start : one.end])
        parts += [text[at : one.start], hidden]
        at = one.end
    return "".join([*parts, text[at:]])


def told(found: Found) -> str:
    """Return how a find is named in a sentence: the word itself, or the number by its end."""
    if found.kind == HEALTH:
        return f'a diagnosis ("{found.words}")'
    return f"a {found.kind} (ending {found.words})"


def _private(text: str, wary: Wary) -> Iterator[Found]:
    for kind, pattern in ((CARD, _CARD), (INSURANCE, _INSURANCE), (ACCOUNT, _ACCOUNT)):
        for match in pattern.finditer(text):
            if kind != CARD or private_details.is_card(match[0]):
                yield Found(kind, _last(match[0]), match.start(), match.end())
    yield from _every(text, wary.health, HEALTH)


def _listed(text: str, words: Mapping[str, str], kind: str) -> tuple[Found, ...]:
    once: dict[str, Found] = {}
    for found in _every(text, words, kind):
        once.setdefault(found.words.casefold(), found)
    return tuple(once.values())


def _every(text: str, words: Mapping[str, str], kind: str) -> Iterator[Found]:
    if not words:
        return
    for match in _pattern(tuple(words)).finditer(text):
        yield Found(kind, match[0], match.start(), match.end(), _instead(match[0], words))


def _instead(found: str, words: Mapping[str, str]) -> str:
    plain = _plain(found)
    return next((instead for word, instead in words.items() if plain.startswith(_plain(word))), "")


def _plain(words: str) -> str:
    return re.sub(r"[\s-]+", " ", words).casefold()


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern for whole words, the longest first; blank and hyphen are alike."""
    forms = [
        r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", word.strip()))
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?:s|es)?(?!\w)", re.IGNORECASE)


def _last(number: str) -> str:
    return "".join(character for character in number if character.isalnum())[-KEPT_DIGITS:]


def _hidden(number: str) -> str:
    """Return a number with all letters and digits but the last four masked; an account's words stay."""
    characters = list(number)
    places = [place for place, one in enumerate(characters) if one.isdigit() or _is_letter_of(number, place)]
    for place in places[:-KEPT_DIGITS]:
        characters[place] = MASK
    return "".join(characters)


def _is_letter_of(number: str, place: int) -> bool:
    """Return whether a letter belongs to a number, not to the words between two of them."""
    return number[place].isalpha() and _INSURANCE.fullmatch(number) is not None
