"""Bringing a backup back: what gives way is kept, and what is not right is refused before anything is changed."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import (
    DamagedStoreError,
    NotFoundError,
    ReadOnlyError,
    StoreBusyError,
    StoreError,
    StoreMissingError,
)
from complaintdesk.services import restoring, setup
from complaintdesk.services.desk import Desk
from complaintdesk.store import backups
from complaintdesk.store.folder import StoreFolder
from tests import journey
from tests.conftest import Now


@pytest.fixture
def moved_on(worked_desk: Desk) -> Desk:
    """A desk with a backup, on which work has gone on since; closed."""
    services.backups.make(worked_desk)
    journey.referred(worked_desk)
    worked_desk.close()
    return worked_desk


def only_backup(settings: Settings) -> Path:
    (path,) = (settings.places.store / "backups").glob("*.db")
    return path


def steps_of(path: Path) -> int:
    shell = sqlite3.connect(path)
    (steps,) = shell.execute("SELECT count(*) FROM journal_step").fetchone()
    shell.close()
    return int(steps)


def test_the_store_that_gives_way_is_kept_whole_and_only_read(
    moved_on: Desk, settings: Settings, now: Now
) -> None:
    before = steps_of(moved_on.store.folder.database)
    restored = restoring.restore(settings, now.moment)

    assert restored is not None
    assert restored.plan.sentences[1:] == (
        f"It takes the place of the store in {settings.places.store}: 2 complaints, {before} steps, the last on"
        " 18 November 2026, 09:00 UTC.",
        "The store that is there now is kept aside, whole; nothing is deleted.",
        "1 step was taken there since, and will be missing afterwards.",
    )
    assert restored.aside is not None
    assert restored.aside.name == "20261118T090000Z.before-restore"
    assert steps_of(restored.aside / "desk.db") == before
    assert steps_of(moved_on.store.folder.database) == before - 1
    there = replace(settings, places=replace(settings.places, store=restored.aside))
    kept = setup.open_desk(there, now.today, now.moment)
    with pytest.raises(ReadOnlyError, match="put aside"):
        services.triage.rate(kept, 1, 2)
    kept.close()


def test_where_it_goes_is_said_first_and_after_a_no_nothing_is_left(
    moved_on: Desk, settings: Settings, now: Now, tmp_path: Path
) -> None:
    copy = only_backup(settings)
    told: list[str] = []
    new = tmp_path / "far" / "away"
    there = replace(settings, places=replace(settings.places, store=new))

    def refuse(plan: restoring.Plan) -> bool:
        told.extend(plan.sentences)
        return False

    assert restoring.restore(there, now.moment, copy, refuse) is None
    assert f"It goes into {new}, where there is no store." in told
    assert not new.parent.exists()

    with pytest.raises(NotFoundError):
        restoring.restore(there, now.moment, tmp_path / "none.db")
    assert not new.parent.exists()

    new.mkdir(parents=True)
    (new / "exports").mkdir()
    assert restoring.restore(there, now.moment, copy, refuse) is None
    assert [path.name for path in new.rglob("*")] == ["exports"]


def test_of_a_store_that_cannot_be_read_that_is_said(moved_on: Desk, settings: Settings, now: Now) -> None:
    moved_on.store.folder.database.write_bytes(b"no database" * 1000)
    restored = restoring.restore(settings, now.moment)

    assert restored is not None
    assert restored.plan.sentences[1] == (
        f"It takes the place of the store in {settings.places.store}, which cannot be read."
    )


def test_verify_says_what_a_restore_did_and_raises_no_alarm(
    moved_on: Desk, settings: Settings, now: Now
) -> None:
    restored = restoring.restore(settings, now.moment)
    assert restored is not None
    steps = restored.plan.proof.steps
    desk = setup.open_desk(settings, now.today, now.moment)
    found = services.care.verify(desk)
    journey.referred(desk)
    journey.referred(desk)
    later = services.care.verify(desk)
    desk.close()

    assert found.problems == ()
    assert found.remarks == (
        f"On 2026-11-18 the store was restored from the backup {only_backup(settings).name}, which ends at step"
        f" {steps}: step {steps + 1} of then is no longer part of it, and that is in order."
        f" The store of then is kept in {restored.aside}.",
    )
    assert (later.problems, later.remarks) == ((), found.remarks)


def test_a_journal_that_is_cut_after_a_restore_is_an_alarm(
    moved_on: Desk, settings: Settings, now: Now
) -> None:
    restoring.restore(settings, now.moment)
    earlier = moved_on.store.folder.database.read_bytes()
    desk = setup.open_desk(settings, now.today, now.moment)
    journey.referred(desk)
    desk.close()
    moved_on.store.folder.database.write_bytes(earlier)
    cut = setup.open_desk(settings, now.today, now.moment)

    assert [problem.check for problem in services.care.verify(cut).problems] == ["anchors"]
    cut.close()


def test_going_back_to_the_store_kept_aside_takes_the_remark_away(
    moved_on: Desk, settings: Settings, now: Now
) -> None:
    restored = restoring.restore(settings, now.moment)
    assert restored is not None
    assert restored.aside is not None
    desk = setup.open_desk(settings, now.today, now.moment)
    for _ in range(3):
        journey.referred(desk)
    desk.close()

    back = restoring.restore(settings, now.moment, restored.aside / "desk.db")

    assert back is not None
    assert not back.plan.proof.is_compared
    assert "by its own journal only" in back.plan.proof.sentence
    assert back.verified.problems == ()
    (remark,) = back.verified.remarks
    steps = back.plan.proof.steps
    assert f"ends at step {steps}: steps {steps} to {steps + 2} of then are no longer part of it" in remark


def test_a_backup_that_was_altered_is_refused_and_nothing_is_changed(
    moved_on: Desk, settings: Settings, now: Now
) -> None:
    copy = only_backup(settings)
    shell = sqlite3.connect(copy)
    shell.execute("UPDATE complaint SET about = 'Nothing'")
    shell.commit()
    shell.close()
    before = moved_on.store.folder.database.read_bytes()

    with pytest.raises(DamagedStoreError, match="its bytes are not those that were written"):
        restoring.restore(settings, now.moment, copy)
    with pytest.raises(NotFoundError, match=r"no sound backup .*Passed over: .*its bytes are not those"):
        restoring.restore(settings, now.moment)
    with pytest.raises(DamagedStoreError, match="not sound"):
        restoring.rehearse(settings)
    backups.manifest_place(copy).unlink()
    with pytest.raises(DamagedStoreError, match="about: it is not what the journal says"):
        restoring.restore(settings, now.moment, copy)

    assert moved_on.store.folder.database.read_bytes() == before
    assert not moved_on.store.folder.aside.exists()


def test_the_newest_sound_one_is_taken_and_the_bad_one_named(
    worked_desk: Desk, settings: Settings, now: Now
) -> None:
    first = services.backups.make(worked_desk).path
    second = services.backups.make(worked_desk).path
    second.write_bytes(second.read_bytes()[:-1])
    worked_desk.close()

    restored = restoring.restore(settings, now.moment)

    assert restored is not None
    assert restored.plan.proof.backup == first
    assert restored.plan.sentences[0].startswith(f"Passed over: {second.name}, because its bytes")


def test_what_is_not_agreed_to_changes_nothing(moved_on: Desk, settings: Settings, now: Now) -> None:
    before = moved_on.store.folder.database.read_bytes()

    assert restoring.restore(settings, now.moment, agreed=lambda plan: False) is None
    assert moved_on.store.folder.database.read_bytes() == before
    assert [path.name for path in moved_on.store.folder.backups.glob("scratch-*")] == []


def test_an_open_desk_and_a_writer_keep_a_restore_away(
    moved_on: Desk, settings: Settings, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved_on.store._lock.take()
    with pytest.raises(StoreBusyError, match=r"The desk is open: process \d+ on"):
        restoring.restore(settings, now.moment)
    moved_on.store._lock.release()

    from complaintdesk.store import connection

    monkeypatch.setitem(connection.RECIPE, "busy_timeout", 1)
    other = sqlite3.connect(moved_on.store.folder.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusyError, match="Another command is writing"):
        restoring.restore(settings, now.moment)
    other.close()


def test_a_writer_that_waited_for_the_old_file_is_refused_not_lost(
    moved_on: Desk, settings: Settings, now: Now
) -> None:
    """SQLite itself notices that its file was moved away before it writes."""
    waiting = setup.open_desk(settings, now.today, now.moment)
    complaint_id = waiting.reader.execute("SELECT max(id) FROM complaint").fetchone()[0]
    waiting.store.engine.connect().close()
    restoring.restore(settings, now.moment)

    with pytest.raises(StoreError):
        services.triage.rate(waiting, complaint_id, 3)
    waiting.store.read_only = True
    waiting.close()


def test_a_backup_of_another_store_is_refused(moved_on: Desk, settings: Settings, now: Now) -> None:
    other = replace(settings, places=replace(settings.places, store=settings.places.store.parent / "other"))
    setup.create(other, setup.Answers("Kim"), now.today, now.moment).close()

    with pytest.raises(StoreError, match="a backup of another store than the one in"):
        restoring.restore(other, now.moment, only_backup(settings))
    with pytest.raises(NotFoundError, match="There is no backup"):
        restoring.restore(other, now.moment, settings.places.store / "none.db")
    with pytest.raises(NotFoundError, match="no sound backup"):
        restoring.rehearse(other)


def test_without_a_folder_there_is_nothing_to_rehearse(settings: Settings) -> None:
    with pytest.raises(StoreMissingError):
        restoring.rehearse(settings)


def test_an_erasure_since_is_said_to_come_back(worked_desk: Desk, settings: Settings, now: Now) -> None:
    services.backups.make(worked_desk)
    customer = worked_desk.reader.execute("SELECT id FROM customer").fetchone()[0]
    services.erasing.erase(worked_desk, customer, "Asked")
    worked_desk.close()
    told: list[str] = []

    def note(plan: restoring.Plan) -> bool:
        told.extend(plan.sentences)
        return False

    restoring.restore(settings, now.moment, agreed=note)

    assert any(line.startswith("Erased or disposed of since: 1 time.") for line in told)


def test_an_erasure_names_the_stores_kept_aside(moved_on: Desk, settings: Settings, now: Now) -> None:
    restored = restoring.restore(settings, now.moment)
    desk = setup.open_desk(settings, now.today, now.moment)
    customer = desk.reader.execute("SELECT id FROM customer").fetchone()[0]
    told = services.erasing.plan(desk, customer).copies
    desk.close()

    assert restored is not None
    assert restored.aside is not None
    assert told.backups == (only_backup(settings), restored.aside / "desk.db")


def test_a_kept_file_that_was_altered_gives_way_and_is_kept(
    worked_desk: Desk, settings: Settings, now: Now
) -> None:
    services.backups.make(worked_desk)
    kept, _ = sorted(worked_desk.store.folder.attachments.glob("??/*"))
    sound = kept.read_bytes()
    kept.chmod(0o600)
    kept.write_bytes(b"altered")
    worked_desk.close()

    restored = restoring.restore(settings, now.moment)

    assert restored is not None
    assert restored.verified.problems == ()
    assert kept.read_bytes() == sound
    (aside,) = StoreFolder(settings.places.store).aside.glob("*.altered-files/*")
    assert aside.read_bytes() == b"altered"


def test_a_file_that_is_nowhere_any_more_is_told_and_the_rest_comes_back(
    worked_desk: Desk, settings: Settings, now: Now
) -> None:
    services.backups.make(worked_desk)
    folder = worked_desk.store.folder
    for kept in (*folder.attachments.glob("??/*"), *folder.backups.glob("attachments/??/*")):
        kept.unlink()
    worked_desk.close()

    restored = restoring.restore(settings, now.moment)

    assert restored is not None
    assert "but 2 kept files are nowhere any more" in restored.plan.proof.sentence
    assert [problem.check for problem in restored.verified.problems] == ["attachments"] * 2
    assert any("its file is missing" in line for line in restored.sentences)


def test_a_file_system_without_links_keeps_the_old_store_too(
    moved_on: Desk, settings: Settings, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_from: Path, _to: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("os.link", no_links)
    before = steps_of(moved_on.store.folder.database)
    restored = restoring.restore(settings, now.moment)

    assert restored is not None
    assert restored.aside is not None
    assert steps_of(restored.aside / "desk.db") == before
