"""The desk: an open store, whose it is, what day it is, and the one way to take a step."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from complaintdesk.config import Settings
from complaintdesk.errors import DeskError, NotFoundError, SettingsError, StaleError, StoreMissingError
from complaintdesk.services.faults import explained
from complaintdesk.store.store import Store
from complaintdesk.vocabulary import StepKind

if TYPE_CHECKING:
    # Whatever the first frame can do without is loaded where it is first used.
    # SQLModel comes with the first step or record, not with the first frame.
    from sqlmodel import Session

    from complaintdesk.config.criteria import Loaded as CriteriaSets
    from complaintdesk.config.letters import Templates
    from complaintdesk.config.procedures import FileProblem, Loaded
    from complaintdesk.config.vocabularies import Loaded as LoadedWords
    from complaintdesk.config.vocabularies import Vocabularies
    from complaintdesk.importers.preset_files import Loaded as LoadedPresets
    from complaintdesk.importers.presets import Preset
    from complaintdesk.rules.balance import BalanceWeights
    from complaintdesk.rules.coverage import Expectations
    from complaintdesk.rules.criteria import CriteriaSet
    from complaintdesk.rules.own_days import OwnDays
    from complaintdesk.rules.procedure_grammar import Procedure
    from complaintdesk.rules.triage_score import TriageWeights
    from complaintdesk.rules.working_days import WorkingCalendar
    from complaintdesk.services.derived import Recount
    from complaintdesk.store.journal import Change
    from complaintdesk.store.writing import Writing

AnyWeights = TypeVar("AnyWeights", "BalanceWeights", "TriageWeights", "Expectations")

PROFILE = (
    "handler",
    "role",
    "organisation",
    "region",
    "procedure",
    "currency",
    "update_working_days",
    "cutoff",
    "fixed_today",
    "holidays_added",
    "holidays_worked",
    "weekdays",
    "balance_weights",
    "triage_weights",
    "criteria_set",
    "expectations",
)
"""What of the profile the desk goes by."""

_RECKONS = ("region", "cutoff", "holidays_added", "holidays_worked", "weekdays", "triage_weights")
"""What of it the clocks and scores of complaints follow from that are already on the desk."""


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


class _RehearsedError(Exception):
    """A step was tried and would be allowed; it is taken back by this."""


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

        self._profile: Mapping[str, object] | None = None
        self._whose: Whose | None = None
        self._calendars: dict[str, WorkingCalendar] = {}
        self._triage_weights: TriageWeights | None = None
        self._own_reader: sqlite3.Connection | None = None
        self._inside = threading.local()
        """The session that this thread reads in, and the reader over its connection; what its step was seen by."""

        self._own_steps: set[int] = set()
        """The numbers of the steps this desk has taken: nobody need be told of them."""

    @cached_property
    def _loaded_procedures(self) -> Loaded:
        from complaintdesk.config import procedures

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
    def _loaded_vocabularies(self) -> LoadedWords:
        from complaintdesk.config import vocabularies

        return vocabularies.load(
            self.settings.places.data / "vocabularies", self.settings.places.config / "vocabularies"
        )

    @property
    def vocabularies(self) -> Vocabularies:
        """The words the organisation may choose for itself: those shipped, and the handler's own that are in order."""
        return self._loaded_vocabularies.lists

    @property
    def left_out(self) -> tuple[str, ...]:
        """The handler's own files that are wrong, each with its remedy; nothing is read that has no folder."""
        own = self.settings.places.config
        return (
            *(problem.sentence for problem in self.procedure_problems),
            *(self._loaded_vocabularies.problems if (own / "vocabularies").is_dir() else ()),
            *(problem.sentence for problem in (self.letters.problems if (own / "letters").is_dir() else ())),
            *(self.criteria_sets.problems if (own / "criteria").is_dir() else ()),
            *(self.loaded_presets.problems if (own / "presets").is_dir() else ()),
        )

    @cached_property
    def letters(self) -> Templates:
        """The templates of letters: those shipped, and the handler's own that are in order."""
        from complaintdesk.config import letters
        from complaintdesk.reports import letter  # brings Jinja2, which only letters and reports need

        return letters.load(
            self.settings.places.data / "letters", self.settings.places.config / "letters", letter.check
        )

    @cached_property
    def criteria_sets(self) -> CriteriaSets:
        """The criteria sets: those shipped, and the handler's own that are in order."""
        from complaintdesk.config import criteria

        return criteria.load(self.settings.places.data / "criteria", self.settings.places.config / "criteria")

    @property
    def criteria(self) -> CriteriaSet:
        """The criteria that evidence is held against.

        Raises:
            SettingsError: If the set this store goes by is not there (any more).
        """
        return self.criteria_sets.require(self.criteria_id)

    @property
    def criteria_id(self) -> str:
        """The id of that set, whether it is there or not."""
        from complaintdesk.config import criteria

        row = self._profile_row()
        return str(row["criteria_set"]) if row else criteria.DEFAULT

    @property
    def expectations(self) -> Expectations:
        """What the portfolio's gauge expects."""
        from complaintdesk.rules import coverage

        return self._weights("expectations", coverage.parse, coverage.DEFAULT)

    @cached_property
    def loaded_presets(self) -> LoadedPresets:
        """The import presets: those shipped, and the handler's own that are in order."""
        from complaintdesk.importers import preset_files

        return preset_files.load(
            self.settings.places.data / "presets", self.settings.places.config / "presets"
        )

    @property
    def presets(self) -> Mapping[str, Preset]:
        """The import presets by id."""
        return self.loaded_presets.presets

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

    @property
    def own_days(self) -> OwnDays:
        """The organisation's own days off, the bank holidays it works through, and its week."""
        from complaintdesk.rules import own_days

        row = self._profile_row()
        if row is None:
            return own_days.OwnDays()
        return own_days.read(*(str(row[name]) for name in ("holidays_added", "holidays_worked", "weekdays")))

    def calendar(self, region: str) -> WorkingCalendar:
        """Return the working days of a region, as the organisation works them."""
        if region not in self._calendars:
            self._calendars[region] = self.own_days.calendar(region)
        return self._calendars[region]

    def with_profile(self, row: Mapping[str, object]) -> Desk:
        """Return the same desk as it will be once the profile holds this row, whatever the store holds now."""
        other = Desk(self.store, self.settings, self.today, self.now)
        other._profile = row
        other._loaded_procedures = self._loaded_procedures
        return other

    def reckons_otherwise(self, row: Mapping[str, object]) -> bool:
        """Return whether clocks or scores are reckoned otherwise once the profile holds this row."""
        now = self._profile_row()
        return now is not None and any(now[name] != row[name] for name in _RECKONS)

    @property
    def balance_weights(self) -> BalanceWeights:
        """By what the options are weighed."""
        from complaintdesk.rules import balance

        return self._weights("balance_weights", balance.parse_weights, balance.DEFAULT_WEIGHTS)

    @property
    def triage_weights(self) -> TriageWeights:
        """By what the complaints are scored."""
        from complaintdesk.rules import triage_score

        if self._triage_weights is None:
            self._triage_weights = self._weights(
                "triage_weights", triage_score.parse_weights, triage_score.DEFAULT_WEIGHTS
            )
        return self._triage_weights

    def _weights(
        self, column: str, parse: Callable[[Mapping[str, object]], AnyWeights], default: AnyWeights
    ) -> AnyWeights:
        """Return weights as they are kept; those by default where there are none.

        Where the column holds what no desk has written, `verify` names it; the desk works on.
        """
        row = self._profile_row()
        try:
            return parse(json.loads(str(row[column]))) if row and row[column] else default
        except (ValueError, AttributeError, SettingsError):
            return default

    def look_again(self) -> None:
        """Forget what was read of the profile, its calendars and its weights, if another desk or command changed it."""
        known, self._profile = self._profile, None
        if known is not None and self._profile_row() != known:
            self._forget()

    def _forget(self) -> None:
        self._profile = self._whose = self._triage_weights = None
        self._calendars.clear()

    def _profile_row(self) -> Mapping[str, object] | None:
        if self._profile is None:
            columns = ", ".join(PROFILE)
            row = self.reader.execute(f"SELECT {columns} FROM profile LIMIT 1").fetchone()  # noqa: S608
            self._profile = None if row is None else dict(row)
        return self._profile

    @property
    def reader(self) -> sqlite3.Connection:
        """The read-only connection for lists, search and figures."""
        return getattr(self._inside, "reader", None) or self._own_reader or self.store.reader

    def beside(self) -> Desk:
        """Return a desk on the same store that reads over a connection of its own, for another thread.

        Whoever asked for it closes its reader.
        """
        other = Desk(self.store, self.settings, self.today, self.now)
        other._own_reader = self.store.another_reader()
        return other

    @property
    def whose(self) -> Whose:
        """Whose desk it is; read once, and again after a step that changes it.

        Raises:
            StoreMissingError: If the set-up was cut short.
        """
        if self._whose is None:
            row = self._profile_row()
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
                update_working_days=int(str(row["update_working_days"])),
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
        recount: Recount | None = None,
    ) -> Iterator[Writing]:
        """Take one step: everything inside is saved together and journalled, or nothing is.

        What lists sort by is computed anew for each complaint the step touched.

        Args:
            label: What the handler did, in their words: "accept", "log a contact".
            complaint_id: The complaint it is about, if it is about one.
            kind: Whether it does something new, or undoes or redoes a step.
            reverses: The number of the step undone or redone.
            recount: Told how the clocks of all move, where the step moves the calendar.

        Raises:
            CancelledError: If the recount was stopped; nothing was changed.
            ReadOnlyError: If the store is open for reading only.
            StaleError: If it changes what was changed elsewhere since it was seen; see `as_seen`.
            NotSavedError: If it could not be written; nothing was changed.
        """
        from complaintdesk.services import derived, frozen
        from complaintdesk.store import clashing, journal, writing

        self.store.require_writable()
        if getattr(self._inside, "looks", False):
            raise DeskError(
                "Nothing was done: that takes a step at once now, and only a form was to be opened."
            )

        seen: tuple[int, set[int]] | None = getattr(self._inside, "seen", None)
        rehearses: bool = getattr(self._inside, "rehearses", False)

        def before_commit(step: Writing, changes: Sequence[Change]) -> None:
            frozen.require_thawed(step, changes)
            if seen is not None:
                try:
                    clashing.require_none(step.session.connection(), changes, *seen)
                except StaleError as stale:
                    stale.who = self._who(stale.step)
                    raise
            if rehearses:
                raise _RehearsedError
            derived.refresh(self, step, changes, recount)

        # What is read on the way may fail as well as what is written.
        with explained(), suppress(_RehearsedError):
            actor = self._whose.handler if self._whose else self._actor()
            draft = journal.Draft(actor, label, self.now(), complaint_id, kind, reverses)
            with writing.step(self.store.engine, draft, before_commit) as taken:
                # From here on nobody else can change it.
                self.look_again()
                yield taken
        if draft.number is not None:
            self._own_steps.add(draft.number)
            if seen is not None:
                seen[1].add(draft.number)
        self.look_again()
        self.store.drop_anchor(self.now(), if_due=True)

    def _who(self, number: int) -> str:
        """Return whose step it was, and which: the journal knows the handler, who has the store knows more."""
        actor, label = self.reader.execute(
            "SELECT actor, label FROM journal_step WHERE number = ?", (number,)
        ).fetchone()
        held_from = self.store.held_from
        if actor != self.whose.handler:
            who = actor
        elif number in self._own_steps:
            who = "You, at this desk"
        elif held_from is not None and number > held_from:
            # Beside the desk that has the store, only commands write.
            who = "A command"
        else:
            who = "You, at another desk or by a command"
        return f"{who}: {label}"

    @contextmanager
    def as_seen(self, number: int) -> Iterator[Collection[int]]:
        """Take the steps inside as one who has seen the store as of a step; yield the numbers of those taken so far.

        Raises:
            StaleError: If they change what was changed elsewhere since.
        """
        taken: set[int] = set()
        self._inside.seen = (number, taken)
        try:
            yield taken
        finally:
            del self._inside.seen

    @contextmanager
    def rehearsing(self) -> Iterator[None]:
        """Refuse what a step inside would be refused for, and keep nothing of it; nothing is reckoned anew."""
        self._inside.rehearses = True
        try:
            yield
        finally:
            del self._inside.rehearses

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Refuse every step inside: a form that waits is opened by the act that opened it, and does nothing else."""
        self._inside.looks = True
        try:
            yield
        finally:
            del self._inside.looks

    def last_step(self) -> int:
        """Return the number of the last step of the journal; 0 before the first."""
        return int(self.reader.execute("SELECT coalesce(max(number), 0) FROM journal_step").fetchone()[0])

    def seen_since(self, number: int) -> int:
        """Return the last step that somebody has seen who read at a step and saw what this desk did after it."""
        while number + 1 in self._own_steps:
            number += 1
        return number

    def _actor(self) -> str:
        row = self.reader.execute("SELECT handler FROM profile LIMIT 1").fetchone()
        return str(row[0]) if row else "set-up"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one moment of the store and writes nothing.

        Inside it, `reader` and further sessions of this thread read over its connection: with a second lock of our own
        a writer that waits for the first would keep us waiting for ever.
        """
        outer: Session | None = getattr(self._inside, "session", None)
        if outer is not None:
            yield outer
            return
        with explained(), self.store.reading() as session:
            self._inside.session, self._inside.reader = session, self.store.reader_of(session)
            try:
                yield session
            finally:
                del self._inside.session, self._inside.reader

    def close(self) -> None:
        """Close the store; its journal's head is written down outside it."""
        self.store.close(self.now())
