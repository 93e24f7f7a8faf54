"""One function for each thing the handler can do, and for each thing they can ask.

A module of this room is loaded when it is first used: `services.triage.accept(desk, 7)`
brings SQLModel, painting the first queue does not. An act is one transaction and one
journal step; a question returns one frozen view.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaintdesk.services import (
        advice,
        aside,
        authority,
        backup_process,
        backups,
        bands,
        baselines,
        bulk,
        calendars,
        care,
        change_options,
        charting,
        claims,
        contacts,
        corrections,
        delivery,
        demo,
        demo_reviews,
        derived,
        desk,
        doctor,
        dossier,
        doubles,
        drafts,
        due,
        effect_checks,
        effects,
        erasing,
        escalation,
        evidence,
        exporting,
        faults,
        filtering,
        freezing,
        hiding,
        history,
        implications,
        import_presets,
        import_words,
        importing,
        intake,
        investigation,
        journal_export,
        letters,
        library,
        library_files,
        likeness,
        links,
        locking,
        mail,
        mail_intake,
        mending,
        naming,
        negotiation,
        options,
        own_settings,
        panels,
        papers,
        portfolio,
        portfolio_export,
        procedure_stages,
        profile,
        progress,
        queue,
        reckoning,
        recommendations,
        recommended,
        reminding,
        restoring,
        retention,
        review,
        review_charts,
        review_panels,
        review_values,
        reviews,
        sealing,
        searching,
        setup,
        standing,
        statements,
        steadiness,
        surroundings,
        timekeeping,
        timeline,
        triage,
        unfinished,
        views,
        weighing,
    )


def __getattr__(name: str) -> ModuleType:
    module = f"{__name__}.{name}"
    if find_spec(module) is None:
        raise AttributeError(f"there is no service {name}")
    return import_module(module)
