"""Choices: what forms offer to pick from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules.procedure_grammar import EVENTS
from complaintdesk.vocabulary import LibraryKind, Word
from complaintdesk.widgets.form_field import Choice

if TYPE_CHECKING:
    from complaintdesk.config.vocabularies import Vocabulary
    from complaintdesk.rules.dossier import Dossier
    from complaintdesk.services.desk import Desk

Choices = tuple[Choice, ...]
"""What a field offers, in this order."""

DIRECTIONS: Choices = (Choice("outward", "out, from us"), Choice("inward", "in, to us"))


SEVERITIES: Choices = (
    Choice("1", "1 slight", "An inconvenience, quickly put right"),
    Choice("2", "2 minor", "Some trouble or loss, for one person"),
    Choice("3", "3 serious", "Real trouble, loss or distress; or it lasts"),
    Choice("4", "4 severe", "A law or rule broken; or a vulnerable person still harmed"),
    Choice("5", "5 grave", "Safety or safeguarding: act the same day"),
)
"""What each number means, beside the picker: raters agree least on severity without it."""

COMPLEXITIES: Choices = (
    Choice("low", "low", "One head, the facts are plain; a day's work"),
    Choice("medium", "medium", "Several heads or accounts, or somebody else's answer needed"),
    Choice("high", "high", "Disputed facts, outside parties, law or experts"),
)
"""How much work there is: it drives time, not what comes first."""


def words(kind: type[Word], leave_out: Iterable[Word] = ()) -> Choices:
    """Return every word of an enum as a handler would say it."""
    return tuple(Choice(word.name, word.spoken) for word in kind if word not in set(leave_out))


def listed(vocabulary: Vocabulary) -> Choices:
    """Return the words of one of the organisation's own lists: causes, root causes, remedies ..."""
    return tuple(Choice(entry.id, entry.label, entry.definition) for entry in vocabulary.choices)


def channels(desk: Desk) -> Choices:
    """Return the channels by which people reach each other."""
    return listed(desk.vocabularies.channels)


def events(desk: Desk, found: Dossier) -> Choices:
    """Return the events that a contact can be, of the complaint's procedure and of those beside it."""
    at_work = services.standing.procedures_of(desk, found)
    names = {event: words for procedure in at_work for event, words in procedure.events.items()}
    waits = [set(events) for each in at_work for rule in each.clocks for events in (rule.start, rule.met_by)]
    waited = set().union(*waits) - {"received", "closed", "last_contact"}
    if all("s1_ack_sent" in events for events in waits if "acknowledged" in events):
        # Where the stage's own acknowledgement does all that the plain one does, they are one to the handler.
        waited.discard("acknowledged")
    known = {**EVENTS, **names}
    return tuple(Choice(event, words) for event, words in known.items() if event in waited)


def presets(desk: Desk) -> Choices:
    """Return the presets by which a file can be read."""
    return tuple(Choice(preset.id, preset.title) for preset in desk.presets.values())


def procedures(desk: Desk) -> Choices:
    """Return the procedures that a complaint can be handled under."""
    return tuple(
        Choice(procedure.id, procedure.name)
        for procedure in desk.procedures.values()
        if not procedure.overlay
    )


def heads(found: Dossier) -> Choices:
    """Return the heads of a complaint."""
    return tuple(Choice(str(head.id), f"{head.number} {head.text}") for head in found.heads)


def clauses(desk: Desk) -> Choices:
    """Return the policy clauses in force."""
    entries = services.library.entries(desk, LibraryKind.policy_clause)
    return tuple(Choice(str(entry.id), f"{entry.code} {entry.title}", entry.text) for entry in entries)


def aims(desk: Desk) -> Choices:
    """Return the aims of the organisation."""
    entries = services.library.entries(desk, LibraryKind.aim)
    return tuple(Choice(str(entry.id), f"{entry.code} {entry.title}", entry.text) for entry in entries)


def roles(desk: Desk) -> Choices:
    """Return the roles of the authority matrix above the handler's own, the most junior first."""
    matrix = services.authority.view(desk)
    own = next((limit.rank for limit in matrix if limit.role == desk.whose.role), -1)
    return tuple(Choice(limit.role, limit.name) for limit in matrix if limit.rank > own)
