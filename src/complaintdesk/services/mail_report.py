"""What an import of e-mails did, or would do: the figures, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass

from complaintdesk.rules.counting import counted
from complaintdesk.services.import_figures import Figures

WORDS = {
    "new": "new",
    "updated": "for complaints here",
    "known": "known",
    "duplicate": "twice in the file",
    "invalid": "to decide",
}
"""What became of a message -> how it is said."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a message went."""

    number: int
    reference: str
    is_new: bool
    """Whether it is a complaint of its own, and not a contact."""


@dataclass(frozen=True, slots=True)
class Left:
    """A message that was not taken in, and what to do about it."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReport(Figures):
    """What an import of e-mails did, or would do.

    A message that became a complaint is new, one that went into the log of a complaint is updated, and one that waits
    for the handler is invalid: it stays in the file. What was noticed is said with the message it is about.
    """

    placed: tuple[Placed, ...] = ()
    left: tuple[Left, ...] = ()

    def told(self, most: int = 10) -> str:
        """Return the report in lines, with the first of the messages that wait and of what was noticed."""
        counts = self.counts(WORDS)
        lines = [f"{self.file.name}: {counted(self.rows, 'message')}: {counts or 'nothing in it'}."]
        lines += [f"message {each.number:,}: {each.reason}" for each in self.left[:most]]
        lines += _more(len(self.left) - most, "to decide")
        lines += self.notes[:most]
        return "\n".join([*lines, *_more(len(self.notes) - most, "noticed")])


def _more(number: int, what: str) -> list[str]:
    return [f"... and {number:,} more {what}."] if number > 0 else []
