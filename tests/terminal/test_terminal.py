"""What only a real terminal shows: foreign bytes, signals, a kill while typing, a second desk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from complaintdesk.services import drafts, setup
from complaintdesk.services.desk import Desk
from tests import hostile
from tests.conftest import AddComplaint, Now
from tests.faults.counts import RELEASE
from tests.terminal.terminal import Terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="a real terminal needs tmux, which is not here"),
]

Open = Callable[..., Terminal]


@pytest.fixture
def open_terminal(desk: Desk, tmp_path: Path) -> Iterator[Open]:
    """Opens the program on the test's store in a terminal of its own; the test's desk is closed first."""
    opened: list[Terminal] = []

    def start(*words: str, **env: str) -> Terminal:
        desk.close()
        homes = {name: str(tmp_path / "home" / name) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME")}
        store = str(desk.store.folder.path)
        command = [sys.executable, "-m", "complaintdesk", "--store", store, "--today", "2026-11-18", *words]
        terminal = Terminal(command, tmp_path, env={**homes, **env})
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()


BYTES = {
    what: string
    for what, string in hostile.walks().items()
    if what in {"bytes", "window title", "clipboard", "cursor"}
}


@pytest.mark.parametrize("string", BYTES.values(), ids=BYTES.keys())
def test_a_customers_bytes_do_nothing_to_the_terminal(
    desk: Desk, open_terminal: Open, tmp_path: Path, string: str
) -> None:
    file = tmp_path / "job.txt"
    file.write_text("x")
    hostile.fill(desk, file, string)
    terminal = open_terminal()
    terminal.wait_for("Help")
    before = terminal.title()
    for key in ("l", "l", "p", "2", "]", "]", "3", "4", "5", "6", "7", "9", "0", "1"):
        terminal.press_and_see(key)

    assert terminal.title() == before
    assert terminal.clipboard() == ""
    assert "1 Desk" in terminal.screen().splitlines()[0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL], ids=str)
def test_what_was_typed_survives_the_end_of_the_program(
    desk: Desk, open_terminal: Open, add_complaint: AddComplaint, now: Now, number: int
) -> None:
    add_complaint()
    settings = desk.settings
    terminal = open_terminal()
    terminal.wait_for("Help")
    terminal.press("c")
    terminal.wait_for("New complaint")
    terminal.type("Bo Reeve, who is on the phone")
    terminal.wait_for("on the phone")
    if number == signal.SIGKILL:
        # One second is promised against a kill; against the other two, nothing is lost at all.
        time.sleep(1.0 if RELEASE else 2.5)  # other tests beside it may keep the desk waiting
    _signal_program(terminal.pid(), number)
    terminal.wait_for_end()

    again = setup.open_desk(settings, now.today, now.moment)
    kept = [draft.values["customer"] for draft in drafts.waiting(again)]
    again.close()
    assert kept == ["Bo Reeve, who is on the phone"]


def _signal_program(shell: int, number: int) -> None:
    """Send a signal to the Python that the pane's shell runs."""
    found = subprocess.run(["pgrep", "-P", str(shell)], capture_output=True, text=True, check=True)
    os.kill(int(found.stdout.split()[0]), number)


def test_it_runs_without_colour(open_terminal: Open, add_complaint: AddComplaint) -> None:
    add_complaint(customer="Ada Quill")
    terminal = open_terminal(NO_COLOR="1")

    assert "Ada Quill" in terminal.wait_for("Ada Quill")
    terminal.press("C-q")
    assert terminal.wait_for_end() == 0


def test_without_a_terminal_it_says_where_to_go(desk: Desk) -> None:
    desk.close()
    done = subprocess.run(
        [sys.executable, "-m", "complaintdesk", "--store", str(desk.store.folder.path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "terminal" in done.stderr


FAULTY = """
import sys
from complaintdesk.screens.desk import QueueScreen
from complaintdesk.__main__ import main

def accept(self):
    words = "Ada Quill says the boiler leaked"
    raise RuntimeError(words)

QueueScreen.action_accept = accept
sys.exit(main())
"""


def test_a_crash_leaves_no_complaint_text_behind(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    add_complaint(customer="Ada Quill", narrative="The boiler leaked.")
    desk.close()
    script = tmp_path / "faulty.py"
    script.write_text(FAULTY, "utf-8")
    state = tmp_path / "home" / "state"
    command = [sys.executable, str(script), "--store", str(desk.store.folder.path), "--today", "2026-11-18"]
    terminal = Terminal(command, tmp_path, env={"XDG_STATE_HOME": str(state)})
    try:
        terminal.wait_for("Ada Quill")
        terminal.press("a")

        assert terminal.wait_for_end() == 1
        said = terminal.everything().replace("\n", "")
        log = state / "complaintdesk" / "crash.log"
        assert "stopped by a fault" in said
        # A narrow terminal wraps the path.
        assert str(log) in said
        written = log.read_text("utf-8")
        assert "RuntimeError" in written
        assert "in accept" in written
        assert "Quill" not in written + said
        assert "boiler" not in written + said
        assert log.stat().st_mode & 0o077 == 0
    finally:
        terminal.close()


def test_wrong_keys_stop_the_start_in_one_line(desk: Desk, open_terminal: Open, tmp_path: Path) -> None:
    config = tmp_path / "home" / "XDG_CONFIG_HOME" / "complaintdesk"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('theme = "nord"\n\n[keys]\n"queue.filtr" = "ctrl+f"\n', "utf-8")
    terminal = open_terminal()

    assert terminal.wait_for_end() == 1
    said = "".join(terminal.everything().split())  # a narrow terminal breaks the line anywhere
    assert "config.toml,line4:thereisnoact'queue.filtr'.Didyoumeanqueue.filter?" in said
