"""The Options screen: possible solutions side by side, and the word of those who may approve them."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from complaintdesk import services
from complaintdesk.rules import balance, stages, working_rules
from complaintdesk.rules.dossier import ApprovalFacts, Dossier, OptionFacts
from complaintdesk.rules.money import shown
from complaintdesk.screens import option_facts, option_forms
from complaintdesk.screens.asking import Values
from complaintdesk.screens.complaint import ComplaintScreen, Part
from complaintdesk.vocabulary import Decision, LibraryKind
from complaintdesk.widgets.columns import Column, Row, RowKey
from complaintdesk.widgets.dialogs import ChoiceScreen
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import Choice
from complaintdesk.widgets.matrix import Matrix, unsaid
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.symbols import DRAWN

MOST_ROWS = 7
"""Rows of the list of options at most, so that the matrix keeps its room."""

APPROVAL_COLUMNS = (
    Column("Word", "decision", 12),
    Column("For", "what", 26, least=12, grow=3),
    Column("Amount", "amount", 11, align="right"),
    Column("Approver", "approver", 18, least=10, grow=1),
    Column("Asked", "asked", 7, priority=2),
    Column("Until", "until", 7, priority=1),
)


def _notes(found: Dossier, key: RowKey) -> Content:
    """Return what stands beneath the matrix: what is still to be said, and how the balance is weighed."""
    if key == option_facts.ONLY_ONE:
        said = found.one_option_reason.strip()
        return C(f"Why there is no other option:\n{said}" if said else "Two options are wanted, or the reason why not.")
    about = ("option", key)
    told = [
        notice.sentence
        for notice in working_rules.warnings(found)
        if notice.where.screen == "options" and (notice.where.record_kind, notice.where.record_id) in {about, ("", None)}
    ]
    lines = [f"{DRAWN.overdue} {sentence}" for sentence in told]
    return C("\n".join([*lines, *([""] if lines else []), option_facts.weights()]))


def _approval_rows(found: Dossier) -> list[Row]:
    return [
        Row(
            approval.id,
            {
                "decision": option_facts.approval_cell(approval, found, DRAWN),
                "what": approval.what,
                "amount": shown(approval.amount_minor, found.currency),
                "approver": approval.approver,
                "asked": f"{approval.asked_on:%d %b}",
                "until": f"{approval.expires_on:%d %b}" if approval.expires_on else "",
            },
        )
        for approval in reversed(found.approvals)
    ]


def _approval_detail(found: Dossier, key: RowKey) -> Content:
    approval = next((each for each in found.approvals if each.id == key), None)
    if approval is None:
        return Content("")
    departs = "\nIt covers the departure from policy." if approval.covers_policy_departure else ""
    pieces = (
        ("", f"{approval.what}\n"),
        ("", option_facts.approval_words(approval, found) + departs),
        ("Why it is asked", approval.why),
        ("What made it needed", approval.limit_breached),
        ("Conditions", approval.conditions),
    )
    lines = [C(f"{label}: {words}" if label else words) for label, words in pieces if words.strip()]
    return Content("\n").join(lines)


class OptionsScreen(ComplaintScreen):
    """Shows the options of one complaint against each other, and against the handler's authority."""

    PLACE = "options"
    PARTS = (
        Part(
            "options",
            "Options",
            option_facts.COLUMNS,
            lambda found: option_facts.rows(found, DRAWN),
            _notes,
            "No option is set out. + adds the first; explaining well and changing nothing is one too.",
        ),
        Part(
            "approvals",
            "Approvals",
            APPROVAL_COLUMNS,
            _approval_rows,
            _approval_detail,
            "Nobody was asked for approval. r on an option asks.",
        ),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("less_than_sign", "rank(-1)", "Rank higher", id="option.up", show=False),
        Binding("greater_than_sign", "rank(1)", "Rank lower", id="option.down", show=False),
        Binding("r", "approval", "Approval", id="approval.request"),
        Binding("P", "present", "Present", id="option.present"),
    ]

    matrix = getters.query_one(Matrix)
    said = getters.query_one("#said", Static)

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            yield widget
            if widget.id == "parts":
                yield Static(id="said", classes="said")
            if widget.id == "detail":
                yield Matrix()

    def watch_dossier(self, found: Dossier | None) -> None:
        """Show the options, their facts side by side, and how they weigh."""
        super().watch_dossier(found)
        if found is None:
            return
        self.said.update(C(balance.explained(found.options) if found.options else f"Wanted: {found.wants or 'not said'}"))
        options = option_facts.in_order(found)
        aims = {
            entry.id: f"{entry.code} {entry.title}" for entry in services.library.entries(self.desk, LibraryKind.aim)
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
        is_first = self.part.id == "options"
        self.set_class(is_first, "-options")
        self.matrix.display = is_first and bool(found.options)
        ids = [option.id for option in option_facts.in_order(found)]
        if self.record_id in ids:
            self.matrix.point(ids.index(self.record_id))
