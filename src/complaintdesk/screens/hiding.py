"""What an export hides: every word that is replaced and every doubtful one, in its text, to be decided on by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules.counting import counted
from complaintdesk.rules.pseudonyms import ADDED, Find, Seen
from complaintdesk.screens.asking import Values, ask_above
from complaintdesk.widgets.columns import Cell, Column, Row
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import FormField
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.room import HEIGHTS, WIDTHS
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

COLUMNS = (
    Column("Is", "state", 12),
    Column("Words", "words", 22, least=12, grow=2),
    Column("Shown as", "label", 16, least=10, grow=1),
    Column("Where", "where", 20, least=12, grow=1, priority=1),
)

_BEFORE = 400
_AFTER = 1600
"""Characters of the text shown before and after the word; a letter of fifty pages is not laid out for one word."""


class HidingScreen(ModalScreen[bool]):
    """Shows what is hidden, doubtful words first; answers whether to go on to the export."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "RowList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "decide(True)", "A name: hide it", id="doubtful.hide"),
        Binding("n", "decide(False)", "A word: leave it", id="doubtful.leave"),
        Binding(
            "plus",
            "add",
            "Hide more",
            id="record.add",
            key_display="+",
            tooltip="Hide a name or word it missed",
        ),
        Binding("E", "go_on", "Export", id="export"),
        Binding("escape,q", "dismiss(False)", "Back", id="hiding.leave", key_display="esc"),
    ]

    head = getters.query_one("#hiding-title", Static)
    words = getters.query_one("#hiding-words", Static)
    rows = getters.query_one(RowList)

    def __init__(self, desk: Desk, reference: str) -> None:
        super().__init__(classes="dialog")
        self.desk = desk
        self.symbols = named("ascii" if desk.settings.symbols == "ascii" else "drawn")
        self._reference = reference
        self._complaint_id = 0
        self._found: tuple[tuple[Seen, Find], ...] = ()
        self._at = 0

    def compose(self) -> ComposeResult:
        """Lay out the list, and beneath it the text of the word at the cursor."""
        with Vertical(id="hiding", classes="dialog-box"):
            yield Static(id="hiding-title", classes="dialog-title")
            yield RowList(COLUMNS, symbols=self.symbols, can_mark=False)
            with VerticalScroll(id="hiding-text", can_focus=False):
                yield Static(id="hiding-words")
            yield KeysFooter(show_command_palette=False)

    def on_mount(self) -> None:
        """Look it up."""
        self._show()

    def _show(self) -> None:
        try:
            shown = services.hiding.preview(self.desk, self._reference)
        except DeskError as refusal:
            say(self.app, str(refusal), "error", refusal.title)
            self.dismiss(False)
            return
        self._complaint_id = shown.complaint_id
        sure = [(text, find) for text in shown.texts for find in text.finds if not find.is_doubtful]
        if not self._found:
            self._found = (*shown.doubtful, *sure)
        else:
            # The order in which they were first listed stays: a row that jumps away is lost from sight.
            now = {(text.where, find.start): (text, find) for text in shown.texts for find in text.finds}
            self._found = tuple(now.get((text.where, find.start), (text, find)) for text, find in self._found)
        left = f"{shown.open} doubtful, undecided" if shown.open else "nothing is undecided"
        title = f"An export of {self._reference} hides {shown.tally}; {left}. + hides a name it missed"
        self.head.update(C(title, limit=300))
        self.rows.say_instead(
            "Nothing is hidden: no name and no private detail was found. + hides what it missed; E exports."
        )
        rows = ListedRows(self._row(number, *one) for number, one in enumerate(self._found))
        self.rows.show(rows, cursor=self._at)
        self._tell()

    def _row(self, number: int, text: Seen, find: Find) -> Row:
        state = "hidden" if find.is_hidden else "left"
        is_open = find.is_doubtful and find.decided is None
        return Row(
            number,
            {
                "state": Cell(f"{state}?" if is_open else state, self.symbols.today if is_open else " "),
                "words": text.text[find.start : find.end],
                "label": find.label if find.is_hidden else "as it is",
                "where": text.where,
            },
        )

    @on(RowList.Highlighted)
    def _show_text(self, event: RowList.Highlighted) -> None:
        event.stop()
        if isinstance(event.key, int):
            self._at = event.key
            self._tell()

    def _tell(self) -> None:
        """Show the text of the word at the cursor."""
        self.refresh_bindings()
        if not self._found:
            self.words.update("")
            return
        shown, line = _in_its_text(*self._found[self._at])
        self.words.update(shown)
        self.call_after_refresh(self._bring_in_sight, line)

    def _bring_in_sight(self, line: int) -> None:
        pane = self.query_one("#hiding-text", VerticalScroll)
        pane.scroll_to_region(Region(0, line, 1, 3), animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to decide on what is doubtful only; a word that was added can be left again."""
        if action == "decide":
            find = self._found[self._at][1] if self._found else None
            is_added = find is not None and find.kind == ADDED and parameters == (False,)
            return True if find is not None and (find.is_doubtful or is_added) else None
        return True

    def action_decide(self, hide: bool) -> None:
        """Keep what the handler says of the word at the cursor, and go on to the next."""
        text, find = self._found[self._at]
        word = text.text[find.start : find.end]
        try:
            if find.kind == ADDED:
                services.hiding.show_word(self.desk, self._complaint_id, word)
                self._found = ()
            else:
                also = self._alike(find, word)
                services.hiding.decide(self.desk, self._complaint_id, find, word, hide=hide, also=also)
        except DeskError as refusal:
            say(self.app, str(refusal), "error", refusal.title)
            return
        self._at = min(self._at + 1, max(len(self._found) - 1, 0))
        self._show()

    def _alike(self, at: Find, word: str) -> list[Find]:
        """Return the other places where the same name of somebody who was not entered stands, and is undecided."""
        if not at.is_stranger:
            return []
        return [
            find
            for text, find in self._found
            if find.is_stranger and find.decided is None and text.text[find.start : find.end] == word
        ]

    def action_add(self) -> None:
        """Ask for a name or a word that is to be hidden in this complaint from now on."""
        places: list[int] = []

        def submit(values: Values) -> None:
            places[:] = [services.hiding.hide_word(self.desk, self._complaint_id, values["word"])]

        def done() -> None:
            found = f"Hidden in {counted(places[0], 'place')}" if places[0] else "It stands nowhere yet"
            say(self.app, f"{found}, and wherever it is written from now on. n leaves it again; u undoes.")
            self._found, self._at = (), 0
            self._show()

        ask_above(
            self.app,
            self.desk,
            f"hiding.add:{self._complaint_id}",
            f"Hide in every export of {self._reference}",
            FormField("word", "Name or word", "text", required=True, help="As it is written there"),
            submit,
            done,
        )

    def action_go_on(self) -> None:
        """Go on to the export."""
        self.dismiss(True)


def _in_its_text(text: Seen, at: Find) -> tuple[Content, int]:
    """Return a text as it will read, what is replaced and what is doubtful marked, and the line of one word.

    A doubtful word that is left stands between question marks; what is replaced between brackets or under its label.
    """
    first, last = max(0, at.start - _BEFORE), at.end + _AFTER
    parts: list[Content] = [Content.styled(f"{text.where}:", "bold"), Content("\n")]
    upto, line = first, 0
    for find in text.finds:
        if find.end <= first or find.start >= last:
            continue
        parts.append(C(text.text[max(upto, first) : find.start]))
        if find is at:
            line = sum(part.plain.count("\n") for part in parts)
        parts.append(_marked(text, find, is_at=find is at))
        upto = find.end
    parts.append(C(text.text[upto:last]))
    return Content.assemble(*parts), line


def _marked(text: Seen, find: Find, *, is_at: bool) -> Content:
    words = find.label if find.is_hidden else text.text[find.start : find.end]
    sign = "?" if find.is_doubtful and find.decided is None else ""
    style = "reverse bold" if is_at else "underline" if find.is_doubtful else "bold"
    return C(f"{sign}{words}{sign}").stylize(style)
