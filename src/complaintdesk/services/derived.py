"""What lists sort by: computed from the facts in the step that changes them, never trusted for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintdesk.rules import clocks, triage_score
from complaintdesk.rules.dossier import Dossier
from complaintdesk.services import dossier
from complaintdesk.vocabulary import LIVE_STAGES, Origin, PromiseState

if TYPE_CHECKING:
    from datetime import date

    from complaintdesk.services.desk import Desk
    from complaintdesk.store.writing import Writing


def refresh(desk: Desk, step: Writing) -> None:
    """Compute anew what the lists sort by, for each complaint the step has touched."""
    connection = step.session.connection()
    for complaint_id in step.touched_complaints():
        step.session.expire_all()
        found = dossier.find(desk, step.session, complaint_id)
        if found is None or found.origin is not Origin.referred:
            continue
        due_on, name = next_due(found)
        connection.exec_driver_sql(
            "UPDATE complaint SET next_due_on = ?, next_due_name = ?, triage_score = ?, scored_on = ? WHERE id = ?",
            (
                due_on.isoformat() if due_on else None,
                name,
                score(found).points,
                found.today.isoformat(),
                complaint_id,
            ),
        )


def score(found: Dossier) -> triage_score.Score:
    """Return the triage score of a complaint as of its dossier's day; 0 once it asks for no work."""
    if found.stage not in LIVE_STAGES:
        return triage_score.Score(0, ())
    return triage_score.score(triage_score.facts_of(found))


def next_due(found: Dossier) -> tuple[date | None, str]:
    """Return the earliest of what is due on a complaint - clock, promise or action - and its name."""
    if found.stage not in LIVE_STAGES:
        return None, ""
    dues = [
        (promise.due_on, f"Promise: {promise.text}")
        for promise in found.promises
        if promise.state is PromiseState.open
    ]
    dues += [(action.due_on, f"Action: {action.text}") for action in found.actions if action.done_on is None]
    clock = clocks.next_clock(found.clocks)
    if clock is not None and clock.due_on is not None:
        dues.append((clock.due_on, clock.name))
    return min(dues, default=(None, ""), key=lambda due: due[0])
