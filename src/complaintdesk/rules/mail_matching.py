"""Where an e-mail belongs: to a complaint, to a new one, or to be decided by the handler.

Only what is beyond doubt is decided here. A reference in the subject and the
thread of answers point to complaints; who sent it only says what to ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from complaintdesk.vocabulary import Origin, Stage


class Fate(Enum):
    """What becomes of a message."""

    contact = "contact"
    """It goes into the log of a complaint."""

    new = "new"
    """It is a complaint nobody has put on the desk yet."""

    ask = "ask"
    """The handler decides."""

    known = "known"
    """It was taken in before."""

    duplicate = "duplicate"
    """The same message stands earlier in the file."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """A complaint that something in the message points to; a merged one is its survivor already."""

    reference: str
    origin: Origin
    stage: Stage
    said: str = ""
    """As the message names it, where that is another: a merged complaint's reference."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What a message says of where it belongs."""

    named: Sequence[Pointed] = ()
    """Complaints whose references stand in the subject."""

    unknown: Sequence[str] = ()
    """References in the subject that no complaint has."""

    threads: Sequence[Pointed] = ()
    """Complaints whose messages it answers."""

    others: Sequence[str] = ()
    """References of complaints of the same sender that ask for work."""

    has_sender: bool = True
    is_automatic: bool = False
    is_forwarded: bool = False
    is_own: bool = False
    """Whether the desk sent it itself."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of a message, to which complaint, and why."""

    fate: Fate
    reference: str = ""
    """The complaint it belongs to, or the likeliest one where the handler decides."""

    why: str = ""


def judge(clues: Clues) -> Judged:
    """Return where a message belongs by its clues."""
    pointed = {one.reference: one for one in (*clues.named, *clues.threads)}
    if len(pointed) > 1:
        return Judged(
            Fate.ask, next(iter(pointed)), f"It points to {_listed(list(pointed))}; say to which it belongs."
        )
    if pointed:
        (one,) = pointed.values()
        if one.origin is Origin.history:
            return Judged(
                Fate.ask,
                "",
                f"It points to {one.reference}, which is from the history; accept that on the Desk first.",
            )
        by = "the reference in its subject" if clues.named else "the thread it answers"
        merged = f"; {one.said} was merged into it" if one.said and one.said != one.reference else ""
        return Judged(Fate.contact, one.reference, f"By {by}{merged}.")
    if clues.unknown:
        return Judged(Fate.ask, "", f"It names {_listed(list(clues.unknown))}, which is not on this desk.")
    if clues.is_own:
        return Judged(Fate.ask, "", "It is from one of your own addresses and answers nothing that is here.")
    if clues.is_automatic:
        return Judged(Fate.ask, "", "A machine sent it, and it answers nothing that is here.")
    if clues.is_forwarded:
        return Judged(Fate.ask, "", "It was forwarded; say who the customer is.")
    if not clues.has_sender:
        return Judged(Fate.ask, "", "It does not say who sent it.")
    if clues.others:
        return Judged(
            Fate.ask,
            clues.others[0],
            f"The sender has {_listed(list(clues.others))}; say whether it is about that.",
        )
    return Judged(Fate.new, "", "It belongs to no complaint here.")


def _listed(references: list[str]) -> str:
    few = references[:4]
    more = f" and {len(references) - 4} more" if len(references) > 4 else ""
    return f"{', '.join(few)}{more}"
