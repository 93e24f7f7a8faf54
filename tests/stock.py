"""Desks that tests begin with, each made once for all of them: copying one takes a tenth of the time of making it."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from complaintdesk import services
from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.services import demo, setup
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import LibraryKind
from tests import journey, trending


def settings_of(root: Path) -> Settings:
    """Return settings whose places all lie in one folder."""
    return Settings(Places(root / "store", root / "config", root / "state", shipped_data()))


class Stock:
    """The folders of desks, by name; each is made when it is first asked for, by the worker that asks."""

    def __init__(self, folder: Path, today: Callable[[], date], moment: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = today, moment
        folder.mkdir(exist_ok=True)

    def folders(self, name: str) -> Path:
        """Return the folders of a desk; they are copied, and never opened."""
        made = self._folder / name
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                making = made.with_suffix(".making")
                shutil.rmtree(making, ignore_errors=True)
                making.mkdir()
                self._make(name, making)
                making.rename(made)
        return made

    def copy(self, name: str, root: Path) -> None:
        """Put the folders of a desk into a folder."""
        shutil.copytree(self.folders(name), root, dirs_exist_ok=True)

    def _make(self, name: str, root: Path) -> None:
        if name == "demo":
            demo.create(settings_of(root)).close()
        elif name == "blank":
            answers = setup.Answers(handler="Robin Hale", organisation="Northmoor Homes")
            setup.create(settings_of(root), answers, *self._clock).close()
        else:
            begins, act = FURTHER[name]
            self.copy(begins, root)
            desk = setup.open_desk(settings_of(root), *self._clock)
            act(desk, root)
            desk.close()


FIRST = 1
"""The id of the complaint that the journey is about."""


def _investigated(desk: Desk, root: Path) -> None:
    complaint_id = journey.referred(desk).id
    assert complaint_id == FIRST
    journey.stock_library(desk)
    journey.triaged(desk, complaint_id)
    file = root / "job-sheet.txt"
    file.write_text("Visited twice.")
    journey.investigated(desk, complaint_id, file)
    file.unlink()


def _weighed(desk: Desk, _root: Path) -> None:
    clause, aim = (
        services.library.entries(desk, kind)[0].id for kind in (LibraryKind.policy_clause, LibraryKind.aim)
    )
    journey.weighed(desk, FIRST, clause, aim)


def _agreed(desk: Desk, _root: Path) -> None:
    journey.agreed(desk, FIRST, services.dossier.load(desk, FIRST))


def _closed(desk: Desk, _root: Path) -> None:
    journey.delivered(desk, FIRST, services.dossier.load(desk, FIRST))


def _history(desk: Desk, root: Path) -> None:
    trending.history(desk, root)
    (root / "history.csv").unlink()
    trending.ready(desk)


FURTHER: dict[str, tuple[str, Callable[[Desk, Path], None]]] = {
    "investigated": ("blank", _investigated),
    "weighed": ("investigated", _weighed),
    "agreed": ("weighed", _agreed),
    "closed": ("agreed", _closed),
    "history": ("blank", _history),
}
"""Name of a desk -> which one it begins as, and what is done on it."""
