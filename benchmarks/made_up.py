"""Complaints made up for measuring: a million of them, skewed like real ones, the same on every machine."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

LENGTH = 500
"""Characters a narrative has, about."""

_SYLLABLES = tuple(f"{consonant}{vowel}" for consonant in "bdklmnprst" for vowel in "aeio")
_PRODUCTS = (
    "Repairs",
    "Rents",
    "Estates",
    "Lettings",
    "Accounts",
    "Heating",
    "Lifts",
    "Parking",
    "Gardens",
    "Digital",
)
_CATEGORIES = tuple(f"category {number}" for number in range(40))
_CHANNELS = ("phone", "email", "letter", "web", "in_person")
_FIRST, _LAST = date(2016, 1, 1), date(2026, 10, 31)

HEADER = (
    *("ref", "received", "closed", "customer", "category", "product"),
    *("channel", "outcome", "amount", "about", "text"),
)


class Words:
    """Words by Zipf's law: the nth occurs about 1/n as often as the first."""

    def __init__(self, seed: int = 7, vocabulary: int = 12_000) -> None:
        self._random = random.Random(seed)
        self.known = [
            "".join(self._random.choice(_SYLLABLES) for _ in range(self._random.choice((1, 2, 2, 3, 3, 4))))
            + (f"{number}" if number > 4_000 else "")
            for number in range(vocabulary)
        ]
        self._weights = list(accumulate(1 / (number + 2.7) for number in range(vocabulary)))

    def some(self, count: int) -> list[str]:
        """Return so many words, the frequent ones often."""
        return self._random.choices(self.known, cum_weights=self._weights, k=count)

    def text(self, length: int = LENGTH) -> str:
        """Return about so many characters."""
        words = self.some(length // 6)
        return " ".join(words)[:length]


def rows(count: int, seed: int = 7) -> Iterator[tuple[str, ...]]:
    """Yield so many complaints as rows of `HEADER`; products and categories are skewed, ten years of days."""
    words, chance = Words(seed), random.Random(seed + 1)
    days = (_LAST - _FIRST).days
    skewed = list(accumulate(1 / (n + 1) for n in range(len(_CATEGORIES))))
    products = list(accumulate(1 / (n + 1) for n in range(len(_PRODUCTS))))
    for number in range(count):
        # More of them lately, as it is with a service that grows.
        received = _FIRST + timedelta(days=int(days * chance.random() ** 0.7))
        closed = min(received + timedelta(days=int(chance.expovariate(1 / 21))), _LAST + timedelta(days=30))
        yield (
            f"B{number}",
            received.isoformat(),
            closed.isoformat(),
            f"Customer {chance.randrange(max(1, count // 3))}",
            chance.choices(_CATEGORIES, cum_weights=skewed)[0],
            chance.choices(_PRODUCTS, cum_weights=products)[0],
            chance.choice(_CHANNELS),
            chance.choice(("upheld", "not upheld", "partly upheld", "resolved")),
            str(chance.choice((0, 0, 25, 50, 100, 250))),
            words.text(40),
            words.text(),
        )


def write(path: Path, count: int, seed: int = 7) -> Path:
    """Write so many complaints as CSV and return where."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count, seed))
    return path
