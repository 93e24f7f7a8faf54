"""A store that its reader may not write, as a real user who may not: it is read, and every change is refused."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import pytest

from complaintdesk.__main__ import main
from complaintdesk.app import DeskApp
from complaintdesk.services import setup
from tests.cli.conftest import NEW
from tests.conftest import Now
from tests.faults.conftest import Machine
from tests.faults.processes import all_of, child
from tests.screens.stage import notices, until

NOBODY = 65534
REFUSAL = "complaintdesk: The store can be read but not written: its folder or file is read-only.\n"
READING_ONLY = (
    "Nothing can be changed here, because the store was opened for reading only: close it and open it again."
)
NOT_WRITABLE = {"the file": (0o444, 0o755), "the folder": (0o644, 0o555)}
"""What may not be written -> the modes of the file and of the folder."""

READ = (("list", "--json"), ("show", "CD-2026-0001"), ("doctor",))
WRITE = (NEW, ("accept", "CD-2026-0002"))


def called(machine: Machine, *words: str) -> tuple[int, str, str]:
    """Call the program in this process and return how it ended, what it said, and what it complained of."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["--store", str(machine.folder.path), "--today", "2026-11-18", *words])
    return code, out.getvalue(), err.getvalue()


def as_nobody(machine: Machine, act: Callable[[], object]) -> Any:
    """Let a child do something as a user who may not write, and return what came of it."""
    is_root = os.geteuid() == 0
    for path in (machine.root.parent, *machine.root.parent.rglob("*")) if is_root else ():
        os.chown(path, NOBODY, NOBODY)

    def go(pipe: int) -> None:
        if is_root:
            # Root may write whatever the mode says.
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        os.write(pipe, json.dumps(act()).encode())

    with child(go) as (_, pipe):
        return json.loads(all_of(pipe))


@pytest.fixture
def homes(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(machine.root / "home"))
    (machine.root / "home").mkdir()


@pytest.mark.parametrize("modes", NOT_WRITABLE.values(), ids=NOT_WRITABLE.keys())
@pytest.mark.usefixtures("homes")
def test_it_is_read_and_every_change_is_refused_in_one_sentence(
    machine: Machine, modes: tuple[int, int]
) -> None:
    for words in WRITE:
        # What a call loads, the child could not load any more.
        called(machine, *words)
    before = [called(machine, *words) for words in READ]
    machine.folder.database.chmod(modes[0])
    machine.folder.path.chmod(modes[1])
    held = machine.folder.database.read_bytes()

    read, written = as_nobody(
        machine, lambda: [[called(machine, *words) for words in those] for those in (READ, WRITE)]
    )

    assert [tuple(ended) for ended in read[:-1]] == before[:-1]
    assert "for reading only: its folder or file cannot be written" in read[-1][1]
    assert written == [[1, "", REFUSAL]] * len(WRITE)
    assert machine.folder.database.read_bytes() == held


@pytest.mark.usefixtures("homes")
def test_a_home_that_cannot_be_written_keeps_nobody_from_working(machine: Machine) -> None:
    """The anchor is dropped into the folder of states when a store is closed."""
    for words in (NEW, ("doctor",)):
        called(machine, *words)
    for path in (machine.root / "home").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)

    read, written, checked = as_nobody(
        machine, lambda: [called(machine, *words) for words in (("list",), NEW, ("doctor",))]
    )

    assert (read[0], written[0], written[2]) == (0, 0, ""), (read, written)
    assert "anchors.jsonl cannot be written: the head of the journal is not noted" in " ".join(
        checked[1].split()
    )


async def test_the_desk_says_that_it_is_open_for_reading_only(machine: Machine, now: Now) -> None:
    desk = setup.open_desk(machine.settings, now.today, now.moment, read_only=True)

    async with DeskApp(desk).run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: READING_ONLY in notices(pilot), "the notice")
    desk.close()
