"""The gate of a recommendation: all that is missing before it is put forward, and the way to each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from complaintdesk.rules import recommendations as road
from complaintdesk.rules import rule_book
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens.gate_dialog import GateDialog
from complaintdesk.widgets.columns import Column, Row
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.rules.review_facts import RecommendationFacts

Answer = Where | Literal["advance", "override"] | None
"""Where to go, or how to go on; None to leave everything as it is."""


class RecommendationGate(GateDialog["Answer"]):
    """Lists what is missing; `a` puts it forward where nothing is."""

    COLUMNS = (Column("Missing", "sentence", 30, least=20, grow=4),)

    def __init__(self, found: RecommendationFacts, symbols: Symbols) -> None:
        super().__init__(symbols)
        self.found = found
        self.gaps = road.missing(found)

    def on_mount(self) -> None:
        """Show what is missing."""
        missing = f": {len(self.gaps)} missing" if self.gaps else ""
        step = f"{self.found.state.spoken} {self.symbols.arrow} put forward"
        rows = (Row(index, {"sentence": gap.sentence}) for index, gap in enumerate(self.gaps))
        self.show_gate(
            f"{self.found.reference}  {step}{missing}",
            rows,
            "Nothing is missing. a or enter puts it forward.",
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go on only where nothing is missing, and to override only where that is allowed."""
        if action == "advance":
            return not self.gaps
        if action == "override":
            return bool(self.gaps) and all(gap.overridable for gap in self.gaps)
        return True

    def in_full(self, number: int, *, explains: bool) -> Sequence[str]:
        """Return the sentence at a row, and why it is said where it explains."""
        gap = self.gaps[number]
        said = gap.sentence + ("" if gap.overridable else " This cannot be overridden.")
        return [said, *(rule_book.why(gap.rule) if explains else ())]

    def go_there(self, number: int) -> None:
        """Answer with the place of what is missing at a row."""
        self.dismiss(self.gaps[number].where)

    def action_advance(self) -> None:
        self.dismiss("advance")

    def action_override(self) -> None:
        self.dismiss("override")
