"""The Portfolio: what is claimed for each criterion, what is missing, the statements, and how it will read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.errors import DeskError, SettingsError
from complaintdesk.rules.counting import counted
from complaintdesk.rules.exhibits import SECTION
from complaintdesk.rules.rule_book import Where
from complaintdesk.screens import portfolio_forms
from complaintdesk.screens.listed_overview import ListedOverview, OverviewPart
from complaintdesk.screens.place import OPEN, PLACES
from complaintdesk.screens.portfolio_parts import (
    COMPLAINTS,
    CRITERIA,
    GAUGE,
    PARTS,
    PREVIEW,
    RECORDS,
    SET_IN_FORCE,
    STATEMENTS,
    Seen,
)
from complaintdesk.widgets.detail_pane import DetailPane
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.strip import Tab

if TYPE_CHECKING:
    from complaintdesk.rules.criteria import Criterion
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.portfolio import Offered

LONGEST_PREVIEW = 60_000
"""Characters of the index that the preview shows; the rest is read in the file."""

_PLACES = {
    "option": "options",
    "approval": "options",
    "contact": "negotiation",
    "promise": "negotiation",
    "offer": "negotiation",
    "agreement": "resolution",
    "action": "resolution",
    "letter": "resolution",
    "satisfaction": "resolution",
    "escalation": "resolution",
    "section:learning": "resolution",
}
"""Kind of record -> the place where it is, where that is not the investigation."""

_OVERVIEWS = {
    "review": "trends",
    "recommendation": "recommendations",
    "change_option": "recommendations",
    "effect_check": "recommendations",
    "library": "library",
}
"""Kind of record that belongs to no complaint -> its place."""


class PortfolioScreen(ListedOverview[Seen]):
    """Shows the portfolio part by part; `+` claims, `x` takes a claim back, `E` exports."""

    PLACE = "portfolio"
    PARTS = PARTS
    PURPOSE = (
        "What your work is evidence for, criterion by criterion, and what is still missing. Claim a "
        "record while you remember what it shows, write your statements, and export the whole when it is "
        "asked for."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "add", "Claim", id="record.add", key_display="+"),
        Binding("e", "edit", "Edit", id="record.edit"),
        Binding("x", "remove", "Unclaim", id="record.remove"),
    ]

    preview = getters.query_one("#preview-text", Static)

    class Read(Message):
        """The preview was made, or was refused."""

        def __init__(self, text: str, refusal: DeskError | None) -> None:
            super().__init__()
            self.text = text
            self.refusal = refusal

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.subject: str | int = ""
        """The criterion, the id of the complaint, or the reference of the paper, whose records are listed."""

        self._came_from = CRITERIA

    def stand(self) -> tuple[str | int | None, ...]:
        """Return the part, the row, and of what the records are listed."""
        return *super().stand(), self.subject

    def stand_at(self, stand: tuple[str | int | None, ...]) -> None:
        """Have the same records listed, and go to the part and the row."""
        self.subject = stand[2] or ""
        self.reload()
        super().stand_at(stand)

    def compose_other(self, part: OverviewPart[Seen]) -> ComposeResult:
        """Lay out the preview."""
        with DetailPane(id=f"list-{part.id}", can_focus=True):
            yield Static(id="preview-text")

    def complaint_in_hand(self) -> int | None:
        """Return the complaint at the cursor, for the keys that take one along."""
        if self.part_key == COMPLAINTS and isinstance(self.cursor, int):
            return self.cursor
        offered = self._offered
        return offered.evidence.complaint_id if offered is not None else None

    def reload(self) -> None:
        """Read the portfolio anew; a set that is gone is said, and can be chosen anew."""
        try:
            found = services.portfolio.view(self.desk)
        except SettingsError:
            self.shown = None
            self.query_one("#list-criteria", RowList).say_instead(
                "The criteria set of this store is not there. e chooses another."
            )
            raise
        if not self.subject:
            missing = next((one for one in found.covered if one.gaps and one.proposed), None)
            self.subject = missing.criterion.id if missing else found.criteria.criteria[0].id
        if isinstance(self.subject, int):
            offered = services.portfolio.for_complaint(self.desk, self.subject)
            told = next((one.facts.reference for one in found.complaints if one.facts.id == self.subject), "")
        elif any(one.holder.reference == self.subject for one in found.papers):
            offered = services.portfolio.for_paper(self.desk, self.subject)
            told = self.subject
        else:
            offered = services.portfolio.for_criterion(self.desk, self.subject)
            told = self.subject
        self.shown = Seen(found, offered, told, self.desk.settings.keys)
        if self.part_key == PREVIEW:
            self._make_preview()

    def watch_shown(self, shown: Seen | None) -> None:
        """Draw every part anew; all are empty where the criteria cannot be read."""
        if shown is None and self.is_mounted:
            for rows in self.query(RowList):
                rows.show(ListedRows())
            self.show_part()
        super().watch_shown(shown)

    def watch_part_key(self) -> None:
        """Show the other part; the preview is put together whenever it is gone to."""
        if self.is_mounted:
            self.set_class(self.part_key == PREVIEW, "-preview")
            if self.part_key == PREVIEW:
                self._make_preview()
        super().watch_part_key()

    def tab_of(self, part: OverviewPart[Seen]) -> Tab:
        """Return how a part is named: records with what they are of, and rows counted where they are records."""
        of = f" of {self.shown.subject}" if part.id == RECORDS and self.shown else ""
        count = self.list_of(part).total.count if part.id in {CRITERIA, RECORDS, COMPLAINTS} else None
        return Tab(part.id, f"{part.title}{of}", f"{part.short}{of.removeprefix(' of')}", count)

    @on(RowList.Chosen)
    def _drill_down(self, event: RowList.Chosen) -> None:
        event.stop()
        if self.part_key in {CRITERIA, COMPLAINTS}:
            self._came_from = self.part_key
            self.subject = event.key
            with self.showing_refusals():
                self.reload()
                self.part_key = RECORDS
        elif self.part_key == RECORDS:
            self._open_record()
        else:
            self.sets_out(OPEN)
            self.open_record()

    def _open_record(self) -> None:
        """Go to the record at the cursor, in its complaint or in its own place."""
        offered = self._offered
        if offered is None:
            return
        evidence = offered.evidence
        kind = evidence.record_kind
        if evidence.complaint_id is not None:
            is_section = kind == "complaint" or kind.startswith(SECTION)
            where = Where(
                _PLACES.get(kind, "investigation"),
                "",
                "" if is_section else kind,
                None if is_section else evidence.record_id,
            )
            self.post_message(self.Going(where.screen, evidence.complaint_id, where=where))
            return
        place = _OVERVIEWS.get(kind, "")
        if place in PLACES:
            self.post_message(self.Going(place, None))
        else:
            say(self, "It lies outside the desk; the detail says where.", "warning")

    def action_cancel(self) -> None:
        """Go back from the records to where they were drilled into, else to the queue."""
        if self.part_key == RECORDS:
            self.part_key = self._came_from
        else:
            super().action_cancel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the part and the row allow."""
        if action == "export":
            return True
        offered = self._offered
        if action == "add" and self.part_key != CRITERIA:
            return True if offered is not None and offered.claim is None else None
        if action == "remove":
            return True if offered is not None and offered.claim is not None else None
        if action == "edit":
            if self.part_key == RECORDS:
                return True if offered is not None and offered.claim is not None else None
            may_choose = self.part_key == CRITERIA and self.shown is None
            return True if self.part_key in {STATEMENTS, GAUGE} or may_choose else None
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Claim the record at the cursor, or on the matrix what lies outside the desk."""
        offered = self._offered
        if self.part_key == CRITERIA:
            criterion = self._criterion(self.cursor)
            if criterion is not None:
                portfolio_forms.ask_outside(self, criterion)
        elif offered is not None:
            criterion = self._criterion(offered.criterion)
            if criterion is not None:
                portfolio_forms.ask_claim(self, offered, criterion)

    def action_edit(self) -> None:
        """Change a claim, write a statement, set what is expected, or choose the criteria."""
        offered = self._offered
        if self.part_key == RECORDS and offered is not None:
            portfolio_forms.ask_edit(self, offered)
        elif self.part_key == STATEMENTS:
            criterion = self._criterion(self.cursor)
            if criterion is not None:
                portfolio_forms.ask_statement(self, criterion)
        elif self.shown is None or self.cursor == SET_IN_FORCE:
            portfolio_forms.ask_set(self)
        elif self.part_key == GAUGE:
            portfolio_forms.ask_expectations(self)

    def action_remove(self) -> None:
        """Take the claim at the cursor back."""
        offered = self._offered
        if offered is None or offered.claim is None:
            return
        with self.showing_refusals():
            services.claims.unclaim(self.desk, offered.claim.id)
            say(self, f"{offered.evidence.label} is claimed for {offered.criterion} no more. u undoes.")
            self.reload()

    def action_export(self) -> None:
        """Ask where the portfolio goes, and write it."""
        portfolio_forms.ask_export(self, self._begin_export)

    def _begin_export(self, to: Path, identified: bool, force: bool, single: bool) -> None:
        from complaintdesk.screens.portfolio_progress import PortfolioProgressScreen  # seldom needed

        def after(files: tuple[Path, ...] | None) -> None:
            if files:
                many = counted(len(files), "file")
                say(self, f"Portfolio written: {many} in {files[0].parent}")

        self.app.push_screen(
            PortfolioProgressScreen(
                self.desk,
                lambda desk, watch: services.portfolio_export.export(
                    desk, to, identified, force, single, watch
                ),
            ),
            after,
        )

    def _make_preview(self) -> None:
        self.preview.update("Being put together ...")
        self._read_preview()

    @work(thread=True, exclusive=True, group="preview")
    def _read_preview(self) -> None:
        beside = self.desk.beside()
        try:
            text = services.portfolio_export.preview(beside)
        except DeskError as refusal:
            self.post_message(self.Read("", refusal))
        else:
            self.post_message(self.Read(text, None))
        finally:
            beside.reader.close()

    @on(Read)
    def _show_preview(self, event: Read) -> None:
        if event.refusal is not None:
            self.preview.update(C(f"It cannot be shown: {event.refusal}"))
            return
        cut = len(event.text) > LONGEST_PREVIEW
        more = "\n\n(The rest is in the file that E writes.)" if cut else ""
        self.preview.update(C(event.text[:LONGEST_PREVIEW] + more))

    @property
    def _offered(self) -> Offered | None:
        """The record at the cursor."""
        key = self.cursor
        if self.shown is None or self.part_key != RECORDS or not isinstance(key, int):
            return None
        return self.shown.offered[key] if key < len(self.shown.offered) else None

    def _criterion(self, key: object) -> Criterion | None:
        return self.shown.portfolio.criteria.find(str(key)) if self.shown is not None else None
