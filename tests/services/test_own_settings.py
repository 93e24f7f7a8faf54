"""Settings changed at the desk: in the handler's own file, whole or not at all, and everything else in it stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from complaintdesk import services
from complaintdesk.config import read
from complaintdesk.errors import SettingsError
from complaintdesk.services import letters, own_settings, triage
from complaintdesk.services.desk import Desk
from tests.conftest import TODAY, AddComplaint


@pytest.fixture
def path(desk: Desk) -> Path:
    """The settings file; it is not there yet, its folder is."""
    desk.settings.places.config.mkdir(parents=True, exist_ok=True)
    return desk.settings.places.config / "config.toml"


def test_how_customers_reach_the_handler_is_kept_and_stands_in_letters_at_once(
    desk: Desk, path: Path, add_complaint: AddComplaint
) -> None:
    path.write_text('# mine\nmouse = false # no mouse\n\n[keys]\n"undo" = "f4"\n')
    steps = services.care.last_step(desk)

    assert own_settings.reach(desk, "  020 7946 0000,\n9 to 5 ")

    assert path.read_text() == (
        '# mine\nmouse = false # no mouse\ncontact = "020 7946 0000, 9 to 5"\n\n[keys]\n"undo" = "f4"\n'
    )
    assert read(desk.settings.places).contact == "020 7946 0000, 9 to 5"
    assert services.care.last_step(desk) == steps
    assert not own_settings.reach(desk, "020 7946 0000, 9 to 5")
    found = triage.accept(desk, add_complaint(received_on=TODAY).id)
    assert "reach me at 020 7946 0000, 9 to 5." in letters.draft(desk, found.id, "acknowledgement").body


def test_a_file_is_made_where_there_is_none_for_its_owner_only(desk: Desk, path: Path) -> None:
    own_settings.reach(desk, 'Ask for "Kim" \\ 9 to 5')

    assert read(desk.settings.places).contact == 'Ask for "Kim" \\ 9 to 5'
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_lies_elsewhere_is_changed_there_and_stays_as_open_as_it_was(
    desk: Desk, path: Path, tmp_path: Path
) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text('contact = "old"\n')
    real.chmod(0o640)
    path.symlink_to(real)

    own_settings.reach(desk, "new")

    assert path.is_symlink()
    assert real.read_text() == 'contact = "new"\n'
    assert real.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"mouse = \n", "put contact into it by hand"),
        (b"# \xff\n", "is not UTF-8; put contact into it by hand"),
    ],
)
def test_a_file_that_cannot_be_read_is_left_alone(desk: Desk, path: Path, content: bytes, said: str) -> None:
    path.write_bytes(content)

    with pytest.raises(SettingsError, match=said):
        own_settings.reach(desk, "new")

    assert path.read_bytes() == content
    assert desk.settings.contact == ""


def test_a_file_that_cannot_be_written_is_refused_in_one_sentence_and_is_as_it_was(
    desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text('contact = "old"\n')

    def full(handle: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        SettingsError, match=r"config.toml cannot be written: No space left on device\. contact stays"
    ):
        own_settings.reach(desk, "new")

    assert path.read_text() == 'contact = "old"\n'
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]
