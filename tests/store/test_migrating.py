"""The schema is made and upgraded whole or not at all; what is not ours is not touched."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import (
    DamagedStoreError,
    NewerStoreError,
    ReadOnlyError,
    StoreBusyError,
    StoreError,
)
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.store import connection, migrating, schema
from complaintdesk.store.folder import StoreFolder
from complaintdesk.store.verifying import verify
from tests.conftest import AddComplaint, Now

NOW = schema.REVISION
FOLLOWING = f"{int(NOW) + 1:04d}"

NEXT = f'''
"""The next desk."""

from __future__ import annotations

from alembic import op

revision = "{FOLLOWING}"
down_revision = "{NOW}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE customer ADD COLUMN nickname VARCHAR NOT NULL DEFAULT ''")
    {{more}}
'''

Ship = Callable[[str], None]


@pytest.fixture
def ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ship:
    """Makes this program the next one, whose migration does one thing more than add a column."""

    def do(more: str) -> None:
        package = tmp_path / "w 100% é #?" / "store"
        shutil.copytree(str(resources.files("complaintdesk.store")), package)
        (package / "migrations" / "versions" / f"v{FOLLOWING}_next.py").write_text(
            NEXT.replace("{more}", more)
        )
        monkeypatch.setattr(migrating, "resources", SimpleNamespace(files=lambda _: package))
        monkeypatch.setattr(schema, "REVISION", FOLLOWING)

    return do


def shell(folder: StoreFolder) -> sqlite3.Connection:
    return sqlite3.connect(folder.database)


@pytest.fixture
def old(desk: Desk, add_complaint: AddComplaint) -> StoreFolder:
    """A store of today's schema with a complaint, closed."""
    add_complaint()
    desk.close()
    return desk.store.folder


def open_it(settings: Settings, now: Now) -> Desk:
    return setup.open_desk(settings, now.today, now.moment)


def test_an_empty_file_is_made_a_store(tmp_path: Path) -> None:
    folder = StoreFolder(tmp_path / "w 100% é #?")
    folder.make()

    migrating.upgrade(folder, lambda revision: pytest.fail(f"nothing to back up in {revision}"))

    opened = shell(folder)
    assert migrating.revision_of(opened) == schema.REVISION
    assert opened.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
    assert opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert migrating.in_memory(_made_of) == _made_of(opened)
    opened.close()


def _made_of(opened: sqlite3.Connection) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in opened.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")]


def test_an_older_store_is_backed_up_and_upgraded_on_opening(
    old: StoreFolder, settings: Settings, now: Now, ship: Ship
) -> None:
    ship("pass")

    desk = open_it(settings, now)

    assert desk.reader.execute("SELECT nickname FROM customer").fetchone()[0] == ""
    assert migrating.revision_of(desk.reader) == FOLLOWING
    (copy,) = old.backups.glob("*.db")
    assert copy.name == f"desk.20261118T090000Z.before-upgrade-from-{NOW}.db"
    kept = sqlite3.connect(copy)
    assert migrating.revision_of(kept) == NOW
    kept.close()
    assert [row[0] for row in desk.reader.execute("SELECT count(*) FROM complaint")] == [1]
    desk.close()


SCHEMAS = Path(__file__).parent / "schemas"


@pytest.mark.parametrize("earlier", sorted(path.name[:4] for path in SCHEMAS.glob("*.db.gz")))
def test_a_store_of_each_earlier_schema_is_upgraded_and_still_sound(
    earlier: str, settings: Settings, now: Now
) -> None:
    """Worked on under that schema: an import, a complaint taken on, heads, contacts, a letter, a hand-over."""
    folder = StoreFolder(settings.places.store)
    folder.path.mkdir(mode=0o700)
    folder.database.write_bytes(gzip.decompress((SCHEMAS / f"{earlier}.db.gz").read_bytes()))
    (folder.path / "attachments").mkdir()

    desk = open_it(settings, now)

    assert migrating.revision_of(desk.reader) == schema.REVISION
    assert verify(desk.reader, desk.store.folder, desk.store.anchor_file).problems == ()
    undone = 0
    while services.history.next_undo(desk) is not None:
        services.history.undo(desk)
        undone += 1
    assert verify(desk.reader, desk.store.folder, desk.store.anchor_file).problems == ()
    for _ in range(undone):
        services.history.redo(desk)
    assert verify(desk.reader, desk.store.folder, desk.store.anchor_file).problems == ()
    assert services.dossier.by_reference(desk, "CD-2026-0001").heads[0].proof_note == ""
    desk.close()


FAILING = {
    "it fails half-way": ("raise RuntimeError('half-way')", RuntimeError),
    "its SQL is wrong": ("op.execute('ALTER TABLE nowhere ADD COLUMN x')", StoreError),
    "it loses rows": ("op.execute('DELETE FROM authority_limit')", StoreError),
    "it loses a trigger": ("op.execute('DROP TRIGGER journal_step_kept')", StoreError),
    "it leaves a row without its parent": (
        "op.execute('UPDATE complaint SET customer_id = 4711')",
        StoreError,
    ),
}


@pytest.mark.parametrize(("more", "kind"), FAILING.values(), ids=FAILING.keys())
def test_an_upgrade_that_fails_leaves_the_file_as_it_was_to_the_byte(
    old: StoreFolder, settings: Settings, now: Now, ship: Ship, more: str, kind: type[Exception]
) -> None:
    before = old.database.read_bytes()
    ship(more)

    with pytest.raises(kind):
        open_it(settings, now)

    assert old.database.read_bytes() == before
    assert not (old.path / "desk.db-journal").exists()
    (copy,) = old.backups.glob("*.db")
    assert copy.stat().st_size > 0


def test_nobody_else_writes_while_it_is_upgraded(
    old: StoreFolder, settings: Settings, now: Now, ship: Ship, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship("pass")
    monkeypatch.setitem(connection.RECIPE, "busy_timeout", 1)
    other = sqlite3.connect(old.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusyError, match="Another command is writing"):
        open_it(settings, now)

    other.execute("ROLLBACK")
    other.close()
    desk = open_it(settings, now)
    assert migrating.revision_of(desk.reader) == FOLLOWING
    desk.close()


def test_two_that_upgrade_at_once_upgrade_once(old: StoreFolder, ship: Ship) -> None:
    ship("pass")

    # The second one had looked before the first one was done.
    migrating.upgrade(old, lambda _: migrating.upgrade(old, lambda _: None))

    opened = shell(old)
    assert migrating.revision_of(opened) == FOLLOWING
    opened.close()


def test_a_store_that_is_only_read_is_not_upgraded(
    old: StoreFolder, settings: Settings, now: Now, ship: Ship
) -> None:
    before = old.database.read_bytes()
    ship("pass")

    with pytest.raises(ReadOnlyError, match="must be upgraded"):
        setup.open_desk(settings, now.today, now.moment, read_only=True)

    assert old.database.read_bytes() == before
    assert list(old.backups.iterdir()) == []


def test_a_newer_store_is_refused_and_not_touched(old: StoreFolder, settings: Settings, now: Now) -> None:
    opened = shell(old)
    opened.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.commit()
    opened.close()
    before = old.database.read_bytes()

    with pytest.raises(NewerStoreError, match=rf"newer complaintdesk \(schema 9999; this one knows {NOW}\)"):
        open_it(settings, now)

    assert old.database.read_bytes() == before
    assert list(old.backups.iterdir()) == []


def test_a_database_of_another_program_is_refused_and_not_touched(settings: Settings, now: Now) -> None:
    folder = StoreFolder(settings.places.store)
    folder.path.mkdir()
    opened = shell(folder)
    opened.execute("PRAGMA application_id = 7")
    opened.execute("CREATE TABLE songs (title)")
    opened.commit()
    opened.close()
    before = folder.database.read_bytes()

    with pytest.raises(DamagedStoreError, match="of some other program"):
        open_it(settings, now)
    with pytest.raises(DamagedStoreError, match="of some other program"):
        setup.create(settings, setup.Answers("Robin Hale"), now.today, now.moment)

    assert folder.database.read_bytes() == before


def test_an_opened_store_that_is_up_to_date_is_not_written(
    old: StoreFolder, settings: Settings, now: Now
) -> None:
    before = old.database.read_bytes()

    desk = open_it(settings, now)
    found = services.care.verify(desk)
    desk.close()

    assert found.ok
    assert old.database.read_bytes() == before


def test_a_store_that_looked_for_addresses_one_by_one_gets_their_index(
    old: StoreFolder, settings: Settings, now: Now
) -> None:
    opened = shell(old)
    opened.executescript("DROP INDEX customer_by_email; UPDATE alembic_version SET version_num = '0008'")
    opened.close()

    desk = open_it(settings, now)

    assert _made_of(desk.reader) == migrating.in_memory(_made_of)
    assert verify(desk.reader, desk.store.folder, desk.store.anchor_file).problems == ()
    desk.close()
