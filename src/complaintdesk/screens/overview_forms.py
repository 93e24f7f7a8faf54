"""What is asked about a complaint as a whole: what they want, whose it is, how grave, how much time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules import severity
from complaintdesk.rules.dossier import Dossier
from complaintdesk.screens import choices, clock_forms, contact_form
from complaintdesk.screens.asking import Values
from complaintdesk.screens.complaint_overview import (
    ABOUT,
    CAME,
    CLOCK,
    CONFLICT,
    CUSTOMER,
    GRAVITY,
    HEARD,
    HELD,
    MATTER,
    PROCEDURE,
    REACH,
    VULNERABLE,
    WANTS,
)
from complaintdesk.vocabulary import Complexity, Known, ReferralReason
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.complaint import ComplaintScreen

EDITABLE = frozenset(
    {CUSTOMER, ABOUT, WANTS, CAME, MATTER, CONFLICT, VULNERABLE, REACH, HEARD, GRAVITY, PROCEDURE, HELD}
)
"""The rows that can be changed; the customer's own words are not among them."""


DRIVERS = tuple(Choice(driver) for driver in ("health", "life events", "resilience", "capability"))
"""What vulnerability comes from; it passes, and is no label."""

_YES_NO = (Choice("yes"), Choice("no"))


def can_act(action: str, found: Dossier, key: str) -> bool:
    """Return whether a row of the overview can be edited, or what it shows be taken away."""
    if found.disposed_on is not None:
        return False
    if action == "remove":
        return key == CUSTOMER and found.customer_id is not None
    if key.startswith(CLOCK):
        return any(
            f"{CLOCK}{clock.id}" == key and clock.start_on is not None and clock.met_on is None
            for clock in found.clocks
        )
    return key in EDITABLE


def ask_edit(screen: ComplaintScreen, found: Dossier, key: str) -> None:
    """Ask for what is to be changed in one row of the overview."""
    if key.startswith(CLOCK):
        _ask_more_time(screen, found, key.removeprefix(CLOCK))
    elif key == GRAVITY:
        _ask_gravity(screen, found)
    elif key == PROCEDURE:
        _ask_procedure(screen, found)
    elif key == HEARD:
        _ask_rhythm(screen, found)
    elif key == CUSTOMER:
        _ask_customer(screen, found)
    elif key in EDITABLE:
        _ask_description(screen, found, key)


def _ask_customer(screen: ComplaintScreen, found: Dossier) -> None:
    fields = (
        FormField("name", "Name", required=True, value=found.customer),
        FormField("phone", "Phone", value=found.customer_phone),
        FormField("email", "E-mail", value=found.customer_email),
    )

    def act(values: Values) -> None:
        services.intake.correct_customer(
            screen.desk, found.id, values["name"], values["email"], values["phone"]
        )

    note = "It holds for every complaint of this customer."
    screen.ask(
        f"customer.edit:{found.id}", f"{found.reference}: the customer", fields, act, "Changed.", note=note
    )


def _ask_description(screen: ComplaintScreen, found: Dossier, key: str) -> None:
    fields = _described(screen, found)[key]

    def act(values: Values) -> None:
        changed = {
            field.id: str(values[field.id] or "")
            for field in fields
            if (values[field.id] or "") != (field.value or "")
        }
        if changed:
            services.triage.describe(screen.desk, found.id, changed)

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
            FormField("conflict_note", "Note", "long", value=found.conflict_note, help=_involved(found)),
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
            FormField(
                "vulnerability_drivers",
                "What it comes from",
                value=found.vulnerability_drivers,
                choices=DRIVERS,
                help="Health, life events, resilience or capability: the need, not a diagnosis",
            ),
            FormField(
                "about_vulnerability",
                "Do they complain of how it was met",
                "choice",
                choices=choices.words(Known),
                value=found.about_vulnerability.name,
            ),
        ),
        REACH: (
            FormField(
                "contact_method",
                "How to reach them",
                value=found.contact_method,
                choices=tuple(Choice(label) for label in contact_form.labels(screen.desk).values()),
                help="In their words: by letter, no calls before ten ...",
            ),
            FormField(
                "contact_plan",
                "Contact plan",
                "long",
                value=found.contact_plan,
                help="Where contact became unreasonable: what was agreed, and when it is looked at again",
            ),
        ),
        HELD: (
            FormField(
                "legal_hold",
                "Legal hold",
                "choice",
                required=True,
                choices=_YES_NO,
                value="yes" if found.legal_hold else "no",
                help="Nothing of it is disposed of or erased while yes",
            ),
            FormField(
                "legal_hold_reason",
                "Why held, or why no longer",
                value=found.legal_hold_reason,
                help="Needed to set or to lift a hold",
            ),
            FormField(
                "privileged",
                "Legally privileged",
                "choice",
                required=True,
                choices=_YES_NO,
                value="yes" if found.privileged else "no",
                help="It holds legal advice; ask before it goes to anyone",
            ),
        ),
    }


def _involved(found: Dossier) -> str:
    """Return who must not judge it: who decided before, and who is complained of."""
    complained_of = ", ".join(party.name for party in found.parties if party.complained_of)
    who = [
        f"Decided before by {found.prior_decider}" if found.prior_decider.strip() else "",
        f"complained of: {complained_of}" if complained_of else "",
    ]
    return "; ".join(filter(None, who)) or "Not noted: who decided before, who is complained of"


def _ask_rhythm(screen: ComplaintScreen, found: Dossier) -> None:
    usual = screen.desk.whose.update_working_days
    fields = (
        FormField(
            "working_days",
            "They hear from us every so many working days",
            value=str(found.update_working_days) if found.update_working_days else None,
            help=f"Empty: every {usual}, as everybody does",
            check=_checked_days,
            column="update_working_days",
        ),
    )

    def act(values: Values) -> None:
        typed = str(values["working_days"]).strip()
        services.contacts.agree_rhythm(screen.desk, found.id, int(typed) if typed else None)

    title, note = f"How often they hear, {found.reference}", services.advice.on_this_call(screen.desk, found)
    screen.ask(f"rhythm:{found.id}", title, fields, act, "Agreed.", note=note)


def _checked_days(typed: object) -> str | None:
    is_number = str(typed).strip().isascii() and str(typed).strip().isdigit()
    return None if is_number and len(str(typed).strip()) < 4 else "Type a number of working days, such as 5."


def complexity(found: Dossier) -> FormField:
    """Return the field of how intricate a complaint is."""
    return FormField(
        "complexity",
        "Complexity",
        "choice",
        choices=choices.COMPLEXITIES,
        value=found.complexity.name if found.complexity else None,
        explained=True,
    )


def _ask_gravity(screen: ComplaintScreen, found: Dossier) -> None:
    fields = (
        FormField(
            "severity",
            "Severity",
            "choice",
            required=True,
            choices=choices.SEVERITIES,
            value=str(found.severity) if found.severity else None,
            explained=True,
        ),
        FormField("reason", "Why", "long", value=found.severity_reason, column="severity_reason"),
        complexity(found),
    )

    def act(values: Values) -> None:
        judged = Complexity[values["complexity"]] if values["complexity"] else None
        services.triage.rate(screen.desk, found.id, int(values["severity"]), values["reason"], judged)

    title, note = f"How grave {found.reference} is", severity.proposed(found).sentence
    screen.ask(f"rate:{found.id}", title, fields, act, "Severity set.", note=note)


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
        *clock_forms.basis_fields(screen.desk, found),
    )

    def act(values: Values) -> None:
        # A kind of the old procedure means nothing to another one.
        variant = values.get("variant") if values["procedure"] == found.procedure else None
        services.triage.assign_procedure(
            screen.desk,
            found.id,
            values["procedure"],
            variant=(variant or "") if "variant" in values and variant is not None else None,
            received_time=values.get("received_time"),
        )

    title = f"Under which procedure {found.reference} is handled"
    screen.ask(
        f"procedure:{found.id}",
        title,
        fields,
        act,
        lambda: f"Procedure assigned. {clock_forms.moved(screen.desk, found)}",
    )


def _ask_more_time(screen: ComplaintScreen, found: Dossier, clock_id: str) -> None:
    screen.ask_extension(found.id, found.reference, clock_id)
