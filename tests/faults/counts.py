"""How often each fault is tried: often enough for every landing, and far oftener for a release.

`python -m tests.faults` tries what a release needs, a row at a time, and keeps what it found in
`docs/reliability.json`; `docs/reliability.md` is made of it.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

RELEASE = bool(os.environ.get("COMPLAINTDESK_RELEASE"))


@dataclass(frozen=True, slots=True)
class Row:
    """One promise, and how often it is put to the test."""

    promise: str
    tests: str
    """Where it is tried, as pytest names it."""

    landing: int = 0
    """How often before every landing; 0 where it is all or nothing."""

    release: int = 0
    portions: int = 10
    """In how many runs a release tries it, each of which is kept."""


ROWS: dict[str, Row] = {
    "kill-entry": Row(
        "`kill -9` while complaints are worked on: no step that was acknowledged is lost, the chain holds",
        "tests/faults/test_killed.py -k killed_desk", 100, 1_000,
    ),
    "kill-upgrade": Row(
        "`kill -9` while an older store is upgraded: it is the old store or the new one, and sound",
        "tests/faults/test_killed.py -k killed_upgrade", 8, 1_000,
    ),
    "kill-backup": Row(
        "`kill -9` while backups are made: each that has its name is whole",
        "tests/faults/test_backing_up.py -k killed", 30, 1_000,
    ),
    "kill-restore": Row(
        "`kill -9` while a backup is brought back: one store or the other is there, and sound",
        "tests/faults/test_restoring.py -k killed", 20, 500,
    ),
    "kill-import": Row(
        "`kill -9` while a file is imported: all of it is there or nothing",
        "tests/faults/test_killed.py -k killed_import", 8, 1_000,
    ),
    "kill-intake": Row(
        "`kill -9` while files are attached: what was acknowledged is kept byte for byte",
        "tests/faults/test_killed.py -k killed_intake", 15, 1_000,
    ),
    "power": Row(
        "power cut after any system call of steps, attachments, drafts and anchors, with unsynced sectors and"
        " names lost at random: disk images that are damaged, half or lack what was acknowledged",
        "tests/faults/test_power_loss.py -k no_power", 1_000, 20_000,
    ),
    "disk-errors": Row(
        "system calls that fail with EIO or ENOSPC: no step lost, none half, each told by its sentence",
        "tests/faults/test_disk_errors.py -k every_call", 50, 500, 20,
    ),
    "machine": Row(
        "walks in any order over a desk - enter, work, undo, import, erase, back up, restore, die, another desk beside"
        " it: the store is sound and says what was done",
        "tests/faults/test_desk_machine.py", 100, 2_000, 100,
    ),
    "import-fuzz": Row(
        "harmed files: read or refused in a sentence, every record taken or told of, none partly",
        "tests/services/test_import_fuzz.py -k harmed_file_is_read", 5_000, 100_000,
    ),
    "search-fuzz": Row(
        "words typed into the search: none is an error",
        "tests/store/test_search.py -k whatever_is_typed", 20_000, 200_000,
    ),
    "csv-fuzz": Row(
        "texts written to a table: each comes back, none is a formula",
        "tests/reports/test_escaping.py -k cells_of_csv", 20_000, 200_000,
    ),
    "markdown-fuzz": Row(
        "texts written into a report: a real parser reads the words and nothing but words",
        "tests/reports/test_escaping.py -k github", 2_500, 200_000,
    ),
    "flips": Row(
        "single bits that flip in a closed store: each that changes what is said is found by `verify`",
        "tests/faults/test_flipped_bits.py", 200, 1_000,
    ),
    "backups": Row(
        "backups made while another process writes: each verifies",
        "tests/faults/test_backing_up.py -k sound_while", 50, 500,
    ),
    "hostile": Row(
        "hostile text in every field, on every screen and in a real terminal",
        "tests/screens/test_hostile.py tests/cli/test_hostile.py tests/terminal/test_terminal.py",
    ),
    "tamper": Row(
        "changes behind the journal's back, of every kind: each is named by `verify`",
        "tests/store/test_verifying.py tests/test_verify_by_hand.py",
    ),
    "upgrades": Row(
        "stores of every earlier schema are upgraded; an upgrade that fails leaves the file as it was to the byte",
        "tests/store/test_migrating.py",
    ),
    "verify-speed": Row(
        "`verify` of 100,000 entries of the journal takes less than 5 s",
        "tests/faults/test_long_journal.py", 2_000, 100_000, 1,
    ),
    "gigabyte": Row(
        "a gigabyte is attached in less than 60 s, with less than 100 MB of memory",
        "tests/store/test_attachments.py -k gigabyte", 8 << 20, 1 << 30, 1,
    ),
    "typing": Row(
        "SIGHUP, SIGTERM, an exception, Ctrl-Q: nothing typed is lost; `kill -9`: what was typed 1 s before is kept",
        "tests/faults/test_unsaved_typing.py tests/terminal/test_terminal.py",
    ),
    "read-only": Row(
        "folders and files that are read-only, a user who may not write: read all the same, refused in a sentence",
        "tests/faults/test_not_ours_to_write.py",
    ),
    "full-disk": Row(
        "full disks: each step, file, draft and backup is refused in a sentence, and goes on once there is room",
        "tests/faults/test_full_disk.py",
    ),
    "second-desk": Row(
        "a second desk on a store: it names the first, reads only, and works once the first is killed",
        "tests/faults/test_second_desk.py tests/faults/test_lost_update.py",
    ),
    "stores": Row(
        "stores that are missing, empty, cut, damaged, foreign, newer or locked: named, left as they are, replaced",
        "tests/faults/test_stores_that_do_not_open.py",
    ),
    "settings": Row(
        "the settings of SQLite hold on every connection, read back each time",
        "tests/store/test_connection.py",
    ),
}  # fmt: skip
"""Name -> promise. What is not counted is tried whole before every landing."""

_ROW = os.environ.get("COMPLAINTDESK_ROW", "")
_ROUNDS = int(os.environ.get("COMPLAINTDESK_ROUNDS", "0"))
_BEFORE = int(os.environ.get("COMPLAINTDESK_TRIED_BEFORE", "0"))
"""How often the row was tried by earlier runs: what is drawn by lot is drawn anew."""


def rounds(name: str) -> int:
    """Return how often a fault is tried in this run."""
    row = ROWS[name]
    if _ROUNDS and name == _ROW:
        return _ROUNDS
    return row.release if RELEASE else row.landing


def seeded(seed: int) -> random.Random:
    """Return a source of chance: the same on every landing, another one each time a row goes on."""
    return random.Random(f"{seed} {_BEFORE}" if _BEFORE else seed)


def tell(name: str, tried: int, **found: float) -> None:
    """Say how often a fault was tried and what was found; `python -m tests.faults` keeps it.

    What is whole adds up over several runs; of what is not, such as seconds, the worst is kept.
    """
    assert name in ROWS
    print(f"{name}: {tried:,} tried", *(f"{what} {value:,}" for what, value in found.items()), sep=", ")
    if told := os.environ.get("COMPLAINTDESK_TOLD"):
        with Path(told).open("a", encoding="utf-8") as writing:
            writing.write(json.dumps({"row": name, "tried": tried, "found": found}) + "\n")
