"""Dialogs: a yes is meant, a pick is quick, a text is only read, and the help tells the keys as they are."""

from __future__ import annotations

from typing import ClassVar

import pytest
from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, OptionList

from complaintdesk.widgets.columns import Column, Row
from complaintdesk.widgets.dialogs import VIEWER_PAGE, ChoiceScreen, ConfirmScreen, TextScreen
from complaintdesk.widgets.form_field import Choice
from complaintdesk.widgets.help_screen import HelpScreen, KeyLine, key_lines
from complaintdesk.widgets.note_area import NoteArea
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from tests.widgets.stage import Stage, controls_in, hostile_at


class Asking(Stage):
    """Opens one screen and keeps its answer."""

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self.asked = screen
        self.answers: list[object] = []

    def on_mount(self) -> None:
        self.push_screen(self.asked, self.answers.append)


class Clock:
    """Stands still, or leaps by what a test says."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def press(pilot: Pilot[object], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def question(clock: Clock, what: str = "A. Okafor and 3 complaints.") -> Asking:
    screen = ConfirmScreen("Erase this customer?", what, yes="Erase", clock=clock)
    return Asking(screen)  # type: ignore[arg-type] # a screen answers what it answers


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("y", True),
        ("n", False),
        ("escape", False),
        ("enter", False),
        ("right enter", True),
        ("tab enter", True),
        ("right left enter", False),
        ("down up enter", False),
    ],
)
async def test_a_question_is_answered_by_a_fresh_key(keys: str, answer: bool) -> None:
    clock = Clock()
    stage = question(clock)

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        assert isinstance(pilot.app.focused, Button)
        assert pilot.app.focused.id == "no"
        for key in keys.split():
            clock.now += 1
            await press(pilot, key)

    assert stage.answers == [answer]


@pytest.mark.parametrize("key", ["enter"])
async def test_a_key_held_down_never_says_yes(key: str) -> None:
    clock = Clock()
    stage = question(clock)

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        stage.asked.query_one("#yes").focus()
        for _ in range(20):
            clock.now += 0.03
            await press(pilot, key)

        assert stage.answers == []
        assert pilot.app.screen is stage.asked


async def test_a_question_is_answered_by_the_mouse() -> None:
    stage = question(Clock())

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.click("#yes")
        await pilot.pause()

    assert stage.answers == [True]


@pytest.mark.parametrize("text", hostile_at((80, 24)))
async def test_strange_text_in_dialogs_stays_text(text: str) -> None:
    screens = (
        ConfirmScreen(text, text, yes=text[:20], no="No"),
        ChoiceScreen(text, [Choice(text, text, text), Choice("b", "B")]),
        TextScreen(text, text),
        HelpScreen(text, (KeyLine("x", text, text, text),)),
    )
    for screen in screens:
        stage = Asking(screen)  # type: ignore[arg-type] # a screen answers what it answers
        async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
            await pilot.pause()

            assert controls_in(stage.lines()) == []
            assert {cell_len(line) for line in stage.lines()} == {80}


def picking() -> Asking:
    choices = [Choice("due", "Due", "The next clock"), Choice("ref", "Reference"), Choice("who", "Customer")]
    return Asking(ChoiceScreen("Sort by", choices))


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("enter", "due"),
        ("down enter", "ref"),
        ("up enter", "who"),
        ("c u enter", "who"),
        ("r e down up enter", "ref"),
        ("escape", None),
        ("z z enter escape", None),
    ],
)
async def test_one_of_a_list_is_picked_by_typing_or_arrows(keys: str, answer: str | None) -> None:
    stage = picking()

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, *keys.split())

    assert stage.answers == [answer]


async def test_the_choice_under_the_hand_is_explained_and_can_be_clicked() -> None:
    stage = picking()

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()
        assert "The next clock" in "\n".join(stage.lines())
        await press(pilot, "z", "z")
        assert "None matches" in "\n".join(stage.lines())
        await press(pilot, "backspace", "backspace")
        await pilot.click(OptionList, offset=(4, 2))
        await pilot.pause()

    assert stage.answers == ["who"]


async def test_a_long_text_is_read_in_parts_and_never_edited() -> None:
    text = "words of a letter\n" * 10_000
    stage = Asking(TextScreen("Letter", text))  # type: ignore[arg-type] # a screen answers what it answers

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "j", "j", "k", "x", "G", "g", "pagedown")
        assert "part 1 of 3" in stage.lines()[0]
        await press(pilot, "]", "]", "]", "[")
        assert "part 2 of 3" in stage.lines()[0]
        assert len(stage.asked.query_one(NoteArea).text) == VIEWER_PAGE
        await press(pilot, "q")

    assert stage.answers == [None]


async def test_the_end_of_a_text_is_one_key_away() -> None:
    text = "\n".join(f"line {number}" for number in range(100))
    stage = Asking(TextScreen("Letter", text))  # type: ignore[arg-type] # a screen answers what it answers

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await press(pilot, "G")
        assert "line 99" in "\n".join(stage.lines())
        await press(pilot, "g", "j")
        assert "line 0 " not in "\n".join(stage.lines())
        assert "line 1 " in "\n".join(stage.lines())


class Helped(Stage):
    """A list with keys of its own, and the help over it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,f9", "help", "Help", id="desk.help", key_display="F1"),
        Binding("slash", "help", "Filter", id="desk.filter"),
    ]

    def action_help(self) -> None:
        self.push_screen(HelpScreen("Desk", key_lines(self.screen)))


async def test_the_help_tells_the_keys_that_work_remapped_ones_as_they_are() -> None:
    rows = RowList((Column("A", "a", 4),))
    stage = Helped(rows)
    stage.set_keymap({"list.mark": "f7"})

    async with stage.run_test(size=(140, 42), notifications=True, tooltips=True) as pilot:
        rows.show(ListedRows([Row(1, {})]))
        lines = {line.id: line for line in key_lines(stage.screen)}

        assert lines["list.mark"].keys == "f7"
        assert lines["list.down"].keys.split() == ["j", "↓"]
        assert (lines["list.down"].where, lines["desk.help"].where) == ("in the list", "everywhere")
        assert lines["desk.help"].keys == "F1"
        assert "list.clear" not in lines

        await press(pilot, "f1", "m", "a", "r", "k")
        shown = "\n".join(stage.lines())
        assert "Mark all or none" in shown
        assert "f7" in shown
        assert "Half a page" not in shown

        await press(pilot, *["backspace"] * 4, "slash")
        assert "Filter" in "\n".join(stage.lines())
        await press(pilot, "z", "z")
        assert "No key for that" in "\n".join(stage.lines())
        await press(pilot, *["backspace"] * 3, "down", "down", "up", "pagedown", "escape")
        assert stage.screen.query_one(RowList) is rows
