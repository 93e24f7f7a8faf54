"""The forms of the Resolution screen: each asks, acts through one service, and says what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules import outcomes
from complaintdesk.rules.dossier import ActionFacts, Dossier
from complaintdesk.screens import choices
from complaintdesk.screens.asking import Values, word
from complaintdesk.vocabulary import Known
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.resolution import ResolutionScreen

SCORES = (
    Choice("5", "5 very good"),
    Choice("4", "4 good"),
    Choice("3", "3 neither"),
    Choice("2", "2 poor"),
    Choice("1", "1 very poor"),
)
"""What a customer can say of the outcome and of the handling."""


def ask_action(screen: ResolutionScreen) -> None:
    """Ask for one thing promised, with who does it by when."""

    def act(values: Values) -> None:
        services.delivery.add_action(
            screen.desk,
            screen.complaint_id,
            values["text"],
            values["owner"],
            values["due_on"],
            is_payment=bool(values["is_payment"]),
        )

    title = f"Add an action, {screen.found.reference}"
    screen.ask(f"action.add:{screen.complaint_id}", title, _action_fields(screen, None), act, "Action added.")


def edit_action(screen: ResolutionScreen, action: ActionFacts) -> None:
    """Ask what an action is now; one that is done can only be proved better."""
    if action.done_on is not None:
        ask_proof(screen, action)
        return

    def act(values: Values) -> None:
        services.delivery.change_action(
            screen.desk,
            screen.complaint_id,
            action.id,
            values["text"],
            values["owner"],
            values["due_on"],
            is_payment=bool(values["is_payment"]),
        )

    title = f"Change action {action.number}, {screen.found.reference}"
    screen.ask(f"action.edit:{action.id}", title, _action_fields(screen, action), act, "Action changed.")


def _action_fields(screen: ResolutionScreen, action: ActionFacts | None) -> tuple[FormField, ...]:
    owners = tuple(Choice(name) for name in dict.fromkeys(_people(screen)) if name)
    is_payment = action.is_payment if action else False
    return (
        FormField("text", "Action", "text", required=True, value=action.text if action else None),
        FormField(
            "owner",
            "Owner",
            "text",
            required=True,
            choices=owners,
            value=action.owner if action else None,
            help="Who does it: one person or team",
        ),
        FormField("due_on", "Due", "date", required=True, value=action.due_on if action else None),
        FormField("is_payment", "It is a payment", "yesno", required=True, value=is_payment),
    )


def _people(screen: ResolutionScreen) -> list[str]:
    found = screen.found
    return [
        found.handler,
        *(party.name for party in found.parties),
        *(each.owner for each in found.actions),
    ]


def ask_proof(screen: ResolutionScreen, action: ActionFacts) -> None:
    """Ask what shows that an action is done."""
    fields = (
        FormField(
            "proof", "What shows it", "long", value=action.proof, help="Words or a file; one is needed"
        ),
        FormField(
            "done_on",
            "Done on",
            "date",
            required=True,
            value=action.done_on or screen.found.today,
            past=True,
        ),
        FormField("file", "File", "path", help="A copy is kept with its SHA-256", taken_in=True),
    )

    def act(values: Values) -> None:
        services.delivery.prove(
            screen.desk, screen.complaint_id, action.id, values["proof"], values["done_on"], values["file"]
        )

    title = f"Proof of action {action.number}: {action.text}"
    screen.ask(f"action.prove:{action.id}", title, fields, act, f"Action {action.number} done.")


def ask_satisfaction(screen: ResolutionScreen) -> None:
    """Ask what the customer says, or why they were not asked."""
    fields = (
        FormField("outcome", "The outcome", "choice", choices=SCORES, help="As the customer judges it"),
        FormField("handling", "How it was handled", "choice", choices=SCORES, help="Whatever the outcome"),
        FormField("words", "Their words", "long"),
        FormField("method", "How asked", "choice", choices=choices.channels(screen.desk), value="phone"),
        FormField("not_asked", "Or why they were not asked", "text"),
    )

    def act(values: Values) -> None:
        given = {name: int(values[name]) if values[name] else None for name in ("outcome", "handling")}
        was_asked = any(score is not None for score in given.values())
        services.delivery.ask_satisfaction(
            screen.desk,
            screen.complaint_id,
            services.delivery.Asked(
                method=word(values, "method") if was_asked else "",
                outcome_score=given["outcome"],
                handling_score=given["handling"],
                words=values["words"],
                not_asked_reason=values["not_asked"],
            ),
        )

    title = f"What the customer says, {screen.found.reference}"
    screen.ask(f"satisfaction.record:{screen.complaint_id}", title, fields, act, "Recorded.")


def ask_learning(screen: ResolutionScreen) -> None:
    """Ask for the root cause, whether it could happen to others, and what is done about it."""
    found, lists = screen.found, screen.desk.vocabularies
    fields = (
        FormField(
            "root_cause",
            "Root cause",
            "choice",
            required=True,
            choices=choices.listed(lists.root_causes),
            value=found.root_cause or outcomes.of_heads(found, "root_cause") or None,
            explained=True,
        ),
        FormField(
            "affects_others",
            "Could it happen to others",
            "choice",
            required=True,
            choices=choices.words(Known),
            value=found.affects_others.name,
        ),
        FormField(
            "cause",
            "Cause",
            "choice",
            choices=choices.listed(lists.causes),
            value=found.cause or outcomes.of_heads(found, "cause") or None,
            explained=True,
            required=not any(head.cause.strip() for head in found.heads),
        ),
        FormField("local_fix", "Local fix", "long", value=found.local_fix, help="For this customer or team"),
        FormField("systemic_fix", "Systemic fix", "long", value=found.systemic_fix, help="For everybody"),
    )

    def act(values: Values) -> None:
        services.delivery.learn(
            screen.desk,
            screen.complaint_id,
            services.delivery.Learned(
                root_cause=values["root_cause"],
                affects_others=Known[values["affects_others"]],
                cause=word(values, "cause"),
                local_fix=values["local_fix"],
                systemic_fix=values["systemic_fix"],
            ),
        )

    title = f"What was learned, {found.reference}"
    screen.ask(f"learning.edit:{screen.complaint_id}", title, fields, act, "Learning recorded.")


def ask_closing(screen: ResolutionScreen, found: Dossier) -> None:
    """Ask, before the last step, for the reason of the outcome."""
    fields = (
        FormField(
            "reason",
            "In a sentence, why it ends like this",
            "long",
            value=found.outcome_reason,
            column="outcome_reason",
        ),
    )

    def act(values: Values) -> None:
        services.delivery.close(screen.desk, found.id, values["reason"])

    screen.ask(
        f"complaint.close:{found.id}",
        f"Close {found.reference}",
        fields,
        act,
        f"{found.reference} closed.",
    )


def ask_reopening(screen: ResolutionScreen, found: Dossier) -> None:
    """Ask why a closed complaint is opened again."""
    fields = (FormField("reason", "Why it is opened again", "long", required=True),)

    def act(values: Values) -> None:
        services.delivery.reopen(screen.desk, found.id, values["reason"])

    title = f"Reopen {found.reference}; it goes back to investigation"
    screen.ask(f"complaint.reopen:{found.id}", title, fields, act, f"{found.reference} is open again.")
