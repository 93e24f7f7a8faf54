"""Import: a file is looked at from all sides first; nothing is taken from it before the handler says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import ContentSwitcher, ProgressBar, Static
from textual.worker import get_current_worker

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.importers.drafts import FIELDS
from complaintdesk.screens import import_forms, import_parts
from complaintdesk.screens.asking import Values, aids, word
from complaintdesk.screens.import_parts import COLUMNS, PARTS, SUMMARY, WORDS, State
from complaintdesk.screens.place import PlaceScreen
from complaintdesk.services.import_presets import KEPT, Sight
from complaintdesk.vocabulary import Origin
from complaintdesk.widgets.detail_pane import DetailPane
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.file_picker import FilePicker
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import Choice, FormField
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.keys_footer import KeysFooter
from complaintdesk.widgets.room import HEIGHTS, WIDTHS
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows
from complaintdesk.widgets.strip import Tab, TabStrip
from complaintdesk.widgets.symbols import named

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk
    from complaintdesk.services.import_report import Report
    from complaintdesk.services.importing import Request

SUFFIXES = (
    ".csv", ".csv.gz", ".tsv", ".txt", ".json", ".json.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".eml", ".mbox",
)  # fmt: skip
"""Files that may hold complaints."""


class ImportScreen(ModalScreen[Path | None]):
    """Asks for a file, shows what an import of it would do, and runs it. Returns the file, or None."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    AUTO_FOCUS: ClassVar[str | None] = "RowList"
    TITLE: ClassVar[str | None] = "Import"
    PURPOSE: ClassVar[str] = (
        "What a file of complaints would become on this desk, before a single row is taken in. "
        "Look at the summary and the problems, put columns and words right, and import it when it says what you "
        "expect."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "run", "Import", id="import.run"),
        Binding("n,escape,q", "leave", "Leave it", id="import.leave"),
        Binding("left_square_bracket", "part(-1)", "Previous part", id="part.previous", show=False),
        Binding("right_square_bracket", "part(1)", "Parts", id="part.next", key_display="]"),
        Binding("e", "edit", "Edit", id="record.edit"),
        Binding("plus", "save_preset", "Save as preset", id="import.preset", key_display="+"),
        Binding("u", "take_back", "Take back", id="import.undo"),
        Binding("question_mark,f1", "help", "Help", id="help", key_display="?"),
    ]

    bar = getters.query_one(ProgressBar)
    strip = getters.query_one("#import-parts", TabStrip)
    switcher = getters.query_one(ContentSwitcher)
    told = getters.query_one("#detail-text", Static)

    class Told(Message):
        """The reading came to its end, or to a refusal."""

        def __init__(
            self,
            sight: Sight | None,
            report: Report | None,
            refusal: str,
            ran: bool,
            suggested: dict[str, str],
        ) -> None:
            super().__init__()
            self.suggested = suggested
            self.sight = sight
            self.report = report
            self.refusal = refusal
            self.ran = ran

    class TakenBack(Message):
        """The import was taken back, or that was refused."""

        def __init__(self, refusal: DeskError | None) -> None:
            super().__init__()
            self.refusal = refusal

    class Read(Message):
        """So many of so many bytes have been read."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    def __init__(self, desk: Desk, path: Path | None = None) -> None:
        super().__init__(classes="import")
        self.desk = desk
        self.symbols = named("ascii" if desk.settings.symbols == "ascii" else "drawn")
        self.request: Request | None = services.importing.Request(path) if path is not None else None
        self.state = State()
        self.part_id = SUMMARY
        self._is_busy = False
        self._can_stop = True

    def compose(self) -> ComposeResult:
        """Lay out the parts, what is said in full beside them, the progress and the keys."""
        yield TabStrip("Import", id="import-parts")
        with Container(id="body"):
            with ContentSwitcher(initial=f"list-{SUMMARY}"):
                for part in PARTS:
                    rows = RowList(part.columns, symbols=self.symbols, can_mark=False, id=f"list-{part.id}")
                    rows.say_instead(part.empty)
                    yield rows
            with DetailPane(id="detail", can_focus=True):
                yield Static(id="detail-text")
        yield ProgressBar(show_eta=False)
        yield KeysFooter(show_command_palette=False)

    def on_mount(self) -> None:
        """Ask for the file, or look at the one that is given."""
        self.bar.display = False
        self._show()
        if self.request is not None:
            self._begin(runs=False)
        else:
            picker = FilePicker("Import a file", Path.cwd(), SUFFIXES, services.mail.is_maildir)
            self.app.push_screen(picker, self._picked)

    def _picked(self, path: Path | None) -> None:
        if path is None:
            self.dismiss(None)
            return
        if services.mail.is_mail(path):
            from complaintdesk.screens.mail import MailScreen  # e-mails are seldom in files

            self.app.push_screen(MailScreen(self.desk, path), self._read)
            return
        self.request = services.importing.Request(path)
        self._begin(runs=False)

    def _read(self, done: Path | None) -> None:
        """Answer what the screen of e-mails answered; a screen cannot wait for its own end."""
        self.dismiss(done)

    def _begin(self, *, runs: bool) -> None:
        assert self.request is not None
        self._is_busy = self._can_stop = True
        self.bar.display = True
        self.bar.update(total=None, progress=0)
        self.told.update(C(f"{'Importing' if runs else 'Reading'} {self.request.path} ... esc stops it."))
        self.refresh_bindings()
        self._work(self.request, runs)

    @work(thread=True, exclusive=True)
    def _work(self, request: Request, runs: bool) -> None:
        worker = get_current_worker()

        def progress(done: int, total: int) -> None:
            self.post_message(self.Read(done, total))

        sight, report, refusal = None, None, ""
        suggested: dict[str, str] = {}
        act = services.importing.run if runs else services.importing.dry_run
        try:
            sight = services.import_presets.look(self.desk, request)
            suggested = services.import_presets.suggested(self.desk, request, sight)
            if suggested:
                request = replace(request, mapping=suggested)
                sight = services.import_presets.look(self.desk, request)
            report = act(self.desk, request, progress, lambda: worker.is_cancelled)
        except DeskError as refused:
            refusal = str(refused)
        self.post_message(self.Told(sight, report, refusal, runs, suggested))

    @on(Read)
    def _show_progress(self, event: Read) -> None:
        self.bar.update(total=event.total, progress=event.done)

    @on(Told)
    def _show_report(self, event: Told) -> None:
        self._is_busy = self.bar.display = False
        if self.request is not None and event.suggested:
            self.request = replace(self.request, mapping=event.suggested)
        words = self.request.words if self.request is not None else {}
        self.state = State(
            event.sight or self.state.sight,
            event.report,
            event.refusal,
            event.ran and event.report is not None,
            tuple((field, theirs, ours) for field, pairs in words.items() for theirs, ours in pairs.items()),
            event.suggested or self.state.suggested,
        )
        if self.state.is_done and event.report is not None:
            say(self.app, f"Imported {event.report.new:,} new, {event.report.updated:,} updated. u undoes.")
            self.part_id = SUMMARY
        elif event.sight is not None and event.refusal and event.sight.of_field("received_on") is None:
            self.part_id = COLUMNS
        self._show()

    def _show(self) -> None:
        """Draw every part anew."""
        state = self.state
        needs_day = state.sight is not None and state.sight.of_field("received_on") is None
        for part in PARTS:
            rows = self.query_one(f"#list-{part.id}", RowList)
            rows.say_instead(part.empty if state.report or part.id == COLUMNS else import_parts.NOT_READ)
            cursor = import_parts.likely_day(state) if needs_day and part.id == COLUMNS else None
            rows.show(ListedRows(part.rows(state)), cursor)
        self._show_part()

    def _show_part(self) -> None:
        tabs = [Tab(part.id, part.title, count=import_parts.count(part, self.state)) for part in PARTS]
        self.strip.show(tabs, self.part_id, "[ ] parts")
        self.switcher.current = f"list-{self.part_id}"
        self.set_class(self.part_id == SUMMARY, "-summary")
        self.rows.focus()
        self._show_detail()
        self.refresh_bindings()

    @property
    def rows(self) -> RowList:
        """The list of the part on screen."""
        return self.query_one(f"#list-{self.part_id}", RowList)

    def _show_detail(self) -> None:
        if self._is_busy:
            return
        key = self.rows.cursor_key
        if self.part_id == SUMMARY and self.request is not None:
            text = import_parts.summary(self.state, self.request)
        elif isinstance(key, int):
            text = import_parts.find(self.part_id).detail(self.state, key)
        else:
            text = self.state.refusal
        self.told.update(C(text))

    @on(RowList.Highlighted)
    def _detail_follows(self, event: RowList.Highlighted) -> None:
        if event.rows is self.rows and self.part_id != SUMMARY:
            self._show_detail()
            self.query_one(DetailPane).scroll_home(animate=False)

    @on(RowList.Chosen)
    def _enter_edits(self) -> None:
        if self.check_action("edit", ()):
            self.action_edit()

    @on(TabStrip.Pressed)
    def _part_clicked(self, event: TabStrip.Pressed) -> None:
        self.part_id = event.key
        self._show_part()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to import only once it is known what that would do, and to take back only what was imported."""
        state, report = self.state, self.state.report
        if self._is_busy:
            return action in {"leave", "part"}
        match action:
            case "run":
                return True if report and not state.is_done and (report.new or report.updated) else None
            case "take_back":
                return True if state.is_done and report is not None and report.batch is not None else None
            case "save_preset":
                return True if state.sight is not None and report is not None else None
            case "edit":
                return None if state.is_done else True
        return True

    def action_part(self, by: int) -> None:
        ids = import_parts.ids()
        self.part_id = ids[(ids.index(self.part_id) + by) % len(ids)]
        self._show_part()

    def action_run(self) -> None:
        self._begin(runs=True)

    def action_help(self) -> None:
        """Say what this screen is for, and its keys."""
        self.post_message(PlaceScreen.Asked("help"))

    def action_leave(self) -> None:
        if self._is_busy:
            if self._can_stop:
                self.workers.cancel_all()
            say(
                self,
                "It is being stopped." if self._can_stop else "It is being taken back; that is soon done.",
            )
            return
        self.dismiss(self.request.path if self.state.is_done and self.request is not None else None)

    def action_take_back(self) -> None:
        report = self.state.report
        assert report is not None
        assert report.batch is not None
        self._is_busy, self._can_stop = True, False
        self.told.update(C("The import is being taken back ..."))
        self.refresh_bindings()
        self._take_back(report.batch)

    @work(thread=True, exclusive=True)
    def _take_back(self, batch: int) -> None:
        refusal: DeskError | None = None
        try:
            services.history.take_back_import(self.desk, batch)
        except DeskError as refused:
            refusal = refused
        self.post_message(self.TakenBack(refusal))

    @on(TakenBack)
    def _taken_back(self, event: TakenBack) -> None:
        self._is_busy = False
        if event.refusal is None:
            say(self.app, "The import is taken back. Nothing of it is left.")
            self._begin(runs=False)
        else:
            say(self, str(event.refusal), "warning", event.refusal.title)
            self._show_part()

    def action_edit(self) -> None:
        """Change what the part on screen says, or say where it is changed."""
        edits = {SUMMARY: self._edit_reading, COLUMNS: self._edit_column, WORDS: self._edit_word}
        if self.part_id == SUMMARY or (self.part_id in edits and self.rows.cursor_key is not None):
            edits[self.part_id]()
        else:
            say(self, _NOTHING_TO_EDIT)

    def _again(self, request: Request) -> None:
        self.request = request
        self._begin(runs=False)

    def _edit_reading(self) -> None:
        request, desk = self.request, self.desk
        assert request is not None
        form = FormScreen(
            "How the file is read",
            import_forms.reading_fields(desk, request),
            aids(self.app, desk),
            save_draft=lambda typed: services.drafts.keep(desk, "import", typed),
            forget_draft=lambda: services.drafts.forget(desk, "import"),
            draft=services.drafts.find(desk, "import"),
            save_label="Look at it",
        )
        self.app.push_screen(form, self._reading_said)

    def _reading_said(self, values: Values | None) -> None:
        if values is None or self.request is None:
            return
        path = Path(values["file"]).expanduser()
        same = self.request if path == self.request.path else services.importing.Request(path)
        self._again(
            replace(
                same,
                path=path,
                preset=word(values, "preset") or None,
                date_order=word(values, "date_order") or None,
                encoding=word(values, "encoding") or None,
                load_as=Origin[word(values, "load_as")],
                rejects=Path(values["rejects"]).expanduser() if values["rejects"] else None,
            )
        )

    def _edit_column(self) -> None:
        sight, request = self.state.sight, self.request
        assert sight is not None
        assert request is not None
        column = next(column for column in sight.columns if column.place == self.rows.cursor_key)

        def said(field: str | None) -> None:
            if field is not None and field != column.field:
                self._again(services.import_presets.remapped(request, sight, column, field))

        taken = {each.field: each.name for each in sight.columns}
        choices = [Choice(KEPT, "kept, as it stands", "It stays with the complaint and is searched.")]
        choices += [
            Choice(name, name.replace("_", " "), f"Now given by {taken[name]}." if name in taken else "")
            for name in FIELDS
        ]
        self.app.push_screen(ChoiceScreen(f"What does {column.name or 'the column'} give?", choices), said)

    def _edit_word(self) -> None:
        request = self.request
        key = self.rows.cursor_key
        assert request is not None
        assert isinstance(key, int)
        field, theirs, _, _ = import_parts.words_of(self.state)[key]

        def said(ours: str | None) -> None:
            if ours is not None:
                words = {name: dict(pairs) for name, pairs in request.words.items()}
                words.setdefault(field, {})[theirs] = ours
                self._again(replace(request, words=words))

        known = services.import_words.choices(field, self.desk.vocabularies)
        choices = [Choice(name, label) for name, label in known.items()]
        self.app.push_screen(ChoiceScreen(f"What is {field} {theirs} here?", choices), said)

    def action_save_preset(self) -> None:
        request, desk = self.request, self.desk
        assert request is not None

        def save(values: Values) -> None:
            self._saved = services.import_presets.save(desk, values["name"], request)

        def after(values: Values | None) -> None:
            if values is not None:
                say(self, f"Saved as the preset {self._saved}. The next file like it is known.")
                self._again(replace(request, preset=self._saved, mapping={}))

        form = FormScreen(
            "Save how this file is read",
            (
                FormField(
                    "name", "Name of the preset", "text", required=True, help="Such as: Our portal, weekly"
                ),
            ),
            aids(self.app, desk),
            save_draft=lambda typed: services.drafts.keep(desk, "import.preset", typed),
            forget_draft=lambda: services.drafts.forget(desk, "import.preset"),
            draft=services.drafts.find(desk, "import.preset"),
            submit=save,
        )
        self.app.push_screen(form, after)


_NOTHING_TO_EDIT = (
    "Nothing here is changed by hand. e in Summary says how the file is read and where rejected rows go."
)
