"""A gate: what is missing before the next step, each with its sentence in full, why it is asked, and the way to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from complaintdesk.widgets.columns import Column, Row
from complaintdesk.widgets.foreign import C
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.room import HEIGHTS, WIDTHS
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.symbols import Symbols

Answer = TypeVar("Answer")

MOST_ROWS = 12
"""Rows of the list at most; more scroll."""


class GateDialog(ModalScreen[Answer]):
    """Lists what a gate says; `enter` goes there, `?` says why, `a` goes on where nothing is missing.

    Where there is no line to go to, `enter` goes on, too.
    """

    COLUMNS: ClassVar[tuple[Column, ...]] = ()

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "RowList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "advance", "Go on", id="gate.advance"),
        # The list takes it while there is a line to go to.
        Binding("enter", "advance", "Go on", id="gate.advance-alone", show=False),
        Binding("o", "override", "Override with a reason", id="gate.override"),
        Binding("question_mark,f1", "why", "Why", id="gate.why", key_display="?"),
        Binding("escape,q,m", "leave", "Back", id="gate.leave", key_display="esc"),
    ]

    rows = getters.query_one(RowList)
    head = getters.query_one("#gate-title", Static)
    words = getters.query_one("#gate-sentence", Static)

    def __init__(self, symbols: Symbols) -> None:
        super().__init__(classes="dialog")
        self.symbols = symbols
        self._explains = False

    def compose(self) -> ComposeResult:
        """Lay out the step, what is missing, and the sentence at the cursor in full."""
        with Vertical(id="gate", classes="dialog-box"):
            yield Static(id="gate-title", classes="dialog-title")
            yield RowList(self.COLUMNS, symbols=self.symbols, can_mark=False)
            yield Static(id="gate-sentence", classes="message")
        yield KeysFooter(show_command_palette=False)

    def show_gate(self, title: str, rows: Iterable[Row], otherwise: str) -> None:
        """Show the step and a row for each thing said, its key its number from 0; or else what is said of none."""
        listed = ListedRows(rows)
        self.head.update(C(title, one_line=True))
        self.rows.show(listed)
        self.rows.say_instead(otherwise)
        self.rows.styles.height = min(max(listed.total.count, 1), MOST_ROWS) + 1
        self.refresh_bindings()

    def in_full(self, number: int, *, explains: bool) -> Sequence[str]:
        """Return in full what is said at a row, and why where it explains; nothing while there is nothing to say."""
        raise NotImplementedError

    def go_there(self, number: int) -> None:
        """Answer with where what is said at a row can be put right."""
        raise NotImplementedError

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._explains = False
        self._say_in_full()

    def _say_in_full(self) -> None:
        key = self.rows.cursor_key
        said = self.in_full(key, explains=self._explains) if isinstance(key, int) else ()
        if said:
            hint = () if self._explains else ("enter goes there, ? says why",)
            self.words.update(C("\n".join([*said, *hint])))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        if isinstance(event.key, int):
            self.go_there(event.key)

    def action_why(self) -> None:
        """Say why the rule at the cursor says it, or no longer."""
        self._explains = not self._explains
        self._say_in_full()

    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)
