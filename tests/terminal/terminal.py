"""A real terminal for tests: the program runs in tmux, keys go in, the screen comes out."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

PATIENCE = 30.0
"""Seconds to wait for something to appear; machines that test are slow and shared."""


class Terminal:
    """One program in one tmux session of its own server."""

    def __init__(
        self,
        command: list[str],
        folder: Path,
        width: int = 80,
        height: int = 24,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._socket = f"cd-{uuid.uuid4().hex[:8]}"
        self._exit_code = folder / f"{self._socket}.exit"
        variables = {**_PLAIN, **(env or {})}
        words = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
        line = f"env {words} {shlex.join(command)}; echo $? > {shlex.quote(str(self._exit_code))}"
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), line)
        self._tmux("set-option", "-g", "remain-on-exit", "on")

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names: `Enter`, `Escape`, `C-s`, `a`."""
        for key in keys:
            self._tmux("send-keys", key)

    def press_and_see(self, key: str, patience: float = 2.0) -> None:
        """Press a key and wait until the screen is another one and stays, for a while: a key may change nothing."""
        before, deadline = self.screen(), time.monotonic() + patience
        self.press(key)
        last, seen = "", before
        while (seen == before or seen != last) and time.monotonic() < deadline:
            time.sleep(0.1)
            last, seen = seen, self.screen()

    def type(self, text: str) -> None:
        """Type a text literally."""
        self._tmux("send-keys", "-l", text)

    def screen(self) -> str:
        """Return what the screen shows."""
        return self._tmux("capture-pane", "-p")

    def everything(self) -> str:
        """Return what the screen shows and what has moved off its top."""
        return self._tmux("capture-pane", "-p", "-S", "-200")

    def wait_for(self, text: str, patience: float = PATIENCE) -> str:
        """Wait until the screen shows `text`, and return the screen."""
        return self._wait(lambda shown: text in shown, f"{text!r} did not appear", patience)

    def wait_for_end(self, patience: float = PATIENCE) -> int:
        """Wait until the program has ended and return its exit code."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self._exit_code.exists() and self._exit_code.read_text().strip():
                return int(self._exit_code.read_text())
            time.sleep(0.05)
        raise AssertionError(f"the program did not end:\n{self.screen()}")

    def title(self) -> str:
        """Return the title that the program, or what it printed, gave the terminal."""
        return self._tmux("display-message", "-p", "#{pane_title}").strip()

    def clipboard(self) -> str:
        """Return what was copied through the terminal, or nothing."""
        done = subprocess.run(
            ["tmux", "-L", self._socket, "show-buffer"], capture_output=True, text=True, check=False
        )
        return done.stdout

    def pid(self) -> int:
        """Return the process id of the program's shell."""
        return int(self._tmux("display-message", "-p", "#{pane_pid}"))

    def close(self) -> None:
        """End the session and its server."""
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], capture_output=True, check=False)

    def _wait(self, is_so: object, otherwise: str, patience: float) -> str:
        assert callable(is_so)
        deadline = time.monotonic() + patience
        while True:
            shown = self.screen()
            if is_so(shown):
                return shown
            if time.monotonic() > deadline:
                raise AssertionError(f"{otherwise} on the screen:\n{shown}")
            time.sleep(0.05)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", self._socket, *words],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "TERM": "xterm-256color"},
        )
        return done.stdout


_PLAIN = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TEXTUAL_ANIMATIONS": "none"}
