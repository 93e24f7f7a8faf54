"""Verify finds what lists sort by wrongly; backups and info tell the truth."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import Settings
from complaintdesk.errors import ExportRefusedError, ReadOnlyError
from complaintdesk.services import contacts, setup
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Direction, PromiseState, Side
from tests.conftest import AddComplaint, Now

Spoil = Callable[[str], None]


@pytest.fixture
def spoil(settings: Settings) -> Spoil:
    """Changes the file as somebody with the `sqlite3` shell would."""

    def do(statement: str) -> None:
        connection = sqlite3.connect(settings.places.store / "desk.db")
        connection.execute(statement)
        connection.commit()
        connection.close()

    return do


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("next_due_on", "'2030-01-01'"),
        ("next_due_on", "NULL"),
        ("next_due_name", "'Nothing'"),
        ("triage_score", "99"),
        ("scored_on", "NULL"),
    ],
)
def test_a_value_that_lists_sort_by_is_reckoned_anew(
    desk: Desk, add_complaint: AddComplaint, spoil: Spoil, column: str, value: str
) -> None:
    found = add_complaint()
    before = services.care.verify(desk).problems
    spoil(f"UPDATE complaint SET {column} = {value}")
    (problem,) = services.care.verify(desk).problems

    assert before == ()
    assert problem.check == "derived"
    assert problem.where == f"complaint {found.id} ({found.reference}), {column}"


def test_a_closed_complaint_has_nothing_to_sort_by(worked_desk: Desk, spoil: Spoil) -> None:
    before = services.care.verify(worked_desk).problems
    spoil("UPDATE complaint SET triage_score = 7")

    assert before == ()
    assert [str(each) for each in services.care.verify(worked_desk).problems] == [
        "complaint 1 (CD-2026-0001), triage_score: it does not follow from the complaint's facts"
    ]


def test_values_are_reckoned_as_of_the_day_they_were_kept(
    desk: Desk, add_complaint: AddComplaint, now: Now
) -> None:
    found = add_complaint()
    contact = contacts.NewContact(
        Side.customer, Direction.outward, "phone", "Told.", promise="Call", promise_due_on=now.day
    )
    promise = contacts.log(desk, found.id, contact).promises[0]
    now.day = now.day.replace(year=2027)

    assert services.care.verify(desk).problems == ()
    contacts.settle(desk, found.id, promise.id, PromiseState.kept)
    assert services.care.verify(desk).problems == ()


def test_what_verify_finds_elsewhere_is_passed_on(
    desk: Desk, add_complaint: AddComplaint, spoil: Spoil
) -> None:
    add_complaint()
    spoil("UPDATE complaint SET stage = 'nonsense'")
    found = services.care.verify(desk)

    assert not found.ok
    assert [each.check for each in found.problems] == ["replay"]


def test_a_backup_is_a_store_of_its_own_and_is_not_replaced(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    add_complaint()
    made = services.backups.make(desk).path
    named = services.backups.make(desk, tmp_path / "new" / "copy.db").path
    copy = sqlite3.connect(named)
    count = copy.execute("SELECT count(*) FROM complaint").fetchone()[0]
    copy.close()

    assert made.parent == desk.store.folder.backups
    assert count == 1
    assert named.stat().st_mode & 0o077 == 0
    with pytest.raises(ExportRefusedError):
        services.backups.make(desk, named)


def test_a_store_that_is_only_read_is_copied_to_a_named_file(
    desk: Desk, settings: Settings, now: Now, tmp_path: Path
) -> None:
    reading = setup.open_desk(settings, now.today, now.moment, read_only=True)

    with pytest.raises(ReadOnlyError):
        services.backups.make(reading)
    assert services.backups.make(reading, tmp_path / "copy.db").path.is_file()
    reading.close()


def test_info_names_who_has_the_desk_open(desk: Desk, settings: Settings, now: Now) -> None:
    other = setup.open_desk(settings, now.today, now.moment)
    alone = services.care.info(other).holder
    desk.store.claim()
    held = services.care.info(other).holder
    other.close()

    assert alone == ""
    assert held.startswith("process ")


def test_info_counts(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()
    found = services.care.info(desk)

    assert (found.referred, found.history, found.customers, found.steps) == (1, 0, 1, 2)
    assert found.steps == services.care.last_step(desk)
    assert found.bytes > 0
    assert len(found.head) == 64
