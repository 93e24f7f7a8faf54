"""`python -m tests.faults ROW ...`: put promises to the test as often as a release asks, and keep what was found.

A row is tried in portions, each of which is kept, and goes on where it was left. What was found lies in
`docs/reliability.json`; `docs/reliability.md` is made of it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.faults.counts import ROWS

ROOT = Path(__file__).parents[2]
FOUND = ROOT / "docs" / "reliability.json"

Kept = dict[str, dict[str, Any]]
Found = Mapping[str, float]


def main() -> int:
    """Run the rows that are asked for; return 1 if one of them found something."""
    asked = _arguments().parse_args()
    deadline = time.monotonic() + 60 * asked.minutes
    failed = 0
    for name in asked.rows or ROWS:
        row = ROWS[name]
        if asked.anew and time.monotonic() < deadline:
            _keep(name, {})
        while time.monotonic() < deadline:
            before = _kept().get(name, {})
            left = max(0, row.release - before.get("tried", 0))
            if before.get("held") and not left:
                break
            _keep(name, found := _run(name, min(left, -(-row.release // row.portions)), before))
            _say(f"{name}: {found}")
            if not found["held"]:
                failed += 1
                break
    subprocess.run([sys.executable, "-m", "docs.build"], cwd=ROOT, check=True)
    return int(failed > 0)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", choices=[[], *ROWS], help="; ".join(ROWS))
    parser.add_argument("--minutes", type=float, default=600.0, help="after which no further run is begun")
    parser.add_argument("--anew", action="store_true", help="forget what was found before")
    return parser


def _kept() -> Kept:
    return json.loads(FOUND.read_text("utf-8")) if FOUND.exists() else {}


def _keep(name: str, found: dict[str, Any]) -> None:
    FOUND.write_text(json.dumps({**_kept(), name: found}, indent=1, sort_keys=True) + "\n", "utf-8")


def _run(name: str, count: int, before: dict[str, Any]) -> dict[str, Any]:
    """Run a row and return what it and the runs before it found."""
    row = ROWS[name]
    with tempfile.TemporaryDirectory() as scratch:
        told = Path(scratch) / "told"
        told.touch()
        env = {
            **os.environ,
            "COMPLAINTDESK_RELEASE": "1",
            "COMPLAINTDESK_ROW": name,
            "COMPLAINTDESK_ROUNDS": str(count),
            "COMPLAINTDESK_TRIED_BEFORE": str(before.get("tried", 0)),
            "COMPLAINTDESK_TOLD": str(told),
        }
        command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", *row.tests.split()]
        begun = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        seconds = time.monotonic() - begun
        lines = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
    if done.returncode:
        _say(done.stdout[-40_000:])
    passed = re.search(r"(\d+) passed", done.stdout)
    told_here = [line for line in lines if line["row"] == name]
    return {
        "held": done.returncode == 0 and before.get("held", True),
        "tried": before.get("tried", 0) + sum(line["tried"] for line in told_here),
        "found": added(before.get("found", {}), [line["found"] for line in told_here]),
        "tests": int(passed[1]) if passed else 0,
        "minutes": round(before.get("minutes", 0) + seconds / 60, 1),
        "on": datetime.now(UTC).date().isoformat(),
    }


def added(before: Found, more: Iterable[Found]) -> Found:
    """Return what several runs found together: what is whole adds up; of what is not, the worst is kept."""
    found = dict(before)
    for each in more:
        for what, value in each.items():
            known = found.get(what, 0)
            found[what] = known + value if isinstance(value, int) else max(known, round(value, 2))
    return found


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
