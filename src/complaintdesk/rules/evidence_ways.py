"""Ways to evidence: for every kind that a criteria set may name, which record it is, and what makes one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple


class Way(NamedTuple):
    """How evidence of one kind comes about."""

    what: str
    """The record, as a handler calls it."""

    place: str
    part: str
    """The part of the place; empty where it can be done on any."""

    act: str
    """The id of the act that makes one there."""

    key: str
    """The key it is on, unless the handler has put it on another."""


WAYS: Mapping[str, Way] = MappingProxyType(
    {
        "wish": Way("what the customer wants", "desk", "", "record.edit", "e"),
        "head": Way("a point complained of", "investigation", "Heads", "record.add", "+"),
        "source": Way("a source", "investigation", "Sources and gaps", "record.add", "+"),
        "implication": Way("an implication", "investigation", "Implications", "record.add", "+"),
        "alert": Way("an implication somebody was alerted to", "investigation", "Implications", "record.reply", "r"),
        "ownership": Way("a complaint taken on", "desk", "", "complaint.accept", "a"),
        "authority_check": Way("an option held against your authority", "options", "Options", "record.add", "+"),
        "approval": Way("an approval asked for", "options", "", "approval.request", "r"),
        "update": Way("a message to the customer", "negotiation", "", "contact.log", "b"),
        "promise_kept": Way("a promise kept", "investigation", "Promises", "record.reply", "r"),
        "letter": Way("a letter sent", "resolution", "", "letter.write", "L"),
        "escalation": Way("an escalation", "resolution", "", "complaint.escalate", "X"),
        "option": Way("a possible solution", "options", "Options", "record.add", "+"),
        "offer": Way("an offer", "negotiation", "Offers", "offer.put", "P"),
        "talk_with_customer": Way("a contact with the customer's position", "negotiation", "", "contact.log", "b"),
        "talk_with_colleague": Way("a contact with a colleague", "negotiation", "", "contact.log", "b"),
        "agreement": Way("an offer that was accepted", "negotiation", "Offers", "offer.reply", "r"),
        "policy_departure": Way(
            "an agreement that departs from a policy clause", "options", "Options", "record.edit", "e",
        ),
        "action_done": Way("an action done, with its proof", "resolution", "Actions", "record.reply", "r"),
        "satisfaction": Way("the customer's own word on it", "resolution", "Satisfaction", "record.reply", "r"),
        "learning": Way("what was learned", "resolution", "Learning", "record.edit", "e"),
        "review": Way("a review that is kept", "trends", "", "review.save", "R"),
        "recommendation": Way("a recommendation", "recommendations", "", "recommendation.write", "W"),
        "change_option": Way("an option of a recommendation", "recommendations", "Options", "record.add", "+"),
        "effect_check": Way("a check whether a change helped", "recommendations", "", "recommendation.record", "r"),
        "statement": Way("your own words", "portfolio", "Statements", "record.edit", "e"),
        "library": Way("an entry of the library", "library", "", "record.add", "+"),
    }
)  # fmt: skip
"""Kind of evidence -> the way to it."""


def told(kinds: Iterable[str], keys: Mapping[str, str]) -> Iterator[str]:
    """Yield for each kind which record shows it, where it is made, and by which key.

    Args:
        kinds: Kinds of evidence, as a criterion names them.
        keys: Act -> the handler's own key; those left out are on the usual one.
    """
    for kind in kinds:
        way = WAYS[kind]
        where = f"{way.place.capitalize()}, {way.part}" if way.part else way.place.capitalize()
        yield f"{way.what} ({where}: {keys.get(way.act, way.key)})"
