"""Stores for measuring: made by the desk's own import, and kept between runs."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import select

from benchmarks import made_up
from complaintdesk import services
from complaintdesk.config import Places, Settings, shipped_data
from complaintdesk.models import Claim, Complaint, Contact
from complaintdesk.services import setup
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Direction, Origin, Side, Stage

TODAY = date(2026, 11, 18)
REFERRED = 200
"""Complaints on the desk; the others are history."""


def settings(folder: Path) -> Settings:
    """Return settings whose places all lie in a folder."""
    return Settings(Places(folder / "store", folder / "config", folder / "state", shipped_data()))


def opened(folder: Path) -> Desk:
    """Return the desk on a store that was made."""
    return setup.open_desk(settings(folder), lambda: TODAY, moment)


def moment() -> datetime:
    """Return the moment of every step."""
    return datetime(2026, 11, 18, 9, tzinfo=UTC)


def made(root: Path, count: int) -> tuple[Path, float | None]:
    """Return the folder of a store of so many complaints, and the seconds its import took where it was made now."""
    folder = root / str(count)
    done = folder / "made"
    if done.is_file():
        return folder, None
    folder.mkdir(parents=True, exist_ok=True)
    history = made_up.write(folder / "history.csv", count - REFERRED)
    referred = made_up.write(folder / "referred.csv", REFERRED, seed=99)
    desk = setup.create(settings(folder), setup.Answers("Robin Hale"), lambda: TODAY, moment)
    began = time.perf_counter()
    _bring_in(desk, history, Origin.history)
    seconds = time.perf_counter() - began
    referred.write_text(referred.read_text("utf-8").replace("\nB", "\nR"), "utf-8")
    _bring_in(desk, referred, Origin.referred)
    desk.close()
    history.unlink()
    done.write_text("")
    return folder, seconds


def evidenced(root: Path, count: int) -> Path:
    """Return the folder of a store of so many complaints of the handler's own, each with a claim on a contact."""
    folder = root / f"evidenced-{count}"
    done = folder / "made"
    if done.is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    referred = made_up.write(folder / "referred.csv", count, seed=7)
    desk = setup.create(settings(folder), setup.Answers("Robin Hale"), lambda: TODAY, moment)
    _bring_in(desk, referred, Origin.referred)
    with desk.step("take all on") as step:
        for row in step.session.exec(select(Complaint)):
            row.accepted_on, row.stage, row.owner = TODAY, Stage.investigating, "Robin Hale"
            said = Contact(
                complaint_id=row.id or 0, at=moment(), happened_on=TODAY, side=Side.customer,
                direction=Direction.outward, channel="phone", summary="Said who has it and what comes next.",
            )  # fmt: skip
            step.session.add(said)
            step.session.flush()
            step.session.add(
                Claim(
                    criteria_set="unit-45", criterion="1.3", complaint_id=row.id, record_kind="contact",
                    record_id=said.id or 0, shows="Told before they had to ask.",
                )
            )  # fmt: skip
    desk.close()
    referred.unlink()
    done.write_text("")
    return folder


def _bring_in(desk: Desk, path: Path, origin: Origin) -> None:
    report = services.importing.run(desk, services.importing.Request(path, preset="log", load_as=origin))
    if report.invalid:
        raise ValueError(f"{report.invalid} rows of {path} are invalid")
