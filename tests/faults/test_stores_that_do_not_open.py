"""A store that is missing, damaged, foreign, newer, locked or read-only: each is named by its own sentence.

Whatever its state, `doctor` and every command end in a sentence, the file stays as
it is until the handler decides, and a sound backup can take its place.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import DeskError
from complaintdesk.rules.findings import Finding, Sign
from complaintdesk.services import doctor, restoring, setup
from complaintdesk.services.desk import Desk
from complaintdesk.services.doctor import Circumstances
from complaintdesk.services.surroundings import Machine
from complaintdesk.store import connection, door
from complaintdesk.store.folder import StoreFolder
from tests.cli.conftest import Call, call
from tests.conftest import Now
from tests.faults.counts import RELEASE

__all__ = ["call"]

Harm = Callable[[Path], object]


def _shell(*statements: str) -> Harm:
    def do(database: Path) -> None:
        shell = sqlite3.connect(database)
        for statement in statements:
            shell.execute(statement)
        shell.commit()
        shell.close()

    return do


def _cut(database: Path) -> None:
    with database.open("r+b") as file:
        file.truncate(database.stat().st_size * 2 // 3)


def _overwrite_first_page(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(100)
        file.write(b"\xaa" * 3000)


def _foreign(database: Path) -> None:
    database.unlink()
    _shell("CREATE TABLE songs (title)", "PRAGMA application_id = 7")(database)


HARMS: dict[str, tuple[Harm, str, str]] = {
    "gone": (Path.unlink, "There is no store in", "`complaintdesk restore` brings the newest back"),
    "0 bytes": (lambda path: path.write_bytes(b""), "desk.db is empty (0 bytes)", "`complaintdesk restore`"),
    "text": (lambda path: path.write_text("Dear all,\n" * 900), "desk.db is not a database", "restore`"),
    "cut": (_cut, "desk.db is cut short", "`complaintdesk restore`"),
    "first page": (_overwrite_first_page, "desk.db is damaged", "`complaintdesk restore`"),
    "foreign": (_foreign, "a database of some other program", "--store"),
    "newer": (
        _shell("UPDATE alembic_version SET version_num = '9999'"),
        "written by a newer complaintdesk",
        "Install the newer complaintdesk",
    ),
    "not set up": (
        _shell("DELETE FROM profile"), "not set up to its end", "`complaintdesk init` sets it up"
    ),
}  # fmt: skip
"""What happens to the file, what `doctor` says of it, and the remedy."""
REPLACED = ("0 bytes", "text", "cut", "first page")


@pytest.fixture
def closed(worked_desk: Desk) -> StoreFolder:
    """A store with a backup, closed."""
    services.backups.make(worked_desk)
    worked_desk.close()
    return worked_desk.store.folder


@pytest.fixture
def looked(settings: Settings, now: Now) -> Callable[[], doctor.CheckUp]:
    return lambda: doctor.look_at(Circumstances(settings, (), Machine(), now.today, now.moment))


@pytest.fixture
def repaired(settings: Settings, now: Now) -> Callable[[], doctor.CheckUp]:
    return lambda: doctor.repair(Circumstances(settings, (), Machine(), now.today, now.moment))


def named(found: doctor.CheckUp, *names: str) -> list[Finding]:
    return [each for each in found.findings if each.what in names]


@pytest.mark.parametrize(("harm", "said", "remedy"), HARMS.values(), ids=HARMS.keys())
def test_each_is_named_with_its_remedy_and_left_as_it_is(
    closed: StoreFolder, looked: Callable[[], doctor.CheckUp], harm: Harm, said: str, remedy: str
) -> None:
    harm(closed.database)
    before = closed.database.read_bytes() if closed.database.exists() else None

    (finding,) = named(found := looked(), "store", "file")

    assert finding.sign is Sign.wrong
    assert said in finding.says
    assert remedy in finding.remedy
    assert not found.is_well
    assert named(found, "backups")[0].sign is Sign.ok
    assert (closed.database.read_bytes() if closed.database.exists() else None) == before


@pytest.mark.parametrize("harm", [harm for harm, *_ in HARMS.values()], ids=HARMS.keys())
def test_every_command_ends_in_a_sentence(closed: StoreFolder, call: Call, harm: Harm) -> None:
    harm(closed.database)

    for words in (["list"], ["verify"], ["info"], ["backup"], ["due"]):
        ended = call("--store", closed.path, *words)
        assert ended.code == 1, words
        assert ended.err.startswith("complaintdesk: "), words
        assert ended.err.count("\n") == 1


@pytest.mark.parametrize("kind", REPLACED)
def test_a_damaged_store_is_put_aside_whole_and_restored(
    closed: StoreFolder, repaired: Callable[[], doctor.CheckUp], settings: Settings, now: Now, kind: str
) -> None:
    HARMS[kind][0](closed.database)
    damaged = closed.database.read_bytes()
    closed.database.with_name("desk.db-journal").write_bytes(b"cut")

    said = " ".join(repaired().mended)
    (aside,) = closed.aside.iterdir()
    restored = restoring.restore(settings, now.moment)

    assert "was put aside, whole, into" in said
    assert "`complaintdesk restore` brings back desk.20261118T090000Z.by-hand.db" in said
    assert (aside / "desk.db").read_bytes() == damaged
    assert restored is not None
    assert (restored.aside, restored.verified.problems) == (None, ())
    setup.open_desk(settings, now.today, now.moment).close()


def test_a_damaged_store_without_a_backup_stays_where_it_is(
    worked_desk: Desk, repaired: Callable[[], doctor.CheckUp]
) -> None:
    worked_desk.close()
    database = worked_desk.store.folder.database
    _cut(database)
    before = database.read_bytes()

    found = repaired()

    assert "stays where it is" in found.mended[0]
    assert "name one that lies elsewhere" in named(found, "file")[0].remedy
    assert database.read_bytes() == before


def test_a_store_that_is_damaged_further_in_is_found_and_still_read(
    closed: StoreFolder, looked: Callable[[], doctor.CheckUp], settings: Settings, now: Now
) -> None:
    shell = sqlite3.connect(closed.database)
    page = shell.execute("SELECT rootpage FROM sqlite_master WHERE name = 'contact'").fetchone()[0]
    shell.close()
    with closed.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xaa" * 64)

    (finding,) = named(looked(), "file")
    desk = setup.open_desk(settings, now.today, now.moment)
    with pytest.raises(DeskError, match="not sound"):
        services.backups.make(desk)
    read = desk.reader.execute("SELECT reference FROM complaint").fetchall()
    desk.close()

    assert (finding.sign, "desk.db is damaged" in finding.says) == (Sign.wrong, True)
    assert [row[0] for row in read] == ["CD-2026-0001"]
    assert len(list(closed.backups.glob("*.db"))) == 1, "no copy of it came to be"


def test_a_store_that_another_program_holds_is_said_to_be_locked(
    closed: StoreFolder, looked: Callable[[], doctor.CheckUp], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "BUSY_SECONDS", 0.01)
    monkeypatch.setitem(connection.RECIPE, "busy_timeout", 1)
    other = sqlite3.connect(closed.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    (finding,) = named(looked(), "store")
    other.close()

    assert "Another program holds the store" in finding.says
    assert finding.sign is Sign.wrong


def test_a_second_desk_is_named_and_nothing_is_wrong(
    worked_desk: Desk, looked: Callable[[], doctor.CheckUp]
) -> None:
    services.backups.make(worked_desk)
    worked_desk.store.claim()
    found = looked()

    assert f"The desk is open: process {os.getpid()}" in named(found, "holder")[0].says
    assert named(found, "search")[0].sign is Sign.look
    assert found.is_well


def test_a_store_that_is_read_only_is_looked_at_all_the_same(
    closed: StoreFolder, looked: Callable[[], doctor.CheckUp], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write whatever the mode says, so the system's answer is given for it."""
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and allowed(path, mode))
    found = looked()

    assert "for reading only" in named(found, "store")[0].says
    assert [each.sign for each in named(found, "chain", "replay", "files")] == [Sign.ok] * 3
    assert found.is_well


def test_no_flipped_bit_takes_the_doctor_by_surprise(
    closed: StoreFolder, looked: Callable[[], doctor.CheckUp]
) -> None:
    whole = closed.database.read_bytes()
    draw = random.Random(31)
    for _ in range(200 if RELEASE else 8):
        flipped = bytearray(whole)
        # Where the tables are described, so that some do not open at all.
        flipped[draw.randrange(4096 * 3)] ^= 1 << draw.randrange(8)
        closed.database.write_bytes(flipped)

        assert len(looked().findings) > 8
