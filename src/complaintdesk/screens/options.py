"""The Options screen: possible solutions side by side, and the word of those who may approve them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.rules import balance, remedy_bands, stages, working_rules
from complaintdesk.rules.counting import counted
from complaintdesk.rules.dossier import ApprovalFacts, Dossier, OptionFacts
from complaintdesk.rules.remedy_bands import Band
from complaintdesk.screens import approval_facts, option_facts, option_forms
from complaintdesk.screens.asking import Values
from complaintdesk.screens.complaint import ComplaintScreen, Part
from complaintdesk.screens.like_lookup import LikeLookup
from complaintdesk.vocabulary import Decision, LibraryKind
from complaintdesk.widgets.columns import RowKey
from complaintdesk.widgets.dialogs import ConfirmScreen
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import Choice
from complaintdesk.widgets.matrix import Matrix
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.symbols import DRAWN

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

MOST_ROWS = 7
"""Rows of the list of options at most, so that the matrix keeps its room."""


def _notes(found: Dossier, key: RowKey, bands: Sequence[Band] = ()) -> Content:
    """Return what stands beneath the matrix: what is still to be said, and how the balance is weighed."""
    if key == option_facts.ONLY_ONE:
        said = found.one_option_reason.strip()
        return C(
            f"Why there is no other option:\n{said}"
            if said
            else "A second option is wanted (+), or the reason why there is none (e)."
        )
    about = ("option", key)
    told = [
        notice.sentence
        for notice in working_rules.warnings(found)
        if notice.where.screen == "options"
        and (notice.where.record_kind, notice.where.record_id) in {about, ("", None)}
    ]
    lines = [f"{DRAWN.overdue} {sentence}" for sentence in told]
    option = next((each for each in found.options if each.id == key), None)
    to_compare = (
        remedy_bands.compared(option_facts.for_distress(option), bands, found.currency) if option else ""
    )
    pieces = (*lines, *([""] if lines else []), *([to_compare] if to_compare else []))
    return C("\n".join([*pieces, f"{option_facts.weights(found)}. Library, Weights, changes them."]))


def _parts(notes: Callable[[Dossier, RowKey], Content]) -> tuple[Part, ...]:
    return (
        Part(
            "options",
            "Options",
            option_facts.COLUMNS,
            lambda found: option_facts.rows(found, DRAWN),
            notes,
            "No option is set out. + adds the first; explaining well and changing nothing is one too.",
        ),
        Part(
            "approvals",
            "Approvals",
            approval_facts.COLUMNS,
            approval_facts.rows,
            approval_facts.detail,
            "Nobody was asked for approval. r on an option asks.",
        ),
    )


class OptionsScreen(ComplaintScreen):
    """Shows the options of one complaint against each other, and against the handler's authority."""

    PLACE = "options"
    PURPOSE = (
        "The possible solutions of one complaint side by side: what each brings and costs, and whether it "
        "is yours to give. Set out at least two, ask for approval where one is above your limit, and show "
        "them to the customer."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="record.edit", show=False),
        Binding("less_than_sign", "rank(-1)", "Rank higher", id="option.up", show=False),
        Binding("greater_than_sign", "rank(1)", "Rank lower", id="option.down", show=False),
        Binding("r", "approval", "Approval", id="approval.request"),
        Binding("P", "present", "Present", id="option.present"),
    ]

    def __init__(self, desk: Desk, complaint_id: int) -> None:
        super().__init__(desk, complaint_id)
        self._like = LikeLookup(desk)
        self._bands: tuple[Band, ...] = ()
        # What stands beneath the matrix compares with this desk's own remedy bands.
        self.PARTS = _parts(lambda found, key: _notes(found, key, self._bands))

    matrix = getters.query_one(Matrix)
    wanted = getters.query_one("#wanted", Static)
    said = getters.query_one("#said", Static)

    def compose(self) -> ComposeResult:
        """Lay out a line on the balance beneath the parts, and the matrix above the detail."""
        for widget in super().compose():
            if widget.id == "detail-text":
                yield Matrix()
            yield widget
            if widget.id == "parts":
                yield Static(id="wanted")
                yield Static(id="said")

    def watch_dossier(self, found: Dossier | None) -> None:
        """Show the options, their facts side by side, and how they weigh."""
        self._bands = services.bands.nearest(self.desk, found.procedure) if found is not None else ()
        super().watch_dossier(found)
        if found is None:
            return
        wanted = f"Wanted: {found.wants.strip() or 'not said yet'}"
        self.wanted.update(C(wanted, one_line=True, limit=300))
        options = option_facts.in_order(found)
        aims = {
            entry.id: f"{entry.code} {entry.title}"
            for entry in services.library.entries(self.desk, LibraryKind.aim)
        }
        names = {entry.id: entry.label for entry in self.desk.vocabularies.remedies.entries}
        self.matrix.show(option_facts.heads(options), option_facts.facts(found, options, aims, names))
        self._point()

    def watch_part_index(self) -> None:
        """Give the matrix its room on the first part only."""
        super().watch_part_index()
        self._point()

    @on(RowList.Highlighted)
    def _matrix_follows(self) -> None:
        self._point()

    def _point(self) -> None:
        """Have the matrix follow the cursor."""
        found = self.dossier
        if found is None:
            return
        self._say_balance(found)
        has_matrix = self.part.id == "options" and bool(found.options)
        self.set_class(has_matrix, "-with-matrix")
        self.matrix.display = has_matrix
        ids = [option.id for option in option_facts.in_order(found)]
        if self.record_id in ids:
            self.matrix.point(ids.index(self.record_id))
        elif ids:
            self.matrix.point(0)
        shown = self.query_one("#list-options", RowList)
        shown.styles.height = min(shown.total.count, MOST_ROWS) + 1 if found.options else None

    def _say_balance(self, found: Dossier) -> None:
        """Say how the option at the cursor weighs against the best, and what like complaints were given."""
        lines = []
        if found.options:
            told = balance.sentences(found.options, found.balance_weights).get(self.record_id or 0)
            lines = [told or balance.explained(found.options, found.balance_weights)]
            unweighed = balance.left_out_in_words(found.options)
            if told and unweighed:
                lines[0] += f" ({unweighed})"
        if not self.has_class("-short"):
            lines.append(f"Like cases: {self._like.line(found)}")
        self.said.update(Content("\n").join(C(line, one_line=True, limit=300) for line in lines))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the row at the cursor allows."""
        if not self.is_mounted or self.dossier is None:
            return super().check_action(action, parameters)
        if action == "rank":
            return True if self._option is not None and len(self.dossier.options) > 1 else None
        if action == "present":
            return True if self.dossier.options and self.part.id == "options" else None
        if action == "approval":
            return True if self.record_id is not None else None
        if action in {"edit", "remove"} and self.part.id == "approvals":
            return None
        if action == "remove" and self._option is None:
            return None
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Ask for an option, on whichever part the handler is."""
        found = self._workable("add an option")
        if found is None:
            return

        def act(values: Values) -> None:
            services.options.add(self.desk, self.complaint_id, option_forms.entered_option(self.desk, values))

        title = f"Add an option, {found.reference}. Wanted: {found.wants or 'not said'}"
        fields = option_forms.option_fields(self.desk, None, self._like.line(found))
        self.ask(f"option.add:{found.id}", title, fields, act, "Option added.")

    def action_edit(self) -> None:
        """Ask for changes; of an option that was shown, for what became of it."""
        if self.part.id == "options" and self.rows.cursor_key == option_facts.ONLY_ONE:
            self._ask_only_option()
        elif (option := self._option) is not None:
            if option.presented_on is None:
                self._ask_changes(option)
            else:
                self._ask_view(option)

    def action_remove(self) -> None:
        """Take the option away that nobody was shown."""
        option = self._option
        if option is None:
            return
        with self.showing_refusals():
            self.dossier = services.options.remove(self.desk, self.complaint_id, option.id)
            say(self, f"Option {option.number} removed. u undoes.")

    def action_rank(self, by: int) -> None:
        """Put the option one place higher or lower."""
        option, found = self._option, self.dossier
        if option is None or found is None:
            return
        ids = [each.id for each in option_facts.in_order(found)]
        place = ids.index(option.id)
        wanted = min(max(place + by, 0), len(ids) - 1)
        ids.insert(wanted, ids.pop(place))
        with self.showing_refusals():
            self.dossier = services.options.rank(self.desk, self.complaint_id, ids)
            say(self, f"Option {option.number} is ranked {wanted + 1}. u undoes.")

    def action_present(self, asks: bool = False) -> None:
        """Note that the option at the cursor, or all of them, were shown to the customer today.

        Args:
            asks: Whether to ask even where there is but one to be noted.
        """
        found = self._workable("present an option")
        if found is None or not found.options:
            return
        hidden = [each for each in option_facts.in_order(found) if each.presented_on is None]
        if not hidden:
            say(self, "All options were shown to the customer already.")
        elif len(hidden) == 1 and not asks:
            self._present([hidden[0].id])
        else:
            self._ask_which(hidden)

    def action_approval(self) -> None:
        """Record the word that is waited for, or else ask for one."""
        found = self._workable("ask for approval")
        if found is None:
            return
        if self.part.id == "approvals":
            approval = next((each for each in found.approvals if each.id == self.record_id), None)
            if approval is not None and approval.decision is Decision.asked:
                self._ask_decision(approval)
            elif approval is not None and approval.awaits_writing:
                self._ask_writing(approval)
            elif approval is not None:
                say(self, f"That request is {approval.decision.spoken} already; r on the option asks again.")
        elif (option := self._option) is not None:
            asked = [each for each in found.approvals if each.option_id == option.id]
            waiting = next((each for each in asked if each.decision is Decision.asked), None)
            if waiting is not None:
                self._ask_decision(waiting)
            else:
                self._ask_approval(found, option)

    @property
    def _option(self) -> OptionFacts | None:
        """The option at the cursor, or None."""
        if self.dossier is None or self.part.id != "options":
            return None
        return next((option for option in self.dossier.options if option.id == self.record_id), None)

    def _workable(self, act: str) -> Dossier | None:
        """Return the dossier where options are made now; else say at once why they are not."""
        with self.showing_refusals():
            if self.dossier is not None:
                found = self.dossier
                stages.require_stage(found.stage, services.options.WORKED_AT, act, found.reference)
                return found
        return None

    def _ask_changes(self, option: OptionFacts) -> None:
        found = self._workable("edit an option")
        if found is None:
            return
        fields = option_forms.option_fields(self.desk, option, self._like.line(found))

        def act(values: Values) -> None:
            entered = option_forms.entered_option(self.desk, values, option)
            services.options.edit(self.desk, self.complaint_id, option.id, entered)

        title = f"Option {option.number}, {found.reference}. Wanted: {found.wants or 'not said'}"
        self.ask(f"option.edit:{option.id}", title, fields, act, "Option changed.")

    def _ask_view(self, option: OptionFacts) -> None:
        def act(values: Values) -> None:
            services.options.view(
                self.desk, self.complaint_id, option.id, values["customer_view"], values["rejected_reason"]
            )

        title = f"Option {option.number} was shown to the customer and stays as it is"
        self.ask(f"option.view:{option.id}", title, option_forms.view_fields(option), act, "Noted.")

    def _ask_only_option(self) -> None:
        found = self.dossier
        if found is None:
            return

        def act(values: Values) -> None:
            services.triage.describe(
                self.desk, self.complaint_id, {"one_option_reason": values["one_option_reason"]}
            )

        fields = option_forms.only_option_fields(found)
        self.ask(
            f"option.only:{found.id}", f"The only option, {found.reference}", fields, act, "Reason noted."
        )

    def _ask_approval(self, found: Dossier, option: OptionFacts) -> None:
        def act(values: Values) -> None:
            request = option_forms.entered_request(values, option)
            services.options.ask_approval(self.desk, self.complaint_id, request)

        title = f"Ask for approval of option {option.number}: {option.text}"
        fields = option_forms.request_fields(self.desk, found, option)
        self.ask(f"approval.ask:{option.id}", title, fields, act, "Approval asked for.")

    def _ask_decision(self, approval: ApprovalFacts) -> None:
        def act(values: Values) -> None:
            services.options.decide_approval(
                self.desk,
                self.complaint_id,
                approval.id,
                Decision[values["decision"]],
                values["conditions"],
                values["expires_on"],
                verbal=bool(values["verbal"]),
            )

        fields = option_forms.decision_fields(approval)
        self.ask(f"approval.word:{approval.id}", approval.what, fields, act, "Recorded.")

    def _ask_writing(self, approval: ApprovalFacts) -> None:
        """Ask when a yes by word of mouth came in writing."""

        def act(values: Values) -> None:
            services.options.confirm_in_writing(
                self.desk, self.complaint_id, approval.id, values["written_on"]
            )

        fields = option_forms.written_fields(approval, self.desk.today())
        self.ask(f"approval.written:{approval.id}", approval.what, fields, act, "Confirmed in writing.")

    def _ask_which(self, hidden: list[OptionFacts]) -> None:
        """Ask whether one option or all of those not shown yet were shown."""
        every = [each.id for each in hidden]
        offered = [Choice("all", f"All {len(hidden)} that were not shown yet")] if len(hidden) > 1 else []
        here = hidden[0] if len(hidden) == 1 else self._option
        if here is not None and here in hidden:
            offered.append(Choice("one", f"Only option {here.number}: {here.text}"))

        self.choose(
            "Shown to the customer today",
            offered,
            lambda chosen: self._present([here.id] if chosen == "one" and here is not None else every),
        )

    def _present(self, option_ids: list[int]) -> None:
        """Note that options were shown; one above authority only after a question, for shown is soon promised."""
        above = [str(each.number) for each in option_facts.unapproved(self.found) if each.id in option_ids]
        if not above:
            self._note_shown(option_ids)
            return

        def after(sure: bool | None) -> None:
            if sure:
                self._note_shown(option_ids)

        named = f"Option {above[0]} is" if len(above) == 1 else f"Options {' and '.join(above)} are"
        question = f"{named} above your authority, and nobody has approved it. Was it shown all the same?"
        more = "What is shown is soon taken as offered. r asks for approval first."
        self.app.push_screen(ConfirmScreen(question, more, yes="Shown, not offered"), after)

    def _note_shown(self, option_ids: list[int]) -> None:
        with self.showing_refusals():
            self.dossier = services.options.present(self.desk, self.complaint_id, option_ids)
            say(self, f"{counted(len(option_ids), 'option')} noted as shown to the customer. u undoes.")
