"""Asking what a hand-over needs next: to whom, that it is sent, acknowledged, decided, back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from complaintdesk import services
from complaintdesk.rules import escalations
from complaintdesk.rules.dossier import Dossier, EscalationFacts
from complaintdesk.screens import choices
from complaintdesk.widgets.form_field import Caution, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.asking import Asking

Values = Mapping[str, Any]

_STEP = "step-"


def ask_start(screen: Asking, complaint_id: int) -> None:
    """Ask which way a complaint is handed over, to whom, and why."""
    desk = screen.desk
    found = services.dossier.load(desk, complaint_id)
    fields = (
        FormField(
            "route", "Way", "choice", required=True, choices=choices.listed(desk.vocabularies.escalations)
        ),
        FormField("why", "Why", "long", required=True),
        FormField(
            "to",
            "To",
            "text",
            help="Empty: the role or outside body of that way; for the next stage, who decides it",
        ),
        FormField("due_on", "Send it by", "date", help="Left empty: the days of that way"),
        FormField("note", "What else goes with it", "long"),
    )

    following = services.procedure_stages.following(desk, found)

    def act(values: Values) -> None:
        if values["route"] == escalations.NEXT_STAGE and following is not None:
            services.procedure_stages.request(
                desk, complaint_id, following.id, values["to"], why=values["why"]
            )
            return
        services.escalation.start(
            desk,
            complaint_id,
            values["route"],
            values["to"],
            values["why"],
            values["due_on"],
            values["note"],
        )

    def cautions(values: Values) -> Sequence[Caution]:
        said = services.escalation.unready(desk, found, values["route"] or "", values["to"])
        return [Caution("route", " ".join(said))] if said else []

    def done() -> str:
        now = services.dossier.load(desk, complaint_id).escalations
        if len(now) == len(found.escalations):
            return "On record."
        return f"On record for {now[-1].to}. In Resolution, Escalations, r writes its pack and notes that it is sent."

    screen.ask(
        f"escalate:{complaint_id}", f"Escalate {found.reference}", fields, act, done, cautions=cautions
    )


def ask_thaw(screen: Asking, found: Dossier, handed: EscalationFacts) -> None:
    """Ask why the record must change while an outside body has the complaint."""
    fields = (FormField("reason", "Why the record must change now", "long", required=True),)

    def act(values: Values) -> None:
        services.escalation.thaw(screen.desk, found.id, values["reason"])

    title = f"{handed.to} has {found.reference}; its record stays as it was sent"
    screen.ask(f"escalation.thaw:{handed.id}", title, fields, act, "The record can be changed.")


def ask_next(screen: Asking, found: Dossier, handed: EscalationFacts) -> None:
    """Ask what comes next for a hand-over: its steps and sending, its acknowledgement, its return."""
    if handed.sent_on is None:
        _ask_sending(screen, found, handed)
    elif handed.acknowledged_on is None:
        _ask_acknowledgement(screen, found, handed)
    else:
        _ask_outcome(screen, found, handed)


def _ask_sending(screen: Asking, found: Dossier, handed: EscalationFacts) -> None:
    desk = screen.desk
    entry = desk.vocabularies.escalations.find(handed.route)
    steps = entry.route.steps if entry and entry.route else {}
    fields = (
        *(
            FormField(_STEP + item, steps.get(item, item), "yesno", value=done)
            for item, done in handed.checklist.items()
        ),
        FormField(
            "pack_to",
            "Write the pack into",
            "path",
            help=f"A folder, such as {desk.store.folder.exports}; real names. What is sent is kept here, too",
        ),
        FormField(
            "sent_by",
            "Sent by",
            "choice",
            choices=choices.channels(desk),
            help="Left empty: it is not sent yet",
        ),
        FormField("sent_on", "Sent on", "date", help="Left empty: today"),
        FormField("reason", "Why with open steps", "long", help="Only where a step stays open"),
    )
    told: list[str] = []

    def act(values: Values) -> None:
        told.clear()
        ticked = {item: bool(values[_STEP + item]) for item in handed.checklist}
        if ticked != handed.checklist:
            services.escalation.tick(desk, found.id, handed.id, ticked)
            told.append("Steps saved.")
        if values["pack_to"]:
            number = found.escalations.index(handed) + 1
            pack = services.escalation.export_pack(
                desk, found.reference, number, Path(values["pack_to"]), identified=True, force=True
            )
            told.append(f"Pack written: {pack.path}.")
        if values["sent_by"]:
            services.escalation.send(
                desk, found.id, handed.id, values["sent_by"], values["sent_on"], values["reason"]
            )
            told.append("Sent; its pack is kept, o opens it.")

    screen.ask(
        f"escalation.send:{handed.id}",
        f"Hand over to {handed.to}",
        fields,
        act,
        lambda: " ".join(told),
    )


def _ask_acknowledgement(screen: Asking, found: Dossier, handed: EscalationFacts) -> None:
    fields = (
        FormField("by", "Acknowledged by", "text", required=True),
        FormField("on", "On", "date", help="Left empty: today"),
    )

    def act(values: Values) -> None:
        services.escalation.acknowledge(screen.desk, found.id, handed.id, values["by"], values["on"])

    screen.ask(f"escalation.record:{handed.id}", f"Handed over to {handed.to}", fields, act, "Recorded.")


def _ask_outcome(screen: Asking, found: Dossier, handed: EscalationFacts) -> None:
    fields = (
        FormField("outcome", "Outcome", "long", required=True, value=handed.outcome),
        FormField("back", "It is back with us", "yesno", value=handed.returned_on is None),
    )

    def act(values: Values) -> None:
        if values["back"] and handed.returned_on is None:
            services.escalation.came_back(screen.desk, found.id, handed.id, words=values["outcome"])
        else:
            services.escalation.outcome(screen.desk, found.id, handed.id, values["outcome"])

    screen.ask(f"escalation.outcome:{handed.id}", f"Handed over to {handed.to}", fields, act, "Recorded.")
