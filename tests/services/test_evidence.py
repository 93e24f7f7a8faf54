"""Copies of kept files for other programs: sound, private, and gone when the desk closes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from complaintdesk.errors import NotFoundError
from complaintdesk.services import evidence
from complaintdesk.services.desk import Desk
from complaintdesk.store import attachments


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
