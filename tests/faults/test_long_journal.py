"""A journal of many years is still verified while one waits."""

from __future__ import annotations

import time

from complaintdesk.models import Customer
from complaintdesk.services import care
from tests.faults.conftest import Machine
from tests.faults.counts import rounds, tell

ENTRIES = rounds("verify-speed")
A_STEP = 1_000
SECONDS = 5.0
"""What a release promises for a hundred thousand entries; a few thousand take no longer anywhere."""


def test_a_long_journal_is_verified_in_seconds(machine: Machine) -> None:
    desk = machine.open()
    for step in range(ENTRIES // A_STEP):
        with desk.step("enter many") as writing:
            writing.session.add_all(
                Customer(name=f"Ada Quill {step}-{number}", email="ada@example.org")
                for number in range(A_STEP)
            )
    begun = time.perf_counter()
    found = care.verify(desk)
    seconds = time.perf_counter() - begun
    desk.close()
    tell("verify-speed", ENTRIES, seconds=seconds)

    assert found.problems == ()
    assert seconds < SECONDS
