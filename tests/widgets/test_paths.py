"""Paths: the rest of a name is offered, and nothing that cannot be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from complaintdesk.widgets.paths import completed, listed, meant


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


def test_a_path_means_the_same_however_a_terminal_pasted_it(tmp_path: Path) -> None:
    file = tmp_path / "job sheet (2).txt"
    file.write_text("x")

    for pasted in (
        str(file),
        f"  {file}  ",
        f"'{file}'",
        f'"{file}"',
        str(file).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)"),
        f"file://{str(file).replace(' ', '%20')}",
        f"'file://{str(file).replace(' ', '%20')}'",
        f"file://localhost{str(file).replace(' ', '%20')}",
    ):
        assert meant(pasted) == file, pasted


@pytest.mark.parametrize(
    "typed", ["it's mine.txt", "a\\", "'a' 'b'", "file://[", "a\0b", "~nobody-here/x", '"', ""]
)
def test_what_is_no_pasted_path_stays_as_it_was_typed(typed: str) -> None:
    assert str(meant(typed)) in {typed, ".", str(Path(typed))}


def test_a_name_that_looks_quoted_is_taken_as_it_stands_where_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("'a'").write_text("x")

    assert meant("'a'") == Path("'a'")
    assert meant("'b'") == Path("b")


def test_what_stands_in_a_folder_can_be_picked(folder: Path) -> None:
    (folder / ".hidden").write_text("")

    assert listed(folder) == [("journal/", "a folder"), ("job-sheet.txt", "10 bytes")]
    assert listed(folder / "none") == []
