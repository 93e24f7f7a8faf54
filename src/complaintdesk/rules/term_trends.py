"""Terms on the rise: the words that complaints newly hold, from enough of them and from several customers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from complaintdesk.rules.statistics.terms import term_rise

LEAST_COMPLAINTS = 5
"""Recent complaints that must hold a term before it is shown."""

LEAST_CUSTOMERS = 3
"""Customers they must come from."""

SHORTEST = 3
"""Letters of a word that is counted."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_COMMON = (
    "about after again all also and any are ask asked back because been before being but can could did does doing"
    " done down each even ever every few first for from get give given goes going got had has have having her here"
    " hers him his how into its just know last like made make many may might more most much must never next not now"
    " off old once one only our ours out over own put said same say says see she should since some still such take"
    " tell than that the their them then there these they thing things this those though through time told too took"
    " try two under until upon use used very want wanted was way well went were what when where which while who why"
    " will with without would yet you your yours"
)
COMMON = frozenset(_COMMON.split())
"""Words that say nothing of what a complaint is about."""


class Worded(NamedTuple):
    """One complaint's words: whether it is recent, whose, and what it says."""

    is_recent: bool
    customer: object
    words: str


class Term(NamedTuple):
    """One term, and in how many complaints it stands."""

    term: str
    with_now: int
    now: int
    with_before: int
    before: int
    customers: int
    """Different customers among the recent ones."""

    z: float

    @property
    def is_shown(self) -> bool:
        """Whether enough complaints of enough customers hold it."""
        return self.with_now >= LEAST_COMPLAINTS and self.customers >= LEAST_CUSTOMERS


def rising(texts: Iterable[Worded], names: Collection[str] = (), least: int = 3) -> tuple[Term, ...]:
    """Return the terms by how much they rose, those that rose most first.

    Args:
        texts: The complaints of both windows.
        names: Words that are names of people; they are left out.
        least: Complaints of both windows together that must hold a term.
    """
    unnamed = COMMON | {folded(name) for name in names}
    now, before = Counter[str](), Counter[str]()
    customers: dict[str, set[object]] = defaultdict(set)
    totals = [0, 0]
    for place, text in enumerate(texts):
        totals[text.is_recent] += 1
        found = set(words(text.words)) - unnamed
        if text.is_recent:
            now.update(found)
            whose = ("unknown", place) if text.customer is None else text.customer
            for word in found:
                customers[word].add(whose)
        else:
            before.update(found)
    ranked = [
        Term(
            word,
            now[word],
            totals[1],
            before[word],
            totals[0],
            len(customers[word]),
            term_rise(now[word], totals[1], before[word], totals[0]).z,
        )
        for word in {*now, *before}
        if now[word] + before[word] >= least and all(totals)
    ]
    return tuple(sorted(ranked, key=lambda each: (-each.z, each.term)))


def words(text: str) -> Iterator[str]:
    """Yield the words of a text, folded; short ones and numbers are left out."""
    for found in _WORD.findall(text):
        word = folded(found)
        if len(word) >= SHORTEST:
            yield word


def folded(word: str) -> str:
    """Return a word without case and accents."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(character for character in parts if unicodedata.category(character) != "Mn")
