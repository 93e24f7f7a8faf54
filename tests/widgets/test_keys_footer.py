"""The line of keys: what it says, what a click on it does, and that it is drawn only when it changes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from complaintdesk.widgets.keys_footer import KeysFooter


class Keyed(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "note('a')", "Accept"),
        Binding("b,c", "note('b')", "Bring", tooltip="Brings it"),
        Binding("d", "off", "Delay"),
        Binding("e", "note('e')", "Hidden", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[str] = []

    def compose(self) -> ComposeResult:
        yield KeysFooter()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "off" else True

    def action_note(self, key: str) -> None:
        self.pressed.append(key)

    def action_off(self) -> None:
        self.pressed.append("d")


async def test_each_act_stands_there_once_with_its_key_and_the_palette_at_the_right() -> None:
    async with Keyed().run_test(size=(60, 4)) as pilot:
        await pilot.pause()
        footer = pilot.app.query_one(KeysFooter)

        assert str(footer.render()) == f"{'a Accept  b Bring  d Delay':47}▏^p palette  "
        assert footer.needed <= 60


async def test_a_click_presses_the_key_it_is_on_and_nothing_where_there_is_none() -> None:
    async with Keyed().run_test(size=(60, 4)) as pilot:
        await pilot.pause()
        for x in (0, 7, 8, 9, 11, 19, 30):
            await pilot.click(KeysFooter, offset=(x, 0))

        assert pilot.app.pressed == ["a", "a", "b"]  # type: ignore[attr-defined]


async def test_the_mouse_is_told_more_of_a_key_that_has_more_to_say() -> None:
    async with Keyed().run_test(size=(60, 4), tooltips=True) as pilot:
        await pilot.pause()
        footer = pilot.app.query_one(KeysFooter)

        await pilot.hover(KeysFooter, offset=(11, 0))
        assert footer.tooltip == "Brings it"
        await pilot.hover(KeysFooter, offset=(1, 0))
        assert footer.tooltip is None
