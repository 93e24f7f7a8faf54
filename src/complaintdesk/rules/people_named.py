"""Who is named in a complaint's fields without being one of its parties.

A contact with "Jo Bell", an action owned by "Sam Reed, repairs": whoever is only
typed into a field has no record, and would have no pseudonym. `people_named`
finds them, so that the store can give each a label before an export.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.name_forms import fold
from complaintdesk.rules.name_words import POSTS, TITLES
from complaintdesk.rules.pseudonyms import Pseudonymiser
from complaintdesk.vocabulary import PartyRole, Side

_ROLES = {
    Side.customer: PartyRole.representative,
    Side.colleague: PartyRole.colleague,
    Side.third: PartyRole.external_body,
}
_PARTED = re.compile(r"\s*(?:[,;:/(]|\s[-–—]\s|\band\b|\bof\b|\bat\b|\bfrom\b)\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")


class Named(NamedTuple):
    """Someone named in a field."""

    role: PartyRole
    name: str


def people_named(dossier: Dossier, known: Pseudonymiser) -> tuple[Named, ...]:
    """Return everyone who looks to be named in the fields for people and is not known yet.

    Each once, in the order of the dossier; the same person in two spellings is there twice.
    The handler, whose evidence it is, is never among them.

    Args:
        dossier: The complaint.
        known: Made of the people who have a label, with the handler kept.
    """
    found: dict[str, Named] = {}
    for role, text in _fields(dossier):
        for name in _names_in(text):
            if not known.knows(name) and fold(name).lower() not in _own(dossier):
                found.setdefault(fold(name).lower(), Named(role, name))
    return tuple(found.values())


def _own(dossier: Dossier) -> set[str]:
    return {fold(one).lower() for one in (dossier.handler, dossier.organisation)}


def _fields(dossier: Dossier) -> Iterator[tuple[PartyRole, str]]:
    """Yield every field that is for a person, with the role that such a person has."""
    colleague, approver, outside = PartyRole.colleague, PartyRole.approver, PartyRole.external_body
    yield PartyRole.customer, dossier.customer
    yield from ((colleague, text) for text in (dossier.referred_by, dossier.prior_decider, dossier.owner))
    yield from ((party.role, party.name) for party in dossier.parties)
    yield from ((_ROLES[contact.side], contact.with_whom) for contact in dossier.contacts)
    yield from ((PartyRole.representative, promise.made_to) for promise in dossier.promises)
    yield from ((colleague, source.asked_of) for source in dossier.sources)
    yield from ((colleague, one.alerted) for one in dossier.implications)
    yield from ((approver, approval.approver) for approval in dossier.approvals)
    yield from ((colleague, action.owner) for action in dossier.actions)
    yield from ((colleague, claim.witness) for claim in dossier.claims)
    yield from ((approver, letter.signatory) for letter in dossier.letters)
    for one in dossier.escalations:
        yield (outside if one.external else approver), one.to
        yield (outside if one.external else approver), one.acknowledged_by


def _names_in(text: str) -> Iterator[str]:
    """Yield what looks like a person's name: one to four words with capitals, none of a post or a body."""
    for part in _PARTED.split(text):
        words = part.split()
        is_titled = bool(words) and words[0].strip(".").lower() in TITLES
        bare = words[1:] if is_titled else words
        if (
            1 <= len(bare) <= 4
            and all(_WORD.fullmatch(word) for word in bare)
            and bare[-1][:1].isupper()
            and not any(word.strip(".").lower() in POSTS for word in bare)
            and not (len(bare) == 1 and bare[0].isupper() and not is_titled)
        ):
            yield part.strip()
