"""Power that fails after any system call: whatever the disk then holds is sound, and has all that was acknowledged.

The desk's own services run under `strace`; its log is replayed on a model of an unkind
disk (`tests/faults/power.py`), and each image of that disk is opened as a desk opens it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from complaintdesk.errors import DeskError
from complaintdesk.services import care, contacts, drafts, history, investigation, setup, triage
from complaintdesk.services.desk import Desk
from complaintdesk.store import connection
from complaintdesk.store.folder import StoreFolder
from complaintdesk.store.verifying import verify
from complaintdesk.vocabulary import Direction, Side, SourceKind
from tests.conftest import Now
from tests.faults.conftest import Machine
from tests.faults.counts import rounds, seeded, tell
from tests.faults.power import OPTIONS, Disk, Image, put
from tests.faults.processes import FAILED, Traced, needs_strace, scratch
from tests.faults.walking import settings_in

IMAGES = rounds("power")
A_TURN = 700
"""About as many images come of one turn of the acts below."""

pytestmark = needs_strace


def work(desk: Desk, complaint_id: int, turns: int, tell_of: Callable[[str, int], object]) -> None:
    """Take steps of several kinds, keep drafts and drop anchors; tell of each when it is done."""
    form = f"contact:{complaint_id}"
    for turn in range(turns):
        triage.rate(desk, complaint_id, turn % 5 + 1, f"Turn {turn}")
        tell_of("step", care.last_step(desk))
        drafts.keep(desk, form, {"summary": f"{turn}", "note": "Typed at length. " * 200})
        tell_of("draft", turn)
        file = desk.store.folder.path.parent.with_name(f"sheet-{turn}.txt")
        file.write_text(f"Visit {turn}. " * 400, "utf-8")
        source = investigation.NewSource(
            SourceKind.document, f"Sheet {turn}", obtained_on=desk.today(), file=file
        )
        investigation.add_source(desk, complaint_id, source)
        tell_of("step", care.last_step(desk))
        said = contacts.NewContact(Side.customer, Direction.outward, "phone", f"Turn {turn}. " * 300)
        contacts.log(desk, complaint_id, said)
        tell_of("step", care.last_step(desk))
        history.undo(desk)
        tell_of("step", care.last_step(desk))
        desk.store.drop_anchor(desk.now())


@dataclass
class Power:
    """Power that fails, and what was found on the disk each time."""

    now: Now
    acknowledged: dict[str, int]
    images: int = 0
    seen: dict[bytes, str] = field(default_factory=dict)
    """What an image is and what had been acknowledged -> what is wrong with it."""

    wrong: list[str] = field(default_factory=list)

    def fail_after_every_call(self, disk: Disk, log: Path, most: int) -> None:
        """Look at the images after each call, but at no more than `most`."""
        chance = seeded(14)
        with scratch() as place:
            for told in disk.replay(log):
                for line in told.decode().splitlines():
                    what, number = line.split()
                    self.acknowledged[what] = int(number)
                if self.images >= most:
                    return
                for image in disk.images(chance):
                    self.images += 1
                    said = self._look(image, place)
                    if said:
                        self.wrong.append(said)

    def _look(self, image: Image, place: Path) -> str:
        digest = hashlib.blake2b(repr(sorted(self.acknowledged.items())).encode())
        for name, content in image.items():
            digest.update(name.encode() + b"\0")
            digest.update(content or b"")
        known = digest.digest()
        if known not in self.seen:
            root = place / "disk"
            put(image, root)
            self.seen[known] = self._wrong_with(root)
            shutil.rmtree(root)
        return self.seen[known]

    def _wrong_with(self, root: Path) -> str:
        try:
            settings = settings_in(root)
            desk = setup.open_desk(settings, self.now.today, self.now.moment)
            try:
                found = verify(desk.reader, StoreFolder(settings.places.store), desk.store.anchor_file)
                steps = care.last_step(desk)
                kept = desk.reader.execute("SELECT typed FROM draft").fetchall()
            finally:
                desk.store.reader.close()
        except DeskError as refusal:
            return str(refusal)
        if found.problems:
            return str(found.problems[0])
        if not 0 <= steps - self.acknowledged.get("step", 0) <= 1:
            return f"{self.acknowledged['step']} steps were acknowledged, {steps} are there"
        turn = self.acknowledged.get("draft")
        if turn is not None and not any(f'"{each}"' in row[0] for row in kept for each in (turn, turn + 1)):
            return f"draft {turn} was acknowledged and is not there"
        return ""


@pytest.fixture
def watched(machine: Machine, tmp_path: Path) -> Callable[[int], Power]:
    """Runs turns of work under `strace` and has power fail after each of their calls."""
    log = tmp_path / "strace.log"

    def run(images: int) -> Power:
        desk = machine.open()
        power = Power(machine.now, {"step": care.last_step(desk)})
        desk.close()
        disk = Disk(machine.root)

        def act(pipe: int) -> None:
            work(
                machine.open(),
                machine.complaint_id,
                -(-images // A_TURN),
                lambda what, which: os.write(pipe, f"{what} {which}\n".encode()),
            )

        assert FAILED not in Traced(act, *OPTIONS, "-o", str(log)).run()
        power.fail_after_every_call(disk, log, images)
        log.unlink()
        return power

    return run


def test_no_power_cut_takes_what_was_acknowledged(watched: Callable[[int], Power]) -> None:
    power = watched(IMAGES)
    tell("power", power.images, different=len(power.seen), wrong=len(power.wrong))

    assert power.images >= IMAGES * 0.9
    assert power.wrong == []


def test_the_disk_is_unkind_enough_to_tell(
    watched: Callable[[int], Power], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what SQLite does unless it is told to do more, the last acknowledged step is lost now and then."""
    monkeypatch.setitem(connection.RECIPE, "synchronous", 2)

    power = watched(220)

    assert "steps were acknowledged" in power.wrong[0]
