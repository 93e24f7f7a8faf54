"""The forms of a recommendation on its way: put forward, acknowledged, decided, done, and whether it worked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.errors import DeskError
from complaintdesk.rules.review_facts import RecommendationFacts
from complaintdesk.screens import choices
from complaintdesk.screens.asking import word
from complaintdesk.vocabulary import RecommendationState
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.asking import Asking, Values

DECISIONS = tuple(
    Choice(state.name, words)
    for state, words in (
        (RecommendationState.accepted, "accepted"),
        (RecommendationState.accepted_changed, "accepted with changes"),
        (RecommendationState.rejected, "rejected"),
        (RecommendationState.deferred, "deferred"),
    )
)


def ask_put(screen: Asking, found: RecommendationFacts, *, override: bool = False) -> None:
    """Ask on which day it went to who decides; with things missing, why it goes all the same."""
    desk = screen.desk
    fields = [FormField("put_on", "Put forward on", "date", required=True, value=desk.today(), past=True)]
    if override:
        fields.append(FormField("reason", "Why go on without what is missing", "long", required=True))

    def act(values: Values) -> None:
        services.recommendations.put_forward(desk, found.id, values["put_on"], values.get("reason") or "")

    screen.ask(
        f"recommendation.put:{found.id}",
        f"{found.reference}: put it to {found.decision_maker or 'who decides'}",
        fields,
        act,
        f"{found.reference} is put forward.",
    )


def ask_acknowledged(screen: Asking, found: RecommendationFacts) -> None:
    """Ask who said that it arrived."""
    today = screen.desk.today()
    fields = (
        FormField("by", "Acknowledged by", "text", required=True, value=found.decision_maker),
        FormField("on", "On", "date", required=True, value=today, past=True),
    )

    def act(values: Values) -> None:
        services.recommendations.acknowledge(screen.desk, found.id, values["by"], values["on"])

    screen.ask(
        f"recommendation.acknowledge:{found.id}", f"{found.reference}: it arrived", fields, act, "Noted."
    )


def ask_decision(screen: Asking, found: RecommendationFacts) -> None:
    """Ask what was decided, why, and on which conditions."""
    today = screen.desk.today()
    fields = (
        FormField("state", "Decided", "choice", required=True, choices=DECISIONS),
        FormField("reason", "Their reason", "long", required=True),
        FormField("conditions", "Conditions", "long"),
        FormField("until", "Deferred until", "date", help="Only where it is deferred"),
        FormField("by", "Decided by", "text", value=found.decision_maker),
        FormField("on", "On", "date", required=True, value=today, past=True),
    )

    def act(values: Values) -> None:
        services.recommendations.decide(
            screen.desk,
            found.id,
            services.recommendations.Decided(
                RecommendationState[word(values, "state")],
                values["reason"],
                values["conditions"],
                values["by"],
                values["on"],
                values["until"],
            ),
        )

    screen.ask(f"recommendation.decide:{found.id}", f"{found.reference}: the decision", fields, act, "Noted.")


def ask_done(screen: Asking, found: RecommendationFacts) -> None:
    """Ask what was done, when, and what shows it."""
    fields = (
        FormField("what", "What was done", "long", required=True),
        FormField(
            "proof",
            "What shows it",
            "long",
            required=True,
            help="The new text in force, a job sheet, a picture",
        ),
        FormField("on", "Done on", "date", required=True, value=screen.desk.today(), past=True),
    )

    def act(values: Values) -> None:
        services.recommendations.implement(
            screen.desk, found.id, values["what"], values["proof"], values["on"]
        )

    screen.ask(f"recommendation.done:{found.id}", f"{found.reference}: it is done", fields, act, "Noted.")


def ask_look(screen: Asking, found: RecommendationFacts) -> None:
    """Say what the live complaints show of the change, and ask what else changed and what follows."""
    with screen.showing_refusals():
        seen = services.effect_checks.look(screen.desk, found.id)
        settled = services.effect_checks.settles(seen)
        follows = f"{settled.spoken}, by the verdict" if settled else "it is looked at again on that day"
        outcomes = (
            RecommendationState.effective,
            RecommendationState.partly_effective,
            RecommendationState.not_effective,
        )
        fields = (
            FormField("confounders", "What else changed meanwhile", "long", required=True,
                      help="Weather, staff, prices, another change; 'nothing known' is an answer"),
            FormField("again_on", "Look again on", "date", help="Where the verdict settles nothing yet"),
            FormField("conclude", "Or conclude", "choice", choices=choices.words(RecommendationState, leave_out=(
                set(RecommendationState) - set(outcomes))), help=f"Empty: {follows}"),
        )  # fmt: skip

        def act(values: Values) -> None:
            chosen = word(values, "conclude")
            services.effect_checks.record(
                screen.desk,
                found.id,
                values["confounders"],
                values["again_on"],
                RecommendationState[chosen] if chosen else None,
            )

        screen.ask(
            f"recommendation.look:{found.id}",
            f"{found.reference}: {seen.verdict}",
            fields,
            act,
            f"The verdict is kept: {seen.verdict}.",
            note=seen.sentence,
        )


def ask_withdraw(screen: Asking, found: RecommendationFacts) -> None:
    """Ask why it is taken back."""
    fields = (FormField("reason", "Why", "long", required=True),)

    def act(values: Values) -> None:
        services.recommendations.withdraw(screen.desk, found.id, values["reason"])

    screen.ask(
        f"recommendation.withdraw:{found.id}", f"Withdraw {found.reference}", fields, act, "Withdrawn."
    )


def chase(screen: Asking, found: RecommendationFacts) -> None:
    """Note that it was asked after today."""
    try:
        services.recommendations.chase(screen.desk, found.id)
    except DeskError as refusal:
        say(screen, str(refusal), "warning", refusal.title)
        return
    say(screen, f"{found.reference}: asked after today. u undoes.")
    screen.reload()
