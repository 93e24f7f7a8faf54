"""What an import of e-mails did, or would do: the figures, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk.rules.counting import counted

if TYPE_CHECKING:
    pass


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


@dataclass(frozen=True, slots=True)
class MailReport:
    """What an import of e-mails did, or would do."""

    file: Path
    new: int
    """Messages that became complaints."""

    updated: int
    """Messages that went into the log of a complaint."""

    known: int
    duplicate: int
    invalid: int
    """Messages that wait for the handler, and stay in the file."""

    batch: int | None
    step: int | None
    seconds: float
    placed: tuple[Placed, ...] = ()
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = field(default=())
    """What was noticed, each with the message it is about."""

    @property
    def rows(self) -> int:
        """Messages in the file."""
        return self.new + self.updated + self.known + self.duplicate + self.invalid

    def told(self, most: int = 10) -> str:
        """Return the report in lines, with the first of the messages that wait and of what was noticed."""
        counts = ", ".join(
            f"{number:,} {words}"
            for number, words in (
                (self.new, "new"),
                (self.updated, "for complaints here"),
                (self.known, "known"),
                (self.duplicate, "twice in the file"),
                (self.invalid, "to decide"),
            )
            if number
        )
        lines = [f"{self.file.name}: {counted(self.rows, 'message')}: {counts or 'nothing in it'}."]
        lines += [f"message {each.number:,}: {each.reason}" for each in self.left[:most]]
        lines += _more(len(self.left) - most, "to decide")
        lines += self.notes[:most]
        return "\n".join([*lines, *_more(len(self.notes) - most, "noticed")])


def _more(number: int, what: str) -> list[str]:
    return [f"... and {number:,} more {what}."] if number > 0 else []
