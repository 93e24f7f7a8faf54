"""Whole imports: their rows go in, come out and come back in bulk, as one entry of the journal.

The entry does not copy a million rows. It holds the file's SHA-256, the number
of rows and a digest over them, which `verify` computes anew from the tables.
Rows of an import that is undone are set aside as a file among the attachments,
under its hash, so that redo restores them exactly.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy.engine import Connection

from complaintdesk.errors import CannotUndoError
from complaintdesk.store import attachments, journal, schema, words
from complaintdesk.store.writing import Writing

LOADED = ("customer", "complaint")
"""The tables an import fills in bulk; a row's `batch_id` says by which."""

CHUNK = 2000

CACHE_KIB = 200 * 1024
"""Page cache of a connection that loads. Until it is full nothing of the step reaches the file, so others can
read on; and pages of indexes are not read again for each row."""

RUN = 256
"""Rows that one digest covers; `verify` can name a tampered row that closely."""


def make_room(connection: Connection, kib: int = CACHE_KIB) -> None:
    """Widen the page cache of the connection that loads or unloads; it lasts until the connection is closed."""
    connection.exec_driver_sql(f"PRAGMA cache_size={-kib}")


def insert(connection: Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows given as stored values, all with the same columns, and return how many."""
    count = 0
    for chunk in _chunks(rows):
        columns = list(chunk[0])
        if table == "complaint":
            filler = {"triage_score": 0, "next_due_name": ""}
            columns += [name for name in filler if name not in chunk[0]]
            values = [tuple({**filler, **row}[column] for column in columns) for row in chunk]
        else:
            values = [tuple(row[column] for column in columns) for row in chunk]
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" for _ in columns)
        connection.exec_driver_sql(f'INSERT INTO "{table}"({names}) VALUES ({marks})', values)  # noqa: S608
        count += len(chunk)
    return count


def rows_of(connection: Connection, table: str, batch_id: int) -> Iterator[dict[str, Any]]:
    """Yield a batch's rows as stored, in the order of their ids, without derived columns."""
    columns = [str(row[1]) for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")')]
    answered = list(journal.journalled(table, dict.fromkeys(columns)))
    names = ", ".join(f'"{name}"' for name in answered)
    driver = connection.connection.driver_connection
    assert driver is not None
    # Past SQLAlchemy: a million rows are read here, and its rows take as long again.
    cursor = driver.execute(
        f'SELECT {names} FROM "{table}" WHERE batch_id = ? ORDER BY id',  # noqa: S608
        (batch_id,),
    )
    for row in cursor:
        yield dict(zip(answered, row, strict=True))


class Digests:
    """Digests over a batch's rows in the order of their ids, one for each run of `RUN` rows of a table.

    A single digest would say that something was changed; the runs say where.
    """

    def __init__(self) -> None:
        self._runs: list[list[Any]] = []
        self._hashing = hashlib.sha256()

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        """Take one row in; columns added later count once they hold something."""
        later = schema.LATER.get(table, {})
        row = {name: value for name, value in row.items() if name not in later or value != later[name]}
        self.add_texts(table, (row["id"],), (journal.canonical(row),))

    def add_texts(self, table: str, ids: Sequence[int], texts: Sequence[str]) -> None:
        """Take in rows, by their ids, that are in their canonical form already."""
        start = 0
        while start < len(ids):
            if not self._runs or self._runs[-1][0] != table or self._runs[-1][3] == RUN:
                self._end_run()
                self._hashing = hashlib.sha256()
                self._runs.append([table, ids[start], ids[start], 0, ""])
            run = self._runs[-1]
            end = min(start + RUN - run[3], len(ids))
            self._hashing.update(("\n".join(texts[start:end]) + "\n").encode())
            run[2], run[3] = ids[end - 1], run[3] + end - start
            start = end

    def _end_run(self) -> None:
        if self._runs:
            self._runs[-1][4] = self._hashing.hexdigest()

    @property
    def runs(self) -> list[list[Any]]:
        """For each run its table, its first and last id, how many rows it has, and their digest."""
        self._end_run()
        return self._runs


def canonical_rows(connection: Connection, table: str, batch_id: int) -> Iterator[tuple[int, str]]:
    """Yield the ids of a batch's rows with their canonical form, as `Digests.add` makes it.

    SQLite writes the JSON itself: a million rows are done in a fraction of the time. Where a row
    holds what SQLite would write otherwise, it is read and written anew.
    """
    columns = [str(row[1]) for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")')]
    later = schema.LATER.get(table, {})
    named = sorted(name for name in journal.journalled(table, dict.fromkeys(columns)) if name not in later)
    parts = [named[start : start + _ARGUMENTS] for start in range(0, len(named), _ARGUMENTS)]
    written = ", ".join(
        "json_object({})".format(", ".join(f"'{name}', \"{name}\"" for name in part)) for part in parts
    )
    others = "".join(f', "{name}"' for name in later)
    driver = connection.connection.driver_connection
    assert driver is not None
    cursor = driver.execute(
        f'SELECT id, {written}{others} FROM "{table}" WHERE batch_id = ? ORDER BY id',  # noqa: S608
        (batch_id,),
    )
    cursor.row_factory = None
    for row_id, *values in cursor:
        text = ",".join(part[1:-1] for part in values[: len(parts)])
        more = {
            name: value
            for (name, usual), value in zip(later.items(), values[len(parts) :], strict=True)
            if value != usual
        }
        if more or not text.isascii() or "\x7f" in text:
            yield row_id, journal.canonical({**json.loads(f"{{{text}}}"), **more})
        else:
            yield row_id, f"{{{text}}}"


_ARGUMENTS = 50
"""Columns that SQLite is asked to write at a time; a function takes at most 127 arguments."""


def payload(connection: Connection, batch_id: int, file_sha256: str) -> dict[str, Any]:
    """Return what the journal holds of a batch whose rows are all in the tables."""
    digests = Digests()
    for table in LOADED:
        rows = canonical_rows(connection, table, batch_id)
        while chunk := list(islice(rows, CHUNK)):
            digests.add_texts(table, *zip(*chunk, strict=True))
    return said_of(batch_id, file_sha256, digests.runs)


def said_of(batch_id: int, file_sha256: str, runs: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Return what the journal holds of a batch with these runs of rows."""
    counts = {table: sum(run[3] for run in runs if run[0] == table) for table in LOADED}
    return {"batch": batch_id, "file_sha256": file_sha256, "rows": counts, "runs": list(runs)}


def run_again(connection: Connection, run: Sequence[Any]) -> list[Any]:
    """Return a run of rows that were put in one after another, with their digest as they stand now."""
    table, first, last = run[:3]
    digests = Digests()
    found = connection.exec_driver_sql(
        f'SELECT * FROM "{table}" WHERE id BETWEEN ? AND ? ORDER BY id',  # noqa: S608
        (first, last),
    )
    for row in found.mappings():
        digests.add(table, journal.journalled(table, dict(row)))
    return digests.runs[0]


def is_loaded(connection: Connection, batch_id: int) -> bool:
    """Return whether a row with this batch came by an import that the journal tells of as one."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM journal_entry WHERE table_name = 'import_batch' AND row_id = ? AND act = 'load' LIMIT 1",
        (batch_id,),
    )
    return found.first() is not None


def runs_again(connection: Connection, batch_id: int, keys: Collection[tuple[str, int]]) -> list[list[Any]]:
    """Return the runs of an import in which some rows lie, with the digests of the rows as they stand now."""
    digests = Digests()
    for table in LOADED:
        for row in rows_of(connection, table, batch_id):
            digests.add(table, row)
    return [
        run
        for run in digests.runs
        if any(table == run[0] and run[1] <= row_id <= run[2] for table, row_id in keys)
    ]


def set_aside(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows, each with its table, of an import that was taken back."""
    with gzip.open(path, "rt", encoding="utf-8") as reading:
        for line in reading:
            table, row = json.loads(line)
            yield str(table), row


def unload(folder: Path, writing: Writing, loaded: Mapping[str, Any]) -> None:
    """Take a batch's rows out of the tables and set them aside.

    Raises:
        CannotUndoError: If one of them is no longer as it was loaded.
    """
    connection = writing.session.connection()
    make_room(connection)
    batch_id = int(loaded["batch"])
    versions = _versions_loaded(connection, batch_id)
    digests = Digests()
    with tempfile.TemporaryFile(dir=folder) as spool:
        with gzip.GzipFile(fileobj=spool, mode="wb", mtime=0, compresslevel=5) as packing:
            for table in LOADED:
                for row in rows_of(connection, table, batch_id):
                    digests.add(table, {**row, "version": versions.get((table, row["id"]), row["version"])})
                    packing.write(f"{json.dumps([table, row])}\n".encode())
        # The step that is reversed may be older than the last loading, which had the rows' versions of then.
        if digests.runs != _last(connection, batch_id, "load")["runs"]:
            msg = (
                "Complaints of this import have been worked on since. Undo that work first, then the import."
            )
            raise CannotUndoError(msg)
        spool.seek(0)
        aside = attachments.keep(folder, cast("BinaryIO", spool), "rows set aside")
    words.drop_batch(connection, batch_id)
    # SQLite asks of each complaint that goes whether another one was merged into it; without this, it reads them all.
    connection.exec_driver_sql(
        "CREATE INDEX going ON complaint(merged_into_id) WHERE merged_into_id IS NOT NULL"
    )
    for table in reversed(LOADED):
        connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE batch_id = ?', (batch_id,))  # noqa: S608
    connection.exec_driver_sql("DROP INDEX going")
    said = {**loaded, "aside": aside.sha256}
    writing.entries.append(journal.Entry("import_batch", batch_id, "unload", journal.canonical(said)))


def _last(connection: Connection, batch_id: int, act: str) -> dict[str, Any]:
    """Return what the journal says of the last loading or unloading of a batch."""
    payload = connection.exec_driver_sql(
        "SELECT payload FROM journal_entry WHERE table_name = 'import_batch' AND row_id = ? AND act = ?"
        " ORDER BY id DESC LIMIT 1",
        (batch_id, act),
    ).scalar_one()
    said: dict[str, Any] = json.loads(payload)
    return said


def _versions_loaded(connection: Connection, batch_id: int) -> dict[tuple[str, int], int]:
    """Return with which version rows were loaded that were changed since, and perhaps changed back.

    A version only ever grows, also by an undo; it alone says nothing of work that stands.
    """
    found = connection.exec_driver_sql(
        "SELECT table_name, row_id, min(json_extract(payload, '$.before.version')) FROM journal_entry"
        " WHERE act = 'update' AND table_name IN ('customer', 'complaint') AND payload IS NOT NULL AND step >"
        " (SELECT max(step) FROM journal_entry WHERE table_name = 'import_batch' AND act = 'load' AND row_id = ?)"
        " GROUP BY table_name, row_id",
        (batch_id,),
    )
    return {(str(table), int(row_id)): int(version) for table, row_id, version in found}


def reload(folder: Path, writing: Writing, unloaded: Mapping[str, Any]) -> None:
    """Put a batch's rows back from where they were set aside.

    Raises:
        CannotUndoError: If the file with the rows is missing or altered.
    """
    connection = writing.session.connection()
    make_room(connection)
    batch_id = int(unloaded["batch"])
    # The step that loaded it does not know where its rows were set aside later; the last unloading does.
    aside = str(_last(connection, batch_id, "unload")["aside"])
    if attachments.state_of(folder, aside) != "sound":
        msg = "The rows of this import that were set aside are missing, so they cannot be brought back."
        raise CannotUndoError(msg)

    with gzip.open(attachments.place(folder, aside), "rt", encoding="utf-8") as reading:
        for table, rows in _by_table(json.loads(line) for line in reading):
            insert(connection, table, rows)
    words.index_batch(connection, batch_id)
    said = payload(connection, batch_id, str(unloaded["file_sha256"]))
    writing.entries.append(journal.Entry("import_batch", batch_id, "load", journal.canonical(said)))


def _by_table(packed: Iterable[Sequence[Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for chunk in _chunks(packed):
        for table in LOADED:
            rows = [row for name, row in chunk if name == table]
            if rows:
                yield table, rows


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
