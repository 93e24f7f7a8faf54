"""Questions asked aside: the last one is answered, those before it end at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from complaintdesk.errors import FilterError, StoreError
from complaintdesk.services import queue
from complaintdesk.services.aside import Aside
from complaintdesk.services.desk import Desk
from tests.conftest import AddComplaint

FOREVER = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT count(*) FROM numbers"
)


def test_a_question_is_answered_from_the_same_store(desk: Desk, add_complaint: AddComplaint) -> None:
    add_complaint()
    aside = Aside(desk)

    assert aside.ask(aside.next(), lambda beside: queue.total(beside).count) == 1
    add_complaint()
    assert aside.ask(aside.next(), lambda beside: queue.total(beside).count) == 2
    aside.close()


def test_the_next_question_ends_the_one_before(desk: Desk) -> None:
    aside = Aside(desk)
    begun = Event()

    def endless(beside: Desk) -> int:
        begun.set()
        return int(beside.reader.execute(FOREVER).fetchone()[0])

    with ThreadPoolExecutor() as threads:
        first = threads.submit(aside.ask, aside.next(), endless)
        assert begun.wait(5)
        time.sleep(0.01)
        second = threads.submit(aside.ask, aside.next(), lambda beside: queue.total(beside).count)

        assert first.result(5) is None
        assert second.result(5) == 0
    aside.close()


def test_a_question_that_is_late_is_not_asked(desk: Desk) -> None:
    aside = Aside(desk)
    number = aside.next()
    aside.stop()
    asked: list[Desk] = []

    assert aside.ask(number, asked.append) is None
    assert asked == []
    aside.close()


def test_closing_ends_what_is_asked(desk: Desk) -> None:
    aside = Aside(desk)
    begun = Event()

    def endless(beside: Desk) -> None:
        begun.set()
        beside.reader.execute(FOREVER)

    with ThreadPoolExecutor() as threads:
        asked = threads.submit(aside.ask, aside.next(), endless)
        assert begun.wait(5)
        aside.close()
        assert asked.result(5) is None


def test_refusals_and_faults_come_back_as_such(desk: Desk) -> None:
    aside = Aside(desk)
    with pytest.raises(FilterError):
        aside.ask(aside.next(), lambda beside: queue.total(beside, "live", "severity:"))
    with pytest.raises(StoreError):
        aside.ask(aside.next(), lambda beside: beside.reader.execute("SELECT * FROM nothing"))
    assert aside.ask(aside.next(), lambda beside: queue.total(beside).count) == 0
    aside.close()
