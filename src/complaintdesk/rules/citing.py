"""Citing: the sources that reasons name as people write them ("source 2", "sources 1, 3 and 4"), and their titles."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CITED = re.compile(
    r"\bsources?\s+(?:no\.?\s*)?(\d{1,4}(?:\s*(?:,|and|&|to|-)\s*(?:and\s+)?\d{1,4})*)\b", re.IGNORECASE
)
_RANGE = re.compile(r"(\d+)\s*(?:to|-)\s*(\d+)")
_NUMBER = re.compile(r"\d+")

LONGEST_RANGE = 50
"""A wider range of numbers is no citation."""


_OWN_ARTICLE = re.compile(
    r"(?:the|an?|my|our|your|his|her|its|their|this|mr|mrs|ms|miss|dr)\b", re.IGNORECASE
)
_ARTICLES = re.compile(r"(?:The|An?|My|Our|Your|His|Her|Its|Their|This)\b")
_ORDINARY = re.compile(r"[A-Z][a-z-]*(?:['’]s)?(?: [^A-Z]|$)")
"""A capital that only begins a title: the word after it has none, and it is no name of several words."""


def cited(reasons: str) -> tuple[int, ...]:
    """Return the numbers of the sources that a text cites, each once, in order."""
    numbers = {number for match in _CITED.finditer(reasons) for number in _listed(match[1])}
    return tuple(sorted(numbers))


def retold(reasons: str, titles: Mapping[int, str]) -> str:
    """Return reasons with the title of each source in place of its number, as somebody outside reads them.

    Args:
        reasons: What people wrote.
        titles: Number of a source -> its title.

    Returns:
        The reasons; "" where they cite a source that has no title.
    """
    if any(not titles.get(number) for number in cited(reasons)):
        return ""

    def named(match: re.Match[str]) -> str:
        words = [_in_a_sentence(titles[number]) for number in _listed(match[1])]
        said = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
        before = reasons[: match.start()].rstrip()
        return said[:1].upper() + said[1:] if not before or before[-1] in ".!?" else said

    return _CITED.sub(named, reasons)


def _listed(written: str) -> tuple[int, ...]:
    numbers: dict[int, None] = {}
    for first, last in _RANGE.findall(written):
        if 0 <= int(last) - int(first) <= LONGEST_RANGE:
            numbers.update(dict.fromkeys(range(int(first), int(last) + 1)))
    numbers.update((int(number), None) for number in _NUMBER.findall(written))
    return tuple(sorted(numbers))


def _in_a_sentence(title: str) -> str:
    """Return a title as it stands in the middle of a sentence: "the job sheet of 9 November"."""
    told = " ".join(title.split()).rstrip(".")
    if _OWN_ARTICLE.match(told):
        return told[:1].lower() + told[1:] if _ARTICLES.match(told) else told
    return f"the {told[:1].lower()}{told[1:]}" if _ORDINARY.match(told) else f"the {told}"
