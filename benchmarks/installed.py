"""What an installation takes: `python -m benchmarks.installed` builds the wheel, installs it and looks.

The wheel goes into an empty environment by `pip`, as a handler's would; what was there before is not counted. The
first screen is that of the demo: from the start of the program until a complaint of its queue is painted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from benchmarks.cases import table
from benchmarks.measuring import Times
from benchmarks.terminal import Program

ROOT = Path(__file__).parents[1]
SIZE = (140, 42)
ROUNDS = 7
MB = 1_000_000


def main() -> int:
    """Print the figures and return 0, whatever they are."""
    with tempfile.TemporaryDirectory() as scratch:
        for line in _measured(Path(scratch)):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    return 0


def _measured(scratch: Path) -> list[str]:
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", scratch, ROOT)
    wheel = next(scratch.glob("*.whl"))
    home = scratch / "empty"
    venv.create(home, with_pip=True)
    (packages,) = home.glob("lib/python*/site-packages")
    before, empty = _distributions(packages), _bytes(packages)
    began = time.monotonic()
    _run(home / "bin" / "pip", "install", "--quiet", wheel)
    took = time.monotonic() - began
    added = _distributions(packages) - before
    largest = sorted(((_bytes(each), each.name) for each in packages.iterdir()), reverse=True)
    of_these = ", ".join(f"{name} {size / MB:.0f} MB" for size, name in largest[:4] if name != "pip")
    program = home / "bin" / "complaintdesk"
    desk = scratch / "desk"
    _run(program, "demo", "--keep", desk, "--no-open")
    shown = json.loads(_run(program, "--store", desk, "due", "--json"))[0]["reference"]
    ours = (str(program), "--store", str(desk))
    bare = (str(home / "bin" / "python"), *table(50)[1:])
    frames: dict[str, list[tuple[float, float]]] = {"ours": [], "bare": []}
    for _ in range(ROUNDS):
        frames["ours"].append(_first_frame(ours, shown))
        frames["bare"].append(_first_frame(bare, "row"))
    return [
        f"wheel: {wheel.stat().st_size / MB:.2f} MB, {wheel.name}",
        f"installed: {len(added)} distributions, {(_bytes(packages) - empty) / MB:.0f} MB with what was compiled,"
        f" in {took:.0f} s; the largest are {of_these}",
        *(
            f"first screen, {name}: {_median(waited)} waited, {_median(cpu)} of processor time"
            for name, found in frames.items()
            for waited, cpu in [tuple(zip(*found, strict=True))]
        ),
    ]


def _first_frame(command: tuple[str, ...], text: str) -> tuple[float, float]:
    """Return the milliseconds of waiting and of processor time until a text is painted."""
    began = time.monotonic()
    program = Program(command, SIZE)
    try:
        cpu = program.wait_for(text)
        return 1000 * (time.monotonic() - began), cpu
    finally:
        program.end()


def _median(times: tuple[float, ...]) -> str:
    return str(Times(times))


def _distributions(packages: Path) -> set[str]:
    return {each.name for each in packages.glob("*.dist-info")}


def _bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(each.stat().st_size for each in files if each.is_file())


def _run(*words: object) -> str:
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
