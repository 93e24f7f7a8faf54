"""A disk that is full: a step is refused in one sentence, what was saved stands, and with room it goes on."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.errors import DeskError, NotSavedError
from complaintdesk.services import contacts, drafts, investigation
from complaintdesk.services.desk import Desk
from complaintdesk.vocabulary import Direction, Side, SourceKind
from tests.faults.conftest import Machine, problems
from tests.faults.processes import all_of, child

LONG = "Rang again, and again. " * 400


@pytest.fixture
def on_a_small_disk(machine: Machine, tmp_path: Path) -> Iterator[Machine]:
    """A desk on a disk of its own with little room; only root may make one."""
    place = tmp_path / "small"
    place.mkdir()
    size = sum(path.stat().st_size for path in machine.root.rglob("*")) // 1024 + 1200
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("only root can make a small disk")
    try:
        shutil.copytree(machine.root, place / "machine")
        yield replace(machine, root=place / "machine")
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def log(desk: Desk, complaint_id: int, words: str) -> None:
    contacts.log(desk, complaint_id, contacts.NewContact(Side.customer, Direction.outward, "phone", words))


def attach(desk: Desk, complaint_id: int, file: Path) -> None:
    source = investigation.NewSource(SourceKind.document, "Film", obtained_on=desk.today(), file=file)
    investigation.add_source(desk, complaint_id, source)


def log_until_refused(desk: Desk, complaint_id: int) -> tuple[int, str]:
    """Log contacts until one is refused; return how many were saved, and the refusal."""
    for saved in range(1000):
        try:
            log(desk, complaint_id, LONG)
        except DeskError as refusal:
            return saved, str(refusal)
    raise AssertionError("there is no end to the disk")


def test_a_full_disk_refuses_and_goes_on_once_there_is_room(on_a_small_disk: Machine, tmp_path: Path) -> None:
    machine = on_a_small_disk
    filler = machine.root.parent / "other people's files"
    filler.write_bytes(bytes(700 << 10))
    film = tmp_path / "film.mkv"
    film.write_bytes(bytes(2 << 20))
    desk = machine.open()

    with pytest.raises(NotSavedError) as film_refused:
        attach(desk, machine.complaint_id, film)
    saved, refusal = log_until_refused(desk, machine.complaint_id)
    with pytest.raises(NotSavedError) as draft_refused:
        drafts.keep(desk, "contact:1", {"note": LONG * 10})
    with pytest.raises(DeskError, match=r"No space left|disk is full"):
        services.backups.make(desk)
    there = desk.reader.execute("SELECT count(*) FROM contact").fetchone()[0]
    filler.unlink()
    log(desk, machine.complaint_id, LONG)

    assert (
        str(film_refused.value) == "film.mkv could not be kept: No space left on device. Nothing was changed."
    )
    assert (
        refusal
        == str(draft_refused.value)
        == ("The disk is full. Nothing was changed; free some space and save again.")
    )
    assert there == saved
    assert not [path for path in machine.folder.path.rglob("*.part*") if path.is_file()]
    assert problems(desk) == ()
    desk.close()


def test_a_limit_on_files_is_told_as_a_disk_that_refuses(machine: Machine) -> None:
    log_one = machine.open()
    log(log_one, machine.complaint_id, LONG)
    log_one.close()

    def work(pipe: int) -> None:
        limit = machine.folder.database.stat().st_size + (64 << 10)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        saved, refusal = log_until_refused(machine.open(), machine.complaint_id)
        os.write(pipe, f"{saved}|{refusal}".encode())

    with child(work) as (_, pipe):
        saved, refusal = all_of(pipe).decode().split("|")
    desk = machine.open()

    assert refusal == "The disk refused to write. Nothing was changed; check the disk and save again."
    assert desk.reader.execute("SELECT count(*) FROM contact").fetchone()[0] == int(saved) + 1
    assert problems(desk) == ()
    desk.close()
