"""Acts on several complaints: one step, one undo, and an answer for each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaintdesk.errors import DeskError, StoreError
from complaintdesk.models import Complaint
from complaintdesk.store import records

if TYPE_CHECKING:
    from sqlmodel import Session

    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one complaint."""

    complaint_id: int
    reference: str
    refusal: str = ""
    """Why it stayed as it was; "" where the act was done."""


def each(
    desk: Desk, complaint_ids: Sequence[int], label: str, act: Callable[[Session, Complaint], None]
) -> tuple[Result, ...]:
    """Do an act on each complaint, all as one step; one that refuses stays as it was, and says why.

    Args:
        desk: The desk.
        complaint_ids: At least one, in the order in which they are answered for.
        label: What is done to one: "accept".
        act: Called with the session and the row; a refusal leaves no trace of what it changed.

    Raises:
        DeskError: The first refusal, where all refuse; nothing was changed.
        NotFoundError: If there is no such complaint.
    """
    is_one = len(complaint_ids) == 1
    results: list[Result] = []
    refusals: list[DeskError] = []
    with desk.step(
        label if is_one else f"{label} {len(complaint_ids)} complaints",
        complaint_ids[0] if is_one else None,
    ) as step:
        for complaint_id in complaint_ids:
            row = records.get(step.session, Complaint, complaint_id)
            reference = row.reference
            try:
                with step.session.begin_nested():
                    act(step.session, row)
            except StoreError:
                raise
            except DeskError as refusal:
                refusals.append(refusal)
                results.append(Result(complaint_id, reference, str(refusal)))
            else:
                results.append(Result(complaint_id, reference))
        if len(refusals) == len(results):
            raise refusals[0]
    return tuple(results)
