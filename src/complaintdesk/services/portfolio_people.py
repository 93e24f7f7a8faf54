"""Who is replaced by a stand-in in a portfolio: in the words on one complaint, and in those on none.

A portfolio can hold a thousand complaints, and looking for everybody in every text
would take hours. Whoever a text cannot name, because no part of their name and no
number of theirs stands in it, is not looked for in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from complaintdesk.rules import pseudonyms
from complaintdesk.rules.name_forms import fold
from complaintdesk.rules.pseudonyms import Leak, Person, Pseudonymiser, Tally
from complaintdesk.store import evidence as rows

if TYPE_CHECKING:
    from complaintdesk.rules.coverage import Claimed
    from complaintdesk.rules.dossier import Dossier
    from complaintdesk.services.desk import Desk

Texts = Mapping[int | None, Sequence[str]]
"""Complaint, or None for what belongs to none -> all that is said of it outside its own file."""

_WORD = re.compile(r"[^\W\d_]+")
_LAST_DIGITS = 4
"""Digits of a number by whose presence in a text it is worth looking for."""


def mentioned(desk: Desk, texts: Texts) -> tuple[int, ...]:
    """Return the handler's own complaints whose customers may be named in some texts."""
    said = {word for each in texts.values() for word in _words("\n".join(each))}
    return tuple(
        complaint_id
        for complaint_id, name, nicknames in rows.own_customers(desk.reader)
        if said & set(_keys((name, *nicknames.splitlines())))
    )


def witnesses(claims: Iterable[Claimed]) -> tuple[Person, ...]:
    """Return whoever is named as a witness of what belongs to no complaint; the label is the claim's own."""
    return tuple(
        Person(f"Witness {claim.id}", (claim.witness,))
        for claim in claims
        if claim.witness and claim.evidence.complaint_id is None
    )


class Hiding:
    """Replaces people in the texts of a portfolio, and counts what it replaced."""

    def __init__(
        self,
        people: Mapping[int, Sequence[Person]],
        others: Sequence[Person],
        found: Mapping[int, Dossier],
        keep: Sequence[str],
        texts: Texts,
    ) -> None:
        """Prepare.

        Args:
            people: Who is known by a label only, by complaint.
            others: Who is named in what belongs to no complaint.
            found: The complaints, for the numbers that are private in them.
            keep: Names that stay.
            texts: All that is going to be said.
        """
        everybody = _Everybody([*others, *(one for each in people.values() for one in each)])
        self._named = {owner: everybody.in_texts(each) for owner, each in texts.items()}
        self._people = people
        self._accounts = {id_: one.account_ref for id_, one in found.items()}
        self._keep = tuple(keep)
        self._made: dict[int | None, Pseudonymiser] = {}
        self.tally = Tally()

    def people(self, complaint_id: int | None) -> tuple[Person, ...]:
        """Return who is to be replaced where a complaint, or none, is told: its own people first."""
        own = self._people.get(complaint_id, ()) if complaint_id is not None else ()
        return tuple(dict.fromkeys([*own, *self._named.get(complaint_id, ())]))

    def of(self, complaint_id: int | None) -> Callable[[str], str]:
        """Return what replaces people in a text on one complaint, or on none."""
        return lambda text: self._replaced(complaint_id, text)

    def leaks(self, text: str) -> Sequence[Leak]:
        """Return what a text that is made of all the others still gives away."""
        everybody = dict.fromkeys(one for each in self._named.values() for one in each)
        return pseudonyms.leaks(text, tuple(everybody), self._keep, self._numbers(None))

    def _numbers(self, complaint_id: int | None) -> tuple[str, ...]:
        if complaint_id is None:
            return tuple(filter(None, self._accounts.values()))
        return (self._accounts.get(complaint_id, ""),)

    def _replaced(self, complaint_id: int | None, text: str) -> str:
        if not text:
            return text
        made = self._made.get(complaint_id)
        if made is None:
            # The same people and numbers as for the complaint's own file: its pattern is compiled once.
            made = Pseudonymiser(self.people(complaint_id), self._keep, self._numbers(complaint_id))
            self._made[complaint_id] = made
        replaced, tally = made.replaced(text)
        self.tally += tally
        return replaced


class _Everybody:
    """All the people, found by the words and numbers that would give them away."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = list(dict.fromkeys(people))
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for place, person in enumerate(self._people):
            for key in set(_keys(person.names)):
                self._by_key[key].append(place)

    def in_texts(self, texts: Iterable[str]) -> tuple[Person, ...]:
        """Return who may be named in some texts, in the order in which they are known."""
        text = fold("\n".join(texts)).casefold()
        places = {place for word in _words(text) for place in self._by_key.get(word, ())}
        digits = "".join(filter(str.isdigit, text))
        if "@" in text or len(digits) >= _LAST_DIGITS:
            places |= {
                place for place, one in enumerate(self._people) if _has_detail(one, text, digits)
            }  # fmt: skip
        return tuple(self._people[place] for place in sorted(places))


def _has_detail(person: Person, text: str, digits: str) -> bool:
    numbers = ("".join(filter(str.isdigit, one)) for one in (*person.phones, *person.accounts))
    return any(fold(one).casefold() in text for one in person.emails) or any(
        one[-_LAST_DIGITS:] in digits for one in numbers if one
    )


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text).casefold()))


def _keys(names: Iterable[str]) -> Iterator[str]:
    """Yield the words one of which stands in a text wherever one of the names does, in whatever form.

    Every form has a part of the name as a word of its own, or the parts run together.
    """
    for name in names:
        parts = _WORD.findall(fold(name).casefold())
        yield from (part for part in parts if len(part) > 1)
        # Any run of parts may be the surname, and any other part the name that is run together with it.
        for start, end in combinations(range(len(parts) + 1), 2):
            family = "".join(parts[start:end])
            yield family
            for given in (*parts[:start], *parts[end:]):
                yield from (given + family, family + given, given[0] + family, family + given[0])
