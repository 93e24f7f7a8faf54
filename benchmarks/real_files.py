"""Real files imported by the sqlite3 shell into the desk's own table: the yardstick for the desk's import.

The shell stages the cells as they stand, puts them into a table with the same
columns, and makes the same indexes and the same full text. It checks nothing,
hashes nothing and writes no journal.
"""

from __future__ import annotations

import csv
import gzip
import shutil
from pathlib import Path

from benchmarks import measuring
from complaintdesk.services import imported
from complaintdesk.store import schema, verifying

DATA = Path(__file__).parents[2] / "shared" / "data"
NAMES = ("cfpb_large.csv.gz", "cfpb_slim_1m.csv.gz")

_GIVEN = {
    "received_on": "Date received",
    "logged_on": "Date sent to company",
    "channel": "Submitted via",
    "product": "Product",
    "sub_product": "Sub-product",
    "category": "Issue",
    "sub_category": "Sub-issue",
    "narrative": "Consumer complaint narrative",
    "source_outcome": "Company response to consumer",
    "source_id": "Complaint ID",
}


def unpacked(name: str, folder: Path) -> Path:
    """Return a real file, unpacked, as the shell needs it."""
    path = folder / name.removesuffix(".gz")
    with gzip.open(DATA / name) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return path


def shell(path: Path, folder: Path) -> float:
    """Return the milliseconds of processor time that the sqlite3 shell takes for a file."""
    script = folder / "real.sql"
    script.write_text(_script(path), "utf-8")
    return measuring.of_program("sqlite3", str(folder / "real.db"), f".read {script}")


def _script(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    told = {column: f'"{name}"' for column, name in _GIVEN.items() if name in header}
    kept = ", ".join(f"'{name}', \"{name}\"" for name in header if name not in _GIVEN.values())
    told["extra"] = f"json_object({kept})"
    told["source_digest"] = "printf('%064x', rowid)"
    # As long as the keys of a file without ids, and in no order.
    told.setdefault("source_id", "printf('c:%064x:1', rowid * 7919 % 1000003)")
    told["reference"] = f"'CFPB-' || substr({told['source_id']}, -14)"
    shared = {
        **imported.complaint_defaults(),
        "preset": "cfpb",
        "batch_id": 1,
        "origin": "history",
        "stage": "closed",
    }
    values = [told.get(column) or _literal(value) for column, value in shared.items()]
    named = verifying.expected_master()
    texts = ", ".join(schema.COMPLAINT_TEXTS)
    indexes = [
        sql for sql in named.values() if sql.startswith(("CREATE INDEX", "CREATE UNIQUE")) and " ON complaint" in sql
        and "complaint_link" not in sql
    ]  # fmt: skip
    staged = ", ".join(f'"{name}" TEXT' for name in header)
    lines = [
        f"PRAGMA cache_size=-200000; CREATE TABLE staged ({staged});",
        f'.mode csv\n.import --skip 1 "{path}" staged',
        "BEGIN;",
        f"{named['import_batch']}; {named['customer']}; {named['complaint']};",
        f"INSERT INTO complaint ({', '.join(shared)}) SELECT {', '.join(values)} FROM staged;",
        *(f"{sql};" for sql in indexes),
        f"{named['complaint_text']}; {named['complaint_words']};",
        f"INSERT INTO complaint_words(rowid, {texts}) SELECT {schema.SORT_KEY}, {texts} FROM"
        f" (SELECT id AS wanted FROM complaint ORDER BY {schema.SORT_KEY} LIMIT -1)"
        " CROSS JOIN complaint ON id = wanted;",
        "COMMIT;",
    ]
    return "\n".join(lines) + "\n"


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else f"'{value}'"
