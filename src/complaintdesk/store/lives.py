"""Rows from their making to their end, as the journal tells them, and what the journal says once they are forgotten."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Connection

from complaintdesk.store import journal, loading
from complaintdesk.store.journal import Entry
from complaintdesk.store.personal import CHILDREN, FILES, GRANDCHILDREN, NEVER, Key, Wanted


@dataclass(slots=True)
class Life:
    """A row from its making to its end, as the journal tells it; ids are used again."""

    key: Key
    is_wanted: bool
    entries: list[int] = field(default_factory=list)
    files: list[Life] = field(default_factory=list)
    sha256: str = ""

    def tell(self, entry_id: int, told: Iterable[Mapping[str, Any]]) -> None:
        """Take one of its entries in."""
        self.entries.append(entry_id)
        for row in told:
            self.sha256 = str(row.get("sha256", self.sha256))


class Lives:
    """The lives of all rows that the journal tells of, and which of them are to be forgotten."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._complaints, self._customers = frozenset(wanted.complaints), frozenset(wanted.customers)
        self.of: dict[Key, list[Life]] = {}

    def read(self, connection: Connection) -> None:
        """Read them from the journal."""
        entries = connection.exec_driver_sql(
            "SELECT id, table_name, row_id, act, payload FROM journal_entry ORDER BY id"
        )
        for entry_id, table, row_id, act, payload in entries:
            if act not in {"load", "unload", "erase", "runs"}:
                self._take(int(entry_id), (str(table), int(row_id)), str(act), payload)

    def want(self, keys: Collection[Key]) -> None:
        """Have the present lives of some rows forgotten."""
        for key in keys:
            if key in self.of:
                self.of[key][-1].is_wanted = True

    def wanted(self) -> Iterator[Life]:
        """Yield the lives that are to be forgotten."""
        for lives in self.of.values():
            yield from (life for life in lives if life.is_wanted)

    def is_present(self, life: Life) -> bool:
        """Return whether a life is the last one under its id."""
        return life is self.of[life.key][-1]

    def _take(self, entry_id: int, key: Key, act: str, payload: str | None) -> None:
        table, row_id = key
        if act == "insert" or key not in self.of:
            is_named = table == "complaint" and row_id in self._complaints
            is_named = is_named or (table == "customer" and row_id in self._customers)
            self.of.setdefault(key, []).append(Life(key, is_named))
        if payload is None:
            return
        life = self.of[key][-1]
        said = json.loads(payload)
        told = [said[side] for side in ("before", "after") if said.get(side)]
        life.tell(entry_id, told)
        for row in told:
            life.is_wanted = life.is_wanted or self._owns(table, row)
            file = row.get(FILES.get(table, ""))
            if file is not None and ("attachment", int(file)) in self.of:
                life.files.append(self.of["attachment", int(file)][-1])
        life.is_wanted = life.is_wanted or _names(payload, told, self._wanted)

    def _owns(self, table: str, row: Mapping[str, Any]) -> bool:
        """Return whether a row, as an entry tells it, belongs to a complaint that is to be forgotten."""
        if table in GRANDCHILDREN:
            parent, column, _ = GRANDCHILDREN[table]
            owners = self.of.get((parent, int(row[column]))) if column in row else None
            return bool(owners) and owners[-1].is_wanted  # type: ignore[index]  # not empty
        return table in CHILDREN and row.get("complaint_id") in self._complaints


def _names(payload: str, told: Iterable[Mapping[str, Any]], wanted: Wanted) -> bool:
    """Return whether an entry's values name the people."""
    small = payload.lower()
    return any(trace in small for trace in wanted.traces) and any(
        isinstance(value, str) and name not in NEVER and wanted.replace(value) != value
        for row in told
        for name, value in row.items()
    )


def empty(connection: Connection, entries: Iterable[int]) -> None:
    """Take values and salts out of some entries; the guard of the journal allows it beside an erasure only."""
    connection.exec_driver_sql(
        "UPDATE journal_entry SET payload = NULL, salt = NULL WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(entries)),),
    )


def ranges(numbers: list[int]) -> list[list[int]]:
    """Return sorted numbers as ranges, both ends counted."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def restated(connection: Connection, keys: Collection[Key], gone: Collection[Key]) -> Iterator[Entry]:
    """Yield how every forgotten row stands now: whole, or as digests of the runs of its import."""
    loaded: dict[int, set[Key]] = {}
    for table, row_id in sorted(keys):
        row = journal.raw_row(connection, table, row_id)
        if row is None:
            continue
        batch = row.get("batch_id") if table in loading.LOADED else None
        if batch is not None and loading.is_loaded(connection, int(batch)):
            loaded.setdefault(int(batch), set()).add((table, row_id))
        else:
            yield Entry(table, row_id, "restate", journal.canonical({"after": row}))
    for table, row_id in sorted(gone):
        yield Entry(table, row_id, "delete", journal.canonical({}))
    for batch, rows in sorted(loaded.items()):
        runs = loading.runs_again(connection, batch, rows)
        yield Entry("import_batch", batch, "runs", journal.canonical({"batch": batch, "runs": runs}))
