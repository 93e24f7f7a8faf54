"""Making and upgrading the schema: whole or not at all, with a verified backup before.

The upgrade runs in one transaction that lets nobody else write, with foreign keys off (rebuilding
a table with them on deletes its children), and is checked before it is
committed: no row fewer, no trigger fewer, no dangling reference.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

from complaintdesk.errors import DamagedStoreError, NewerStoreError, StoreError
from complaintdesk.store import door, schema
from complaintdesk.store.connection import explain, follow_recipe, make_engine, open_reader
from complaintdesk.store.folder import StoreFolder

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def revision_of(connection: sqlite3.Connection) -> str | None:
    """Return the schema a file holds, or None for an empty file.

    Raises:
        DamagedStoreError: If the file belongs to another program, or is not a database.
    """
    try:
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not tables:
            return None
        marked = connection.execute("PRAGMA application_id").fetchone()[0]
        if marked != schema.APPLICATION_ID:
            msg = "The file `desk.db` is a database of some other program. It was not touched."
            raise DamagedStoreError(msg)
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except door.faults() as error:
        raise explain(error) from error


def is_set_up(folder: StoreFolder) -> bool:
    """Return whether the set-up of the store in `folder` was done to its end; one that was cut short was not.

    Raises:
        DamagedStoreError: If the file belongs to another program, or is not a database.
    """
    reader = open_reader(folder.database)
    try:
        if revision_of(reader) is None:
            return False
        return reader.execute("SELECT 1 FROM profile").fetchone() is not None
    finally:
        reader.close()


def require_current(connection: sqlite3.Connection) -> bool:
    """Return True if the schema is this program's, False if it must be made or upgraded first.

    Raises:
        NewerStoreError: If a newer complaintdesk wrote it.
        DamagedStoreError: If it is not a store.
    """
    found = revision_of(connection)
    if found == schema.REVISION:
        return True
    if found is not None and found not in _known_revisions():
        msg = (
            f"This store was written by a newer complaintdesk (schema {found}; this one knows {schema.REVISION})."
            " Nothing was touched: install the newer version to open it."
        )
        raise NewerStoreError(msg)
    return False


def upgrade(folder: StoreFolder, back_up: Callable[[str], object]) -> None:
    """Bring the schema of the store in `folder` to this program's.

    Args:
        folder: A made folder.
        back_up: Called with the old revision before anything changes; not called for an empty file.

    Raises:
        StoreError: If it cannot be written, or a check after the upgrade fails; the file is then as it was.
    """
    raw = door.connect(folder.database)
    try:
        follow_recipe(raw)
        found = revision_of(raw)
        if found is None:
            raw.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
        else:
            back_up(found)
    finally:
        raw.close()

    from sqlalchemy.exc import DBAPIError

    engine = make_engine(folder.database)
    try:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            # A PRAGMA inside a transaction does nothing, so the keys go off before it begins.
            driver.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                before = _measure(driver)
                _run(connection)
                _check(driver, before)
            driver.execute("PRAGMA foreign_keys=ON")
    except DBAPIError as error:
        raise explain(error.orig or error) from error
    finally:
        engine.dispose()


Answer = TypeVar("Answer")


def in_memory(ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
    """Return what `ask` says of a fresh store of this program's schema, made in memory."""
    from sqlalchemy import create_engine

    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            _run(connection)
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # in memory, whatever files are opened by
            return ask(driver)
    finally:
        engine.dispose()


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    # ConfigParser reads `%` as its own.
    location = str(resources.files("complaintdesk.store") / "migrations")
    config.set_main_option("script_location", location.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, schema.REVISION)


def _known_revisions() -> frozenset[str]:
    folder = resources.files("complaintdesk.store") / "migrations" / "versions"
    return frozenset(entry.name[1:5] for entry in folder.iterdir() if entry.name.startswith("v"))


def _measure(connection: sqlite3.Connection) -> tuple[dict[str, int], int]:
    names = [
        str(row[0])
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            # What full text keeps for itself has as many rows as it likes.
            " AND name NOT LIKE '%~_words~_%' ESCAPE '~'"
        )
    ]
    rows = {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}  # noqa: S608
    triggers = int(
        connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()[0]
    )
    return rows, triggers


def _check(connection: sqlite3.Connection, before: tuple[dict[str, int], int]) -> None:
    rows, triggers = _measure(connection)
    lost = [name for name, count in before[0].items() if rows.get(name, 0) < count]
    dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost or triggers < before[1] or dangling is not None:
        msg = (
            "The upgrade of the store did not pass its checks, so it was taken back. The store is as it was."
        )
        raise StoreError(msg)
