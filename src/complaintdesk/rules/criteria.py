"""Criteria: what an assessor looks for, and which records of a complaint show it.

A criteria set is data; what it is evidenced by is named in kinds of evidence,
and this module knows how each kind is recognised in a dossier. The index only
proposes: what the handler has claimed stands beside it, marked as claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from complaintdesk.rules.dossier import ContactFacts, Dossier
from complaintdesk.rules.exhibits import COMPLAINT, SECTION, SECTIONS, Exhibit, exhibits, section_exhibit
from complaintdesk.vocabulary import Direction, Known, LetterState, Maker, PromiseState, Side

CriterionKind = Literal["practical", "knowledge"]
"""Shown by doing it at work, or explained in the handler's own words."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that an assessor looks for."""

    id: str
    label: str
    group: str
    kind: CriterionKind
    evidenced_by: tuple[str, ...]
    """Kinds of evidence, as in `KINDS` and `KINDS_ELSEWHERE`."""
    good_shows: str
    """What good evidence shows, for the handler."""

    questions: tuple[str, ...] = ()
    """What to ask oneself before writing on it; of knowledge criteria only."""

    uncertain: bool = False
    """Whether its number or its sense was not seen in the original."""


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """The criteria of one qualification or standard, in its order."""

    id: str
    title: str
    criteria: tuple[Criterion, ...]
    source: str = ""
    """Whose criteria they are; empty where the file does not say."""

    as_of: date | None = None
    note: str = ""
    """What to know of the set as a whole, such as what in it is uncertain."""

    def find(self, criterion_id: str) -> Criterion | None:
        """Return the criterion of this number; None where there is none."""
        return next((one for one in self.criteria if one.id == criterion_id), None)


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record that is evidence for a criterion, as the report names it."""

    kind: str
    id: int
    label: str
    anchor: str
    """Empty where the record is not in this complaint's report."""
    what: str
    """What it shows; the handler's own words where they claimed it."""
    claimed: bool = False


Evidence = tuple[str, int, str]
"""Kind of record, its id, and what it shows; section and 0 for a section of the report."""

KINDS_ELSEWHERE = frozenset(
    {"review", "recommendation", "change_option", "effect_check", "statement", "library"}
)
"""Kinds of evidence that belong to no single complaint."""


def index(dossier: Dossier, criteria: CriteriaSet) -> tuple[tuple[Criterion, tuple[RecordRef, ...]], ...]:
    """Return every criterion with the records that show it, in the set's order.

    A criterion without a record is there with none: a gap is said, not hidden.
    A record appears once under a criterion, with all that it shows; a claimed one
    comes before the proposed ones.
    """
    known = exhibits(dossier)
    return tuple(
        (criterion, _refs(dossier, criterion, criteria.id, known)) for criterion in criteria.criteria
    )


def _refs(
    dossier: Dossier, criterion: Criterion, set_id: str, known: Mapping[tuple[str, int], Exhibit]
) -> tuple[RecordRef, ...]:
    proposed: dict[Exhibit, list[str]] = {}
    for kind in criterion.evidenced_by:
        for record, id, what in KINDS.get(kind, _none)(dossier):  # noqa: A001 - it is the record's id
            if record.startswith(SECTION):
                exhibit = section_exhibit(dossier, record.removeprefix(SECTION))
            else:
                exhibit = known[record, id]
            proposed.setdefault(exhibit, []).append(what)
    claims = [
        claim for claim in dossier.claims if claim.criterion == criterion.id and claim.criteria_set == set_id
    ]
    claimed = [
        _ref(
            known.get((claim.record_kind, claim.record_id))
            or _unlisted(dossier, claim.record_kind, claim.record_id),
            claim.shows,
            claimed=True,
        )
        for claim in claims
    ]
    already = {ref.anchor for ref in claimed}
    return (
        *claimed,
        *(
            _ref(exhibit, "; ".join(dict.fromkeys(shown)))
            for exhibit, shown in proposed.items()
            if exhibit.anchor not in already
        ),
    )


def _ref(exhibit: Exhibit, what: str, claimed: bool = False) -> RecordRef:
    return RecordRef(exhibit.kind, exhibit.id, exhibit.label, exhibit.anchor, what, claimed)


def _unlisted(dossier: Dossier, kind: str, id: int) -> Exhibit:  # noqa: A002 - it is the record's id
    """Return a claimed record that the report has no heading for."""
    if kind == COMPLAINT and id == dossier.id:
        return section_exhibit(dossier, "summary")
    section = kind.removeprefix(SECTION)
    if section != kind and section in SECTIONS and id == dossier.id:
        return section_exhibit(dossier, section)
    label = f"{kind.replace('_', ' ').capitalize()} {id}"
    return Exhibit(kind, id, label, "", "")


def _none(dossier: Dossier) -> Iterator[Evidence]:
    yield from ()


def _wish(dossier: Dossier) -> Iterator[Evidence]:
    if dossier.wants:
        yield SECTION + "wish", 0, "the customer's wish, recorded before any solution"


def _heads(dossier: Dossier) -> Iterator[Evidence]:
    for head in dossier.heads:
        yield (
            "head",
            head.id,
            "a point complained of, with its finding and reasons"
            if head.finding
            else "a point complained of",
        )


def _sources(dossier: Dossier) -> Iterator[Evidence]:
    for source in dossier.sources:
        yield (
            "source",
            source.id,
            "information asked for, not yet received" if source.is_gap else "information collected",
        )


def _implications(dossier: Dossier) -> Iterator[Evidence]:
    for one in dossier.implications:
        yield "implication", one.id, "what the complaint means for the organisation, weighed"


def _alerts(dossier: Dossier) -> Iterator[Evidence]:
    for one in dossier.implications:
        if one.alerted and one.alerted_on:
            yield "implication", one.id, "a wider implication passed to those who must know"


def _ownership(dossier: Dossier) -> Iterator[Evidence]:
    if dossier.accepted_on:
        yield SECTION + "ownership", 0, "the complaint taken on, and by whom"


def _authority_checks(dossier: Dossier) -> Iterator[Evidence]:
    for option in dossier.options:
        if option.verdict:
            yield "option", option.id, "own authority tested before anything was offered"


def _approvals(dossier: Dossier) -> Iterator[Evidence]:
    for approval in dossier.approvals:
        yield "approval", approval.id, "a decision above own authority, put to someone who has it"


def _updates(dossier: Dossier) -> Iterator[Evidence]:
    for contact in _contacts(dossier, Side.customer, Direction.outward):
        yield "contact", contact.id, "the customer told what is being done"


def _kept_promises(dossier: Dossier) -> Iterator[Evidence]:
    for promise in dossier.promises:
        if promise.state is PromiseState.kept:
            yield "promise", promise.id, "a promise kept"


def _letters(dossier: Dossier) -> Iterator[Evidence]:
    for letter in dossier.letters:
        if letter.state is LetterState.sent:
            yield "letter", letter.id, "a letter that the procedure asks for, sent"


def _escalations(dossier: Dossier) -> Iterator[Evidence]:
    for one in dossier.escalations:
        yield "escalation", one.id, "the complaint handed on, with why and to whom"


def _options(dossier: Dossier) -> Iterator[Evidence]:
    for option in dossier.options:
        yield (
            "option",
            option.id,
            ", ".join(
                [
                    "a possible solution",
                    *(["weighed"] if option.scores else []),
                    *(["put to the customer"] if option.presented_on else []),
                ]
            ),
        )


def _offers(dossier: Dossier) -> Iterator[Evidence]:
    for offer in dossier.offers:
        yield (
            "offer",
            offer.id,
            "the customer's counter-offer"
            if offer.maker is Maker.customer
            else "an offer put to the customer",
        )


def _talks_with_customer(dossier: Dossier) -> Iterator[Evidence]:
    for contact in _contacts(dossier, Side.customer):
        if contact.position or contact.offer_id is not None:
            yield "contact", contact.id, "a solution discussed with the customer"


def _talks_with_colleagues(dossier: Dossier) -> Iterator[Evidence]:
    for contact in _contacts(dossier, Side.colleague):
        yield "contact", contact.id, "a solution worked out with a colleague"


def _agreement(dossier: Dossier) -> Iterator[Evidence]:
    if dossier.agreement:
        yield "agreement", dossier.agreement.id, "the solution agreed, and the authority for it"


def _departures(dossier: Dossier) -> Iterator[Evidence]:
    agreed = dossier.agreement
    if agreed and agreed.policy_clause:
        yield "agreement", agreed.id, "policy adapted, with the clause, the reason and the aim it serves"


def _actions(dossier: Dossier) -> Iterator[Evidence]:
    for action in dossier.actions:
        if action.done_on and (action.proof or action.attachment):
            yield "action", action.id, "an agreed action done, with proof"


def _satisfaction(dossier: Dossier) -> Iterator[Evidence]:
    for check in dossier.satisfaction:
        if not check.not_asked_reason:
            yield "satisfaction", check.id, "the customer's own word on the outcome"


def _learning(dossier: Dossier) -> Iterator[Evidence]:
    if dossier.root_cause or dossier.systemic_fix or dossier.affects_others is not Known.unknown:
        yield SECTION + "learning", 0, "the cause beneath this complaint, and whether it can reach others"


def _contacts(dossier: Dossier, side: Side, direction: Direction | None = None) -> Iterable[ContactFacts]:
    return (
        contact
        for contact in dossier.contacts
        if contact.side is side and direction in (None, contact.direction)
    )


KINDS: Mapping[str, Callable[[Dossier], Iterator[Evidence]]] = MappingProxyType(
    {
        "wish": _wish,
        "head": _heads,
        "source": _sources,
        "implication": _implications,
        "alert": _alerts,
        "ownership": _ownership,
        "authority_check": _authority_checks,
        "approval": _approvals,
        "update": _updates,
        "promise_kept": _kept_promises,
        "letter": _letters,
        "escalation": _escalations,
        "option": _options,
        "offer": _offers,
        "talk_with_customer": _talks_with_customer,
        "talk_with_colleague": _talks_with_colleagues,
        "agreement": _agreement,
        "policy_departure": _departures,
        "action_done": _actions,
        "satisfaction": _satisfaction,
        "learning": _learning,
    }
)
"""Kinds of evidence that a complaint can hold, and how each is found in it."""
