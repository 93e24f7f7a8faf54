"""Backup, restore and its rehearsal as commands: their documents, sentences and exit codes."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from complaintdesk.cli import arguments
from tests.cli.conftest import NEW, Call


def test_a_backup_is_restored_and_says_so(on: Call, store: Path) -> None:
    on(*NEW)
    made = on("backup", "--json").document
    on(*NEW)
    restored = on("restore", "--json").document
    listed = on("list", "--json").document
    verified = on("verify", "--json").document

    assert (made["complaints"], made["files"], made["steps"], made["lacking"]) == (1, 0, 2, [])
    assert (restored["file"], restored["ok"], restored["compared"]) == (made["file"], True, True)
    assert Path(restored["aside"]).parent == store / "aside"
    assert [row["reference"] for row in listed] == ["CD-2026-0001"]
    assert (verified["ok"], verified["steps"]) == (True, 2)
    assert "step 3 of then is no longer part of it, and that is in order" in verified["remarks"][0]
    assert "and that is in order" in on("verify").out


def test_a_restore_says_what_it_will_do_and_what_it_did(on: Call, store: Path, tmp_path: Path) -> None:
    on(*NEW)
    on("backup", "--to", tmp_path / "copy.db")
    on(*NEW)
    ended = on("restore", tmp_path / "copy.db")

    assert ended.code == 0
    assert f"It takes the place of the store in {store}: 2 complaints, 3 steps, the last on " in ended.out
    assert "1 step was taken there since, and will be missing afterwards." in ended.out
    assert f"Restored into {store}. copy.db of 18 November 2026" in ended.out
    assert "The store that was there is kept in" in ended.out
    assert f"`complaintdesk --store {store}` opens it." in ended.out


def test_in_a_terminal_a_restore_is_asked_for(on: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    on(*NEW)
    on("backup")
    on(*NEW)
    monkeypatch.setattr(arguments, "agreed", lambda *_: False)
    monkeypatch.setattr("complaintdesk.cli.backups.agreed", lambda *_: False)

    assert on("restore").code == 1
    assert len(on("list", "--json").document) == 2


@pytest.mark.parametrize(
    ("typed", "goes_on"), [("y", True), ("YES", True), ("n", False), ("", False), ("yeah", False)]
)
def test_y_and_yes_go_on_and_nothing_else_does(
    on: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, goes_on: bool
) -> None:
    on(*NEW)
    on("backup", "--to", tmp_path / "copy.db")
    answer = io.StringIO(f"{typed}\n")
    for stream in (answer, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", answer)
    ended = on("--store", tmp_path / "new", "restore", tmp_path / "copy.db")

    assert (ended.code == 0, (tmp_path / "new").exists()) == (goes_on, goes_on)
    assert "Go on? y or n: " in ended.out
    assert ("Nothing was changed." in ended.err) is not goes_on


def test_a_rehearsal_is_one_sentence_and_a_bad_backup_a_refusal(on: Call, store: Path) -> None:
    on(*NEW)
    on("backup")
    ended = on("restore-drill")
    (copy,) = (store / "backups").glob("*.db")
    told = on("restore-drill", "--json").document
    copy.write_bytes(copy.read_bytes()[:-1])
    bad = on("restore-drill")

    assert ended.code == 0
    assert ended.out.startswith("Restored to a scratch folder: desk.20261118T")
    assert ended.out.count("\n") == 1
    assert (told["ok"], told["complaints"], told["compared"]) == (True, 1, True)
    assert (bad.code, "its bytes are not those that were written" in bad.err) == (1, True)


def test_a_backup_only_if_something_has_changed(on: Call) -> None:
    on(*NEW)

    assert on("backup", "--if-changed", "--json").document["steps"] == 2
    assert on("backup", "--if-changed", "--json").document == {"file": None}
    assert "holds everything" in on("backup", "--if-changed").out
    on(*NEW)
    # Within one second of the one before, it gets a number.
    assert re.search(r"\.by-hand(\.2)?\.db\n$", on("backup", "--if-changed").out)


def test_a_desk_that_is_gone_is_not_made_anew_without_a_word(
    on: Call, call: Call, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(*NEW)
    on("backup")
    (store / "desk.db").unlink()
    monkeypatch.setattr("complaintdesk.cli.opening.require_terminal", lambda: None)
    opened = call("--store", store)

    assert opened.code == 1
    assert "`complaintdesk restore` brings the newest back" in opened.err
    assert on("restore").code == 0
    assert len(on("list", "--json").document) == 1


def test_a_restore_works_whatever_the_settings_say(on: Call, tmp_path: Path) -> None:
    on(*NEW)
    on("backup")
    config = tmp_path / "home" / "xdg_config_home" / "complaintdesk"
    config.mkdir(parents=True)
    (config / "config.toml").write_text("nonsense = 1")

    assert on("list").code == 1
    assert on("restore").code == 0
    assert on("restore-drill").code == 0
