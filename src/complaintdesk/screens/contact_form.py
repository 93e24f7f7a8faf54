"""The form that logs a contact: four fields suffice, the others are filled as this customer is usually spoken to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from complaintdesk import services
from complaintdesk.rules import informing, typed_dates
from complaintdesk.screens import choices
from complaintdesk.vocabulary import Direction, PromiseState, Side
from complaintdesk.widgets.form_field import Caution, Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import Dossier
    from complaintdesk.services.contacts import NewContact
    from complaintdesk.services.desk import Desk

Values = Mapping[str, Any]


def fields(desk: Desk, found: Dossier, side: str, direction: str) -> tuple[FormField, ...]:
    """Return what is asked of a contact: what was said and promised first, what is mostly known after it."""
    keeping = tuple(
        Choice(str(one.id), f"{one.text}, due {typed_dates.in_full(one.due_on, found.today)}")
        for one in found.promises
        if one.state is PromiseState.open
    )
    keeps = (FormField("keeps", "Keeps the promise", "choice", choices=keeping),) if keeping else ()
    return (
        FormField("summary", "What was said", "long", required=True),
        FormField("promise", "Promised", help="What you said will happen; empty where nothing was promised"),
        FormField("promise_due_on", "Promised for", "date", help="+3wd, fri, 24/12 ..."),
        *keeps,
        FormField("side", "With", "choice", required=True, choices=choices.words(Side), value=side),
        FormField(
            "direction", "Direction", "choice", required=True, choices=choices.DIRECTIONS, value=direction
        ),
        FormField(
            "channel",
            "Channel",
            "choice",
            required=True,
            choices=choices.channels(desk),
            value=informing.usual_channel(found, labels(desk)),
        ),
        FormField("with_whom", "Who", choices=_people(found), help="Empty for the customer themselves"),
        FormField("position", "What they want or offer", quoted=True),
        FormField("preference_note", "Why otherwise than agreed", help="Where it went against their wish"),
        FormField("counts_as", "Counts as", "choice", choices=choices.events(desk, found)),
        FormField("happened_on", "When", "date", value=found.today, past=True),
    )


def entered(values: Values) -> NewContact:
    """Return the contact that the form holds."""
    return services.contacts.NewContact(
        side=Side[values["side"]],
        direction=Direction[values["direction"]],
        channel=values["channel"],
        summary=values["summary"],
        with_whom=values["with_whom"],
        position=values["position"],
        promise=values["promise"],
        promise_due_on=values["promise_due_on"],
        counts_as=values["counts_as"] or "",
        happened_on=values["happened_on"],
        preference_note=values["preference_note"],
        keeps=int(values["keeps"]) if values.get("keeps") else None,
    )


def cautions(desk: Desk, found: Dossier, values: Values) -> Sequence[Caution]:
    """Return what to think of before this contact is saved: how they want to be reached, and who may be told."""
    side, direction = Side[values["side"]], Direction[values["direction"]]
    told = []
    party = informing.without_authority(found, values["with_whom"])
    if party is not None and direction is Direction.outward:
        sentence = (
            f"{party.name} has no authority to act on file: tell nothing yet. "
            "L writes to the customer for it."
        )
        told.append(Caution("with_whom", sentence))
    otherwise = informing.otherwise_than_agreed(found, side, direction, values["channel"], labels(desk))
    if otherwise and not values["preference_note"].strip():
        told.append(Caution("preference_note", otherwise))
    return told


def labels(desk: Desk) -> dict[str, str]:
    """Return the channels with what they are called here."""
    return {entry.id: entry.label for entry in desk.vocabularies.channels.choices}


def _people(found: Dossier) -> tuple[Choice, ...]:
    """Return the people around the complaint, to be offered as one types."""
    spoken_to = (contact.with_whom for contact in reversed(found.contacts))
    names = [*(party.name for party in found.parties), *spoken_to]
    return tuple(Choice(name) for name in dict.fromkeys(names) if name.strip())
