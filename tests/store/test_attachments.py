"""Attachments: byte for byte, under their hash, whatever the file is called and whatever it is."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import resource
import stat
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaintdesk.errors import CancelledError, InvalidInputError, NotFoundError, NotSavedError
from complaintdesk.store import attachments
from complaintdesk.store.attachments import Watched
from tests.faults.counts import rounds, tell


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "attachments"


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["job sheet.txt", "[b]bold[b].txt", "é\u202egnp.exe", "-rf", "desk.db"])
def test_a_file_is_kept_under_its_hash_and_not_under_its_name(
    tmp_path: Path, folder: Path, name: str
) -> None:
    source = tmp_path / name
    source.write_bytes(b"Visited twice.\r\n\0")
    sha256 = hashlib.sha256(b"Visited twice.\r\n\0").hexdigest()

    taken = attachments.take_in(folder, source)

    assert (taken.sha256, taken.name, taken.size) == (sha256, name, 17)
    assert kept(folder) == [folder / sha256[:2] / sha256]
    assert attachments.place(folder, sha256).read_bytes() == source.read_bytes()
    assert attachments.state_of(folder, sha256) == "sound"


def test_kept_bytes_are_the_owner_s_to_read_and_nobody_s_to_write(tmp_path: Path, folder: Path) -> None:
    loose = os.umask(0)
    try:
        taken = attachments.keep(folder, io.BytesIO(b"x"), "x")
    finally:
        os.umask(loose)
    place = attachments.place(folder, taken.sha256)

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, place.parent, place)]
    assert modes == [0o700, 0o700, 0o400]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=3000))
def test_known_bytes_are_kept_once(folder: Path, content: bytes) -> None:
    first = attachments.keep(folder, io.BytesIO(content), "one")
    before = kept(folder)
    second = attachments.keep(folder, io.BytesIO(content), "two")

    assert first.sha256 == second.sha256 == hashlib.sha256(content).hexdigest()
    assert kept(folder) == before
    assert attachments.place(folder, first.sha256).read_bytes() == content


def test_a_file_larger_than_one_read_is_kept_whole(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "CHUNK", 7)
    source = tmp_path / "large"
    source.write_bytes(bytes(range(256)) * 3)

    taken = attachments.take_in(folder, source)

    assert attachments.place(folder, taken.sha256).read_bytes() == source.read_bytes()
    assert taken.size == 768


def _link(path: Path) -> None:
    path.with_name("real").write_text("x")
    path.symlink_to(path.with_name("real"))


NOT_FILES = {
    "a link": _link,
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a link into nothing": lambda path: path.symlink_to("/no/such"),
}


@pytest.mark.parametrize("make", NOT_FILES.values(), ids=NOT_FILES.keys())
def test_only_plain_files_are_taken(tmp_path: Path, folder: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / "it")

    with pytest.raises(InvalidInputError) as caught:
        attachments.take_in(folder, tmp_path / "it")

    assert caught.value.field == "file"
    assert not folder.exists()


def test_a_device_is_not_taken(folder: Path) -> None:
    with pytest.raises(InvalidInputError, match="not a plain file"):
        attachments.take_in(folder, Path("/dev/zero"))

    assert not folder.exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(NotFoundError, match=r"none\.txt"):
        attachments.take_in(folder, tmp_path / "none.txt")


@pytest.mark.parametrize("change", ["grows", "is touched"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, folder: Path, change: str) -> None:
    source = tmp_path / "log.txt"
    source.write_text("one\n")

    def meanwhile(done: int, total: int) -> None:
        if change == "grows":
            with source.open("a") as writing:
                writing.write("two\n")
        else:
            os.utime(source, ns=(1, 1))

    with pytest.raises(InvalidInputError, match="changed while it was being read"):
        attachments.take_in(folder, source, Watched(meanwhile))

    assert kept(folder) == []


def test_a_disk_that_is_full_is_told_and_leaves_no_part(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "sheet.txt"
    source.write_text("Visited twice.")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(NotSavedError, match=r"sheet.txt could not be kept: No space left on device"):
        attachments.take_in(folder, source)

    assert kept(folder) == []


def test_missing_and_altered_bytes_are_told_apart(folder: Path) -> None:
    sha256 = attachments.keep(folder, io.BytesIO(b"x"), "x").sha256
    place = attachments.place(folder, sha256)
    place.chmod(0o600)
    place.write_bytes(b"y")
    altered = attachments.state_of(folder, sha256)
    place.unlink()

    assert (altered, attachments.state_of(folder, sha256)) == ("altered", "missing")


def test_bytes_that_come_again_mend_what_was_altered(folder: Path) -> None:
    sha256 = attachments.keep(folder, io.BytesIO(b"x"), "x").sha256
    place = attachments.place(folder, sha256)
    place.chmod(0o600)
    place.write_bytes(b"y")
    attachments.keep(folder, io.BytesIO(b"x"), "x")

    assert attachments.state_of(folder, sha256) == "sound"


def test_a_file_is_what_its_bytes_say_and_not_its_name(tmp_path: Path, folder: Path) -> None:
    source = tmp_path / "photo.jpg"
    source.write_bytes(b"%PDF-1.7\n")

    taken = attachments.take_in(folder, source)

    assert (taken.media_type, taken.is_new) == ("application/pdf", True)
    assert not attachments.take_in(folder, source).is_new


def test_progress_is_told_and_stopping_leaves_no_file(tmp_path: Path, folder: Path) -> None:
    source = tmp_path / "film.mkv"
    source.write_bytes(bytes(3 << 20))
    told: list[tuple[int, int]] = []

    with pytest.raises(CancelledError, match=r"nothing of film\.mkv was kept"):
        attachments.take_in(
            folder, source, Watched(lambda done, total: told.append((done, total)), lambda: len(told) == 2)
        )

    assert told == [(1 << 20, 3 << 20), (2 << 20, 3 << 20)]
    assert kept(folder) == []


def test_a_path_that_is_none_is_refused(folder: Path) -> None:
    with pytest.raises(InvalidInputError, match="it is no path"):
        attachments.take_in(folder, Path("a\0b"))


def test_bytes_kept_for_nothing_are_taken_away(folder: Path) -> None:
    sha256 = attachments.keep(folder, io.BytesIO(b"x"), "x").sha256

    attachments.discard(folder, [sha256, "0" * 64])

    assert kept(folder) == []


def test_what_a_killed_intake_left_is_taken_away_a_day_later(tmp_path: Path, folder: Path) -> None:
    folder.mkdir()
    old, new = folder / "a.part", folder / "b.part"
    for part in (old, new):
        part.write_bytes(b"half of a film")
    os.utime(old, (time.time() - 2 * attachments.STALE_SECONDS,) * 2)
    source = tmp_path / "sheet.txt"
    source.write_text("x")

    taken = attachments.take_in(folder, source)

    assert kept(folder) == sorted([new, attachments.place(folder, taken.sha256)])


def test_a_gigabyte_is_kept_in_constant_memory(tmp_path: Path, folder: Path) -> None:
    """A few megabytes every day, a gigabyte for a release: with its time then, told on the terminal."""
    size = rounds("gigabyte")
    source = tmp_path / "call.wav"
    with source.open("wb") as writing:
        writing.truncate(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()

    taken = attachments.take_in(folder, source)

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert taken.size == size
    tell("gigabyte", size, seconds=time.perf_counter() - begun, more_megabytes=grown / 1024)
    # In kilobytes: a few chunks, however large the file.
    assert grown < 32 << 10
