"""Exhibits: the records of a complaint, under the names by which a report shows them.

A record is called by its kind and a number that a reader can count: `Head 1`,
`Contact 12`. Where a record has no number of its own it is its place in time.
The name with the complaint's reference is the heading of the record in a report.
Headings hold nothing but letters, digits, blanks and hyphens, so that every
renderer which gives headings an anchor gives the same one, and no raw HTML is
needed for it; where a renderer gives none, the heading can still be searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from complaintdesk.rules.dossier import ContactFacts, Dossier, PromiseFacts

COMPLAINT = "complaint"
"""The kind of the complaint itself; its exhibits are the sections of the report."""

_NAMES: Mapping[str, str] = {
    "action": "Action",
    "agreement": "Agreement",
    "approval": "Approval",
    "contact": "Contact",
    "escalation": "Escalation",
    "head": "Head",
    "implication": "Implication",
    "letter": "Letter",
    "offer": "Offer",
    "option": "Option",
    "promise": "Promise",
    "satisfaction": "Satisfaction check",
    "source": "Source",
}

_ELSEWHERE: Mapping[str, str] = {
    "review": "Review",
    "recommendation": "Recommendation",
    "change_option": "Option",
    "effect_check": "Effect check",
    "library": "Library entry, edition",
}

SECTION = "section:"
"""Begins the kind of record that is a section of the report: `section:ownership`."""

OUTSIDE = "outside"
"""The kind of record that lies outside the desk, such as an assessor's own note of what they saw."""

SECTIONS: Mapping[str, str] = {
    "summary": "Summary",
    "wish": "What the customer said and wanted",
    "ownership": "Ownership and authority",
    "investigation": "Heads with their sources and findings",
    "implications": "Implications",
    "clocks": "Clocks",
    "informed": "How the customer was kept informed",
    "options": "Options considered",
    "negotiation": "Negotiation with both sides",
    "approval": "Approval and departure from policy",
    "agreement": "Agreement",
    "implementation": "Implementation",
    "satisfaction": "Satisfaction",
    "escalation": "Escalation",
    "learning": "Learning",
    "criteria": "Criteria index",
    "attachments": "Attachments",
    "integrity": "Integrity",
}
"""The sections of a report in their order: id -> title."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One record as a report names it."""

    kind: str
    id: int
    label: str
    heading: str
    anchor: str


def called(kind: str, number: int) -> str:
    """Return what a record of a kind is called, given the number it has among those of its complaint."""
    section = kind.removeprefix(SECTION)
    if section in SECTIONS and (section != kind or kind == "agreement"):
        return SECTIONS[section]
    if kind == COMPLAINT:
        return "The complaint as a whole"
    if kind == OUTSIDE:
        return "Outside the desk"
    name = _NAMES.get(kind) or _ELSEWHERE.get(kind) or kind.replace("_", " ").capitalize()
    return f"{name} {number}" if number else name


def anchor(heading: str) -> str:
    """Return the anchor that renderers give a heading of letters, digits, blanks and hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def section_heading(dossier: Dossier, section: str) -> str:
    """Return the heading of a section of the report."""
    return f"{dossier.reference} {SECTIONS[section]}"


def contacts_in_order(dossier: Dossier) -> tuple[ContactFacts, ...]:
    """Return the contacts, the earliest first."""
    return tuple(sorted(dossier.contacts, key=lambda contact: (contact.at, contact.id)))


def promises_in_order(dossier: Dossier) -> tuple[PromiseFacts, ...]:
    """Return the promises in the order in which they were made."""
    return tuple(sorted(dossier.promises, key=lambda promise: (promise.made_on, promise.id)))


def exhibits(dossier: Dossier) -> dict[tuple[str, int], Exhibit]:
    """Return every record of the complaint by its kind and id."""
    found: dict[tuple[str, int], Exhibit] = {}

    def add(kind: str, numbered: Iterable[tuple[int, int]]) -> None:
        for id, number in numbered:  # noqa: A001 - it is the record's id
            found[kind, id] = _exhibit(dossier, kind, id, f"{_NAMES[kind]} {number}")

    add("head", ((head.id, head.number) for head in dossier.heads))
    add("source", ((source.id, source.number) for source in dossier.sources))
    add("implication", _counted(one.id for one in dossier.implications))
    add("contact", _counted(one.id for one in contacts_in_order(dossier)))
    add("promise", _counted(one.id for one in promises_in_order(dossier)))
    add("letter", _counted(one.id for one in dossier.letters))
    add("option", ((option.id, option.number) for option in dossier.options))
    add("approval", _counted(one.id for one in dossier.approvals))
    add("offer", ((offer.id, offer.number) for offer in dossier.offers))
    add("action", ((action.id, action.number) for action in dossier.actions))
    add("satisfaction", _counted(one.id for one in dossier.satisfaction))
    add("escalation", _counted(one.id for one in dossier.escalations))
    if dossier.agreement is not None:
        # There is one agreement, and its section is its record.
        agreed = _exhibit(dossier, "agreement", dossier.agreement.id, SECTIONS["agreement"])
        found["agreement", dossier.agreement.id] = agreed
    return found


def section_exhibit(dossier: Dossier, section: str) -> Exhibit:
    """Return a section of the report as an exhibit of the complaint itself."""
    return _exhibit(dossier, COMPLAINT, dossier.id, SECTIONS[section])


def _exhibit(dossier: Dossier, kind: str, id: int, label: str) -> Exhibit:  # noqa: A002 - it is the record's id
    heading = f"{dossier.reference} {label}"
    return Exhibit(kind, id, label, heading, anchor(heading))


def _counted(ids: Iterable[int]) -> Iterable[tuple[int, int]]:
    return ((id, number) for number, id in enumerate(ids, start=1))  # noqa: A001 - it is the record's id
