"""Signs: the single-width marks that stand beside words, in a drawn and in a plain set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Symbols:
    """One set of signs; each is one cell wide."""

    cursor: str
    marked: str
    overdue: str
    today: str
    soon: str
    later: str
    none: str
    ascending: str
    descending: str
    thumb: str
    bar: str
    done: str
    rule: str
    arrow: str


DRAWN = Symbols("›", "✓", "!", "▲", "●", "○", "–", "▲", "▼", "█", "█", "✓", "─", "→")
PLAIN = Symbols(">", "x", "!", "^", "*", "o", "-", "^", "v", "#", "#", "x", "-", ">")


def named(name: Literal["drawn", "ascii"]) -> Symbols:
    """Return the set that the `symbols` setting names."""
    return PLAIN if name == "ascii" else DRAWN
