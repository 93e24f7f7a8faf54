"""Room: the sizes of a terminal at which screens change their shape, the same for all of them."""

from __future__ import annotations

WIDTHS = [(0, "-narrow"), (100, "-mid"), (140, "-wide")]
"""The class a screen has from so many cells on."""

HEIGHTS = [(0, "-short"), (30, "-tall")]
"""The class a screen has from so many lines on."""


def classes(width: int, height: int) -> tuple[str, str]:
    """Return the classes of a screen of so many cells and lines.

    A screen that has them before it is laid out is styled once; Textual itself gives them afterwards.
    """
    wide, tall = (
        [name for least, name in steps if size >= least][-1]
        for size, steps in ((width, WIDTHS), (height, HEIGHTS))
    )
    return wide, tall


NARROWEST = 60
LOWEST = 16
"""Cells and lines below which a screen says that it has too little room."""
