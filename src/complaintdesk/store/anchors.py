"""Anchors: the head of the journal, written outside the store.

A chain proves that nothing was changed in the middle, but not that its end was
not cut off, or that all of it was not written anew. That shows only against a
head which somebody else holds: this file, a backup's manifest, a printed report.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from complaintdesk.store.files import append_line
from complaintdesk.store.moments import stored_moment


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of one store's journal at some moment."""

    store: str
    number: int
    hash: str


def head_of(connection: sqlite3.Connection) -> Anchor | None:
    """Return the current head, or None for a store without a step."""
    row = connection.execute(
        "SELECT number, hash, (SELECT store_uuid FROM profile LIMIT 1) FROM journal_step ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return None if row is None or row[2] is None else Anchor(str(row[2]), int(row[0]), str(row[1]))


def drop(path: Path, anchor: Anchor, now: datetime) -> None:
    """Add an anchor to the file at `path`, unless it is the newest there already."""
    known = held(path, anchor.store)
    if known and known[-1] == anchor:
        return
    append_line(
        path,
        json.dumps(
            {"store": anchor.store, "number": anchor.number, "hash": anchor.hash, "at": stored_moment(now)}
        ),
    )


def held(path: Path, store: str) -> list[Anchor]:
    """Return the anchors held for a store, oldest first; a line that cannot be read is passed over."""
    if not path.is_file():
        return []
    found = []
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            said = json.loads(line)
            if said["store"] == store:
                found.append(Anchor(store, int(said["number"]), str(said["hash"])))
        except (ValueError, KeyError, TypeError):
            # A cut last line after a power failure; the anchors before it still hold.
            continue
    return found
