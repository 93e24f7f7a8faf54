"""Forms about clocks: each asks exactly what the procedure demands, and the desk names what it left out."""

from __future__ import annotations

from datetime import date

import pytest

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.screens import clock_forms
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import TODAY, AddComplaint
from tests.screens.filling import fill


@pytest.mark.parametrize(
    ("procedure", "event", "clock", "values", "due_on"),
    [
        (
            "eng-hos-2024",
            "s1_ack_sent",
            "s1",
            {"reason": "The surveyor is ill", "need_external_body_details": "yes"},
            date(2026, 12, 16),
        ),
        ("eng-nhs-2009", "", "agreed", {"agreed_on": "2026-12-18"}, date(2026, 12, 18)),
        (
            "sct-spso-mchp",
            "s2_started",
            "s2",
            {"reason": "A witness is away", "to_on": "2027-01-29", "approver": "Mara Voss"},
            date(2027, 1, 29),
        ),
    ],
)
async def test_a_clock_is_moved_with_what_its_procedure_demands(
    desk: Desk,
    add_complaint: AddComplaint,
    procedure: str,
    event: str,
    clock: str,
    values: dict[str, str],
    due_on: date,
) -> None:
    found = add_complaint(received_on=date(2026, 11, 16))
    services.triage.assign_procedure(desk, found.id, procedure)
    if event:
        services.contacts.note_event(desk, found.id, event, TODAY)
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, QueueScreen)
        app.screen.ask_extension(found.id, found.reference, clock)
        await pilot.pause()
        assert isinstance(app.screen, FormScreen)
        await fill(pilot, **values)
        await pilot.press("ctrl+s")
        await pilot.pause()

        assert isinstance(app.screen, QueueScreen)

    moved = {each.id: each.due_on for each in services.dossier.load(desk, found.id).clocks}
    assert moved[clock] == due_on


async def test_a_clock_that_cannot_be_moved_is_named_instead_of_asked_about(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint()
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, QueueScreen)
        app.screen.ask_extension(found.id, found.reference, "ack")
        await pilot.pause()

        assert isinstance(app.screen, QueueScreen)
        assert any("cannot be moved" in notice.message for notice in app._notifications)


def test_kind_and_hour_are_asked_only_where_they_make_a_difference(
    desk: Desk, add_complaint: AddComplaint
) -> None:
    found = add_complaint()
    assert clock_forms.basis_fields(desk, found) == ()

    found = services.triage.assign_procedure(desk, found.id, "au-rg271")
    assert [field.id for field in clock_forms.basis_fields(desk, found)] == ["variant"]


def test_waiting_says_what_it_moves(desk: Desk, add_complaint: AddComplaint) -> None:
    found = add_complaint()
    said = {
        procedure: clock_forms.pause_fields(
            desk, services.triage.assign_procedure(desk, found.id, procedure)
        )[0]
        for procedure in ("uk-general", "eng-hos-2024", "uk-sar")
    }

    assert said["uk-general"].help.startswith("Stands still: Target for the answer")
    assert "moves no date" in said["eng-hos-2024"].help
    assert [choice.value for choice in said["uk-sar"].choices] == ["proof of identity", "clarification"]


async def test_a_wrong_procedure_file_is_named_when_the_desk_opens(desk: Desk) -> None:
    folder = desk.settings.procedures_folder
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('id = "[red]mine"\nnam = "x"\n', encoding="utf-8")
    app = DeskApp(desk)

    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        app._name_left_out()
        await pilot.pause()

        assert any("mine.toml, line 2" in notice.message for notice in app._notifications)
