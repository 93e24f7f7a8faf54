"""The forms in which people write a name: whole, with a title, initials, one part of it, run together.

`forms` returns them as patterns over folded text (`fold`), the surest first. A
part that is also an English word (`Price`, `May`, `Will`) or a word of the trade
is a name only where it stands like one; `is_name_like` decides that:

- it begins with a capital and goes on in small letters;
- a possessive or a verb of speaking follows it, or it stands in the middle of a
  sentence, where English gives a capital to nothing else;
- no number follows it (`Head 1`), and a month has no word of time before it.

With a title, an initial or the rest of the name it is a name everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from complaintdesk.rules.name_words import BODIES, NOBODY, PARTICLES, SUFFIXES, TITLES, WORDS_THAT_ARE_NAMES

_MONTHS = frozenset({"april", "may", "june", "august", "march"})
_OF_TIME = re.compile(r"(?i:\b(?:in|since|during|until|till|last|next|this|early|mid|late|every))\s+$")
_FOLLOWS_A_PERSON = re.compile(
    r"(?:'s\b|'(?=\s)|\s+(?i:said|says|told|tells|asked|asks|called|calls|rang|phoned|wrote|writes|replied|"
    r"answered|agreed|accepted|refused|confirmed|explained|wants|wanted|thinks|thought|promised|apologised)\b)"
)
_NUMBER_FOLLOWS = re.compile(r"\s*\d")
_BEFORE_A_START = frozenset('.!?:|*#>-–—[{/\\"“”')

LETTER = r"[^\W\d_]"
BOUND_BEFORE = rf"(?<!{LETTER})"
BOUND_AFTER = rf"(?!{LETTER})"
_MARKS = "[\u0300-\u036f]*"
_TITLE = rf"(?:{'|'.join(TITLES)})\.?"
_ONLY_A_TITLE = r"(?:mr|mrs|ms|mx|dr|prof|cllr)\.?"
"""Titles that are nothing else in English; `miss`, `master` or `judge` may stand before a word."""
_LONG_ENOUGH_TO_JOIN = 5
_SHORT = 2


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)
    if len(base) > 1 and all(unicodedata.combining(mark) for mark in base[1:]):
        return base[0]
    if len(base) == 1:
        return {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "−": "-"}.get(
            base, base
        )
    return character


def fold(text: str) -> str:
    """Return the text without accents and with one kind of apostrophe, hyphen and blank, place for place."""
    return text if text.isascii() else "".join(map(_folded, text))


def is_word(part: str) -> bool:
    """Return whether a part of a name is also a word of English or of the trade."""
    return fold(part).lower() in WORDS_THAT_ARE_NAMES


def is_name_like(text: str, start: int, end: int) -> bool:
    """Return whether the word at `start` to `end` of folded text stands there as a name.

    The pattern by which it was found has seen to its capital.
    """
    word = text[start:end]
    if _FOLLOWS_A_PERSON.match(text, end):
        return True
    if _NUMBER_FOLLOWS.match(text, end):
        return False
    before = text[max(0, start - 20) : start]
    if word.lower() in _MONTHS and _OF_TIME.search(before):
        return False
    led = before.rstrip(" \t('")
    return bool(led) and "\n" not in before[len(led) :] and led[-1] not in _BEFORE_A_START and led[-1] != "\n"


def forms(name: str) -> Iterator[tuple[int, str]]:
    """Yield the patterns of one spelling of a name, each with its tier: 0 is sure, 3 a single part.

    Tier 4 is a single part that is also a word, to be judged by `is_name_like`.
    """
    title, given, surname = _parts(name)
    if not surname:
        whole = fold(name).strip()
        is_nobody = all(word.strip(".").lower() in {*NOBODY, *TITLES} for word in whole.split())
        if len(whole) > 1 and not is_nobody and any(map(str.isalpha, whole)):
            yield 0, f"(?i:{_spelt(whole)})"
        return
    last = _spelt(" ".join(surname))
    if given:
        yield from _with_given(given, last, joined="".join(surname))
    if title:
        yield 0, f"(?i:{title}\\.?\\s+{last})"
    for family in dict.fromkeys((" ".join(surname), *surname[-1].split("-"))):
        spelt = _spelt(family)
        yield 1, f"(?i:{_ONLY_A_TITLE}\\s+{spelt})"
        yield 1, f"(?i:{_TITLE})\\s+{_capital_or_all(spelt)}"
        if not is_word(family):
            yield 1, f"(?i:{_TITLE}\\s+{spelt})"
    # "John (Jack) Smith" is called Jack.
    called = [word for aside in re.findall(r"\(([^)]*)\)", fold(name)) for word in aside.split()]
    singles = {" ".join(surname), *called, *(part for one in surname for part in one.split("-")), *given}
    for part in sorted(singles, key=lambda one: (-len(one), one)):
        yield from _single(part)


def _with_given(given: tuple[str, ...], last: str, joined: str) -> Iterator[tuple[int, str]]:
    """Yield the forms in which given names or initials stand with the surname."""
    first, initial = given[0], re.escape(given[0][0])
    middles = "|".join([f"{LETTER}\\.?", *map(_spelt, given[1:])])
    between = rf"(?:\s+(?:{middles})){{0,3}}?(?:\s+|(?<=\.))"
    yield 0, f"(?i:(?:{_TITLE}\\s+)?{_spelt(first)}{between}{last})"
    yield 0, f"(?i:{last},\\s*(?:{_TITLE}\\s+)?{_spelt(first)})"
    # "A Price" and "Price I paid" are English; with a point they are names.
    is_letter_word = initial.upper() in {"A", "I"}
    dotted = r"\." if is_letter_word and is_word(joined) else r"\.?"
    ending = r"\." if is_letter_word else rf"(?:\.|{BOUND_AFTER}(?!'))"
    initials = "".join(rf"(?:\s*{re.escape(one[0].upper())}\.?)?" for one in given[1:])
    yield (
        2,
        f"(?:(?i:{_TITLE})\\s+)?{initial.upper()}{dotted}{initials}\\s*(?:(?<=[.\\s])){_capital_or_all(last)}",
    )
    yield 2, f"{_capital_or_all(last)},?\\s+{initial.upper()}{ending}"
    # Run together, as in names of users and files, only letters without accents are used.
    spelt, plain = (re.sub(r"[^a-z]", "", part.lower()) for part in (first, joined))
    if spelt and plain:
        yield 2, f"(?i:{spelt}[._-]?{plain}|{plain}[._-]?{spelt}|{initial}[._-]{plain}|{plain}[._-]{initial})"
        if len(plain) >= _LONG_ENOUGH_TO_JOIN and not is_word(plain):
            yield 2, f"(?i:{initial}{plain}|{plain}{initial})"


def _single(part: str) -> Iterator[tuple[int, str]]:
    if len(part) < 2 or part.lower() in PARTICLES | NOBODY:
        return
    if is_word(part):
        yield 4, _capital(part)
    elif len(part) <= _SHORT:
        yield 3, f"(?:{_capital(part)}|{_spelt(part.upper())})"
    else:
        yield 3, f"(?i:{_spelt(part)})"


def _parts(name: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return title, given names and surname; no surname for a body, or a name that cannot be parted."""
    plain = " ".join(re.sub(r"\([^)]*\)", " ", fold(name)).split())
    family, comma, rest = plain.partition(",")
    if comma and rest.strip() and rest.strip(" .").lower() not in SUFFIXES:
        plain = f"{rest.strip()} {family}"
    tokens = [token.strip('.,;"') for token in plain.replace(".", ". ").split()]
    tokens = [token for token in tokens if token]
    if any(token.lower() in BODIES or any(map(str.isdigit, token)) for token in tokens):
        return "", (), ()
    title = ""
    while tokens and tokens[0].lower() in TITLES:
        title = re.escape(tokens.pop(0).lower())
    while len(tokens) > 1 and tokens[-1].lower() in SUFFIXES:
        tokens.pop()
    if not tokens or any(token.lower() in NOBODY for token in tokens):
        return "", (), ()
    begins = next(
        (
            place
            for place, token in enumerate(tokens)
            if 0 < place < len(tokens) - 1 and token.lower() in PARTICLES
        ),
        len(tokens) - 1,
    )
    return title, tuple(tokens[:begins]), tuple(tokens[begins:])


def _spelt(part: str) -> str:
    """Return the pattern of a part of a name: apostrophes may be missing, hyphens may be blanks."""
    return "".join(map(_letter, part))


def _letter(character: str) -> str:
    if character == "'":
        return r"'?\s?"
    if character == "-":
        return r"[-\s]?"
    if character.isspace():
        return r"[\s-]+"
    return re.escape(character) + (_MARKS if character.isalpha() else "")


def _capital(part: str) -> str:
    return f"(?:{_spelt(part[:1].upper())}{_spelt(part[1:].lower())})"


def _capital_or_all(spelt: str) -> str:
    """Return the pattern of a surname that begins with a capital, whatever follows."""
    return f"(?=[^\\W\\d_a-z])(?i:{spelt})"
