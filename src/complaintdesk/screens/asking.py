"""Asking: forms that keep what is typed, and the acts that every place offers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

from complaintdesk import services
from complaintdesk.screens import choices
from complaintdesk.vocabulary import Direction, Side
from complaintdesk.widgets.editor import Editor
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import FormAids, FormField
from complaintdesk.widgets.forms import FormScreen
from complaintdesk.widgets.screens_base import DeskScreen

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk

Values = Mapping[str, Any]
"""What a form holds when it is saved: field -> text, date, amount in minor units, True or False, path."""


class Asking(DeskScreen[None]):
    """A screen that asks for things: each act is a form, a service and a notice."""

    def reload(self) -> None:
        """Read anew what is shown."""
        raise NotImplementedError

    def ask(
        self,
        form: str,
        title: str,
        fields: Sequence[FormField],
        act: Callable[[Values], None],
        done: str,
    ) -> None:
        """Ask with a form; on saving, act and say that it is done.

        A refusal is shown in the form, which stays as it was typed. What is typed
        is kept as a draft under the name `form` until it is saved.

        Args:
            form: Which form of which record: `head.add:42`.
            title: What stands above it.
            fields: What it asks.
            act: Called with the values; its refusals go back to the form.
            done: The notice when it is done.
        """
        desk = self.desk

        def after(values: Values | None) -> None:
            if values is not None:
                say(self, f"{done} u undoes.")
                self.reload()

        self.app.push_screen(
            FormScreen(
                title,
                fields,
                aids(self.app, desk),
                save_draft=lambda typed: services.drafts.keep(desk, form, typed),
                forget_draft=lambda: services.drafts.forget(desk, form),
                draft=services.drafts.find(desk, form),
                submit=act,
            ),
            after,
        )

    def ask_contact(self, complaint_id: int, side: str = "customer", direction: str = "outward") -> None:
        """Ask for a contact to log; eight fields, most of them filled."""
        found = services.dossier.load(self.desk, complaint_id)
        fields = (
            FormField("summary", "What was said", "long", required=True),
            FormField("side", "With", "choice", required=True, choices=choices.words(Side), value=side),
            FormField(
                "direction", "Direction", "choice", required=True, choices=choices.DIRECTIONS, value=direction
            ),
            FormField(
                "channel",
                "Channel",
                "choice",
                required=True,
                choices=choices.channels(self.desk),
                value="phone",
            ),
            FormField("with_whom", "Who", "text", help="Empty for the customer themselves"),
            FormField("position", "What they want or offer", "text"),
            FormField("promise", "Promised", "text", help="What you said will happen"),
            FormField("promise_due_on", "Promised by", "date"),
            FormField("counts_as", "Counts as", "choice", choices=choices.events(self.desk, found.procedure)),
            FormField("happened_on", "When", "date", value=self.desk.today(), past=True),
        )

        def act(values: Values) -> None:
            services.contacts.log(
                self.desk,
                complaint_id,
                services.contacts.NewContact(
                    side=Side[values["side"]],
                    direction=Direction[values["direction"]],
                    channel=values["channel"],
                    summary=values["summary"],
                    with_whom=values["with_whom"],
                    position=values["position"],
                    promise=values["promise"],
                    promise_due_on=values["promise_due_on"],
                    counts_as=word(values, "counts_as"),
                    happened_on=values["happened_on"],
                ),
            )

        self.ask(
            f"contact.log:{complaint_id}", f"Log a contact, {found.reference}", fields, act, "Contact logged."
        )

    def ask_escalation(self, complaint_id: int) -> None:
        """Ask to whom a complaint is handed over, and why."""
        found = services.dossier.load(self.desk, complaint_id)
        fields = (
            FormField("to", "To", "text", required=True, help="A role inside, or an external body"),
            FormField("external", "Outside the organisation", "yesno", value=False),
            FormField("why", "Why", "long", required=True),
            FormField("pack", "What goes with it", "long"),
        )

        def act(values: Values) -> None:
            services.delivery.escalate(
                self.desk,
                complaint_id,
                values["to"],
                values["why"],
                values["pack"],
                external=bool(values["external"]),
            )

        self.ask(f"escalate:{complaint_id}", f"Escalate {found.reference}", fields, act, "Escalated.")

    def ask_extension(self, complaint_id: int, reference: str, clock_id: str) -> None:
        """Ask for more time on one clock, with all that a procedure may demand for it."""
        fields = (
            FormField("reason", "Why more time is needed", "long", required=True),
            FormField("to_on", "New date", "date", help="Empty for all that the procedure allows"),
            FormField("notified_on", "Customer told on", "date", past=True),
            FormField("external", "Told whom else to turn to", "yesno", value=False),
            FormField("approver", "Approved by", "text"),
        )

        def act(values: Values) -> None:
            services.triage.extend(
                self.desk,
                complaint_id,
                clock_id,
                values["to_on"],
                values["reason"],
                notified_on=values["notified_on"],
                external_body_details_given=bool(values["external"]),
                approver=values["approver"],
            )

        self.ask(
            f"extend:{complaint_id}:{clock_id}", f"More time, {reference}", fields, act, "Clock extended."
        )

    def ask_letter(self, complaint_id: int) -> None:
        """Ask for a letter; its checklist comes from the procedure."""
        found = services.dossier.load(self.desk, complaint_id)
        fields = (
            FormField(
                "kind", "Letter", "choice", required=True, choices=choices.letters(self.desk, found.procedure)
            ),
            FormField("subject", "Subject", "text", required=True),
            FormField("body", "Text", "long", required=True),
        )

        def act(values: Values) -> None:
            ticked = dict.fromkeys(choices.checklist(self.desk, found.procedure, values["kind"]), False)
            services.delivery.draft_letter(
                self.desk, complaint_id, values["kind"], values["subject"], values["body"], ticked
            )

        self.ask(
            f"letter.write:{complaint_id}", f"Write a letter, {found.reference}", fields, act, "Letter kept."
        )

    def ask_export(self, complaint_id: int) -> None:
        """Ask where the report goes, and write it."""
        found = services.dossier.load(self.desk, complaint_id)
        fields = (
            FormField("to", "Folder", "path", required=True, value=str(self.desk.store.folder.exports)),
            FormField("identified", "With real names", "yesno", value=False, help="Otherwise pseudonyms"),
            FormField("force", "Replace what is there", "yesno", value=False),
        )

        def act(values: Values) -> None:
            services.exporting.export_reports(
                self.desk,
                [found.reference],
                Path(values["to"]),
                identified=bool(values["identified"]),
                force=bool(values["force"]),
            )

        self.ask(f"export:{complaint_id}", f"Export {found.reference}", fields, act, "Report written.")


def aids(app: App[object], desk: Desk) -> FormAids:
    """Return what the fields of a form need to understand dates and amounts on this desk."""
    calendar = desk.calendar(desk.whose.region)
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    editor = Editor(app, command, desk.settings.places.state)
    return FormAids(desk.today(), calendar.add, calendar.between, desk.whose.currency, editor.edit)


def word(values: Values, field: str) -> str:
    """Return what was chosen in a field, or an empty text where nothing was."""
    chosen = values[field]
    return "" if chosen is None else str(chosen)
