"""Forms about clocks: more time, a date agreed with the customer, waiting, and what the clocks go by.

A form for more time asks exactly what the procedure demands for that clock.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from complaintdesk import services
from complaintdesk.rules import clocks
from complaintdesk.rules.clocks import Clock
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.procedure_grammar import NEEDS, ClockRule
from complaintdesk.widgets.foreign import say
from complaintdesk.widgets.form_field import Choice, FormField

if TYPE_CHECKING:
    from complaintdesk.screens.asking import Asking, Values
    from complaintdesk.services.desk import Desk

_NAMED = frozenset(
    {"reason", "exceptional_reason", "new_date", "notify_customer", "approver", "senior_approver"}
)
"""What the form has a field of its own for; whatever else is demanded is asked with yes or no."""


def movable(desk: Desk, found: Dossier) -> tuple[Clock, ...]:
    """Return the clocks of a complaint whose date can be moved or agreed."""
    return tuple(clock for clock in found.clocks if _is_movable(desk, found, clock))


def offered(desk: Desk, found: Dossier) -> tuple[Choice, ...]:
    """Return those clocks as they are offered: `More time for: Stage 1 answer`."""
    return tuple(
        Choice(clock.id, f"{'More time for' if clock.due_on else 'A date for'}: {clock.name}")
        for clock in movable(desk, found)
    )


def ask(screen: Asking, complaint_id: int, clock_id: str) -> None:
    """Ask for more time on one clock, or for the date agreed where it goes by that."""
    found = services.dossier.load(screen.desk, complaint_id)
    clock = next((each for each in found.clocks if each.id == clock_id), None)
    if clock is None or not _is_movable(screen.desk, found, clock):
        name = clock.name if clock else clock_id
        say(screen, f"{name} cannot be moved: its procedure allows no more time for it.")
        return
    rule = services.standing.rule_of(screen.desk, found, clock_id)
    if rule.unit == "agreed":
        _ask_agreed(screen, found, clock)
    else:
        _ask_more_time(screen, found, clock, rule)


def _is_movable(desk: Desk, found: Dossier, clock: Clock) -> bool:
    if clock.start_on is None or clock.met_on is not None:
        return False
    rule = services.standing.rule_of(desk, found, clock.id)
    return rule.unit == "agreed" or rule.extension is not None


def _ask_more_time(screen: Asking, found: Dossier, clock: Clock, rule: ClockRule) -> None:
    allowed = rule.extension
    needs = allowed.needs if allowed else ()
    must_date = (
        allowed is None or allowed.unit == "agreed" or (allowed.to is not None and clock.extensions > 0)
    )
    is_beyond = allowed is not None and allowed.max_uses is not None and clock.extensions >= allowed.max_uses
    fields = [
        FormField(
            "reason",
            "The exceptional reason" if "exceptional_reason" in needs else "Why more time is needed",
            "long",
            required=True,
        ),
        FormField(
            "to_on",
            "New date",
            "date",
            required=must_date,
            help="" if must_date else "Empty for all that the procedure allows",
        ),
    ]
    if "notify_customer" in needs:
        fields.append(FormField("notified_on", "Customer told on", "date", required=True, past=True))
    fields += [
        FormField(f"need_{need}", _question(need), "yesno", value=False)
        for need in needs
        if need not in _NAMED
    ]
    fields.append(_approver(needs, is_beyond=is_beyond))

    def act(values: Values) -> None:
        given = {need for need in needs if values.get(f"need_{need}")}
        services.timekeeping.extend(
            screen.desk,
            found.id,
            clock.id,
            values["to_on"],
            values["reason"],
            notified_on=values.get("notified_on"),
            external_body_details_given="external_body_details" in given,
            approver=values["approver"] or "",
            given=given,
        )

    title = f"More time: {clock.name}, {found.reference}"
    screen.ask(f"extend:{found.id}:{clock.id}", title, fields, act, "Clock extended.", note=_stands(clock))


def _approver(needs: Collection[str], *, is_beyond: bool) -> FormField:
    if "senior_approver" in needs:
        return FormField("approver", "Approved by, somebody senior", "text", required=True)
    if "approver" in needs:
        return FormField("approver", "Approved by", "text", required=True)
    help_ = "It was extended as often as the procedure allows: more needs an approver"
    if not is_beyond:
        help_ = "Only for more than the procedure allows"
    return FormField("approver", "Approved by", "text", required=is_beyond, help=help_)


def _ask_agreed(screen: Asking, found: Dossier, clock: Clock) -> None:
    is_change = clock.due_on is not None
    fields = [
        FormField("agreed_on", "Date agreed with the customer", "date", required=True),
        FormField("note", "Why another date" if is_change else "Note", "long", required=is_change),
    ]
    if is_change:
        fields.append(FormField("told_on", "Customer told on", "date", required=True, past=True))

    def act(values: Values) -> None:
        services.timekeeping.agree_date(
            screen.desk,
            found.id,
            clock.id,
            values["agreed_on"],
            values["note"] or "",
            values.get("told_on"),
        )

    title = f"Agree a date: {clock.name}, {found.reference}"
    screen.ask(f"agree:{found.id}:{clock.id}", title, fields, act, "Date agreed.", note=_stands(clock))


def _stands(clock: Clock) -> str:
    return f"Now: {clock.sum}."


def _question(need: str) -> str:
    """Return a demand as a question: `Given: the external body's contact details`."""
    return f"Given: {NEEDS[need]}"


def pause_fields(desk: Desk, found: Dossier) -> tuple[FormField, ...]:
    """Return what is asked before a complaint waits, with the reasons its procedure stands still for."""
    rules = [rule for each in services.standing.procedures_of(desk, found) for rule in each.clocks]
    reasons = dict.fromkeys(reason for rule in rules for reason in rule.stop_reasons)
    moved = [rule.name for rule in rules if rule.stop_clock]
    if reasons:
        words = ", ".join(reason.replace("_", " ") for reason in reasons)
        help_ = f"{', '.join(moved)} stands still only for: {words}"
    elif moved:
        help_ = f"Stands still: {', '.join(moved)}; the other clocks run on"
    else:
        help_ = "Noted, but moves no date: this procedure has no pause"
    return (
        FormField(
            "reason",
            "Waiting for whom, and why",
            "text",
            required=True,
            choices=tuple(Choice(reason.replace("_", " ")) for reason in reasons),
            help=help_,
        ),
    )


def basis_fields(desk: Desk, found: Dossier) -> tuple[FormField, ...]:
    """Return what the clocks go by besides the procedure: the kind of complaint, the hour it came in.

    Neither is asked where it can make no difference.
    """
    fields = []
    procedure = desk.procedures.get(found.procedure)
    variants = dict.fromkeys(name for rule in procedure.clocks for name in rule.variants) if procedure else {}
    if variants:
        fields.append(
            FormField(
                "variant",
                "Kind of complaint",
                "choice",
                choices=(
                    Choice("", "The usual one"),
                    *(Choice(name, name.replace("_", " ").capitalize()) for name in variants),
                ),
                value=found.variant,
                help="Some kinds have clocks of their own length",
            )
        )
    if desk.whose.cutoff:
        fields.append(
            FormField(
                "received_time",
                "Came in at",
                "text",
                value=found.received_time,
                help=f"What comes after {desk.whose.cutoff} counts as the next working day's",
            )
        )
    return tuple(fields)


def moved(desk: Desk, before: Dossier) -> str:
    """Return which clocks a change has moved, as the end of a notice; "" where it has moved none."""
    told = clocks.moved(before.clocks, services.dossier.load(desk, before.id).clocks)
    if not told:
        return ""
    more = f" and {len(told) - MOVED} more" if len(told) > MOVED else ""
    return f"{'; '.join(told[:MOVED])}{more}. "


MOVED = 4
"""Clocks that a notice names; the overview has them all."""
