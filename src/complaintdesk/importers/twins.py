"""Counts records with the same content, in memory that a million records do not fill."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

_MOST_EXPECTED = 1 << 20
"""More is made room for as it comes, so that a file of blank lines takes no memory."""


class TwinCounter:
    """Says how often a content has been met in a file, this time included.

    Open addressing over two flat arrays: some 30 bytes a record, where a
    dictionary of a million digests takes over a hundred megabytes. Contents are
    told apart by the first 64 bits of their digest; should two ever share them,
    the second is numbered 2 instead of 1, the same on every reading, and its key
    stays its own because the key has the whole digest.
    """

    def __init__(self, expected: int = 1_000) -> None:
        self._used = 0
        self._make(1 << max(10, (min(expected, _MOST_EXPECTED) * 3 // 2).bit_length()))

    def count(self, digest: bytes) -> int:
        """Return 1 for the first record with this digest, 2 for the second, and so on."""
        return self.counts((digest,))[0]

    def counts(self, digests: Sequence[bytes]) -> list[int]:
        """Return for each of some records how often its digest has been met, this time included."""
        while (self._used + len(digests)) * 3 > self._size * 2:
            self._grow()
        marks, counts, last = self._marks, self._counts, self._size - 1
        found = []
        for digest in digests:
            # 0 marks a free place.
            wanted = int.from_bytes(digest[:8], "big") or 1
            place = wanted & last
            while (mark := marks[place]) and mark != wanted:
                place = (place + 1) & last
            if not mark:
                marks[place] = wanted
                self._used += 1
            counts[place] = times = counts[place] + 1
            found.append(times)
        return found

    def _make(self, size: int) -> None:
        self._size = size
        self._marks = array("Q", bytes(8 * size))
        self._counts = array("I", bytes(array("I").itemsize * size))

    def _place(self, wanted: int) -> int:
        last = self._size - 1
        place = wanted & last
        marks = self._marks
        while (mark := marks[place]) and mark != wanted:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        marks, counts = self._marks, self._counts
        self._make(self._size * 2)
        for mark, count in zip(marks, counts, strict=True):
            if mark:
                place = self._place(mark)
                self._marks[place], self._counts[place] = mark, count
