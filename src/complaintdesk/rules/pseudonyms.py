"""Pseudonyms: a stable stand-in for each person, in fields and in free text.

Who is who is said by the caller: each `Person` carries the label that the store
keeps for them, so that the same customer is `Customer A` in every export of a
store. Besides the people known, private details are found by their form
(`private_details`), and people who were not entered by the form of their
names (`strangers`). References, digests, dates and amounts are left alone.
What is doubtful, a surname that is a word or initials alone, is judged by where
it stands unless the handler has said what it is there (`Person.decided`).
The same text and people always give the same result.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from complaintdesk.rules import texts_within
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.name_forms import (
    BOUND_AFTER,
    BOUND_BEFORE,
    JOINED,
    JUDGED,
    LETTER,
    WORD_GOES_ON,
    Form,
    begins_with_title,
    fold,
    forms,
    is_name_like,
    spellings,
)
from complaintdesk.rules.private_details import (
    COUNTED_AS,
    DOUBTFUL,
    KEPT,
    KINDS,
    PATTERNS,
    STRANGER,
    is_card,
    is_detail,
    patterns_of,
)
from complaintdesk.rules.texts_within import Facts
from complaintdesk.vocabulary import PartyRole

_WORDS = {
    PartyRole.customer: "Customer",
    PartyRole.representative: "Representative",
    PartyRole.colleague: "Colleague",
    PartyRole.approver: "Approver",
    PartyRole.external_body: "Outside contact",
}


_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_WORD = re.compile(f"{BOUND_BEFORE}{LETTER}")
_PASSED_OVER = ("keep", "kept")
_WORDS_BEFORE = {"birth": "born", "account": "said"}
"""Kinds whose pattern begins with words that stay, and the group that holds them."""
_WHOLE = frozenset({0, JOINED})
"""The tiers of `name_forms.forms` that name one person: the given name stands with the surname."""
ADDED = "word"
"""The kind of what is hidden because the handler said so."""

_SAID = "said_word"
"""The group of words that the handler wants hidden."""
_AROUND = 30
"""Characters on either side by which a place in a text is known again."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is to be known by a label only, and all that would give them away."""

    label: str
    names: tuple[str, ...]
    """Every spelling; the whole name first."""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    decided: tuple[tuple[str, bool], ...] = ()
    """Places with a doubtful word (`Find.place`), and whether the handler said that it is to be hidden there."""
    words: tuple[str, ...] = ()
    """What else the handler wants hidden, wherever it stands and however large it is written."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was replaced, by kind."""

    counts: tuple[tuple[str, int], ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return _tally(Counter(dict(self.counts)) + Counter(dict(other.counts)))

    def __sub__(self, other: Tally) -> Tally:
        return _tally(Counter(dict(self.counts)) - Counter(dict(other.counts)))

    def __str__(self) -> str:
        """Return it as words: `3 names, 1 postcode`; `nothing` where nothing was replaced."""
        return ", ".join(f"{n} {_called(kind, n)}" for kind, n in self.counts) or "nothing"


class Leak(NamedTuple):
    """Something in a text that would give a person away."""

    line: int
    """Counted from 1."""
    what: str
    """The kind and the words, for the handler's own eyes."""


class Find(NamedTuple):
    """One thing found in a text."""

    kind: str
    start: int
    end: int
    label: str
    """What stands instead."""
    is_hidden: bool = True
    is_doubtful: bool = False
    """Whether it may just as well be something else."""
    decided: bool | None = None
    """What the handler said of it: True to hide it, False to leave it."""
    place: str = ""
    """A doubtful word with the words around it: by that the handler's decision is kept."""
    is_stranger: bool = False
    """Whether it looks like the name of somebody who was not entered."""


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
        self,
        people: Sequence[Person],
        keep: Iterable[str] = (),
        accounts: Iterable[str] = (),
        *,
        whole_names: bool = False,
        strangers: bool = True,
    ) -> None:
        """Prepare for `people`.

        Args:
            people: Who is to be replaced; where a form fits two, the first has it.
            keep: Names that stay as they are: the handler's, the organisation's.
            accounts: Numbers that are private whatever their form.
            whole_names: Whether only what surely is these people's is found: their whole names and their
                own details, not what has the form of a private detail.
            strangers: Whether what looks like the name of somebody else is found, too, as doubtful.
        """
        self._is_sure_only = whole_names
        self._labels: dict[str, tuple[str, str]] = {}
        self._decided = {place: hide for who in people for place, hide in who.decided}
        # Whoever has a label is not kept, even if a caller names them among those who are.
        hidden = {fold(name) for who in people for name in who.names}
        kept_names = [one for one in keep if fold(one) not in hidden]
        kept = _literal(kept_names)
        self._kept = {
            (words[-1], words[0][0]) for one in kept_names if len(words := fold(one).lower().split()) > 1
        }
        parts = [f"(?P<keep>{BOUND_BEFORE}(?:{'|'.join(kept)}){BOUND_AFTER})"] if kept else []
        birth, sort, *others = PATTERNS.items()
        if not whole_names:
            parts.append(f"(?P<birth>{birth[1]})")
        parts.extend(self._known("account", (*accounts, *(one for who in people for one in who.accounts))))
        parts.extend(self._known("address", (one for who in people for one in who.addresses)))
        if not whole_names:
            parts.append(f"(?P<sort>{sort[1]})")
            parts.append(f"(?P<kept>{KEPT})")
        parts.extend(self._known("email", (one for who in people for one in who.emails)))
        parts.extend(self._known("phone", (one for who in people for one in who.phones)))
        if not whole_names:
            parts.extend(
                f"(?P<{kind}>{pattern})" for kind, pattern in others if strangers or kind != STRANGER
            )
        parts.extend(self._hidden_words(people))
        # Without a part nothing is found; an empty pattern would find nothing everywhere.
        self._pattern = re.compile("|".join(parts) or r"(?!)")
        self._parts = self._by_letter(people)
        self._names: dict[str, re.Pattern[str] | None] = {}

    def replaced(self, text: str) -> tuple[str, Tally]:
        """Return the text with every person and private detail replaced, and how many there were."""
        parts, at, counted = [], 0, Counter[str]()
        for find in self.finds(text):
            if find.is_hidden:
                parts += [text[at : find.start], find.label]
                at = find.end
                counted[find.kind] += 1
        return "".join([*parts, text[at:]]), _tally(counted)

    def leaks(self, text: str) -> list[Leak]:
        """Return what a text still surely gives away, line by line."""
        return [
            Leak(
                text.count("\n", 0, find.start) + 1,
                f"{_called(find.kind, 1)} {text[find.start : find.end]!r}",
            )
            for find in self.finds(text)
            # A word that the handler wants hidden may be a word of the report's own.
            if not find.is_doubtful and find.kind != ADDED
        ]

    def finds(self, text: str) -> Iterator[Find]:
        """Yield everything found in a text, in order: what is hidden, and doubtful words that are left."""
        folded = fold(text)
        at = 0
        detail, name = self._pattern.search(folded, 0), self._next_name(folded, 0)
        while detail or name:
            is_detail = name is None or (detail is not None and _goes_before(detail, name))
            found = detail if is_detail else name
            assert found is not None
            find = self._judged(folded, found)
            if find is not None:
                yield find
            # What was taken for something and is not may hide another detail: look again one place on.
            is_over = find is not None or found.lastgroup in _PASSED_OVER
            at = found.end() if is_over else found.start() + 1
            if detail is not None and detail.start() < at:
                detail = self._pattern.search(folded, at)
            if name is not None and name.start() < at:
                name = self._next_name(folded, at)

    def knows(self, text: str) -> bool:
        """Return whether a text names somebody who was given, or holds a private detail."""
        return any(find.is_hidden and not find.is_stranger for find in self.finds(text))

    def _next_name(self, folded: str, at: int) -> re.Match[str] | None:
        """Return the first place from `at` on that could be a name.

        A word is held only against the names that begin with its letter: with a hundred
        people, holding it against all of them takes twenty times as long.
        """
        if not self._parts:
            return None
        for word in _WORD.finditer(folded, at):
            start = word.start()
            titled = self._name("*") if begins_with_title(folded, start) else None
            for pattern in (titled, self._name(folded[start].lower())):
                if pattern is not None and (found := pattern.match(folded, start)):
                    return found
        return None

    def _name(self, letter: str) -> re.Pattern[str] | None:
        """Return the pattern of the names that begin with a letter; it is made when it is first needed."""
        if letter not in self._names:
            parts = self._parts.get(letter)
            self._names[letter] = re.compile("|".join(parts)) if parts else None
        return self._names[letter]

    def _judged(self, folded: str, found: re.Match[str]) -> Find | None:
        """Return what was found; None if it is nothing."""
        group = found.lastgroup or ""
        kind, stand_in = self._labels.get(group, (group, ""))
        start, end = found.span()
        if kind in _PASSED_OVER or (not stand_in and not is_detail(kind, found)):
            return None
        is_stranger = kind == STRANGER
        if is_stranger and self._is_kept(found):
            return None
        is_judged = group.startswith("judged")
        hides = not is_judged or is_name_like(folded, start, end)
        is_doubtful = is_judged or kind in DOUBTFUL
        if kind in _WORDS_BEFORE and not stand_in:
            start += len(found[_WORDS_BEFORE[kind]])
        kind = "card" if kind == "account" and is_card(folded[start:end]) else COUNTED_AS.get(kind, kind)
        label = stand_in or f"[{_called(kind, 1)}]"
        if not is_doubtful:
            return Find(kind, start, end, label)
        place = _place(folded, start, end)
        decided = self._decided.get(place)
        hides = hides if decided is None else decided
        return Find(kind, start, end, label, hides, True, decided, place, is_stranger)

    def _is_kept(self, found: re.Match[str]) -> bool:
        """Return whether the name of a stranger is another way to write one that stays."""
        letter = (found["initials"] or found["initial"] or "").lower()[:1]
        return any(
            family == found["family"].lower() and letter in {"", initial} for family, initial in self._kept
        )

    def _hidden_words(self, people: Iterable[Person]) -> Iterator[str]:
        """Yield the pattern of what is to be hidden wherever it stands."""
        words = _literal(word for who in people for word in who.words)
        if words:
            self._labels[_SAID] = ADDED, f"[{_called(ADDED, 1)}]"
            yield rf"(?P<{_SAID}>(?<![^\W_])(?i:{'|'.join(words)})(?![^\W_]))"

    def _known(self, kind: str, values: Iterable[str]) -> Iterator[str]:
        """Yield the pattern of values known to be private, whatever they look like."""
        known = patterns_of(kind, values)
        if known:
            group = f"known_{kind}"
            self._labels[group] = kind, f"[{_called(kind, 1)}]"
            yield rf"(?P<{group}>(?<![^\W_])(?i:{'|'.join(known)})(?![^\W_]))"

    def _by_letter(self, people: Sequence[Person]) -> dict[str, list[str]]:
        """Return the patterns of the names that begin with each letter, the surest forms of everybody first."""
        spelt = [
            (order, form)
            for order, person in enumerate(people)
            for name in person.names
            for spelling in spellings(name)
            for form in forms(spelling)
            if not self._is_sure_only or form.tier in _WHOLE
        ]
        parts: dict[str, list[str]] = defaultdict(list)
        for place, (order, form) in enumerate(sorted(dict.fromkeys(spelt), key=_surest_first)):
            group = f"{'judged' if form.tier == JUDGED else 'name'}_{place}"
            self._labels[group] = "name", people[order].label
            end = WORD_GOES_ON if form.tier == JOINED else BOUND_AFTER
            for letter in dict.fromkeys(form.starts):
                parts[letter].append(f"(?P<{group}>{form.pattern}){end}")
        return parts


def _goes_before(detail: re.Match[str], name: re.Match[str]) -> bool:
    """Return whether a detail is looked at before a name; where both begin at one place, it is the detail.

    What looks like a stranger's name gives way to one that is known within it: `Mr J. Okafor`;
    a word that the handler wants hidden to a longer name.
    """
    if detail.lastgroup == _SAID:
        return (detail.start(), -detail.end()) < (name.start(), -name.end())
    if detail.lastgroup == STRANGER and not (name.lastgroup or "").startswith("judged"):
        return detail.end() <= name.start()
    return detail.start() <= name.start()


def _surest_first(spelt: tuple[int, Form]) -> tuple[int, int]:
    """Return where a form comes: by its tier, then by the order of people; what is joined is as sure as 2."""
    order, form = spelt
    return (2 if form.tier == JOINED else form.tier, order)


def _place(folded: str, start: int, end: int) -> str:
    """Return a word with what stands around it, however its lines are broken."""
    before = folded[max(0, start - _AROUND) : start]
    after = folded[end : end + _AROUND]
    return " ".join(f"{before}[{folded[start:end]}]{after}".lower().split())


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
    return _made(tuple(people), tuple(keep), tuple(accounts)).leaks(shown)


def pseudonymise(dossier: Dossier, people: Sequence[Person]) -> tuple[Dossier, Tally]:
    """Return the dossier with every person replaced in every text, and how much was replaced.

    References, digests, clocks and the words of vocabularies stay. The handler's
    and the organisation's names stay: the evidence is the handler's own.
    """
    return pseudonymise_paper(
        dossier, people, (dossier.handler, dossier.organisation), (dossier.account_ref,)
    )


def pseudonymise_paper(
    facts: Facts, people: Sequence[Person], keep: Iterable[str] = (), accounts: Iterable[str] = ()
) -> tuple[Facts, Tally]:
    """Return any facts with every person replaced in every text, and how much was replaced; see `pseudonymise`.

    Args:
        facts: A frozen dataclass of values.
        people: Who is to be known by a label only.
        keep: Names that stay as they are.
        accounts: Numbers that are private whatever their form.
    """
    pseudonymiser = _made(tuple(people), tuple(keep), tuple(accounts))
    counted = Counter[str]()

    def text_of(text: str) -> str:
        replaced, tally = pseudonymiser.replaced(text)
        counted.update(dict(tally.counts))
        return replaced

    return texts_within.changed(facts, text_of), _tally(counted)


class Seen(NamedTuple):
    """One text of a complaint in which something was found."""

    where: str
    """Which text it is: `contact 2, summary`."""
    text: str
    finds: tuple[Find, ...]


def seen(dossier: Dossier, people: Sequence[Person]) -> tuple[Seen, ...]:
    """Return every text of a dossier in which something is hidden or doubtful, in the dossier's order."""
    pseudonymiser = _for(dossier, people)
    return tuple(
        Seen(where, text, finds)
        for where, text in texts_within.texts(dossier)
        if (finds := tuple(pseudonymiser.finds(text)))
    )


def _for(dossier: Dossier, people: Sequence[Person]) -> Pseudonymiser:
    return _made(tuple(people), (dossier.handler, dossier.organisation), (dossier.account_ref,))


@lru_cache(maxsize=8)
def _made(people: tuple[Person, ...], keep: tuple[str, ...], accounts: tuple[str, ...]) -> Pseudonymiser:
    """Return the pseudonymiser of some people; an export needs the same one for the text and for the last check."""
    return Pseudonymiser(people, keep, accounts)


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
