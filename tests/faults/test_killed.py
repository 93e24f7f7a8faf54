"""A desk that is killed at any moment loses nothing that it acknowledged; what it was at is all there, or not at all.

Children are forked after the imports, so that a round takes a tenth of a second.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from functools import partial
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import pytest

from complaintdesk.services import contacts, importing, investigation, triage
from complaintdesk.services.desk import Desk
from complaintdesk.store import attachments, backups, connection, migrating, rotation, schema
from complaintdesk.vocabulary import Direction, Origin, Side, SourceKind
from tests.faults.conftest import Machine, problems
from tests.faults.counts import rounds, seeded, tell
from tests.faults.processes import FAILED, all_of, child, forking
from tests.store.test_migrating import FOLLOWING, NEXT, NOW


def made_anew(machine: Machine, whole: bytes) -> None:
    """Make the store what it was at first."""
    machine.folder.database.write_bytes(whole)
    machine.settings.places.state.joinpath("anchors.jsonl").unlink(missing_ok=True)
    shutil.rmtree(machine.folder.backups)
    machine.folder.backups.mkdir()


def took(act: Callable[[], object], between: Callable[[], object] = lambda: None) -> float:
    """Do something in this process, which loads all it needs, and return how many seconds children get for it."""
    act()
    between()
    begun = time.perf_counter()
    act()
    return 1.5 * (time.perf_counter() - begun)


def aimed(seconds: float, has_come_far: bool) -> float:
    """Return within which time the next child is killed, so that half of them come far on a machine of any speed."""
    return min(max(seconds * (0.8 if has_come_far else 1.25), 0.005), 5)


def killed(act: Callable[[int], None], after: float) -> bytes:
    """Kill a child some time after it said its first byte, and return what it said."""
    with child(act) as (process, pipe):
        said = os.read(pipe, 1)
        time.sleep(after)
        os.kill(process, signal.SIGKILL)
        said += all_of(pipe)
    assert FAILED not in said
    return said


def test_a_killed_desk_loses_no_acknowledged_step(machine: Machine) -> None:
    tried = rounds("kill-entry")
    chance = seeded(9)
    acknowledged = hot_journals = 0

    def worked(desk: Desk, words: str) -> None:
        triage.rate(desk, machine.complaint_id, len(words) % 5 + 1, words)
        said = contacts.NewContact(Side.customer, Direction.outward, "phone", words)
        contacts.log(desk, machine.complaint_id, said)

    def write(pipe: int, words: str) -> None:
        desk = machine.open()
        for turn in range(10_000):
            worked(desk, f"{words}{'.' * turn}")
            os.write(pipe, b"a")

    desk = machine.open()
    worked(desk, "All that is needed is loaded")
    desk.close()
    with forking():
        for number in range(tried):
            said = killed(partial(write, words=f"round {number}"), chance.uniform(0, 0.12))
            acknowledged += len(said)
            hot_journals += machine.folder.database.with_name("desk.db-journal").exists()
            if number % 20 == 19 or number == tried - 1:
                desk = machine.open()
                kept = desk.reader.execute("SELECT count(*) FROM contact").fetchone()[0]
                assert problems(desk) == ()
                desk.close()
                assert kept > acknowledged
    tell("kill-entry", tried, acknowledged=acknowledged, hot_journals=hot_journals)

    assert acknowledged >= tried


def test_a_killed_upgrade_leaves_the_old_store_or_the_new_one(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "store"
    shutil.copytree(str(resources.files("complaintdesk.store")), package)
    versions = package / "migrations" / "versions"
    (versions / f"v{FOLLOWING}_next.py").write_text(NEXT.replace("{more}", "pass"))
    whole = machine.folder.database.read_bytes()
    chance = seeded(5)
    old = new = 0

    def again() -> None:
        made_anew(machine, whole)

    def upgraded() -> None:
        with monkeypatch.context() as following:
            following.setattr(migrating, "resources", SimpleNamespace(files=lambda _: package))
            following.setattr(schema, "REVISION", FOLLOWING)
            machine.open().store.reader.close()

    def upgrade(pipe: int) -> None:
        os.write(pipe, b"a")
        upgraded()

    seconds = took(upgraded, again)
    with forking():
        for _ in range(rounds("kill-upgrade")):
            again()
            killed(upgrade, chance.uniform(0, seconds))
            reader = connection.open_reader(machine.folder.database)
            found = migrating.revision_of(reader)
            columns = {row["name"] for row in reader.execute("PRAGMA table_info(customer)")}
            ended = reader.execute("PRAGMA integrity_check").fetchone()[0]
            kept = rotation.listed(machine.folder)
            reader.close()
            assert (found, "nickname" in columns, ended) in {(NOW, False, "ok"), (FOLLOWING, True, "ok")}
            assert [one.path.name for one in kept if not backups.is_as_made(one.path)] == []
            if found == NOW:
                old += 1
                desk = machine.open()
                assert problems(desk) == ()
                desk.close()
            else:
                new += 1
                assert kept, "the backup comes before the upgrade"
            seconds = aimed(seconds, found == FOLLOWING)
    tell("kill-upgrade", old + new, old=old, upgraded=new)


def test_a_killed_import_leaves_all_of_the_file_or_nothing(machine: Machine, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    rows = (f"{number},2026-10-01,2026-11-01,Bea Heath,The lift stands again.\n" for number in range(300))
    log.write_text("ref,received,closed,customer,text\n" + "".join(rows), "utf-8")
    whole = machine.folder.database.read_bytes()
    chance = seeded(6)
    taken = 0

    def again() -> None:
        made_anew(machine, whole)

    def loaded() -> None:
        desk = machine.open()
        importing.run(desk, importing.Request(log, "log", load_as=Origin.history))
        desk.close()

    def load(pipe: int) -> None:
        os.write(pipe, b"a")
        loaded()
        os.write(pipe, b"b")
        time.sleep(60)

    seconds = took(loaded, again)
    with forking():
        for number in range(rounds("kill-import")):
            again()
            said = killed(load, chance.uniform(0, seconds))
            desk = machine.open()
            found = desk.reader.execute("SELECT count(*) FROM complaint").fetchone()[0]
            batches = desk.reader.execute("SELECT count(*) FROM import_batch").fetchone()[0]
            assert problems(desk) == ()
            desk.close()
            assert (found, batches) in {(1, 0), (301, 1)}
            assert batches or said == b"a", f"round {number}: acknowledged and not there"
            taken += batches
            seconds = aimed(seconds, bool(batches))
    tell("kill-import", rounds("kill-import"), taken=taken)


def bytes_of(turn: int, number: int) -> bytes:
    return f"{turn}-{number}".encode() * 20_000


def test_a_killed_intake_keeps_what_was_acknowledged_byte_for_byte(machine: Machine, tmp_path: Path) -> None:
    chance = seeded(8)
    acknowledged = 0

    def attached(desk: Desk, turn: int, number: int) -> None:
        file = tmp_path / f"{turn}-{number}.txt"
        file.write_bytes(bytes_of(turn, number))
        source = investigation.NewSource(SourceKind.document, file.name, obtained_on=desk.today(), file=file)
        investigation.add_source(desk, machine.complaint_id, source)
        file.unlink()

    def attach(pipe: int, turn: int) -> None:
        desk = machine.open()
        os.write(pipe, b"a")
        for number in range(1000):
            attached(desk, turn, number)
            os.write(pipe, b"b")

    desk = machine.open()
    seconds = took(lambda: attached(desk, -1, desk.store.changes_elsewhere()))
    desk.close()
    with forking():
        for turn in range(rounds("kill-intake")):
            count = killed(partial(attach, turn=turn), chance.uniform(0, seconds)).count(b"b")
            acknowledged += count
            seconds = aimed(seconds, count > 0)
            desk = machine.open()
            kept = desk.reader.execute(
                "SELECT sha256 FROM attachment WHERE name LIKE ? ORDER BY id", (f"{turn}-%",)
            ).fetchall()
            wanted = [attachments.sha256_of(bytes_of(turn, n)) for n in range(len(kept))]
            assert [row[0] for row in kept] == wanted
            assert count <= len(kept) <= count + 1
            states = {attachments.state_of(machine.folder.attachments, each) for each in wanted}
            assert states <= {"sound"}
            if turn % 50 == 0 or turn == rounds("kill-intake") - 1:
                assert problems(desk) == ()
            desk.close()
    left = sum(1 for _ in machine.folder.attachments.glob("*.part"))
    tell("kill-intake", rounds("kill-intake"), acknowledged=acknowledged, half_made=left)

    assert acknowledged > 0
