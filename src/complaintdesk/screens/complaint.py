"""What the screens of one complaint have in common: the strip, what is next, and parts with lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import ContentSwitcher, Static

from complaintdesk import services
from complaintdesk.errors import NotFoundError
from complaintdesk.rules.dossier import AttachmentFacts, Dossier
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens.complaint_strip import strip_facts, whats_next
from complaintdesk.screens.gate import GateScreen
from complaintdesk.screens.parted import PartedScreen
from complaintdesk.screens.place import OPEN, place_tabs
from complaintdesk.widgets import opener
from complaintdesk.widgets.columns import Column, Row, RowKey
from complaintdesk.widgets.complaint_strip import ComplaintStrip
from complaintdesk.widgets.detail_pane import DetailPane
from complaintdesk.widgets.dialogs import ConfirmScreen
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.strip import Tab, TabStrip

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a complaint screen: a list, and the detail of what the cursor is on."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Dossier], Sequence[Row]]
    detail: Callable[[Dossier, RowKey], Content]
    empty: str
    """What is said where the list is empty, with the key that helps."""

    short: str = ""
    """The title where there is little room."""

    is_counted: bool = True
    """Whether its rows are records that are worth counting."""


_FORM_OF = {
    "add": "add", "edit": "edit", "settle": "settle", "find": "find", "log": "log_contact", "alert": "record",
    "prove": "record", "record": "record", "remove": "remove", "request": "approval", "present": "present(True)",
    "put": "offer", "reply": "reply",
}  # fmt: skip
"""What is to be done, as a rule names it -> the act of a complaint's screens that asks for it in a form."""

_WITHOUT_ROW = {"add", "log", "record", "present", "put"}


class ComplaintScreen(PartedScreen):
    """Shows one complaint, in parts; `[` and `]` go from part to part."""

    PARTS: tuple[Part, ...] = ()

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "add", "Add", id="record.add", key_display="+"),
        Binding("e", "edit", "Edit", id="record.edit"),
        Binding("x", "remove", "Remove", id="record.remove", show=False),
        Binding("m", "missing", "Missing", id="gate.show", tooltip="What is missing, and go on"),
        Binding("o", "open_file", "Open the file", id="attachment.open", show=False),
        Binding("A", "attach", "Attach a file", id="source.attach", show=False),
        Binding("n", "match(1)", "Next match of the filter's words", id="match.next", show=False),
        Binding("N", "match(-1)", "Previous match", id="match.previous", show=False),
        Binding("J", "step(1)", "Next complaint", id="complaint.next", show=False),
        Binding("K", "step(-1)", "Previous complaint", id="complaint.previous", show=False),
    ]

    dossier: reactive[Dossier | None] = reactive(None)
    """The complaint on screen; setting it redraws the screen."""

    part_index: reactive[int] = reactive(0, init=False)

    strip = getters.query_one(ComplaintStrip)
    next_line = getters.query_one("#next", Static)
    switcher = getters.query_one(ContentSwitcher)
    detail_pane = getters.query_one("#detail", DetailPane)
    detail = getters.query_one("#detail-text", Static)

    def __init__(self, desk: Desk, complaint_id: int) -> None:
        super().__init__(desk)
        self.complaint_id = complaint_id
        self._detailed: tuple[Dossier | None, tuple[str, RowKey | None]] = (None, ("", None))
        """Of what the detail tells: complaint, part and row."""

    def compose(self) -> ComposeResult:
        """Lay out where one is, what is next, and the parts with their detail."""
        yield TabStrip("complaintdesk", id="places")
        yield ComplaintStrip(self.symbols)
        yield Static(id="next")
        yield TabStrip(id="parts")
        with Container(id="body"):
            with ContentSwitcher(initial=f"list-{self.PARTS[0].id}"):
                for part in self.PARTS:
                    rows = RowList(part.columns, symbols=self.symbols, can_mark=False, id=f"list-{part.id}")
                    rows.say_instead(part.empty)
                    yield rows
            with DetailPane(id="detail", can_focus=True):
                yield Static(id="detail-text")
        yield KeysFooter()

    @property
    def part(self) -> Part:
        """The part on screen."""
        return self.PARTS[self.part_index]

    @property
    def rows(self) -> RowList:
        """The list of the part on screen."""
        return self.list_of(self.part)

    @property
    def records(self) -> RowList | None:
        """The list of the part on screen, where its rows are records."""
        return self.rows if self.part.is_counted else None

    @property
    def found(self) -> Dossier:
        """The complaint on screen, for acts that are offered only once it is."""
        assert self.dossier is not None, "acts are offered only once the complaint is on screen"
        return self.dossier

    @property
    def record_id(self) -> int | None:
        """The id of the record the cursor is on, or None where there is none."""
        key = self.rows.cursor_key
        return key if isinstance(key, int) else None

    def list_of(self, part: Part) -> RowList:
        """Return the list of a part."""
        return self.query_one(f"#list-{part.id}", RowList)

    def complaint_in_hand(self) -> int | None:
        """Return the id of the complaint on screen."""
        return self.complaint_id

    def open(self, complaint_id: int) -> None:
        """Show another complaint on this screen, the part staying as it is."""
        self.complaint_id = complaint_id
        self._refresh()

    def begin(self, complaint_id: int) -> None:
        """Be as a new screen for a complaint: at its first part, every list at its top, nothing zoomed."""
        self.complaint_id = complaint_id
        self.dossier = None
        self.remove_class("-only-detail", "-only-list")
        for part in self.PARTS:
            self.list_of(part).show(ListedRows())
        self.part_index = 0
        self.detail_pane.scroll_home(animate=False)
        self.set_focus(self.rows)

    def reload(self) -> None:
        """Read the complaint anew; where undoing took it off the desk, go back to the queue."""
        try:
            self.dossier = services.dossier.load(self.desk, self.complaint_id)
        except NotFoundError as gone:
            say(self, str(gone), "warning", gone.title)
            self.action_back()

    def watch_dossier(self, found: Dossier | None) -> None:
        """Show the complaint."""
        if found is None:
            return
        self.places.show(place_tabs(), self.PLACE)
        self.strip.show(strip_facts(found, self.desk, self.symbols))
        self.next_line.update(whats_next(found, self.desk), layout=False)
        self.show_rows()
        if self.sought is not None:
            self.seek(self.sought)
            if self.sought_opens:
                self.call_after_refresh(self._put_right, self.sought)
            self.sought, self.sought_opens = None, False

    def show_rows(self) -> None:
        """Show the rows of every part; every cursor stays with its record."""
        if self.dossier is not None:
            for part in self.PARTS:
                self.list_of(part).show(ListedRows(part.rows(self.dossier)))
            self._show_part()

    def watch_part_index(self) -> None:
        """Show another part, and give it the keys; a key may come before there is one."""
        if not self.is_mounted:
            return
        self.switcher.current = f"list-{self.part.id}"
        self._show_part()
        self.rows.focus()
        self.refresh_bindings()

    def seek(self, where: Where) -> None:
        """Go to the part that an act belongs to, and there to the record it is about."""
        what = where.action.partition(".")[0]
        begin = [name for name in (what, where.record_kind) if name]
        named = (index for name in begin for index, part in enumerate(self.PARTS) if part.id.startswith(name))
        holding = (
            index
            for index, part in enumerate(self.PARTS)
            if any(row.key == what for row in part.rows(self.found))
        )
        self.part_index = next(named, next(holding, self.part_index))
        self.rows.move_to(what if where.record_id is None else where.record_id)

    def _put_right(self, where: Where) -> None:
        """Open the form in which it is put right, where the row of it is at the cursor or it needs none."""
        what, _, verb = where.action.partition(".")
        needs_row = verb not in _WITHOUT_ROW and self.part.id != what
        wanted = what if where.record_id is None else where.record_id
        act = _FORM_OF.get(verb, "")
        if act and self.is_current and not (needs_row and self.rows.cursor_key != wanted):
            self.sets_out(act, where)
            self.act_again(act)

    def _show_part(self) -> None:
        if self.dossier is None:
            return
        tabs = [
            Tab(
                part.id,
                part.title,
                part.short or part.title,
                self.list_of(part).total.count if part.is_counted else None,
            )
            for part in self.PARTS
        ]
        self.parts_strip.show(tabs, self.part.id, "[ ] parts" if len(tabs) > 1 else "")
        self._show_detail()

    def _show_detail(self) -> None:
        key = self.rows.cursor_key
        found = self.dossier
        self._detailed = found, (self.part.id, key)
        if found is None or key is None:
            self.detail.update(Content(""))
        else:
            self.detail.update(self.part.detail(found, key))

    def go_to_part(self, key: str) -> None:
        """Show another part."""
        self.part_index = [part.id for part in self.PARTS].index(key)

    @on(RowList.Highlighted)
    def _detail_follows(self, event: RowList.Highlighted) -> None:
        found, at = self._detailed
        # A list that was filled says where its cursor is when that is on screen already.
        if event.rows is self.rows and (
            found is not self.dossier or at != (self.part.id, self.rows.cursor_key)
        ):
            self._show_detail()
            self.detail_pane.scroll_home(animate=False)
            self.refresh_bindings()

    @property
    def is_ready(self) -> bool:
        """Whether the complaint is on screen."""
        return super().is_ready and self.dossier is not None and self.dossier.id == self.complaint_id

    def stand(self) -> tuple[str | int | None, ...]:
        """Return the part, and the row the cursor is on."""
        return self.part.id, self.rows.cursor_key

    def stand_at(self, stand: tuple[str | int | None, ...]) -> None:
        """Go to a part, and there to a row."""
        part_id, key = stand
        self.part_index = next(
            (at for at, part in enumerate(self.PARTS) if part.id == part_id), self.part_index
        )
        if key is not None:
            self.rows.move_to(key)

    @on(RowList.Chosen)
    def _enter_opens(self) -> None:
        self.sets_out(OPEN)
        self.open_record()

    def open_record(self) -> None:
        """Do what `enter` does: edit the record, where a part has nothing better."""
        self.action_edit()

    def on_mount(self) -> None:
        """Show the part, and put the cursor into its list."""
        self.switcher.current = f"list-{self.part.id}"
        self.rows.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer edit and remove only where the cursor is on something."""
        if action in {"edit", "remove"} and (not self.is_mounted or self.rows.cursor_key is None):
            return None
        if action == "open_file" and (not self.is_mounted or self.file_in_hand() is None):
            return None
        return super().check_action(action, parameters)

    def action_part(self, by: int) -> None:
        """Show the next part, or the one before."""
        self.part_index = (self.part_index + by) % len(self.PARTS)

    def action_zoom(self) -> None:
        """Give all the room to the pane that has the keys; again, share it as before."""
        is_detail = self.detail_pane.has_focus
        if not self._is_zoomed():
            self.add_class("-only-detail" if is_detail else "-only-list")
        else:
            self.remove_class("-only-detail", "-only-list")

    def _is_zoomed(self) -> bool:
        # Asked for several at once, Textual says whether all of them are there.
        return self.has_class("-only-detail") or self.has_class("-only-list")

    def action_cancel(self) -> None:
        """Undo the zoom, or else go back to the queue."""
        if self._is_zoomed():
            self.remove_class("-only-detail", "-only-list")
            return
        super().action_cancel()

    def file_in_hand(self) -> AttachmentFacts | None:
        """Return the file of the record at the cursor, or None."""
        return None

    def action_open_file(self) -> None:
        """Open a copy of the file at the cursor with the system's own program, once that is said and agreed to."""
        file = self.file_in_hand()
        if file is None:
            return
        with self.showing_refusals():
            copy, program = services.evidence.lay_out(self.desk, file.sha256, file.name), opener.opener()
            if program is None:
                say(self, f"No program here opens files. A copy lies at {copy} while the desk is open.")
                return

            def after(sure: bool | None) -> None:
                if sure:
                    with self.showing_refusals():
                        self._open_with(program, copy)

            warned = services.evidence.caution(self.desk, file.sha256, file.name)
            what = f"{copy}\n{file.size:,} bytes, with {program}. A file from outside can do harm; be sure of it."
            self.app.push_screen(
                ConfirmScreen(f"Open {file.name}?", "\n".join(filter(None, (warned, what))), yes="Open"),
                after,
            )

    def action_attach(self) -> None:
        """Ask for a file, and add it to the complaint as a source."""
        from complaintdesk.screens import source_forms  # they know this screen

        source_forms.ask_attachment(self, self.found)

    def _open_with(self, program: str, copy: Path) -> None:
        try:
            opener.open_with(program, copy)
        except OSError as error:
            raise NotFoundError(f"{program} could not be started: {error.strerror}.") from error
        say(self, f"Opened a copy of {copy.name}; the file on record stays as it is.")

    def action_match(self, by: int) -> None:
        """Go to the next row, of any part, in which a word of the queue's filter stands; or to the one before."""
        words = [word.casefold() for word in self.sought_words]
        found = self.dossier
        if found is None or not words:
            say(
                self,
                "No words to look for: / on the Desk finds complaints by words, n then goes through them.",
            )
            return
        order = [
            (index, key) for index, part in enumerate(self.PARTS) for key in self.list_of(part).keys_in_order
        ]
        places: list[tuple[int, RowKey]] = []
        for index, key in order:
            # The customer's words are a row of the overview and begin the log; they are come to once.
            is_known = isinstance(key, str) and any(key == before for _, before in places)
            said = "" if is_known else self.PARTS[index].detail(found, key).plain.casefold()
            if any(word in said for word in words):
                places.append((index, key))
        if not places:
            say(self, f"None of these parts says {' or '.join(self.sought_words)}.")
            return
        key_here = self.rows.cursor_key
        at = order.index((self.part_index, key_here)) if key_here is not None else -1
        ahead = [place for place in places if (order.index(place) - at) * by > 0]
        to = (ahead or places)[0 if by > 0 else -1]
        self.part_index = to[0]
        self.rows.move_to(to[1])
        which = places.index(to) + 1
        say(self, f"{which} of {len(places)} with {' or '.join(self.sought_words)}.")

    def action_add(self) -> None:
        """Ask for what the part holds."""
        raise NotImplementedError

    def action_edit(self) -> None:
        """Ask for changes to the record the cursor is on."""
        raise NotImplementedError

    def action_remove(self) -> None:
        """Take the record the cursor is on away."""
        raise NotImplementedError

    def action_step(self, by: int) -> None:
        """Go on to the next complaint of the view, or the one before."""
        self.post_message(self.Stepping(by))

    def action_missing(self) -> None:
        """Show what is missing before the next stage."""
        self.app.push_screen(GateScreen(self.desk, self.complaint_id), self._after_gate)

    def _after_gate(self, where: Where | None) -> None:
        self._refresh()
        if where is None:
            return
        if where.screen == self.PLACE:
            self.seek(where)
            self.call_after_refresh(self._put_right, where)
        else:
            self.post_message(self.Going(where.screen, self.complaint_id, where=where, opens=True))
