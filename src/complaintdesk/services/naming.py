"""Pseudonyms of people: given once, kept in the store, the same in every export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import Session, col, select

from complaintdesk.models import Complaint, Customer, Party, Pseudonym, PseudonymChoice
from complaintdesk.rules import people_named, pseudonyms
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.pseudonyms import Person, Pseudonymiser
from complaintdesk.store import records
from complaintdesk.vocabulary import PartyRole

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


ORGANISATION = "The organisation"
"""What stands for the organisation where it is not named."""

_OF_THE_ORGANISATION = frozenset({PartyRole.colleague, PartyRole.approver})


class Named(NamedTuple):
    """Whom an export with pseudonyms names all the same."""

    colleagues: bool
    organisation: bool


def as_set(desk: Desk, colleagues: bool | None = None, organisation: bool | None = None) -> Named:
    """Return whom exports name: as asked for, and otherwise as the settings say."""
    return Named(
        desk.settings.name_colleagues if colleagues is None else colleagues,
        desk.settings.name_organisation if organisation is None else organisation,
    )


def people(
    desk: Desk, dossiers: Sequence[Dossier], named: Named | None = None, *, keeps: bool = True
) -> dict[int, tuple[Person, ...]]:
    """Return who is to be known by a label only, by complaint; the label is kept in the store.

    Besides the people around a complaint, everybody else who has a label and is no
    customer: colleagues come up in the words of more complaints than they are named on.
    A step is taken only where somebody has no label yet. The last one has no name and carries
    what the handler has said of words in that complaint.

    Args:
        desk: The desk.
        dossiers: The complaints.
        named: Whom the export names all the same; as the settings say where it is None.
        keeps: Whether who has no label yet is given one; a preview shows the labels that an export would give.
    """
    wanted = named or as_set(desk)
    with desk.reading() as session:
        known = _Labels(session)
        found = {one.id: _people(session, known, one, wanted) for one in dossiers}
    if not known.new or not keeps:
        return found
    with desk.step("name pseudonyms") as step:
        # Looked up again inside the step: another command may have named somebody meanwhile.
        known = _Labels(step.session)
        found = {one.id: _people(step.session, known, one, wanted) for one in dossiers}
        step.session.add_all(known.new)
    return found


def of_paper(desk: Desk, dossiers: Sequence[Dossier], named: Mapping[str, PartyRole]) -> tuple[Person, ...]:
    """Return who a paper about several complaints must not name: everybody around them, and those named on its road.

    Args:
        desk: The desk.
        dossiers: The complaints behind it.
        named: Name -> role of those who are on no complaint.
    """
    found = people(desk, dossiers)
    together = dict.fromkeys(person for one in found.values() for person in one)
    extra = of_road(desk, named)
    with desk.reading() as session:
        others = list(_Labels(session).others(tuple(PartyRole)))
    return tuple(dict.fromkeys([*together, *extra, *others]))


def of_road(desk: Desk, named: Mapping[str, PartyRole], *, keeps: bool = True) -> tuple[Person, ...]:
    """Return who is named on the road of a recommendation and on no complaint, each with a label.

    Args:
        desk: The desk.
        named: Name -> role.
        keeps: Whether who has no label yet is given one.
    """
    whose = desk.whose
    own = {_folded(whose.handler), _folded(whose.organisation)}
    wanted = {name: role for name, role in named.items() if name.strip() and _folded(name) not in own}

    def labelled(known: _Labels) -> tuple[Person, ...]:
        return tuple(Person(known.of_person(role, name), (name,)) for name, role in wanted.items())

    with desk.reading() as session:
        known = _Labels(session)
        found = labelled(known)
    if known.new and keeps:
        with desk.step("name pseudonyms") as step:
            known = _Labels(step.session)
            found = labelled(known)
            step.session.add_all(known.new)
    return found


class _Labels:
    """The labels of the store, and those that are new."""

    def __init__(self, session: Session) -> None:
        self.new: list[Pseudonym] = []
        self._highest: dict[PartyRole, int] = defaultdict(int)
        self._customers: dict[int, Pseudonym] = {}
        self._named: dict[str, Pseudonym] = {}
        for row in session.exec(select(Pseudonym).order_by(col(Pseudonym.id))):
            self._keep(row)

    def _keep(self, row: Pseudonym) -> None:
        role = PartyRole[row.kind]
        self._highest[role] = max(self._highest[role], row.number)
        if row.customer_id is not None:
            self._customers[row.customer_id] = row
        else:
            self._named.setdefault(_folded(row.person), row)

    def of_customer(self, customer_id: int) -> str:
        """Return the label of a customer."""
        return self._label(self._customers.get(customer_id) or self._make(PartyRole.customer, customer_id))

    def of_person(self, role: PartyRole, name: str) -> str:
        """Return the label of somebody without a record of their own; whoever has one keeps it in any role."""
        return self._label(self._named.get(_folded(name)) or self._make(role, None, name))

    def others(self, roles: Collection[PartyRole]) -> Iterator[Person]:
        """Yield everybody of some roles who has a label and no customer's record."""
        for row in list(self._named.values()):
            if PartyRole[row.kind] in roles and row.person:
                yield Person(self._label(row), (row.person,))

    def _make(self, role: PartyRole, customer_id: int | None, name: str = "") -> Pseudonym:
        row = Pseudonym.model_validate(
            {
                "kind": role.name,
                "number": self._highest[role] + 1,
                "customer_id": customer_id,
                "person": name,
            }
        )
        self.new.append(row)
        self._keep(row)
        return row

    @staticmethod
    def _label(row: Pseudonym) -> str:
        return pseudonyms.label(PartyRole[row.kind], row.number)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _people(session: Session, labels: _Labels, found: Dossier, named: Named) -> tuple[Person, ...]:
    """Return everybody around one complaint with a label, those with records first."""
    own = {_folded(found.handler), _folded(found.organisation)}
    roles = frozenset(PartyRole) - (_OF_THE_ORGANISATION if named.colleagues else frozenset())
    known = list(_with_records(session, labels, found.id, own, roles))
    known += labels.others(roles)
    if not named.organisation and found.organisation.strip():
        known.append(Person(ORGANISATION, (found.organisation,)))
    keep = (found.handler, found.organisation)
    # The longest names first: "Jo Bell" explains "Jo", not the other way round.
    typed_in = sorted(
        people_named.people_named(found, Pseudonymiser(known, keep)),
        key=lambda one: -len(one.name.split()),
    )
    for one in typed_in:
        is_named = one.role not in roles or Pseudonymiser(known, keep).knows(one.name)
        if not is_named:
            known.append(Person(labels.of_person(one.role, one.name), (one.name,)))
    said = records.of_complaint(session, PseudonymChoice, found.id)
    if said:
        decided = tuple((row.place, row.hidden) for row in said if row.place)
        words = tuple(row.word for row in said if not row.place and row.hidden)
        # What was said belongs to nobody: a complaint without a person has doubtful words as well.
        known.append(Person("", (), decided=decided, words=words))
    return tuple(known)


def _with_records(
    session: Session, labels: _Labels, complaint_id: int, own: set[str], roles: Collection[PartyRole]
) -> Iterator[Person]:
    row = records.get(session, Complaint, complaint_id)
    customer = session.get(Customer, row.customer_id) if row.customer_id else None
    if customer is not None:
        yield Person(
            labels.of_customer(records.require_id(customer)),
            _names(customer.name, customer.nicknames),
            _given(customer.email),
            _given(customer.phone),
            _given(row.account_ref),
            _given(row.location),
        )
    for party in records.of_complaint(session, Party, complaint_id):
        if party.removed or not party.name or _folded(party.name) in own or party.role not in roles:
            continue
        label = (
            labels.of_customer(party.customer_id)
            if party.customer_id
            else labels.of_person(party.role, party.name)
        )
        yield Person(label, _names(party.name, party.nicknames), _given(party.email), _given(party.phone))


def _names(name: str, nicknames: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in (name, *nicknames.splitlines()) if one.strip()))


def _given(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
