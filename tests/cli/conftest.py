"""Calling the command line in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs
import pytest

from complaintdesk.__main__ import main


class Ended(NamedTuple):
    """How a call ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.out)


Call = Callable[..., Ended]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls the program with words; paths may be given as they are."""

    def run(*words: object) -> Ended:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


@pytest.fixture
def store(tmp_path: Path, blank: Path) -> Path:
    """The folder of a new store, as `init` makes it."""
    folder = tmp_path / "desk ? %"
    shutil.copytree(blank / "store", folder)
    shutil.copytree(blank / "state", platformdirs.user_state_path("complaintdesk"))
    return folder


@pytest.fixture
def on(store: Path, call: Call) -> Call:
    """Calls the program on that store, on a Wednesday."""

    def run(*words: object) -> Ended:
        return call("--store", store, "--today", "2026-11-18", *words)

    return run


NEW = (
    "new", "--customer", "Ada Quill", "--received", "2026-11-16", "--channel", "phone",
    "--narrative", "The boiler is cold again.",
)  # fmt: skip
"""The words of a new complaint."""
