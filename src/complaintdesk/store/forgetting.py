"""Forgetting: what is personal goes out of the rows, the full text and the journal, and the chain still holds.

A row that is forgotten stays where it is, with its dates, numbers and codes, so
that figures keep what they are made of; its words are emptied. The journal's
entries about it lose their values and salts. One entry of the same step says
which entries were emptied, so that nobody else can empty one unnoticed; and an
entry for each row says how it stands now, whole, so that `verify` can still
replay the journal. Rows of an import are told by new digests of their runs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from complaintdesk.store import attachments, door, journal, loading, schema, words
from complaintdesk.store import lives as lives_told
from complaintdesk.store.connection import follow_recipe
from complaintdesk.store.folder import StoreFolder
from complaintdesk.store.journal import Change, Entry
from complaintdesk.store.lives import Lives
from complaintdesk.store.personal import (
    CHILDREN,
    CLAIM,
    COMPLAINT,
    CUSTOMER,
    FILES,
    GRANDCHILDREN,
    NEVER,
    Key,
    Wanted,
)
from complaintdesk.store.writing import Writing

CHUNK = 500


@dataclass(slots=True)
class Forgotten:
    """What was forgotten."""

    entries: int = 0
    """Entries of the journal that were emptied."""
    elsewhere: list[str] = field(default_factory=list)
    """Other rows in whose words the person was named, as `table id`."""
    files: list[str] = field(default_factory=list)
    """SHA-256 of kept files that are to be removed once the step is durable."""
    drafts: int = 0


def forget(writing: Writing, folder: Path, wanted: Wanted, erasure_id: int) -> Forgotten:
    """Forget it inside the transaction of a step, and put into the step what `verify` needs to know.

    The files named in what is returned are removed by the caller, after the commit.

    Args:
        writing: The step; it cannot be undone, and nothing before it can.
        folder: Where kept files lie.
        wanted: What is to be forgotten.
        erasure_id: The erasure that the step is.
    """
    connection = writing.session.connection()
    done = Forgotten()
    rows = _Rows(connection)
    keys = _empty_records(connection, rows, wanted)
    done.elsewhere = _replace_elsewhere(connection, rows, wanted, keys)
    lives = Lives(wanted)
    lives.read(connection)
    lives.want(keys | rows.changed)
    _forget_files(connection, rows, lives, done)
    emptied = sorted({entry for life in lives.wanted() for entry in life.entries})
    done.entries = len(emptied)
    done.files += _rows_set_aside(connection, folder, wanted)
    done.drafts = _forget_drafts(connection, wanted, keys)
    lives_told.empty(connection, emptied)
    standing = {life.key for life in lives.wanted() if lives.is_present(life)}
    writing.entries += [
        Entry("erasure", erasure_id, "erase", journal.canonical({"entries": lives_told.ranges(emptied)})),
        *lives_told.restated(connection, standing | rows.changed, rows.gone),
    ]
    for index in ("complaint_words", "customer_words", "note_words"):
        # Until its parts are merged, the index keeps words that were taken out.
        connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('optimize')")  # noqa: S608
    writing.touched |= rows.complaints
    writing.tops = (None, None)
    return done


class _Rows:
    """Changes rows together with the full text, and remembers which."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.changed: set[Key] = set()
        self.gone: set[Key] = set()
        self.complaints: set[int] = set()
        """Those it is about: what lists sort by may have named somebody, too."""

    def set(self, table: str, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Set columns of one row, given whole as it stands; its version counts the change."""
        different = {name: value for name, value in values.items() if row[name] != value}
        if not different:
            return
        different["version"] = row["version"] + 1
        sets = ", ".join(f'"{name}" = ?' for name in different)
        self._connection.exec_driver_sql(
            f'UPDATE "{table}" SET {sets} WHERE id = ?',  # noqa: S608 - names of ours
            (*different.values(), row["id"]),
        )
        words.follow(self._connection, Change(table, row["id"], dict(row), {**row, **different}))
        self.changed.add((table, int(row["id"])))
        owner = row["id"] if table == "complaint" else row.get("complaint_id")
        if owner is not None:
            self.complaints.add(int(owner))

    def remove(self, table: str, row: Mapping[str, Any]) -> None:
        """Take one row away."""
        self._connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id = ?', (row["id"],))  # noqa: S608
        words.follow(self._connection, Change(table, row["id"], dict(row), None))
        self.changed.discard((table, int(row["id"])))
        self.gone.add((table, int(row["id"])))


def _select(
    connection: Connection, table: str, column: str, values: Iterable[object]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table in which a column has one of some values."""
    wanted = list(values)
    # Some hundreds at a time: whole rows of a million complaints do not fit into memory.
    for at in range(0, len(wanted), CHUNK):
        found = connection.exec_driver_sql(
            f'SELECT * FROM "{table}" WHERE "{column}" IN (SELECT value FROM json_each(?)) ORDER BY id',  # noqa: S608
            (json.dumps(wanted[at : at + CHUNK]),),
        )
        for row in found.mappings().all():
            yield dict(row)


def _empty_records(connection: Connection, rows: _Rows, wanted: Wanted) -> set[Key]:
    """Empty the words of complaints, customers and all that belongs to them; return which rows those are."""
    keys: set[Key] = set()
    for table, row, values in _emptied(connection, wanted, keys):
        key = (table, int(row["id"]))
        if key not in keys:
            keys.add(key)
            file = {FILES[table]: None} if table in FILES else {}
            rows.set(table, row, {**values, **file})
    for row in _nobodys_pseudonyms(connection):
        keys.add(("pseudonym", int(row["id"])))
        rows.set("pseudonym", row, {"person": ""})
    return keys


def _emptied(
    connection: Connection, wanted: Wanted, keys: Collection[Key]
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield every row that is to be emptied, with its table and what it holds then; `keys` are those done."""
    unsaid = {"vulnerable": "unknown", "about_vulnerability": "unknown"}
    undated = {"incident_on": None, "knowledge_on": None, "disposed_on": wanted.today}
    for row in _select(connection, "complaint", "id", wanted.complaints):
        ended = {} if _is_over(row) else {"stage": "closed", "closed_on": wanted.today}
        values = {**_blank(COMPLAINT), "about": wanted.told, **ended, **unsaid, **undated}
        yield "complaint", row, values
    for table, columns in CHILDREN.items():
        for row in _select(connection, table, "complaint_id", wanted.complaints):
            yield table, row, _blank(columns)
    for table, (parent, column, columns) in GRANDCHILDREN.items():
        parents = [row_id for kind, row_id in keys if kind == parent]
        for row in _select(connection, table, column, parents):
            yield table, row, _blank(columns)
    for row in _select(connection, "customer", "id", wanted.customers):
        yield "customer", row, {**_blank(CUSTOMER), "erased": 1}
    for row in _select(connection, "party", "customer_id", wanted.customers):
        yield "party", row, _blank(CHILDREN["party"])


def _blank(columns: Iterable[str]) -> dict[str, Any]:
    return dict.fromkeys(columns, "")


def _nobodys_pseudonyms(connection: Connection) -> list[dict[str, Any]]:
    """Return the pseudonyms of people on customers' sides whom no record names any more; their numbers stay taken."""
    found = connection.exec_driver_sql(
        "SELECT * FROM pseudonym AS p WHERE customer_id IS NULL AND person <> ''"
        " AND kind IN ('representative', 'customer')"
        " AND NOT EXISTS (SELECT 1 FROM party WHERE instr(lower(name), lower(p.person)))"
        " AND NOT EXISTS (SELECT 1 FROM contact WHERE instr(lower(with_whom), lower(p.person)))"
        " AND NOT EXISTS (SELECT 1 FROM promise WHERE instr(lower(made_to), lower(p.person)))"
    )
    return [dict(row) for row in found.mappings().all()]


def _is_over(row: Mapping[str, Any]) -> bool:
    return row["stage"] in {"closed", "returned", "merged"}


def _replace_elsewhere(
    connection: Connection, rows: _Rows, wanted: Wanted, keys: Collection[Key]
) -> list[str]:
    """Take the people out of the words of every other row, and return which rows named them."""
    found = []
    for table in _journalled_tables(connection):
        if table == "customer":
            # Other people's own names are theirs, however alike.
            continue
        columns = [
            str(name)
            for _, name, kind, *_ in connection.exec_driver_sql(f'PRAGMA table_info("{table}")')
            if str(kind).startswith("VARCHAR") and name not in NEVER
        ]
        for row in _with_a_trace(connection, table, columns, wanted.traces):
            if (table, int(row["id"])) in keys:
                continue
            replaced = {name: wanted.replace(row[name]) for name in columns if row[name]}
            if any(row[name] != text for name, text in replaced.items()):
                rows.set(table, row, replaced)
                found.append(f"{table.replace('_', ' ')} {row['id']}")
    # What is claimed of their complaints may call them by one name only.
    for row in _select(connection, "claim", "complaint_id", wanted.complaints):
        rows.set("claim", row, {name: wanted.replace_all(row[name]) for name in CLAIM})
    return found


def _journalled_tables(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '%~_words%' ESCAPE '~' ORDER BY name"
    )
    return [str(name) for (name,) in found if name not in schema.UNJOURNALLED]


def _with_a_trace(
    connection: Connection, table: str, columns: list[str], traces: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table that might name the people."""
    if not (columns and traces):
        return
    # LIKE takes ASCII letters of either size, which is what a trace is made of.
    text = " || ' ' || ".join(f"coalesce(\"{column}\", '')" for column in columns)
    found = connection.exec_driver_sql(
        f'SELECT * FROM "{table}" WHERE EXISTS (SELECT 1 FROM json_each(?) AS trace'  # noqa: S608
        f" WHERE {text} LIKE '%' || trace.value || '%')",
        (json.dumps(traces),),
    )
    for row in found.mappings().all():
        yield dict(row)


def _forget_files(connection: Connection, rows: _Rows, lives: Lives, done: Forgotten) -> None:
    """Take away the kept files to which only what is forgotten has ever referred."""
    used = {
        int(file)
        for table, column in FILES.items()
        for (file,) in connection.exec_driver_sql(
            f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608
        )
    }
    kept = {id(file) for ones in lives.of.values() for one in ones if not one.is_wanted for file in one.files}
    wanted = {id(file): file for one in lives.wanted() for file in one.files}
    still = {str(sha) for (sha,) in connection.exec_driver_sql("SELECT sha256 FROM attachment")}
    for file in wanted.values():
        is_last = lives.is_present(file)
        if id(file) in kept or (is_last and file.key[1] in used):
            continue
        file.is_wanted = True
        for row in _select(connection, "attachment", "id", [file.key[1]] if is_last else []):
            rows.remove("attachment", row)
            still.discard(str(row["sha256"]))
        if file.sha256 and file.sha256 not in still:
            done.files.append(file.sha256)


def _rows_set_aside(connection: Connection, folder: Path, wanted: Wanted) -> list[str]:
    """Return the files with rows of an import taken back that hold what is to be forgotten."""
    found = []
    asides = connection.exec_driver_sql(
        "SELECT DISTINCT json_extract(payload, '$.aside') FROM journal_entry WHERE act = 'unload'"
        " AND payload IS NOT NULL"
    )
    for (aside,) in asides.all():
        path = attachments.place(folder, str(aside))
        if path.is_file() and any(_is_aside(table, row, wanted) for table, row in loading.set_aside(path)):
            found.append(str(aside))
    return found


def _is_aside(table: str, row: Mapping[str, Any], wanted: Wanted) -> bool:
    if row["id"] in (wanted.complaints if table == "complaint" else wanted.customers):
        return True
    text = json.dumps(row).lower()
    return any(trace in text for trace in wanted.traces) and any(
        isinstance(value, str) and wanted.replace(value) != value for value in row.values()
    )


def _forget_drafts(connection: Connection, wanted: Wanted, keys: Collection[Key]) -> int:
    """Take away the drafts of forms about what is forgotten, and those that name the people."""
    found = connection.exec_driver_sql("SELECT id, form, typed FROM draft").all()
    gone = [
        (draft_id,)
        for draft_id, form, typed in found
        if _is_about(str(form), wanted, keys)
        or any(wanted.replace(str(value)) != value for value in json.loads(typed).values())
    ]
    if gone:
        connection.exec_driver_sql("DELETE FROM draft WHERE id = ?", gone)
    return len(gone)


def _is_about(form: str, wanted: Wanted, keys: Collection[Key]) -> bool:
    """Return whether a form is about a complaint or a record that is forgotten: `head.add:42`, `head.edit:7`."""
    name, _, rest = form.partition(":")
    number = rest.partition(":")[0]
    if not number.isdecimal():
        return False
    table = name.partition(".")[0]
    is_of_record = table in CHILDREN and not name.endswith(
        (".add", ".log", ".write", ".put", ".record", ".only")
    )
    return (table, int(number)) in keys if is_of_record else int(number) in wanted.complaints


def compact(folder: StoreFolder) -> bool:
    """Write the database anew without the room that was freed, and return whether that could be done."""
    connection = door.connect(folder.database)
    try:
        follow_recipe(connection)
        connection.execute("VACUUM")
    except door.faults():
        return False
    finally:
        connection.close()
    return True


def remove_files(folder: Path, files: Iterable[str]) -> list[Path]:
    """Remove kept files by their hash, and return those that could not be."""
    left = []
    for sha256 in files:
        path = attachments.place(folder, sha256)
        try:
            path.unlink(missing_ok=True)
        except OSError:
            left.append(path)
    return left
