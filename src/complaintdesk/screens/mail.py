"""E-mails of a file: what each would become, the handler's word on those in doubt, and then all of them as one step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import ProgressBar, Static
from textual.worker import get_current_worker

from complaintdesk import services
from complaintdesk.errors import DeskError, InvalidInputError
from complaintdesk.rules.mail_matching import Fate
from complaintdesk.screens.asking import Values, aids
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.screens.sheet import day, sheet
from complaintdesk.widgets.columns import Cell, Column, Row
from complaintdesk.widgets.detail_pane import DetailPane
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import Choice, FormField
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.room import HEIGHTS, WIDTHS
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.mail import Decision, Looked, Proposal
    from complaintdesk.services.mail_report import MailReport

COLUMNS = (
    Column("No", "number", 4, align="right", priority=1),
    Column("Becomes", "becomes", 26, least=24),
    Column("From", "sender", 16, least=10, grow=1),
    Column("Subject", "subject", 22, least=12, grow=3),
)


class MailScreen(ModalScreen[Path | None]):
    """Shows the messages of a file and takes them in. Answers with the file, or None where it was left."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "RowList"
    TITLE: ClassVar[str | None] = "E-mails"
    PURPOSE: ClassVar[str] = (
        "What each message would become: a contact of a complaint you have, a new complaint, or nothing. "
        "Decide those that are not clear, and take them in; the originals are kept."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "run", "Take them in", id="import.run"),
        Binding("n", "next_unclear", "Next to decide", id="match.next"),
        Binding("tab", "app.focus_next", "Next pane", id="pane.next", show=False),
        Binding("shift+tab", "app.focus_previous", "Previous pane", id="pane.previous", show=False),
        Binding("escape,q", "leave", "Leave it", id="import.leave", key_display="esc"),
        Binding("question_mark,f1", "help", "Help", id="help", key_display="?"),
    ]

    head = getters.query_one("#mail-title", Static)
    bar = getters.query_one(ProgressBar)
    rows = getters.query_one(RowList)
    detail = getters.query_one("#mail-detail-text", Static)

    class Read(Message):
        """So many of so many bytes have been read."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    class Ended(Message):
        """The file was looked through, or taken in, or refused."""

        def __init__(
            self,
            looked: Looked | None = None,
            report: MailReport | None = None,
            refusal: DeskError | None = None,
        ) -> None:
            super().__init__()
            self.looked = looked
            self.report = report
            self.refusal = refusal

    def __init__(self, desk: Desk, path: Path) -> None:
        super().__init__(classes="dialog")
        self.desk = desk
        self.path = path
        self.looked: Looked | None = None
        self.symbols = named("ascii" if desk.settings.symbols == "ascii" else "drawn")
        self._decided: dict[int, Decision] = {}
        self._is_busy = True

    def compose(self) -> ComposeResult:
        """Lay out the messages, the one at the cursor in full, the progress and the keys."""
        with Vertical(id="mail", classes="dialog-box"):
            yield Static(id="mail-title", classes="dialog-title")
            with Container(id="mail-body"):
                yield RowList(COLUMNS, symbols=self.symbols, can_mark=False)
                with DetailPane(id="mail-detail", can_focus=True):
                    yield Static(id="mail-detail-text")
            yield ProgressBar(show_eta=False)
            yield KeysFooter(show_command_palette=False)

    def on_mount(self) -> None:
        """Look the file through; nothing is taken from it yet."""
        self.rows.say_instead("Reading ... esc stops.", "loading")
        self._begin(f"Reading {self.path.name}")
        self._look()

    def _begin(self, what: str) -> None:
        self._is_busy = True
        self.head.update(
            C(f"{what} ... esc stops it; nothing is taken before it ends.", one_line=True, limit=200)
        )
        self.bar.display = True
        self.bar.update(total=None, progress=0)
        self.refresh_bindings()

    @work(thread=True, exclusive=True)
    def _look(self) -> None:
        worker = get_current_worker()
        try:
            looked = services.mail.look(self.desk, self.path, self._tell, lambda: worker.is_cancelled)
        except DeskError as refusal:
            self.post_message(self.Ended(refusal=refusal))
        else:
            self.post_message(self.Ended(looked))

    @work(thread=True, exclusive=True)
    def _take(self, looked: Looked) -> None:
        worker = get_current_worker()
        try:
            report = services.mail_intake.take(
                self.desk,
                looked,
                self._decided,
                as_referred=True,
                progress=self._tell,
                cancelled=lambda: worker.is_cancelled,
            )
        except DeskError as refusal:
            self.post_message(self.Ended(refusal=refusal))
        else:
            self.post_message(self.Ended(report=report))

    def _tell(self, done: int, total: int) -> None:
        self.post_message(self.Read(done, total))

    @on(Read)
    def _show_progress(self, event: Read) -> None:
        self.bar.update(total=event.total, progress=event.done)

    @on(Ended)
    def _show_end(self, event: Ended) -> None:
        self._is_busy = False
        self.bar.display = False
        if event.refusal is not None:
            say(self.app, str(event.refusal), "warning", event.refusal.title)
            if self.looked is None:
                self.dismiss(None)
                return
        elif event.report is not None:
            say(self.app, _done(event.report))
            self.dismiss(self.path)
            return
        else:
            self.looked = event.looked
        self._show()

    def _show(self) -> None:
        if self.looked is None:
            return
        report = services.mail_intake.would(self.looked, self._decided, as_referred=True)
        first, *_ = report.told(0).split("\n")
        self.head.update(C(first, one_line=True, limit=200))
        self.rows.show(
            ListedRows(
                Row(
                    each.number,
                    {
                        "number": str(each.number),
                        "becomes": self._becomes(each),
                        "sender": _who(each),
                        "subject": each.subject or "(no subject)",
                    },
                )
                for each in self.looked.proposals
            )
        )
        self.refresh_bindings()

    def _becomes(self, each: Proposal) -> Cell:
        decided = self._decided.get(each.number)
        fate = decided.fate if decided else each.fate
        follows = decided.follows if decided else each.follows
        reference = decided.reference if decided else each.reference
        match fate:
            case Fate.new:
                return Cell("a new complaint", self.symbols.soon, "soon")
            case Fate.contact:
                where = reference or f"with message {follows}"
                return Cell(f"contact, {where}", self.symbols.done)
            case Fate.known:
                return Cell("known already", self.symbols.none, "muted")
            case Fate.duplicate:
                return Cell("twice in the file", self.symbols.none, "muted")
            case _ if decided:
                return Cell("left in the file", self.symbols.none, "muted")
        return Cell("decide: enter", self.symbols.overdue, "overdue")

    @property
    def _at_cursor(self) -> Proposal | None:
        key = self.rows.cursor_key
        found = self.looked.proposals if self.looked else ()
        return next((each for each in found if each.number == key), None)

    @on(RowList.Highlighted)
    def _show_detail(self, event: RowList.Highlighted) -> None:
        event.stop()
        each = self._at_cursor
        self.detail.update(Content("") if each is None else _detail(each))
        self.query_one("#mail-detail", DetailPane).scroll_home(animate=False)

    @on(RowList.Chosen)
    def _decide(self, event: RowList.Chosen) -> None:
        event.stop()
        each = self._at_cursor
        if each is None or self._is_busy or each.fate in {Fate.known, Fate.duplicate}:
            return

        def chosen(what: str | None) -> None:
            kind, _, rest = (what or "").partition(":")
            decision = services.mail.Decision
            if kind == "contact":
                self._note(each, decision(Fate.contact, rest))
            elif kind == "with":
                self._note(each, decision(Fate.contact, follows=int(rest)))
            elif kind == "leave":
                self._note(each, decision(Fate.ask))
            elif kind == "other":
                self._ask_reference(each)
            elif kind == "new":
                self._ask_customer(each)

        self.app.push_screen(ChoiceScreen(f"Message {each.number}: {each.why}", self._offered(each)), chosen)

    def _offered(self, each: Proposal) -> list[Choice]:
        references = dict.fromkeys([*filter(None, [each.reference]), *each.others])
        offered = [
            Choice(f"contact:{one}", f"A contact on {one}", services.mail.about(self.desk, one))
            for one in references
        ]
        earlier = each.near or each.follows
        if earlier is not None:
            offered.append(Choice(f"with:{earlier}", f"With message {earlier} of this file"))
        return [
            *offered,
            Choice("other", "A contact on another complaint ..."),
            Choice("new", "A new complaint ..."),
            Choice("leave", "Leave it in the file"),
        ]

    def _note(self, each: Proposal, decision: Decision) -> None:
        self._decided[each.number] = decision
        self._show()

    def _ask_reference(self, each: Proposal) -> None:
        fields = (FormField("reference", "Which complaint", required=True, help="Its reference"),)

        def act(values: Values) -> None:
            found = services.dossier.by_reference(self.desk, values["reference"])
            self._note(each, services.mail.Decision(Fate.contact, found.reference))

        self._ask(f"Message {each.number} is a contact on", fields, act)

    def _ask_customer(self, each: Proposal) -> None:
        who = each.customer
        # Of what somebody forwarded, who the customer is stays to be typed or agreed to.
        said = "It was forwarded: check that this is the customer" if each.is_forwarded else ""
        fields = (
            FormField(
                "name", "Customer", required=True, value=who.name or who.address if who else None, help=said
            ),
            FormField("email", "E-mail", value=who.address if who else None),
            FormField("referred_by", "Referred by", value=_who(each) if each.is_forwarded else None),
        )

        def act(values: Values) -> None:
            if not values["name"].strip():
                raise InvalidInputError("Say who the customer is.", "name")
            decision = services.mail.Decision(
                Fate.new, name=values["name"], email=values["email"], referred_by=values["referred_by"]
            )
            self._note(each, decision)

        self._ask(f"Message {each.number} is a new complaint of", fields, act)

    def _ask(self, title: str, fields: tuple[FormField, ...], act: object) -> None:
        form = f"mail:{self.looked.sha256[:16]}" if self.looked else "mail"
        desk = self.desk
        self.app.push_screen(
            FormScreen(
                title,
                fields,
                aids(self.app, desk),
                save_draft=lambda typed: services.drafts.keep(desk, form, typed),
                forget_draft=lambda: services.drafts.forget(desk, form),
                submit=act,  # type: ignore[arg-type]  # the values of a form
                save_label="Decide",
            )
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take messages in once it is known what that would do."""
        if action in {"run", "next_unclear"}:
            return None if self._is_busy else True
        return True

    def action_next_unclear(self) -> None:
        """Go to the next message that waits for a decision."""
        if self.looked is None:
            return
        waiting = [
            each.number
            for each in self.looked.proposals
            if each.fate is Fate.ask and each.number not in self._decided
        ]
        here = self.rows.cursor_key
        ahead = [number for number in waiting if isinstance(here, int) and number > here]
        if waiting:
            self.rows.move_to((ahead or waiting)[0])
        else:
            say(self, "Every message is decided. y takes them in.")

    def action_run(self) -> None:
        """Take in what is shown, as one step."""
        if self.looked is not None and not self._is_busy:
            self._begin(f"Taking in {self.path.name}")
            self._take(self.looked)

    def action_help(self) -> None:
        """Say what this screen is for, and its keys."""
        self.post_message(PlaceScreen.Asked("help"))

    def action_leave(self) -> None:
        """Stop what is running, or leave the file as it is."""
        self.workers.cancel_all()
        if not self._is_busy or self.looked is None:
            self.dismiss(None)


def _who(each: Proposal) -> str:
    if each.sender is None:
        return "(nobody named)"
    return each.sender.name or each.sender.address


def _detail(each: Proposal) -> Content:
    facts = sheet(
        each.subject or "(no subject)",
        ("From", str(each.sender) if each.sender else "nobody named"),
        ("On", day(each.on)),
        ("What of it", each.why),
        ("Written by", str(each.customer) if each.is_forwarded else ""),
        ("A machine sent it", each.automatic),
        ("With it", "\n".join(each.enclosures)),
        ("Noticed", "\n".join(each.notices)),
    )
    return Content("\n\n").join([facts, C(each.words)])


def _done(report: MailReport) -> str:
    if report.step is None:
        return "Nothing was taken in; the file is as it was."
    waiting = f" {report.invalid:,} stay in the file." if report.invalid else ""
    return f"{report.new:,} new, {report.updated:,} on complaints that are here.{waiting} u undoes."
