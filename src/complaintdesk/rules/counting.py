"""Numbers with their nouns."""

from __future__ import annotations


def counted(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 reply`, `2 replies`, `0 files`, `1,204 complaints`.

    Args:
        n: The number.
        one: The noun of one.
        many: The noun of any other number; `one` with an s where it is left out.
    """
    return f"{n:,} {one if n == 1 else many or f'{one}s'}"
