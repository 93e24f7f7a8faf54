"""The end of data, by keys: what is due for disposal, and erasing a customer, each said before it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.screens.retention import RetentionScreen
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.dialogs import ConfirmScreen
from tests.conftest import AddComplaint, Now
from tests.hostile import walks
from tests.screens.filling import fill
from tests.screens.stage import NARROW, WIDE, lines, notices, opened, settled, shown
from tests.widgets.stage import controls_in


@pytest.fixture
def ended(desk: Desk, add_complaint: AddComplaint, now: Now) -> int:
    """A complaint that was sent back long ago, on a desk that keeps what has ended for a year."""
    found = add_complaint(about="Cold flat")
    services.triage.send_back(desk, found.id, "Not ours")
    desk.settings = replace(desk.settings, retention_months=12)
    now.day = date(2027, 11, 19)
    return found.id


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, each screen painted before the next key."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
        await pilot.pause()


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_what_is_due_is_listed_asked_about_and_disposed_of(
    desk: Desk, ended: int, size: tuple[int, int]
) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "Z")
        assert "Due for disposal: 1" in shown(pilot)
        assert "ended 2026-11-18 + 1 year" in shown(pilot)

        await press(pilot, "x")
        assert isinstance(app.screen, ConfirmScreen)
        assert "Dispose of 1 complaint?" in shown(pilot)
        await press(pilot, "n")
        assert services.dossier.load(desk, ended).narrative
        await press(pilot, "x", "y")
        assert "Nothing is due for disposal." in shown(pilot)
        assert "Done: 1 complaint, 1 customer." in notices(pilot)[-1]
        await press(pilot, "escape")
        assert not isinstance(app.screen, RetentionScreen)
    assert services.dossier.load(desk, ended).narrative == ""
    assert services.care.verify(desk).problems == ()


async def test_enter_goes_to_the_complaint_which_says_until_when_it_is_kept(desk: Desk, ended: int) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await pilot.pause()
        await press(pilot, "Z", "enter")
        assert isinstance(app.screen, InvestigationScreen)
        assert "until Thu 18 Nov" in shown(pilot)
        assert "due for disposal: Z" in shown(pilot)


def test_today_reminds_of_what_is_due_and_a_hold_ends_that(desk: Desk, ended: int) -> None:
    found = services.dossier.load(desk, ended)

    assert [notice.rule for notice in services.advice.reminders(desk, found)] == [45]
    assert [(item.kind, item.reference) for item in services.due.morning(desk)] == [
        ("retention", found.reference)
    ]
    services.triage.describe(desk, ended, {"legal_hold": "yes", "legal_hold_reason": "Court"})
    assert services.advice.reminders(desk, services.dossier.load(desk, ended)) == ()
    assert services.due.morning(desk) == ()


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_customer_is_erased_from_their_row_of_the_complaint(
    desk: Desk, add_complaint: AddComplaint, size: tuple[int, int]
) -> None:
    found = add_complaint()
    async with opened(desk, "investigation", found.id, size) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, InvestigationScreen)
        screen.rows.move_to("customer")
        await press(pilot, "x")
        await fill(pilot, reason="Asked by Ada Quill")
        await settled(pilot)
        await pilot.pause()
        assert isinstance(pilot.app.screen, ConfirmScreen)
        assert "Erase Ada Quill?" in shown(pilot)
        assert "It cannot be undone" in " ".join(shown(pilot).split())
        await press(pilot, "n")
        assert services.dossier.load(desk, found.id).customer == "Ada Quill"

        await press(pilot, "x", "ctrl+s")
        await press(pilot, "y")
        assert "Done: 1 complaint, 1 customer." in notices(pilot)[-1]
        assert "Quill" not in shown(pilot)
    assert services.dossier.load(desk, found.id).customer == ""
    assert desk.reader.execute("SELECT reason FROM erasure").fetchone()[0] == "Asked by [erased]"
    assert services.drafts.waiting(desk) == ()


async def test_a_held_customer_cannot_be_erased(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint()
    services.triage.describe(desk, found.id, {"legal_hold": "yes", "legal_hold_reason": "Court"})
    async with opened(desk, "investigation", found.id) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, InvestigationScreen)
        screen.rows.move_to("customer")
        await press(pilot, "x")
        assert "under a legal hold (Court)" in notices(pilot)[-1]


@pytest.mark.parametrize("string", walks().values(), ids=walks().keys())
async def test_hostile_texts_are_listed_as_they_are(
    desk: Desk, add_complaint: AddComplaint, now: Now, string: str
) -> None:
    found = add_complaint(customer=string, about=string)
    services.triage.send_back(desk, found.id, "Not ours")
    services.triage.describe(desk, found.id, {"legal_hold": "yes", "legal_hold_reason": string})
    desk.settings = replace(desk.settings, retention_months=1)
    now.day = date(2027, 1, 19)
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await press(pilot, "Z")
        assert isinstance(app.screen, RetentionScreen)
        assert controls_in(lines(pilot)) == []
