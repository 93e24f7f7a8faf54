"""The forms in which people write a name: whole, with a title, initials, one part of it, run together.

`forms` returns them as patterns over folded text (`fold`), the surest first. A
part that is also an English word (`Price`, `May`, `Will`) or a word of the trade
is doubtful: a name only where it stands like one, and whoever exports may say
otherwise. So are initials alone. `is_name_like` decides as long as nobody has:

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
from typing import NamedTuple

from complaintdesk.rules.name_words import BODIES, NOBODY, PARTICLES, SUFFIXES, TITLES, WORDS_THAT_ARE_NAMES

_MONTHS = frozenset({"april", "may", "june", "august", "march"})
_OF_TIME = re.compile(r"(?i:\b(?:in|since|during|until|till|last|next|this|early|mid|late|every))\s+$")
_LETTERS_THAT_SAY_MORE = frozenset(
    {
        *(
            "AD",
            "AI",
            "AM",
            "BC",
            "CC",
            "CD",
            "CV",
            "DB",
            "DD",
            "DP",
            "DR",
            "EC",
            "EU",
            "GB",
            "GP",
            "HR",
            "ID",
        ),
        *(
            "IT",
            "KG",
            "KM",
            "MP",
            "NB",
            "NI",
            "NO",
            "OK",
            "PA",
            "PC",
            "PM",
            "PO",
            "PS",
            "QA",
            "RE",
            "TV",
            "UK",
        ),
        *("UN", "US", "VS", "WC", "WD"),
    }
)
"""Pairs of letters that stand for something else at least as often as for a person."""

_FOLLOWS_A_PERSON = re.compile(
    r"(?:'s\b|'(?=\s)|\s+(?i:said|says|told|tells|asked|asks|called|calls|rang|phoned|wrote|writes|replied|"
    r"answered|agreed|accepted|refused|confirmed|explained|wants|wanted|thinks|thought|promised|apologised)\b)"
)
_NUMBER_FOLLOWS = re.compile(r"\s*\d")
_NUMBER_BEFORE = re.compile(r"\d\s*$")
_BEFORE_A_START = frozenset('.!?:|*#>-–—[{/\\"“”')

LETTER = r"[^\W\d_]"
BOUND_BEFORE = rf"(?<!{LETTER})"
BOUND_AFTER = rf"(?!{LETTER}|@[\w-]+\.\w)"
"""No letter goes on, and it is not the beginning of an address of mail."""
_MARKS = "[\u0300-\u036f]*"
_TITLE = rf"(?:{'|'.join(TITLES)})\.?"
_ONLY_A_TITLE = r"(?:mr|mrs|ms|mx|dr|prof|cllr)\.?"
"""Titles that are nothing else in English; `miss`, `master` or `judge` may stand before a word."""
_ANY_TITLE = re.compile(rf"(?i:{_TITLE})\s")
_LONG_ENOUGH_TO_JOIN = 5
_LONG_ENOUGH_FOR_A_FAMILY = 4
_SHORT = 2

SINGLE, JUDGED, JOINED = 3, 4, 5
"""Tiers of `forms`: one part of a name; what is judged by where it stands; both parts run together."""

WORD_GOES_ON = rf"(?:(?!{LETTER})|(?<=[a-z])(?=[A-Z]))"
"""The end of names run together, which a capital may follow: `AnnOkaforLetter.pdf`."""

_TWO_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
"""Letters that people without them on the keyboard write as two."""

_UMLAUTS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ø": "oe",
        "å": "aa",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "Ø": "Oe",
        "Å": "Aa",
    }
)
_BARRED = str.maketrans("øØłŁđĐıħĦŧŦ", "oOlLdDihHtT")
"""Letters that Unicode does not take apart into a base and a mark."""


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    base = unicodedata.normalize("NFKD", character.translate(_BARRED))
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
    before = text[max(0, start - 20) : start]
    if "." in word:
        letters = "".join(filter(str.isalpha, word)).upper()
        return letters not in _LETTERS_THAT_SAY_MORE and not _NUMBER_BEFORE.search(before)
    if len(word) > 1 and word.isupper():
        # Where all is written large, nothing tells a name from a word.
        return False
    if _FOLLOWS_A_PERSON.match(text, end):
        return True
    if _NUMBER_FOLLOWS.match(text, end):
        return False
    if word.lower() in _MONTHS and _OF_TIME.search(before):
        return False
    led = before.rstrip(" \t('")
    return bool(led) and "\n" not in before[len(led) :] and led[-1] not in _BEFORE_A_START and led[-1] != "\n"


def spellings(name: str) -> tuple[str, ...]:
    """Return a name as it is written, and as it is without the letters of its own alphabet: `Müller`, `Mueller`."""
    return tuple(dict.fromkeys((name, unicodedata.normalize("NFC", name).translate(_UMLAUTS))))


class Form(NamedTuple):
    """One way to write a name."""

    tier: int
    pattern: str
    starts: str
    """The letters with which it may begin, small; `*` where a title may stand first."""


def forms(name: str) -> Iterator[Form]:
    """Yield the forms of one spelling of a name, each with its tier: 0 is sure, `SINGLE` one part of it.

    `JUDGED` is a part that is also a word, or initials: to be judged by `is_name_like`.
    What is `JOINED` ends at `WORD_GOES_ON`.
    """
    title, given, surname = _parts(name)
    if not surname:
        whole = fold(name).strip()
        is_nobody = all(word.strip(".").lower() in {*NOBODY, *TITLES} for word in whole.split())
        if len(whole) > 1 and not is_nobody and any(map(str.isalpha, whole)):
            # "Reader 7" is not "Reader 71".
            ends = r"(?!\d)" if whole[-1].isdigit() else ""
            yield Form(0, f"(?i:{_spelt(whole)}){ends}", _first(whole))
        return
    if given:
        yield from _with_given(given, surname)
    # Of more names than two, some may belong to the family: "Puig i Ferrer", "García Lorca".
    for at in range(1, len(given)):
        family = (*given[at:], *surname)
        yield from _with_given(given[:at], family)
        yield Form(1, f"(?i:(?:{_TITLE}\\s+)?{_spelt(' '.join(family))})", f"*{_first(family[0])}")
    if title:
        yield Form(0, f"(?i:{title}\\.?\\s+{_spelt(' '.join(surname))})", "*")
    for family_name in dict.fromkeys((" ".join(surname), *surname[-1].split("-"))):
        spelt = _spelt(family_name)
        yield Form(1, f"(?i:{_ONLY_A_TITLE}\\s+{spelt})", "*")
        yield Form(1, f"(?i:{_TITLE})\\s+{_capital_or_all(spelt)}", "*")
        if not is_word(family_name):
            yield Form(1, f"(?i:{_TITLE}\\s+{spelt})", "*")
    # "John (Jack) Smith" is called Jack.
    called = [word for aside in re.findall(r"\(([^)]*)\)", fold(name)) for word in aside.split()]
    singles = {" ".join(surname), *called, *(part for one in surname for part in one.split("-")), *given}
    for part in sorted(singles, key=lambda one: (-len(one), one)):
        for tier, pattern in _single(part, is_family=part not in given):
            yield Form(tier, pattern, _first(part))


def _with_given(given: tuple[str, ...], surname: tuple[str, ...]) -> Iterator[Form]:
    """Yield the forms in which given names or initials stand with the surname."""
    last, joined = _spelt(" ".join(surname)), "".join(surname)
    first, initial = given[0], re.escape(given[0][0])
    of_given, of_family = _first(first), _first(joined)
    middles = "|".join([f"{LETTER}\\.?", *map(_spelt, given[1:])])
    between = rf"(?:\s+(?:{middles})){{0,3}}?(?:\s+|(?<=\.))"
    yield Form(0, f"(?i:(?:{_TITLE}\\s+)?{_spelt(first)}{between}{last})", f"*{of_given}")
    yield Form(0, f"(?i:{last},\\s*(?:{_TITLE}\\s+)?{_spelt(first)})", of_family)
    # "A Price" and "Price I paid" are English; with a point they are names.
    is_letter_word = initial.upper() in {"A", "I"}
    dotted = r"\." if is_letter_word and is_word(joined) else r"\.?"
    ending = r"\." if is_letter_word else rf"(?:\.|{BOUND_AFTER}(?!'))"
    initials = "".join(rf"(?:\s*{re.escape(one[0].upper())}\.?)?" for one in given[1:])
    lead = f"(?:(?i:{_TITLE})\\s+)?{initial.upper()}{dotted}{initials}\\s*(?:(?<=[.\\s]))"
    yield Form(2, f"{lead}{_capital_or_all(last)}", f"*{of_given}")
    yield Form(2, f"{_capital_or_all(last)},?\\s+{initial.upper()}{ending}", of_family)
    yield from _run_together(first, joined)
    # "A.O." or "A. N. O.", "AO": who is meant shows only where it stands.
    letters = [re.escape(one[0].upper()) for one in given]
    middle = "".join(rf"(?:{one}\.\s?)?" for one in letters[1:])
    if joined[:1].isalpha() and given[0][0].isalpha():
        last_letter = re.escape(joined[0].upper())
        yield Form(JUDGED, rf"{letters[0]}\.\s?{middle}{last_letter}\.", of_given)
        if f"{letters[0]}{last_letter}" not in _LETTERS_THAT_SAY_MORE:
            yield Form(JUDGED, rf"{letters[0]}{last_letter}(?![\w.])", of_given)


def _run_together(first: str, joined: str) -> Iterator[Form]:
    """Yield the forms in names of users and files, where only letters without accents are used."""
    initial, starts = re.escape(first[0]), _first(first) + _first(joined)
    spelt, plain = (re.sub(r"[^a-z]", "", part.lower()) for part in (first, joined))
    if not (spelt and plain):
        return
    yield Form(2, f"(?i:{initial}[._-]{plain}|{plain}[._-]{initial})", starts)
    yield Form(JOINED, f"(?i:{spelt}[._-]?{plain}|{plain}[._-]?{spelt})", starts)
    if len(plain) >= _LONG_ENOUGH_TO_JOIN and not is_word(plain):
        yield Form(2, f"(?i:{initial}{plain}|{plain}{initial})", starts)


def _first(part: str) -> str:
    """Return with which small letters a part of a name may begin."""
    letter = next((one for one in part.lower() if one.isalpha()), "")
    return letter + _TWO_LETTERS.get(letter, "")[:1]


def _single(part: str, *, is_family: bool) -> Iterator[tuple[int, str]]:
    if len(part) < 2 or part.lower() in PARTICLES | NOBODY:
        return
    if is_word(part):
        yield JUDGED, f"(?:{_capital(part)}|{_spelt(part.upper())})"
    elif len(part) <= _SHORT:
        yield SINGLE, f"(?:{_capital(part)}|{_spelt(part.upper())})"
    elif is_family and len(part) >= _LONG_ENOUGH_FOR_A_FAMILY:
        # "The Okafors", "the Joneses".
        yield SINGLE, f"(?i:{_spelt(part)}(?:e?s)?)"
    else:
        yield SINGLE, f"(?i:{_spelt(part)})"


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


def begins_with_title(text: str, at: int) -> bool:
    """Return whether a title stands at a place of folded text."""
    return _ANY_TITLE.match(text, at) is not None


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
    if character.lower() in _TWO_LETTERS:
        return f"(?:{re.escape(character)}|{_TWO_LETTERS[character.lower()]})"
    return re.escape(character) + (_MARKS if character.isalpha() else "")


def _capital(part: str) -> str:
    return f"(?:{_spelt(part[:1].upper())}{_spelt(part[1:].lower())})"


def _capital_or_all(spelt: str) -> str:
    """Return the pattern of a surname that begins with a capital, whatever follows."""
    return f"(?=[^\\W\\d_a-z])(?i:{spelt})"
