"""The gate: all that is missing before the next stage, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules.gates import Missing
from complaintdesk.screens.asking import Values, aids
from complaintdesk.widgets.columns import Column, Row
from complaintdesk.widgets.foreign import C, say
from complaintdesk.widgets.form_field import FormField
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.row_list import RowList
from complaintdesk.widgets.row_source import ListedRows

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

COLUMNS = (
    Column("Rule", "rule", 4, align="right"),
    Column("Missing", "sentence", 30, grow=4),
    Column("Where", "where", 13, priority=1),
)


class GateScreen(ModalScreen[str | None]):
    """Lists what is missing; `enter` goes there, `a` goes on. Returns the place to go to, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,m", "leave", "Back", id="gate.leave"),
        Binding("a", "advance", "Go on", id="gate.advance"),
        Binding("o", "override", "Override with a reason", id="gate.override"),
    ]

    rows = getters.query_one(RowList)
    head = getters.query_one("#gate-title", Static)

    def __init__(self, desk: Desk, complaint_id: int) -> None:
        super().__init__()
        self.desk = desk
        self.complaint_id = complaint_id
        self.gaps: tuple[Missing, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(id="gate", classes="dialog"):
            yield Static(id="gate-title", classes="dialog-title")
            yield RowList(COLUMNS, can_mark=False)
            yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Ask the rules what is missing."""
        found = services.dossier.load(self.desk, self.complaint_id)
        goal = services.progress.next_stage(found)
        self.gaps = services.progress.missing(self.desk, self.complaint_id)
        if goal is None:
            self.head.update(C(f"{found.reference} is {found.stage.spoken}; no stage follows."))
        else:
            self.head.update(C(f"{found.reference}: {found.stage.spoken} → {goal.spoken}"))
        self.rows.show(
            ListedRows(
                Row(index, {"rule": str(gap.rule), "sentence": gap.sentence, "where": gap.where.screen.title()})
                for index, gap in enumerate(self.gaps)
            )
        )
        self.rows.say_instead("Nothing is missing. a goes on." if goal else "Nothing is missing.")
        self.rows.focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go on only where nothing is missing, and to override only where that is allowed."""
        if action == "advance":
            return None if self.gaps else True
        if action == "override":
            return True if self.gaps and all(gap.overridable for gap in self.gaps) else None
        return True

    @on(RowList.Chosen)
    def _go_there(self, event: RowList.Chosen) -> None:
        event.stop()
        self.dismiss(self.gaps[int(event.key)].where.screen)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_advance(self) -> None:
        try:
            found = services.progress.advance(self.desk, self.complaint_id)
        except DeskError as refusal:
            say(self, str(refusal), "warning", refusal.title)
            return
        say(self.app, f"{found.reference} is now {found.stage.spoken}. u undoes.")
        self.dismiss(None)

    def action_override(self) -> None:
        desk, form = self.desk, f"gate.override:{self.complaint_id}"

        def submit(values: Values) -> None:
            services.progress.advance(desk, self.complaint_id, override_reason=str(values["reason"]))

        def after(values: Values | None) -> None:
            if values is not None:
                self.dismiss(None)

        self.app.push_screen(
            FormScreen(
                "Override, with the reason on record",
                (FormField("reason", "Why go on without it", "long", required=True),),
                aids(self.app, desk),
                save_draft=lambda typed: services.drafts.keep(desk, form, typed),
                forget_draft=lambda: services.drafts.forget(desk, form),
                draft=services.drafts.find(desk, form),
                submit=submit,
            ),
            after,
        )
