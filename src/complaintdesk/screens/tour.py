"""The tour of the demo: eight steps, one line at the bottom, taken away for good by a key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from textual.content import Content
from textual.widgets import Static


class Step(NamedTuple):
    """One step: what to look at and do, and the place that the next one is about."""

    words: str
    """Acts stand in braces by their id; they are shown by their keys."""

    leads_to: str = ""
    """Being there is the next step; empty where only its key goes on."""


STEPS = (
    Step(
        "What is due stands on top, the customer's words beside it; {list.down} and {list.up} move."
        " Press {go.investigation} to open the complaint.",
        "investigation",
    ),
    Step(
        "One complaint: what is to do, the customer, every clock with its sum; {part.next} goes through its parts."
        " Look around, then press {tour.next}.",
    ),
    Step(
        "{gate.show} lists all that is missing; there {gate.why} says why, {list.open} goes there, {gate.leave}"
        " leaves. Then press {go.options}.",
        "options",
    ),
    Step(
        "Solutions side by side, and whether each is yours to give or needs an approval. Press {go.negotiation}.",
        "negotiation",
    ),
    Step(
        "What was said, offered and promised, on both sides; {contact.log} logs a contact while you are on the"
        " phone. Press {go.trends}.",
        "trends",
    ),
    Step(
        "What the complaints say together, in sentences that say no more than the numbers bear."
        " Press {go.portfolio}.",
        "portfolio",
    ),
    Step("What your work is evidence for, and what is still missing. Press {go.desk}.", "desk"),
    Step("{undo} takes any step back, {help} explains the screen you are on, {quit} leaves the desk."),
)


class Tour:
    """How far the handler is on the tour; that it was ended is remembered in a file."""

    def __init__(self, ended: Path) -> None:
        """Begin, or not at all where the file is there."""
        self._ended = ended
        self.at = 0
        self.is_on = not ended.exists()

    def reached(self, place: str) -> None:
        """Go on where the place reached is the one the step leads to."""
        if self.is_on and STEPS[self.at].leads_to == place:
            self.at += 1

    def go_on(self) -> None:
        """Go on; from the last step to the end."""
        if self.at + 1 < len(STEPS):
            self.at += 1
        else:
            self.end()

    def end(self) -> None:
        """End it, for good."""
        self.is_on = False
        # Where it cannot be remembered it comes again, and nothing else is lost.
        with suppress(OSError):
            self._ended.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._ended.touch(mode=0o600)

    def words(self, keys: Mapping[str, str]) -> str:
        """Return the line of the step, with the keys as they are set."""
        words = f"Tour {self.at + 1}/{len(STEPS)}: {STEPS[self.at].words}  {{tour.next}} next, {{tour.end}} no more"
        return re.sub(r"\{([a-z.-]+)\}", lambda act: keys.get(act[1], act[1]), words)


class TourLine(Static):
    """The line of the tour on one screen."""

    def say(self, words: str) -> None:
        """Show a step."""
        self.update(Content(words))
