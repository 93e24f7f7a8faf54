"""Verifying finds whatever was changed behind the journal's back, and names it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from complaintdesk.config import Settings
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.store import schema
from complaintdesk.store.verifying import Verified, verify
from tests.conftest import Now


@pytest.fixture
def worked(worked_desk: Desk) -> Desk:
    """A desk whose one complaint went all the way, with every kind of record."""
    return worked_desk


def checked(desk: Desk) -> Verified:
    return verify(desk.store.another_reader(), desk.store.folder, desk.store.anchor_file)


@pytest.fixture
def shell(worked: Desk) -> Iterator[sqlite3.Connection]:
    """The store as somebody with the `sqlite3` shell has it: no recipe, no guards of ours."""
    connection = sqlite3.connect(worked.store.folder.database)
    yield connection
    connection.close()


def filled_tables(connection: sqlite3.Connection) -> list[str]:
    names = [
        str(name)
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE '%~_words%' ESCAPE '~'"
        )
    ]
    return [
        name
        for name in names
        if name not in schema.UNJOURNALLED
        and connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
    ]


def test_a_worked_store_is_sound(worked: Desk) -> None:
    result = checked(worked)

    assert result.problems == ()
    assert result.steps > 30


def test_the_journey_fills_the_tables_that_a_complaint_needs(shell: sqlite3.Connection) -> None:
    filled = set(filled_tables(shell))

    assert filled >= {
        "complaint", "customer", "party", "head", "source", "source_head", "attachment", "implication",
        "contact", "promise", "milestone", "option", "option_remedy", "option_aim", "approval", "offer",
        "agreement", "action", "letter", "satisfaction_check", "escalation", "library_entry", "authority_limit",
        "profile",
    }  # fmt: skip


def test_any_changed_cell_of_any_table_is_found_and_named(worked: Desk, shell: sqlite3.Connection) -> None:
    for table in filled_tables(shell):
        for column in [str(row[1]) for row in shell.execute(f'PRAGMA table_info("{table}")')]:
            if column == "id" or (table == "complaint" and column in schema.DERIVED):
                continue
            row_id, before = shell.execute(f'SELECT id, "{column}" FROM "{table}" LIMIT 1').fetchone()
            shell.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', ("tampered", row_id))
            shell.commit()

            found = [problem for problem in checked(worked).problems if problem.check == "replay"]

            shell.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', (before, row_id))
            shell.commit()
            assert [problem.where.split(" ")[0] for problem in found] == [table], (table, column)
            assert column in found[0].where
    assert checked(worked).ok


@pytest.mark.parametrize("table", ["head", "promise", "approval", "customer", "source_head"])
def test_a_row_that_was_removed_or_added_is_found(
    worked: Desk, shell: sqlite3.Connection, table: str
) -> None:
    shell.execute(f'CREATE TEMP TABLE kept AS SELECT * FROM "{table}"')
    shell.execute(f'DELETE FROM "{table}" WHERE id = (SELECT max(id) FROM "{table}")')
    shell.commit()
    removed = [str(problem) for problem in checked(worked).problems]

    assert any(line.startswith(f"{table} ") for line in removed)


def _guards_off(connection: sqlite3.Connection) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")


TAMPERING = {
    "an entry's values": "UPDATE journal_entry SET payload = '{}' WHERE id = 9",
    "an entry's salt": "UPDATE journal_entry SET salt = '00' WHERE id = 9",
    "an entry emptied without erasure": "UPDATE journal_entry SET payload = NULL, salt = NULL WHERE id = 9",
    "an entry's row": "UPDATE journal_entry SET row_id = row_id + 1 WHERE id = 9",
    "an entry removed": "DELETE FROM journal_entry WHERE id = 9",
    "a step's label": "UPDATE journal_step SET label = 'x' WHERE number = 5",
    "a step's moment": "UPDATE journal_step SET at = '2020-01-01T00:00:00.000000Z' WHERE number = 5",
    "a step's actor": "UPDATE journal_step SET actor = 'x' WHERE number = 5",
    "a step's hash": "UPDATE journal_step SET hash = previous WHERE number = 5",
    "what undo would take": "UPDATE journal_step SET undo_top = 1 WHERE number = 5",
    "a step removed": "DELETE FROM journal_step WHERE number = 5",
    "a guard removed": "SELECT 1",
}


@pytest.mark.parametrize("sql", TAMPERING.values(), ids=TAMPERING.keys())
def test_a_changed_journal_is_found(worked: Desk, shell: sqlite3.Connection, sql: str) -> None:
    _guards_off(shell)
    shell.execute(sql)
    shell.commit()

    problems = checked(worked).problems

    assert not checked(worked).ok
    assert {problem.check for problem in problems} & {"chain", "schema", "replay", "sqlite"}
    if sql != "SELECT 1":
        assert {problem.check for problem in problems} - {"schema"}, "found by more than the missing guards"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_entry SET payload = '{}' WHERE id = 9",
        "UPDATE journal_step SET label = 'x' WHERE number = 5",
        "DELETE FROM journal_entry WHERE id = 9",
        "DELETE FROM journal_step WHERE number = 5",
        "INSERT OR REPLACE INTO journal_step SELECT * FROM journal_step WHERE number = 5",
        "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE id = 9",
    ],
)
def test_the_guards_refuse_to_change_the_journal(shell: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="journal"):
        shell.execute(sql)


def test_a_journal_cut_off_at_its_end_shows_against_the_anchor(
    worked: Desk, settings: Settings, now: Now
) -> None:
    worked.close()
    shell = sqlite3.connect(worked.store.folder.database)
    last = shell.execute("SELECT max(number) FROM journal_step").fetchone()[0]
    _guards_off(shell)
    shell.execute("DELETE FROM journal_entry WHERE step = ?", (last,))
    shell.execute("DELETE FROM journal_step WHERE number = ?", (last,))
    shell.commit()
    shell.close()

    desk = setup.open_desk(settings, now.today, now.moment)
    problems = checked(desk).problems
    desk.close()

    assert "anchors" in {problem.check for problem in problems}


@pytest.mark.parametrize("damage", ["missing", "altered"])
def test_a_damaged_attachment_is_found(worked: Desk, damage: str) -> None:
    file = next(path for path in worked.store.folder.attachments.rglob("*") if path.is_file())
    file.chmod(0o600)
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes() + b"!")

    problems = checked(worked).problems

    assert [problem.check for problem in problems] == ["attachments"]
    assert damage in problems[0].what
