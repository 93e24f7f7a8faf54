"""The Library: what decisions cite, in the wording that holds, and how far each role may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import ContentSwitcher, Static

from complaintdesk import services
from complaintdesk.rules.authority import Limit
from complaintdesk.rules.remedy_bands import Band
from complaintdesk.screens import calendar_forms, library_forms, library_parts, weight_forms
from complaintdesk.screens.complaint import DetailPane
from complaintdesk.screens.library_parts import AUTHORITY, BANDS, DAYS, PARTS, PROCEDURES, WEIGHTS, Shelf
from complaintdesk.screens.overview import OverviewScreen
from complaintdesk.vocabulary import LibraryKind
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.strip import Tab

if TYPE_CHECKING:
    from complaintdesk.services.calendars import DayView
    from complaintdesk.services.library import Edition


class LibraryScreen(OverviewScreen):
    """Shows the library part by part; `+` adds an entry, `e` gives it a new edition."""

    PLACE = "library"
    PURPOSE = (
        "What decisions cite and are held against: policies, service offer, aims, authority, bands, "
        "weights, procedures and working days. Enter your organisation's own before you need them; a "
        "changed wording becomes a new edition."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "add", "Add", id="record.add", key_display="+"),
        Binding("e", "edit", "Edit", id="record.edit"),
        Binding("x", "remove", "Remove", id="record.remove"),
        Binding("x", "turn", "Work it or not", id="day.turn"),
    ]

    shelf: reactive[Shelf | None] = reactive(None)
    """The library on screen; setting it redraws the screen."""

    part_key: reactive[str] = reactive(PARTS[0].id, init=False)

    switcher = getters.query_one(ContentSwitcher)
    detail = getters.query_one("#detail-text", Static)

    def compose(self) -> ComposeResult:
        """Lay out the lists, one a part, and the detail."""
        yield from self.compose_head()
        with Container(id="body"):
            with ContentSwitcher(initial=f"list-{self.part_key}"):
                for part in PARTS:
                    rows = RowList(part.columns, symbols=self.symbols, can_mark=False, id=f"list-{part.id}")
                    rows.say_instead(part.empty)
                    yield rows
            with DetailPane(id="detail", can_focus=True):
                yield Static(id="detail-text")
        yield KeysFooter()

    def on_mount(self) -> None:
        """Show the part, and put the cursor into its list."""
        self.switcher.current = f"list-{self.part_key}"
        self.rows.focus()

    @property
    def rows(self) -> RowList:
        """The list of the part on screen."""
        return self.query_one(f"#list-{self.part_key}", RowList)

    def reload(self) -> None:
        """Read the library anew."""
        self.shelf = library_parts.read(self.desk)

    def watch_shelf(self, shelf: Shelf | None) -> None:
        """Draw every part anew."""
        if shelf is None:
            return
        for part in PARTS:
            rows = part.rows(shelf, self.symbols)
            self.query_one(f"#list-{part.id}", RowList).show(ListedRows(rows))
        self._show_part()

    def watch_part_key(self) -> None:
        """Show the other part, the cursor in its list; a key may come before there is one."""
        if not self.is_mounted:
            return
        self.switcher.current = f"list-{self.part_key}"
        self._show_part()
        self.rows.focus()
        self.refresh_bindings()

    def go_to_part(self, key: str) -> None:
        """Show another part."""
        self.part_key = key

    def action_part(self, by: int) -> None:
        """Show the next part, or the one before."""
        keys = [part.id for part in PARTS]
        self.part_key = keys[(keys.index(self.part_key) + by) % len(keys)]

    def _show_part(self) -> None:
        tabs = [
            Tab(part.id, part.title, part.short, self.query_one(f"#list-{part.id}", RowList).total.count)
            for part in PARTS
        ]
        self.show_head(tabs, self.part_key, "[ ] parts")
        self._show_detail()

    def _show_detail(self) -> None:
        key, shelf = self.rows.cursor_key, self.shelf
        part = next(part for part in PARTS if part.id == self.part_key)
        self.detail.update(Content("") if key is None or shelf is None else part.detail(shelf, key))

    @on(RowList.Highlighted)
    def _detail_follows(self, event: RowList.Highlighted) -> None:
        if event.rows is not self.rows:
            return
        self._show_detail()
        self.query_one(DetailPane).scroll_home(animate=False)
        self.refresh_bindings()

    @on(RowList.Chosen)
    def _enter_edits(self) -> None:
        if self.part_key not in {PROCEDURES, DAYS}:
            self.action_edit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the part allows: procedures come from files, roles keep their place."""
        if action in {"add", "edit", "remove"} and self.part_key == PROCEDURES:
            return None
        if action in {"add", "remove"} and self.part_key == WEIGHTS:
            return None
        if action in {"remove", "turn"} and (action == "turn") is not (self.part_key == DAYS):
            return None
        if action == "edit" and self.part_key == DAYS:
            return True
        if action in {"edit", "remove", "turn"} and (not self.is_mounted or self.rows.cursor_key is None):
            return None
        if action == "remove" and self.part_key == AUTHORITY:
            return None
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Ask for what the part holds."""
        if self.part_key == DAYS:
            calendar_forms.ask_day_off(self)
        elif self.part_key == BANDS:
            weight_forms.ask_band(self, None)
        elif self.part_key == AUTHORITY:
            library_forms.ask_limit(self, None, self._next_rank())
        else:
            library_forms.ask_entry(self, LibraryKind[self.part_key])

    def action_edit(self) -> None:
        """Ask for the next edition of an entry, or for other limits of a role."""
        limit, edition = self._limit, self._edition
        if self.part_key == DAYS and self.shelf is not None:
            calendar_forms.ask_week(self, self.shelf.calendar)
        elif self.part_key == BANDS:
            weight_forms.ask_band(self, self._band)
        elif self.part_key == WEIGHTS:
            is_triage = str(self.rows.cursor_key).startswith(weight_forms.TRIAGE)
            (weight_forms.ask_triage if is_triage else weight_forms.ask_balance)(self)
        elif limit is not None:
            library_forms.ask_limit(self, limit, limit.rank)
        elif edition is not None:
            library_forms.ask_entry(self, edition.entry.kind, edition.entry)

    def action_remove(self) -> None:
        """Take the edition at the cursor off the shelf."""
        band, edition = self._band, self._edition
        if band is not None and band.id is not None:
            with self.showing_refusals():
                services.bands.remove(self.desk, band.id)
                say(self, f"{band.scale}, {band.level}, removed. u undoes.")
                self.reload()
        if edition is None:
            return
        with self.showing_refusals():
            services.library.remove(self.desk, edition.entry.id)
            say(self, f"{edition.entry.code}, edition {edition.entry.edition}, removed. u undoes.")
            self.reload()

    def action_turn(self) -> None:
        """Make the day off at the cursor a working day, or a bank holiday that is worked a day off again."""
        seen = self._day
        if seen is not None:
            calendar_forms.turn(self, seen)

    @property
    def _edition(self) -> Edition | None:
        """The edition at the cursor."""
        if self.shelf is None or self.part_key not in LibraryKind.__members__:
            return None
        editions = self.shelf.editions[LibraryKind[self.part_key]]
        return next((each for each in editions if each.entry.id == self.rows.cursor_key), None)

    @property
    def _band(self) -> Band | None:
        """The remedy band at the cursor."""
        if self.shelf is None or self.part_key != BANDS:
            return None
        return next((band for band in self.shelf.bands if band.id == self.rows.cursor_key), None)

    @property
    def _day(self) -> DayView | None:
        """The day at the cursor."""
        if self.shelf is None or self.part_key != DAYS:
            return None
        days = self.shelf.calendar.days
        return next((each for each in days if each.on.isoformat() == self.rows.cursor_key), None)

    @property
    def _limit(self) -> Limit | None:
        """The role at the cursor."""
        if self.shelf is None or self.part_key != AUTHORITY:
            return None
        roles = (*self.shelf.matrix, *self.shelf.ran_out)
        return next((limit for limit in roles if limit.role == self.rows.cursor_key), None)

    def _next_rank(self) -> int:
        return max((limit.rank for limit in self.shelf.matrix), default=0) + 1 if self.shelf else 1
