"""Every connection follows the recipe and says so; what SQLite reports is told in plain words."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from complaintdesk.config import Settings
from complaintdesk.errors import (
    DamagedStoreError,
    NotSavedError,
    ReadOnlyError,
    StoreBusyError,
    StoreError,
)
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.store import connection
from tests.conftest import AddComplaint, Now


def read_back(opened: sqlite3.Connection) -> dict[str, object]:
    return {name: opened.execute(f"PRAGMA {name}").fetchone()[0] for name in connection.RECIPE}


def test_the_recipe_holds_on_every_reader_and_every_connection_of_the_engine(desk: Desk) -> None:
    another = desk.store.another_reader()
    found = [read_back(desk.reader), read_back(another)]
    # Several at a time, so that the pool must make new ones.
    held = [desk.store.engine.connect() for _ in range(3)]
    for each in held:
        driver = each.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        found.append(read_back(driver))
        each.close()
    another.close()

    assert found == [connection.RECIPE] * 5


@pytest.mark.parametrize("name", connection.RECIPE)
def test_a_connection_that_does_not_keep_the_recipe_is_not_used(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # No build keeps these values: it answers with the nearest it can.
    unheard_of = {"journal_mode": "carved", "busy_timeout": -5}.get(name, 77)
    monkeypatch.setitem(connection.RECIPE, name, unheard_of)
    desk.store.engine.dispose()

    if name != "mmap_size":
        with pytest.raises(StoreError, match=f"SQLite would not keep {name}="):
            desk.store.another_reader()
        with pytest.raises(StoreError, match="not safe to use"), desk.reading():
            pass
    else:
        desk.store.another_reader().close()


def test_a_reader_reads_and_cannot_write(desk: Desk) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        desk.reader.execute("DELETE FROM profile")


def test_a_file_that_may_not_be_written_is_still_read(
    desk: Desk, add_complaint: AddComplaint, settings: Settings, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_complaint()
    monkeypatch.setattr(os, "access", lambda *_: False)
    reading = setup.open_desk(settings, now.today, now.moment, read_only=True)

    assert reading.reader.execute("SELECT count(*) FROM complaint").fetchone()[0] == 1
    reading.close()


def test_a_folder_s_name_is_never_taken_for_options(tmp_path: Path) -> None:
    folder = tmp_path / "a?mode=memory#b% 100 é"
    folder.mkdir()
    database = folder / "x.db"
    engine = connection.make_engine(database)
    with engine.begin() as opened:
        opened.exec_driver_sql("CREATE TABLE t (x)")
    engine.dispose()
    reader = connection.open_reader(database)

    assert reader.execute("SELECT name FROM sqlite_master").fetchone()["name"] == "t"
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    reader.close()


CODES = {
    "SQLITE_FULL": (NotSavedError, "disk is full"),
    "SQLITE_IOERR": (NotSavedError, "disk refused"),
    "SQLITE_IOERR_READ": (NotSavedError, "could not be read"),
    "SQLITE_IOERR_WRITE": (NotSavedError, "disk refused"),
    "SQLITE_IOERR_FSYNC": (NotSavedError, "disk refused"),
    "SQLITE_READONLY": (ReadOnlyError, "read-only"),
    "SQLITE_READONLY_DIRECTORY": (ReadOnlyError, "read-only"),
    "SQLITE_BUSY": (StoreBusyError, "Another command"),
    "SQLITE_BUSY_SNAPSHOT": (StoreBusyError, "Another command"),
    "SQLITE_LOCKED": (StoreBusyError, "Another command"),
    "SQLITE_CORRUPT": (DamagedStoreError, "damaged"),
    "SQLITE_CORRUPT_INDEX": (DamagedStoreError, "damaged"),
    "SQLITE_NOTADB": (DamagedStoreError, "not a store"),
    "SQLITE_CANTOPEN": (StoreError, "cannot be opened"),
    "SQLITE_CANTOPEN_ISDIR": (StoreError, "cannot be opened"),
    "SQLITE_TOOBIG": (StoreError, r"could not be used \(SQLITE_TOOBIG\)"),
}


@pytest.mark.parametrize(("name", "told"), CODES.items())
def test_each_report_of_sqlite_has_its_own_sentence(name: str, told: tuple[type[StoreError], str]) -> None:
    error = sqlite3.OperationalError("whatever SQLite says, with the customer's name in it")
    error.sqlite_errorname = name

    said = connection.explain(error)

    assert type(said) is told[0]
    with pytest.raises(StoreError, match=told[1]):
        raise said
    assert "customer's name" not in str(said)


def test_an_error_without_a_name_is_told_by_its_kind() -> None:
    assert "(ValueError)" in str(connection.explain(ValueError("x")))


@pytest.mark.parametrize(
    "content", [b"This is a letter, not a store. " * 200, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_store_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "desk.db"
    file.write_bytes(content)

    with pytest.raises(StoreError):
        connection.open_reader(file).execute("SELECT * FROM sqlite_master")

    assert file.read_bytes() == content


def test_there_is_nothing_to_open_where_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        connection.open_reader(tmp_path / "none.db")

    assert list(tmp_path.iterdir()) == []
