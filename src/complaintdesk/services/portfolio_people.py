"""Who is replaced by a stand-in in a portfolio: in the words on one complaint, and in those on none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from complaintdesk.rules import pseudonyms
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.name_forms import fold
from complaintdesk.rules.pseudonyms import Leak, Person, Pseudonymiser, Tally
from complaintdesk.store import evidence as rows

if TYPE_CHECKING:
    from complaintdesk.rules.coverage import Claimed
    from complaintdesk.services.desk import Desk

_LEAST_PART = 2
"""Letters that a part of a name needs to be looked for."""
_LAST_DIGITS = 4
"""Digits of a number by whose presence in a text it is worth looking for."""


def mentioned(texts: Iterable[str], desk: Desk) -> tuple[int, ...]:
    """Return the handler's own complaints whose customers may be named in some texts."""
    said = _Said(texts)
    return tuple(
        complaint_id
        for complaint_id, name, nicknames in rows.own_customers(desk.reader)
        if said.may_name((name, *nicknames.splitlines()))
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
        texts: Iterable[str],
    ) -> None:
        """Prepare.

        Args:
            people: Who is known by a label only, by complaint.
            others: Who is named in what belongs to no complaint.
            found: The complaints, for the numbers that are private in them.
            keep: Names that stay.
            texts: All that is going to be said, so that only those who may be named in it are looked for.
        """
        said = _Said(texts)
        everybody = dict.fromkeys([*others, *(one for each in people.values() for one in each)])
        self._relevant = tuple(one for one in everybody if said.may_give_away(one))
        self._people = people
        self._accounts = {id_: one.account_ref for id_, one in found.items()}
        self._keep = tuple(keep)
        self._made: dict[int | None, Pseudonymiser] = {}
        self.tally = Tally()

    def people(self, complaint_id: int | None) -> tuple[Person, ...]:
        """Return who is to be replaced where a complaint, or none, is told: its own people first."""
        own = self._people.get(complaint_id, ()) if complaint_id is not None else ()
        return tuple(dict.fromkeys([*own, *self._relevant]))

    def of(self, complaint_id: int | None) -> Callable[[str], str]:
        """Return what replaces people in a text on one complaint, or on none."""
        return lambda text: self._replaced(complaint_id, text)

    def leaks(self, text: str) -> Sequence[Leak]:
        """Return what a text still gives away."""
        return pseudonyms.leaks(text, self._relevant, self._keep, self._numbers(None))

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


class _Said:
    """All that is said, for asking quickly whether somebody may be named in it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = fold("\n".join(texts)).casefold()
        self._digits = "".join(filter(str.isdigit, self._text))

    def may_name(self, names: Iterable[str]) -> bool:
        """Return whether any part of the names stands in it."""
        parts = {part for name in names for part in fold(name).casefold().replace("-", " ").split()}
        return any(len(part) >= _LEAST_PART and part in self._text for part in parts)

    def may_give_away(self, person: Person) -> bool:
        """Return whether a name, an address or a number of the person may stand in it."""
        numbers = ("".join(filter(str.isdigit, one)) for one in (*person.phones, *person.accounts))
        return (
            self.may_name(person.names)
            or any(fold(one).casefold() in self._text for one in person.emails)
            or any(one[-_LAST_DIGITS:] in self._digits for one in numbers if one)
        )
