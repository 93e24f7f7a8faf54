"""Implications: what a complaint means for the organisation, who must know of it, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaintdesk.errors import InvalidInputError
from complaintdesk.models import Implication
from complaintdesk.rules import duty_clocks
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.duty_clocks import Due
from complaintdesk.services import dossier
from complaintdesk.services.texts import needed, text
from complaintdesk.services.worked import in_hand
from complaintdesk.store import records
from complaintdesk.vocabulary import Likelihood

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class NewImplication:
    """An implication as it is entered."""

    kind: str
    text: str
    likelihood: Likelihood
    severity: int
    alerted: str = ""
    alerted_on: date | None = None
    due_on: date | None = None
    """By when it must be dealt with; empty for what the clock of its kind allows."""
    aware_at: datetime | None = None
    """When the organisation came to know of it, in UTC; now, unless it is noted late."""


def add(desk: Desk, complaint_id: int, entered: NewImplication) -> Dossier:
    """Add what the complaint means for the organisation, and who was alerted to it.

    The clock of its kind runs from when the organisation came to know of it.

    Raises:
        InvalidInputError: If its kind is missing, a day of alert names nobody, or its severity is not 1 to 5.
    """
    alerted = text(entered.alerted, "Alerted").strip()
    alerted_on = entered.alerted_on or (desk.today() if alerted else None)
    if alerted_on is not None and not alerted:
        msg = "Say who was alerted."
        raise InvalidInputError(msg, "alerted")
    if not 1 <= entered.severity <= 5:
        msg = f"Severity goes from 1 (slight) to 5 (grave), not {entered.severity}."
        raise InvalidInputError(msg, "severity")
    aware_at = entered.aware_at or desk.now()
    if aware_at > desk.now():
        msg = "Nobody can have come to know of it later than now."
        raise InvalidInputError(msg, "aware_on")
    with desk.step("add an implication", complaint_id) as step:
        complaint = in_hand(step.session, complaint_id, "add an implication")
        due = duty(desk, entered.kind.strip(), aware_at, complaint.region)
        step.session.add(
            Implication.model_validate(
                {
                    "complaint_id": complaint_id,
                    "kind": needed(entered.kind, "Kind").strip(),
                    "text": text(entered.text, "Implication"),
                    "likelihood": entered.likelihood,
                    "severity": entered.severity,
                    "alerted": alerted,
                    "alerted_on": alerted_on,
                    "due_on": entered.due_on or (due.on if due else None),
                    "aware_at": aware_at,
                }
            )
        )
    return dossier.load(desk, complaint_id)


def duty(desk: Desk, kind: str, aware_at: datetime, region: str = "") -> Due | None:
    """Return until when there is time for an implication of this kind; None where no clock runs.

    Args:
        desk: The desk.
        kind: The implication's id in the vocabulary.
        aware_at: The moment from which it runs, in UTC.
        region: Whose working days count; empty for the desk's own.
    """
    entry = desk.vocabularies.implications.find(kind)
    if entry is None or entry.clock is None:
        return None
    # Today is the desk's local day of now; both are as far from it as their moments are.
    aware_on = desk.today() + (aware_at.date() - desk.now().date())
    calendar = desk.calendar(region or desk.whose.region)
    return duty_clocks.due(entry.clock.n, entry.clock.unit, aware_at, aware_on, calendar)


def alert(desk: Desk, complaint_id: int, implication_id: int, alerted: str, response: str = "") -> Dossier:
    """Note who was alerted to an implication today, or what they answered."""
    with desk.step("alert to an implication", complaint_id) as step:
        in_hand(step.session, complaint_id, "alert somebody")
        row = records.owned(step.session, Implication, complaint_id, implication_id)
        row.alerted = needed(alerted, "Alerted").strip()
        row.alerted_on = row.alerted_on or desk.today()
        if response.strip():
            row.response = text(response, "Answer")
            row.responded_on = desk.today()
    return dossier.load(desk, complaint_id)
