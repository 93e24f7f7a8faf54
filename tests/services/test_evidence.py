"""Copies of kept files for other programs: sound, private, and gone when the desk closes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from complaintdesk.errors import NotFoundError
from complaintdesk.services import evidence, triage
from complaintdesk.services.desk import Desk
from complaintdesk.services.investigation import NewSource, add_source
from complaintdesk.store import attachments
from complaintdesk.vocabulary import SourceKind
from tests.conftest import AddComplaint


@pytest.fixture
def kept(desk: Desk, tmp_path: Path) -> str:
    """The hash of a file that was taken in."""
    source = tmp_path / "sheet.txt"
    source.write_text("Visited twice.")
    return attachments.take_in(desk.store.folder.attachments, source).sha256


@pytest.mark.parametrize(
    ("name", "on_disk"),
    [
        ("sheet.txt", "sheet.txt"),
        ("../../up.txt", "up.txt"),
        ("a\x1b]52;c;x\x07.txt", None),
        ("/", None),
        ("", None),
        ("..", None),
    ],
)
def test_a_copy_lies_under_a_fit_name_where_only_its_owner_sees_it(
    desk: Desk, kept: str, name: str, on_disk: str | None
) -> None:
    copy = evidence.lay_out(desk, kept, name)

    assert copy.read_text() == "Visited twice."
    assert copy.name == on_disk or (on_disk is None and copy.name.isprintable())
    assert copy.is_relative_to(desk.settings.places.state)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.parent.stat().st_mode) == 0o700
    assert evidence.lay_out(desk, kept, name) == copy, "once more is no fault"

    copy.write_text("changed")
    assert attachments.state_of(desk.store.folder.attachments, kept) == "sound"

    evidence.put_away(desk)
    assert not copy.exists()
    evidence.put_away(desk)


@pytest.mark.parametrize("fault", ["missing", "altered"])
def test_a_file_that_is_no_longer_sound_is_not_shown_as_evidence(desk: Desk, kept: str, fault: str) -> None:
    place = attachments.place(desk.store.folder.attachments, kept)
    place.chmod(0o600)
    if fault == "missing":
        place.unlink()
    else:
        place.write_text("Visited thrice.")

    with pytest.raises(NotFoundError, match=fault):
        evidence.lay_out(desk, kept, "sheet.txt")


def test_a_look_tells_missing_and_altered_without_reading(desk: Desk, kept: str) -> None:
    place = attachments.place(desk.store.folder.attachments, kept)
    assert evidence.state(desk, kept, 14) == "sound"

    place.chmod(0o600)
    with place.open("ab") as writing:
        writing.write(b"!")
    assert evidence.state(desk, kept, 14) == "altered"

    place.unlink()
    assert evidence.state(desk, kept, 14) == "missing"
    assert evidence.caution(desk, kept, "sheet.txt") == ""


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90", "photo.jpg", "Its name ends in .jpg, but it is a program for Windows. This is a program"),
        (b"echo", "letter.bat", "This is a text that can run when it is opened: be very sure of it."),
        (b"hello", "letter.txt", ""),
    ],
)
def test_what_would_run_is_cautioned_against(
    desk: Desk, tmp_path: Path, content: bytes, name: str, said: str
) -> None:
    source = tmp_path / name
    source.write_bytes(content)

    taken = evidence.take(desk, source)

    assert evidence.caution(desk, taken.sha256, name).startswith(said)


def test_what_no_record_came_to_refer_to_is_let_go(
    desk: Desk, add_complaint: AddComplaint, tmp_path: Path
) -> None:
    complaint = add_complaint()
    triage.accept(desk, complaint.id)
    used, unused = tmp_path / "used.txt", tmp_path / "unused.txt"
    used.write_text("used")
    unused.write_text("unused")
    files = evidence.Files(desk)
    for path in (used, unused):
        files.add(path, evidence.take(desk, path))

    new = NewSource(
        SourceKind.document, "Sheet", obtained_on=desk.today(), file=files.put_in({"file": used})["file"]
    )
    found = add_source(desk, complaint.id, new)
    files.let_go()

    assert found.sources[0].attachment is not None
    assert [each.name for each in desk.store.folder.attachments.glob("*/*")] == [
        found.sources[0].attachment.sha256
    ]
    assert not evidence.is_large(tmp_path / "none")
