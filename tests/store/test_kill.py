"""A desk that is killed at any moment loses no acknowledged step, and its chain holds.

The writer is forked after its imports, so that a round takes a tenth of a second,
and opens its own engine: a connection must not cross a fork.
"""

from __future__ import annotations

import gc
import os
import random
import signal
import time
import traceback
from pathlib import Path

import pytest

from complaintdesk.config import Settings
from complaintdesk.services import contacts, setup, triage
from complaintdesk.services.desk import Desk
from complaintdesk.store.verifying import verify
from complaintdesk.vocabulary import Direction, Side
from tests.conftest import AddComplaint, Now

ROUNDS = int(os.environ.get("COMPLAINTDESK_KILL_ROUNDS", "200"))


@pytest.mark.slow
def test_no_acknowledged_step_is_lost_by_kill_9(
    settings: Settings, now: Now, add_complaint: AddComplaint, desk: Desk, tmp_path: Path
) -> None:
    complaint_id = add_complaint().id
    desk.close()
    draw = random.Random(9)
    acknowledged = 0
    hot_journals = 0
    # A collection in a child would touch, and so copy, all that the parent holds.
    gc.collect()
    gc.freeze()
    for number in range(ROUNDS):
        acknowledged += _one_round(settings, now, complaint_id, draw.uniform(0, 0.03), f"round {number}")
        hot_journals += (settings.places.store / "desk.db-journal").exists()
        if number % 20 == 19 or number == ROUNDS - 1:
            again = setup.open_desk(settings, now.today, now.moment)
            result = verify(again.reader, again.store.folder, tmp_path / "no-anchors")
            kept = again.reader.execute("SELECT count(*) FROM contact").fetchone()[0]
            again.close()
            assert result.problems == ()
            assert kept >= acknowledged
    gc.unfreeze()
    print(f"{ROUNDS} rounds, {acknowledged} steps acknowledged, {hot_journals} hot journals met")
    assert acknowledged >= ROUNDS


def _one_round(settings: Settings, now: Now, complaint_id: int, wait: float, words: str) -> int:
    """Let a child write until it is killed, and return how many steps it had acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        gc.disable()
        # Whatever happens, the child must not run on as a second pytest.
        try:
            os.close(reading)
            _write_until_killed(settings, now, complaint_id, writing, words)
        finally:
            traceback.print_exc()
            os._exit(0)
    os.close(writing)
    first = os.read(reading, 1)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    count = len(first)
    while chunk := os.read(reading, 65536):
        count += len(chunk)
    os.close(reading)
    assert first, "the writer never acknowledged a step"
    return count


def _write_until_killed(settings: Settings, now: Now, complaint_id: int, pipe: int, words: str) -> None:
    desk = setup.open_desk(settings, now.today, now.moment)
    for turn in range(10_000):
        triage.rate(desk, complaint_id, turn % 5 + 1, words)
        contacts.log(
            desk,
            complaint_id,
            contacts.NewContact(Side.customer, Direction.outward, "phone", f"{words}, {turn}"),
        )
        os.write(pipe, b"a")
