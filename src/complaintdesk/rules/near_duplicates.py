"""Near-duplicates: complaints that share one text, as those of a campaign do.

Equal texts are found by their digest, similar ones by a sketch: the smallest hashes of their five-word shingles
(Broder 1997). Two sketches of `KEPT` hashes estimate how much the texts share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from heapq import nsmallest
from typing import NamedTuple
from zlib import crc32

SHINGLE = 5
"""Words of one shingle."""

KEPT = 32
"""Hashes of a sketch."""

ALIKE = 0.6
"""Texts that share this part of their shingles are one."""

WITHIN = timedelta(days=30)
"""Days between two that count as one."""

LEAST = 5
"""So many complaints with one text are a campaign."""

MOST_READ = 20_000
"""Characters of a text that are looked at."""

_WORD = re.compile(r"[^\W\d_]+")


class Text(NamedTuple):
    """A complaint, when it came, and what it says."""

    id: int
    received_on: date
    words: str


class Cluster(NamedTuple):
    """Complaints that share one text, the first first."""

    ids: tuple[int, ...]
    first_on: date
    last_on: date


def clusters(texts: Iterable[Text], least: int = LEAST) -> tuple[Cluster, ...]:
    """Return the groups of at least `least` complaints that share one text, the largest first.

    A text is compared with those of the thirty days before it, so that a group goes on as long as its letters
    keep coming.
    """
    ordered = sorted(texts, key=lambda text: (text.received_on, text.id))
    together = _Together(len(ordered))
    sketches: list[tuple[int, ...]] = []
    holding: dict[int, list[int]] = defaultdict(list)
    for place, text in enumerate(ordered):
        sketch = sketched(text.words)
        sketches.append(sketch)
        for other in _candidates(sketch, holding):
            if (
                text.received_on - ordered[other].received_on <= WITHIN
                and likeness(sketch, sketches[other]) >= ALIKE
            ):
                together.join(place, other)
        for hashed in sketch[:8]:
            # The latest of a group stands for those before it: a text written a thousand times is compared once.
            holding[hashed] = [each for each in holding[hashed] if together.of(each) != together.of(place)]
            holding[hashed].append(place)
    groups = [[ordered[place] for place in group] for group in together.groups() if len(group) >= least]
    found = [
        Cluster(tuple(text.id for text in group), group[0].received_on, group[-1].received_on)
        for group in groups
    ]
    return tuple(sorted(found, key=lambda each: (-len(each.ids), each.first_on, each.ids)))


def sketched(text: str) -> tuple[int, ...]:
    """Return the smallest hashes of a text's shingles; names of days, numbers and signs do not count."""
    words = _WORD.findall(text[:MOST_READ].casefold())
    if len(words) < SHINGLE:
        # Too short to tell a letter from a turn of phrase.
        return ()
    shingles = {
        crc32(" ".join(words[start : start + SHINGLE]).encode()) for start in range(len(words) - SHINGLE + 1)
    }
    return tuple(nsmallest(KEPT, shingles))


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return how much two texts share, by their sketches: 0 nothing, 1 all."""
    if not one or not other:
        return 0.0
    union = nsmallest(KEPT, {*one, *other})
    return len({*one} & {*other} & {*union}) / len(union)


def _candidates(sketch: Sequence[int], holding: dict[int, list[int]]) -> Iterator[int]:
    yield from {place for hashed in sketch[:8] for place in holding.get(hashed, ())}


class _Together:
    """Which places belong together (union of sets)."""

    def __init__(self, count: int) -> None:
        self._of = list(range(count))

    def of(self, place: int) -> int:
        while self._of[place] != place:
            self._of[place] = self._of[self._of[place]]
            place = self._of[place]
        return place

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.of(one), self.of(other)))
        self._of[second] = first

    def groups(self) -> Iterable[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self._of)):
            found[self.of(place)].append(place)
        return found.values()
