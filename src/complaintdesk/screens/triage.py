"""The acts of triage, as the queue offers them: each a form or one step, on one or on the marked ones.

What only a form needs is loaded with the form: the queue's first frame waits for none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.screens.asking import Asking, Values, word
from complaintdesk.vocabulary import Complexity, Known, Origin
from complaintdesk.widgets.foreign import say

if TYPE_CHECKING:
    from complaintdesk.rules.dossier import Dossier
    from complaintdesk.services.desk import Desk
    from complaintdesk.widgets.form_field import FormField


class TriageActs(Asking):
    """What the queue's screen mixes in."""

    view: str
    filter_text: str
    sort: str
    descending: bool | None

    def complaint_in_hand(self) -> int | None:
        """Return the id of the complaint at the cursor, or None."""
        raise NotImplementedError

    def chosen(self) -> tuple[int, ...]:
        """Return the ids an act is for."""
        raise NotImplementedError

    def after_act(self, done: str, acted_on: Sequence[int]) -> None:
        """Say what was done and go on to the next complaint."""
        raise NotImplementedError

    def come_to(self, complaint_id: int) -> str:
        """Put the cursor on a complaint, in a view that holds it; return that view's name."""
        raise NotImplementedError

    def mark(self, ids: Sequence[int]) -> None:
        """Mark exactly these complaints."""
        raise NotImplementedError

    def action_accept(self) -> None:
        from complaintdesk.screens import bulk_acts

        ids = self.chosen()
        if len(ids) > 1:
            bulk_acts.accept(self, ids)
        elif ids:
            with self.showing_refusals():
                self._accept(ids[0])

    def _accept(self, complaint_id: int) -> None:
        found = services.dossier.load(self.desk, complaint_id)
        if found.origin is Origin.history:
            found = services.intake.refer(self.desk, complaint_id)
            self.after_act(f"{found.reference} is on the desk now.", (complaint_id,))
        else:
            services.triage.accept(self.desk, complaint_id)
            self.after_act(told_accepted(self.desk, found, "M"), (complaint_id,))

    def action_triage(self) -> None:
        from complaintdesk.rules import severity
        from complaintdesk.screens import bulk_acts, clock_forms

        ids = self.chosen()
        if len(ids) > 1:
            bulk_acts.triage(self, ids)
            return
        if not ids:
            return
        complaint_id = ids[0]
        found = services.dossier.load(self.desk, complaint_id)

        def act(values: Values) -> None:
            if values["returned"]:
                services.triage.send_back(self.desk, complaint_id, values["returned"])
                return
            complexity = Complexity[values["complexity"]] if values["complexity"] else None
            services.triage.triage(
                self.desk,
                complaint_id,
                severity=int(values["severity"]) if values["severity"] else None,
                reason=values["reason"],
                complexity=complexity,
                procedure_id=word(values, "procedure"),
                vulnerable=Known[word(values, "vulnerable") or "unknown"],
                safety=bool(values["safety"]),
            )

        self.ask(
            f"triage:{complaint_id}",
            f"Triage {found.reference}",
            _triage_fields(self.desk, found),
            act,
            lambda: f"{found.reference} triaged. {clock_forms.moved(self.desk, found)}",
            note=severity.proposed(found).sentence,
        )

    def action_new(self) -> None:
        from complaintdesk.screens import new_complaint

        new_complaint.ask_which(self)

    def action_begin(self, form: str) -> None:
        """Open one form of a new complaint."""
        from complaintdesk.screens import new_complaint

        self.sets_out(f"begin({form!r})")
        new_complaint.ask(self, form)

    def action_edit(self) -> None:
        from complaintdesk.widgets.form_field import FormField

        complaint_id = self.complaint_in_hand()
        if complaint_id is None:
            return
        found = services.dossier.load(self.desk, complaint_id)
        texts = (
            "about",
            "wants",
            "product",
            "category",
            "location",
            "account_ref",
            "adjustments",
            "contact_method",
        )
        fields = tuple(
            FormField(
                name,
                name.replace("_", " ").capitalize(),
                "long" if name in {"wants", "adjustments"} else "text",
                value=getattr(found, name),
            )
            for name in texts
        )

        def act(values: Values) -> None:
            changed = {name: values[name] for name in texts if values[name] != getattr(found, name)}
            if changed:
                services.triage.describe(self.desk, complaint_id, changed)

        self.ask(
            f"describe:{complaint_id}", f"Edit {found.reference}", fields, act, f"{found.reference} changed."
        )

    def action_urgent(self) -> None:
        from complaintdesk.screens import bulk_acts

        ids = self.chosen()
        if len(ids) > 1:
            bulk_acts.flag(self, ids)
            return
        if not ids:
            return
        complaint_id = ids[0]
        with self.showing_refusals():
            found = services.dossier.load(self.desk, complaint_id)
            services.triage.flag(self.desk, complaint_id, urgent=not found.urgent)
            state = "no longer urgent" if found.urgent else "urgent"
            say(self, f"{found.reference} is {state}. u undoes.")
            self.reload()

    def action_pause(self) -> None:
        from complaintdesk.screens import bulk_acts, clock_forms

        ids = self.chosen()
        if len(ids) > 1:
            bulk_acts.pause(self, ids)
            return
        if not ids:
            return
        complaint_id = ids[0]
        found = services.dossier.load(self.desk, complaint_id)
        if found.paused:
            with self.showing_refusals():
                services.timekeeping.resume(self.desk, complaint_id)
                say(self, f"{found.reference} resumed. u undoes.")
                self.reload()
            return
        fields = clock_forms.pause_fields(self.desk, found)

        def act(values: Values) -> None:
            services.timekeeping.pause(self.desk, complaint_id, values["reason"])

        self.ask(
            f"pause:{complaint_id}", f"Pause {found.reference}", fields, act, f"{found.reference} paused."
        )

    def action_link(self) -> None:
        from complaintdesk.screens import link_forms

        ids = self.chosen()
        if len(ids) > 1:
            link_forms.ask_group(self, ids)
        elif ids:
            link_forms.ask(self, ids[0])

    def action_date(self) -> None:
        from complaintdesk.screens import clock_forms
        from complaintdesk.widgets.form_field import Choice

        complaint_id = self.complaint_in_hand()
        if complaint_id is None:
            return
        found = services.dossier.load(self.desk, complaint_id)
        offered = [Choice("promise", "Make a promise by a date"), *clock_forms.offered(self.desk, found)]

        def picked(what: str) -> None:
            if what == "promise":
                self._ask_promise(complaint_id, found.reference, found.customer)
            else:
                self.ask_extension(complaint_id, found.reference, what)

        self.choose(f"A date for {found.reference}", offered, picked)

    def _ask_promise(self, complaint_id: int, reference: str, customer: str) -> None:
        from complaintdesk.widgets.form_field import FormField

        fields = (
            FormField("text", "What will happen", "text", required=True),
            FormField("made_to", "Promised to", "text", value=customer),
            FormField("due_on", "By", "date", required=True),
        )

        def act(values: Values) -> None:
            services.contacts.promise(
                self.desk, complaint_id, values["text"], values["made_to"], values["due_on"]
            )

        self.ask(f"promise:{complaint_id}", f"Promise, {reference}", fields, act, "Promise noted.")

    def action_import(self) -> None:
        from complaintdesk.screens.importing import ImportScreen

        if not self.may_write():
            return

        def after(done: Path | None) -> None:
            if done is not None:
                self.reload()

        self.app.push_screen(ImportScreen(self.desk), after)


def told_accepted(desk: Desk, found: Dossier, merging: str) -> str:
    """Return the notice that a complaint is accepted: where it is listed now, and which it may be the same as.

    Args:
        desk: The desk.
        found: The complaint.
        merging: The key that merges or links, as it is reached from where the notice stands.
    """
    doubles = services.doubles.of_complaint(desk, found.id)
    perhaps = f" May be the same as {doubles[0]}; {merging} merges or links." if doubles else ""
    return f"Accepted {found.reference}; under Live from now on.{perhaps}"


def _triage_fields(desk: Desk, found: Dossier) -> tuple[FormField, ...]:
    """Return what is asked at triage: how grave and how intricate it is, by which procedure, for whom, or whose."""
    from complaintdesk.screens import choices, overview_forms  # the queue is painted without them
    from complaintdesk.widgets.form_field import FormField

    return (
        FormField(
            "severity",
            "Severity",
            "choice",
            choices=choices.SEVERITIES,
            value=str(found.severity or ""),
            explained=True,
        ),
        FormField("reason", "Why", "text", value=found.severity_reason, column="severity_reason"),
        overview_forms.complexity(found),
        FormField(
            "procedure",
            "Procedure",
            "choice",
            required=True,
            choices=choices.procedures(desk),
            value=found.procedure or desk.whose.procedure,
        ),
        FormField(
            "vulnerable",
            "Vulnerable",
            "choice",
            choices=choices.words(Known),
            value=found.vulnerable.name,
        ),
        FormField("safety", "Safety or safeguarding", "yesno", value=found.safety),
        FormField("returned", "Return to sender, because", "text", help="Leave empty to keep it"),
    )
