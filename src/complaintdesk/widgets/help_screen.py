"""The help: what a screen is for, and every key that works on it right now, from its bindings, filterable."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from complaintdesk.widgets.columns import Column, Row
from complaintdesk.widgets.line_input import LineInput
from complaintdesk.widgets.room import HEIGHTS, WIDTHS
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows


class KeyLine(NamedTuple):
    """What one key, or several, do."""

    keys: str
    does: str
    where: str
    id: str


_COLUMNS = (
    Column("Keys", "keys", 20, least=12),
    Column("What they do", "does", 24, grow=3),
    Column("Where", "where", 12, priority=2),
    Column("Id for [keys]", "id", 22, priority=2),
)
_ORDER = ("this screen", "in the list", "everywhere")


def nearness(screen: Screen[object], binding: Binding) -> int:
    """Return how near to this very screen a key is declared: 0 by its own class, more by those it builds on."""
    for steps, ancestor in enumerate(type(screen).__mro__):
        declared = vars(ancestor).get("BINDINGS", ())
        if any(isinstance(one, Binding) and one.id and one.id == binding.id for one in declared):
            return steps
    return len(type(screen).__mro__)


def key_lines(screen: Screen[object]) -> tuple[KeyLine, ...]:
    """Return the keys that work on `screen` now, remapped ones as they are, the screen's own first."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for active in sorted(screen.active_bindings.values(), key=lambda each: nearness(screen, each.binding)):
        binding = active.binding
        if binding.system or not binding.description:
            continue
        where = _ORDER[2 if isinstance(active.node, App) else 0 if isinstance(active.node, Screen) else 1]
        keys = found.setdefault((binding.description, where, binding.id or ""), [])
        # Two keys of one act may be shown as one.
        if (key := screen.app.get_key_display(binding)) not in keys:
            keys.append(key)
    lines = (KeyLine(" ".join(keys), does, where, id_) for (does, where, id_), keys in found.items())
    return tuple(sorted(lines, key=lambda line: _ORDER.index(line.where)))


class HelpScreen(ModalScreen[None]):
    """Shows keys; typing narrows them to those whose key, meaning or id holds the words."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "LineInput"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1", "dismiss(None)", "Back", id="help.back"),
        Binding("down", "move('move', 1)", "Down", id="help.down", show=False),
        Binding("up", "move('move', -1)", "Up", id="help.up", show=False),
        Binding("pagedown", "move('page', 1)", "Page down", id="help.page-down", show=False),
        Binding("pageup", "move('page', -1)", "Page up", id="help.page-up", show=False),
    ]

    def __init__(self, title: str, lines: tuple[KeyLine, ...], purpose: str = "") -> None:
        """Explain a screen.

        Args:
            title: What the screen is called.
            lines: Its keys, from `key_lines`, asked before this one opens.
            purpose: What the screen is for; stands above the keys.
        """
        super().__init__(classes="form")
        self._title_text = title
        self._lines = lines
        self._purpose = purpose

    def compose(self) -> ComposeResult:
        """Lay out the title, the line to narrow with, and the list."""
        yield Static(Content(f"Keys: {self._title_text}"), classes="form-title")
        if self._purpose:
            yield Static(Content(self._purpose), classes="form-note")
        yield LineInput(placeholder="type to narrow: a key, a word, an id")
        yield RowList(_COLUMNS, can_mark=False)
        yield Static(Content("arrows, page keys: scroll   esc: back"), classes="muted form-buttons")

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one(RowList).say_instead("No key for that. ctrl+p has every action.", "filtered")
        self._narrow("")

    def action_move(self, how: str, by: int) -> None:
        """Move in the list while the line keeps the keys."""
        rows = self.query_one(RowList)
        if how == "page":
            rows.action_page(by)
        else:
            rows.action_move(by)

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Narrow the list as one types."""
        event.stop()
        self._narrow(event.value)

    def _narrow(self, typed: str) -> None:
        words = typed.split()
        # A single sign is a key as it stands; in words case does not matter.
        shown = [line for line in self._lines if all(_holds(line, word) for word in words)]
        self.query_one(RowList).show(
            ListedRows(Row(number, line._asdict()) for number, line in enumerate(shown))
        )


def _holds(line: KeyLine, word: str) -> bool:
    if len(word) == 1:
        return word in line.keys.split()
    return word.casefold() in " ".join(line).casefold()
