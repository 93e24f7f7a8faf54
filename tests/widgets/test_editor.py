"""The handler's own editor: a text goes out and comes back, or is kept where the refusal says."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import App, SuspendNotSupported

from complaintdesk.errors import DeskError
from complaintdesk.widgets.editor import Editor, run


class Lending(App[object]):
    """An app whose terminal can be lent; counts how often it was taken back."""

    taken_back = 0

    @contextmanager
    def suspend(self) -> Iterator[None]:
        yield
        self.taken_back += 1


class Keeping(App[object]):
    can_lend = False

    @contextmanager
    def suspend(self) -> Iterator[None]:
        if not self.can_lend:
            raise SuspendNotSupported
        yield


class Program:
    """Stands for an editor: writes what it is told, ends as it is told."""

    def __init__(self, writes: bytes | None = None, code: int = 0, error: OSError | None = None) -> None:
        self.writes, self.code, self.error = writes, code, error
        self.read = b""
        self.mode = 0
        self.command: Sequence[str] = ()

    def __call__(self, command: Sequence[str]) -> int:
        if self.error is not None:
            raise self.error
        self.command = command
        path = Path(command[-1])
        self.read, self.mode = path.read_bytes(), stat.S_IMODE(path.stat().st_mode)
        if self.writes is not None:
            path.write_bytes(self.writes)
        return self.code


def files_in(folder: Path) -> list[Path]:
    return list(folder.glob("*")) if folder.exists() else []


@pytest.mark.parametrize(
    ("text", "written", "back"),
    [
        ("as it was", None, "as it was"),
        ("one\r\ntwo", None, "one\r\ntwo"),
        ("a", b"a and more\n", "a and more"),
        ("a\n", b"a\nb\n", "a\nb\n"),
        ("", b"", ""),
    ],
)
def test_a_text_comes_back_as_it_was_edited(
    tmp_path: Path, text: str, written: bytes | None, back: str
) -> None:
    app, program = Lending(), Program(written)

    assert Editor(app, "code --wait", tmp_path / "state", program).edit(text) == back
    assert program.command[:2] == ["code", "--wait"]
    assert program.read == text.encode()
    assert program.mode == 0o600
    assert app.taken_back == 1
    assert files_in(tmp_path / "state") == []


def test_an_editor_that_is_not_there_is_named_and_the_terminal_comes_back(tmp_path: Path) -> None:
    app = Lending()

    with pytest.raises(DeskError, match="The editor 'nano' could not be started: gone"):
        Editor(app, "nano", tmp_path, Program(error=FileNotFoundError(2, "gone"))).edit("text")

    assert app.taken_back == 1
    assert files_in(tmp_path) == []


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (Program(b"half a letter", code=1), "ended with an error"),
        (Program(b"\xff\xfe\x00"), "not readable text"),
    ],
)
def test_what_may_hold_work_is_kept_and_named(tmp_path: Path, program: Program, message: str) -> None:
    with pytest.raises(DeskError, match=message) as refusal:
        Editor(Lending(), "vi", tmp_path, program).edit("text")

    (kept,) = files_in(tmp_path)
    assert str(kept) in str(refusal.value)
    assert kept.read_bytes() == program.writes


def test_a_terminal_that_cannot_be_lent_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="please type here"):
        Editor(Keeping(), "vi", tmp_path, Program()).edit("text")

    assert files_in(tmp_path) == []


def test_a_command_that_makes_no_sense_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="not understood"):
        Editor(Lending(), "vi 'unclosed", tmp_path, Program()).edit("text")

    assert files_in(tmp_path) == []


def test_a_folder_that_cannot_hold_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, not a folder")

    with pytest.raises(DeskError, match="No file for the editor"):
        Editor(Lending(), "vi", tmp_path / "state", Program()).edit("text")


def test_a_program_is_run_to_its_end() -> None:
    assert run(["true"]) == 0
    assert run(["false"]) == 1
