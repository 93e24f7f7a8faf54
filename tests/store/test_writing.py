"""A step is written down whole or not done at all, and the handler is told which."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from complaintdesk import services
from complaintdesk.errors import InvalidInputError, NotSavedError, StoreBusyError, StoreError
from complaintdesk.models import Complaint, Head
from complaintdesk.services import derived, triage
from complaintdesk.services.desk import Desk
from complaintdesk.store import anchors, connection, records, store
from tests.conftest import AddComplaint
from tests.refusing import refused, tables


def disk_error(name: str) -> OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = name
    return OperationalError("COMMIT", None, error)


def test_a_refusal_inside_a_step_writes_nothing(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id

    with refused(desk, InvalidInputError), desk.step("half a step", complaint_id) as step:
        row = records.get(step.session, Complaint, complaint_id)
        row.severity = 5
        step.session.add(Head.model_validate({"complaint_id": complaint_id, "number": 1, "text": "x"}))
        step.session.flush()
        raise InvalidInputError("No.")


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_whatever_breaks_a_step_off_nothing_of_it_is_kept(
    desk: Desk, add_complaint: AddComplaint, error: type[BaseException]
) -> None:
    complaint_id = add_complaint().id
    before = tables(desk)

    def broken_off() -> None:
        with desk.step("half a step", complaint_id) as step:
            records.get(step.session, Complaint, complaint_id).severity = 5
            step.session.flush()
            raise error

    with pytest.raises(error):
        broken_off()

    assert tables(desk) == before
    assert triage.rate(desk, complaint_id, 3).severity == 3


def test_what_fails_before_the_commit_takes_everything_back(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint_id = add_complaint().id
    before = tables(desk)

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as broken_rules:
        broken_rules.setattr(derived, "refresh", broken)
        with pytest.raises(RuntimeError, match="a bug"):
            triage.rate(desk, complaint_id, 5)

    assert tables(desk) == before


def test_a_step_that_changes_nothing_is_not_written(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    triage.rate(desk, complaint_id, 3)
    before = tables(desk)

    triage.rate(desk, complaint_id, 3)
    with desk.step("nothing") as step:
        pass

    assert step.draft.number is None
    assert tables(desk) == before


@pytest.mark.parametrize(
    ("name", "kind"),
    [("SQLITE_IOERR_FSYNC", NotSavedError), ("SQLITE_FULL", NotSavedError), ("SQLITE_BUSY", StoreBusyError)],
)
def test_a_commit_that_fails_before_it_is_durable_is_told_as_not_saved(
    desk: Desk,
    add_complaint: AddComplaint,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    kind: type[StoreError],
) -> None:
    complaint_id = add_complaint().id
    before = tables(desk)

    def fails(_session: Session) -> None:
        raise disk_error(name)

    with monkeypatch.context() as broken:
        broken.setattr(Session, "commit", fails)
        with pytest.raises(kind, match="Nothing was changed"):
            triage.rate(desk, complaint_id, 5)

    assert tables(desk) == before
    assert triage.rate(desk, complaint_id, 4).severity == 4


def test_a_commit_that_fails_after_it_is_durable_is_told_as_saved(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint_id = add_complaint().id
    steps = services.care.last_step(desk)
    commit = Session.commit

    def complains(session: Session) -> None:
        commit(session)
        raise disk_error("SQLITE_IOERR_CLOSE")

    with monkeypatch.context() as broken:
        broken.setattr(Session, "commit", complains)
        with desk.step("set severity", complaint_id) as step:
            records.get(step.session, Complaint, complaint_id).severity = 5

    assert step.draft.number == steps + 1
    assert services.care.last_step(desk) == steps + 1
    assert services.dossier.load(desk, complaint_id).severity == 5
    assert services.care.verify(desk).ok


def test_where_nobody_can_tell_that_is_what_is_said(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint_id = add_complaint().id
    engine = desk.store.engine

    def fails(_session: Session) -> None:
        monkeypatch.setattr(engine, "connect", unreadable)
        raise disk_error("SQLITE_IOERR")

    def unreadable() -> None:
        raise disk_error("SQLITE_IOERR")

    monkeypatch.setattr(Session, "commit", fails)

    with pytest.raises(NotSavedError, match="cannot be read to tell whether the step was kept"):
        triage.rate(desk, complaint_id, 5)


def test_a_step_waits_for_another_writer_and_then_gives_up_in_plain_words(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint_id = add_complaint().id
    before = tables(desk)
    monkeypatch.setitem(connection.RECIPE, "busy_timeout", 1)
    desk.store.engine.dispose()
    other = sqlite3.connect(desk.store.folder.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusyError, match="Nothing was changed; try again"):
        triage.rate(desk, complaint_id, 5)

    other.execute("ROLLBACK")
    other.close()
    assert tables(desk) == before
    assert triage.rate(desk, complaint_id, 5).severity == 5


def test_what_cannot_be_read_on_the_way_is_told_as_well(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint_id = add_complaint().id
    before = tables(desk)

    def half_a_step() -> None:
        with desk.step("rate", complaint_id) as step:
            records.get(step.session, Complaint, complaint_id).severity = 5
            raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(StoreError, match="could not be used"):
        half_a_step()

    assert tables(desk) == before


@pytest.mark.parametrize(
    ("part", "error"), [("head_of", sqlite3.OperationalError("disk I/O error")), ("drop", OSError("full"))]
)
def test_an_anchor_that_cannot_be_dropped_takes_nothing_of_the_step_away(
    desk: Desk, add_complaint: AddComplaint, monkeypatch: pytest.MonkeyPatch, part: str, error: Exception
) -> None:
    """It is dropped when the step is durable."""
    complaint_id = add_complaint().id

    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(store, "ANCHOR_EVERY", 0)
    monkeypatch.setattr(anchors, part, fails)

    assert triage.rate(desk, complaint_id, 5).severity == 5


def test_a_step_tells_which_complaints_it_touches(desk: Desk, add_complaint: AddComplaint) -> None:
    first, second = add_complaint().id, add_complaint(customer="Bo").id

    with desk.step("both") as step:
        records.get(step.session, Complaint, second).severity = 5
        step.session.add(Head.model_validate({"complaint_id": first, "number": 1, "text": "x"}))
        touched = step.touched_complaints(step.changes())

    assert touched == {first, second}
