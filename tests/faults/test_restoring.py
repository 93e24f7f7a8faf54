"""What comes back is what was there: the exports of before and after a restore are the same, byte for byte."""

from __future__ import annotations

import os
import shutil
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.services import restoring, setup
from complaintdesk.services.desk import Desk
from complaintdesk.store.folder import StoreFolder
from complaintdesk.store.verifying import verify
from tests import journey
from tests.conftest import Now
from tests.faults.counts import rounds, seeded, tell
from tests.faults.processes import child

KILLED = rounds("kill-restore")


def exported(desk: Desk, to: Path) -> dict[str, bytes]:
    """Return every report and the table of all complaints, by name."""
    references = [row["reference"] for row in desk.reader.execute("SELECT reference FROM complaint")]
    services.exporting.export_reports(desk, references, to, identified=True)
    services.exporting.export_table(desk, "origin:any", to / "all.json")
    return {str(path.relative_to(to)): path.read_bytes() for path in to.rglob("*") if path.is_file()}


def spoil(desk: Desk) -> None:
    """Do to a store what a bad day may do: more work, lost files, a file that was written over."""
    journey.referred(desk)
    for kept in list(desk.store.folder.attachments.glob("??/*")):
        kept.unlink()
    desk.close()
    desk.store.folder.database.write_bytes(b"nothing of any use" * 400)


def test_a_restored_store_exports_what_was_exported_before(
    worked_desk: Desk, settings: Settings, now: Now, tmp_path: Path
) -> None:
    before = exported(worked_desk, tmp_path / "before")
    services.backups.make(worked_desk)
    spoil(worked_desk)

    restored = restoring.restore(settings, now.moment)
    desk = setup.open_desk(settings, now.today, now.moment)
    after = exported(desk, tmp_path / "after")
    problems = services.care.verify(desk).problems
    desk.close()

    assert restored is not None
    assert restored.plan.proof.is_compared
    assert problems == ()
    assert after == before


def test_a_backup_carried_to_another_machine_exports_the_same(
    worked_desk: Desk, settings: Settings, now: Now, tmp_path: Path
) -> None:
    before = exported(worked_desk, tmp_path / "before")
    services.backups.make(worked_desk, tmp_path / "stick" / "desk.db")
    worked_desk.close()
    shutil.rmtree(settings.places.store)
    shutil.rmtree(settings.places.state)
    elsewhere = replace(
        settings, places=replace(settings.places, store=tmp_path / "new", state=tmp_path / "new state")
    )

    restoring.restore(elsewhere, now.moment, tmp_path / "stick" / "desk.db")
    desk = setup.open_desk(elsewhere, now.today, now.moment)
    after = exported(desk, tmp_path / "after")
    problems = services.care.verify(desk).problems
    desk.close()

    assert problems == ()
    assert after == before


def test_a_rehearsal_compares_and_changes_nothing(worked_desk: Desk, settings: Settings) -> None:
    services.backups.make(worked_desk)
    folder = settings.places.store
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    found = restoring.rehearse(settings)

    assert found.sentence.endswith("are whole, and an export of it is the same as when it was made.")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_a_restore_that_is_killed_leaves_one_store_or_the_other(
    worked_desk: Desk, settings: Settings, now: Now, tmp_path: Path
) -> None:
    steps_then = services.backups.make(worked_desk).steps
    journey.referred(worked_desk)
    worked_desk.close()
    folder = StoreFolder(settings.places.store)
    draw = seeded(7)

    def bring_back(pipe: int) -> None:
        os.write(pipe, b"a")
        restoring.restore(settings, now.moment)
        os.write(pipe, b"b")
        time.sleep(60)

    brought_back = 0
    for _ in range(KILLED):
        with child(bring_back) as (process, pipe):
            os.read(pipe, 1)
            time.sleep(draw.uniform(0, 0.6))
            os.kill(process, signal.SIGKILL)
        desk = setup.open_desk(settings, now.today, now.moment)
        assert verify(desk.reader, folder, tmp_path / "no-anchors").problems == ()
        if services.care.last_step(desk) == steps_then:
            brought_back += 1
            # Something to give way again.
            journey.referred(desk)
        desk.close()
    again = restoring.restore(settings, now.moment)
    tell("kill-restore", KILLED, brought_back=brought_back)

    assert again is not None
    assert again.verified.problems == ()
    assert not list(folder.backups.glob("scratch-*"))
    assert {path.name for path in folder.path.iterdir()} >= {"desk.db", "aside", "backups", "attachments"}
