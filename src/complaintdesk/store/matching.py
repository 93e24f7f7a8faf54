"""Words as people type them, made into full-text queries that cannot be anything else.

Only letters, digits and marks are kept, and each word is quoted, so that nothing
typed is ever an operator or an error. The last word also finds longer ones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

MOST_WORDS = 20
LONGEST = 500
"""Characters of a typed text that are looked at."""

PREFIX_FROM = 3
"""Letters from which a word also finds longer ones: shorter ones would merge half the index."""

TELLING_FROM = 5
"""Letters a word needs to say what a text is about."""

ID_BITS = 24
"""A complaint's full-text row is its day, shifted by this many bits, and its id (`schema.SORT_KEY`)."""

ID_MASK = (1 << ID_BITS) - 1


def words(text: str) -> tuple[str, ...]:
    """Return the words of a typed text, as they are looked for; at most twenty."""
    return tuple(_split(text[:LONGEST])[:MOST_WORDS])


def telling(text: str, count: int) -> list[str]:
    """Return the longest different words of a text, which say best what it is about; at most `count`."""
    different = {word for word in _split(text.casefold()) if len(word) >= TELLING_FROM}
    return sorted(different, key=lambda word: (-len(word), word))[:count]


def all_of(text: str) -> str:
    """Return the query for all words of a text, the last as a beginning; empty without words."""
    *first, last = words(text) or ("",)
    return " ".join([*(f'"{word}"' for word in first), _begun(last, last)]) if last else ""


def in_a_row(text: str, *, begun: bool = False) -> str:
    """Return the query for the words of a text one after the other; empty without words.

    With `begun` the last word also finds longer ones.
    """
    found = words(text)
    if not found:
        return ""
    phrase = " ".join(found)
    return _begun(phrase, found[-1]) if begun else f'"{phrase}"'


def any_of(chosen: Sequence[str], *, begun: str = "") -> str:
    """Return the query for any of some words, each as `words` gave it; `begun` also finds longer ones."""
    return " OR ".join([*(f'"{word}"' for word in chosen), *([_begun(begun, begun)] if begun else [])])


def _begun(phrase: str, last: str) -> str:
    return f'"{phrase}"*' if len(last) >= PREFIX_FROM else f'"{phrase}"'


def _split(text: str) -> list[str]:
    return "".join(char if _is_kept(char) else " " for char in text).split()


def _is_kept(char: str) -> bool:
    category = unicodedata.category(char)
    # Characters for private use are words to the full text, as they are to those who use them.
    return category[0] in "LNM" or category == "Co"
