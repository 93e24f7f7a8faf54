"""Import: a file is read and told about first; nothing is taken from it before the handler says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Footer, ProgressBar, Static
from textual.worker import get_current_worker

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.screens.asking import Values, aids, word
from complaintdesk.screens.choices import presets
from complaintdesk.vocabulary import Origin
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import Choice, FormField
from complaintdesk.widgets.forms import FormScreen

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.importing import Report, Request


class ImportScreen(ModalScreen[Path | None]):
    """Asks for a file, shows what an import of it would do, and runs it. Returns the file, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "run", "Import", id="import.run"),
        Binding("n,escape,q", "leave", "Leave it", id="import.leave"),
    ]

    told = getters.query_one("#import-text", Static)
    bar = getters.query_one(ProgressBar)

    class Told(Message):
        """The reading came to its end, or to a refusal."""

        def __init__(self, report: Report | None, refusal: str, ran: bool) -> None:
            super().__init__()
            self.report = report
            self.refusal = refusal
            self.ran = ran

    class Read(Message):
        """So many of so many bytes have been read."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    def __init__(self, desk: Desk) -> None:
        super().__init__(classes="dialog")
        self.desk = desk
        self.request: Request | None = None
        self._may_run = False

    def compose(self) -> ComposeResult:
        """Lay out what is told, the progress and the keys."""
        with Vertical(classes="dialog-box"):
            yield Static("Import a file", classes="dialog-title")
            with VerticalScroll(can_focus=True):
                yield Static(id="import-text")
            yield ProgressBar(show_eta=False)
            yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Ask for the file."""
        self.bar.display = False
        fields = (
            FormField("file", "File", "path", required=True, help=".csv, .csv.gz, .eml, .mbox or a Maildir"),
            FormField("load_as", "As", "choice", required=True, choices=_AS, value="history"),
            FormField(
                "preset", "Preset", "choice", choices=presets(self.desk), help="Empty: found by its header"
            ),
            FormField(
                "date_order", "Dates are", "choice", choices=_ORDERS, help="Empty: by the column's evidence"
            ),
            FormField("rejects", "Rejected rows to", "path"),
        )
        desk = self.desk
        self.app.push_screen(
            FormScreen(
                "Import a file",
                fields,
                aids(self.app, desk),
                save_draft=lambda typed: services.drafts.keep(desk, "import", typed),
                forget_draft=lambda: services.drafts.forget(desk, "import"),
                draft=services.drafts.find(desk, "import"),
                save_label="Look at it",
            ),
            self._asked,
        )

    def _asked(self, values: Values | None) -> None:
        if values is None:
            self.dismiss(None)
            return
        if services.mail.is_mail(values["file"]):
            from complaintdesk.screens.mail import MailScreen  # e-mails are seldom in files

            self.app.push_screen(MailScreen(self.desk, values["file"]), self._read)
            return
        self.request = services.importing.Request(
            Path(values["file"]).expanduser(),
            preset=word(values, "preset") or None,
            date_order=word(values, "date_order") or None,
            load_as=Origin[word(values, "load_as")],
            rejects=Path(values["rejects"]).expanduser() if values["rejects"] else None,
        )
        self._begin(runs=False)

    def _read(self, done: Path | None) -> None:
        """Answer what the screen of e-mails answered."""
        self.dismiss(done)

    def _begin(self, *, runs: bool) -> None:
        self._may_run = False
        self.bar.display = True
        self.bar.update(total=None, progress=0)
        self.told.update(
            C(f"{'Importing' if runs else 'Reading'} {self.request.path} ..." if self.request else "")
        )
        self.refresh_bindings()
        self._work(runs)

    @work(thread=True, exclusive=True)
    def _work(self, runs: bool) -> None:
        assert self.request is not None
        worker = get_current_worker()

        def progress(done: int, total: int) -> None:
            self.post_message(self.Read(done, total))

        try:
            if runs:
                report = services.importing.run(
                    self.desk, self.request, progress, lambda: worker.is_cancelled
                )
            else:
                report = services.importing.dry_run(
                    self.desk, self.request, progress, lambda: worker.is_cancelled
                )
        except DeskError as refusal:
            self.post_message(self.Told(None, str(refusal), runs))
        else:
            self.post_message(self.Told(report, "", runs))

    @on(Read)
    def _show_progress(self, event: Read) -> None:
        self.bar.update(total=event.total, progress=event.done)

    @on(Told)
    def _show_report(self, event: Told) -> None:
        self.bar.display = False
        if event.report is None:
            self.told.update(C(f"{event.refusal}\n\nNothing was taken from the file. esc leaves."))
            return
        if event.ran:
            say(self.app, f"Imported {event.report.new:,} new, {event.report.updated:,} updated. u undoes.")
            self.dismiss(self.request.path if self.request else None)
            return
        self._may_run = bool(event.report.new or event.report.updated)
        end = (
            "y imports them as one step, n leaves it."
            if self._may_run
            else "There is nothing new in it. n leaves."
        )
        self.told.update(C(f"{event.report.told()}\n\n{end}"))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to import only once it is known what that would do."""
        return (True if self._may_run else None) if action == "run" else True

    def action_run(self) -> None:
        self._begin(runs=True)

    def action_leave(self) -> None:
        self.workers.cancel_all()
        self.dismiss(None)


_AS = (Choice("history", "history, for trends"), Choice("referred", "referred, to be worked"))
_ORDERS = (Choice("dmy", "day first"), Choice("mdy", "month first"))
