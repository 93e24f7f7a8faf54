"""`python -m benchmarks`: measure, print the table, and write it with `--write`."""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks import measuring, stores
from benchmarks.cases import CASES, Bench, Figure

REPORT = Path(__file__).parents[1] / "docs" / "performance.md"


def main() -> int:
    """Measure what is asked for and return 0, whatever the figures are."""
    asked = _arguments().parse_args()
    root: Path = asked.folder
    root.mkdir(parents=True, exist_ok=True)
    built = []
    for count in (asked.small, asked.large):
        _say(f"store of {count:,} complaints ...")
        _, seconds = stores.made(root, count)
        if seconds is not None:
            built.append(f"{count:,} complaints imported in {seconds:.0f} s")
    bench = Bench(root / str(asked.small), root / str(asked.large), asked.rounds, root)
    found: list[Figure] = []
    for name in asked.only or CASES:
        for taken in CASES[name](bench):
            figure = replace(taken, pace=measuring.pace()) if taken.unit == "ms" else taken
            found.append(figure)
            _say(_line(figure))
    if asked.write:
        REPORT.write_text(_report(found, asked.small, asked.large, built), "utf-8")
        _say(f"written: {REPORT}")
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--large", type=int, default=1_000_000, help="complaints in the largest store")
    parser.add_argument("--small", type=int, default=1_000, help="complaints in the smallest one")
    parser.add_argument("--rounds", type=int, default=7, help="how often programs are started")
    parser.add_argument("--only", nargs="+", choices=CASES, help="the cases wanted")
    parser.add_argument("--folder", type=Path, default=Path(".benchmarks"), help="where stores are kept")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    return parser


def _line(figure: Figure) -> str:
    against = f" / {figure.yardstick}" if figure.yardstick else ""
    found = f"{figure.found:8.2f} {figure.unit:2}{_at_pace(figure)}"
    if figure.limit is None:
        return f"{'':8}{found} {figure.target}: {figure.ours}{against}"
    sign = ">=" if figure.at_least else "<="
    verdict = "reached" if figure.is_reached else "MISSED"
    return f"{verdict:8}{found} ({sign} {figure.limit:g})  {figure.target}: {figure.ours}{against}"


def _at_pace(figure: Figure) -> str:
    """Return what milliseconds come to where the limits were set."""
    return f" (there {figure.compared:.2f})" if figure.unit == "ms" else ""


def _report(found: list[Figure], small: int, large: int, built: list[str]) -> str:
    lines = [
        "# How fast it is",
        "",
        "Written by `python -m benchmarks --write`. Processor time in milliseconds, the median and in brackets the",
        "ninety-fifth of a hundred, unless the line says otherwise. Each yardstick was measured in the same run, in",
        f"turn with ours. Stores of {small:,} and {large:,} made-up complaints of 500 characters.",
        "",
        "Limits in milliseconds were set on another machine. What a Python that does nothing takes here, right after",
        f"each of them, against the {measuring.STARTED:g} ms it took there, says how much slower this one is at that",
        'moment; what was found comes to the figure behind "there", and that is held against the limit.',
        "",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}."
        + (f" {'; '.join(built)}." if built else ""),
        "",
        "| target | ours | yardstick | found | limit | |",
        "|---|---|---|---|---|---|",
    ]
    for figure in found:
        unit = "" if figure.unit == "x" else f" {figure.unit}"
        note = f" ({figure.note})" if figure.note else ""
        lines.append(
            f"| {figure.target}{note} | {figure.ours} | {figure.yardstick} |"
            f" {figure.found:.2f}{unit}{_at_pace(figure)} | {_kept(figure, unit)} |"
        )
    return "\n".join(lines) + "\n"


def _kept(figure: Figure, unit: str) -> str:
    """Return the limit and whether it is kept, as two cells; empty ones where nothing is asked."""
    if figure.limit is None:
        return " |"
    sign = "at least" if figure.at_least else "at most"
    return f"{sign} {figure.limit:g}{unit} | {'reached' if figure.is_reached else '**missed**'}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
