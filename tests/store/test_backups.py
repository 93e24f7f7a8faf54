"""Backups: whole, checked, never over another file, and made while others write."""

from __future__ import annotations

import sqlite3
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import ExportRefusedError, StoreError
from complaintdesk.services.desk import Desk
from complaintdesk.store import backups
from complaintdesk.store.folder import StoreFolder
from tests.conftest import AddComplaint

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def test_a_backup_holds_what_the_store_holds(desk: Desk, add_complaint: AddComplaint, tmp_path: Path) -> None:
    add_complaint()
    to = backups.make(desk.store.folder, tmp_path / "deep" / "er" / "copy.db", NOW).path
    copy = sqlite3.connect(to)

    assert list(copy.iterdump()) == list(desk.store.another_reader().iterdump())
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert sorted(path.name for path in to.parent.iterdir()) == ["copy.db", "copy.db.json"]
    copy.close()


def test_a_backup_is_named_by_its_moment_in_utc_and_why(tmp_path: Path) -> None:
    summer = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))

    place = backups.default_place(StoreFolder(tmp_path), summer, "by-hand")

    assert place == tmp_path / "backups" / "desk.20260630T233000Z.by-hand.db"


@pytest.mark.parametrize("there", ["copy.db", "copy.db.part", "copy.db.json"])
def test_a_file_that_is_there_is_not_written_over(desk: Desk, tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")

    with pytest.raises((ExportRefusedError, StoreError)):
        backups.make(desk.store.folder, tmp_path / "copy.db", NOW)

    assert (tmp_path / there).read_text() == "mine"


def test_a_copy_that_does_not_pass_its_check_is_not_kept(desk: Desk, tmp_path: Path) -> None:
    desk.close()
    database = desk.store.folder.database
    content = bytearray(database.read_bytes())
    for page in range(8, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 64] = b"\xaa" * 64
    database.write_bytes(content)

    with pytest.raises(StoreError):
        backups.make(desk.store.folder, tmp_path / "copy" / "copy.db", NOW)

    assert list((tmp_path / "copy").iterdir()) == []


def test_a_backup_of_nothing_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        backups.make(StoreFolder(tmp_path / "none"), tmp_path / "copy" / "copy.db", NOW)

    assert list((tmp_path / "copy").iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreError, match="The backup cannot be written to"):
        backups.make(desk.store.folder, tmp_path / "file" / "copy.db", NOW)


def test_the_default_place_is_among_the_backups(desk: Desk) -> None:
    to = services.backups.make(desk).path

    assert to.parent == desk.store.folder.backups
    assert f"{datetime(2026, 11, 18, 9, tzinfo=UTC):%Y%m%dT%H%M%SZ}" in to.name


def test_two_backups_of_one_second_are_two_files(desk: Desk) -> None:
    first, second, third = (services.backups.make(desk).path.name for _ in range(3))

    assert first.endswith("Z.by-hand.db")
    assert (second, third) == (first.replace(".db", ".2.db"), first.replace(".db", ".3.db"))
