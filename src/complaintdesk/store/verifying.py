"""Verifying: is every row what the journal says, and is the journal what it was?

Six checks, each of which finds what the others cannot: SQLite's own, the
schema's text, the chain, the replay of all steps against the tables, the
attachments' bytes, and the anchors held outside. Read-only throughout.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from complaintdesk.rules.counting import counted
from complaintdesk.store import anchors, attachments, door, journal, loading, schema
from complaintdesk.store.folder import StoreFolder


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it should be."""

    check: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying found."""

    steps: int
    head: str
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()
    """What is in order and must be known all the same: a restore, which ends the journal earlier than it once did."""

    @property
    def ok(self) -> bool:
        """Whether nothing wrong was found."""
        return not self.problems


def verify(connection: sqlite3.Connection, folder: StoreFolder, anchor_file: Path) -> Verified:
    """Return what is wrong with a store; `connection` only reads, and sees one moment of it."""
    return _verify(
        connection,
        (_references, _schema, _chain, _replay, lambda rows: _attachments(rows, folder.attachments)),
        anchor_file,
    )


def verify_copy(connection: sqlite3.Connection, anchor_file: Path | None = None) -> Verified:
    """Return what is wrong with a copy of a store, its files left aside.

    Of a copy with an older schema the chain is checked; what its rows should be, only the upgrade brings about.

    Args:
        connection: The copy, which nobody writes.
        anchor_file: The anchors it must agree with; None for a copy that may be older than the store.
    """
    try:
        is_current = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except door.faults(UnicodeDecodeError, TypeError) as error:
        return _unreadable(error)
    checks = (
        (_references, _schema, _chain, _replay) if is_current == schema.REVISION else (_references, _chain)
    )
    return _verify(connection, checks, anchor_file)


def _verify(
    connection: sqlite3.Connection,
    checks: Iterable[Callable[[sqlite3.Connection], Iterator[Problem]]],
    anchor_file: Path | None,
) -> Verified:
    remarks: list[str] = []
    try:
        connection.execute("BEGIN")
        problems = [*_sqlite(connection)]
        if not problems:
            for check in checks:
                problems += check(connection)
            if anchor_file is not None:
                problems += _anchors(connection, anchor_file, remarks)
        last = connection.execute(
            "SELECT number, hash FROM journal_step ORDER BY number DESC LIMIT 1"
        ).fetchone()
    except door.faults(UnicodeDecodeError) as error:
        return _unreadable(error)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    steps, head = (0, journal.GENESIS) if last is None else (int(last[0]), str(last[1]))
    return Verified(steps, head, tuple(problems), tuple(remarks))


def _unreadable(error: Exception) -> Verified:
    return Verified(0, "", (Problem("sqlite", "the file", f"it cannot be read ({error})"),))


def _sqlite(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (said,) in connection.execute("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield Problem("sqlite", "the file", str(said))


def _references(connection: sqlite3.Connection) -> Iterator[Problem]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Problem("references", f"{table} {row}", f"it refers to a {parent} that does not exist")


def _schema(connection: sqlite3.Connection) -> Iterator[Problem]:
    found = master(connection)
    wanted = expected_master()
    for name in sorted(found.keys() | wanted.keys()):
        if name not in found:
            yield Problem("schema", name, "it is missing from the schema")
        elif name not in wanted:
            yield Problem("schema", name, "it does not belong to the schema")
        elif found[name] != wanted[name]:
            yield Problem("schema", name, "its definition was changed")


def master(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the text of every table, index, trigger and view, white space folded."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {str(name): " ".join(str(sql).split()) for name, sql in rows}


@cache
def expected_master() -> dict[str, str]:
    """Return what `master` gives for a store made by this program."""
    from complaintdesk.store import migrating

    return migrating.in_memory(master)


def _chain(connection: sqlite3.Connection) -> Iterator[Problem]:
    previous, number, entry_id = journal.GENESIS, 0, 0
    emptied = _emptied(connection)
    entries = connection.execute(
        "SELECT step, id, table_name, row_id, act, payload, salt, commitment FROM journal_entry ORDER BY step, id"
    )
    entry = entries.fetchone()
    for step in connection.execute("SELECT * FROM journal_step ORDER BY number"):
        number += 1
        if step["number"] != number:
            yield Problem("chain", f"step {number}", "it is missing from the journal")
            number = int(step["number"])
        told: list[tuple[str, int, str, str]] = []
        while entry is not None and entry["step"] == step["number"]:
            entry_id += 1
            where = f"step {number}, {entry['table_name']} {entry['row_id']}"
            if entry["id"] != entry_id:
                yield Problem("chain", where, "an entry before it is missing from the journal")
                entry_id = int(entry["id"])
            if entry["payload"] is not None and (
                entry["salt"] is None
                or journal.commitment(entry["salt"], entry["payload"]) != entry["commitment"]
            ):
                yield Problem("chain", where, "its journal entry was changed")
            if entry["payload"] is None and int(entry["id"]) not in emptied:
                yield Problem("chain", where, "its journal entry was emptied without an erasure")
            told.append((entry["table_name"], entry["row_id"], entry["act"], entry["commitment"]))
            entry = entries.fetchone()
        if journal.entries_digest(told) != step["digest"]:
            yield Problem("chain", f"step {number}", "its entries are not those it was made with")
        if step["previous"] != previous or journal.step_hash(dict(step)) != step["hash"]:
            yield Problem("chain", f"step {number}", "the step was changed")
        previous = str(step["hash"])
    if entry is not None:
        yield Problem("chain", f"entry {entry['id']}", "it belongs to no step")


def _emptied(connection: sqlite3.Connection) -> set[int]:
    """Return the ids of the entries that erasures have emptied; each erasure says so in the journal."""
    found: set[int] = set()
    told = connection.execute("SELECT payload FROM journal_entry WHERE act = 'erase' AND payload IS NOT NULL")
    for (payload,) in told:
        try:
            for first, last in json.loads(payload)["entries"]:
                found.update(range(int(first), int(last) + 1))
        except (ValueError, KeyError, TypeError):
            # Altered; its own commitment says so.
            continue
    return found


@dataclass(slots=True)
class _Replayed:
    """What the tables should hold, from the journal alone."""

    rows: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    """Rows whose making is in the journal, whole."""

    edited: dict[tuple[str, int], tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    """Rows of an import: the columns changed since, as they were imported and as they are."""

    batches: dict[int, list[list[Any]]] = field(default_factory=dict)
    """Imports whose rows should be there, with the digests over them."""

    def take(self, entry: sqlite3.Row) -> None:
        """Apply one entry."""
        if entry["payload"] is None or entry["act"] == "erase":
            return
        payload = json.loads(entry["payload"])
        key = (str(entry["table_name"]), int(entry["row_id"]))
        if entry["act"] == "load":
            self.batches[int(payload["batch"])] = payload["runs"]
            self._forget_edits(payload["runs"])
        elif entry["act"] == "runs":
            self._replace_runs(int(payload["batch"]), payload["runs"])
        elif entry["act"] == "restate":
            self.rows[key] = dict(payload["after"])
            self.edited.pop(key, None)
        elif entry["act"] == "unload":
            del self.batches[int(payload["batch"])]
        elif entry["act"] == "insert":
            self.rows[key] = {**schema.LATER.get(key[0], {}), **payload["after"]}
        elif entry["act"] == "delete":
            self.rows.pop(key, None)
        else:
            self._update(key, payload)

    def _update(self, key: tuple[str, int], payload: dict[str, Any]) -> None:
        if key in self.rows:
            self.rows[key].update(payload["after"])
            return
        imported, now = self.edited.setdefault(key, ({}, {}))
        for column, value in payload["before"].items():
            imported.setdefault(column, value)
        now.update(payload["after"])

    def _replace_runs(self, batch: int, runs: list[list[Any]]) -> None:
        """Take the digests that an erasure made of runs whose rows it emptied."""
        new = {(run[0], run[1]): run for run in runs}
        self.batches[batch] = [new.get((run[0], run[1]), run) for run in self.batches[batch]]
        for table, first, last, *_ in runs:
            for key in [key for key in self.edited if key[0] == table and first <= key[1] <= last]:
                del self.edited[key]

    def _forget_edits(self, runs: list[list[Any]]) -> None:
        """Forget what was told of the rows that had these ids before: those loaded are as their digests say."""
        for table in {run[0] for run in runs} if self.edited else ():
            ids = [place for run in runs if run[0] == table for place in run[1:3]]
            for key in [key for key in self.edited if key[0] == table and min(ids) <= key[1] <= max(ids)]:
                del self.edited[key]


def _replay(connection: sqlite3.Connection) -> Iterator[Problem]:
    replayed = _Replayed()
    try:
        for entry in connection.execute(
            "SELECT table_name, row_id, act, payload FROM journal_entry ORDER BY id"
        ):
            replayed.take(entry)
    except (ValueError, KeyError, TypeError):
        yield Problem(
            "replay", "the journal", "an entry cannot be read, so the tables cannot be compared with it"
        )
        return
    digests: dict[int, loading.Digests] = {batch: loading.Digests() for batch in replayed.batches}
    for table in _tables(connection):
        for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY id'):  # noqa: S608 - from sqlite_master
            found = journal.journalled(table, dict(row))
            key = (table, int(row["id"]))
            batch = found.get("batch_id") if table in loading.LOADED else None
            if key in replayed.rows:
                yield from _compare(table, found, replayed.rows.pop(key))
            elif batch in digests:
                imported, now = replayed.edited.get(key, ({}, {}))
                yield from _compare(table, found, now)
                digests[batch].add(table, {**found, **imported})
            else:
                yield Problem("replay", _named(table, found), "this row is not in the journal")
    for table, row_id in replayed.rows:
        yield Problem("replay", f"{table} {row_id}", "this row is in the journal but not in the table")
    for batch, runs in replayed.batches.items():
        yield from _compare_runs(connection, batch, runs, digests[batch].runs)


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '%~_words%' ESCAPE '~' ORDER BY name"
    )
    return [str(name) for (name,) in rows if name not in schema.UNJOURNALLED]


def _named(table: str, row: dict[str, Any]) -> str:
    return f"{table} {row['id']}" + (f" ({row['reference']})" if "reference" in row else "")


def _compare(table: str, found: dict[str, Any], wanted: dict[str, Any]) -> Iterator[Problem]:
    for column, value in wanted.items():
        if found.get(column) != value:
            yield Problem("replay", f"{_named(table, found)}, {column}", "it is not what the journal says")


def _compare_runs(
    connection: sqlite3.Connection, batch: int, wanted: list[list[Any]], found: list[list[Any]]
) -> Iterator[Problem]:
    for run in wanted:
        table, first, last, count, _ = run
        if run in found:
            continue
        where = f"import {batch}, {table} {first} to {last}"
        there = connection.execute(
            f'SELECT count(*) FROM "{table}" WHERE batch_id = ? AND id BETWEEN ? AND ?',  # noqa: S608
            (batch, first, last),
        ).fetchone()[0]
        if there != count:
            yield Problem(
                "replay", where, f"{counted(count, 'row was', 'rows were')} imported here, {there} found"
            )
        else:
            yield Problem("replay", where, "one of these rows is not as it was imported")


def _attachments(connection: sqlite3.Connection, folder: Path) -> Iterator[Problem]:
    for row in connection.execute("SELECT id, sha256, name FROM attachment ORDER BY id"):
        state = attachments.state_of(folder, str(row["sha256"]))
        if state != "sound":
            yield Problem(
                "attachments", f"attachment {row['id']} ({row['sha256'][:12]})", f"its file is {state}"
            )


def _anchors(connection: sqlite3.Connection, anchor_file: Path, remarks: list[str]) -> Iterator[Problem]:
    """Compare the journal with what was seen of it; what a restore has set aside is a remark, no problem."""
    store = connection.execute("SELECT store_uuid FROM profile LIMIT 1").fetchone()
    for anchor in anchors.that_hold(anchor_file, str(store[0]), remarks) if store else []:
        row = connection.execute(
            "SELECT hash FROM journal_step WHERE number = ?", (anchor.number,)
        ).fetchone()
        if row is None:
            yield Problem(
                "anchors", f"step {anchor.number}", "it was seen once, and the journal now ends before it"
            )
        elif row[0] != anchor.hash:
            yield Problem("anchors", f"step {anchor.number}", "it is not the step that was seen before")
