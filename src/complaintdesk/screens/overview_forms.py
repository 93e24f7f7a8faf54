"""What is asked about a complaint as a whole: what they want, whose it is, how grave, how much time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules.dossier import Dossier
from complaintdesk.screens import choices
from complaintdesk.screens.asking import Values
from complaintdesk.screens.complaint_overview import (
    ABOUT,
    CAME,
    CLOCK,
    CONFLICT,
    GRAVITY,
    MATTER,
    PROCEDURE,
    VULNERABLE,
    WANTS,
)
from complaintdesk.screens.investigation_forms import GRAVITIES
from complaintdesk.vocabulary import Complexity, Known, ReferralReason
from complaintdesk.widgets.form_field import FormField

if TYPE_CHECKING:
    from complaintdesk.screens.complaint import ComplaintScreen

EDITABLE = frozenset({ABOUT, WANTS, CAME, MATTER, CONFLICT, VULNERABLE, GRAVITY, PROCEDURE})
"""The rows that can be changed; the customer's own words are not among them."""


def can_edit(found: Dossier, key: str) -> bool:
    """Return whether something can be asked about a row of the overview."""
    if key.startswith(CLOCK):
        return any(f"{CLOCK}{clock.id}" == key and clock.days_left is not None for clock in found.clocks)
    return key in EDITABLE


def ask_edit(screen: ComplaintScreen, found: Dossier, key: str) -> None:
    """Ask for what is to be changed in one row of the overview."""
    if key.startswith(CLOCK):
        _ask_more_time(screen, found, key.removeprefix(CLOCK))
    elif key == GRAVITY:
        _ask_gravity(screen, found)
    elif key == PROCEDURE:
        _ask_procedure(screen, found)
    elif key in EDITABLE:
        _ask_description(screen, found, key)


def _ask_description(screen: ComplaintScreen, found: Dossier, key: str) -> None:
    fields = _described(screen, found)[key]

    def act(values: Values) -> None:
        changed = {
            field.id: str(values[field.id] or "")
            for field in fields
            if (values[field.id] or "") != (field.value or "")
        }
        if changed:
            services.triage.describe(screen.desk, found.id, changed, seen=found.version)

    title = f"{found.reference}: {fields[0].label.lower()}"
    screen.ask(f"describe.{key}:{found.id}", title, fields, act, f"{found.reference} changed.")


def _described(screen: ComplaintScreen, found: Dossier) -> dict[str, tuple[FormField, ...]]:
    return {
        ABOUT: (FormField("about", "The complaint in a line", value=found.about),),
        WANTS: (FormField("wants", "What they want", "long", value=found.wants, help="In their own words"),),
        CAME: (
            FormField(
                "channel",
                "Channel",
                "choice",
                choices=choices.channels(screen.desk),
                value=found.channel or None,
            ),
            FormField("referred_by", "Referred by", value=found.referred_by),
            FormField(
                "referral_reason",
                "Why referred",
                "choice",
                choices=choices.words(ReferralReason),
                value=found.referral_reason or None,
            ),
            FormField("prior_decider", "Decided before by", value=found.prior_decider),
        ),
        MATTER: tuple(
            FormField(name, label, value=getattr(found, name))
            for name, label in (
                ("product", "Product or service"),
                ("category", "Category"),
                ("service_area", "Service area"),
                ("location", "Location"),
                ("account_ref", "Account"),
            )
        ),
        CONFLICT: (
            FormField(
                "conflict",
                "Conflict of interest",
                "choice",
                required=True,
                choices=choices.words(Known),
                value=found.conflict.name,
                help="Whether you decided it before, or are complained of",
            ),
            FormField("conflict_note", "Note", "long", value=found.conflict_note),
        ),
        VULNERABLE: (
            FormField(
                "vulnerable",
                "Vulnerable",
                "choice",
                required=True,
                choices=choices.words(Known),
                value=found.vulnerable.name,
            ),
            FormField(
                "adjustments", "Adjustments", "long", value=found.adjustments, help="What is done differently"
            ),
            FormField("contact_method", "How to reach them", value=found.contact_method),
        ),
    }


def _ask_gravity(screen: ComplaintScreen, found: Dossier) -> None:
    fields = (
        FormField(
            "severity",
            "Severity",
            "choice",
            required=True,
            choices=GRAVITIES,
            value=str(found.severity) if found.severity else None,
        ),
        FormField("reason", "Why", "long", value=found.severity_reason),
        FormField(
            "complexity",
            "Complexity",
            "choice",
            choices=choices.words(Complexity),
            value=found.complexity.name if found.complexity else None,
        ),
    )

    def act(values: Values) -> None:
        complexity = Complexity[values["complexity"]] if values["complexity"] else None
        services.triage.rate(
            screen.desk, found.id, int(values["severity"]), values["reason"], complexity, found.version
        )

    screen.ask(f"rate:{found.id}", f"How grave {found.reference} is", fields, act, "Severity set.")


def _ask_procedure(screen: ComplaintScreen, found: Dossier) -> None:
    fields = (
        FormField(
            "procedure",
            "Procedure",
            "choice",
            required=True,
            choices=choices.procedures(screen.desk),
            value=found.procedure or None,
            help="Its clocks are reckoned anew",
        ),
    )

    def act(values: Values) -> None:
        services.triage.assign_procedure(screen.desk, found.id, values["procedure"])

    title = f"Under which procedure {found.reference} is handled"
    screen.ask(f"procedure:{found.id}", title, fields, act, "Procedure assigned.")


def _ask_more_time(screen: ComplaintScreen, found: Dossier, clock_id: str) -> None:
    if any(clock.id == clock_id and clock.days_left is not None for clock in found.clocks):
        screen.ask_extension(found.id, found.reference, clock_id)
