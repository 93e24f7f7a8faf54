"""The store's folder is its owner's alone, and one desk at a time holds it."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from complaintdesk.errors import StoreError, StoreMissingError
from complaintdesk.services.desk import Desk
from complaintdesk.store.folder import DeskLock, Holder, StoreFolder

HOLD = """
import sys, time
from pathlib import Path
from complaintdesk.store.folder import DeskLock, StoreFolder
lock = DeskLock(StoreFolder(Path(sys.argv[1])))
print(lock.take(), flush=True)
time.sleep(60)
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_whatever_lies_in_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    loose = os.umask(0)
    try:
        folder = StoreFolder(tmp_path / "a" / "store")
        folder.make()
        DeskLock(folder).take()
    finally:
        os.umask(loose)

    assert {mode(path) for path in (folder.path, folder.attachments, folder.backups, folder.exports)} == {
        0o700
    }
    assert {mode(path) for path in (folder.database, folder.path / "desk.lock")} == {0o600}


def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir(mode=0o755)
    folder = StoreFolder(tmp_path / "store")
    folder.make()
    folder.make()

    assert mode(folder.path) == 0o700


def test_the_files_that_a_desk_makes_are_its_owner_s_only(desk: Desk) -> None:
    from complaintdesk import services

    services.backups.make(desk)
    files = [path for path in desk.store.folder.path.rglob("*") if path.is_file()]

    assert len(files) >= 2
    assert {mode(path) & 0o077 for path in [*files, desk.store.anchor_file]} == {0}


def test_where_no_folder_can_be_there_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = StoreFolder(tmp_path / "file" / "store")

    with pytest.raises(StoreError, match="cannot be used for a store: Not a directory"):
        folder.make()
    assert not folder.exists()
    with pytest.raises(StoreMissingError, match="complaintdesk init"):
        folder.require()


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    made = StoreFolder(tmp_path / "store")
    made.make()
    return made


def test_a_second_claim_is_told_who_has_it_until_it_is_given_back(folder: StoreFolder) -> None:
    first, second = DeskLock(folder), DeskLock(folder)

    assert first.take() is None
    holder = second.take()
    assert holder is not None
    assert (holder.pid, str(holder)) == (os.getpid(), f"process {os.getpid()} on {holder.host}")
    second.release()
    first.release()
    assert second.take() is None
    second.release()


def test_another_process_is_named_and_after_kill_9_the_claim_is_free(folder: StoreFolder) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder.path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        taken = other.stdout.readline().strip()
        lock = DeskLock(folder)
        holder = lock.take()
        os.kill(other.pid, signal.SIGKILL)
        other.wait(10)

    assert taken == "None"
    assert holder is not None
    assert holder.pid == other.pid
    assert lock.take() is None, "the file is there still, and nobody holds it"
    lock.release()


@pytest.mark.parametrize("said", [b"", b"{", b"[1]", b'{"pid": "x", "host": "h"}', b"\xff\xfe"])
def test_a_holder_that_has_not_said_its_name_yet_is_somebody_on_this_machine(
    folder: StoreFolder, said: bytes
) -> None:
    first = DeskLock(folder)
    first.take()
    (folder.path / "desk.lock").write_bytes(said)

    assert DeskLock(folder).take() == Holder(0, "this machine")
    first.release()


def test_who_holds_it_is_told_without_taking_it(folder: StoreFolder) -> None:
    first, second = DeskLock(folder), DeskLock(folder)
    assert second.holder() is None, "nobody was ever here"
    assert first.take() is None
    assert second.holder() == Holder(os.getpid(), socket.gethostname())
    first.release()

    assert second.holder() is None
    assert first.take() is None, "to look takes nothing"
    first.release()


def test_a_folder_that_cannot_be_written_cannot_be_claimed(tmp_path: Path) -> None:
    assert DeskLock(StoreFolder(tmp_path / "gone")).take() == Holder(0, "a folder that is read-only")
