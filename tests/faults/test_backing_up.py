"""Backups made while others write, and backups that are killed half-way: each that has its name is whole."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from complaintdesk.config import Settings
from complaintdesk.services import backups as making
from complaintdesk.services import setup, triage
from complaintdesk.services.desk import Desk
from complaintdesk.store import backups, rotation
from complaintdesk.store.folder import StoreFolder
from complaintdesk.store.verifying import verify
from tests.conftest import Now
from tests.faults.counts import rounds, seeded, tell
from tests.faults.processes import FAILED, all_of, child, forking

UNDER_LOAD = rounds("backups")
KILLED = rounds("kill-backup")


def test_every_backup_is_sound_while_another_process_writes(
    worked_desk: Desk, settings: Settings, now: Now, tmp_path: Path
) -> None:
    complaint_id = _open_complaint(worked_desk)
    worked_desk.close()
    folder = StoreFolder(settings.places.store)

    def write(_pipe: int) -> None:
        desk = setup.open_desk(settings, now.today, now.moment)
        for turn in range(1_000_000):
            triage.rate(desk, complaint_id, turn % 5 + 1)
            time.sleep(0.002)

    steps: list[int] = []
    with child(write):
        # A busy machine may leave the other process no time; it is given some more.
        while len(steps) < UNDER_LOAD or (steps[-1] == steps[0] and len(steps) < 10 * UNDER_LOAD):
            to = tmp_path / "copies" / f"{len(steps)}.db"
            made = backups.make(folder, to, now.moment())
            found = backups.examine(to, made.manifest, backups.files_place(to))
            assert (found.problems, found.lacking) == ((), ())
            steps.append(found.steps)
            to.unlink()
    tell("backups", len(steps), meanwhile=steps[-1] - steps[0])

    assert steps == sorted(steps)
    assert steps[-1] > steps[0], "the other process wrote meanwhile"


def test_a_backup_that_is_killed_leaves_the_rotation_whole(
    worked_desk: Desk, settings: Settings, now: Now
) -> None:
    worked_desk.close()
    folder = StoreFolder(settings.places.store)
    draw = seeded(9)
    half_made = 0

    def back_up(pipe: int) -> None:
        desk = setup.open_desk(settings, now.today, now.moment)
        os.write(pipe, b"a")
        for _ in range(100):
            rotation.add(folder, desk.now(), "daily", desk.store.anchor_file)

    with forking():
        for _ in range(KILLED):
            with child(back_up) as (process, pipe):
                os.read(pipe, 1)
                time.sleep(draw.uniform(0, 0.15))
                os.kill(process, signal.SIGKILL)
                assert FAILED not in all_of(pipe)
            half_made += any(folder.backups.glob("*.part*"))
            kept = rotation.listed(folder)
            assert [one.path.name for one in kept if not backups.is_as_made(one.path)] == []
            for one in kept[:-1]:
                one.path.unlink()
                backups.manifest_place(one.path).unlink()
    desk = setup.open_desk(settings, now.today, now.moment)
    last = making.make(desk).path
    verified = verify(desk.reader, folder, desk.store.anchor_file)
    desk.close()
    tell("kill-backup", KILLED, half_made=half_made)

    assert verified.problems == ()
    assert list(folder.backups.glob("*.part*")) == []
    assert backups.examine(last, backups.manifest_of(last), backups.files_place(last)).problems == ()


def _open_complaint(desk: Desk) -> int:
    from tests import journey

    return journey.referred(desk).id
