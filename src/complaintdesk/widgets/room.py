"""Room: the sizes of a terminal at which screens change their shape, the same for all of them."""

from __future__ import annotations

WIDTHS = [(0, "-narrow"), (100, "-mid"), (140, "-wide")]
"""The class a screen has from so many cells on."""

HEIGHTS = [(0, "-short"), (30, "-tall")]
"""The class a screen has from so many lines on."""

NARROWEST = 60
LOWEST = 16
"""Cells and lines below which a screen says that it has too little room."""
