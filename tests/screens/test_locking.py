"""The lock: nothing gets in but the phrase, and nothing typed is lost."""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import pytest
from textual.app import SuspendNotSupported
from textual.pilot import Pilot

from complaintdesk import services
from complaintdesk.app import DeskApp
from complaintdesk.errors import InvalidInputError
from complaintdesk.screens import locking
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.services import locking as service
from complaintdesk.services.desk import Desk
from complaintdesk.widgets.forms import FormScreen
from tests.conftest import AddComplaint
from tests.screens.stage import notices, shown, type_in, until

PHRASE = "open sesame"


class Terminal:
    """Stands for the terminal that is lent to the lock: what is typed there, what it shows."""

    def __init__(self) -> None:
        self.typed: list[str | BaseException] = []
        self.asked: list[str] = []
        self.can_lend = True

    def getpass(self, question: str) -> str:
        self.asked.append(question)
        said = self.typed.pop(0)
        if isinstance(said, BaseException):
            raise said
        return said

    @contextmanager
    def suspend(self) -> Iterator[None]:
        if not self.can_lend:
            raise SuspendNotSupported
        yield


async def there(pilot: Pilot[None]) -> None:
    """Wait until the desk is on screen."""
    await until(
        pilot, lambda: isinstance(pilot.app.screen, PlaceScreen) and pilot.app.screen.is_mounted, "it"
    )
    await pilot.pause()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    lent = Terminal()
    monkeypatch.setattr(DeskApp, "suspend", lambda _app: lent.suspend())
    monkeypatch.setattr(locking, "getpass", lent.getpass)
    monkeypatch.setattr(service, "COST", 1 << 4)
    return lent


def test_only_the_hash_of_a_phrase_is_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "COST", 1 << 4)
    assert not service.is_ready(desk)
    assert not service.opens(desk, "")
    with pytest.raises(InvalidInputError, match="4 characters"):
        service.choose(desk, "abc")
    service.choose(desk, PHRASE)

    kept = desk.settings.places.state / service.FILE
    assert service.is_ready(desk)
    assert (service.opens(desk, PHRASE), service.opens(desk, PHRASE + "x")) == (True, False)
    assert PHRASE not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0
    kept.write_text("{}")
    assert not service.opens(desk, PHRASE)


async def test_the_phrase_is_chosen_first_and_a_wrong_one_does_not_open(
    desk: Desk, terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.typed = [PHRASE, PHRASE, "wrong", "", PHRASE]

    async with DeskApp(desk).run_test() as pilot:
        await there(pilot)
        await pilot.press("c")
        await pilot.pause()
        await type_in(pilot, "Ada")
        await pilot.press("f8")
        await pilot.pause()

        form = pilot.app.screen
        assert isinstance(form, FormScreen)
        assert "Ada" in form.typed.values()
    assert terminal.typed == []
    assert terminal.asked == [
        "Lock phrase: ",
        "Once more: ",
        "Lock phrase: ",
        "Lock phrase: ",
        "Lock phrase: ",
    ]
    assert any("Ada" in draft.values.values() for draft in services.drafts.waiting(desk))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ([""], []),
        ([PHRASE, "another"], ["The two were not the same; the desk was not locked."]),
        (["abc", "abc"], ["A lock phrase has 4 characters at least."]),
        ([KeyboardInterrupt()], []),
    ],
    ids=["empty", "differing", "short", "ctrl+c"],
)
async def test_where_no_phrase_is_chosen_nothing_is_locked(
    desk: Desk, terminal: Terminal, typed: list[str | BaseException], told: list[str]
) -> None:
    terminal.typed = typed

    async with DeskApp(desk).run_test() as pilot:
        await there(pilot)
        await pilot.press("f8")
        await pilot.pause()

        assert notices(pilot) == told
        assert pilot.app.is_running
    assert not service.is_ready(desk)


@pytest.mark.parametrize("ends", [KeyboardInterrupt(), EOFError(), OSError(5, "gone")], ids=repr)
async def test_who_is_locked_out_can_only_end_the_desk(
    desk: Desk, terminal: Terminal, ends: BaseException
) -> None:
    service.choose(desk, PHRASE)
    terminal.typed = ["wrong", ends]

    async with DeskApp(desk).run_test() as pilot:
        await there(pilot)
        await pilot.press("f8")
        await pilot.pause()

        assert pilot.app._exit


async def test_a_terminal_that_cannot_be_lent_is_said_so(desk: Desk, terminal: Terminal) -> None:
    terminal.can_lend = False

    async with DeskApp(desk).run_test() as pilot:
        await there(pilot)
        await pilot.press("f8")
        await pilot.pause()

        assert notices(pilot) == ["The desk cannot be locked in this terminal."]


@pytest.mark.parametrize(("minutes", "idle", "is_locked"), [(10, 300, False), (10, 601, True), (1, 61, True)])
async def test_an_idle_desk_locks_itself(
    desk: Desk, terminal: Terminal, minutes: int, idle: int, is_locked: bool
) -> None:
    service.choose(desk, PHRASE)
    terminal.typed = [PHRASE]
    desk.settings = replace(desk.settings, lock_minutes=minutes)

    app = DeskApp(desk)
    async with app.run_test() as pilot:
        await there(pilot)
        await pilot.app.workers.wait_for_complete()
        app._touched_at -= idle
        app._lock_if_idle()

    assert terminal.asked == (["Lock phrase: "] if is_locked else [])


async def test_what_runs_in_the_background_is_not_stopped_and_the_desk_is_hidden_at_once(
    desk: Desk, terminal: Terminal, add_complaint: AddComplaint
) -> None:
    complaint = add_complaint()
    service.choose(desk, PHRASE)
    terminal.typed = [PHRASE]
    over = Event()

    async with DeskApp(desk).run_test(notifications=True) as pilot:
        await there(pilot)
        assert complaint.customer in shown(pilot)
        pilot.app.run_worker(over.wait, thread=True)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, locking.CoverScreen), "the cover")
        hidden = shown(pilot)
        await pilot.press("c", "f8", "escape", *"open sesame")
        assert isinstance(pilot.app.screen, locking.CoverScreen)
        assert terminal.asked == []
        over.set()
        await until(pilot, lambda: terminal.asked, "the question")
        await there(pilot)

    assert "locks as soon as" in hidden
    assert complaint.customer not in hidden
    assert terminal.asked == ["Lock phrase: "]


def test_ctrl_c_is_heard_while_the_desk_is_locked() -> None:
    """It ends the desk there and then, not after the phrase."""
    before = signal.getsignal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), locking._ctrl_c_ends_it():
        signal.raise_signal(signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is before


def test_the_key_that_saves_does_not_freeze_a_locked_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    leader, follower = os.openpty()
    with os.fdopen(leader, "rb", buffering=0), os.fdopen(follower, "r") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        before = termios.tcgetattr(terminal)

        with locking._no_key_stops_it():
            assert not termios.tcgetattr(terminal)[0] & termios.IXON

        assert before[0] & termios.IXON, "a terminal stops at ctrl+s unless it is told not to"
        assert termios.tcgetattr(terminal) == before
