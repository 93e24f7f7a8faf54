"""One step: one transaction, one journal step, written down or not done at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from complaintdesk.errors import NotSavedError
from complaintdesk.store import door, journal, words
from complaintdesk.store.connection import explain


class Writing:
    """A step under way: its session, its label, and the complaint it is about."""

    def __init__(self, session: Session, draft: journal.Draft, watcher: journal.Watcher) -> None:
        self.session = session
        self.draft = draft
        self.watcher = watcher
        self.entries: list[journal.Entry] = []
        """Entries for what was changed in bulk, without the session."""

        self.touched: set[int] = set()
        """Complaints whose rows, or those of their records, were changed without the session."""

        self.tops: tuple[int | None, int | None] | None = None

    def changes(self) -> list[journal.Change]:
        """Return what the step has changed so far, row by row."""
        self.session.flush()
        return self.watcher.changes(self.session.connection())

    def touched_complaints(self, changes: Iterable[journal.Change]) -> set[int]:
        """Return the ids of the complaints whose rows are among the changes, or were changed without the session."""
        in_bulk = {entry.row_id for entry in self.entries if entry.table == "complaint"}
        return self.touched.union(in_bulk, *(change.complaint_ids for change in changes))


@contextmanager
def step(
    engine: Engine,
    draft: journal.Draft,
    before_commit: Callable[[Writing, Sequence[journal.Change]], None] | None = None,
) -> Iterator[Writing]:
    """Open a transaction; on leaving, write the journal step and commit, or roll everything back.

    `before_commit` is given what was changed; of the rows themselves, it may change derived columns only.
    Nothing changed means nothing written: `draft.number` then stays None.

    Raises:
        NotSavedError: If the commit failed and the step is not in the file.
        StoreError: If the store could not be written; the message says why.
    """
    try:
        with Session(engine, autoflush=True) as session:
            writing = Writing(session, draft, journal.Watcher(session))
            session.connection()
            yield writing
            if before_commit is not None:
                before_commit(writing, writing.changes())
            _write_down(writing)
            session.commit()
    except DBAPIError as error:
        engine.dispose()
        if draft.number is not None and _is_written(engine, draft.uuid):
            # The disk complained after the step was durable; saying "not saved" would invite a second one.
            return
        draft.number = None
        cause = error.orig if isinstance(error.orig, door.faults()) else error
        raise explain(cause) from error


def _write_down(writing: Writing) -> None:
    connection = writing.session.connection()
    entries = []
    for change in writing.changes():
        words.follow(connection, change)
        entries.append(
            journal.Entry(change.table, change.row_id, change.act, journal.canonical(change.payload()))
        )
    entries += writing.entries
    if entries:
        journal.write(connection, writing.draft, entries, writing.tops)


def _is_written(engine: Engine, uuid: str) -> bool:
    try:
        with engine.connect().execution_options(reads=True) as connection:
            found = connection.exec_driver_sql("SELECT 1 FROM journal_step WHERE uuid = ?", (uuid,)).first()
    except DBAPIError as error:
        msg = "The disk failed while saving, and the store cannot be read to tell whether the step was kept."
        raise NotSavedError(msg) from error
    return found is not None
