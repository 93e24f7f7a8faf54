"""What a check-up found: a sign in words, one sentence, and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Sign(Enum):
    """How a thing is."""

    ok = "ok"
    look = "look"
    """Works, and somebody should look at it."""
    wrong = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    """Its short name, which scripts may rely on."""

    sign: Sign
    says: str
    remedy: str = ""


def ok(what: str, says: str) -> Finding:
    """Return that a thing is in order."""
    return Finding(what, Sign.ok, says)


def look(what: str, says: str, remedy: str) -> Finding:
    """Return that a thing should be looked at."""
    return Finding(what, Sign.look, says, remedy)


def wrong(what: str, says: str, remedy: str) -> Finding:
    """Return that a thing is wrong."""
    return Finding(what, Sign.wrong, says, remedy)
