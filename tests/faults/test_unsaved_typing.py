"""What is typed and not saved outlives the desk's end: by its key, by a fault of ours, by a disk that is full.

Signals and a kill are tried in a real terminal (`tests/terminal`).
"""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.config import Settings
from complaintdesk.errors import NotSavedError
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import Now
from tests.screens.filling import fill
from tests.screens.stage import notices, type_in, until

TYPED = "Bo Reeve, who is on the phone"
FULL = "The disk is full. Nothing was changed; free some space and save again."
UNKEPT = f"What you typed is not kept as a draft: {FULL}"


async def begin_to_type(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.press("c")
    await pilot.pause()
    assert isinstance(pilot.app.screen, FormScreen)
    await type_in(pilot, TYPED)


def kept(settings: Settings, now: Now) -> list[str]:
    """Return what the next desk offers to go on with."""
    desk = setup.open_desk(settings, now.today, now.moment)
    found = [draft.values["customer"] for draft in services.drafts.waiting(desk)]
    desk.close()
    return found


async def test_leaving_by_key_keeps_every_character(desk: Desk, settings: Settings, now: Now) -> None:
    async with DeskApp(desk).run_test(size=(80, 24)) as pilot:
        await begin_to_type(pilot)
        await pilot.press("ctrl+q")
    desk.close()

    assert kept(settings, now) == [TYPED]


async def test_a_fault_of_ours_keeps_every_character_and_none_in_its_log(
    desk: Desk, settings: Settings, now: Now
) -> None:
    app = DeskApp(desk)

    def fault() -> None:
        raise RuntimeError(TYPED)

    async def work() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await begin_to_type(pilot)
            app.call_later(fault)
            await pilot.pause()

    with pytest.raises(RuntimeError):
        await work()
    desk.close()

    assert kept(settings, now) == [TYPED]
    assert "RuntimeError" in app.crash_log.read_text("utf-8")
    assert "Reeve" not in app.crash_log.read_text("utf-8")


async def test_what_cannot_be_kept_stays_in_its_form_until_it_is_left_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk refuses the draft as well as the step; the desk must not end over it."""

    def full(*_: object) -> None:
        raise NotSavedError(FULL)

    async with DeskApp(desk).run_test(size=(80, 24), notifications=True) as pilot:
        await begin_to_type(pilot)
        with monkeypatch.context() as disk:
            disk.setattr(services.drafts, "keep", full)
            disk.setattr(services.intake, "new", full)
            await pilot.press("ctrl+s")
            form = pilot.app.screen
            assert isinstance(form, FormScreen)
            await until(pilot, lambda: UNKEPT in notices(pilot), "the refusal of the draft")
            await pilot.press("escape")
            await pilot.pause()
            assert form.typed["customer"] == TYPED
            assert pilot.app.screen is form
            assert notices(pilot)[-1].startswith("What you typed would be lost. Leave again")
            assert notices(pilot).count(UNKEPT) == 1

            await pilot.press("ctrl+q")
            await pilot.pause()
        assert not pilot.app.is_running
        assert pilot.app.clipboard.splitlines()[0] == f"Customer: {TYPED}"
    assert services.drafts.waiting(desk) == ()


async def test_a_saved_form_goes_though_its_draft_cannot_be_forgotten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NotSavedError(FULL)

    async with DeskApp(desk).run_test(size=(80, 24)) as pilot:
        await begin_to_type(pilot)
        monkeypatch.setattr(services.drafts, "forget", full)
        await fill(pilot, received_on="16 nov 2026", narrative="No heat.")
        assert not isinstance(pilot.app.screen, FormScreen)

    assert services.dossier.by_reference(desk, "CD-2026-0001").customer == TYPED
