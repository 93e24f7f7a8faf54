"""Importing a file of complaints: looking at what it would do, and doing it as one step.

Every record of the file counts as one of five: *new*; *known*, when it is there
with the same content; *updated*, when it is there with other content; *invalid*,
with its line and reason; *duplicate*, when a later record of the same file has
its id. The last record of an id is the one that holds, so that the same file
again changes nothing.

An update never touches work: it sets only the columns the file fills, and of
those none that somebody has changed since the import filled it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers import reading, rejects
from complaintdesk.importers.drafts import ComplaintDraft, Problem
from complaintdesk.importers.reading import Reading
from complaintdesk.importers.table import Money
from complaintdesk.models import ImportBatch
from complaintdesk.rules import foreign_text, money, references
from complaintdesk.services import imported
from complaintdesk.store import imports, journal, loading, records, words
from complaintdesk.store.imports import Stored
from complaintdesk.vocabulary import Origin, Stage

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.store.writing import Writing

CHUNK = 2000
"""Records taken at a time."""

REMEMBERED = 1000
"""Rejected records that a report names; the rejects file has them all."""

Progress = Callable[[int, int], None]
"""Told how many bytes of how many have been read."""

Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Request:
    """Which file, and how it is to be read."""

    path: Path
    preset: str | None = None
    """The id of a preset; None to find it by the header."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """Field -> column, over or instead of a preset."""

    load_as: Origin = Origin.history
    date_order: str | None = None
    """`dmy` or `mdy`, where the handler knows better than the file tells."""

    rejects: Path | None = None
    """Where every rejected record goes, with its line and reason."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One record that was not taken."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do."""

    file: Path
    preset: str
    new: int
    updated: int
    known: int
    duplicate: int
    invalid: int
    batch: int | None
    """The number of the import; None where nothing was to be done or it was only looked at."""

    step: int | None
    """The number of the step."""

    seconds: float
    notes: tuple[str, ...]
    """What to know before trusting the result, a sentence each."""

    rejected: tuple[Rejected, ...]
    """The first of the rejected records."""

    rejects: Path | None
    """Where all of them were written."""

    @property
    def rows(self) -> int:
        """Records in the file."""
        return self.new + self.updated + self.known + self.duplicate + self.invalid

    def told(self, most: int = 10) -> str:
        """Return the report in lines, with the first `most` rejected records."""
        counts = ", ".join(
            f"{number:,} {name}"
            for name, number in (
                ("new", self.new),
                ("updated", self.updated),
                ("known", self.known),
                ("duplicate", self.duplicate),
                ("invalid", self.invalid),
            )
            if number or name == "new"
        )
        lines = [f"{self.file.name}: {self.rows:,} rows as {self.preset}: {counts}.", *self.notes]
        lines += [f"line {each.line:,}: {each.reason}" for each in self.rejected[:most]]
        if self.invalid > most:
            lines.append(f"... and {self.invalid - min(most, len(self.rejected)):,} more rejected rows.")
        if self.rejects is not None and self.invalid:
            lines.append(f"The rejected rows are in {self.rejects}.")
        return "\n".join(lines)


def dry_run(
    desk: Desk, request: Request, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Report:
    """Return what an import would do; the store is only read.

    Raises:
        ImportRefusedError: If the file cannot be imported as it stands, or it was cancelled.
    """
    opened = _Opened(desk, request, progress, cancelled)
    opened.take(_Looking(desk, opened.file.source))
    return opened.report(None, None)


def run(
    desk: Desk, request: Request, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Report:
    """Import a file as one step and return what it did; where nothing is new or updated, no step is taken.

    Raises:
        ImportRefusedError: If the file cannot be imported as it stands, or it was cancelled; nothing
            was taken from it then.
        StoreError: If the store cannot be written.
    """
    opened = _Opened(desk, request, progress, cancelled)
    try:
        report = _run(desk, request, opened)
    finally:
        # The connection that loaded goes, with its wide cache.
        desk.store.engine.dispose()
    return report


def _run(desk: Desk, request: Request, opened: _Opened) -> Report:
    with desk.step(f"import {_name(request.path)}") as step:
        sink = _Loading(desk, step, opened.file, request)
        opened.take(sink)
        batch = sink.finish(opened.tally)
    return opened.report(batch, step.draft.number)


def _name(path: Path) -> str:
    return foreign_text.clean(path.name, one_line=True, limit=120)


class _Tally:
    """What became of the records so far."""

    def __init__(self, last_id: int) -> None:
        self.new = 0
        self.duplicate = 0
        self.invalid = 0
        self.known = 0
        self.repeated_otherwise = 0
        """Duplicates whose content is another than the one that holds."""

        self.after_today = 0
        self.updated: set[int] = set()
        self.rejected: list[Rejected] = []
        self._met = bytearray(last_id + 1)
        self._first: dict[int, str] = {}

    def reject(self, problem: Problem) -> None:
        """Count a record that cannot be taken."""
        self.invalid += 1
        if len(self.rejected) < REMEMBERED:
            self.rejected.append(Rejected(problem.line, problem.reason))

    def meet(self, at: Stored, digest: str) -> None:
        """Count a record whose id is in the table, or came earlier in this file."""
        differs = at.digest != digest
        if at.id >= len(self._met):
            self.duplicate += 1
            self.repeated_otherwise += differs
            return
        if self._met[at.id]:
            self.duplicate += 1
            self.repeated_otherwise += differs
        else:
            self._met[at.id] = 1
            self.known += 1
        if differs:
            self._first.setdefault(at.id, at.digest)
        # Compared with what the table held before the import: it may have been set otherwise on the way.
        if digest == self._first.get(at.id, digest):
            self.updated.discard(at.id)
        else:
            self.updated.add(at.id)


class _Sink(Protocol):
    """Where judged records go."""

    last_id: int

    def stored(self, drafts: Mapping[str, ComplaintDraft]) -> Mapping[str, Stored]:
        """Return what is there already under these keys, what this import put there included."""

    def insert(self, drafts: Sequence[ComplaintDraft]) -> None:
        """Take records whose keys are not there."""

    def replace(self, found: Sequence[tuple[Stored, ComplaintDraft]]) -> None:
        """Take records whose keys are there with other content."""


class _Opened:
    """A file under import: its records, what became of them, and who is told."""

    def __init__(
        self, desk: Desk, request: Request, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        self._begun = time.perf_counter()
        self._desk = desk
        self._request = request
        self._progress = progress
        self._cancelled = cancelled
        self.file = _open(desk, request)
        self.tally = _Tally(0)

    def take(self, sink: _Sink) -> None:
        """Judge every record and hand it on; then write the rejects, if they are wanted."""
        self.tally = tally = _Tally(sink.last_id)
        today = self._desk.today()
        records_ = _records(self.file)
        while items := list(islice(records_, CHUNK)):
            if self._cancelled is not None and self._cancelled():
                msg = "The import was cancelled; nothing was taken from the file."
                raise ImportRefusedError(msg)
            drafts: dict[str, ComplaintDraft] = {}
            for item in items:
                if isinstance(item, Problem):
                    tally.reject(item)
                    continue
                tally.after_today += item.received_on > today
                earlier = drafts.pop(item.key, None)
                if earlier is not None:
                    tally.duplicate += 1
                    tally.repeated_otherwise += earlier.digest != item.digest
                drafts[item.key] = item
            self._judge(sink, drafts)
            if self._progress is not None:
                self._progress(self.file.bytes_done, self.file.bytes_total)
        self._write_rejects()

    def _judge(self, sink: _Sink, drafts: Mapping[str, ComplaintDraft]) -> None:
        stored = sink.stored(drafts)
        fresh, other = [], []
        for key, draft in drafts.items():
            at = stored.get(key)
            if at is None:
                fresh.append(draft)
                continue
            self.tally.meet(at, draft.digest)
            if at.digest != draft.digest:
                other.append((at, draft))
        self.tally.new += len(fresh)
        sink.insert(fresh)
        sink.replace(other)

    def _write_rejects(self) -> None:
        path = self._request.rejects
        if path is None:
            return
        if path.exists() and path.samefile(self.file.path):
            msg = f"The rejects cannot go into {path}: it is the file being imported."
            raise ImportRefusedError(msg)
        try:
            # The file is read again rather than keeping what may be a million rejected records.
            rejects.write_rejects(
                path, self.file.header, (each for each in _records(self.file) if isinstance(each, Problem))
            )
        except OSError as error:
            msg = f"The rejects cannot be written to {path}: {error.strerror}. Nothing was imported."
            raise ImportRefusedError(msg) from error

    def report(self, batch: int | None, step: int | None) -> Report:
        """Return what became of the file."""
        tally = self.tally
        return Report(
            file=self._request.path,
            preset=self.file.preset.id,
            new=tally.new,
            updated=len(tally.updated),
            known=tally.known - len(tally.updated),
            duplicate=tally.duplicate,
            invalid=tally.invalid,
            batch=batch,
            step=step,
            seconds=round(time.perf_counter() - self._begun, 3),
            notes=(*self.file.notes, *_notes(tally)),
            rejected=tuple(tally.rejected),
            rejects=self._request.rejects,
        )


def _open(desk: Desk, request: Request) -> Reading:
    currency = desk.whose.currency
    return reading.read(
        request.path,
        desk.presets,
        preset=request.preset,
        mapping=request.mapping,
        date_order=request.date_order,
        money=Money(currency, money.decimals(currency)),
    )


def _records(file: Reading) -> Iterator[ComplaintDraft | Problem]:
    for item in file:
        if isinstance(item, ComplaintDraft) and len(item.key) > imported.LONGEST_KEY:
            reason = f"The id has {len(item.key):,} characters; no id is longer than {imported.LONGEST_KEY}."
            yield Problem(item.line, reason, ())
        else:
            yield item


def _notes(tally: _Tally) -> Iterator[str]:
    if tally.repeated_otherwise:
        yield (
            f"{tally.repeated_otherwise:,} records have the id of a later record with other content; "
            "the later one holds."
        )
    if tally.after_today:
        yield f"{tally.after_today:,} records were received after today; look at how the dates are read."


class _Looking:
    """Only looks: new records are remembered by hashes of their keys and contents."""

    def __init__(self, desk: Desk, source: str) -> None:
        self._desk = desk
        self._source = source
        self._new: dict[int, int] = {}
        with desk.reading() as session:
            self.last_id = imports.last_id(session.connection(), "complaint")

    def stored(self, drafts: Mapping[str, ComplaintDraft]) -> Mapping[str, Stored]:
        # Short readings, so that nobody waits for this one to write.
        with self._desk.reading() as session:
            found = imports.known(session.connection(), self._source, drafts)
        for key, draft in drafts.items():
            earlier = self._new.get(hash(key))
            if earlier is not None and key not in found:
                same = earlier == hash(draft.digest)
                found[key] = Stored(self.last_id + 1, draft.digest if same else "", None)
        return found

    def insert(self, drafts: Sequence[ComplaintDraft]) -> None:
        self._new.update((hash(draft.key), hash(draft.digest)) for draft in drafts)

    def replace(self, found: Sequence[tuple[Stored, ComplaintDraft]]) -> None:
        """Leave all as it is."""


class _Loading:
    """Puts records into the tables, inside a step."""

    def __init__(self, desk: Desk, step: Writing, file: Reading, request: Request) -> None:
        self._desk = desk
        self._step = step
        self._file = file
        self._as = request.load_as
        self._connection = step.session.connection()
        loading.make_room(self._connection)
        self.last_id = imports.last_id(self._connection, "complaint")
        self._customer_id = imports.last_id(self._connection, "customer")
        self._changes = imports.RowChanges(self._connection)
        self._settled: Mapping[int, frozenset[str]] | None = None
        self._batch = self._new_batch(_name(request.path))
        self._batch_id = records.require_id(self._batch)
        self._complaints = imports.Inserter(
            "complaint",
            {**imported.complaint_defaults(), **self._shared()},
            (*imported.CONTENT, "source_id", "reference"),
        )
        self._customers = imports.Inserter(
            "customer",
            {**imported.customer_defaults(), "preset": file.source, "batch_id": self._batch_id},
            imported.CUSTOMER,
        )

    def _new_batch(self, name: str) -> ImportBatch:
        batch = ImportBatch.model_validate(
            {
                "file_name": name,
                "file_sha256": self._file.sha256,
                "preset": self._file.source,
                "loaded_as": self._as,
                "encoding": self._file.encoding,
                "imported_at": self._desk.now(),
            }
        )
        self._step.session.add(batch)
        self._step.session.flush()
        return batch

    def _shared(self) -> dict[str, object]:
        """Return what all complaints of this import have in common."""
        shared: dict[str, object] = {
            "preset": self._file.source,
            "batch_id": self._batch_id,
            "imported_at": journal.stored_moment(self._desk.now()),
            "origin": self._as.name,
        }
        if self._as is Origin.history:
            # History is no work, whether or not its source says when it was closed.
            return {**shared, "stage": Stage.closed.name}
        whose = self._desk.whose
        today = self._desk.today().isoformat()
        return {
            **shared,
            "stage": Stage.referred.name,
            "referred_on": today,
            "procedure": whose.procedure,
            "region": whose.region,
        }

    def stored(self, drafts: Mapping[str, ComplaintDraft]) -> Mapping[str, Stored]:
        return imports.known(self._connection, self._file.source, drafts)

    def insert(self, drafts: Sequence[ComplaintDraft]) -> None:
        customers = self._customers_of(drafts)
        called = self._references(drafts)
        self._complaints.put(
            self._connection,
            (
                (
                    *imported.content(
                        draft, self._as, customers.get(imported.identity(draft)), called[draft.key]
                    ),
                    draft.key,
                    called[draft.key],
                )
                for draft in drafts
            ),
        )

    def _references(self, drafts: Sequence[ComplaintDraft]) -> dict[str, str]:
        if self._as is Origin.referred:
            year = self._desk.today().year
            first = int(records.next_reference(self._step.session, year).rpartition("-")[2])
            return {draft.key: references.make(year, first + place) for place, draft in enumerate(drafts)}
        return imported.history_references(
            self._file.source,
            drafts,
            lambda wanted: imports.taken_references(self._connection, wanted),
        )

    def _customers_of(self, drafts: Sequence[ComplaintDraft]) -> dict[str, int]:
        """Return the customers of some records by identity; those not there yet are put there."""
        named = {who: draft for draft in drafts if (who := imported.identity(draft))}
        if not named:
            return {}
        found = imports.customers(self._connection, self._file.source, named)
        rows = []
        for who, draft in named.items():
            if who not in found:
                self._customer_id += 1
                found[who] = self._customer_id
                rows.append((self._customer_id, who, draft.customer or draft.email, draft.email, draft.phone))
        self._customers.put(self._connection, rows)
        return found

    def replace(self, found: Sequence[tuple[Stored, ComplaintDraft]]) -> None:
        if not found:
            return
        if self._settled is None:
            self._settled = imports.worked_on(self._connection, self._file.source)
        customers = self._customers_of([draft for _, draft in found])
        rows = imports.whole_rows(self._connection, [at.id for at, _ in found])
        for at, draft in found:
            row = rows[at.id]
            values = imported.content(
                draft, Origin[row["origin"]], customers.get(imported.identity(draft)), row["reference"]
            )
            wanted = imported.differing(values, self._settled.get(at.id, ()), row["origin"])
            if at.batch_id == self._batch_id:
                imports.set_columns(self._connection, at.id, wanted)
            else:
                self._changes.change(row, wanted)

    def finish(self, tally: _Tally) -> int | None:
        """Write down what was loaded and return the number of the import; None where there was nothing to do."""
        session = self._step.session
        self._step.entries += self._changes.entries()
        if not tally.new and not tally.updated:
            session.delete(self._batch)
            session.flush()
            return None
        self._batch.rows = tally.new + tally.known + tally.duplicate + tally.invalid
        self._batch.new = tally.new
        self._batch.updated = len(tally.updated)
        self._batch.known = tally.known - len(tally.updated)
        self._batch.duplicate = tally.duplicate
        self._batch.invalid = tally.invalid
        session.flush()
        words.index_batch(self._connection, self._batch_id)
        loaded = loading.payload(self._connection, self._batch_id, self._file.sha256)
        self._step.entries.append(
            journal.Entry("import_batch", self._batch_id, "load", journal.canonical(loaded))
        )
        return self._batch_id
