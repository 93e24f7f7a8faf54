"""The settings of what leaves the desk and how long it is kept: read, or refused with the file and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaintdesk import config
from complaintdesk.errors import SettingsError


def read(tmp_path: Path, text: str) -> config.Settings:
    (tmp_path / "config.toml").write_text(text)
    return config.read(config.Places(tmp_path, tmp_path, tmp_path, tmp_path))


def test_who_is_named_and_how_long_is_kept_can_be_set(tmp_path: Path) -> None:
    plain = read(tmp_path, "")
    found = read(tmp_path, "name_colleagues = true\nname_organisation = false\nretention_months = 18\n")

    assert (plain.name_colleagues, plain.name_organisation, plain.retention_months) == (False, True, 72)
    assert (found.name_colleagues, found.name_organisation, found.retention_months) == (True, False, 18)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("retention_months = 0", "retention_months must be at least 1"),
        ("retention_months = true", "retention_months must be a int"),
        ('name_colleagues = "no"', "name_colleagues must be a bool"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        read(tmp_path, text)
