"""The journal as a file, so that somebody else can check it: docs/verify-by-hand.md has the program for that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError
from complaintdesk.reports import bundle, tables
from complaintdesk.store import journal_lines

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Exported:
    """A journal that was written."""

    path: Path
    steps: int
    entries: int
    head: str
    """The hash of its last step: what the file is checked against."""


def export(desk: Desk, path: Path, chain_only: bool = False, force: bool = False) -> Exported:
    """Write the whole journal, a step or an entry a line, and return what was written.

    Args:
        desk: The desk.
        path: The file; its name ends in `.jsonl`.
        chain_only: Whether what rows held is left out with the salts; the handler's name and the labels of the
            steps stay, because the chain is made of them.
        force: Whether a file that is there is replaced.

    Raises:
        InvalidInputError: If the file's name does not end in `.jsonl`.
        ExportRefusedError: If the file is there already or cannot be written.
    """
    if path.suffix.lower() != ".jsonl":
        msg = f"{path.name} must end in .jsonl: it holds one JSON object a line."
        raise InvalidInputError(msg, "to")
    counted = _Counted()
    lines = tables.json_objects(_lines(desk, counted, with_values=not chain_only))
    (written,) = bundle.write({path.name: lines}, path.parent, force)
    return Exported(written, counted.steps, counted.entries, counted.head)


@dataclass(slots=True)
class _Counted:
    steps: int = 0
    entries: int = 0
    head: str = ""


def _lines(desk: Desk, counted: _Counted, *, with_values: bool) -> Iterator[journal_lines.Line]:
    reader = desk.store.another_reader()
    try:
        reader.execute("BEGIN")
        for line in journal_lines.lines(reader, with_values):
            if "hash" in line:
                counted.steps, counted.head = counted.steps + 1, str(line["hash"])
            else:
                counted.entries += 1
            yield line
    finally:
        reader.close()
