"""The handler's own editor: the terminal is lent to it, and a text comes back or is kept."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from textual.app import App, SuspendNotSupported

from complaintdesk.errors import DeskError

Runner = Callable[[Sequence[str]], int]
"""Runs a program in the terminal; returns its exit code."""


def run(command: Sequence[str]) -> int:
    """Run a program and wait for it.

    Raises:
        OSError: If it cannot be started.
    """
    return subprocess.run(command, check=False).returncode


class Editor:
    """Edits texts with a program such as `vi`, by way of a file that only the handler can read."""

    def __init__(self, app: App[object], command: str, folder: Path, runner: Runner = run) -> None:
        self._app = app
        self._command = command
        self._folder = folder
        self._runner = runner

    def edit(self, text: str) -> str:
        """Return the text as the editor left it.

        Raises:
            DeskError: If the editor cannot be started, fails, or leaves no readable
                text; where there is a file that may hold work, it is kept and named.
        """
        command = self._words()
        path = self._written(text)
        self._have_edited(path, command)
        try:
            edited = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            raise DeskError(f"What the editor left is not readable text; it is kept as {path}.") from None
        path.unlink()
        # Most editors end a file with a line break that nobody typed.
        return edited if text.endswith("\n") else edited.removesuffix("\n")

    def _written(self, text: str) -> Path:
        """Return a file, readable by nobody else, that holds the text."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(prefix="note-", suffix=".md", dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8", errors="replace"))
        except OSError as problem:
            raise DeskError(f"No file for the editor in {self._folder}: {problem.strerror}.") from None
        return Path(name)

    def _have_edited(self, path: Path, command: Sequence[str]) -> None:
        """Lend the terminal to the editor until it ends."""
        problem: OSError | None = None
        code = 0
        try:
            with self._app.suspend():
                # Caught in here, because the app would not take the terminal back after an error.
                try:
                    code = self._runner([*command, str(path)])
                except OSError as error:
                    problem = error
        except SuspendNotSupported:
            self._drop(path)
            raise DeskError("An editor cannot be opened in this terminal; please type here.") from None
        if problem is not None:
            self._drop(path)
            raise DeskError(f"The editor {command[0]!r} could not be started: {problem.strerror}.")
        if code:
            raise DeskError(f"The editor ended with an error ({code}); what it left is kept as {path}.")

    def _words(self) -> list[str]:
        try:
            return shlex.split(self._command) or ["vi"]
        except ValueError:
            raise DeskError(f"The editor's command is not understood: {self._command}") from None

    def _drop(self, path: Path) -> None:
        with suppress(OSError):
            path.unlink()
