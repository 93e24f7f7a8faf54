"""What the command line says: one document, plain lines, or one clear line of refusal.

Whatever a person or a file supplied is made fit to be shown before it is
printed; nothing printed here is ever read as markup.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from complaintdesk.errors import DeskError
from complaintdesk.rules.foreign_text import clean

REFUSED = 1
USAGE = 2
INTERRUPTED = 130


class UsageError(Exception):
    """The program was called wrongly; the message is one sentence."""


@dataclass(slots=True)
class Said:
    """How a command ended."""

    code: int = 0


@contextmanager
def refusals() -> Iterator[Said]:
    """Turn a refusal into one line on stderr and its exit code; a reader that went away is no fault."""
    said = Said()
    try:
        yield said
        sys.stdout.flush()
    except DeskError as refusal:
        said.code = REFUSED
        refuse(str(refusal))
    except UsageError as misuse:
        said.code = USAGE
        refuse(f"{misuse} `complaintdesk --help` lists the commands.")
    except BrokenPipeError:
        said.code = REFUSED
        # Python would complain once more when it closes the stream at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        said.code = INTERRUPTED


def say_imported(batch: int | None, step: int | None, *, dry_run: bool) -> None:
    """Say by which number an import is known and how it is taken back, or why nothing was changed."""
    if batch is not None:
        say(f"Import {batch}, step {step}; `complaintdesk undo-import {batch}` takes it back.")
    else:
        say("Nothing was changed: it was only looked at." if dry_run else "Nothing was to be done.")


def refuse(sentence: str) -> None:
    """Say on stderr why something was refused."""
    _write(sys.stderr, f"complaintdesk: {clean(sentence)}\n")


def say(text: str = "") -> None:
    """Print lines, made fit to be shown."""
    _write(sys.stdout, f"{clean(text)}\n")


def document(value: object) -> None:
    """Print one JSON document and nothing else."""
    text = json.dumps(value, default=_plain, indent=2)
    # JSON may hold this one as it is; a terminal may not.
    _write(sys.stdout, text.replace("\x7f", "\\u007f") + "\n")


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headings: in columns on a terminal, else parted by tabs for other programs."""
    lines = [[clean(cell, one_line=True) for cell in row] for row in (headings, *rows)]
    if not sys.stdout.isatty():
        _write(sys.stdout, "".join("\t".join(line) + "\n" for line in lines))
        return
    from rich.cells import cell_len, set_cell_size

    *most, last = (max(map(cell_len, column)) for column in zip(*lines, strict=True))
    # The last column may run on into further lines: nothing of a worked sum is cut.
    widths = [*(min(_WIDEST, width) for width in most), last]
    for line in lines:
        fitted = [
            set_cell_size(cell if cell_len(cell) <= width else set_cell_size(cell, width - 1) + "…", width)
            for cell, width in zip(line, widths, strict=True)
        ]
        _write(sys.stdout, "  ".join(fitted).rstrip() + "\n")


_WIDEST = 48
"""Cells a column but the last may have on a terminal."""


def _write(stream: Any, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding))


def plain(value: object) -> object:
    """Return a value as JSON has it: dates ISO, words of the trade as themselves, direction `in` or `out`."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return _plain(value) if isinstance(value, (Enum, date, Path)) else value


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return {"inward": "in", "outward": "out"}.get(value.name, value.name)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of a document")


def days(left: int | None) -> str:
    """Return days left as they are said: `3d`, `today`, `2d late`."""
    if left is None:
        return ""
    return "today" if left == 0 else f"{left}d" if left > 0 else f"{-left}d late"
