"""A bundle of exported files: whole or not there, never outside, never over another without leave."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from complaintdesk.errors import ExportRefusedError
from complaintdesk.reports import bundle


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_files_are_written_for_the_owner_only_into_folders_that_are_made(tmp_path: Path) -> None:
    to = tmp_path / "new" / "export"

    paths = bundle.write(
        {"report.md": "£5 \ud800\n", "portfolio/index.md": b"index", "t.csv": ["a\r\n", "b"]}, to
    )

    assert paths == (to / "report.md", to / "portfolio/index.md", to / "t.csv")
    assert everything(to) == {
        "report.md": "£5 ?\n".encode(),
        "portfolio/index.md": b"index",
        "t.csv": b"a\r\nb",
    }
    assert {mode(path) for path in paths} == {0o600}
    assert {mode(folder) for folder in (to, to.parent, to / "portfolio")} == {0o700}


def test_a_file_that_is_there_is_never_replaced_without_leave(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("mine")

    with pytest.raises(ExportRefusedError, match=r"b\.md is there already; --force replaces it"):
        bundle.write({"a.md": "new", "b.md": "new"}, tmp_path)

    assert everything(tmp_path) == {"b.md": b"mine"}


def test_with_leave_it_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("mine")

    bundle.write({"a.md": "new", "b.md": "new"}, tmp_path, force=True)

    assert everything(tmp_path) == {"a.md": b"new", "b.md": b"new"}


@pytest.mark.parametrize("name", ["../a.md", "/etc/a.md", "a/../../b.md", "", ".", "...", "\x00\x1b"])
def test_a_name_that_leads_out_or_is_none_is_refused(tmp_path: Path, name: str) -> None:
    if name == "\x00\x1b":
        assert bundle.fit_name(name) == "-"
        return
    with pytest.raises(ExportRefusedError):
        bundle.write({"ok.md": "x", name: "x"}, tmp_path / "to")

    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("CD-2026-0007.md", "CD-2026-0007.md"),
        ('a:b*c?"<x>|.md', "a-b-c-x-.md"),
        (" .hidden. ", "hidden"),
        ("re\u0301sume\u0301\u202e.md", "résumé-.md"),
        ("x" * 300, "x" * 120),
        ("folder/./file.md", "folder/file.md"),
    ],
)
def test_a_name_is_made_fit_for_every_file_system(name: str, fit: str) -> None:
    assert bundle.fit_name(name) == fit


def test_two_names_that_become_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportRefusedError, match="Two files of this export"):
        bundle.write({"a?.md": "1", "A*.md": "2"}, tmp_path)

    assert everything(tmp_path) == {}


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, to = tmp_path / "outside", tmp_path / "to"
    outside.mkdir()
    to.mkdir()
    (to / "portfolio").symlink_to(outside)
    (outside / "kept.md").write_text("kept")
    (to / "link.md").symlink_to(outside / "kept.md")

    with pytest.raises(ExportRefusedError, match="leads out of"):
        bundle.write({"portfolio/index.md": "x"}, to)
    bundle.write({"link.md": "new"}, to, force=True)

    assert everything(outside) == {"kept.md": b"kept"}
    assert (to / "link.md").read_text() == "new"
    assert not (to / "link.md").is_symlink()


def test_a_file_where_a_folder_is_needed_and_the_other_way_round_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "to" / "a.md").mkdir(parents=True)

    with pytest.raises(ExportRefusedError, match="an export needs a folder"):
        bundle.write({"a.md": "x"}, tmp_path / "file")
    with pytest.raises(ExportRefusedError, match="is a folder; it is not replaced"):
        bundle.write({"a.md": "x"}, tmp_path / "to", force=True)
    with pytest.raises(ExportRefusedError):
        bundle.write({"b/c.md": "x", "b": "y"}, tmp_path / "to")
    assert everything(tmp_path) == {"file": b"x"}


def test_what_fails_while_it_is_made_leaves_nothing(tmp_path: Path) -> None:
    def rows() -> Iterator[str]:
        yield "first"
        raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        bundle.write({"a.md": "x", "b.csv": rows()}, tmp_path / "to")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_what_fails_while_it_is_put_in_place_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    (tmp_path / "b.md").write_text("mine")
    link, calls = os.link, [0]

    def failing(source: Path, target: Path) -> None:
        calls[0] += 1
        if calls[0] == fails_at:
            raise KeyboardInterrupt
        link(source, target)

    monkeypatch.setattr(os, "link", failing)

    with pytest.raises(KeyboardInterrupt):
        bundle.write({"a.md": "new", "b.md": "new", "c/d.md": "new"}, tmp_path, force=True)

    assert everything(tmp_path) == {"b.md": b"mine"}
    assert [one.name for one in tmp_path.iterdir()] == ["b.md"]


def test_a_file_system_without_second_names_is_written_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(1, "not here", str(target))

    monkeypatch.setattr(os, "link", refuse)

    bundle.write({"a.md": "x"}, tmp_path / "to")

    assert everything(tmp_path) == {"to/a.md": b"x"}


@pytest.mark.parametrize("has_second_names", [True, False])
def test_a_file_that_comes_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_second_names: bool
) -> None:
    link = os.link

    def late(source: Path, target: Path) -> None:
        Path(target).write_text("theirs")
        if not has_second_names:
            raise PermissionError(1, "not here", str(target))
        link(source, target)

    monkeypatch.setattr(os, "link", late)

    with pytest.raises(ExportRefusedError, match="is there already"):
        bundle.write({"a.md": "x"}, tmp_path)

    assert everything(tmp_path) == {"a.md": b"theirs"}


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(ExportRefusedError, match=r"cannot be written \(No space left on device\)"):
        bundle.write({"a.md": "x"}, tmp_path / "to")

    assert list(tmp_path.iterdir()) == []
