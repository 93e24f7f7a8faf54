"""Words of the queue's filter are gone through on a complaint; a kept file is opened as a copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens.investigation import InvestigationScreen
from complaintdesk.services import contacts, investigation
from complaintdesk.services.contacts import NewContact
from complaintdesk.services.desk import Desk
from complaintdesk.services.investigation import NewSource
from complaintdesk.vocabulary import Direction, Side, SourceKind
from complaintdesk.widgets import opener
from complaintdesk.widgets.dialogs import ConfirmScreen
from tests.conftest import TODAY, AddComplaint
from tests.screens.stage import notices, opened, type_in


def at(pilot: Pilot[None]) -> tuple[str, object]:
    screen = pilot.app.screen
    assert isinstance(screen, InvestigationScreen)
    return screen.part.id, screen.rows.cursor_key


async def test_n_goes_through_the_rows_that_say_the_words_and_round(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint(narrative="The valve leaks.", about="Leak")
    contacts.log(desk, found.id, NewContact(Side.customer, Direction.inward, "phone", "The VALVE again."))
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await pilot.press("slash")
        await type_in(pilot, "valve")
        await pilot.press("enter", "enter")
        await pilot.pause()
        await pilot.pause()
        await pilot.press("n")
        await pilot.pause()
        first = at(pilot)
        await pilot.press("n")
        await pilot.pause()
        second = at(pilot)
        assert first[0] == "complaint"
        assert second[0] == "contacts"
        assert notices(pilot)[-1] == "2 of 2 with valve."

        await pilot.press("n")
        await pilot.pause()
        assert at(pilot) == first
        await pilot.press("N")
        await pilot.pause()
        assert at(pilot) == second


async def test_without_words_n_says_where_they_come_from(desk: Desk, add_complaint: AddComplaint) -> None:
    async with opened(desk, "investigation", add_complaint().id) as pilot:
        before = at(pilot)
        await pilot.press("n")

        assert at(pilot) == before
        assert "/ on the Desk finds complaints by words" in notices(pilot)[-1]


@pytest.mark.parametrize("program", ["/usr/bin/open-it", None])
async def test_a_file_is_opened_as_a_copy_after_its_place_was_said(
    desk: Desk,
    add_complaint: AddComplaint,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str | None,
) -> None:
    found = add_complaint()
    file = tmp_path / "[b]sheet[red].txt"
    file.write_text("Visited twice.")
    services.triage.accept(desk, found.id)
    investigation.add_source(
        desk, found.id, NewSource(SourceKind.document, "Job sheet", obtained_on=TODAY, file=file)
    )
    started: list[tuple[str, Path]] = []
    monkeypatch.setattr(opener, "opener", lambda: program)
    monkeypatch.setattr(opener, "open_with", lambda *given: started.append(given))

    async with opened(desk, "investigation", found.id) as pilot:
        await pilot.press("o")
        assert isinstance(pilot.app.screen, InvestigationScreen), "nothing at the cursor has a file"
        pilot.app.screen.part_index = 2
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        if program is None:
            assert "No program here opens files. A copy lies at" in notices(pilot)[-1]
            return
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await pilot.press("n")
        assert started == []
        await pilot.press("o", "y")
        await pilot.pause()

        ((used, copy),) = started
        assert (used, copy.name, copy.read_text()) == (program, file.name, "Visited twice.")
