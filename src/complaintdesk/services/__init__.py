"""One function for each thing the handler can do, and for each thing they can ask.

A module of this room is loaded when it is first used: `services.triage.accept(desk, 7)`
brings SQLModel, painting the first queue does not. An act is one transaction and one
journal step; a question returns one frozen view.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaintdesk.services import (
        advice,
        aside,
        authority,
        bands,
        bulk,
        calendars,
        care,
        charting,
        contacts,
        corrections,
        delivery,
        demo,
        derived,
        desk,
        dossier,
        doubles,
        drafts,
        due,
        escalation,
        evidence,
        exporting,
        faults,
        figures,
        filtering,
        history,
        importing,
        intake,
        investigation,
        letters,
        library,
        library_files,
        likeness,
        links,
        mail,
        mail_intake,
        naming,
        negotiation,
        options,
        progress,
        queue,
        reckoning,
        review,
        searching,
        setup,
        standing,
        timeline,
        triage,
        views,
        weighing,
    )

_ROOMS = frozenset(
    {
        "advice",
        "aside",
        "authority",
        "bands",
        "bulk",
        "calendars",
        "care",
        "charting",
        "contacts",
        "corrections",
        "delivery",
        "desk",
        "dossier",
        "doubles",
        "drafts",
        "due",
        "escalation",
        "evidence",
        "exporting",
        "faults",
        "figures",
        "filtering",
        "history",
        "importing",
        "intake",
        "investigation",
        "library",
        "library_files",
        "letters",
        "likeness",
        "links",
        "mail",
        "mail_intake",
        "naming",
        "negotiation",
        "options",
        "progress",
        "queue",
        "reckoning",
        "review",
        "searching",
        "setup",
        "standing",
        "timeline",
        "triage",
        "derived",
        "demo",
        "views",
        "weighing",
    }
)


def __getattr__(name: str) -> ModuleType:
    if name in _ROOMS:
        return import_module(f"complaintdesk.services.{name}")
    raise AttributeError(f"there is no service {name}")
