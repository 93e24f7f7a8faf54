"""What an import did or would do, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from complaintdesk.importers.drafts import shown
from complaintdesk.rules.counting import counted
from complaintdesk.services.import_changes import KEPT, SUPERSEDED, UPDATED, Changed
from complaintdesk.services.import_figures import Figures
from complaintdesk.services.import_words import Unknown

WORDS = {name: name for name in ("new", "updated", "known", "duplicate", "invalid")}
"""What became of a record -> how it is said."""

REMEMBERED = 1000
"""Rejected records that a report names; the rejects file has them all."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """How well a preset fits a header."""

    known: int
    """Columns that it knows."""

    named: int
    runner_up: str
    """The id of the next best preset; empty where no other knows any column."""

    runner_up_known: int

    def __str__(self) -> str:
        other = (
            f"; the next best is {self.runner_up}, which knows {self.runner_up_known}"
            if self.runner_up
            else ""
        )
        return f"It knows {self.known} of {self.named} columns{other}."


@dataclass(frozen=True, slots=True)
class Rejected:
    """One record that was not taken."""

    line: int
    reason: str
    cells: tuple[tuple[str, str], ...] = ()
    """The record, column by column, each cell cut short; what has no name of a column is unnamed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Figures):
    """What an import did, or would do."""

    preset: str
    rejected: tuple[Rejected, ...]
    """The first of the rejected records."""

    rejects: Path | None
    """Where all of them were written."""

    changes: tuple[Changed, ...]
    """The first of the complaints of which the file tells otherwise than before."""

    kept: int
    """Complaints that were worked on and stay as they are, though the file tells otherwise of them."""

    unknown: tuple[Unknown, ...]
    """Words of the source that are none of ours."""

    title: str = ""
    """What the preset is of."""

    confidence: Confidence | None = None
    """How well the preset fits the header, and which is the next best."""

    counts_objects: bool = False
    """Whether the place of a record is its number in the file and not its line."""

    @property
    def place_word(self) -> str:
        """What the number of a record's place counts."""
        return "record" if self.counts_objects else "line"

    def told(self, most: int = 10, changes: int = 20) -> str:
        """Return the report in lines, with the first `most` rejected records and the first `changes`."""
        counts = self.counts(WORDS, always="new")
        lines = [f"{self.file.name}: {counted(self.rows, 'row')} as {self.preset}: {counts}.", *self.notes]
        lines += _told_words(self.unknown)
        lines += [f"{self.place_word} {each.line:,}: {each.reason}" for each in self.rejected[:most]]
        if self.invalid > most:
            lines.append(f"... and {self.invalid - min(most, len(self.rejected)):,} more rejected rows.")
        lines += _told_changes(self.changes, changes)
        if self.rejects is not None and self.invalid:
            lines.append(f"The rejected rows are in {self.rejects}.")
        return "\n".join(lines)


def _told_words(unknown: Sequence[Unknown]) -> Iterator[str]:
    for name in dict.fromkeys(each.field for each in unknown):
        words = [f"{shown(each.value)} ({each.rows:,})" for each in unknown if each.field == name]
        more = f" and {len(words) - _WORDS} more" if len(words) > _WORDS else ""
        these = (
            "1 word is none of ours and is kept as it stands"
            if len(words) == 1
            else (f"{len(words)} words are none of ours and are kept as they stand")
        )
        yield f"{name}: {these}: {', '.join(words[:_WORDS])}{more}."


_WORDS = 8


def _told_changes(changes: Sequence[Changed], most: int) -> Iterator[str]:
    said = {
        UPDATED: "follows its file",
        KEPT: "was worked on and stays; the file has",
        SUPERSEDED: "is told again further down",
    }
    for change in changes[:most]:
        differences = "; ".join(
            f"{field} {shown(before) if before else '(nothing)'} -> {shown(after) if after else '(nothing)'}"
            for field, before, after in change.fields
        )
        yield f"{change.reference or change.source_id} {said[change.kind]}: {differences}."
    if len(changes) > most:
        yield f"... and {len(changes) - most:,} more changed complaints."
