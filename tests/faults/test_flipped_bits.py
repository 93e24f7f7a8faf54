"""A single bit that flips in a closed store is found, wherever it changes what the store says."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from complaintdesk.errors import DeskError
from complaintdesk.services.desk import Desk
from complaintdesk.store.verifying import verify
from tests.faults.counts import rounds, seeded, tell

FLIPS = rounds("flips")


def test_every_flipped_bit_that_changes_data_is_found(worked_desk: Desk, tmp_path: Path) -> None:
    """What a flip leaves as it was - free room, what can be derived - `verify` may pass over."""
    worked_desk.close()
    folder = worked_desk.store.folder
    whole = folder.database.read_bytes()
    said = said_by(folder.database)
    draw = seeded(2026)
    changed, missed = 0, []
    for _ in range(FLIPS):
        place, bit = draw.randrange(len(whole)), draw.randrange(8)
        flipped = bytearray(whole)
        flipped[place] ^= 1 << bit
        folder.database.write_bytes(flipped)
        if said_by(folder.database) == said:
            continue
        changed += 1
        try:
            reader = worked_desk.store.another_reader()
            found = verify(reader, folder, tmp_path / "no-anchors")
            reader.close()
        except DeskError:
            # It is not even opened, and the refusal says why.
            continue
        if found.ok:
            missed.append((place, bit))
    tell("flips", FLIPS, changed=changed, missed=len(missed))

    assert changed > FLIPS // 10
    assert missed == []


def said_by(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        tables = [
            str(row[0])
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if "_words" not in str(row[0])
        ]
        lines = [
            str(row) for name in tables for row in connection.execute(f'SELECT * FROM "{name}" NOT INDEXED')
        ]
        return lines + [str(row) for row in connection.execute("SELECT type, name, sql FROM sqlite_master")]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # Even a column's name may be hit.
        return [f"unreadable: {error}"]
    finally:
        connection.close()
