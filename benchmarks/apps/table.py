"""A bare Textual app: a table of literal rows and a footer; `enter` pushes a screen with one text."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Static


class Next(Screen[None]):
    """A text and a footer."""

    def compose(self) -> ComposeResult:
        yield Static("the next screen\n" * 30)
        yield Footer()


class Table(App[None]):
    """Rows that are written here."""

    BINDINGS = [Binding("o", "open", "Open"), Binding("escape", "pop_screen", "Back")]

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for column in ("Due", "Ref", "Stage", "Customer", "About", "Next"):
            table.add_column(column, width=18)
        for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 50):
            table.add_row(
                "in 4 days",
                f"row-{number}",
                "investigating",
                "A. Customer",
                "A boiler that is cold",
                "Answer",
            )
        table.focus()

    def action_open(self) -> None:
        self.push_screen(Next())


Table().run()
