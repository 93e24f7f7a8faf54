"""Rows by the thousand: put into a table with the digests that the journal keeps of them, its indexes made after.

What all rows of an import share is said once: in the statement, and in the form
their digests are made over. Nothing is read back, so `verify` compares what the
file said with what the table holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from json.encoder import encode_basestring_ascii
from operator import itemgetter
from typing import Any

from sqlalchemy.engine import Connection

from complaintdesk.store import journal, loading, schema

Row = tuple[Any, ...]


class Bulk:
    """Takes the rows of one import into one table.

    Rows come with their ids, in the order of these; a row never comes twice.
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
        self._form, self._in_form = self._canonical_form()
        self._digests = loading.Digests()
        self._again: set[int] = set()

    def _canonical_form(self) -> tuple[str, Callable[[Sequence[Any]], Any]]:
        """Return the canonical JSON of a row with a gap for each column that differs, and what sorts these."""
        later = schema.LATER.get(self._table, {})
        gap = object()
        row = {**self._same, **dict.fromkeys(self._columns, gap)}
        said = {
            name: value
            for name, value in journal.journalled(self._table, row).items()
            if name not in later or value != later[name]
        }
        parts = []
        for name in sorted(said):
            told = "%s" if said[name] is gap else journal.canonical(said[name]).replace("%", "%%")
            parts.append(f'"{name}":{told}')
        places = [self._columns.index(name) for name in sorted(said) if said[name] is gap]
        return f"{{{','.join(parts)}}}", itemgetter(*places)

    def insert(self, connection: Connection, rows: Sequence[Row]) -> Sequence[Row]:
        """Put rows in and return those that are not: something unique in them is there already."""
        if not rows:
            return ()
        done = connection.exec_driver_sql(self._statement, list(rows))
        if done.rowcount == len(rows):
            return ()
        there = connection.exec_driver_sql(
            f'SELECT id FROM "{self._table}" WHERE id BETWEEN ? AND ?',  # noqa: S608
            (rows[0][0], rows[-1][0]),
        )
        ids = {row_id for (row_id,) in there}
        return [row for row in rows if row[0] not in ids]

    def digest(self, rows: Sequence[Row]) -> None:
        """Take rows that are in into the digests."""
        if rows:
            columns = self._in_form([_written(column) for column in zip(*rows, strict=True)])
            texts = list(map(self._form.__mod__, zip(*columns, strict=True)))
            self._digests.add_texts(self._table, [row[0] for row in rows], texts)

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


def _written(column: Sequence[Any]) -> Iterable[str]:
    """Return a column's values as canonical JSON."""
    different = set(column)
    if 2 * len(different) > len(column) and str in map(type, different):
        try:
            return list(map(encode_basestring_ascii, column))
        except TypeError:
            pass
    written = {value: journal.canonical(value) for value in different}
    return [written[value] for value in column]


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else f"'{str(value).replace(chr(39), chr(39) * 2)}'"


LOOKED_UP = frozenset({"complaint_by_source", "ix_customer_identity"})
"""Indexes by which a load finds what is there already."""


class Indexes:
    """The indexes of the tables that an import fills, taken away while it does and made anew after.

    Made from all rows at once they take a third of the time. It is all in the
    step's transaction: to others the indexes are never gone.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._away: list[str] = []

    def take_away(self) -> None:
        """Drop those by which nothing is looked up meanwhile."""
        marks = ", ".join("?" for _ in loading.LOADED)
        found = self._connection.exec_driver_sql(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})"  # noqa: S608
            " ORDER BY rowid",
            loading.LOADED,
        ).fetchall()
        for name, sql in found:
            if name not in LOOKED_UP:
                self._connection.exec_driver_sql(f'DROP INDEX "{name}"')
                self._away.append(str(sql))

    def put_back(self) -> None:
        """Make those that were dropped, each as it was."""
        for sql in self._away:
            self._connection.exec_driver_sql(sql)
        self._away.clear()
