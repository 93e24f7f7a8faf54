"""Paths: the rest of a name is offered, and nothing that cannot be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaintdesk.widgets.paths import completed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "job-sheet.txt").write_text("two visits")
    (tmp_path / "journal").mkdir()
    (tmp_path / "pic\x1b[31m.png").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("begun", "whole"),
    [
        ("job", "job-sheet.txt"),
        ("jou", "journal/"),
        ("jo", "job-sheet.txt"),
        ("pic", None),
        ("other", None),
        ("", None),
    ],
)
def test_the_first_name_that_begins_as_typed_is_offered(folder: Path, begun: str, whole: str | None) -> None:
    assert completed(f"{folder}/{begun}") == (None if whole is None else f"{folder}/{whole}")


@pytest.mark.parametrize("typed", ["", "job", "/no/such/folder/x", "/tmp/\x00/x"])
def test_what_is_no_path_offers_nothing(typed: str) -> None:
    assert completed(typed) is None


def test_the_home_folder_may_be_typed_short(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))

    assert completed("~/job") == "~/job-sheet.txt"
