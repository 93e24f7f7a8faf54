"""Comments that a system puts into one cell each: when, by whom and what, with semicolons between."""

from __future__ import annotations

import re

from complaintdesk.importers.date_shapes import NUMBERS, SHAPES, bare, read_as
from complaintdesk.importers.dates import looks_like_a_date

_PARTS = 3
_HOUR = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?", re.IGNORECASE)


def told(cell: str) -> str:
    """Return a comment as `2024-05-11 3:26 PM, author: body`; a cell that is none as it stands.

    A date whose day and month could be taken for each other is left as the cell has it.
    """
    parts = [part.strip() for part in cell.split(";", _PARTS - 1)]
    if len(parts) < _PARTS or not looks_like_a_date(parts[0]):
        return cell
    said, author, body = parts
    return f"{_when(said)}{f', {author}' if author else ''}: {body}"


def _when(said: str) -> str:
    start = bare(said)
    for shape in SHAPES:
        day = None if shape in NUMBERS or shape == "packed" else read_as(start, shape, "")
        if day is not None:
            hour = _HOUR.search(said)
            return f"{day.isoformat()} {hour[0]}" if hour else day.isoformat()
    return said
