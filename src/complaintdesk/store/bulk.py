"""Rows by the thousand: put into a table with the digests that the journal keeps of them, its indexes made after.

What all rows of an import share is said once: in the statement, and in the form
their digests are made over. Nothing is read back, so `verify` compares what the
file said with what the table holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import repeat
from json.encoder import encode_basestring_ascii
from typing import Any

from sqlalchemy.engine import Connection

from complaintdesk.store import journal, loading, schema

Columns = Sequence[Sequence[Any]]
"""Rows, column by column."""


class Bulk:
    """Takes the rows of one import into one table, column by column.

    Rows come with their ids, in the order of these; none comes twice.
    """

    def __init__(self, table: str, shared: Mapping[str, Any], columns: Sequence[str]) -> None:
        """Prepare.

        Args:
            table: Which table.
            shared: Column -> stored value that every row has.
            columns: The columns in which rows differ, in the order in which they come; the first one is `id`.
        """
        self._table = table
        self._same = {column: value for column, value in shared.items() if column not in columns}
        self._columns = tuple(columns)
        names = ", ".join(f'"{column}"' for column in (*columns, *self._same))
        marks = ", ".join([*("?" for _ in columns), *map(_literal, self._same.values())])
        self._statement = f'INSERT INTO "{table}"({names}) VALUES ({marks}) ON CONFLICT DO NOTHING'  # noqa: S608
        self._named, self._parts = self._canonical_form()
        self._digests = loading.Digests()
        self._again: set[int] = set()

    def _canonical_form(self) -> tuple[list[int], list[str]]:
        """Return the canonical JSON of a row: the places of the columns that differ, and what stands around them."""
        later = schema.LATER.get(self._table, {})
        gap = object()
        row = {**self._same, **dict.fromkeys(self._columns, gap)}
        said = {
            name: value
            for name, value in journal.journalled(self._table, row).items()
            if name not in later or value != later[name]
        }
        places: list[int] = []
        parts = [""]
        for name in sorted(said):
            parts[-1] += f'{"," if places or parts[-1] else "{"}"{name}":'
            if said[name] is gap:
                places.append(self._columns.index(name))
                parts.append("")
            else:
                parts[-1] += journal.canonical(said[name])
        parts[-1] += "}"
        return places, parts

    def insert(self, connection: Connection, columns: Columns) -> list[int]:
        """Put rows in and return the ids of those that are not: something unique in them is there already."""
        ids = columns[0]
        rows = list(zip(*columns, strict=True))
        if not rows or connection.exec_driver_sql(self._statement, rows).rowcount == len(rows):
            return []
        found = connection.exec_driver_sql(
            f'SELECT id FROM "{self._table}" WHERE id BETWEEN ? AND ?',  # noqa: S608
            (ids[0], ids[-1]),
        )
        there = {row_id for (row_id,) in found}
        return [row_id for row_id in ids if row_id not in there]

    def digest(self, columns: Columns) -> None:
        """Take rows that are in into the digests."""
        if not columns:
            return
        around = iter(self._parts)
        steady = next(around)
        pieces: list[Iterable[str]] = []
        for place, after in zip(self._named, around, strict=True):
            column = columns[place]
            different = set(column)
            if len(different) == 1:
                # Nearly all columns of a file say the same for a while.
                steady += _said(different.pop()) + after
            else:
                pieces += (repeat(steady), _written(column, different))
                steady = after
        texts = list(map("".join, zip(*pieces, repeat(steady, len(columns[0])))))  # noqa: B905 - the last one ends
        self._digests.add_texts(self._table, columns[0], texts)

    def changed(self, row_id: int) -> None:
        """Have the digest of the run in which a row lies made anew from the table."""
        self._again.add(row_id)

    def runs(self, connection: Connection) -> list[list[Any]]:
        """Return the digests, run by run."""
        return [
            loading.run_again(connection, run)
            if any(run[1] <= row_id <= run[2] for row_id in self._again)
            else run
            for run in self._digests.runs
        ]


def _written(column: Sequence[Any], different: set[Any]) -> Iterable[str]:
    """Return a column's values, these different ones, as canonical JSON."""
    if 2 * len(different) <= len(column):
        return map({value: _said(value) for value in different}.__getitem__, column)
    kinds = set(map(type, column))
    if kinds == {str}:
        return map(encode_basestring_ascii, column)
    return map(str if kinds == {int} else _said, column)


def _said(value: Any) -> str:
    return encode_basestring_ascii(value) if type(value) is str else journal.canonical(value)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else f"'{str(value).replace(chr(39), chr(39) * 2)}'"


BY_KEY, BY_IDENTITY = "complaint_by_source", "ix_customer_identity"
"""Indexes by which a load finds what is there already."""


class Indexes:
    """The indexes of the tables that an import fills, taken away while it does and made anew after.

    Made from all rows at once they take a third of the time. It is all in the
    step's transaction: to others the indexes are never gone.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._away: list[str] = []

    def take_away(self, *, but: Collection[str]) -> None:
        """Drop all `but` those by which something is looked up meanwhile."""
        marks = ", ".join("?" for _ in loading.LOADED)
        found = self._connection.exec_driver_sql(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})"  # noqa: S608
            " ORDER BY rowid",
            loading.LOADED,
        ).fetchall()
        for name, sql in found:
            if name not in but:
                self._connection.exec_driver_sql(f'DROP INDEX "{name}"')
                self._away.append(str(sql))

    def put_back(self) -> None:
        """Make those that were dropped, each as it was."""
        if not self._away:
            return
        # SQLite sorts all rows of an index in memory; the page cache gives up as much for that long.
        loading.make_room(self._connection, loading.CACHE_KIB // 4)
        for sql in self._away:
            self._connection.exec_driver_sql(sql)
        loading.make_room(self._connection)
        self._away.clear()
