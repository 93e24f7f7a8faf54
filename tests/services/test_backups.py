"""The backup of the day: one where something has changed, told to nobody, and thinned as the settings say."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import CancelledError, DamagedStoreError, StoreError
from complaintdesk.services import backup_process, backups, setup
from complaintdesk.services.desk import Desk
from complaintdesk.store import rotation
from complaintdesk.store.backups import MOST_RESTARTS, _Overtaken, _Told
from tests.conftest import AddComplaint, Now


def test_a_backup_is_made_once_a_day_and_only_where_something_has_changed(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    first = backups.daily(desk)
    add_complaint()
    same_day = backups.daily(desk)
    now.day += timedelta(days=1)
    next_day = backups.daily(desk)
    now.day += timedelta(days=1)
    unchanged = backups.daily(desk)

    assert first is not None
    assert first.path.name.endswith(".daily.db")
    assert (same_day, unchanged) == (None, None)
    assert next_day is not None
    assert (next_day.complaints, next_day.steps) == (1, 2)


def test_one_whose_newest_backup_is_damaged_has_changed(desk: Desk, now: Now) -> None:
    made = backups.make(desk)
    assert not backups.has_changed(desk)
    made.path.write_bytes(made.path.read_bytes()[:-1])
    now.day += timedelta(days=1)

    assert backups.has_changed(desk)
    assert backups.daily(desk) is not None


def test_a_desk_that_only_reads_makes_none(desk: Desk, settings: Settings, now: Now) -> None:
    reading = setup.open_desk(settings, now.today, now.moment, read_only=True)

    assert backups.daily(reading) is None
    reading.close()


def test_the_settings_say_how_many_are_kept(
    desk: Desk, add_complaint: AddComplaint, now: Now, settings: Settings
) -> None:
    desk.settings = replace(settings, daily_backups=1, weekly_backups=0, monthly_backups=0)
    removed: list[Path] = []
    for _ in range(5):
        add_complaint()
        made = backups.daily(desk)
        assert made is not None
        removed += made.removed
        now.day += timedelta(days=1)

    assert len(removed) == 2
    assert len(rotation.listed(desk.store.folder)) == 3


def test_a_backup_that_is_stopped_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(CancelledError):
        backups.daily(desk, lambda: True)

    assert list(desk.store.folder.backups.glob("desk.*")) == []


def test_a_store_that_is_not_sound_is_said_and_keeps_its_backups(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    made = backups.make(desk)
    add_complaint()
    shell = sqlite3.connect(desk.store.folder.database)
    shell.execute("UPDATE complaint SET narrative = 'All is well.'")
    shell.commit()
    shell.close()
    now.day += timedelta(days=1)

    with pytest.raises(DamagedStoreError, match=r"narrative: it is not what the journal says"):
        backups.daily(desk)
    assert [one.path for one in rotation.listed(desk.store.folder)] == [made.path]


def test_a_copy_that_is_begun_anew_too_often_is_made_in_one_go() -> None:
    told = _Told(lambda: False)
    told(sqlite3.SQLITE_OK, 50, 100)
    told(sqlite3.SQLITE_OK, 20, 100)
    for _ in range(MOST_RESTARTS):
        told(sqlite3.SQLITE_OK, 50, 100)

    with pytest.raises(_Overtaken):
        told(sqlite3.SQLITE_OK, 50, 100)


def test_a_backup_anchors_the_head_it_holds(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()
    made = backups.make(desk)
    lines = desk.store.anchor_file.read_text().splitlines()

    assert f'"number": {made.steps}' in lines[-1]
    assert services.care.verify(desk).ok


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every store is a large one."""
    monkeypatch.setattr(backups, "LARGE_BYTES", 0)


@pytest.mark.usefixtures("large")
def test_a_large_store_is_backed_up_by_another_process(desk: Desk, now: Now) -> None:
    made = backups.daily(desk)

    assert made is not None
    assert made.path.name == "desk.20261118T090000Z.daily.db"
    assert (made.steps, made.lacking, made.removed) == (1, (), ())
    assert [one.path for one in rotation.listed(desk.store.folder)] == [made.path]


@pytest.mark.usefixtures("large")
def test_what_the_other_process_refuses_is_refused_here(desk: Desk) -> None:
    shell = sqlite3.connect(desk.store.folder.database)
    shell.execute("UPDATE profile SET handler = 'Somebody'")
    shell.commit()
    shell.close()

    with pytest.raises(DamagedStoreError, match="profile 1, handler: it is not what the journal says"):
        backups.daily(desk)


@pytest.mark.usefixtures("large")
def test_another_process_is_not_waited_for_when_the_desk_is_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_process, "LOOKED_EVERY", 0.01)

    with pytest.raises(CancelledError):
        backups.daily(desk, lambda: True)


@pytest.mark.usefixtures("large")
def test_another_process_that_breaks_off_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_process, "_ACT", "raise SystemExit(3)")

    with pytest.raises(StoreError, match="was broken off"):
        backups.daily(desk)
