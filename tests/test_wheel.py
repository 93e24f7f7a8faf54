"""The wheel, installed into an empty environment, holds all that the desk needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import complaintdesk
from tests.conftest import REPOSITORY

LANDING = bool(os.environ.get("COMPLAINTDESK_LANDING"))
"""Whether a change is to land: then the libraries must be there."""


@pytest.mark.slow
def test_an_installed_wheel_makes_the_demo_and_verifies_it(tmp_path: Path) -> None:
    built = _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, REPOSITORY)
    assert built.returncode == 0, built.stderr
    wheel = next(tmp_path.glob("*.whl"))
    venv.create(tmp_path / "empty")
    python = tmp_path / "empty" / "bin" / "python"
    # What is imported is compiled then; all of SciPy would take longer than all that is looked at here.
    pip = _run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile", wheel)
    if pip.returncode != 0 and "No matching distribution" in pip.stderr and not LANDING:
        pytest.skip("the wheel's libraries cannot be fetched from here")
    assert pip.returncode == 0, pip.stderr
    program = python.with_name("complaintdesk")
    said = _run(program, "--version")
    assert said.stdout.split()[-1] == complaintdesk.__version__, said.stderr
    kept = tmp_path / "a folder with % and é"

    made = _run(program, "demo", "--keep", kept, "--no-open")
    assert made.returncode == 0, made.stderr
    verified = _run(program, "--store", kept, "verify", "--json")
    assert json.loads(verified.stdout)["ok"], verified.stdout
    listed = json.loads(_run(program, "--store", kept, "list", "--json").stdout)
    assert len([row for row in listed if row["stage"] not in {"closed", "returned"}]) == 12
    out = tmp_path / "out"
    exported = _run(program, "--store", kept, "export", "complaint", "CD-2026-0001", "--to", out)
    assert exported.returncode == 0, exported.stderr
    assert (out / "CD-2026-0001" / "report.md").is_file()


def _run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
