"""Doubles: complaints that may be the same as one that is coming in, by their customer and by their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaintdesk.rules import near_duplicates
from complaintdesk.store import doubles as stored

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

SAME = 0.5
"""Texts that share this part of their five-word turns are one, whoever sent them."""

TELLING = 3
"""So many telling words that a customer used before, and it may be about the same."""


@dataclass(frozen=True, slots=True)
class Double:
    """A complaint that may be the same, and why."""

    complaint_id: int
    reference: str
    about: str
    why: str

    def __str__(self) -> str:
        return f"{self.reference} ({self.about}): {self.why}"


def of_words(
    desk: Desk, words: str, customer: str = "", email: str = "", but: int | None = None
) -> tuple[Double, ...]:
    """Return the complaints that may be the same as one with these words, the likeliest first.

    Looked at are the open complaints of the same customer, by e-mail address or by name, and the
    newest that share telling words. What was merged or sent back is none.

    Args:
        desk: The desk.
        words: What the customer says.
        customer: Their name.
        email: Their e-mail address.
        but: The complaint itself, where it is on the desk already.
    """
    sketch = near_duplicates.sketched(words)
    telling = set(stored.telling(words))
    found: list[tuple[float, Double]] = []
    for row in stored.candidates(desk.reader, words, customer, email):
        if row["id"] == but:
            continue
        likeness = near_duplicates.likeness(sketch, near_duplicates.sketched(row["words"]))
        shared = telling & set(stored.telling(f"{row['about']} {row['words']}"))
        if likeness >= SAME:
            why = "the same words"
        elif row["is_theirs"] and len(shared) >= TELLING:
            why = f"the same customer, and {', '.join(sorted(shared)[:TELLING])}"
        else:
            continue
        double = Double(int(row["id"]), str(row["reference"]), str(row["about"]), why)
        found.append((likeness + bool(row["is_theirs"]), double))
    return tuple(double for _, double in sorted(found, key=lambda each: -each[0]))


def of_complaint(desk: Desk, complaint_id: int) -> tuple[Double, ...]:
    """Return the complaints that may be the same as one that is on the desk, and are not linked with it."""
    row = stored.one(desk.reader, complaint_id)
    if row is None:
        return ()
    linked = stored.linked(desk.reader, complaint_id)
    return tuple(
        each
        for each in of_words(desk, row["words"], row["customer"], row["email"], but=complaint_id)
        if each.complaint_id not in linked
    )
