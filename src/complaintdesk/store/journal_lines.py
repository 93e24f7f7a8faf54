"""The journal as it stands, line by line, for those who check it without this program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

Line = dict[str, object]
"""Column -> value as stored: a step, or an entry of the step before it."""


def lines(reader: sqlite3.Connection, with_values: bool) -> Iterator[Line]:
    """Yield every step, each followed by its entries, in the order in which they are chained.

    Args:
        reader: Sees one moment of the store.
        with_values: Whether entries have what rows held, and the salts; without, only what the chain is made of.
    """
    kept = "id, step, table_name, row_id, act, commitment" + (", payload, salt" if with_values else "")
    entries = reader.execute(f"SELECT {kept} FROM journal_entry ORDER BY step, id")  # noqa: S608 - names of ours
    entry = entries.fetchone()
    for step in reader.execute("SELECT * FROM journal_step ORDER BY number"):
        yield dict(step)
        while entry is not None and entry["step"] <= step["number"]:
            yield dict(entry)
            entry = entries.fetchone()
