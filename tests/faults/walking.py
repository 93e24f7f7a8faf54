"""What the machine that walks over a desk works with: people, words, a clock, and what the tables hold."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.services.desk import Desk
from complaintdesk.store import schema
from tests.conftest import TODAY

PEOPLE = st.sampled_from(
    [
        ("Ada Quill", "ada@example.org"),
        ("Ada Quill", ""),
        ("Bea Heath", "bea@example.org"),
        ("Zoë Ångström", "zoe@example.org"),
    ]
)
WORDS = st.sampled_from(
    [
        "The boiler is cold again.",
        "I am Ada Quill, and Bea Heath saw it.",
        "Zoë said “soon”;\n'x'; [/b] \u2028 \U0001f600",
        "Mould, damp & cold. " * 40,
    ]
)
WHICH = st.integers(0, 7)
"""Which of the complaints there are, counted round."""

HEAD = "ref,received,closed,customer,email,text\n"
RECORDS = st.lists(
    st.tuples(st.integers(1, 6), PEOPLE, st.sampled_from(["Mould.", "Damp [again].", "Ada Quill was here"])),
    min_size=1,
    max_size=5,
)
Rows = dict[str, list[tuple[Any, ...]]]

_COLUMNS: dict[str, str] = {}
"""Table -> its columns that the journal answers for; all stores of a run have the same."""


class Clock:
    """A day that can be moved; each look at the clock is a second after the last."""

    def __init__(self) -> None:
        self.day = TODAY
        self.seconds = 0

    def today(self) -> date:
        return self.day

    def moment(self) -> datetime:
        self.seconds += 1
        start = datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=UTC)
        return start + timedelta(seconds=self.seconds)


def settings_in(root: Path) -> Settings:
    return Settings(Places(root / "store", root / "config", root / "state", shipped_data()))


def rows_of(desk: Desk) -> Rows:
    """Return every row that the journal answers for, but for its version, which only ever grows."""
    found = {}
    for (table,) in desk.reader.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%~_words%' ESCAPE '~'"
    ).fetchall():
        if table in schema.UNJOURNALLED or table.startswith("sqlite_"):
            continue
        if table not in _COLUMNS:
            names = [row[1] for row in desk.reader.execute(f'PRAGMA table_info("{table}")')]
            kept = [name for name in names if name != "version" and name not in schema.DERIVED]
            _COLUMNS[table] = ", ".join(f'"{name}"' for name in kept)
        rows = desk.reader.execute(f'SELECT {_COLUMNS[table]} FROM "{table}" ORDER BY id')
        found[table] = [tuple(row) for row in rows]
    return found


def fingerprint(desk: Desk, root: Path) -> str:
    """Return what is the same only where the store is the same to the byte, and no file beside it was written."""
    found = hashlib.sha256(desk.reader.serialize())
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix not in {".lock", ".db"} and "backups" not in path.parts:
            about = path.stat()
            found.update(f"{path.relative_to(root)} {about.st_size} {about.st_mtime_ns}".encode())
    return found.hexdigest()


def log_file(folder: Path, records: list[Any]) -> Path:
    """Write a log of complaints and return where it is."""
    path = folder / "log.csv"
    lines = [
        f"{number},2026-10-0{number},{'2026-11-01' if number % 2 else ''},{name},{email},{words}\n"
        for number, (name, email), words in records
    ]
    path.write_text(HEAD + "".join(lines), "utf-8")
    return path


class DiedError(Exception):
    """The desk's own end."""
