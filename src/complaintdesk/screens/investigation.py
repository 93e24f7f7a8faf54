"""Investigation: the complaint itself, its heads, sources, implications, people, contacts and like complaints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.rules import private_words
from complaintdesk.screens import investigation_forms as forms
from complaintdesk.screens import investigation_parts, overview_forms, source_forms
from complaintdesk.screens.complaint import ComplaintScreen
from complaintdesk.screens.complaint_overview import NARRATIVE, NEXT, OVERVIEW
from complaintdesk.screens.erasing_forms import ask_erasure
from complaintdesk.screens.investigation_parts import (
    CONTACTS,
    HEADS,
    IMPLICATIONS,
    LIKE,
    PARTIES,
    PROMISES,
    SOURCES,
)
from complaintdesk.widgets.dialogs import ConfirmScreen, TextScreen
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import Choice

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import (
        AttachmentFacts,
        ContactFacts,
        HeadFacts,
        ImplicationFacts,
        PartyFacts,
        PromiseFacts,
        SourceFacts,
    )
    from complaintdesk.services.desk import Desk


class Numbered(Protocol):
    """What has the id of a record."""

    @property
    def id(self) -> int:
        """Its id."""


OnRecord = TypeVar("OnRecord", bound=Numbered)

KINDS: Mapping[str, str] = {HEADS: "head", SOURCES: "source", IMPLICATIONS: "implication", PARTIES: "party"}
"""Part -> the kind of record that can be taken off the complaint again."""

EDITED = frozenset({OVERVIEW, *KINDS})
RECORDED = frozenset({SOURCES, IMPLICATIONS, PROMISES})


class InvestigationScreen(ComplaintScreen):
    """Shows what is known of a complaint and what is still to be found out."""

    PLACE = "investigation"
    PURPOSE = (
        "Everything that is known of one complaint, and what is still to be found out. Set out what is "
        "complained of as heads, find a source for each, and give each a finding with its reasons."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "find", "Finding", id="head.find"),
        Binding("r", "record", "Record", id="record.reply", tooltip="Came, alerted, kept: what became of it"),
        Binding("b", "log_contact", "Contact", id="contact.log"),
    ]

    said = getters.query_one("#said", Static)

    def __init__(self, desk: Desk, complaint_id: int) -> None:
        super().__init__(desk, complaint_id)
        # The parts speak the words of this desk's vocabularies.
        self._says = investigation_parts.Parts(desk, self.symbols)
        self.PARTS = investigation_parts.parts(self._says)

    def compose(self) -> ComposeResult:
        """Lay out a line on what the part is about beneath the parts."""
        for widget in super().compose():
            yield widget
            if widget.id == "parts":
                said = Static(id="said")
                said.display = False
                yield said

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the part on screen, and the row at the cursor, allow."""
        if not self.is_mounted or self.dossier is None:
            return super().check_action(action, parameters)
        has_record = self.record_id is not None
        match action:
            case "add":
                return self.part.id != LIKE
            case "edit" | "remove" if self.part.id == OVERVIEW:
                return overview_forms.can_act(action, self.dossier, str(self.rows.cursor_key))
            case "edit" if self.part.id == CONTACTS:
                return self._is_maskable
            case "edit":
                return self.part.id in EDITED and has_record
            case "remove":
                return self.part.id in KINDS and has_record
            case "find":
                return self.part.id == HEADS and has_record
            case "record":
                return self.part.id in RECORDED and has_record
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Ask for what the part holds; on the overview, ask first for what."""
        if self.part.id in self._additions:
            self._additions[self.part.id]()
            return
        offered = [
            Choice(HEADS, "a head: a point complained of"),
            Choice(SOURCES, "a source, or something asked for"),
            Choice(IMPLICATIONS, "an implication for the organisation"),
            Choice(PARTIES, "a person or body"),
            Choice(CONTACTS, "a contact"),
            Choice(PROMISES, "a promise made"),
        ]

        self.choose(f"Add to {self.found.reference}", offered, lambda part_id: self._additions[part_id]())

    @property
    def _additions(self) -> Mapping[str, Callable[[], None]]:
        """Part -> what `+` does on it."""
        return {
            HEADS: lambda: forms.ask_head(self, self.found, None),
            SOURCES: lambda: source_forms.ask_source(self, self.found),
            IMPLICATIONS: lambda: forms.ask_implication(self, self.found, None),
            PARTIES: lambda: forms.ask_party(self, self.found, None),
            CONTACTS: self.action_log_contact,
            PROMISES: lambda: forms.ask_promise(self, self.found),
        }

    def open_record(self) -> None:
        """Record a finding, read a text whole, or edit."""
        head, contact = self._head, self._contact
        if head is not None:
            forms.ask_finding(self, self.found, head)
        elif contact is not None:
            self.app.push_screen(TextScreen(f"{contact.channel}, {contact.on:%d %b %Y}", contact.summary))
        elif self._promise is not None:
            self.action_record()
        elif self.part.id == LIKE:
            self._read_like()
        elif self.rows.cursor_key == NARRATIVE:
            title = f"{self.found.reference}, in the customer's words"
            self.app.push_screen(TextScreen(title, self.found.narrative))
        elif self.rows.cursor_key == NEXT:
            self.action_missing()
        else:
            self.action_edit()

    def action_edit(self) -> None:
        """Ask for changes to the row or record at the cursor."""
        head, source, implication, party = self._head, self._source, self._implication, self._party
        if self.part.id == OVERVIEW:
            overview_forms.ask_edit(self, self.found, str(self.rows.cursor_key))
        elif head is not None:
            forms.ask_head(self, self.found, head)
        elif source is not None:
            source_forms.ask_source_words(self, self.found, source)
        elif implication is not None:
            forms.ask_implication(self, self.found, implication)
        elif party is not None:
            forms.ask_party(self, self.found, party)
        elif self._contact is not None and self._is_maskable:
            self._ask_mask(self._contact)

    @property
    def _is_maskable(self) -> bool:
        """Whether the contact at the cursor holds something that is better masked."""
        contact = self._contact
        if contact is None:
            return False
        wary = services.contacts.wary_words(self.desk)
        return bool(private_words.private(f"{contact.summary}\n{contact.position}", wary))

    def _ask_mask(self, contact: ContactFacts) -> None:
        """Ask whether what is private in a logged contact is to be masked."""

        def answered(is_yes: bool | None) -> None:
            if is_yes:
                with self.showing_refusals():
                    self.dossier = services.contacts.mask(self.desk, self.complaint_id, contact.id)
                    say(self, "Masked. u undoes.")
                    self.refresh_bindings()

        what = "Numbers keep their last four characters; diagnoses go. The journal keeps what was there."
        self.app.push_screen(
            ConfirmScreen("Mask what is private in this contact?", what, yes="Mask"), answered
        )

    def _show_part(self) -> None:
        """Say under the parts what the one on screen is about: who was heard, what like cases were given."""
        super()._show_part()
        told = {SOURCES: self._says.heard_line, LIKE: self._says.like_line}.get(self.part.id)
        self.said.display = told is not None
        if told is not None and self.dossier is not None:
            self.said.update(C(told(self.dossier), one_line=True), layout=False)

    def action_remove(self) -> None:
        """Take the record at the cursor off the complaint."""
        if self.part.id == OVERVIEW:
            with self.showing_refusals():
                ask_erasure(self, self.found)
            return
        kind, record_id = KINDS.get(self.part.id), self.record_id
        if kind is None or record_id is None:
            return
        with self.showing_refusals():
            self.dossier = services.investigation.remove(self.desk, self.complaint_id, kind, record_id)
            say(self, f"{kind.capitalize()} removed. u undoes.")
            self.refresh_bindings()

    def action_find(self) -> None:
        """Ask what was found on the head at the cursor."""
        head = self._head
        if head is not None:
            forms.ask_finding(self, self.found, head)

    def action_record(self) -> None:
        """Ask what came of the record at the cursor: a gap, an alert, a promise."""
        source, implication, promise = self._source, self._implication, self._promise
        if source is not None:
            source_forms.ask_receipt(self, self.found, source)
        elif implication is not None:
            forms.ask_alert(self, self.found, implication)
        elif promise is not None:
            forms.ask_settling(self, self.found, promise)

    def action_attach(self) -> None:
        """Ask for the file of the source at the cursor; elsewhere, for one that is a source of its own."""
        source = self._source
        if source is not None:
            source_forms.ask_file(self, self.found, source)
        else:
            super().action_attach()

    def file_in_hand(self) -> AttachmentFacts | None:
        """Return the file of the source or contact at the cursor, or None."""
        holder = self._source or self._contact
        return holder.attachment if holder else None

    def _read_like(self) -> None:
        """Show a like complaint whole, without leaving this one."""
        record_id = self.record_id
        if record_id is None:
            return
        with self.showing_refusals():
            like = services.dossier.load(self.desk, record_id)
            self.app.push_screen(TextScreen(like.reference, services.exporting.summary(self.desk, like)))

    @property
    def _head(self) -> HeadFacts | None:
        return self._at_cursor(HEADS, self.found.heads)

    @property
    def _source(self) -> SourceFacts | None:
        return self._at_cursor(SOURCES, self.found.sources)

    @property
    def _implication(self) -> ImplicationFacts | None:
        return self._at_cursor(IMPLICATIONS, self.found.implications)

    @property
    def _party(self) -> PartyFacts | None:
        return self._at_cursor(PARTIES, self.found.parties)

    @property
    def _contact(self) -> ContactFacts | None:
        return self._at_cursor(CONTACTS, self.found.contacts)

    @property
    def _promise(self) -> PromiseFacts | None:
        return self._at_cursor(PROMISES, self.found.promises)

    def _at_cursor(self, part_id: str, records: Sequence[OnRecord]) -> OnRecord | None:
        """Return the record at the cursor, where that part is on screen."""
        if self.part.id != part_id:
            return None
        return next((record for record in records if record.id == self.record_id), None)
