"""One table of a procedure file, read key by key.

Every mistake is refused with one sentence that names the file, the place and
the key, and the key or word that was probably meant. Unknown keys are refused
before missing ones, so that a misspelt key is called misspelt and not missing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import NoReturn

from complaintdesk.errors import ProcedureError

_CODE = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


TOP = "the procedure"
"""How the outermost table is called in refusals."""


class Table:
    """The keys of one table, typed as they are asked for.

    Raises:
        ProcedureError: At once, if the table holds a key that is not in `keys`.
    """

    def __init__(self, mapping: Mapping[str, object], where: str, at: str, keys: Collection[str]) -> None:
        self.where = where
        self.at = at
        self._mapping = mapping
        for key in mapping:
            if key not in keys:
                self.refuse(f"has no key {key!r}{_nearest(key, keys)}")

    def refuse(self, what: str) -> NoReturn:
        """Refuse the file, saying `what` is wrong at this place."""
        raise ProcedureError(f"{self.where}: {self.at} {what}.")

    def has(self, key: str) -> bool:
        """Return whether the file states `key`."""
        return key in self._mapping

    def holds_list(self, key: str) -> bool:
        """Return whether the file gives a list for `key`."""
        return isinstance(self._mapping.get(key), list)

    def says(self, key: str, word: str) -> bool:
        """Return whether the file gives just `word` for `key`."""
        return self._mapping.get(key) == word

    def text(self, key: str, default: str | None = None) -> str:
        """Return a piece of text; without a default it must be there and not be blank."""
        if default is not None and not self.has(key):
            return default
        value = self._required(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"needs some text for {key!r}")
        return value.strip()

    def code(self, key: str, default: str | None = None) -> str:
        """Return a short name made of small letters, digits, underscores and hyphens."""
        value = self.text(key, default)
        return self._as_code(key, value) if self.has(key) else value

    def choice(self, key: str, among: Collection[str], default: str | None = None) -> str:
        """Return one of the words in `among`."""
        value = self.text(key, default)
        return self.require_known(key, value, among) if self.has(key) else value

    def codes(self, key: str, among: Collection[str] | None = None) -> tuple[str, ...]:
        """Return a list of codes, or the one code given in its place; none where the key is missing."""
        value = self._mapping.get(key, [])
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list):
            self.refuse(f"needs a word or a list of words for {key!r}")
        words = tuple(self._as_code(key, word) for word in found)
        return words if among is None else tuple(self.require_known(key, word, among) for word in words)

    def number(self, key: str, lowest: int, highest: int) -> int | None:
        """Return a whole number within its limits; None where the key is missing."""
        value = self._mapping.get(key)
        return None if value is None else self._as_number(key, value, lowest, highest)

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self._mapping.get(key, default)
        if not isinstance(value, bool):
            self.refuse(f"needs true or false for {key!r}")
        return value

    def day(self, key: str) -> date:
        """Return a date that must be there."""
        value = self._required(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(f"needs a date such as 2026-11-01, without quotation marks, for {key!r}")
        return value

    def hour(self, key: str) -> time | None:
        """Return a time of day written as "17:00"; None where the key is missing."""
        value = self._mapping.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or _HOUR.fullmatch(value) is None:
            self.refuse(f'needs a time such as "17:00" for {key!r}')
        return time.fromisoformat(value)

    def sentences(self, key: str) -> Mapping[str, str]:
        """Return a table of codes, each with its sentence; empty where the key is missing."""
        entries = self._entries(key)
        for code, sentence in entries.items():
            self._as_code(key, code)
            if not isinstance(sentence, str) or not sentence.strip():
                self.refuse(f"needs a sentence for {key}.{code}")
        return {code: str(sentence).strip() for code, sentence in entries.items()}

    def numbers(self, key: str, lowest: int, highest: int) -> Mapping[str, int]:
        """Return a table of codes, each with its number; empty where the key is missing."""
        return {
            self._as_code(key, code): self._as_number(f"{key}.{code}", value, lowest, highest)
            for code, value in self._entries(key).items()
        }

    def table(self, key: str, keys: Collection[str]) -> Table | None:
        """Return the table under `key`; None where the key is missing."""
        return Table(self._entries(key), self.where, self._under(key), keys) if self.has(key) else None

    def tables(self, key: str, keys: Collection[str]) -> tuple[Table, ...]:
        """Return the list of tables under `key`; refusals call each by its id, kind or number."""
        value = self._mapping.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.refuse(f"needs a list of tables for {key!r}: write [[{key}]] above each")
        return tuple(
            Table(one, self.where, f"{self._under(key)} {one.get('id', one.get('kind', number))!r}", keys)
            for number, one in enumerate(value, start=1)
        )

    def require_known(self, key: str, word: str, among: Collection[str]) -> str:
        """Return `word` if it is one of `among`; refuse it, with the nearest one, if it is not."""
        if word not in among:
            self.refuse(f"has {word!r} for {key!r}, which is not known{_nearest(word, among)}")
        return word

    def _required(self, key: str) -> object:
        if not self.has(key):
            self.refuse(f"needs the key {key!r}")
        return self._mapping[key]

    def _entries(self, key: str) -> Mapping[str, object]:
        value = self._mapping.get(key, {})
        if not isinstance(value, dict):
            self.refuse(f"needs a table for {key!r}")
        return value

    def _under(self, key: str) -> str:
        return key if self.at == TOP else f"{self.at} {key}"

    def _as_code(self, key: str, value: object) -> str:
        if not isinstance(value, str) or _CODE.fullmatch(value) is None:
            self.refuse(f"has {value!r} for {key!r}, where small letters, digits and _ make a word")
        return value

    def _as_number(self, key: str, value: object, lowest: int, highest: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            self.refuse(f"needs a whole number from {lowest} to {highest} for {key!r}, not {value!r}")
        return value


def _nearest(word: str, among: Collection[str]) -> str:
    """Return the end of a refusal: what was probably meant, or else all there is to choose from."""
    close = get_close_matches(word, sorted(among), n=1, cutoff=0.6)
    if close:
        return f"; {close[0]!r} is the nearest"
    return f"; choose from {', '.join(sorted(among))}"
