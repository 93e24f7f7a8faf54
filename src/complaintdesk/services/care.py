"""Care of the store: whether it is sound, and what there is to know of it."""

from __future__ import annotations

import platform
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

from complaintdesk.services import derived, erasing, retention, sealing, standing
from complaintdesk.services.desk import Desk
from complaintdesk.store import door, schema, verifying, whole
from complaintdesk.store.folder import DeskLock
from complaintdesk.store.verifying import Problem, Verified

__all__ = ["Info", "Problem", "Verified", "info", "last_step", "verify"]


MOST_COUNTED = 1_000


def verify(desk: Desk) -> Verified:
    """Return what is wrong with the store: all that `store.verifying` finds, and what lists sort by.

    What lists sort by is computed anew only where everything it is computed from is sound.
    """
    with_reader = desk.store.another_reader()
    try:
        found = verifying.verify(with_reader, desk.store.folder, desk.store.anchor_file)
        if not found.ok:
            return found
        return replace(found, problems=tuple(_sorted_by(desk, with_reader)))
    finally:
        with_reader.close()


def _sorted_by(desk: Desk, reader: sqlite3.Connection) -> Iterator[Problem]:
    """Yield every value that lists sort by and that does not follow from the complaint's facts."""
    wanted: dict[int, tuple[object, ...]] = {}
    rows = whole.computed(reader)
    by_day: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row["live"] and row["scored_on"] is not None:
            by_day[row["scored_on"]].append(row["id"])
    with desk.reading() as session:
        for day, ids in by_day.items():
            for found in standing.of_each(_as_of(desk, date.fromisoformat(day)), session, ids):
                due_on, name = derived.next_due(found)
                wanted[found.id] = (due_on and due_on.isoformat(), name, derived.score(desk, found).points)
    for row in rows:
        if row["live"] and row["scored_on"] is None:
            yield _problem(row, "scored_on")
            continue
        follows = wanted.get(row["id"], (None, "", 0))
        for column, value in zip(("next_due_on", "next_due_name", "triage_score"), follows, strict=True):
            if row[column] != value:
                yield _problem(row, column)


def _problem(row: sqlite3.Row, column: str) -> Problem:
    where = f"complaint {row['id']} ({row['reference']}), {column}"
    return Problem("derived", where, "it does not follow from the complaint's facts")


def _as_of(desk: Desk, day: date) -> Desk:
    """Return the same desk on another day."""
    if day == desk.today():
        return desk
    return Desk(desk.store, desk.settings, lambda: day, desk.now)


def last_step(desk: Desk) -> int:
    """Return the number of the last step; 0 before the first."""
    return int(desk.reader.execute("SELECT coalesce(max(number), 0) FROM journal_step").fetchone()[0])


@dataclass(frozen=True, slots=True)
class Info:
    """What there is to know of a store and of the program."""

    handler: str
    organisation: str
    role: str
    region: str
    procedure: str
    currency: str
    today: date
    today_is_fixed: bool
    store: Path
    config: Path
    state: Path
    data: Path
    referred: int
    history: int
    customers: int
    attachments: int
    imports: int
    steps: int
    head: str
    kept_months: int
    """How long a complaint is kept once it has ended, unless its procedure asks for longer."""

    due_for_disposal: int
    """Complaints kept longer than that and not held; beyond a thousand nobody counts."""

    disposed_of: int
    """Complaints of which only figures are kept."""

    bytes: int
    """Size of the database."""

    encrypted: bool
    key_file: str
    """What opens an encrypted store together with its passphrase; empty for a plain one."""

    key_copy: str
    """Where the same key lies beside the newest backup; empty where no copy is known."""

    schema: str
    holder: str
    """Who has the desk open; empty for nobody."""

    own_files_left_out: str
    """The handler's own procedure files that are wrong, each with its remedy; empty for none."""

    complaintdesk: str
    python: str
    sqlite: str
    sqlalchemy: str
    textual: str


def info(desk: Desk) -> Info:
    """Return where things are, how many there are, and which versions are at work."""
    reader, whose, places = desk.reader, desk.whose, desk.settings.places
    # Its file is not looked at: it is open here, and that would drop its locks.
    encrypted = door.keys() is not None
    key = sealing.lying(desk.store.folder, encrypted=encrypted)
    holder = _holder(desk)
    step = reader.execute("SELECT number, hash FROM journal_step ORDER BY number DESC LIMIT 1").fetchone()
    # SQLCipher says some of these as text.
    pages, size = (
        int(reader.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size")
    )
    return Info(
        handler=whose.handler,
        organisation=whose.organisation,
        role=whose.role,
        region=whose.region,
        procedure=whose.procedure,
        currency=whose.currency,
        today=desk.today(),
        today_is_fixed=whose.fixed_today is not None,
        store=desk.store.folder.path,
        config=places.config,
        state=places.state,
        data=places.data,
        referred=_count(reader, "complaint WHERE origin = 'referred'"),
        history=_count(reader, "complaint WHERE origin = 'history'"),
        customers=_count(reader, "customer"),
        attachments=_count(reader, "attachment"),
        imports=_count(reader, "import_batch"),
        steps=step["number"] if step else 0,
        head=step["hash"] if step else "",
        kept_months=desk.settings.retention_months,
        due_for_disposal=sum(not one.hold for one in retention.due(desk, most=MOST_COUNTED)),
        disposed_of=erasing.disposed_of(desk),
        bytes=pages * size,
        encrypted=encrypted,
        key_file=str(key.key_file or ""),
        key_copy=str(key.copy or ""),
        schema=schema.REVISION,
        holder=holder,
        own_files_left_out=" ".join(desk.left_out),
        complaintdesk=version("complaintdesk"),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        sqlalchemy=version("sqlalchemy"),
        textual=version("textual"),
    )


def _count(reader: sqlite3.Connection, what: str) -> int:
    return int(reader.execute(f"SELECT count(*) FROM {what}").fetchone()[0])  # noqa: S608


def _holder(desk: Desk) -> str:
    lock = DeskLock(desk.store.folder)
    holder = lock.take()
    lock.release()
    return str(holder) if holder else ""
