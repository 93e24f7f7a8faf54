"""Where the records of an import go: into the tables inside a step, or nowhere, to see what would become of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from complaintdesk.importers.drafts import DATE_FIELDS, ComplaintDraft
from complaintdesk.importers.reading import Reading
from complaintdesk.models import ImportBatch
from complaintdesk.rules import references
from complaintdesk.services import imported
from complaintdesk.services.import_changes import Changes
from complaintdesk.store import bulk, imports, journal, loading, records, words
from complaintdesk.store.imports import Stored
from complaintdesk.vocabulary import Origin, Stage

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from complaintdesk.services.desk import Desk
    from complaintdesk.store.writing import Writing


_FEW = 5_000
"""Lines of a file for which it is not worth while to make indexes anew."""


class Counts(NamedTuple):
    """What became of a file's records; every record is one of these."""

    new: int
    updated: int
    known: int
    duplicate: int
    invalid: int


class Sink(Protocol):
    """Where judged records go."""

    last_id: int

    def insert(self, drafts: Mapping[str, ComplaintDraft]) -> Mapping[str, Stored]:
        """Take those records whose keys are not there, and return what is there under the other keys.

        What came earlier in the same import is there too.
        """

    def update(self, found: Sequence[tuple[Stored, ComplaintDraft]]) -> None:
        """Take records whose keys are there."""

    @property
    def changes(self) -> Changes:
        """What records whose keys were there told otherwise."""

    def updated(self) -> int:
        """Return how many complaints from before the import are otherwise after all its records."""


class _Updates:
    """Says what records whose keys are there would change, and remembers it to be told."""

    def __init__(self, file: Reading) -> None:
        self._source = file.source
        dates = [file.header[place] for name, place in file.columns.fields.items() if name in DATE_FIELDS]
        self._allowed = imported.Update(
            {*file.columns.fields, *file.preset.constants},
            [*dates, *(name for name, _ in file.columns.extras)],
        )
        self._worked_on: Mapping[int, frozenset[str]] | None = None
        self.changes = Changes()

    def of(
        self,
        connection: Connection,
        found: Sequence[tuple[Stored, ComplaintDraft]],
        customers_of: Callable[[Sequence[ComplaintDraft]], Mapping[str, int]],
        batch_id: int | None = None,
    ) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Return each row as it stands, with what is to be set in it; of one that was worked on, nothing.

        `customers_of` gives the customers of some records by identity, those that are new included;
        `batch_id` is the import's own, whose rows nobody can have worked on.
        """
        if self._worked_on is None:
            self._worked_on = imports.worked_on(connection, self._source)
        rows = imports.whole_rows(connection, [at.id for at, _ in found])
        ours = {
            *imports.with_records(connection, rows),
            *(at.id for at, _ in found if self._worked_on.get(at.id)),
        }
        named = {who for _, draft in found if (who := imported.identity(draft))}
        # A row that stays as it is has no use for a new customer.
        follow = [draft for at, draft in found if at.id not in ours]
        customers = {**imports.customers(connection, self._source, named), **customers_of(follow)}
        changes: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
        for at, draft in found:
            row = rows[at.id]
            who = imported.identity(draft)
            # A customer who is not there yet is another one than the row's.
            customer_id = customers.get(who, 0) if who else None
            values = imported.content(draft, Origin[row["origin"]], customer_id, row["reference"])
            told = self._allowed.of(row, values)
            is_ours = at.id in ours
            if told and (batch_id is None or at.batch_id != batch_id):
                self.changes.add(row, told, draft, is_kept=is_ours)
            changes.append((row, {} if is_ours else told))
        self.changes.name(imports.customer_names(connection, self.changes.unnamed))
        return changes


class Looking:
    """Only looks: new records are remembered by hashes of their keys and contents."""

    def __init__(self, desk: Desk, file: Reading) -> None:
        self._desk = desk
        self._source = file.source
        self._updates = _Updates(file)
        # Without ids a key has its number of occurrence in it, so none comes twice.
        self._may_repeat = file.has_ids
        self._new: dict[int, int] = {}
        self._updated: set[int] = set()
        with desk.reading() as session:
            self.last_id = imports.last_id(session.connection(), "complaint")
            self._has_met = imports.has_met(session.connection(), file.source)

    def insert(self, drafts: Mapping[str, ComplaintDraft]) -> Mapping[str, Stored]:
        """Remember records whose keys are not there; return what is there, or came earlier, under the others."""
        found: dict[str, Stored] = {}
        if self._has_met:
            # Short readings, so that nobody waits for this one to write.
            with self._desk.reading() as session:
                found = imports.known(session.connection(), self._source, drafts)
        if self._may_repeat:
            for key, draft in drafts.items():
                if key in found:
                    continue
                known_by, content = hash(key), hash(draft.digest)
                earlier = self._new.get(known_by)
                if earlier is None:
                    self._new[known_by] = content
                else:
                    found[key] = Stored(self.last_id + 1, draft.digest if earlier == content else "", None)
        return found

    def update(self, found: Sequence[tuple[Stored, ComplaintDraft]]) -> None:
        """Look what records whose keys are there would change."""
        older = [(at, draft) for at, draft in found if at.id <= self.last_id]
        self._updated.difference_update(at.id for at, _ in older)
        other = [(at, draft) for at, draft in older if at.digest != draft.digest and not at.disposed_on]
        if other:
            with self._desk.reading() as session:
                changes = self._updates.of(session.connection(), other, lambda _: {})
            self._updated.update(row["id"] for row, wanted in changes if wanted)

    @property
    def changes(self) -> Changes:
        """What records whose keys were there tell otherwise."""
        return self._updates.changes

    def updated(self) -> int:
        """Return how many complaints would be otherwise than before."""
        return len(self._updated)


class Loading:
    """Puts records into the tables, inside a step."""

    def __init__(self, desk: Desk, step: Writing, file: Reading, load_as: Origin, name: str) -> None:
        self._desk = desk
        self._step = step
        self._file = file
        self._as = load_as
        self._connection = step.session.connection()
        loading.make_room(self._connection)
        self.last_id = imports.last_id(self._connection, "complaint")
        self._customer_id = imports.last_id(self._connection, "customer")
        self._complaint_id = self.last_id
        # Else what is there already shows when it is put in a second time. Our own numbers are not wasted so.
        self._looks_first = load_as is Origin.referred or imports.has_met(self._connection, file.source)
        fields = {*file.columns.fields, *file.preset.constants}
        # What a complaint on the desk is about is made up where its file does not say.
        self._given = imported.given(fields if load_as is Origin.history else {*fields, "about"})
        self._indexes = bulk.Indexes(self._connection)
        self._looked_up = {bulk.BY_IDENTITY, *([bulk.BY_KEY] if self._looks_first or file.has_ids else [])}
        # Made anew from all rows they cost less than row by row, unless many rows are there already.
        self._takes_indexes_away = max(_FEW, 2 * self.last_id) <= file.lines
        self._changes = imports.RowChanges(self._connection)
        self._updates = _Updates(file)
        self._batch = self._new_batch(name)
        self._batch_id = records.require_id(self._batch)
        self._complaints = bulk.Bulk(
            "complaint",
            {**imported.complaint_defaults(), **self._shared()},
            ("id", *self._given, "source_id", "reference"),
        )
        self._customers = bulk.Bulk(
            "customer",
            {**imported.customer_defaults(), "preset": file.source, "batch_id": self._batch_id},
            imported.CUSTOMER,
        )

    def _new_batch(self, name: str) -> ImportBatch:
        batch = ImportBatch.model_validate(
            {
                "id": imports.unused_number(self._step.session.connection()),
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

    def insert(self, drafts: Mapping[str, ComplaintDraft]) -> Mapping[str, Stored]:
        """Put complaints in, with their customers; return what is there already under the keys of the others."""
        found: dict[str, Stored] = {}
        if self._looks_first:
            found = imports.known(self._connection, self._file.source, drafts)
        fresh = [draft for key, draft in drafts.items() if key not in found]
        if fresh and self._takes_indexes_away:
            self._indexes.take_away(but=self._looked_up)
            self._takes_indexes_away = False
        first = self._complaint_id + 1
        self._complaint_id += len(fresh)
        if not fresh:
            return found
        columns = self._columns(fresh, self._wished_references(fresh), first)
        refused = self._complaints.insert(self._connection, columns)
        if refused:
            # Something with its key or with its reference is there.
            keys = [fresh[row_id - first].key for row_id in refused]
            found |= imports.known(self._connection, self._file.source, keys)
            columns = self._without(columns, refused, fresh, found)
        self._complaints.digest(columns)
        return found

    def _columns(
        self, drafts: Sequence[ComplaintDraft], called: Sequence[str], first: int
    ) -> list[Sequence[Any]]:
        customers: Sequence[int | None] = [None] * len(drafts)
        if "customer_id" in self._given:
            ids = self._customers_of(drafts)
            customers = [ids.get(imported.identity(draft)) for draft in drafts]
        contents = imported.contents(drafts, self._as, customers, called, self._given)
        return [range(first, first + len(drafts)), *contents, [draft.key for draft in drafts], called]

    def _without(
        self,
        columns: Sequence[Sequence[Any]],
        refused: Sequence[int],
        drafts: Sequence[ComplaintDraft],
        there: Mapping[str, Stored],
    ) -> list[Sequence[Any]]:
        """Return the rows that are in: those refused for their reference alone go in under another one."""
        first = columns[0][0]
        waiting = [
            (row_id, drafts[row_id - first]) for row_id in refused if drafts[row_id - first].key not in there
        ]
        free = imported.free_references(
            self._file.source,
            [draft for _, draft in waiting],
            lambda wanted: imports.taken_references(self._connection, wanted),
        )
        again = {}
        for row_id, draft in waiting:
            row = self._columns([draft], [free[draft.key]], row_id)
            self._complaints.insert(self._connection, row)
            again[row_id] = tuple(column[0] for column in row)
        gone = set(refused) - again.keys()
        rows = [again.get(row[0], row) for row in zip(*columns, strict=True) if row[0] not in gone]
        return list(zip(*rows, strict=True))

    def _wished_references(self, drafts: Sequence[ComplaintDraft]) -> list[str]:
        if self._as is Origin.referred:
            year = self._desk.today().year
            first = int(records.next_reference(self._step.session, year).rpartition("-")[2])
            return [references.make(year, first + place) for place in range(len(drafts))]
        return imported.wished_references(self._file.source, drafts)

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
        if rows:
            columns = list(zip(*rows, strict=True))
            self._customers.insert(self._connection, columns)
            self._customers.digest(columns)
        return found

    def update(self, found: Sequence[tuple[Stored, ComplaintDraft]]) -> None:
        """Change complaints of which the file now tells otherwise."""
        other = [(at, draft) for at, draft in found if at.digest != draft.digest and not at.disposed_on]
        if not other:
            return
        for row, wanted in self._updates.of(self._connection, other, self._customers_of, self._batch_id):
            if not wanted:
                continue
            if row["batch_id"] == self._batch_id:
                imports.set_columns(self._connection, row["id"], wanted)
                self._complaints.changed(row["id"])
            else:
                self._changes.change(row, wanted)

    @property
    def changes(self) -> Changes:
        """What records whose keys were there told otherwise."""
        return self._updates.changes

    def updated(self) -> int:
        """Return how many complaints from before are otherwise now, and have the journal say so."""
        entries = self._changes.entries()
        self._step.entries += entries
        return len(entries)

    def finish(self, counts: Counts) -> int | None:
        """Write down what was loaded and return the number of the import; None where there was nothing to do."""
        session = self._step.session
        if not counts.new and not counts.updated:
            self._indexes.put_back()
            # A record that named one may have been followed by another that does not.
            imports.drop_customers(self._connection, self._batch_id)
            session.delete(self._batch)
            session.flush()
            return None
        for name, number in counts._asdict().items():
            setattr(self._batch, name, number)
        self._batch.rows = sum(counts)
        session.flush()
        self._indexes.put_back()
        words.index_batch(self._connection, self._batch_id)
        runs = [run for rows in (self._customers, self._complaints) for run in rows.runs(self._connection)]
        loaded = loading.said_of(self._batch_id, self._file.sha256, runs)
        self._step.entries.append(
            journal.Entry("import_batch", self._batch_id, "load", journal.canonical(loaded))
        )
        return self._batch_id
