"""What all screens share: refusals in their own words, room, and where the keys go first."""

from __future__ import annotations

import sqlite3
from typing import cast

import pytest
from textual.app import ComposeResult
from textual.widgets import Input

from complaintdesk.errors import DamagedStoreError, GateError
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.columns import Column
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.screens_base import DeskScreen
from tests.widgets.stage import Stage

NO_DESK = cast(Desk, None)


class Shown(DeskScreen[None]):
    def compose(self) -> ComposeResult:
        yield Input()
        yield RowList((Column("A", "a", 5),))


class Opened(Stage):
    def on_mount(self) -> None:
        self.push_screen(Shown(NO_DESK))

    @property
    def shown(self) -> Shown:
        assert isinstance(self.screen, Shown)
        return self.screen


UNREADABLE = "The disk could not be read. Nothing was changed; check the disk and try again."


def unreadable() -> sqlite3.Error:
    """What SQLite reports, wherever a list happens to read when the disk fails."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_READ"
    return error


def refuse(refusal: Exception) -> None:
    raise refusal


async def test_a_refusal_is_shown_in_its_own_words_and_the_rest_is_left_out() -> None:
    stage = Opened()
    done = []

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        with stage.shown.showing_refusals():
            done.append("before")
            refuse(GateError("Cannot close [/oops].", ["no proof", "no check"]))
            done.append("after")
        with stage.shown.showing_refusals():
            refuse(DamagedStoreError("not sound"))
        with stage.shown.showing_refusals():
            refuse(unreadable())
        await pilot.pause()

        assert done == ["before"]
        notices = [(n.title, n.message, n.severity) for n in stage._notifications]
        assert ("Not yet", "Cannot close [/oops].\n- no proof\n- no check", "warning") in notices
        assert ("Damaged store", "not sound", "error") in notices
        assert ("Not saved", UNREADABLE, "error") in notices

        assert stage.shown.dismiss_notices()
        await pilot.pause()
        assert not stage.shown.dismiss_notices()


async def test_anything_else_than_a_refusal_is_a_fault_and_is_not_hidden() -> None:
    stage = Opened()

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True):
        with pytest.raises(ZeroDivisionError), stage.shown.showing_refusals():
            raise ZeroDivisionError


@pytest.mark.parametrize(
    ("size", "classes", "says_so"),
    [
        ((59, 24), {"-narrow", "-short", "-tiny"}, True),
        ((80, 15), {"-narrow", "-short", "-tiny"}, True),
        ((60, 16), {"-narrow", "-short"}, False),
        ((80, 24), {"-narrow", "-short"}, False),
        ((100, 30), {"-mid", "-tall"}, False),
        ((140, 42), {"-wide", "-tall"}, False),
    ],
)
async def test_a_screen_knows_how_much_room_it_has(
    size: tuple[int, int], classes: set[str], says_so: bool
) -> None:
    stage = Opened()

    async with stage.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await pilot.pause()

        assert {name for name in stage.screen.classes if name.startswith("-")} - {
            "-screen-suspended"
        } >= classes
        assert ("-tiny" in stage.screen.classes) == says_so
        assert ("Too small: 60x16 needed" in "\n".join(stage.lines())) == says_so


async def test_the_list_has_the_keys_first_though_a_field_stands_before_it() -> None:
    stage = Opened()

    async with stage.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await pilot.pause()

        assert isinstance(stage.focused, RowList)
