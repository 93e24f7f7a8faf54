"""Unfinished: forms that were left with something typed and not saved, as the desk names them when it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaintdesk.store import due_list

if TYPE_CHECKING:
    from complaintdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form that waits to be finished."""

    title: str
    place: str
    """The screen where it is found again."""

    complaint_id: int | None
    reference: str
    """Of its complaint; empty where it is of none."""

    typed_on: date


def forms(desk: Desk) -> tuple[Unfinished, ...]:
    """Return the forms that wait, the one typed in last first."""
    return tuple(
        Unfinished(
            row["title"].removesuffix(f", {row['reference']}"),
            row["place"],
            row["complaint_id"],
            row["reference"],
            min(datetime.fromisoformat(row["saved_at"]).astimezone().date(), desk.today()),
        )
        for row in due_list.drafts(desk.reader)
    )
