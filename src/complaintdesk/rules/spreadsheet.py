"""Cells that no spreadsheet takes for a formula, and how to read them back.

A cell that would be one is written behind an apostrophe, and so is a cell that
begins with an apostrophe; taking off exactly one therefore gives every cell back.
"""

from __future__ import annotations

RISKY = frozenset("=+-@|%\t\r＝＋－＠'")
"""What a formula, a command or a guarded cell begins with."""

OWN_TABLE = ("reference", "source_id", "origin", "stage")
"""How the header of a table begins that the desk has written; its cells are guarded."""

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    if not text:
        return text
    # A spreadsheet passes over whatever blanks stand before a formula, not only the common ones.
    first = next((one for one in text if not one.isspace() and one not in _INVISIBLE), "")
    return "'" + text if text[0] in RISKY or first in RISKY else text


def unguarded(text: str) -> str:
    """Return the cell that `guarded` was given."""
    return text.removeprefix("'")
