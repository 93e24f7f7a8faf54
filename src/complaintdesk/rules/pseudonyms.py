"""Pseudonyms: a stable stand-in for each person, in fields and in free text.

Who is who is said by the caller: each `Person` carries the label that the store
keeps for them, so that the same customer is `Customer A` in every export of a
store. Besides the people known, private details are found by their form
(`private_details`). References, digests, dates and amounts are left alone.
The same text and people always give the same result.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any, NamedTuple

from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.name_forms import BOUND_AFTER, BOUND_BEFORE, LETTER, fold, forms, is_name_like
from complaintdesk.rules.private_details import KEPT, KINDS, PATTERNS, is_card, is_detail
from complaintdesk.vocabulary import PartyRole

_WORDS = {
    PartyRole.customer: "Customer",
    PartyRole.representative: "Representative",
    PartyRole.colleague: "Colleague",
    PartyRole.approver: "Approver",
    PartyRole.external_body: "Outside contact",
}

_LEFT_ALONE = frozenset(
    {
        *(
            "reference",
            "merged_into",
            "merged_from",
            "sha256",
            "currency",
            "region",
            "procedure",
            "procedure_name",
            "preset",
        ),
        *(
            "media_type",
            "criterion",
            "record_kind",
            "verdict",
            "handler",
            "organisation",
            "role",
            "approver_role",
        ),
    }
)
"""Fields that name a thing of ours, not a person; the handler's own name is theirs to show."""

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PASSED_OVER = ("keep", "kept")
_WORDS_BEFORE = {"birth": "born", "account": "said"}
"""Kinds whose pattern begins with words that stay, and the group that holds them."""
_COUNTED_AS = {"iban": "account"}
_LEAST_DIGITS = 5
"""A known number shorter than that would be found in years and amounts."""
_JUDGED = 4
"""The tier of `name_forms.forms` whose finds are judged by where they stand."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is to be known by a label only, and all that would give them away."""

    label: str
    names: tuple[str, ...]
    """Every spelling; the whole name first."""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was replaced, by kind."""

    counts: tuple[tuple[str, int], ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return _tally(Counter(dict(self.counts)) + Counter(dict(other.counts)))

    def __str__(self) -> str:
        """Return it as words: `3 names, 1 postcode`; `nothing` where nothing was replaced."""
        return ", ".join(f"{n} {_called(kind, n)}" for kind, n in self.counts) or "nothing"


class Leak(NamedTuple):
    """Something in a text that would give a person away."""

    line: int
    """Counted from 1."""
    what: str
    """The kind and the words, for the handler's own eyes."""


class _Find(NamedTuple):
    kind: str
    start: int
    end: int
    label: str


def label(role: PartyRole, number: int) -> str:
    """Return the label of the `number`th person of a role: `Customer A`, `Colleague 2`.

    Customers have letters (`Z` is followed by `AA`), because numbers are for those who work here.

    Raises:
        ValueError: If the number is not positive.
    """
    if number < 1:
        raise ValueError(f"people are counted from 1, not {number}")
    if role is not PartyRole.customer:
        return f"{_WORDS[role]} {number}"
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{_WORDS[role]} {letters}"


class Pseudonymiser:
    """Replaces people and private details in text; made once for the people around a complaint."""

    def __init__(
        self, people: Sequence[Person], keep: Iterable[str] = (), accounts: Iterable[str] = ()
    ) -> None:
        """Prepare for `people`.

        Args:
            people: Who is to be replaced; where a form fits two, the first has it.
            keep: Names that stay as they are: the handler's, the organisation's.
            accounts: Numbers that are private whatever their form.
        """
        self._labels: dict[str, tuple[str, str]] = {}
        parts = (
            [f"(?P<keep>{BOUND_BEFORE}(?:{'|'.join(kept)}){BOUND_AFTER})"] if (kept := _literal(keep)) else []
        )
        birth, *others = PATTERNS.items()
        parts.append(f"(?P<birth>{birth[1]})")
        parts.extend(self._known("account", (*accounts, *(one for who in people for one in who.accounts))))
        parts.append(f"(?P<kept>{KEPT})")
        parts.extend(self._known("email", (one for who in people for one in who.emails)))
        parts.extend(self._known("phone", (one for who in people for one in who.phones)))
        parts.extend(f"(?P<{kind}>{pattern})" for kind, pattern in others)
        parts.extend(self._names(people))
        self._pattern = re.compile("|".join(parts))

    def replaced(self, text: str) -> tuple[str, Tally]:
        """Return the text with every person and private detail replaced, and how many there were."""
        parts, at, counted = [], 0, Counter[str]()
        for find in self._finds(text):
            parts += [text[at : find.start], find.label]
            at = find.end
            counted[find.kind] += 1
        return "".join([*parts, text[at:]]), _tally(counted)

    def leaks(self, text: str) -> list[Leak]:
        """Return what a text still gives away, line by line."""
        return [
            Leak(
                text.count("\n", 0, find.start) + 1,
                f"{_called(find.kind, 1)} {text[find.start : find.end]!r}",
            )
            for find in self._finds(text)
        ]

    def _finds(self, text: str) -> Iterator[_Find]:
        folded = fold(text)
        at = 0
        while found := self._pattern.search(folded, at):
            find = self._judged(folded, found)
            if find is not None:
                yield find
            # What was taken for something and is not may hide another detail: look again one place on.
            at = found.end() if find is not None or found.lastgroup in _PASSED_OVER else found.start() + 1

    def _judged(self, folded: str, found: re.Match[str]) -> _Find | None:
        """Return what was found; None if it may stay."""
        group = found.lastgroup or ""
        kind, stand_in = self._labels.get(group, (group, ""))
        start, end = found.span()
        if kind in _PASSED_OVER or (not stand_in and not is_detail(kind, found)):
            return None
        if group.startswith("judged") and not is_name_like(folded, start, end):
            return None
        if kind in _WORDS_BEFORE and not stand_in:
            start += len(found[_WORDS_BEFORE[kind]])
        kind = "card" if kind == "account" and is_card(folded[start:end]) else _COUNTED_AS.get(kind, kind)
        return _Find(kind, start, end, stand_in or f"[{_called(kind, 1)}]")

    def _known(self, kind: str, values: Iterable[str]) -> Iterator[str]:
        """Yield the pattern of values known to be private, whatever they look like."""
        spelt = _spelt_details(kind, values)
        if spelt:
            group = f"known_{kind}"
            self._labels[group] = kind, f"[{_called(kind, 1)}]"
            yield rf"(?P<{group}>(?<!\w)(?i:{'|'.join(spelt)})(?!\w))"

    def _names(self, people: Sequence[Person]) -> Iterator[str]:
        """Yield the patterns of all names, the surest forms of everybody first."""
        spelt = [
            (tier, order, pattern)
            for order, person in enumerate(people)
            for name in person.names
            for tier, pattern in forms(name)
        ]
        parts = []
        for place, (tier, order, pattern) in enumerate(sorted(dict.fromkeys(spelt), key=lambda one: one[:2])):
            group = f"{'judged' if tier == _JUDGED else 'name'}_{place}"
            self._labels[group] = "name", people[order].label
            parts.append(f"(?P<{group}>{pattern})")
        if parts:
            yield f"{BOUND_BEFORE}(?={LETTER})(?:{'|'.join(parts)}){BOUND_AFTER}"


def leaks(
    text: str, people: Sequence[Person], keep: Iterable[str] = (), accounts: Iterable[str] = ()
) -> list[Leak]:
    """Return what a Markdown report still gives away, as a reader would see it.

    Args:
        text: The report; escapes and entities are read through.
        people: Who is to be known by a label only.
        keep: Names that may be there: the handler's, the organisation's.
        accounts: Numbers that are private whatever their form.
    """
    shown = html.unescape(_ESCAPED.sub(r"\1", text))
    return Pseudonymiser(people, keep, accounts).leaks(shown)


def pseudonymise(dossier: Dossier, people: Sequence[Person]) -> tuple[Dossier, Tally]:
    """Return the dossier with every person replaced in every text, and how much was replaced.

    References, digests, clocks and the words of vocabularies stay. The handler's
    and the organisation's names stay: the evidence is the handler's own.
    """
    pseudonymiser = Pseudonymiser(people, (dossier.handler, dossier.organisation), (dossier.account_ref,))
    counted = Counter[str]()

    def text_of(text: str) -> str:
        replaced, tally = pseudonymiser.replaced(text)
        counted.update(dict(tally.counts))
        return replaced

    changed: Dossier = _changed(dossier, text_of)
    return changed, _tally(counted)


def _changed(value: Any, text_of: Callable[[str], str]) -> Any:
    """Return the value with every text inside it replaced."""
    if isinstance(value, (Enum, Clock)):
        return value
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, tuple):
        return tuple(_changed(one, text_of) for one in value)
    if isinstance(value, dict):
        return {key: _changed(one, text_of) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in _LEFT_ALONE}
        return replace(value, **{name: _changed(one, text_of) for name, one in named.items()})
    return value


def _tally(counted: Counter[str]) -> Tally:
    return Tally(tuple((kind, counted[kind]) for kind in KINDS if counted[kind]))


def _called(kind: str, n: int) -> str:
    one, many = KINDS[kind]
    return one if n == 1 else many


def _literal(texts: Iterable[str]) -> list[str]:
    """Return the patterns of texts as they stand, the longest first."""
    plain = {" ".join(fold(text).split()) for text in texts}
    return [
        re.escape(text).replace(r"\ ", r"\s+")
        for text in sorted(plain, key=lambda one: (-len(one), one))
        if text
    ]


def _spelt_details(kind: str, values: Iterable[str]) -> list[str]:
    """Return the patterns of known details, however they are parted."""
    plain = sorted({fold(value).strip() for value in values}, key=lambda one: (-len(one), one))
    if kind == "email":
        return [re.escape(one) for one in plain if "@" in one]
    if kind == "phone":
        return [_phone(one) for one in plain if sum(map(str.isdigit, one)) >= _LEAST_DIGITS]
    return [
        "[ /.-]?".join(re.escape(character) for character in one if character.isalnum())
        for one in plain
        if sum(map(str.isalnum, one)) >= _LEAST_DIGITS and any(map(str.isdigit, one))
    ]


def _phone(number: str) -> str:
    """Return the pattern of one telephone number, with or without the code of its country."""
    digits = re.sub(r"\D", "", number)
    core = re.sub(r"^(?:0044|44|0)(?=\d{9,})", "", digits)
    spelt = r"[\s().-]{0,3}".join(core)
    return rf"(?:(?:\+|00)?44[\s().-]{{0,3}}(?:0[\s)]{{0,2}})?|\(?0)?{spelt}"
