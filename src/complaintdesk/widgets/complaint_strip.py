"""The complaint strip: two lines about the complaint on the screen, which choose their words by the room there is."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from complaintdesk.rules import foreign_text
from complaintdesk.widgets.columns import Cell, fit
from complaintdesk.widgets.strip import BOLD, PLAIN, REVERSE, Piece, cells_of
from complaintdesk.widgets.symbols import DRAWN, Symbols


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """What the strip says of a complaint, in plain values."""

    reference: str
    customer: str
    stages: tuple[str, ...]
    """The ladder, in order."""

    stage: str
    """Where it stands; need not be on the ladder ("returned", "merged")."""

    owner: str = ""
    clock: str = ""
    """The name of the clock that runs out next."""

    due: Cell | None = None
    """How due that is, as sign and word."""

    due_on: str = ""
    """That day, in full."""

    flags: tuple[str, ...] = ()
    """"urgent", "safety", "vulnerable", "paused": each shown with a sign."""


class ComplaintStrip(Widget):
    """Two lines about the complaint on the screen: who and what, and how far and how long."""

    def __init__(self, symbols: Symbols = DRAWN, *, id: str | None = None) -> None:  # noqa: A002 - as every widget names it
        super().__init__(id=id, classes="strip")
        self._symbols = symbols
        self._facts: ComplaintFacts | None = None

    def show(self, facts: ComplaintFacts) -> None:
        """Show this complaint."""
        self._facts = facts
        self.refresh()

    def render(self) -> Content:
        """Return the two lines in the fullest wording that fits."""
        facts, width = self._facts, self.size.width
        if facts is None or not width:
            return Content("")
        first = self._ends(self._who(facts), self._marks_of(facts), width)
        second = self._ends(self._ladder(facts, width), self._clock(facts), width)
        return Content("\n").join([first, second])

    def _who(self, facts: ComplaintFacts) -> list[Piece]:
        return [(facts.reference, BOLD), (f"  {facts.customer}", PLAIN)]

    def _marks_of(self, facts: ComplaintFacts) -> list[Piece]:
        flags = "  ".join(f"{self._symbols.overdue} {flag}" for flag in facts.flags)
        owner = f"  {facts.owner}" if facts.owner else ""
        return [(flags, BOLD), (owner, PLAIN)]

    def _clock(self, facts: ComplaintFacts) -> list[Piece]:
        if facts.due is None:
            return [("no clock runs", PLAIN)]
        on = f" ({facts.due_on})" if facts.due_on else ""
        return [(f"{facts.clock} ", PLAIN), (f"{facts.due.sign} {facts.due.text}", BOLD), (on, PLAIN)]

    def _ladder(self, facts: ComplaintFacts, width: int) -> list[Piece]:
        """Return the whole ladder where it fits beside the clock, else how far up the complaint is."""
        if facts.stage not in facts.stages:
            return [(f"[{facts.stage}]", REVERSE)]
        step = facts.stages.index(facts.stage)
        arrow = f" {self._symbols.arrow} "
        whole: list[Piece] = []
        for number, stage in enumerate(facts.stages):
            whole.append((arrow if number else "", PLAIN))
            is_done = number < step
            words = f"{self._symbols.done}{stage}" if is_done else stage
            whole.append((f"[{stage}]", REVERSE) if number == step else (words, PLAIN))
        if cells_of(whole) + 2 + cells_of(self._clock(facts)) <= width:
            return whole
        after = facts.stages[step + 1 : step + 2]
        short: list[Piece] = [(f"{step + 1}/{len(facts.stages)} ", PLAIN), (f"[{facts.stage}]", REVERSE)]
        return short + [(f"{arrow}{stage}", PLAIN) for stage in after]

    def _ends(self, left: list[Piece], right: list[Piece], width: int) -> Content:
        """Return one line with `right` at its right edge; where they meet, the end of `left` gives way."""
        right = [(foreign_text.clean(text, one_line=True, limit=width), style) for text, style in right]
        room = max(width - cells_of(right) - 1, 0)
        shown: list[Piece] = []
        for text, style in left:
            cleaned = foreign_text.clean(text, one_line=True, limit=width)
            piece = cleaned if cell_len(cleaned) <= room else fit(cleaned, room)
            shown.append((piece, style))
            room -= cell_len(piece)
        blank = " " * max(width - cells_of(shown) - cells_of(right), 0)
        return Content.assemble(*shown, blank, *right)
