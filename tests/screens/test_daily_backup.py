"""The backup of the day is made while the desk is open; only a failure is worth a word."""

from __future__ import annotations

import pytest

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.errors import StoreError
from complaintdesk.services.desk import Desk
from complaintdesk.store import rotation
from tests.conftest import AddComplaint


async def test_the_desk_makes_the_backup_of_the_day_and_says_nothing(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    add_complaint()
    app = DeskApp(desk)
    async with app.run_test(notifications=True) as pilot:
        app._score_the_day()
        await app.workers.wait_for_complete()
        await pilot.pause()
        said = [notice.title for notice in app._notifications]

    assert [one.why for one in rotation.listed(desk.store.folder)] == ["daily"]
    assert said == []


async def test_a_backup_that_cannot_be_made_is_said_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("The disk is full [b.")

    monkeypatch.setattr(services.backups, "daily", refuse)
    app = DeskApp(desk)
    async with app.run_test(notifications=True) as pilot:
        app._score_the_day()
        await app.workers.wait_for_complete()
        await pilot.pause()
        said = [(notice.title, notice.message) for notice in app._notifications]

    assert said == [("No backup today", "The disk is full [b.")]
