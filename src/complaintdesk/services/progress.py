"""Going on from stage to stage, through the gates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlmodel import Session

from complaintdesk.errors import GateError, WrongStageError
from complaintdesk.models import Complaint, Override
from complaintdesk.rules import gates, stages
from complaintdesk.rules.dossier import Dossier
from complaintdesk.rules.rule_book import Missing
from complaintdesk.services import authority, dossier
from complaintdesk.services.texts import text
from complaintdesk.store import records
from complaintdesk.vocabulary import Stage

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


def next_stage(found: Dossier) -> Stage | None:
    """Return the stage above the complaint's own, or None at the top and off the ladder."""
    if found.stage not in stages.LADDER or found.stage is stages.LADDER[-1]:
        return None
    return stages.LADDER[stages.LADDER.index(found.stage) + 1]


def missing(desk: Desk, complaint: int | Dossier, wanted: Stage | None = None) -> tuple[Missing, ...]:
    """Return all that keeps the complaint from a stage; from the next one if none is named.

    Given the dossier instead of the id, it is not put together again; asked again of the same one, as each part of
    a screen does, the answer is that of before while nothing was written.
    """
    if not isinstance(complaint, Dossier):
        with desk.reading() as session:
            found = dossier.compose(desk, session, complaint)
            goal = wanted or next_stage(found)
            return _missing(desk, session, found, goal) if goal else ()
    goal = wanted or next_stage(complaint)
    if goal is None:
        return ()
    asked = (goal, desk.today(), desk.store.changes_elsewhere())
    kept = _KEPT.get(desk)
    if kept is None or kept[0] is not complaint or kept[1] != asked:
        with desk.reading() as session:
            kept = _KEPT[desk] = (complaint, asked, _missing(desk, session, complaint, goal))
    return kept[2]


_KEPT: WeakKeyDictionary[Desk, tuple[Dossier, tuple[Stage, date, int], tuple[Missing, ...]]] = (
    WeakKeyDictionary()
)
"""What was missing when a desk asked last, of which dossier, and as of when."""


def advance(desk: Desk, complaint_id: int, wanted: Stage | None = None, override_reason: str = "") -> Dossier:
    """Take the complaint to the next stage, or to the one named, through every gate on the way.

    What is missing and may be overridden is overridden by a written reason, which is kept.

    Raises:
        GateError: With all that is missing.
        WrongStageError: If it cannot go there from where it stands.
    """
    with desk.reading() as session:
        goal = wanted or next_stage(dossier.compose(desk, session, complaint_id))
    if goal is None:
        msg = "There is no stage above this one."
        raise WrongStageError(msg)
    with desk.step(f"go on to {goal.spoken}", complaint_id) as step:
        move(desk, step.session, complaint_id, goal, override_reason)
    return dossier.load(desk, complaint_id)


def move(
    desk: Desk, session: Session, complaint_id: int, wanted: Stage, override_reason: str = ""
) -> Complaint:
    """Move a complaint inside a step that does more besides, and return its row.

    Raises:
        GateError: With all that is missing and not overridden.
        WrongStageError: If it cannot go there from where it stands.
    """
    session.flush()
    session.expire_all()
    found = dossier.compose(desk, session, complaint_id)
    stages.require_move(found.stage, wanted, found.reference)
    gaps = _missing(desk, session, found, wanted)
    reason = text(override_reason, "Reason").strip()
    shut = [gap.sentence for gap in gaps if not (reason and gap.overridable)]
    if shut:
        raise GateError(f"{found.reference} cannot become {wanted.spoken} yet.", shut)
    for gap in gaps:
        session.add(
            Override.model_validate(
                {
                    "complaint_id": complaint_id,
                    "rule": gap.rule,
                    "sentence": gap.sentence,
                    "reason": reason,
                    "happened_on": desk.today(),
                }
            )
        )
    row = records.get(session, Complaint, complaint_id)
    row.stage = wanted
    if wanted is Stage.closed:
        row.closed_on = desk.today()
    return row


def _missing(desk: Desk, session: Session, found: Dossier, wanted: Stage) -> tuple[Missing, ...]:
    row = records.get(session, Complaint, found.id)
    matrix = authority.limits(session, desk.today())
    earlier = authority.earlier_offers(session, row, desk.today())
    settled = {(override.rule, override.sentence) for override in found.overrides}
    return tuple(
        gap
        for gap in gates.missing_for(found, wanted, matrix, earlier)
        if (gap.rule, gap.sentence) not in settled
    )
