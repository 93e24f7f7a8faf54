"""The rotation holds verified backups only, and thins them without ever taking what may be needed."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import DamagedStoreError, StoreBusyError, StoreError
from complaintdesk.rules.backup_rotation import Rotation
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.store import backups, door, rotation
from complaintdesk.store.folder import StoreFolder
from tests import journey
from tests.conftest import TODAY, Now

ONE_A_DAY = Rotation(3, 0, 0)


def copies(folder: StoreFolder) -> list[str]:
    return sorted(path.name for path in folder.backups.glob("*.db"))


def add(desk: Desk, day: date, why: str = "daily") -> Path:
    return rotation.add(
        desk.store.folder,
        datetime(day.year, day.month, day.day, 9, tzinfo=desk.now().tzinfo),
        why,
        desk.store.anchor_file,
    ).path


def test_backups_are_listed_by_their_moment_and_nothing_else_is(desk: Desk) -> None:
    later, earlier = add(desk, TODAY), add(desk, TODAY - timedelta(days=1))
    folder = desk.store.folder
    for other in ("copy.db", "desk.20269999T000000Z.x.db", "desk.db", f"{earlier.name}.part"):
        (folder.backups / other).write_bytes(b"")

    assert [one.path for one in rotation.listed(folder)] == [earlier, later]
    assert [one.why for one in rotation.listed(folder)] == ["daily", "daily"]


def test_thinning_keeps_what_the_rotation_keeps_and_sweeps_the_rest(desk: Desk) -> None:
    made = [add(desk, TODAY - timedelta(days=age)) for age in range(9, -1, -1)]

    gone = rotation.thin(desk.store.folder, TODAY, ONE_A_DAY)

    assert list(gone) == made[:5]
    assert [one.path for one in rotation.listed(desk.store.folder)] == made[5:]
    assert sorted(path.name for path in desk.store.folder.backups.glob("*.json")) == sorted(
        f"{path.name}.json" for path in made[5:]
    )


def test_the_last_backup_before_an_upgrade_stays(desk: Desk) -> None:
    add(desk, TODAY - timedelta(days=300), "before-upgrade-from-0006")
    kept = add(desk, TODAY - timedelta(days=200), "before-upgrade-from-0007")
    newest = add(desk, TODAY)

    rotation.thin(desk.store.folder, TODAY, Rotation(0, 0, 0))

    assert [one.path for one in rotation.listed(desk.store.folder)] == [kept, newest]


@pytest.mark.parametrize("harm", ["bytes", "manifest"])
def test_nothing_is_thinned_while_the_newest_is_bad(desk: Desk, harm: str) -> None:
    made = [add(desk, TODAY - timedelta(days=age)) for age in range(9, -1, -1)]
    bad = made[-1] if harm == "bytes" else backups.manifest_place(made[-1])
    bad.write_bytes(bad.read_bytes()[:-1] + b"?")

    assert rotation.thin(desk.store.folder, TODAY, ONE_A_DAY) == ()
    assert len(copies(desk.store.folder)) == 10


def test_no_backup_of_a_store_that_is_not_sound_comes_into_being(desk: Desk) -> None:
    before = [add(desk, TODAY - timedelta(days=1))]
    shell = sqlite3.connect(desk.store.folder.database)
    shell.execute("UPDATE profile SET handler = 'Somebody'")
    shell.commit()
    shell.close()

    with pytest.raises(
        DamagedStoreError, match=r"not sound \(profile 1, handler: .*those that are there stay"
    ):
        services.backups.make(desk)

    assert [one.path for one in rotation.listed(desk.store.folder)] == before
    assert [path.name for path in desk.store.folder.backups.glob("*.part*")] == []


def test_a_journal_whose_end_is_missing_is_not_backed_up(
    worked_desk: Desk, settings: Settings, now: Now
) -> None:
    earlier = add(worked_desk, TODAY)
    journey.referred(worked_desk)
    worked_desk.close()
    worked_desk.store.folder.database.write_bytes(earlier.read_bytes())
    desk = setup.open_desk(settings, now.today, now.moment)

    with pytest.raises(DamagedStoreError, match="the journal now ends before it"):
        services.backups.make(desk)
    desk.close()


def files_of(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("attachments/??/*"))


def test_kept_files_lie_once_beside_all_backups_until_none_names_them(worked_desk: Desk) -> None:
    folder = worked_desk.store.folder
    before = add(worked_desk, TODAY - timedelta(days=100))
    add(worked_desk, TODAY - timedelta(days=99))
    held = files_of(folder.backups)
    modes = {path.stat().st_mode & 0o777 for path in folder.backups.glob("attachments/??/*")}
    customer = worked_desk.reader.execute("SELECT id FROM customer").fetchone()[0]
    services.erasing.erase(worked_desk, customer, "Asked")
    services.backups.make(worked_desk)

    assert held == files_of(folder.backups)
    assert len(held) == 2
    assert modes == {0o400}
    for path in (before, *folder.backups.glob("*.daily.db")):
        # As an erasure advises: the copies that still hold the person are deleted by hand.
        path.unlink(missing_ok=True)
    services.backups.make(worked_desk)
    assert files_of(folder.backups) == files_of(folder.path)
    assert len(list(folder.backups.glob("*.json"))) == 2


def test_where_a_copy_cannot_be_read_no_file_goes(worked_desk: Desk) -> None:
    folder = worked_desk.store.folder
    add(worked_desk, TODAY).unlink()
    (folder.backups / "mine.db").write_bytes(b"no database" * 100)

    rotation._sweep(folder.backups)

    assert len(files_of(folder.backups)) == 2


def test_a_file_that_was_altered_in_the_store_is_not_taken_for_the_real_one(worked_desk: Desk) -> None:
    folder = worked_desk.store.folder
    kept, other = sorted(folder.attachments.glob("??/*"))
    kept.chmod(0o600)
    kept.write_bytes(b"something else")

    made = services.backups.make(worked_desk)

    assert made.lacking == (kept.name,)
    assert "1 kept file that is missing or altered" in made.sentences[1]
    assert files_of(folder.backups) == [other.name]
    found = backups.examine(made.path, backups.manifest_of(made.path), backups.files_place(made.path))
    assert (found.problems, found.lacking) == ((), (kept.name,))


def test_one_at_a_time_makes_a_backup(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(rotation, "range", lambda _: [0], raising=False)
    handle = os.open(desk.store.folder.backups / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)

    with pytest.raises(StoreBusyError, match="Another backup is being made"):
        services.backups.make(desk)
    os.close(handle)
    assert services.backups.make(desk).path.is_file()


def test_what_a_killed_backup_left_is_cleared_away(desk: Desk) -> None:
    folder = desk.store.folder.backups
    for name in ("desk.20261117T090000Z.daily.db.part", "desk.20261117T090000Z.daily.db.part-journal"):
        (folder / name).write_bytes(b"half")
    (folder / "scratch-0badcafe").mkdir()
    (folder / "desk.20261118T090000Z.by-hand.db.json").write_text("{}")

    made = services.backups.make(desk)

    assert made.path.name == "desk.20261118T090000Z.by-hand.db"
    assert [path.name for path in folder.iterdir() if ".part" in path.name or "scratch" in path.name] == []


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("in the way")

    with (
        pytest.raises(StoreError, match=r"backups cannot be written: "),
        rotation.claimed(StoreFolder(tmp_path)),
    ):
        pass
