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


def words(kind: type[Word], leave_out: Iterable[Word] = ()) -> Choices:
    """Return every word of an enum as a handler would say it."""
    return tuple(Choice(word.name, word.spoken) for word in kind if word not in set(leave_out))


def listed(vocabulary: Vocabulary) -> Choices:
    """Return the words of one of the organisation's own lists: causes, root causes, remedies ..."""
    return tuple(Choice(entry.id, entry.label, entry.definition) for entry in vocabulary.choices)


def channels(desk: Desk) -> Choices:
    """Return the channels by which people reach each other."""
    return listed(desk.vocabularies.channels)


def events(desk: Desk, procedure_id: str) -> Choices:
    """Return the events of a procedure that a contact can be."""
    procedure = desk.procedures.get(procedure_id)
    if procedure is None:
        return ()
    waited = {event for rule in procedure.clocks for event in (*rule.start, *rule.met_by)}
    told = [event for event in EVENTS if event in waited - {"received", "closed", "last_contact"}]
    return tuple(Choice(event, procedure.event_name(event)) for event in told)


def letters(desk: Desk, procedure_id: str) -> Choices:
    """Return the letters of a procedure."""
    procedure = desk.procedures.get(procedure_id)
    return tuple(Choice(letter.kind, letter.name) for letter in procedure.letters) if procedure else ()


def checklist(desk: Desk, procedure_id: str, kind: str) -> tuple[str, ...]:
    """Return what a letter of this kind must say, by the procedure."""
    procedure = desk.procedures.get(procedure_id)
    letter = next((each for each in procedure.letters if each.kind == kind), None) if procedure else None
    return tuple(letter.items) if letter else ()


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
