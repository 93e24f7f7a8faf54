"""The Library: what decisions cite, in the wording that holds, and how far each role may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from complaintdesk import services
from complaintdesk.rules.authority import Limit
from complaintdesk.rules.remedy_bands import Band
from complaintdesk.screens import calendar_forms, library_forms, library_parts, weight_forms
from complaintdesk.screens.library_parts import AUTHORITY, BANDS, DAYS, PARTS, PROCEDURES, WEIGHTS, Shelf
from complaintdesk.screens.listed_overview import ListedOverview
from complaintdesk.screens.place import OPEN
from complaintdesk.vocabulary import LibraryKind
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.row_list import RowList

if TYPE_CHECKING:
    from complaintdesk.services.calendars import DayView
    from complaintdesk.services.library import Edition


class LibraryScreen(ListedOverview[Shelf]):
    """Shows the library part by part; `+` adds an entry, `e` gives it a new edition."""

    PLACE = "library"
    PARTS = PARTS
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

    def reload(self) -> None:
        """Read the library anew."""
        self.shown = library_parts.read(self.desk)

    @on(RowList.Chosen)
    def _enter_edits(self) -> None:
        if self.part_key not in {PROCEDURES, DAYS}:
            self.sets_out(OPEN)
            self.open_record()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the part allows: procedures come from files, roles keep their place."""
        if action in {"add", "edit", "remove"} and self.part_key == PROCEDURES:
            return None
        if action in {"add", "remove"} and self.part_key == WEIGHTS:
            return None
        if action in {"remove", "turn"} and (action == "turn") is not (self.part_key == DAYS):
            # Not None: what is only greyed out keeps the key's place in the footer from the other.
            return False
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
        if self.part_key == DAYS and self.shown is not None:
            calendar_forms.ask_week(self, self.shown.calendar)
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
        if self.shown is None or self.part_key not in LibraryKind.__members__:
            return None
        editions = self.shown.editions[LibraryKind[self.part_key]]
        return next((each for each in editions if each.entry.id == self.rows.cursor_key), None)

    @property
    def _band(self) -> Band | None:
        """The remedy band at the cursor."""
        if self.shown is None or self.part_key != BANDS:
            return None
        return next((band for band in self.shown.bands if band.id == self.rows.cursor_key), None)

    @property
    def _day(self) -> DayView | None:
        """The day at the cursor."""
        if self.shown is None or self.part_key != DAYS:
            return None
        days = self.shown.calendar.days
        return next((each for each in days if each.on.isoformat() == self.rows.cursor_key), None)

    @property
    def _limit(self) -> Limit | None:
        """The role at the cursor."""
        if self.shown is None or self.part_key != AUTHORITY:
            return None
        roles = (*self.shown.matrix, *self.shown.ran_out)
        return next((limit for limit in roles if limit.role == self.rows.cursor_key), None)

    def _next_rank(self) -> int:
        return max((limit.rank for limit in self.shown.matrix), default=0) + 1 if self.shown else 1
