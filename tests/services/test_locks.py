"""A desk that reads never waits for a writer who waits for it."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from complaintdesk import services
from complaintdesk.services.desk import Desk
from tests.conftest import AddComplaint


def test_a_writer_that_waits_for_a_session_keeps_nothing_from_being_read_in_it(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    complaint = add_complaint()
    begun, waiting = Event(), Event()

    def write() -> float:
        writer = sqlite3.connect(desk.store.folder.path / "desk.db", timeout=20, isolation_level=None)
        begun.wait(5)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE complaint SET triage_score = triage_score + 1")
        waiting.set()
        at = time.monotonic()
        writer.execute("COMMIT")  # waits until nobody reads
        writer.close()
        return time.monotonic() - at

    with ThreadPoolExecutor() as threads:
        written = threads.submit(write)
        with desk.reading() as session:
            session.connection().exec_driver_sql("SELECT count(*) FROM complaint").fetchone()
            begun.set()
            assert waiting.wait(10)
            time.sleep(0.2)
            at = time.monotonic()
            assert desk.reader.execute("SELECT reference FROM complaint").fetchone()["reference"]
            assert services.dossier.load(desk, complaint.id).reference == complaint.reference
            took = time.monotonic() - at
        assert took < 2, "it read in the session it had, and asked for no second lock"
        assert written.result(20) >= 0.2


def test_a_session_within_a_session_sees_the_same_moment(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()
    with desk.reading() as outer, desk.reading() as inner:
        assert inner is outer
    with desk.reading() as after:
        assert after is not outer
    assert desk.reader is desk.store.reader
