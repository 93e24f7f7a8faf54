"""What every import says of itself, whatever it read: how many records, which step, and what was noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many records a file has, by what became of each."""

    file: Path
    new: int
    updated: int
    known: int
    duplicate: int
    invalid: int
    batch: int | None
    """The number of the import; None where nothing was to be done or it was only looked at."""

    step: int | None
    """The number of the step."""

    seconds: float
    notes: tuple[str, ...] = ()
    """What to know before trusting the result, a sentence each."""

    @property
    def rows(self) -> int:
        """Records in the file."""
        return self.new + self.updated + self.known + self.duplicate + self.invalid

    def counts(self, words: Mapping[str, str], always: str = "") -> str:
        """Return how many there are of each, as `words` calls them; none is said of `always` alone."""
        found = ((name, getattr(self, name)) for name in words)
        return ", ".join(f"{number:,} {words[name]}" for name, number in found if number or name == always)
