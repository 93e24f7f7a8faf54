"""A desk that faults happen to: in memory where there is some, so that thousands of rounds need no disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from complaintdesk.config import Settings
from complaintdesk.services import intake, setup, triage
from complaintdesk.services.desk import Desk
from complaintdesk.store.folder import StoreFolder
from complaintdesk.store.verifying import Problem, verify
from tests.conftest import TODAY, Now
from tests.faults.processes import scratch
from tests.faults.walking import settings_in


@dataclass(frozen=True, slots=True)
class Machine:
    """Folders with a desk on which one complaint was taken on; nobody has it open."""

    root: Path
    now: Now
    complaint_id: int

    @property
    def settings(self) -> Settings:
        return settings_in(self.root)

    @property
    def folder(self) -> StoreFolder:
        return StoreFolder(self.settings.places.store)

    def open(self) -> Desk:
        return setup.open_desk(self.settings, self.now.today, self.now.moment)


def problems(desk: Desk) -> tuple[Problem, ...]:
    """Return what `verify` finds wrong at an open desk."""
    return verify(desk.reader, desk.store.folder, desk.store.anchor_file).problems


@pytest.fixture
def machine(blank: Path, now: Now) -> Iterator[Machine]:
    with scratch() as place:
        root = place / "machine"
        shutil.copytree(blank, root)
        desk = setup.open_desk(settings_in(root), now.today, now.moment)
        entered = intake.new(desk, intake.NewComplaint("Ada Quill", TODAY, "phone", "The boiler is cold."))
        triage.accept(desk, entered.id)
        desk.close()
        yield Machine(root, now, entered.id)
