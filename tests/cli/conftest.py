"""Calling the command line in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

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
def store(tmp_path: Path, call: Call) -> Path:
    """The folder of a new store."""
    folder = tmp_path / "desk ? %"
    made = call("--store", folder, "init", "--name", "Robin Hale", "--organisation", "Northmoor Homes")
    assert made.code == 0
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
