"""Whose desk it is, changed at the desk: by its key and by the palette, saved, undone."""

from __future__ import annotations

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.config import read
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.forms import FormScreen
from tests.hostile import STRINGS
from tests.screens.filling import fill
from tests.screens.stage import NARROW, notices, settled, shown


async def test_it_is_changed_by_its_key_and_undone(desk: Desk) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await pilot.press("f9")
        await pilot.pause()
        assert isinstance(app.screen, FormScreen)
        assert "Robin Hale" in shown(pilot)
        assert "keeps the name it was done under" in " ".join(shown(pilot).split())
        await fill(pilot, handler="Ada Brook", role="supervisor")
        await pilot.pause()

        assert (desk.whose.handler, desk.whose.role) == ("Ada Brook", "supervisor")
        assert "Profile kept. u undoes." in notices(pilot)[-1]
        await pilot.press("u")
        await settled(pilot)
        assert desk.whose.handler == "Robin Hale"


async def test_how_customers_reach_the_handler_is_kept_beside_the_store(desk: Desk) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await pilot.pause()
        steps = services.care.last_step(desk)
        await pilot.press("f9")
        await pilot.pause()
        await fill(pilot, contact=STRINGS["action"])

        assert notices(pilot)[-1] == "Letters say how you are reached."
        assert services.care.last_step(desk) == steps
        assert read(desk.settings.places).contact == desk.settings.contact == STRINGS["action"]
        await pilot.press("f9")
        await pilot.pause()
        await fill(pilot, contact="020 7946 0000", handler="Ada Brook")

        assert notices(pilot)[-1] == "Profile kept. u undoes. Letters say how you are reached."
        assert (desk.whose.handler, desk.settings.contact) == ("Ada Brook", "020 7946 0000")


async def test_a_settings_file_that_cannot_be_changed_is_told_in_the_form(desk: Desk) -> None:
    path = desk.settings.places.config / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mouse = ")
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("f9")
        await pilot.pause()
        await fill(pilot, contact="020 7946 0000")

        assert isinstance(app.screen, FormScreen)
        assert "put contact into it by hand" in " ".join(shown(pilot).split())
        assert path.read_text() == "mouse = "


async def test_the_palette_has_it(desk: Desk) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+p", *"profile")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)

        assert isinstance(app.screen, FormScreen)


async def test_nothing_changed_is_no_step(desk: Desk) -> None:
    app = DeskApp(desk)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await pilot.pause()
        steps = services.care.last_step(desk)
        await pilot.press("f9")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()

        assert notices(pilot)[-1] == "Nothing was changed."
        assert services.care.last_step(desk) == steps


async def test_a_hostile_name_is_shown_whole_and_harms_nothing(desk: Desk) -> None:
    services.profile.change(desk, {"handler": STRINGS["action"], "organisation": "[red]Northmoor"})
    app = DeskApp(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        await pilot.press("f9")
        await pilot.pause()

        assert "[red]Northmoor" in shown(pilot)
