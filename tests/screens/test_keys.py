"""The keys: each act has an id and words, is in the palette, and may be put on another key that is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import pytest
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen

from complaintdesk.app import DeskApp
from complaintdesk.errors import SettingsError
from complaintdesk.screens import keymap
from complaintdesk.screens.commands import DeskCommands
from complaintdesk.screens.place import OF_A_COMPLAINT, PLACES, PlaceScreen
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import AddComplaint
from tests.screens.stage import NARROW, opened

WRONG = {
    "an act that there is not": (
        "queue.filtr",
        "f9",
        "there is no act 'queue.filtr'. Did you mean queue.filter?",
    ),
    "an act far from any": ("zzzzzz", "f9", "there is no act 'zzzzzz'. `complaintdesk keys` lists them."),
    "a key that terminals take": ("queue.filter", "ctrl+i", "queue.filter cannot be on 'ctrl+i'"),
    "a key with alt": ("queue.filter", "alt+f", "queue.filter cannot be on 'alt+f'"),
    "no key": ("queue.filter", "", "queue.filter cannot be on ''"),
    "a key that is taken": ("queue.filter", "a", "would both be on 'a' in"),
}


def places() -> Iterator[tuple[str, type[Screen[None]]]]:
    for key, (_, _, place) in PLACES.items():
        module, _, name = place.partition(":")
        yield key, getattr(import_module(module), name)


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_line_of_keys_stops_the_start_with_file_line_and_nearest_id(
    desk: Desk, wrong: tuple[str, str, str]
) -> None:
    binding_id, key, said = wrong
    path = desk.settings.places.config / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'mouse = true\n[keys]\n"list.mark" = "f8"\n"{binding_id}" = "{key}"\n', "utf-8")
    desk.settings = replace(desk.settings, keys={"list.mark": "f8", binding_id: key})

    with pytest.raises(SettingsError) as caught:
        DeskApp(desk)

    assert f"{path}, line 4: " in str(caught.value)
    assert said in str(caught.value)


async def test_a_key_of_ones_own_works_and_help_shows_it(desk: Desk, add_complaint: AddComplaint) -> None:
    complaint = add_complaint()
    desk.settings = replace(desk.settings, keys={"complaint.accept": "f9"})
    app = DeskApp(desk)

    async with app.run_test(size=(140, 42), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        await pilot.press("question_mark")
        await pilot.pause()
        shown = "\n".join(
            "".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()
        )
        assert "f9" in shown
        await pilot.press("escape", "f9")
        await pilot.pause()
        assert app._queue is not None
        assert "investigating" in str(
            desk.reader.execute("SELECT stage FROM complaint WHERE id = ?", (complaint.id,)).fetchone()[0]
        )


@pytest.mark.parametrize("place", PLACES)
async def test_every_binding_has_an_id_and_a_description_and_is_in_the_palette(
    desk: Desk, add_complaint: AddComplaint, place: str
) -> None:
    complaint = add_complaint()

    async with opened(desk, place, complaint.id) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PlaceScreen)
        assert place == screen.PLACE
        for name, binding in _own_bindings(screen):
            assert binding.id, f"{name}: {binding.key}"
            assert binding.description, f"{name}: {binding.id}"
        offered = {str(hit.text or hit.prompt) async for hit in DeskCommands(screen).discover()}
        acts = {
            active.binding.description
            for active in screen.active_bindings.values()
            if active.enabled and active.binding.id and not active.binding.id.startswith("list.")
        }
        assert acts <= offered


@pytest.mark.parametrize(
    ("typed", "offered", "asks"),
    [
        ("hold", "Legal hold: set or lift", "Nothing of it is disposed of or erased while yes"),
        ("erase", "Erase the customer", "Erase Ada Quill"),
    ],
)
async def test_what_has_no_key_of_its_own_is_found_in_the_palette_and_opens_its_form(
    desk: Desk, add_complaint: AddComplaint, typed: str, offered: str, asks: str
) -> None:
    complaint = add_complaint()

    for place in ("desk", "resolution", "investigation"):
        async with opened(desk, place, complaint.id) as pilot:
            screen = pilot.app.screen
            hits = [hit async for hit in DeskCommands(screen).search(typed)]
            (hit,) = (hit for hit in hits if str(hit.text or hit.prompt) == offered)
            assert hit.help
            assert "Investigation, overview" in hit.help
            hit.command()
            await pilot.pause()
            await pilot.pause()
            await pilot.pause()
            assert isinstance(pilot.app.screen, FormScreen), place
            assert asks in " ".join(
                "".join(segment.text for segment in strip)
                for strip in pilot.app.screen._compositor.render_strips()
            )


async def test_the_palette_offers_nothing_of_a_complaint_where_none_is_in_hand(desk: Desk) -> None:
    async with opened(desk, "library", 0) as pilot:
        offered = {str(hit.text or hit.prompt) async for hit in DeskCommands(pilot.app.screen).discover()}

    assert "Erase the customer" not in offered


def _own_bindings(screen: Screen[None]) -> Iterator[tuple[str, Binding]]:
    for widget in (screen.app, screen, *screen.query("*")):
        for ancestor in type(widget).__mro__:
            if ancestor.__module__.startswith("complaintdesk."):
                for binding in vars(ancestor).get("BINDINGS", ()):
                    assert isinstance(binding, Binding), ancestor
                    yield ancestor.__name__, binding


def test_one_letter_means_one_act_on_every_place() -> None:
    """The same id is on the same key everywhere, and a key of the desk has one meaning or a stated one."""
    keys: dict[str, set[str]] = {}
    for _, kind in places():
        for ancestor in kind.__mro__:
            for binding in vars(ancestor).get("BINDINGS", ()) if issubclass(ancestor, PlaceScreen) else ():
                keys.setdefault(binding.id, set()).add(binding.key)
    assert {each: found for each, found in keys.items() if len(found) > 1} == {}


def test_places_of_a_complaint_are_places() -> None:
    assert set(PLACES) >= set(OF_A_COMPLAINT)
    assert issubclass(DeskApp, App)
    assert keymap.chosen.__doc__
    assert NARROW == (80, 24)
