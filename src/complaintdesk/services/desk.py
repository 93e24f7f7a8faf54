"""The desk: an open store, whose it is, what day it is, and the one way to take a step."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from complaintdesk.config import Settings, procedures, vocabularies
from complaintdesk.config.procedures import FileProblem, Loaded
from complaintdesk.config.vocabularies import Vocabularies
from complaintdesk.errors import NotFoundError, StoreMissingError
from complaintdesk.importers import preset_files
from complaintdesk.importers.presets import Preset
from complaintdesk.rules.procedure_grammar import Procedure
from complaintdesk.rules.working_days import DayOff, WorkingCalendar
from complaintdesk.store.store import Store
from complaintdesk.vocabulary import StepKind

if TYPE_CHECKING:
    # SQLModel comes with the first step or record, not with the first frame.
    from sqlmodel import Session

    from complaintdesk.store.writing import Writing


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose desk this is, and its defaults."""

    handler: str
    role: str
    organisation: str
    region: str
    procedure: str
    currency: str
    update_working_days: int
    cutoff: str
    """The hour, as `17:00`, after which what is received counts as the next working day's; "" for none."""

    fixed_today: date | None


class Desk:
    """What every service is given first."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        today: Callable[[], date],
        now: Callable[[], datetime],
    ) -> None:
        self.store = store
        self.settings = settings
        self.today = today
        """Return the local date; the only source of it below the command line."""

        self.now = now
        """Return the moment, in UTC."""

        self._whose: Whose | None = None
        self._calendars: dict[str, WorkingCalendar] = {}

    @cached_property
    def _loaded_procedures(self) -> Loaded:
        return procedures.load(self.settings.places.data / "procedures", self.settings.procedures_folder)

    @property
    def procedures(self) -> Mapping[str, Procedure]:
        """The procedures by id: those shipped, and the handler's own that are in order."""
        return self._loaded_procedures.procedures

    @property
    def procedure_problems(self) -> tuple[FileProblem, ...]:
        """The handler's own procedure files that are wrong and were left out, each with its remedy."""
        return self._loaded_procedures.problems

    @cached_property
    def vocabularies(self) -> Vocabularies:
        """The words the organisation may choose for itself: those shipped, and the handler's own."""
        return vocabularies.load_all(
            self.settings.places.data / "vocabularies", self.settings.places.config / "vocabularies"
        )

    @cached_property
    def presets(self) -> Mapping[str, Preset]:
        """The import presets by id: those shipped, and the handler's own."""
        return preset_files.load_all(
            self.settings.places.data / "presets", self.settings.places.config / "presets"
        )

    def procedure(self, procedure_id: str) -> Procedure:
        """Return one procedure.

        Raises:
            NotFoundError: If there is none of this id; names the nearest.
        """
        found = self.procedures.get(procedure_id)
        if found is None:
            near = get_close_matches(procedure_id, self.procedures, 1)
            hint = (
                f" Did you mean {near[0]}?" if near else f" There are {', '.join(sorted(self.procedures))}."
            )
            msg = f"There is no procedure {procedure_id!r}.{hint}"
            raise NotFoundError(msg)
        return found

    def calendar(self, region: str) -> WorkingCalendar:
        """Return the working days of a region, with the organisation's own days off."""
        if region not in self._calendars:
            row = self.reader.execute("SELECT holidays_added FROM profile LIMIT 1").fetchone()
            added = _days_off(str(row[0]) if row else "")
            self._calendars[region] = WorkingCalendar(region, added=added)
        return self._calendars[region]

    @property
    def reader(self) -> sqlite3.Connection:
        """The read-only connection for lists, search and figures."""
        return self.store.reader

    @property
    def whose(self) -> Whose:
        """Whose desk it is; read once, and again after a step that changes it.

        Raises:
            StoreMissingError: If the set-up was cut short.
        """
        if self._whose is None:
            row = self.reader.execute(
                "SELECT handler, role, organisation, region, procedure, currency, update_working_days,"
                " cutoff, fixed_today FROM profile LIMIT 1"
            ).fetchone()
            if row is None:
                msg = "This store was not set up to its end. `complaintdesk init` does it."
                raise StoreMissingError(msg)
            fixed = str(row["fixed_today"])
            self._whose = Whose(
                handler=str(row["handler"]),
                role=str(row["role"]),
                organisation=str(row["organisation"]),
                region=str(row["region"]),
                procedure=str(row["procedure"]),
                currency=str(row["currency"]),
                update_working_days=int(row["update_working_days"]),
                cutoff=str(row["cutoff"]),
                fixed_today=date.fromisoformat(fixed) if fixed else None,
            )
        return self._whose

    @contextmanager
    def step(
        self,
        label: str,
        complaint_id: int | None = None,
        kind: StepKind = StepKind.do,
        reverses: int | None = None,
    ) -> Iterator[Writing]:
        """Take one step: everything inside is saved together and journalled, or nothing is.

        What lists sort by is computed anew for each complaint the step touched.

        Args:
            label: What the handler did, in their words: "accept", "log a contact".
            complaint_id: The complaint it is about, if it is about one.
            kind: Whether it does something new, or undoes or redoes a step.
            reverses: The number of the step undone or redone.

        Raises:
            ReadOnlyError: If the store is open for reading only.
            NotSavedError: If it could not be written; nothing was changed.
        """
        from complaintdesk.services import derived, frozen
        from complaintdesk.store import journal, writing

        self.store.require_writable()
        actor = self._whose.handler if self._whose else self._actor()
        draft = journal.Draft(actor, label, self.now(), complaint_id, kind, reverses)

        def before_commit(step: Writing) -> None:
            frozen.require_thawed(step)
            derived.refresh(self, step)

        with writing.step(self.store.engine, draft, before_commit) as taken:
            yield taken
        self._whose = None
        self._calendars.clear()
        self.store.drop_anchor(self.now(), if_due=True)

    def _actor(self) -> str:
        row = self.reader.execute("SELECT handler FROM profile LIMIT 1").fetchone()
        return str(row[0]) if row else "set-up"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one moment of the store and writes nothing."""
        with self.store.reading() as session:
            yield session

    def close(self) -> None:
        """Close the store; its journal's head is written down outside it."""
        self.store.close(self.now())


def _days_off(text: str) -> tuple[DayOff, ...]:
    """Return the organisation's own days off from their stored lines, `2026-12-24 Office closed`."""
    split = (line.strip().partition(" ") for line in text.splitlines() if line.strip())
    return tuple(DayOff(date.fromisoformat(day), name.strip() or "day off") for day, _, name in split)
