"""A second desk on a store: it names the first, offers to read only, and works once the first is gone."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from datetime import date

import pytest

from complaintdesk.cli import opening, start
from complaintdesk.errors import ReadOnlyError
from complaintdesk.services import triage
from complaintdesk.services.desk import Desk
from tests.faults.conftest import Machine
from tests.faults.processes import child


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Desk]:
    """The desks that came on the screen, in a terminal that is none."""
    desks: list[Desk] = []

    def show(desk: Desk) -> int:
        desks.append(desk)
        return 0

    monkeypatch.setattr(opening, "require_terminal", lambda: None)
    monkeypatch.setattr(opening, "show", show)
    return desks


def test_it_names_the_first_and_reads_only_until_that_is_killed(
    machine: Machine, shown: list[Desk], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = start.Asked(machine.folder.path, date(2026, 11, 18))

    def hold(pipe: int) -> None:
        machine.open().store.claim()
        os.write(pipe, b"a")
        time.sleep(60)

    with child(hold) as (first, pipe):
        os.read(pipe, 1)
        for answer in ("\n", ""):
            monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
            assert opening.open_desk_screen(asked) == 0
        said = capsys.readouterr().out
        (reading,) = shown
        with pytest.raises(ReadOnlyError):
            triage.rate(reading, machine.complaint_id, 3)
        reading.close()
        os.kill(first, signal.SIGKILL)
    assert opening.open_desk_screen(asked) == 0
    rated = triage.rate(shown[-1], machine.complaint_id, 3)
    shown[-1].close()

    assert said.splitlines()[:2] == [
        f"The desk is open already: process {first} on {os.uname().nodename}.",
        "Press Enter to open it for reading only, or Ctrl-C to leave.",
    ]
    assert rated.severity == 3
    assert capsys.readouterr().out == "", "nobody has it any more"


def test_a_store_that_may_not_be_written_has_no_desk_to_name(
    machine: Machine, shown: list[Desk], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and allowed(path, mode))

    assert opening.open_desk_screen(start.Asked(machine.folder.path, date(2026, 11, 18))) == 0

    (desk,) = shown
    assert (desk.store.read_only, capsys.readouterr().out) == (True, "")
    desk.close()
