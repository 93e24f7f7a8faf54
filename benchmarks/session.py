"""Twenty complaints triaged by keys alone in a real terminal: keys a complaint, and the longest wait for a frame.

`python -m benchmarks.session` plays it on a store of its own and prints what it took; each
complaint is rated, its procedure left as proposed, spoken to with a promise, and accepted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks import made_up, stores
from benchmarks.cases import desk_on
from benchmarks.terminal import Program
from complaintdesk import services
from complaintdesk.services import setup
from complaintdesk.vocabulary import Origin, Stage

COMPLAINTS = 20
SIZE = (80, 24)
A_HAND = 0.12
"""Seconds a quick hand takes from one key to the next."""

SUMMARY, PROMISE = "Named myself; she wants heat.", "Ring with a date"


def main() -> int:
    """Play the session, and return 0 where every complaint is as it should be."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _prepare(folder)
        waits, pressed = _play(folder)
        ready = _triaged(folder)
    words = len(SUMMARY) + len(PROMISE) + len("+5wd")
    a_complaint = pressed / COMPLAINTS
    waits.sort()
    sys.stdout.write(
        f"{ready} of {COMPLAINTS} complaints rated, spoken to with a promise, and accepted.\n"
        f"{a_complaint:.0f} keys a complaint, {words} of them letters of what was said and promised.\n"
        f"Wait from a key to its frame: median {waits[len(waits) // 2]:.0f} ms,"
        f" ninety-fifth {waits[int(0.95 * len(waits))]:.0f} ms, longest {waits[-1]:.0f} ms.\n"
    )
    return 0 if ready == COMPLAINTS else 1


def _prepare(folder: Path) -> None:
    desk = setup.create(
        stores.settings(folder), setup.Answers("Robin Hale"), lambda: stores.TODAY, stores.moment
    )
    path = made_up.write(folder / "referred.csv", COMPLAINTS, seed=5)
    services.importing.run(desk, services.importing.Request(path, preset="log", load_as=Origin.referred))
    desk.close()


def _play(folder: Path) -> tuple[list[float], int]:
    program = Program(desk_on(folder), SIZE)
    waits: list[float] = []
    pressed = 0

    def press(*keys: str) -> None:
        nonlocal pressed
        for key in keys:
            _, wait = program.key(key, A_HAND, patience=10)
            waits.append(wait)
            pressed += 1

    def until(key: str, mark: str) -> None:
        # A hand waits for what it has asked for to be on the screen, however slow the machine is.
        nonlocal pressed
        program.painted, at = b"", time.monotonic()
        program.send(key)
        program.wait_for(mark)
        waits.append(1000 * (time.monotonic() - at))
        program.settle(A_HAND)
        pressed += 1

    def type_in(text: str) -> None:
        # As fast as fingers go: nothing waits for the frame of a letter.
        nonlocal pressed
        for letter in text:
            program.send(letter)
            time.sleep(0.01)
        pressed += len(text)
        program.settle()

    try:
        program.wait_for("26-00")
        program.rest()
        # From Today to the complaints that wait for triage, the next view.
        program.send("l")
        program.wait_for("[Triage")
        program.settle()
        for _ in range(COMPLAINTS):
            until("t", "Severity")
            press("4", "\t")
            type_in("lasts")
            until("\x13", "triaged")
            until("b", "What was said")
            type_in(SUMMARY)
            press("\t")
            type_in(PROMISE)
            press("\t")
            type_in("+5wd")
            until("\x13", "logged")
            until("a", "Accepted")
    finally:
        program.end()
    return waits, pressed


def _triaged(folder: Path) -> int:
    desk = stores.opened(folder)
    try:
        rows = desk.reader.execute("SELECT id FROM complaint").fetchall()
        found = [services.dossier.load(desk, int(row[0])) for row in rows]
    finally:
        desk.close()
    return sum(
        each.stage is Stage.investigating
        and each.severity == 4
        and [promise.text for promise in each.promises] == [PROMISE]
        and [contact.summary for contact in each.contacts] == [SUMMARY]
        for each in found
    )


if __name__ == "__main__":
    sys.exit(main())
