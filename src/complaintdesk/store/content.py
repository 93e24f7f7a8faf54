"""What a store holds, as one number: by it a restored store is compared with the one that was backed up.

The digest is over an export of everything: each row of each table in a fixed
order, as JSON. What follows from other facts (what lists sort by, the search
index) is left out, because it is computed anew.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from complaintdesk.store import schema

_COUNTED = {
    "complaints": "SELECT count(*) FROM complaint",
    "customers": "SELECT count(*) FROM customer",
    "files": "SELECT count(*) FROM attachment",
    "steps": "SELECT count(*) FROM journal_step",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What a store held at one moment."""

    counts: Mapping[str, int]
    """`complaints`, `customers`, `files`, `steps`."""

    export_sha256: str
    """SHA-256 over an export of every row."""


def measure(reader: sqlite3.Connection) -> Content:
    """Return what a store holds; the caller sees to it that it is one moment's.

    Raises:
        sqlite3.Error: If it cannot be read, or has not the tables of a store.
    """
    counts = {name: int(reader.execute(sql).fetchone()[0]) for name, sql in _COUNTED.items()}
    digest = hashlib.sha256()
    for line in _lines(reader):
        digest.update(line.encode())
    return Content(counts, digest.hexdigest())


def files_of(reader: sqlite3.Connection) -> list[str]:
    """Return the SHA-256 of every file that a store's records name, each once.

    Raises:
        sqlite3.Error: If it cannot be read.
    """
    return [str(row[0]) for row in reader.execute("SELECT DISTINCT sha256 FROM attachment ORDER BY sha256")]


def store_of(reader: sqlite3.Connection) -> str:
    """Return which store this is; "" for one that was not set up to its end.

    Raises:
        sqlite3.Error: If it cannot be read.
    """
    row = reader.execute("SELECT store_uuid FROM profile LIMIT 1").fetchone()
    return "" if row is None else str(row[0])


def _lines(reader: sqlite3.Connection) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=repr).encode
    for table in _tables(reader):
        columns = [str(row[1]) for row in reader.execute(f'PRAGMA table_info("{table}")')]
        kept = [name for name in columns if table != "complaint" or name not in schema.DERIVED]
        yield f"{encode([table, *kept])}\n"
        names = ", ".join(f'"{name}"' for name in kept)
        for row in reader.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid'):  # noqa: S608 - from sqlite_master
            yield f"{encode(tuple(row))}\n"


def _tables(reader: sqlite3.Connection) -> list[str]:
    rows = reader.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '%~_words%' ESCAPE '~' AND name <> 'alembic_version' ORDER BY name"
    )
    return [str(name) for (name,) in rows]
