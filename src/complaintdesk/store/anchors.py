"""Anchors: the head of the journal, written outside the store.

A chain proves that nothing was changed in the middle, but not that its end was
not cut off, or that all of it was not written anew. That shows only against a
head which somebody else holds: this file, a backup's manifest, a printed report.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore: from then on the journal goes on from an earlier step."""

    to: Anchor
    """The head that was brought back."""

    shared: int
    """The last step up to which it agrees with what was seen before."""

    backup: str
    """The name of the backup."""

    aside: str
    """The folder in which the store that was there before is kept; "" where there was none."""

    at: str
    """The moment, as stored."""

    def told(self, last: int) -> str:
        """Say what happened, given the last step that was seen before."""
        day = self.at[:10]
        kept = f" The store of then is kept in {self.aside}." if self.aside else ""
        first = self.shared + 1
        steps = f"step {first:,} of then is" if last == first else f"steps {first:,} to {last:,} of then are"
        return (
            f"On {day} the store was restored from the backup {self.backup}, which ends at step"
            f" {self.to.number:,}: {steps} no longer part of it, and that is in order.{kept}"
        )


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
    append_line(path, json.dumps({**_as_line(anchor), "at": stored_moment(now)}))


def note_restore(
    path: Path,
    restored: sqlite3.Connection,
    before: Mapping[int, str],
    told: Mapping[str, str],
    now: datetime,
) -> None:
    """Add to the file at `path` that a store was restored: the anchors before it are explained by it.

    Args:
        path: The file of anchors.
        restored: The store as it was brought back.
        before: The steps of the store that gave way, number and hash; empty where they could not be read.
        told: `restored_from`, the name of the backup; `aside`, where the store of before is kept, or "".
        now: The moment.
    """
    to = head_of(restored)
    if to is None:
        return
    steps = steps_of(restored)
    other = [seen.number for seen in that_hold(path, to.store, []) if steps.get(seen.number) != seen.hash]
    shared = min(other, default=to.number + 1) - 1
    if before:
        # Each step holds the hash of the one before, so those before the last they share are the same.
        shared = min(shared, max((one for one, said in before.items() if steps.get(one) == said), default=0))
    line = {"at": stored_moment(now), "shared": min(shared, to.number), **told}
    append_line(path, json.dumps({**_as_line(to), **line}))


def steps_of(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the hash of every step of a journal."""
    rows = connection.execute("SELECT number, hash FROM journal_step")
    return {int(number): str(said) for number, said in rows}


def _as_line(anchor: Anchor) -> dict[str, object]:
    return {"store": anchor.store, "number": anchor.number, "hash": anchor.hash}


def held(path: Path, store: str) -> list[Anchor]:
    """Return the anchors held for a store, oldest first; a line that cannot be read is passed over."""
    return [said.to if isinstance(said, Restore) else said for said in _read(path, store)]


def that_hold(path: Path, store: str, remarks: list[str]) -> list[Anchor]:
    """Return the anchors that a store must agree with: all but those which a later restore has set aside.

    Args:
        path: The file of anchors.
        store: Which store.
        remarks: Gets a sentence for each restore that set some aside.
    """
    found: list[Anchor] = []
    told: list[tuple[str, list[Anchor]]] = []
    for said in _read(path, store):
        if isinstance(said, Anchor):
            found.append(said)
            continue
        # Steps that a later restore has brought back are part of it again.
        told = [(sentence, gone) for sentence, gone in told if said.to not in gone]
        gone = [anchor for anchor in found if anchor.number > said.shared]
        if gone:
            told.append((said.told(max(anchor.number for anchor in gone)), gone))
        found = [*(anchor for anchor in found if anchor not in gone), said.to]
    remarks += [sentence for sentence, _ in told]
    return found


def _read(path: Path, store: str) -> list[Anchor | Restore]:
    if not path.is_file():
        return []
    found: list[Anchor | Restore] = []
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            said = json.loads(line)
            if said["store"] == store:
                anchor = Anchor(store, int(said["number"]), str(said["hash"]))
                found.append(
                    Restore(
                        anchor,
                        int(said["shared"]),
                        *(str(said[name]) for name in ("restored_from", "aside", "at")),
                    )
                    if "restored_from" in said
                    else anchor
                )
        except (ValueError, KeyError, TypeError):
            # A cut last line after a power failure; the anchors before it still hold.
            continue
    return found
