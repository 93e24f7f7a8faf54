"""Search: words in, complaints out, each with the place where the words stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from complaintdesk.rules import foreign_text
from complaintdesk.store import matching
from complaintdesk.store import search as stored

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

SHOWN = 50
"""Results, unless asked otherwise."""

_BEFORE, _WHOLE = 40, 120
"""Characters of a snippet before the first word found, and in all."""

_CUT = "…"
"""Where a snippet begins or ends within the text."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Result:
    """One complaint that was found, and where."""

    complaint_id: int
    reference: str
    field: str
    """Where the words stand: `reference`, `narrative`, `customer`, `contact` ..."""

    snippet: str
    """The text around them in one line, made fit to be shown; plain text, never markup."""

    ranges: tuple[tuple[int, int], ...]
    """Where the words stand in the snippet: first character, and the one after the last."""


class Found(NamedTuple):
    """Which complaints a search finds."""

    total: int | None
    """How many; None where there are more than a thousand."""

    by_reference: tuple[int, ...]
    """Those that the text names, ids."""

    by_words: tuple[int, ...]
    """The others, the newest first."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, what the text names by a reference first, then the newest first."""

    total: int | None
    """How many complaints were found; None where there are more than a thousand."""

    results: tuple[Result, ...]


def find(desk: Desk, text: str, limit: int = SHOWN) -> Found:
    """Return the complaints a typed text finds: by reference, else by all its words, the last as a beginning.

    Nothing that is typed is an error; a text without letters or digits finds nothing.
    """
    hits = stored.find(desk.reader, text)
    places = hits.places[: max(0, limit - len(hits.exact))]
    total = len(hits.exact) + len(hits.places) if hits.is_exact else None
    return Found(total, hits.exact[: max(0, limit)], tuple(stored.id_of(place) for place in places))


def search(desk: Desk, text: str, limit: int = SHOWN) -> SearchResult:
    """Return what `find` finds, and of each complaint where the words stand in it."""
    found = find(desk, text, limit)
    words = _Words(text)
    heads = stored.heads_of(desk.reader, [*found.by_reference, *found.by_words])
    texts = stored.texts_of(desk.reader, found.by_words, words.query) if found.by_words else {}
    results = [
        _by_reference(each, heads[each]["reference"], heads[each]["source_id"], text)
        for each in found.by_reference
        if each in heads
    ] + [
        _by_words(each, heads[each]["reference"], texts.get(each, ()), words)
        for each in found.by_words
        if each in heads
    ]
    return SearchResult(found.total, tuple(results))


def where(desk: Desk, complaint_id: int, text: str) -> Result:
    """Return where in one complaint the words of a text stand; the snippet is "" where none does."""
    words = _Words(text)
    if not words.query:
        return Result(complaint_id, "", "", "", ())
    texts = stored.texts_of(desk.reader, [complaint_id], words.query)
    return _by_words(complaint_id, "", texts.get(complaint_id, ()), words)


class _Words:
    """The words looked for, as they can be found in a text."""

    def __init__(self, text: str) -> None:
        asked = matching.words(text)
        self.query = matching.any_of(asked[:-1], begun=asked[-1]) if asked else ""
        self._whole = {_folded(part) for word in asked[:-1] for part in _WORD.findall(word)}
        self._begun = [_folded(part) for part in _WORD.findall(asked[-1])] if asked else []
        # A long text is read by a pattern first: only words with accents need folding one by one.
        said = [re.escape(word) for word in asked]
        self._quick = re.compile(rf"(?<!\w)(?:{'|'.join(said)})", re.IGNORECASE) if said else None
        self._plain = _pattern(self._whole, self._begun)

    def first_in(self, text: str) -> int | None:
        """Return about where the first of the words stands in a text; None where none does."""
        if self._quick is not None and (found := self._quick.search(text)) is not None:
            return found.start()
        if text.isascii():
            return None
        return next((start for start, _ in self.ranges_in(text)), None)

    def ranges_in(self, text: str) -> list[tuple[int, int]]:
        """Return where the words stand in a text."""
        if text.replace(_CUT, "").isascii():
            return [found.span() for found in self._plain.finditer(text)]
        return [found.span() for found in _WORD.finditer(text) if self._is_asked(_folded(found[0]))]

    def _is_asked(self, word: str) -> bool:
        return word in self._whole or any(word.startswith(begun) for begun in self._begun)


def _pattern(whole: Iterable[str], begun: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of the words looked for in a text without accents: some whole, others as beginnings."""
    some = [rf"{re.escape(word)}(?![^\W_])" for word in whole] + [
        rf"{re.escape(word)}[^\W_]*" for word in begun
    ]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(some) or '(?!)'})", re.IGNORECASE | re.ASCII)


def _folded(word: str) -> str:
    """Return a word without case and accents, as the full text compares it."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in parts if unicodedata.category(char) != "Mn")


def _by_reference(complaint_id: int, reference: str, source_id: str, text: str) -> Result:
    typed = text.strip()
    field, said = ("source_id", source_id) if source_id == typed else ("reference", reference)
    snippet = foreign_text.clean(said, one_line=True, limit=_WHOLE)
    return Result(complaint_id, reference, field, snippet, ((0, len(snippet)),))


def _by_words(complaint_id: int, reference: str, texts: Iterable[stored.Text], words: _Words) -> Result:
    """Return the result with the text that holds the most of the words; the first of them if several do."""
    best = (0, Result(complaint_id, reference, "narrative", "", ()))
    for field, text in texts:
        start = words.first_in(text)
        if start is None:
            continue
        snippet = _snippet(text, start)
        ranges = tuple(words.ranges_in(snippet))
        distinct = len({_folded(snippet[start:end]) for start, end in ranges})
        if distinct > best[0]:
            best = (distinct, Result(complaint_id, reference, field, snippet, ranges))
    return best[1]


def _snippet(text: str, start: int) -> str:
    """Return a line of the text around a place, cut at blanks where there are any near."""
    begin = max(0, start - _BEFORE)
    if begin:
        blank = text.find(" ", begin, start)
        begin = blank + 1 if blank >= 0 else begin
    end = min(len(text), begin + _WHOLE)
    if end < len(text):
        blank = text.rfind(" ", start + 1, end)
        end = blank if blank > start else end
    line = " ".join(foreign_text.clean(text[begin:end], one_line=True).split())
    return f"{f'{_CUT} ' if begin else ''}{line}{f' {_CUT}' if end < len(text) else ''}"
