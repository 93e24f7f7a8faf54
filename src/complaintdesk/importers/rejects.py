"""The rejects file: every record that could not be taken, with its line and the reason.

Cells that a spreadsheet would take for a formula are written behind an
apostrophe, and so are cells that begin with one; taking off exactly one
apostrophe therefore gives every cell back. A mended rejects file can be imported:
its first two columns are known by their names and passed over.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from complaintdesk.importers.drafts import Problem
from complaintdesk.rules.spreadsheet import guarded

REJECT_COLUMNS = ("Rejected line", "Rejected because")
"""The names of the two columns before the original ones."""


def write_rejects(path: Path, header: Sequence[str], problems: Iterable[Problem]) -> int:
    r"""Write the problems as CSV, whole or not at all, and return how many there are.

    The file replaces one of the same name, is readable by its owner only, and
    opens in a spreadsheet (UTF-8 with its mark, every cell quoted). Bytes that are
    no text are written as `\udc93` and the like.
    """
    part = path.with_name(path.name + ".part")
    count = 0
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(  # noqa: PTH123 - a Path cannot open a descriptor that is owner-only from the start
            descriptor, "w", encoding="utf-8-sig", errors="backslashreplace", newline=""
        ) as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow([*REJECT_COLUMNS, *map(guarded, header)])
            for problem in problems:
                writer.writerow([problem.line, guarded(problem.reason), *map(guarded, problem.cells)])
                count += 1
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count
