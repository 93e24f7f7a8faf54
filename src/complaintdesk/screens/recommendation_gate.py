"""The gate of a recommendation: all that is missing before it is put forward, and the way to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from complaintdesk.rules import recommendations as road
from complaintdesk.rules import rule_book
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens.gate import MOST_ROWS
from complaintdesk.widgets.columns import Column, Row
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.room import HEIGHTS, WIDTHS
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.symbols import Symbols

if TYPE_CHECKING:
    from complaintdesk.rules.review_facts import RecommendationFacts

Answer = Where | Literal["advance", "override"] | None
"""Where to go, or how to go on; None to leave everything as it is."""


class RecommendationGate(ModalScreen["Answer"]):
    """Lists what is missing; `enter` goes there, `a` puts it forward where nothing is."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "RowList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "advance", "Go on", id="gate.advance"),
        Binding("o", "override", "Override with a reason", id="gate.override"),
        Binding("question_mark,f1", "why", "Why", id="gate.why", key_display="?"),
        Binding("escape,q,m", "leave", "Back", id="gate.leave", key_display="esc"),
    ]

    rows = getters.query_one(RowList)
    head = getters.query_one("#gate-title", Static)
    words = getters.query_one("#gate-sentence", Static)

    def __init__(self, found: RecommendationFacts, symbols: Symbols) -> None:
        super().__init__(classes="dialog")
        self.found = found
        self.symbols = symbols
        self.gaps = road.missing(found)
        self._explains = False

    def compose(self) -> ComposeResult:
        """Lay out the step, what is missing, and the sentence at the cursor in full."""
        with Vertical(id="gate", classes="dialog-box"):
            yield Static(id="gate-title", classes="dialog-title")
            yield RowList(
                (Column("Missing", "sentence", 30, least=20, grow=4),), symbols=self.symbols, can_mark=False
            )
            yield Static(id="gate-sentence", classes="message")
        yield KeysFooter(show_command_palette=False)

    def on_mount(self) -> None:
        """Show what is missing."""
        missing = f": {len(self.gaps)} missing" if self.gaps else ""
        step = f"{self.found.state.spoken} {self.symbols.arrow} put forward"
        self.head.update(C(f"{self.found.reference}  {step}{missing}", one_line=True))
        self.rows.show(
            ListedRows(Row(index, {"sentence": gap.sentence}) for index, gap in enumerate(self.gaps))
        )
        self.rows.say_instead("Nothing is missing. a puts it forward.")
        self.rows.styles.height = min(max(len(self.gaps), 1), MOST_ROWS) + 1
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go on only where nothing is missing, and to override only where that is allowed."""
        if action == "advance":
            return not self.gaps
        if action == "override":
            return bool(self.gaps) and all(gap.overridable for gap in self.gaps)
        return True

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._explains = False
        self._say_in_full()

    def _say_in_full(self) -> None:
        """Say the sentence at the cursor whole, and why it is said where that was asked."""
        key = self.rows.cursor_key
        if not isinstance(key, int):
            return
        gap = self.gaps[key]
        said = [gap.sentence + ("" if gap.overridable else " This cannot be overridden.")]
        said += rule_book.why(gap.rule) if self._explains else ["enter goes there, ? says why"]
        self.words.update(C("\n".join(said)))

    @on(RowList.Chosen)
    def _go_there(self, event: RowList.Chosen) -> None:
        event.stop()
        if isinstance(event.key, int):
            self.dismiss(self.gaps[event.key].where)

    def action_why(self) -> None:
        self._explains = not self._explains
        self._say_in_full()

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_advance(self) -> None:
        self.dismiss("advance")

    def action_override(self) -> None:
        self.dismiss("override")
