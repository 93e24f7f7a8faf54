"""Citing: the sources that reasons name as people write them: "source 2", "sources 1, 3 and 4"."""

from __future__ import annotations

import re

_CITED = re.compile(
    r"\bsources?\s+(?:no\.?\s*)?(\d{1,4}(?:\s*(?:,|and|&|to|-)\s*(?:and\s+)?\d{1,4})*)\b", re.IGNORECASE
)
_RANGE = re.compile(r"(\d+)\s*(?:to|-)\s*(\d+)")
_NUMBER = re.compile(r"\d+")

LONGEST_RANGE = 50
"""A wider range of numbers is no citation."""


def cited(reasons: str) -> tuple[int, ...]:
    """Return the numbers of the sources that a text cites, each once, in order."""
    numbers: dict[int, None] = {}
    for match in _CITED.finditer(reasons):
        listed = match[1]
        for first, last in _RANGE.findall(listed):
            if 0 <= int(last) - int(first) <= LONGEST_RANGE:
                numbers.update(dict.fromkeys(range(int(first), int(last) + 1)))
        numbers.update((int(number), None) for number in _NUMBER.findall(listed))
    return tuple(sorted(numbers))
