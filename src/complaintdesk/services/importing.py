"""Importing a file of complaints: looking at what it would do, and doing it as one step.

Every record of the file counts as one of five: *new*; *known*, when it is there
and the file tells nothing else of it; *updated*, when the file does; *invalid*,
with its line and reason; *duplicate*, when a later record of the same file has
its id. The last record of an id is the one that holds, so that the same file
again changes nothing.

An update never touches work; `imported.Update` says what it may set.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import ImportRefusedError
from complaintdesk.importers import presets, reading, rejects
from complaintdesk.importers.drafts import ComplaintDraft, Problem
from complaintdesk.importers.reading import Reading
from complaintdesk.importers.table import Money
from complaintdesk.rules import foreign_text, money
from complaintdesk.rules.counting import counted
from complaintdesk.services import import_words, imported
from complaintdesk.services.import_changes import KEPT, Changes
from complaintdesk.services.import_report import REMEMBERED, Confidence, Rejected, Report
from complaintdesk.services.import_sinks import Counts, Loading, Looking, Sink
from complaintdesk.store.imports import Stored
from complaintdesk.vocabulary import Origin

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

_SHOWN = 300
"""Characters of a rejected record's cell that a report holds."""

CHUNK = 2000
"""Records taken at a time."""

LABEL = "import a file"
"""What the step is called. A label is never forgotten, so it holds no file's name: it may be a person's."""

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

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field -> the source's word -> ours; remembered for the source once the import is run."""

    encoding: str | None = None
    """Where the handler knows better than the file tells."""


def dry_run(
    desk: Desk, request: Request, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Report:
    """Return what an import would do; the store is only read.

    Raises:
        ImportRefusedError: If the file cannot be imported as it stands, or it was cancelled.
    """
    opened = _Opened(desk, request, progress, cancelled)
    opened.take(Looking(desk, opened.file))
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
        with _seldom_collected():
            report = _run(desk, request, opened)
    finally:
        # The connection that loaded goes, with its wide cache.
        desk.store.engine.dispose()
    return report


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Have Python look for rings of objects less often: an import makes millions of objects and no ring."""
    usual = gc.get_threshold()
    gc.set_threshold(_COLLECTED_EVERY, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


_COLLECTED_EVERY = 50_000


def _run(desk: Desk, request: Request, opened: _Opened) -> Report:
    with desk.step(LABEL) as step:
        import_words.remember(step.session, opened.file.source, opened.words)
        sink = Loading(desk, step, opened.file, request.load_as, _name(request.path))
        opened.take(sink)
        batch = sink.finish(opened.tally.counts)
    return opened.report(batch, step.draft.number)


def _name(path: Path) -> str:
    return foreign_text.clean(path.name, one_line=True, limit=120)


def _confidence(file: Reading) -> Confidence | None:
    """Return how well the preset in use fits; None for columns mapped by hand."""
    fit = presets.match(file.preset, file.own_header)
    if not fit.known:
        return None
    best, other = file.detection.best, file.detection.runner_up
    if best is not None and best.preset.id != file.preset.id:
        other = best
    elif other is not None and other.preset.id == file.preset.id:
        other = None
    return Confidence(fit.known, fit.named, other.preset.id if other else "", other.known if other else 0)


class Tally:
    """What became of the records so far."""

    def __init__(self, last_id: int, header: Sequence[str] = ()) -> None:
        self._header = header
        self.new = 0
        self.duplicate = 0
        self.invalid = 0
        self.known = 0
        self.repeated_otherwise = 0
        """Duplicates whose content is another than the one that holds."""

        self.after_today = 0
        self.updated = 0
        """Of the known ones; told by the sink at the end."""

        self.rejected: list[Rejected] = []
        self._met = bytearray(last_id + 1)

    @property
    def counts(self) -> Counts:
        """What became of the records."""
        return Counts(self.new, self.updated, self.known - self.updated, self.duplicate, self.invalid)

    def reject(self, problem: Problem) -> None:
        """Count a record that cannot be taken."""
        self.invalid += 1
        if len(self.rejected) < REMEMBERED:
            cells = tuple(
                (name, cell[:_SHOWN])
                for name, cell in zip_longest(
                    self._header, problem.cells[: len(self._header) + 5], fillvalue=""
                )
                if cell
            )
            self.rejected.append(Rejected(problem.line, problem.reason, cells))

    def meet(self, at: Stored, digest: str) -> None:
        """Count a record whose id is in the table, or came earlier in this file."""
        if at.id < len(self._met) and not self._met[at.id]:
            self._met[at.id] = 1
            self.known += 1
        else:
            self.duplicate += 1
            self.repeated_otherwise += at.digest != digest


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
        self.words = import_words.checked(desk, request.words)
        self._unknown = import_words.Gathering(desk)
        self._changes = Changes()
        self.file = _open(desk, request, self.words)
        self.tally = Tally(0)

    def take(self, sink: Sink) -> None:
        """Judge every record and hand it on; then write the rejects, if they are wanted."""
        self.tally = tally = Tally(sink.last_id, self.file.header)
        today = self._desk.today()
        records_ = _records(self.file)
        while items := list(islice(records_, CHUNK)):
            if self._cancelled is not None and self._cancelled():
                msg = "The import was cancelled; nothing was taken from the file."
                raise ImportRefusedError(msg)
            drafts = self._each_once(sink, items, today)
            self._unknown.add(drafts.values())
            self._judge(sink, drafts)
            if self._progress is not None:
                self._progress(self.file.bytes_done, self.file.bytes_total)
        tally.updated = sink.updated()
        self._changes = sink.changes
        self._write_rejects()

    def _each_once(
        self, sink: Sink, items: Sequence[ComplaintDraft | Problem], today: date
    ) -> dict[str, ComplaintDraft]:
        """Return the records by key, of several with one key the last, and count the others."""
        tally = self.tally
        told = [item for item in items if isinstance(item, ComplaintDraft)]
        if len(told) < len(items):
            for item in items:
                if isinstance(item, Problem):
                    tally.reject(item)
        tally.after_today += sum(draft.received_on > today for draft in told)
        drafts = {draft.key: draft for draft in told}
        if len(drafts) < len(told):
            drafts = {}
            for draft in told:
                earlier = drafts.pop(draft.key, None)
                if earlier is not None:
                    tally.duplicate += 1
                    if earlier.digest != draft.digest:
                        tally.repeated_otherwise += 1
                        sink.changes.supersede(earlier, draft)
                drafts[draft.key] = draft
        return drafts

    def _judge(self, sink: Sink, drafts: Mapping[str, ComplaintDraft]) -> None:
        there = sink.insert(drafts)
        self.tally.new += len(drafts) - len(there)
        found = [(at, drafts[key]) for key, at in there.items()]
        for at, draft in found:
            self.tally.meet(at, draft.digest)
        sink.update(found)

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
            **tally.counts._asdict(),
            batch=batch,
            step=step,
            seconds=round(time.perf_counter() - self._begun, 3),
            notes=(*self.file.notes, *_notes(tally)),
            rejected=tuple(tally.rejected),
            rejects=self._request.rejects,
            changes=tuple(self._changes.listed),
            kept=self._changes.counts[KEPT],
            unknown=self._unknown.unknown,
            title=self.file.preset.title,
            confidence=_confidence(self.file),
            counts_objects=self.file.counts_objects,
        )


def _open(desk: Desk, request: Request, words: import_words.Words) -> Reading:
    currency = desk.whose.currency

    def matched(source: str) -> import_words.Words:
        with desk.reading() as session:
            return import_words.together(import_words.remembered(session, source), words)

    return reading.read(
        request.path,
        desk.presets,
        preset=request.preset,
        mapping=request.mapping,
        date_order=request.date_order,
        encoding=request.encoding,
        words=matched,
        money=Money(currency, money.decimals(currency)),
    )


def _records(file: Reading) -> Iterator[ComplaintDraft | Problem]:
    for item in file:
        if isinstance(item, ComplaintDraft) and len(item.key) > imported.LONGEST_KEY:
            reason = f"The id has {len(item.key):,} characters; no id is longer than {imported.LONGEST_KEY}."
            yield Problem(item.line, reason, ())
        else:
            yield item


def _notes(tally: Tally) -> Iterator[str]:
    if tally.repeated_otherwise:
        yield (
            f"{counted(tally.repeated_otherwise, 'record has', 'records have')} the id of a later record"
            " with other content; the later one holds."
        )
    if tally.after_today:
        were = counted(tally.after_today, "record was", "records were")
        yield f"{were} received after today; look at how the dates are read."
